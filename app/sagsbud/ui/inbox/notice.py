"""A quiet sentence above the list, with at most one thing to do about it; it goes by itself or when it is closed."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from sagsbud.domain.ids import ItemId
from sagsbud.i18n import tr
from sagsbud.ui.announce import announce
from sagsbud.ui.buttons import IconButton, LinkButton
from sagsbud.ui.edges import AROUND_SIGN, INSIDE, WORDS_AT
from sagsbud.ui.labels import IconLabel, TextLabel
from sagsbud.ui.signed import on_first_line
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_FIELD as SIGN
from sagsbud.ui.tokens import KEPT_BY_QT, SPACE_S, TOOL_BUTTON
from sagsbud.ui.whenshown import MadeWhenShown

STAYS = 12_000
"""Milliseconds for which good news stays; what needs attention stays until it is closed."""


def band_height(theme: Theme) -> int:
    """px that one line in a band is high, with the button in it and the air around that."""
    return theme.px(TOOL_BUTTON) + 2 * theme.px(SPACE_S)


class Notice(MadeWhenShown, QFrame):
    """One sentence at a time; a newer one takes its place."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("band")
        self._theme = theme
        self._do: Callable[[], object] | None = None
        self._about: set[ItemId] = set()
        self._leave = QTimer(self, interval=STAYS, singleShot=True)
        self._leave.timeout.connect(self.hide)
        self.hide()

    def _lay_out(self) -> None:
        theme = self._theme
        self._icon = IconLabel(theme, "info", SIGN, "acctx")
        self._text = TextLabel(theme, "", "caption", "tx")
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._link = LinkButton(theme, "")
        self._close = IconButton(theme, "x", tr("Close"), size=14)
        self._link.clicked.connect(self._act)
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        px, beside = theme.px, WORDS_AT - INSIDE - SIGN
        row.setContentsMargins(px(INSIDE), px(SPACE_S), px(INSIDE - AROUND_SIGN) - KEPT_BY_QT, px(SPACE_S))
        row.setSpacing(px(beside))
        row.addLayout(on_first_line(self._icon, self._text, px(beside)), 1)
        row.addWidget(self._link)
        row.addWidget(self._close)

    def say_not_saved(self) -> None:
        """The place that was chosen does not take it."""
        words = tr("It could not be saved there. Choose another folder.")
        self.say(words, icon="circle-alert", role="warn", stays=True)

    def say(
        self,
        text: str,
        *,
        icon: str = "info",
        role: str = "acctx",
        action: str = "",
        do: Callable[[], object] | None = None,
        stays: bool = False,
        about: Iterable[ItemId] = (),
    ) -> None:
        """Show a sentence, with `action` as the words of what `do` does; `about` are documents it is true of."""
        self.make()
        self._icon.show_icon(icon, role)
        self._text.setText(text)
        self._link.setText(action)
        self._link.setVisible(bool(action))
        self._do = do
        self._about = set(about)
        self.show()
        if stays:
            self._leave.stop()
        else:
            self._leave.start()
        announce(self, text, assertive=role in ("warn", "err"))

    def settle(self, items: Iterable[ItemId]) -> None:
        """These have left the inbox, or are back in it: of the last of them the sentence is not true any more."""
        if self._about:
            self._about.difference_update(items)
            if not self._about:
                self.hide()

    @property
    def text(self) -> str:
        """What is said now."""
        return "" if self.isHidden() else self._text.text()

    def _act(self) -> None:
        self.hide()
        if self._do:
            self._do()


class RoomAbove(QWidget):
    """So many px above a notice at the top of a page, and its room; none of it while nothing is said."""

    def __init__(self, notice: Notice, px: int) -> None:
        super().__init__()
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, px, 0, 0)
        self.line.addWidget(notice)
        notice.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It is there with the notice."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.setVisible(event.type() is QEvent.Type.ShowToParent)
        return super().eventFilter(watched, event)
