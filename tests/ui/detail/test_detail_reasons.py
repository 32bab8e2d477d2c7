"""The reasons beside a field are true of what stands in the form now."""

from dataclasses import replace
from datetime import date

import pytest
from sagsbud import i18n
from sagsbud.domain.extract import Extract, Kind
from sagsbud.domain.ids import new_item_id
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import SagFremdrift, SagRef
from sagsbud.domain.suggestions import Band, Reason, ReasonCode, Suggestion, SuggestionSet
from sagsbud.engine.views import Detail, Proposal
from sagsbud.shipped import resources
from sagsbud.ui.detail.reasons import kle_reason, reason_of, sag_reason, why_unsure
from sagsbud.ui.detail.wording import band_title

from tests.support.orders import KLE, make_item, make_sag

SUGGESTED = Suggestion(
    KLE, 0.97, Band.SURE, (Reason(ReasonCode.KLE_OF_SAG), Reason(ReasonCode.WORDS_IN_TITLE, ("parkering",)))
)
OTHER = replace(make_sag(2), kle=KleNummer("27.35.20"))
TITLED = Suggestion("Parkering", 0.5, Band.UNSURE, (Reason(ReasonCode.FROM_HEADER),))
NAMED = replace(TITLED, reasons=(Reason(ReasonCode.FROM_FILE_NAME),))


def detail_of(kind: Kind = Kind.TXT, text: str = "Ansøgning", titel: Suggestion[str] = TITLED) -> Detail:
    form = Proposal(new_item_id(), "Parkering", date(2026, 11, 26))
    suggested = SuggestionSet(titel=titel)
    return Detail(OutboxEntry(1, make_item()), (), Extract(kind, "text/plain", text=text), suggested, form)


@pytest.mark.parametrize(("sag", "of_the_case"), [(None, True), (make_sag(), True), (OTHER, False)])
def test_a_subject_is_the_cases_only_while_the_case_has_it(sag: SagRef | None, of_the_case: bool) -> None:
    i18n.use_language("en", resources() / "translations")
    words = kle_reason(
        detail_of(), SUGGESTED, Proposal(new_item_id(), "Ansøgning", date(2026, 11, 26), sag=sag, kle=KLE)
    )
    assert ("the subject of the case" in words) is of_the_case
    assert "parkering" in words


def test_a_word_is_said_once_however_often_it_decided() -> None:
    i18n.use_language("en", resources() / "translations")
    found = replace(SUGGESTED, reasons=(Reason(ReasonCode.WORDS_IN_TITLE, ("parkering", "parkering", "bil")),))
    words = kle_reason(detail_of(), found, Proposal(new_item_id(), "Ansøgning", date(2026, 11, 26), kle=KLE))
    assert words.count("parkering") == 1
    assert "bil" in words


def test_the_text_is_quoted_by_one_reason_only() -> None:
    reasons = (Reason(ReasonCode.LAW_CITATION, ("privatvejsloven",)), Reason(ReasonCode.WORDS_IN_TEXT, ("fællesvej",)))
    found = replace(SUGGESTED, reasons=reasons)
    words = kle_reason(detail_of(), found, Proposal(new_item_id(), "Ansøgning", date(2026, 11, 26), kle=KLE))
    assert words == "the text cites “privatvejsloven”"


def test_no_more_words_are_named_than_have_room_beside_a_suggestion() -> None:
    i18n.use_language("en", resources() / "translations")
    found = replace(SUGGESTED, reasons=(Reason(ReasonCode.WORDS_IN_TEXT, ("parkering", "bil", "vej")),))
    words = kle_reason(detail_of(), found, Proposal(new_item_id(), "Ansøgning", date(2026, 11, 26), kle=KLE))
    assert [word in words for word in ("parkering", "bil", "vej")] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "titel", "alike"),
    [
        ("Ansøgning om parkering", NAMED, "the text is"),
        (" \n", TITLED, "the title is"),
        ("", NAMED, "the file name is"),
    ],
)
def test_only_what_has_text_is_like_a_case_by_its_text(text: str, titel: Suggestion[str], alike: str) -> None:
    i18n.use_language("en", resources() / "translations")
    reasons = (Reason(ReasonCode.SAG_TEXT_ALIKE, ("parkering",)),)
    assert reason_of(detail_of(Kind.IMAGE, text, titel), reasons).startswith(alike)


@pytest.mark.parametrize(
    ("sag", "kle", "title"),
    [
        (None, Band.SURE, "No case found"),
        (Band.UNSURE, Band.LIKELY, "No sure case"),
        (Band.SURE, Band.UNSURE, "No sure subject"),
        (Band.LIKELY, None, "No sure subject"),
        (Band.UNSURE, Band.UNSURE, "No sure suggestion"),
        (Band.SURE, Band.LIKELY, "Likely suggestion"),
        (None, None, "No suggestion"),
    ],
)
def test_the_heading_contradicts_no_field_below_it(sag: Band | None, kle: Band | None, title: str) -> None:
    i18n.use_language("en", resources() / "translations")
    detail = detail_of()
    given = SuggestionSet(
        sager=(Suggestion(make_sag(), 0.5, sag, ()),) if sag else (), kle=(replace(SUGGESTED, band=kle),) if kle else ()
    )
    assert band_title(replace(detail, suggestions=given), detail.proposal) == title


@pytest.mark.parametrize(("titel", "place"), [(TITLED, "the title says"), (NAMED, "the file name says")])
def test_words_are_said_by_what_they_were_read_in(titel: Suggestion[str], place: str) -> None:
    i18n.use_language("en", resources() / "translations")
    reasons = (Reason(ReasonCode.WORDS_IN_TITLE, ("parkering",)),)
    assert reason_of(detail_of(Kind.IMAGE, "", titel), reasons) == f"{place} “parkering”"


@pytest.mark.parametrize(("kind", "place"), [(Kind.EML, "subject line"), (Kind.TXT, "title"), (Kind.PDF, "title")])
def test_only_a_mail_has_a_subject_line(kind: Kind, place: str) -> None:
    i18n.use_language("en", resources() / "translations")
    reasons = (Reason(ReasonCode.CASE_NUMBER_IN_SUBJECT),)
    assert reason_of(detail_of(kind), reasons) == f"the case number is in the {place}"


def test_a_case_that_is_closed_is_sure_of_nothing_and_the_empty_field_says_why() -> None:
    i18n.use_language("en", resources() / "translations")
    closed = replace(make_sag(), sagsnummer="25/0418", fremdrift=SagFremdrift.AFSLUTTET)
    named = Suggestion(closed, 0.99, Band.SURE, (Reason(ReasonCode.CASE_NUMBER_IN_TEXT, ("25/0418",)),))
    detail = replace(detail_of(), suggestions=SuggestionSet(sager=(named,), kle=(SUGGESTED,)))
    form = detail.proposal
    assert detail.suggestions.band is Band.UNSURE
    assert sag_reason(detail, form, None) == (None, "the case number is in the text, but 25/0418 is closed")
    assert "25/0418 is closed" in why_unsure(detail, form)
    assert sag_reason(detail, replace(form, sag=closed), None) == (None, "the case is closed")
