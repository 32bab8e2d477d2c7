"""What the supervisor reads beside the list: reasons that add up, and old and new side by side in full."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from sagsbud.domain.errors import AnswerLost, NotThere, Refused, SagsbudError, StoreError, Trouble, Unreachable
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.review import ReviewRow, ReviewStep
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.domain.secondlook import FieldName, ReviewField, ReviewReason
from sagsbud.domain.suggestions import Band
from sagsbud.ui.review.casewords import case_sentence, happenings, no_past_text, several_sentence, several_title
from sagsbud.ui.review.fieldcards import FieldCard, StruckLabel
from sagsbud.ui.review.rowwords import counted, why
from sagsbud.ui.review.table_painting import two_lines
from sagsbud.ui.texts import moment_text
from sagsbud.ui.theme import Theme

from tests.ui.stage import settle

THEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
REASONS = list(ReviewReason)[:6]
LONG_TITLE = "Påbud om udbedring af nedsivningsanlæg på Bakkegårdsvej 21 med frist til foråret"


@pytest.fixture
def host(qapp: QApplication) -> Iterator[QWidget]:
    host = QWidget()
    yield host
    host.close()
    host.deleteLater()


def rows(*counts: int) -> list[ReviewRow]:
    """So many for each of the first reasons."""
    reasons = [reason for reason, count in zip(REASONS, counts, strict=False) for _ in range(count)]
    return [
        ReviewRow(DokumentId(UUID(int=n + 1)), "Ansøgning", DokumentFremdrift.UNDERREVIEW, "1", THEN, THEN, 0, 0, (reason,))
        for n, reason in enumerate(reasons)
    ]  # fmt: skip


def numbers(sentence: str) -> list[int]:
    return [int(part.rstrip(".").rsplit("\N{NO-BREAK SPACE}", 1)[1]) for part in sentence.split(", ")]


@pytest.mark.parametrize(
    ("counts", "told"),
    [((3,), [3]), ((3, 9), [9, 3]), ((9, 7, 5, 3, 1), [9, 7, 5, 3, 1]), ((9, 7, 5, 3, 2, 1), [9, 7, 5, 3, 3])],
)
def test_the_reasons_of_several_add_up_to_all_of_them(counts: tuple[int, ...], told: list[int]) -> None:
    sentence = several_sentence(rows(*counts))
    assert numbers(sentence) == told
    assert sum(told) == sum(counts)
    assert ("other reasons" in sentence) == (len(counts) > 5)


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("Til gennemsyn: stikprøve.", ""),
        ("Til gennemsyn: følsomme oplysninger, stikprøve. Er det den rigtige part?", "Er det den rigtige part?"),
        ("Se bilag 2. Det mangler.", "Se bilag 2. Det mangler."),
        ("Til gennemsyn: er parten den rette?", "Til gennemsyn: er parten den rette?"),
        ("Til gennemsyn: stikprøve", "Til gennemsyn: stikprøve"),
        ("Til gennemsyn: se bilag 2. Det mangler.", "Til gennemsyn: se bilag 2. Det mangler."),
    ],
)
def test_of_a_states_note_only_what_a_person_wrote_is_told(note: str, told: str) -> None:
    (happening,) = happenings([ReviewStep(DokumentFremdrift.UNDERREVIEW, THEN, None, note)])
    assert happening.note.partition(" · ")[2] == told
    (row,) = rows(1)
    assert why(replace(row, reasons=(ReviewReason.ASKED,), question=note))[1] == told


def test_what_has_no_room_in_a_line_is_left_over_for_the_next(theme: Theme) -> None:
    metrics = QFontMetrics(theme.font("caption"))
    room = metrics.horizontalAdvance("Other people's CPR")
    assert two_lines("Sample", metrics, room) == ("Sample", "")
    assert two_lines("Other people's CPR numbers", metrics, room) == ("Other people's CPR", "numbers")
    assert two_lines("Other", metrics, 1) == ("Other", ""), "a word stays whole"


def test_the_fields_of_a_row_are_told_short() -> None:
    (row,) = rows(1)
    fields = (
        ReviewField(FieldName.SAG, "26/1", None, Band.UNSURE, 0.2),
        ReviewField(FieldName.KLE, "02.34.02", None, Band.UNSURE, 0.2),
    )
    assert why(replace(row, reasons=(ReviewReason.UNSURE,), fields=fields)) == ("Unsure suggestion", "Case and KLE")
    title = ReviewField(FieldName.TITEL, "Nyt", "Gammelt", Band.SURE, 1.0)
    assert why(replace(row, reasons=(ReviewReason.CORRECTED,), fields=(title,))) == (
        "Corrected after approval",
        "title",
    )


def test_the_panel_tells_the_reason_that_the_row_names() -> None:
    (row,) = rows(1)
    title = ReviewField(FieldName.TITEL, "Nyt", "Gammelt", Band.SURE, 1.0)
    reasons = (ReviewReason.SAMPLE, ReviewReason.CHANGED_CLASS)
    changed = replace(row, reasons=reasons, fields=(replace(title, name=FieldName.KLE), title))
    assert why(changed) == ("Changed KLE", "and title")
    assert case_sentence(changed).endswith(
        "The KLE subject is not the one suggested. The document was drawn at random."
    )


def test_the_panel_tells_when_a_document_came_that_waits_longer_than_since_it_was_sent() -> None:
    (row,) = rows(1)
    assert "received" not in case_sentence(row)
    sent = THEN + timedelta(days=2)
    told = case_sentence(replace(row, asked_at=sent))
    assert told.startswith(f"{moment_text(sent)}. The document was received {moment_text(THEN)}. ")


def test_several_are_headed_by_what_they_have_in_common() -> None:
    assert several_title(rows(3)) == why(rows(1)[0])[0]
    assert several_title(rows(3, 9)) == "Several reasons"


def test_nothing_is_told_of_none() -> None:
    assert several_sentence([]) == ""


def test_the_title_that_was_suggested_wraps_as_the_chosen_one_does(host: QWidget, theme: Theme) -> None:
    field = ReviewField(FieldName.TITEL, f"{LONG_TITLE}, rettet", LONG_TITLE, Band.LIKELY, 0.6)
    card = FieldCard(theme, field)
    column = QVBoxLayout(host)
    column.addWidget(card)
    column.addStretch(1)
    host.resize(290, 500)
    host.show()
    settle()
    struck = card.findChild(StruckLabel)
    assert isinstance(struck, StruckLabel)
    assert struck.font().strikeOut()
    assert struck.text() == LONG_TITLE
    assert struck.height() >= struck.heightForWidth(struck.width()) > struck.fontMetrics().height() * 1.5


@pytest.mark.parametrize(
    ("total", "oldest", "whole", "told"),
    [
        (0, 0, True, ""),
        (3, 0, True, "3"),
        (1, 5, True, "1 document, 5 working days old"),
        (38, 1, True, "38, up to 1 working day old"),
        (5000, 3, False, "more than 5,000, up to 3 working days old"),
    ],
)
def test_how_many_wait_and_for_how_long(total: int, oldest: int, whole: bool, told: str) -> None:
    assert counted(total, oldest, whole=whole) == told


@pytest.mark.parametrize(
    ("error", "promised"),
    [
        (Unreachable(), True), (AnswerLost(), True), (StoreError(Trouble.STORE_IN_USE), True),
        (NotThere(Trouble.DOKUMENT_GONE, state="unknown"), False), (Refused(), False),
    ],
)  # fmt: skip
def test_what_happened_is_promised_only_where_asking_again_can_help(error: SagsbudError, promised: bool) -> None:
    assert ("as soon as" in no_past_text(error)) is promised
