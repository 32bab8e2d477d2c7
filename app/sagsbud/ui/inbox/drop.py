"""What is shown while something is dragged over the window: where it goes when it is let go, and what it is."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.i18n import N_, tr, trn
from sagsbud.ui.inbox.dropped import Dropped, accept_copy
from sagsbud.ui.labels import CutLabel, IconLabel, RoundIcon, TextLabel, frame, rule
from sagsbud.ui.operations import Operations
from sagsbud.ui.overlay import VEIL
from sagsbud.ui.texts import size_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, SPACE_S, SPACE_XXL

SHOWN = 4
"""Files named on the card; the rest is counted."""
CARD = 536
BESIDE_SIGN = 10
KINDS: dict[str, tuple[str, str]] = {
    ".pdf": ("file-text", N_("PDF")),
    ".docx": ("file-type", N_("Word")),
    ".doc": ("file-type", N_("Word")),
    ".odt": ("file-type", N_("Text document")),
    ".rtf": ("file-type", N_("Text document")),
    ".txt": ("file-text", N_("Text")),
    ".eml": ("mail", N_("Email")),
    ".msg": ("mail", N_("Email")),
    ".mbox": ("mail", N_("Mailbox")),
    ".pst": ("mail", N_("Mailbox")),
    ".xlsx": ("columns", N_("Spreadsheet")),
    ".xls": ("columns", N_("Spreadsheet")),
    ".ods": ("columns", N_("Spreadsheet")),
    ".csv": ("columns", N_("Spreadsheet")),
    ".pptx": ("file-type", N_("Presentation")),
    ".jpg": ("image", N_("Picture")),
    ".jpeg": ("image", N_("Picture")),
    ".png": ("image", N_("Picture")),
    ".tif": ("image", N_("Picture")),
    ".tiff": ("image", N_("Picture")),
    ".zip": ("archive-x", N_("Archive")),
}
"""By ending, for the card only: what a file really is, is read from its content."""


class DropOverlay(QWidget):
    """Lies over the list and the document while a drag is over the window. `dropped` brings what was let go."""

    dropped = Signal(object)

    def __init__(self, theme: Theme, operations: Operations, over: QWidget) -> None:
        super().__init__(over)
        self._theme = theme
        self._operations = operations
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Drop to put it in the inbox"))
        self._card = frame("card", self)
        self._content: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.addWidget(self._card, alignment=Qt.AlignmentFlag.AlignCenter)
        self._card_layout = QVBoxLayout(self._card)
        over.installEventFilter(self)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether there is something in the hand that can be taken, seen or behind a page in the panes' place."""
        return not self.isHidden()

    def open(self, dropped: Dropped, *, sager: bool) -> None:
        """Show what is being dragged; `sager` says that there are Sager to drop on."""
        self._build(dropped, sager=sager)
        parent = self.parentWidget()
        if parent:
            self.setGeometry(parent.rect())
        self._spare_room()
        self.show()
        self.raise_()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Where this is shown, files or mails are what is in the hand."""
        accept_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere."""
        accept_copy(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The window decides whether the drag has gone."""
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it; the original stays where it is."""
        dropped = Dropped.of(event.mimeData())
        self.hide()
        if dropped:
            accept_copy(event)
            self.dropped.emit(dropped)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what is covered."""
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Veil and frame."""
        painter = QPainter(self)
        veil = QColor(self._theme.color("win"))
        veil.setAlphaF(VEIL)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(self._theme.color("acc"), 3))
        painter.drawRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5))

    def _spare_room(self) -> None:
        """Where words are large, they come before the drawing."""
        room = self.contentsRect().height() - 2 * self._theme.px(SPACE_S)
        self._sign.setVisible(self._card.heightForWidth(self._card.sizeHint().width()) <= room)

    # -- the card -----------------------------------------------------------------------------------------

    def _build(self, dropped: Dropped, *, sager: bool) -> None:
        theme, px = self._theme, self._theme.px
        if self._content is not None:
            self._content.deleteLater()
        content = self._content = QWidget()
        content.setFixedWidth(px(CARD) - 2 * px(SPACE_XXL))
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._sign = QWidget()
        above = QVBoxLayout(self._sign)
        above.setContentsMargins(0, 0, 0, px(18))
        above.addWidget(RoundIcon(theme, "arrow-down-to-line", 56))
        column.addWidget(self._sign)
        title = trn("Drop to put {count} file in the inbox", "Drop to put {count} files in the inbox", dropped.count)
        column.addWidget(self._wrapped(title, "page_title", "tx"))
        column.addSpacing(px(6))
        column.addWidget(self._wrapped(tr("Sagsbud reads a copy. Your files stay where they are."), "body", "tx2"))
        column.addSpacing(px(14))
        names = [path.name for path in dropped.paths] + [name for name, _content in dropped.contents]
        notes = [self._line(column, name) for name in names[:SHOWN]]
        if len(names) > SHOWN:
            more = trn("{count} more file", "{count} more files", len(names) - SHOWN)
            self._more(column, more)
        if sager:
            column.addWidget(rule())
            column.addSpacing(px(18))
            self._hint(column)
        margin = px(SPACE_XXL)
        self._card_layout.setContentsMargins(margin, margin, margin, px(26))
        self._card_layout.addWidget(content)
        self._tell_sizes(content, dropped.paths[:SHOWN], notes)

    def _line(self, column: QVBoxLayout, name: str) -> TextLabel:
        theme, px = self._theme, self._theme.px
        icon, word = KINDS.get(Path(name).suffix.lower(), ("file", ""))
        column.addWidget(rule())
        line = QHBoxLayout()
        line.setContentsMargins(0, px(9), 0, px(9))
        line.setSpacing(px(BESIDE_SIGN))
        line.addWidget(IconLabel(theme, icon, ICON_ROW, "acctx"))
        line.addWidget(CutLabel(theme, name, "medium"), stretch=1)
        note = TextLabel(theme, tr(word) if word else "", "caption", "tx2").stand_beside("medium")
        line.addWidget(note)
        column.addLayout(line)
        return note

    def _more(self, column: QVBoxLayout, text: str) -> None:
        theme, px = self._theme, self._theme.px
        column.addWidget(rule())
        line = QHBoxLayout()
        line.setContentsMargins(0, px(9), 0, px(9))
        line.setSpacing(px(BESIDE_SIGN))
        line.addWidget(IconLabel(theme, "ellipsis", ICON_ROW))
        line.addWidget(TextLabel(theme, text, "caption", "tx2"), stretch=1)
        column.addLayout(line)

    def _hint(self, column: QVBoxLayout) -> None:
        line = QHBoxLayout()
        line.setSpacing(self._theme.px(BESIDE_SIGN))
        line.addWidget(IconLabel(self._theme, "enter", ICON_ROW))
        text = tr("Drop on a case on the left to file directly on it.")
        line.addWidget(self._wrapped(text, "caption", "tx2"), stretch=1)
        column.addLayout(line)

    def _wrapped(self, text: str, font: str, role: str) -> TextLabel:
        label = TextLabel(self._theme, text, font, role)
        label.setWordWrap(True)
        return label

    def _tell_sizes(self, content: QWidget, paths: tuple[Path, ...], notes: list[TextLabel]) -> None:
        def sizes() -> list[int | None]:
            return [path.stat().st_size if path.is_file() else None for path in paths]

        def tell(found: list[int | None]) -> None:
            for note, size in zip(notes, found, strict=False):
                if size is not None:
                    words = [note.text(), size_text(size)]
                    note.setText(" · ".join(word for word in words if word))
                else:
                    note.setText(tr("Folder"))

        self._operations.run(content, sizes, tell, lambda _error: None)
