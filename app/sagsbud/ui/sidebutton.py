"""A button above or below the lines of a side bar: its sign and its words stand in the columns of theirs."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from sagsbud.ui.buttons import BESIDE_SIGN
from sagsbud.ui.icons import put_sign
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, KEPT_BY_QT, PANE_RAIL, SIDE_SIGN, SIDE_WORDS

SIDE_MARGIN = 8
"""px at any text scale between the side bar's edge and its lines."""


class SideButton(QToolButton):
    """Sign and words, or the sign alone where the side bar is a rail. Lay it out `SIDE_MARGIN` from the edge."""

    def __init__(self, theme: Theme, sign: str, text: str) -> None:
        super().__init__()
        self._theme = theme
        self._sign = sign
        self.setObjectName("side_button")
        self.setText(text)
        self.setAccessibleName(text)

    def say(self, text: str) -> None:
        """Other words."""
        self.setText(text)
        self.setAccessibleName(text)

    def dress(self, *, rail: bool) -> None:
        """As the theme is now."""
        theme, px = self._theme, self._theme.px
        side = px(ICON_ROW)
        gap = px(SIDE_WORDS) - px(SIDE_SIGN) - side + KEPT_BY_QT - BESIDE_SIGN
        put_sign(self, self._sign, theme, side, gap=0 if rail else gap / theme.scale)
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly if rail else beside)
        self.setMinimumWidth(px(PANE_RAIL) - 2 * SIDE_MARGIN if rail else 0)
