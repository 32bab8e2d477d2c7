"""Below a case: the key that reassigns stands on its button, and what cannot be done says why."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from sagsbud.domain.ids import DokumentId
from sagsbud.domain.review import Edit, ReviewRow
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.ui.review.casefoot import CaseFoot
from sagsbud.ui.review.casewords import above_button_text
from sagsbud.ui.review.filterbar import FilterBar
from sagsbud.ui.theme import Theme

THEN = datetime(2026, 11, 2, tzinfo=UTC)
FINAL = "It is final, so it can neither be reassigned nor taken out of use."


def row(number: int, *, final: bool = False) -> ReviewRow:
    fremdrift = DokumentFremdrift.ENDELIGT if final else DokumentFremdrift.UNDERREVIEW
    known = ReviewRow(DokumentId(UUID(int=number)), "Høringssvar", fremdrift, "1", THEN, THEN, 0, 0)
    return replace(known, edited=Edit(None, THEN)) if final else known


def test_the_key_stands_on_the_button_while_it_works(theme: Theme) -> None:
    foot = CaseFoot(theme)
    assert foot.reassign.text().split() == ["Reassign", "…", "O"]
    assert foot.reassign.accessibleName() == "Reassign …"
    theme.name_letter_keys(False)
    assert foot.reassign.text() == "Reassign …"


def test_what_is_final_says_why_it_stays(theme: Theme) -> None:
    foot = CaseFoot(theme)
    foot.show_rows([row(1, final=True)])
    assert not foot.reassign.isEnabled()
    assert FINAL in foot.sentence.text()
    assert foot.reassign.toolTip() == foot.reassign.accessibleDescription() == FINAL
    assert foot.withdraw.text() == FINAL.rstrip(".")
    foot.show_rows([row(1)])
    assert foot.reassign.isEnabled()
    assert not foot.reassign.toolTip()
    assert foot.withdraw.text() == "Not to be filed …"


def test_several_say_what_only_one_at_a_time_can_be() -> None:
    both = [row(1), row(2, final=True)]
    assert above_button_text(both).endswith("Some of them are final, so they cannot be reassigned together.")


def test_a_filter_that_is_not_there_says_so(theme: Theme) -> None:
    bar = FilterBar(theme)
    assert not bar.save.isEnabled()
    assert bar.save.toolTip() == bar.clear.toolTip() == "No filter is chosen."
