"""The parts the pane is made of, each by itself: the form's memory, places in texts, labels, parties."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import floor
from uuid import UUID

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetrics, QTextBlock, QTextCursor, QTextFormat
from PySide6.QtWidgets import QApplication, QWidget
from sagsbud.domain.extract import ReadingWarning
from sagsbud.domain.ids import SagId, new_item_id
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.domain.parties import Part
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.engine import Proposal
from sagsbud.ui.detail.findings import Field, Finding, HeaderRow, label_lines
from sagsbud.ui.detail.form import Form
from sagsbud.ui.detail.gutter import LEVEL, gathered, leader
from sagsbud.ui.detail.mailbody import MailBody
from sagsbud.ui.detail.marks import Marking, by_line
from sagsbud.ui.detail.optionpainter import lines_of
from sagsbud.ui.detail.parties import part_from
from sagsbud.ui.detail.textmap import QtPlaces, TextMap
from sagsbud.ui.detail.toolbar import Toolbar
from sagsbud.ui.detail.wording import warning_text
from sagsbud.ui.overhang import overhang
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING

KLE, OTHER = KleNummer("02.34.02"), KleNummer("09.05.05")
HOUSE = SagRef(SagId(UUID(int=1)), "26/1182", "Tilbygning", kle=KLE, facet=Handlingsfacet("P19"))
TANK = SagRef(SagId(UUID(int=2)), "26/1090", "Samletank", kle=OTHER, facet=Handlingsfacet("K08"))
FILLED = Proposal(new_item_id(), "Ansøgning", date(2026, 11, 20)).on(HOUSE)


def test_an_untouched_form_is_what_was_filled_in() -> None:
    form = Form.of(FILLED)
    assert (form.proposal, form.touched) == (FILLED, frozenset())


def test_another_case_takes_its_subject_and_facet_with_it() -> None:
    form = Form.of(FILLED)
    form.choose_sag(TANK)
    assert (form.proposal.kle, form.proposal.facet) == (OTHER, Handlingsfacet("K08"))


def test_a_subject_somebody_chose_stays_on_another_case() -> None:
    form = Form.of(FILLED)
    form.choose_kle(KLE)
    form.choose_sag(TANK)
    assert (form.proposal.kle, form.proposal.facet) == (KLE, Handlingsfacet("K08"))


def test_a_subject_read_from_the_text_stays_on_another_case() -> None:
    form = Form.of(replace(FILLED, kle=KleNummer("01.02.05")))
    form.choose_sag(TANK)
    assert form.proposal.kle == KleNummer("01.02.05")


def test_without_a_case_its_subject_is_gone_too() -> None:
    form = Form.of(FILLED)
    form.choose_sag(None)
    assert form.proposal.missing == ("sag", "kle")


def test_a_later_proposal_fills_only_what_nobody_touched() -> None:
    form = Form.of(FILLED)
    form.write_title("Min titel")
    form.refill(replace(FILLED, titel="Læst titel", dato=date(2026, 11, 21)))
    assert (form.proposal.titel, form.proposal.dato) == ("Min titel", date(2026, 11, 21))


def test_a_field_that_says_what_it_said_is_not_touched() -> None:
    form = Form.of(FILLED)
    form.write_title("Ansøgning")
    form.set_date(FILLED.dato)
    assert form.touched == frozenset()


def test_parties_come_go_and_change_role() -> None:
    form, part = Form.of(FILLED), Part("Karen Madsen", "urn:oio:fuldtnavn:Karen Madsen")
    form.add_part(part)
    form.add_part(part)
    assert form.proposal.parter == (part,)
    form.remove_part(part)
    assert not form.proposal.parter


@pytest.mark.parametrize(
    ("source", "shown", "words", "found"),
    [
        ("Sag 26/1182 i dag", "Sag 26/1182 i dag", "26/1182", "26/1182"),
        ("Sag\n26/1182", "Sag 26/1182", "26/1182", "26/1182"),
        ("to linjer\nher", "to\u2029linjer her", "linjer\nher", "linjer her"),
        ("😀 26/1182", "😀😀  26/1182", "26/1182", "26/1182"),
    ],
)
def test_words_are_found_again_in_another_layout(source: str, shown: str, words: str, found: str) -> None:
    start = source.index(words)
    place = TextMap(source, shown).find((start, start + len(words)))
    assert place
    units = shown.encode("utf-16-le")
    assert units[2 * place[0] : 2 * place[1]].decode("utf-16-le") == found


def test_of_two_places_with_the_same_words_the_right_one_is_found() -> None:
    source = "den ene tank og den anden tank her"
    shown = "den ene tank og  den anden  tank her"
    start = source.rindex("tank")
    place = TextMap(source, shown).find((start, start + 4))
    assert place == (shown.rindex("tank"), shown.rindex("tank") + 4)


def test_words_that_are_not_shown_have_no_place() -> None:
    assert TextMap("hemmelig tekst", "noget andet").find((0, 8)) is None
    assert TextMap("kort", "kort").find((2, 9)) is None, "marks of a longer mail that was shown before"


@pytest.mark.parametrize(("text", "at", "place"), [("abc", 2, 2), ("a😀c", 2, 3), ("😀😀", 1, 2)])
def test_positions_are_counted_as_qt_counts_them(text: str, at: int, place: int) -> None:
    places = QtPlaces(text)
    assert places.to_qt(at) == place
    assert places.from_qt(place) == at


def test_names_on_one_line_are_one_note_and_notes_do_not_lie_on_each_other() -> None:
    notes = gathered([(Field.TITEL, 100.0), (Field.KLE, 103.0), (Field.SAG, 110.0), (Field.DATO, 300.0)], Field.SAG, 16)
    assert [note.fields for note in notes] == [(Field.TITEL, Field.KLE), (Field.SAG,), (Field.DATO,)]
    assert [note.strong for note in notes] == [False, True, False]
    assert notes[1].y - notes[0].y >= 16
    assert notes[2].y == 300


def test_each_name_keeps_its_own_mark_where_there_is_no_room_beside_it() -> None:
    heading = [(field, 100.0) for field in (Field.SAG, Field.KLE, Field.TITEL)]
    notes = gathered([*heading, (Field.KLE, 116.0), (Field.PARTER, 132.0), (Field.PARTER, 148.0)], None, 16)
    assert [note.mark for note in notes] == [100, 116, 132, 148]
    assert [low.y - high.y for high, low in pairwise(notes)] == pytest.approx([24, 16, 16])
    assert all(abs(note.y - note.mark) <= 8 for note in notes)


def test_names_do_not_leave_the_view_at_its_top() -> None:
    heading = [(field, 6.0) for field in (Field.SAG, Field.KLE, Field.TITEL)]
    notes = gathered([*heading, (Field.DATO, 20.0), (Field.PARTER, 34.0), (Field.SAG, 300.0)], None, 16)
    assert [note.y for note in notes] == pytest.approx([16, 40, 56, 300])


class AskedFor(float):
    """A mark that counts how often it is reckoned with."""

    times = 0

    def __sub__(self, other: float) -> float:
        AskedFor.times += 1
        return float(self) - other


def test_each_mark_is_reckoned_with_a_few_times_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AskedFor, "times", 0)
    assert len(gathered([(Field.KLE, AskedFor(12 * at)) for at in range(200)], None, 16)) == 200
    assert AskedFor.times <= 3 * 200


def test_the_margin_of_a_mail_names_only_what_is_in_view(theme: Theme) -> None:
    body = MailBody(theme)
    body.resize(500, 200)
    body.show_text("\n".join(f"Linje {at:03}" for at in range(100)))
    body.mark(Marking((Finding(Field.SAG, 0, 5), Finding(Field.KLE, 500, 505), Finding(Field.DATO, 990, 995))))
    body.show()
    assert [field for field, _ in body.places()] == [Field.SAG]
    body.verticalScrollBar().setValue(body.verticalScrollBar().maximum())
    assert [field for field, _ in body.places()] == [Field.DATO]
    body.close()


def test_plain_words_after_a_page_that_began_with_a_heading_are_no_heading(theme: Theme) -> None:
    body, fresh = MailBody(theme), MailBody(theme)
    body.show_page("<h2>Høring</h2><p>Svar senest i morgen.</p>")
    for one in (body, fresh):
        one.show_text("Hej\n\nHermed svaret.")
    assert [block.charFormat() for block in _blocks(body)] == [block.charFormat() for block in _blocks(fresh)]
    looks = [_letters(one) for one in (body, fresh)]
    assert looks[0] == looks[1]
    assert [block.blockFormat() for block in _blocks(body)] == [block.blockFormat() for block in _blocks(fresh)]


def _blocks(body: MailBody) -> list[QTextBlock]:
    blocks, block = [], body.document().begin()
    while block.isValid():
        blocks.append(block)
        block = block.next()
    return blocks


def _letters(body: MailBody) -> list[tuple[int, float, int]]:
    cursor, found = QTextCursor(body.document()), []
    while cursor.movePosition(QTextCursor.MoveOperation.NextCharacter):
        form = cursor.charFormat()
        found.append(
            (form.fontWeight(), form.fontPointSize(), form.property(QTextFormat.Property.FontSizeAdjustment) or 0)
        )
    return found


def test_a_mail_in_which_nothing_was_found_has_no_margin_beside_it(theme: Theme) -> None:
    body = MailBody(theme)
    body.resize(500, 200)
    body.show_text("Hej")
    whole = body.viewport().width()
    begins = body.viewport().x() + body.document().documentMargin()
    assert begins == body.width() - body.viewport().geometry().right() - 1 == theme.px(PANE_PADDING)
    assert body.viewport().x() + overhang(body.font()) == theme.px(PANE_PADDING), "a letter may reach out of the words"
    body.mark(Marking((Finding(Field.SAG, 0, 3),)))
    assert body.viewport().width() < whole


def test_a_leader_is_level_where_the_name_is_all_but_beside_its_mark(theme: Theme) -> None:
    (note,) = gathered([(Field.KLE, 100.0)], None, 14.0)
    near, far = (replace(note, y=note.mark + theme.px(LEVEL) + more) for more in (-1, 1))
    (level, name), (mark, away) = leader(near, 10.4, theme), leader(far, 10.4, theme)
    assert level.y() == name.y() == floor(near.y) + 0.5, "one whole row of pixels"
    assert (mark.y(), away.y()) == (floor(far.mark) + 0.5, floor(far.y) + 0.5)


def test_many_names_take_more_than_one_line() -> None:
    assert label_lines([Field.TITEL, Field.SAG, Field.KLE], 2) == ["Case, KLE,", "title"]


def test_runs_on_one_line_are_one_mark() -> None:
    runs = [QRectF(0, 10, 20, 10), QRectF(22, 11, 20, 9), QRectF(0, 30, 15, 10)]
    assert by_line(runs) == [QRectF(0, 10, 42, 10), QRectF(0, 30, 15, 10)]


@pytest.mark.parametrize(
    ("typed", "urn", "shown"),
    [
        ("Karen  Madsen", "urn:oio:fuldtnavn:Karen Madsen", "Karen Madsen"),
        ("010101-0000", "urn:oio:cpr-nr:0101010000", "010101-xxxx"),
        ("0011 2233", "urn:oio:cvr-nr:00112233", "00112233"),
        ("Bodil@eksempel.example", "urn:mailto:bodil@eksempel.example", "bodil@eksempel.example"),
    ],
)
def test_what_somebody_types_becomes_a_party(typed: str, urn: str, shown: str) -> None:
    part = part_from(typed)
    assert part
    assert (part.urn, part.label) == (urn, shown)


def test_a_single_letter_is_nobody() -> None:
    assert part_from("K") is None


def test_how_many_places_were_found_can_be_read_in_little_room(qapp: QApplication) -> None:
    around = QWidget()
    toolbar = Toolbar(Theme(appearance="light"), around)
    around.show()
    toolbar.show_pages(1, 3)
    toolbar.show_zoom(100)
    toolbar.show_findings([Finding(Field.SAG, start, start + 1) for start in range(11)], shown=True)
    for width, said in ((900, "11 places"), (200, "11"), (900, "11 places")):
        toolbar.resize(width, 40)
        assert toolbar.evidence.text() == said
        assert toolbar.evidence.accessibleName() == "11 places"
    around.close()
    around.deleteLater()


def test_words_that_decided_two_fields_are_one_place(qapp: QApplication) -> None:
    around = QWidget()
    toolbar = Toolbar(Theme(appearance="light"), around)
    toolbar.resize(900, 40)
    subject = [Finding(field, quote="byg", row=HeaderRow.SUBJECT) for field in (Field.SAG, Field.KLE)]
    road = Finding(Field.KLE, 10, 21, quote="Birkevænget")
    house = Finding(Field.SAG, 10, 24, quote="Birkevænget 14")
    toolbar.show_findings([*subject, road, house, Finding(Field.DATO, 30, 40, quote="1. maj 2026")], shown=True)
    assert toolbar.evidence.text() == "3 places"
    lines = [action.text() for action in toolbar.places.menu().actions()]
    assert [line.split(":")[0] for line in lines] == ["Case, KLE", "Case, KLE", "Date"]
    assert "Birkevænget 14" in lines[1]
    around.deleteLater()


def test_every_warning_has_words_and_one_page_is_one() -> None:
    said = {warning_text(warning, 2) for warning in ReadingWarning}
    assert len(said) == len(ReadingWarning)
    assert warning_text(ReadingWarning.NO_TEXT_LAYER, 1) == "The page is a picture without text."
    assert "The pages are pictures without text." in said


def test_a_word_that_is_too_long_takes_no_empty_line_where_the_next_has_no_more_room(theme: Theme) -> None:
    metrics = QFontMetrics(theme.font("caption"))
    word, enough = "x" * 60, metrics.horizontalAdvance("x" * 61)
    assert lines_of(word, metrics, 100, 100) == [word]
    assert lines_of(word, metrics, 100, enough) == ["", word]
    assert lines_of("", metrics, -1, 100) == [""]
