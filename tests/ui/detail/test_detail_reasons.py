"""The reasons beside a field are true of what stands in the form now."""

from dataclasses import replace
from datetime import date

import pytest
from sagsbud import i18n
from sagsbud.domain.ids import new_item_id
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.suggestions import Band, Reason, ReasonCode, Suggestion
from sagsbud.engine.views import Proposal
from sagsbud.shipped import resources
from sagsbud.ui.detail.reasons import kle_reason

from tests.support.orders import KLE, make_sag

SUGGESTED = Suggestion(
    KLE, 0.97, Band.SURE, (Reason(ReasonCode.KLE_OF_SAG), Reason(ReasonCode.WORDS_IN_TITLE, ("parkering",)))
)
OTHER = replace(make_sag(2), kle=KleNummer("27.35.20"))


@pytest.mark.parametrize(("sag", "of_the_case"), [(None, True), (make_sag(), True), (OTHER, False)])
def test_a_subject_is_the_cases_only_while_the_case_has_it(sag: SagRef | None, of_the_case: bool) -> None:
    i18n.use_language("en", resources() / "translations")
    words = kle_reason(SUGGESTED, Proposal(new_item_id(), "Ansøgning", date(2026, 11, 26), sag=sag, kle=KLE))
    assert ("the subject of the case" in words) is of_the_case
    assert "parkering" in words


def test_a_word_is_said_once_however_often_it_decided() -> None:
    i18n.use_language("en", resources() / "translations")
    found = replace(SUGGESTED, reasons=(Reason(ReasonCode.WORDS_IN_TITLE, ("parkering", "parkering", "bil")),))
    words = kle_reason(found, Proposal(new_item_id(), "Ansøgning", date(2026, 11, 26), kle=KLE))
    assert words.count("parkering") == 1
    assert "bil" in words
