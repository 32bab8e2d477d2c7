"""Small parts that many pages share keep one edge, and one size, wherever they stand."""

import string

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from sagsbud.ui.nothing import NothingHere
from sagsbud.ui.paint import key_cap_width
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import KEY_CAP, PANE_LIST, PANE_PADDING


def test_an_empty_list_speaks_where_its_rows_would_begin_and_a_wide_one_in_its_middle(theme: Theme) -> None:
    page = NothingHere(
        theme, "search", "Intet fundet", "Der søges i titel, afsender og tekst efter ord, der begynder sådan."
    )
    page.resize(theme.px(PANE_LIST), 600)
    page.show()
    assert page.heading.mapTo(page, QPoint()).x() == theme.px(PANE_PADDING)
    page.resize(1200, 600)
    left = page.heading.mapTo(page, QPoint()).x()
    assert abs(page.width() - page.heading.width() - 2 * left) <= 1
    page.close()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_caps_of_one_letter_are_of_one_width(undressed: None, qapp: QApplication, scale: float) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    wide = {key_cap_width(theme, letter) for letter in set(string.ascii_uppercase) - {"W"}}
    assert wide == {theme.px(KEY_CAP)}
