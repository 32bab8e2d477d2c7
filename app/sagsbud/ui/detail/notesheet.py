"""A card in which a note (journalnotat) is written on a Sag."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.engine.opening import NOTE_LIMIT
from sagsbud.i18n import tr
from sagsbud.ui.detail.card import PromiseCard
from sagsbud.ui.detail.controls import ChoiceField
from sagsbud.ui.detail.fields import FieldBlock
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.detail.titlefield import TitleField
from sagsbud.ui.hints import Hint
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.engine import Engine

LINES, FEW_LINES = 7, 4
LARGE = 1.5
"""Text scale from which the note has few lines, so that its title can be seen too."""
FOUND = 20


class NoteSheet(PromiseCard):
    """`promised` brings the OutboxEntry of the note."""

    def __init__(
        self, theme: Theme, operations: Operations, engine: "Engine", sag: SagRef | None, over: QWidget
    ) -> None:
        super().__init__(
            theme,
            operations,
            over,
            tr("New note"),
            tr("The note goes on the case as a journal note, without a document."),
            tr("Put on the case"),
        )
        self._engine = engine
        self._sag: SagRef | None = None
        self.sag = ChoiceField(theme, tr("Case"), "folder")
        self.titel = TitleField(theme)
        Hint(theme, self.titel, tr("Empty: the note's first line"))
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Note"))
        lines = FEW_LINES if theme.scale >= LARGE else LINES
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * lines + theme.px(16))
        for block in (
            FieldBlock(theme, None, tr("Case"), self.sag),
            FieldBlock(theme, None, tr("Note"), self.text),
            FieldBlock(theme, None, tr("Title"), self.titel),
        ):
            self.fields.addWidget(block)
        self.sag.clicked.connect(self.search)
        self.titel.returnPressed.connect(self.press)
        for field in (self.text, self.titel):
            field.installEventFilter(self)
        self.choose(sag)

    def open(self) -> None:
        """Into the note; first to the case when none is known."""
        super().open()
        (self.text if self._sag else self.sag).setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, sag: SagRef | None) -> None:
        """On this Sag."""
        self._sag = sag
        self.sag.show_choice(sag.sagsnummer if sag else "", sag.titel if sag else "", tr("Choose a case"))

    def search(self) -> None:
        """Look for the case."""

        def find(text: str) -> list[Option]:
            found = self._engine.sager(text, FOUND)
            return [Option(sag, sag.sagsnummer, sag.titel, None, "", sign="folder") for sag in found if sag.is_open]

        def picked(sag: SagRef) -> None:
            self.choose(sag)
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

        popup = SearchPopup(
            self._theme, self._operations, find, tr("Number, title or party of the case"), self.window()
        )
        popup.picked.connect(picked)
        popup.open_under(self.sag)

    def press(self) -> None:
        """Promise it."""
        sag, words = self._sag, self.text.toPlainText().strip()
        if sag is None:
            self.refuse(tr("Choose the case the note belongs on."), self.sag)
        elif not words:
            self.refuse(tr("The note is empty."), self.text)
        elif len(words) > NOTE_LIMIT:
            self.refuse(tr("The note is too long. Save it as a document instead."), self.text)
        else:
            titel = self.titel.text()
            self.promise(lambda: self._engine.add_note(sag, titel, words), self.text)
