"""A line above the document: what is wrong with it in three parts, or what a person should know of it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from sagsbud.ui.edges import INSIDE, WORDS_AT
from sagsbud.ui.icons import pixmap
from sagsbud.ui.labels import JOINER
from sagsbud.ui.paint import paint_ground
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, PANE_PADDING, RADIUS_GROUP

ABOVE = 10
BELOW = 6
"""px below the ground; what follows has air of its own above it."""


class Banner(QWidget):
    """Sign, bold beginning, rest. Hidden while there is nothing to say. `linked` tells which link was followed."""

    linked = Signal(str)

    def __init__(self, theme: Theme, sign: str, ground: str, ink: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sign, self._ground, self._ink = sign, ground, ink
        self._bar = 0
        self._label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._label.setOpenExternalLinks(False)
        self._label.linkActivated.connect(self.linked)
        self._box = QHBoxLayout(self)
        self._box.addWidget(self._label)
        self.stand_beside_bar(0)
        self.hide()

    def stand_beside_bar(self, wide: int) -> None:
        """A scroll bar that is so many px wide takes of the margin behind it: it ends where it does without one."""
        px, self._bar = self._theme.px, wide
        right = px(PANE_PADDING + INSIDE) - wide
        self._box.setContentsMargins(px(PANE_PADDING + WORDS_AT), px(ABOVE + 9), right, px(9 + BELOW))
        self.update()

    def say(self, markup: str, spoken: str) -> None:
        """These words (already safe markup), or nothing."""
        line = "underline" if self._theme.high_contrast else "none"
        style = f"color:{self._theme.tokens.acctx}; font-weight:600; text-decoration:{line}"
        copied = markup.replace(JOINER, "")  # its words can be copied
        self._label.setText(copied.replace("<a ", f'<a style="{style}" '))
        self._label.setAccessibleName(spoken)
        linked = Qt.FocusPolicy.TabFocus if "<a " in markup else Qt.FocusPolicy.NoFocus
        self._label.setFocusPolicy(linked)
        self.setAccessibleName(spoken)
        self.setVisible(bool(markup))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground and the sign."""
        theme, edge = self._theme, self._theme.px(PANE_PADDING)
        p = QPainter(self)
        rect = QRectF(self.rect()).adjusted(edge, theme.px(ABOVE), self._bar - edge, -theme.px(BELOW))
        paint_ground(p, rect, self._ground, theme, RADIUS_GROUP)
        side = theme.px(ICON_ROW)
        beside = (self._label.fontMetrics().height() - side) // 2
        sign = pixmap(self._sign, theme.color(self._ink), side, self.devicePixelRatioF())
        p.drawPixmap(edge + theme.px(INSIDE), theme.px(ABOVE + 9) + beside, sign)
