"""Below a case: the key that reassigns stands on its button, and what cannot be done says why."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtGui import QFontMetrics
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.review import Edit, ReviewRow
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.ui.detail.footer import Footer
from sagsbud.ui.edges import AROUND_FOOT, BEFORE_BUTTON
from sagsbud.ui.review.casefoot import CaseFoot
from sagsbud.ui.review.casewords import above_button_text
from sagsbud.ui.review.filterbar import FilterBar
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_FIELD, SPACE_S

THEN = datetime(2026, 11, 2, tzinfo=UTC)
FINAL = "It is final, so it can neither be reassigned nor taken out of use."


def row(number: int, *, final: bool = False) -> ReviewRow:
    fremdrift = DokumentFremdrift.ENDELIGT if final else DokumentFremdrift.UNDERREVIEW
    known = ReviewRow(DokumentId(UUID(int=number)), "Høringssvar", fremdrift, "1", THEN, THEN, 0, 0)
    return replace(known, edited=Edit(None, THEN)) if final else known


def test_the_key_stands_on_the_button_while_it_works(theme: Theme) -> None:
    foot = CaseFoot(theme)
    assert (foot.reassign.text(), foot.reassign.key) == ("Reassign …", "O")
    assert foot.reassign.accessibleName() == "Reassign …"
    wide = foot.reassign.sizeHint().width()
    theme.name_letter_keys(False)
    assert (foot.reassign.text(), foot.reassign.key) == ("Reassign …", "")
    assert wide - foot.reassign.sizeHint().width() == theme.px(SPACE_S) + theme.width("caption", "O")


def test_what_stands_on_a_button_with_its_key_is_in_its_middle(theme: Theme) -> None:
    theme.name_letter_keys(True)
    foot = CaseFoot(theme)
    button = foot.reassign
    assert button.key
    foot.resize(480, foot.sizeHint().height())
    foot.show()
    image = button.grab().toImage()
    foot.close()
    ground = image.pixelColor(12, image.height() // 2)
    middle = range(image.height() // 3, image.height() * 2 // 3)
    inked = [x for x in range(8, image.width() - 8) if any(image.pixelColor(x, y) != ground for y in middle)]
    assert abs(inked[0] - (image.width() - 1 - inked[-1])) <= ICON_FIELD // 4, "but for the air in sign and letter"


def test_all_feet_keep_as_far_from_their_ends(theme: Theme) -> None:
    case, document = CaseFoot(theme), Footer(theme, "Ctrl+Enter")
    case.show_rows([row(1)])
    case.sentence.setText("Det bliver endeligt.")
    case.sentence.show()
    document.say("Journalisér", "Det journaliseres.")
    for foot, first, button, last in (
        (case, case.sentence, case.primary, case.more),
        (document, document.sentence, document.primary, document.primary),
    ):
        foot.resize(360, foot.sizeHint().height())
        foot.show()
        assert foot.height() - 1 - last.geometry().bottom() == theme.px(AROUND_FOOT)
        assert first.y() == theme.px(AROUND_FOOT) + 1, "below its line"
        assert button.y() - first.geometry().bottom() - 1 == theme.px(BEFORE_BUTTON)
        foot.close()


def test_the_lines_of_a_foot_are_as_far_from_each_other_in_one_sentence_as_in_two(theme: Theme) -> None:
    foot = Footer(theme, "Ctrl+Enter")
    foot.say("Ret", "", "Fortroligt: der er et cpr-nummer i teksten.", "Intet er ændret endnu.")
    foot.resize(400, foot.sizeHint().height())
    foot.show()
    assert foot.sensitivity.y() - foot.sentence.y() == QFontMetrics(theme.font("caption")).lineSpacing()
    foot.close()


def test_what_is_final_says_why_it_stays(theme: Theme) -> None:
    foot = CaseFoot(theme)
    foot.show_rows([row(1, final=True)])
    assert not foot.reassign.isEnabled()
    assert FINAL in foot.sentence.text()
    assert foot.reassign.toolTip() == foot.reassign.accessibleDescription() == FINAL
    assert (foot.withdraw.isEnabled(), foot.withdraw.toolTip()) == (False, FINAL)
    foot.show_rows([row(1)])
    assert foot.reassign.isEnabled()
    assert not foot.reassign.toolTip()
    assert foot.withdraw.isEnabled()


def test_several_say_what_only_one_at_a_time_can_be() -> None:
    both = [row(1), row(2, final=True)]
    assert above_button_text(both).endswith("Some of them are final, so they cannot be reassigned together.")


def test_a_filter_that_is_not_there_says_so(theme: Theme) -> None:
    bar = FilterBar(theme)
    assert not bar.save.isEnabled()
    assert bar.save.toolTip() == bar.clear.toolTip() == "No filter is chosen."
