"""Bulk imports: each with how far it is, what came of it, and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from sagsbud.i18n import percent, tr, trn
from sagsbud.ui.aside import Aside
from sagsbud.ui.edges import PageEdges
from sagsbud.ui.inbox.imports_words import ImportState, counts_text, pace_text, tally_text
from sagsbud.ui.inbox.side_model import IMPORTS
from sagsbud.ui.labels import CutLabel, IconLabel, TextLabel
from sagsbud.ui.texts import count_text, moment_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PAGE_PADDING, PANE_HEADER
from sagsbud.ui.viewport import scrolled

SHOWN = 50


class ImportsPage(Aside):
    """Beside the side bar. Each signal brings the ImportState it is about."""

    stop_asked = Signal(object)
    go_on_asked = Signal(object)
    documents_asked = Signal(object)
    release_asked = Signal(object)
    report_asked = Signal(object)

    beside = True
    name = IMPORTS

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self.cards: dict[str, ImportCard] = {}
        px = theme.px
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(TextLabel(theme, tr("Imports"), "pane_title"))
        self._count = CutLabel(theme, "", "body", "tx2").stand_beside("pane_title")
        head.addWidget(self._count, 1)
        holder = QWidget()
        holder.setFixedHeight(px(PANE_HEADER))
        holder.setLayout(head)
        self._list = QWidget()
        self._list.setObjectName("page")
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, px(PAGE_PADDING))
        self._column.setSpacing(px(12))
        self._column.addStretch(1)
        self._scroll = scrolled(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(holder)
        column.addWidget(self._scroll, 1)
        PageEdges(self, theme, head, inside=self._column, scrolled=self._scroll)
        self.setMinimumSize(1, 1)

    def take(self, states: Sequence[ImportState]) -> None:
        """These imports, newest first; cards that are there stay where the keyboard is."""
        ids = [str(state.status.batch.id) for state in states[:SHOWN]]
        for gone in self.cards.keys() - set(ids):
            card = self.cards.pop(gone)
            card.hide()
            card.deleteLater()
        for at, (id_, state) in enumerate(zip(ids, states, strict=False)):
            card = self.cards.get(id_) or self._new_card(id_, at)
            card.take(state)
        self._count.setText(counts_text(states))

    def _new_card(self, id_: str, at: int) -> "ImportCard":
        card = ImportCard(self._theme)
        for button, asked in (
            (card.stop, self.stop_asked),
            (card.go_on, self.go_on_asked),
            (card.documents, self.documents_asked),
            (card.release, self.release_asked),
            (card.report, self.report_asked),
        ):
            button.clicked.connect(lambda _checked=False, signal=asked: signal.emit(card.state))
        self.cards[id_] = card
        self._column.insertWidget(at, card)
        return card

    # -- an aside -----------------------------------------------------------------------------------------

    def title(self) -> str:
        """The window's title."""
        return tr("Imports")

    def parts(self) -> list[QWidget]:
        """One."""
        return [self]

    def opened(self) -> None:
        """It is shown; the keyboard stays in the side bar."""

    def take_focus(self) -> None:
        """To the first thing that can be done."""
        for card in self.cards.values():
            button = card.first
            if button:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def go_to_search(self) -> None:
        """Back to the list, which has the search."""
        self.left.emit()

    def step_back(self) -> None:
        """Esc."""
        self.left.emit()

    def end(self) -> None:
        """Nothing to end."""


class ImportCard(QFrame):
    """One import."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.state: ImportState | None = None
        self.setObjectName("group")
        px = theme.px
        self._title = CutLabel(theme, "", "strong")
        self._when = TextLabel(theme, "", "caption", "tx2").stand_beside("strong")
        self._tally = CutLabel(theme, "", "caption", "tx2")
        self._now = TextLabel(theme, "", "caption", "tx2")
        self._now.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self.stop = self._button(tr("Stop"))
        self.go_on = self._button(tr("Continue"))
        self.documents = self._button("")
        self.release = self._button(tr("Move to the inbox"))
        self.report = self._button(tr("Save the report …"))
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(IconLabel(theme, "folder-import", 18, "acctx"))
        head.addWidget(self._title, 1)
        head.addWidget(self._when)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        for button in (self.stop, self.go_on, self.documents, self.release, self.report):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18), px(14), px(18), px(14))
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addWidget(self._tally)
        column.addWidget(self._bar)
        column.addWidget(self._now)
        column.addLayout(buttons)

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("small")
        return button

    @property
    def first(self) -> QPushButton | None:
        """The first button that can be pressed now."""
        buttons = (self.stop, self.go_on, self.documents, self.release, self.report)
        return next((button for button in buttons if button.isVisibleTo(self)), None)

    def take(self, state: ImportState) -> None:
        """How it stands."""
        self.state = state
        batch, undecided = state.status.batch, state.status.undecided
        self._title.setText(batch.label)
        self._when.setText(moment_text(batch.begun_at))
        self._tally.setText(tally_text(state))
        unfinished = batch.unfinished or state.progress is not None
        self._bar.setVisible(unfinished)
        self._bar.setValue(round(state.share * 1000))
        self._now.setText(self._now_text(state))
        shown = count_text(undecided)
        self.documents.setText(trn("Show {shown} undecided", "Show {shown} undecided", undecided, shown=shown))
        self.stop.setVisible(state.runs)
        self.go_on.setVisible(batch.unfinished and not state.runs)
        for button in (self.documents, self.release):
            button.setVisible(undecided > 0)
        self.report.setVisible(not state.runs)
        words = [batch.label, self._tally.text(), self._now.text()]
        self.setAccessibleName(", ".join(word for word in words if word))
        for button in (self.stop, self.go_on, self.release, self.report, self.documents):
            button.setAccessibleDescription(batch.label)

    def _now_text(self, state: ImportState) -> str:
        batch, undecided = state.status.batch, state.status.undecided
        if state.progress:
            return pace_text(state.progress)
        if state.waits:
            return tr("Waits for its turn")
        if batch.unfinished and not batch.position:
            return tr("Nothing has been taken in yet. Choose “Continue” to start.")
        if batch.unfinished:
            return tr("Stopped at {share}. What was taken in stays, and the rest can continue from there.",
                      share=percent(batch.share))  # fmt: skip
        if undecided and batch.fed:
            return tr("Its documents come into the inbox a few at a time, as it empties.")
        if undecided:
            return tr("Its documents wait here, apart from the inbox.")
        return tr("Everything has come into the inbox or is decided.")
