"""Tool tips tell the words as they are, of what is shown now."""

import pytest
from PySide6.QtGui import Qt
from sagsbud.ui.detail.titlefield import TitleField
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
