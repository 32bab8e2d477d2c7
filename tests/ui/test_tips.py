"""Tool tips tell the words as they are, of what is shown now."""

from uuid import UUID

import pytest
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QToolButton
from sagsbud.domain.ids import SagId
from sagsbud.domain.listing import Filters, Listing
from sagsbud.domain.parties import Part
from sagsbud.ui.buttons import IconButton
from sagsbud.ui.detail.parties import PartiesBox
from sagsbud.ui.detail.titlefield import TitleField
from sagsbud.ui.inbox.narrowing import ChipRow
from sagsbud.ui.labels import CutLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip

MARKUP = '<img src="//host.example/share/mark.png"> & co. om en tilbygning på Birkevænget'


def test_words_that_look_like_markup_are_told_as_they_are() -> None:
    assert as_tip("Rykker: a < b & c") == "Rykker: a < b & c"
    assert "<img" not in as_tip(MARKUP)
    assert "&lt;img" in as_tip(MARKUP)
    assert "&amp; co." in as_tip(MARKUP)


@pytest.mark.parametrize("kind", [CutLabel, TitleField])
def test_a_title_that_is_cut_stands_whole_in_its_tool_tip_but_never_as_markup(
    theme: Theme, kind: type[CutLabel | TitleField]
) -> None:
    shown = kind(theme, MARKUP)
    shown.resize(80, 30)
    shown.show()
    assert Qt.mightBeRichText(shown.toolTip())
    assert "<img" not in shown.toolTip()
    shown.setText("Kort")
    assert shown.toolTip() == "", "not of the document before"
    shown.setText("Et andet og meget længere navn på dokumentet")
    assert shown.toolTip() == shown.text()
    shown.close()


def test_a_button_that_names_what_a_document_says_never_tells_it_as_markup(theme: Theme) -> None:
    parties, chips, sag = PartiesBox(theme), ChipRow(theme), SagId(UUID(int=1))
    parties.show_parties((Part(MARKUP, "urn:mailto:part@eksempel.example"),))
    chips.take(Listing(filters=Filters(sag=sag)), {str(sag): MARKUP})
    named = [IconButton(theme, "x", MARKUP, key="Esc"), *parties.findChildren(QToolButton), *chips.chips]
    tips = [button.toolTip() for button in named if button.toolTip()]
    chips.close()
    assert len(tips) == 3
    for tip in tips:
        assert Qt.mightBeRichText(tip)
        assert "<img" not in tip
        assert "&lt;img" in tip
