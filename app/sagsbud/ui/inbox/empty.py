"""The empty inbox, which teaches the ways in."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sagsbud.domain.frozen import frozen
from sagsbud.i18n import tr
from sagsbud.ui.actions import ActionId, key_hint
from sagsbud.ui.icons import put_sign
from sagsbud.ui.inbox.side_model import Health, SourceLine
from sagsbud.ui.labels import IconLabel, RoundIcon, TextLabel, frame, wall
from sagsbud.ui.paint import KeyCapLabel
from sagsbud.ui.texts import practice_note
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING, SPACE_S, SPACE_XL
from sagsbud.ui.viewport import scrolled

WIDTH = 748


@frozen
class Offers:
    """What this program can offer beside dropping: none of it is shown unless it is there."""

    practice: bool = False
    """Whether there are examples to practise with."""
    sends_here: bool = False
    """Whether the file manager's menu sends files here."""


class EmptyInbox(QWidget):
    """A heading, the ways in as cards, the examples, and the two keys that follow."""

    files_asked = Signal()
    source_asked = Signal()
    practice_asked = Signal()

    def __init__(self, theme: Theme, offers: Offers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._offers = offers
        self._subtitle = TextLabel(theme, "", "body", "tx2")
        self._sources = TextLabel(theme, "", "body", "tx2")
        self._signed: list[tuple[QPushButton, str]] = []
        self._lay_out()
        theme.changed.connect(self._dress)
        self._dress()

    def take(self, *, all_filed: bool, sources: Sequence[SourceLine]) -> None:
        """Say what is true: whether everything is filed, and what is being watched."""
        done = tr("Everything is filed.") + " " if all_filed else ""
        three, two = tr("New documents come in three ways."), tr("New documents come in two ways.")
        self._subtitle.setText(done + (three if self._offers.sends_here else two))
        there = [source for source in sources if source.health is not Health.AWAY]
        names = ", ".join(source.label for source in (there or sources)[:3])
        if there:
            words = tr("Being watched: {names}. What arrives there comes in automatically.", names=names)
        elif sources:
            words = tr("Cannot be reached now: {names}. It is watched again as soon as it is there.", names=names)
        else:
            words = tr("Sagsbud can watch a scanner's folder or a shared drive and take what arrives.")
        self._sources.setText(words)

    def take_focus(self) -> None:
        """The keyboard goes to the first way in."""
        self._choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        theme, px = self._theme, self._theme.px
        content = QWidget()
        content.setMaximumWidth(px(WIDTH))
        column = QVBoxLayout(content)
        column.setContentsMargins(px(PANE_PADDING), px(SPACE_XL), px(PANE_PADDING), px(SPACE_XL))
        column.setSpacing(px(14))
        title = TextLabel(theme, tr("The inbox is empty"), "page_title")
        words = QVBoxLayout()
        words.setSpacing(px(SPACE_S))
        for label in (title, self._subtitle):
            label.setWordWrap(True)
            words.addWidget(label)
        column.addLayout(words)
        column.addSpacing(px(6))
        column.addWidget(self._cards())
        if self._offers.practice:
            column.addWidget(self._examples())
        column.addLayout(self._keys())
        page = QWidget()
        page.setObjectName("page")
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(0)
        middle.addWidget(content, stretch=1)
        middle.addStretch(0)
        outer.addLayout(middle)
        outer.addStretch(3)
        scroll = scrolled(page, column)
        scroll.setAccessibleName(title.text())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _cards(self) -> QWidget:
        theme = self._theme
        cards = frame("group")
        grid = QGridLayout(cards)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        drop = TextLabel(
            theme,
            tr("Files from the file manager, or emails from your mail program. Anywhere in the window."),
            "body",
            "tx2",
        )
        choose = self._button("file-plus", tr("Add files"))
        choose.clicked.connect(self.files_asked)
        self._choose = choose
        add = self._button("folder-plus", tr("Add a folder"))
        add.clicked.connect(self.source_asked)
        ways = [
            self._card("arrow-down-to-line", tr("Drag them in here"), drop, choose),
            self._card("folder-sync", tr("Let a folder fill it"), self._sources, add),
        ]
        if self._offers.sends_here:
            words = tr("Right-click files in the file manager, and choose “Send to Sagsbud”.")
            ways.append(self._card("forward", tr("Send to Sagsbud"), TextLabel(theme, words, "body", "tx2")))
        for at, card in enumerate(ways):
            if at:
                grid.addWidget(wall(), 0, 2 * at - 1)
            grid.addWidget(card, 0, 2 * at)
            grid.setColumnStretch(2 * at, 1)
        return cards

    def _card(self, name: str, title: str, text: TextLabel, button: QPushButton | None = None) -> QWidget:
        px = self._theme.px
        card = QWidget()
        column = QVBoxLayout(card)
        column.setContentsMargins(px(22), px(22), px(22), px(20))
        column.setSpacing(px(6))
        column.addWidget(RoundIcon(self._theme, name, 44))
        column.addSpacing(px(8))
        for words in (TextLabel(self._theme, title, "strong"), text):
            words.setWordWrap(True)
            column.addWidget(words)
        column.addStretch(1)
        if button:
            column.addSpacing(px(8))
            column.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
        return card

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        self._signed.append((button, name))
        return button

    def _dress(self) -> None:
        for button, name in self._signed:
            put_sign(button, name, self._theme, self._theme.px(16), "tx")
        self._first_key.show_key(key_hint(ActionId.CHOOSE_1, letters=self._theme.letter_keys))

    def _examples(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        band = frame("band")
        row = QHBoxLayout(band)
        row.setContentsMargins(px(20), px(14), px(18), px(14))
        row.setSpacing(px(16))
        row.addWidget(IconLabel(theme, "flask", 22, "acctx"))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(TextLabel(theme, tr("Practise with examples"), "strong"))
        note = TextLabel(theme, practice_note(), "body", "tx2")
        note.setWordWrap(True)
        words.addWidget(note)
        row.addLayout(words, stretch=1)
        button = QPushButton(tr("Open practice"))
        button.clicked.connect(self.practice_asked)
        row.addWidget(button)
        return band

    def _keys(self) -> QHBoxLayout:
        theme = self._theme
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(IconLabel(theme, "keyboard", 16))
        row.addWidget(TextLabel(theme, tr("After that it takes two keys at most:"), "caption", "tx2"))
        self._first_key = KeyCapLabel(theme, "", "caption")
        row.addWidget(self._first_key)
        row.addWidget(TextLabel(theme, tr("chooses a suggestion,"), "caption", "tx2"))
        row.addWidget(KeyCapLabel(theme, "Ctrl+Enter", "caption"))
        row.addWidget(TextLabel(theme, tr("files it and goes on."), "caption", "tx2"))
        row.addStretch(1)
        return row
