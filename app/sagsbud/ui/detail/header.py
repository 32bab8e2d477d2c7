"""The pane's head: what the document is called, what it is, and what else can be done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.actions import ActionId, key_hint
from sagsbud.ui.detail.against import AgainstButton
from sagsbud.ui.edges import AROUND_SIGN
from sagsbud.ui.icons import GAP, icon, put_sign
from sagsbud.ui.labels import CutLabel
from sagsbud.ui.menus import Menu
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, PANE_HEADER, PANE_PADDING

WORDS_FROM = 700
"""px of width at scale 1.0 from which actions have words beside their signs."""


class DetailHeader(QWidget):
    """Title, subtitle, actions. Only what can be done now is shown."""

    withdraw_wanted = Signal(str)
    """A code of REASONS_AGAINST."""
    original_wanted = Signal()
    copy_wanted = Signal()
    history_wanted = Signal()
    note_wanted = Signal()
    alike_wanted = Signal()
    hand_over_wanted = Signal()
    opened = Signal()
    """A menu in which something is chosen for this document."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._roomy = False
        self._offered = (False, False, False, False)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = CutLabel(theme, font="detail_title")
        self.subtitle = CutLabel(theme, font="caption", role="tx2")
        self.note = QToolButton()
        self.note.setText(tr("Note"))
        self.note.setAccessibleName(tr("Write a note on a case"))
        self.note.setToolTip(tr("Write a note on a case (Ctrl+N)"))
        self.note.clicked.connect(lambda _checked=False: self.note_wanted.emit())
        self.withdraw = AgainstButton()
        self.withdraw.chosen.connect(self.withdraw_wanted)
        self.more = QToolButton()
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setAccessibleName(tr("More"))
        self.more.setToolTip(tr("More"))
        self.more.setMenu(Menu(self.more))
        for button in (self.withdraw, self.more):
            button.menu().aboutToShow.connect(self.opened)
        words = QVBoxLayout()
        words.setSpacing(theme.px(1))
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        words.addStretch(1)
        self.setFixedHeight(theme.px(PANE_HEADER))
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(PANE_PADDING), 0, theme.px(PANE_PADDING - AROUND_SIGN), 0)
        line.setSpacing(theme.px(6))
        line.addLayout(words, 1)
        line.addWidget(self.note)
        line.addWidget(self.withdraw)
        line.addWidget(self.more)
        theme.changed.connect(self._dress)
        self._dress()

    def say(self, title: str, subtitle: str) -> None:
        """What it is."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)

    def offer(self, *, withdraw: bool, original: bool, copy: bool, history: bool) -> None:
        """What can be done with it now."""
        self.withdraw.setVisible(withdraw)
        self._offered = (withdraw, original, copy, history)
        self._fill_menu()

    def _fill_menu(self) -> None:
        withdraw, original, copy, history = self._offered
        menu = self.more.menu()
        menu.clear()
        choices = (
            (
                withdraw,
                self._with_cap(tr("Hand over to a colleague …"), ActionId.HAND_OVER),
                self.hand_over_wanted,
                "users",
            ),
            (True, self._with_cap(tr("More like this"), ActionId.ALIKE), self.alike_wanted, "copy-check"),
            (original, tr("Open the original"), self.original_wanted, "external-link"),
            (copy, tr("Save a copy …"), self.copy_wanted, "download"),
            (history, tr("What happened?"), self.history_wanted, "history"),
        )
        for offered, words, wanted, sign in choices:
            if offered:
                action = menu.addAction(icon(sign, self._theme, self._theme.px(16)), words)
                action.triggered.connect(lambda _checked=False, signal=wanted: signal.emit())
        self.more.setVisible(any(offered for offered, *_rest in choices))

    def _with_cap(self, words: str, id_: ActionId) -> str:
        """With its key in the menu's column of keys, while it works. It is no shortcut of the menu's own."""
        key = key_hint(id_, letters=self._theme.letter_keys)
        return f"{words}\t{key}" if key else words

    def choose_reason(self) -> None:
        """Open the reasons, for the key."""
        if self.withdraw.isVisible():
            self.withdraw.showMenu()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words beside the signs while there is room."""
        super().resizeEvent(event)
        roomy = self.width() >= self._theme.px(WORDS_FROM)
        if roomy == self._roomy:
            return
        self._roomy = roomy
        style = Qt.ToolButtonStyle
        for button in (self.note, self.withdraw):
            button.setToolButtonStyle(style.ToolButtonTextBesideIcon if roomy else style.ToolButtonIconOnly)
        self._dress()

    def _dress(self) -> None:
        side = self._theme.px(ICON_ROW)
        self._fill_menu()
        for button, name in ((self.note, "note"), (self.withdraw, "archive-x"), (self.more, "ellipsis")):
            put_sign(button, name, self._theme, side, "tx", gap=GAP if self._roomy and button is not self.more else 0)
