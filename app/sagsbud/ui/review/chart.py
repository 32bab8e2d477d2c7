"""A card with one drawing: what it shows, what the chosen mark says, and the same numbers as a table."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.announce import announce
from sagsbud.ui.buttons import IconButton
from sagsbud.ui.focus import paint_ring
from sagsbud.ui.labels import CutLabel, TextLabel
from sagsbud.ui.review.plots.drawing import Drawing
from sagsbud.ui.review.table import FigureTable
from sagsbud.ui.theme import Theme

STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}
PADDING = 18
INNER = 6
"""px of the padding that lie inside the drawing, for its ring."""
BESIDE_WORDS = 8
"""px from the title to the button beside it."""


class Canvas(QWidget):
    """The drawing itself. The arrow keys walk over its marks, and each is told in words."""

    chosen = Signal(int)
    """The number of the mark under pointer or keys; -1 for none."""
    table_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._drawing: Drawing | None = None
        self._at = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def show_drawing(self, drawing: Drawing) -> None:
        """Another drawing, or the same with new numbers."""
        self._drawing = drawing
        self._choose(-1)
        self.setAccessibleDescription(drawing.summary())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its words need."""
        least = self._drawing.least_height(self._theme) if self._drawing else 0
        return QSize(self._theme.px(200), max(self._theme.px(212), least))

    def minimumSizeHint(self) -> QSize:
        """Never lower than its words."""
        return QSize(self._theme.px(120), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From mark to mark; Enter opens the table."""
        count = self._drawing.count if self._drawing else 0
        step = STEPS.get(Qt.Key(event.key()))
        if step and count:
            self._choose(min(count - 1, max(0, self._at + step)) if self._at >= 0 else (0 if step > 0 else count - 1))
        elif event.key() == Qt.Key.Key_Home and count:
            self._choose(0)
        elif event.key() == Qt.Key.Key_End and count:
            self._choose(count - 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.table_asked.emit()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The mark under the pointer."""
        if self._drawing:
            at = QPointF(event.position())
            places = self._drawing.places(self._inner(), self._theme)
            self._choose(next((n for n, place in enumerate(places) if place.contains(at)), -1))

    def leaveEvent(self, event: QEvent) -> None:
        """None, unless the keys have one."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._choose(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring is painted."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """None is chosen any more."""
        super().focusOutEvent(event)
        self._choose(-1)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The drawing, and the ring when the keyboard is here."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._drawing and not self._drawing.nothing:
            self._drawing.paint(painter, self._inner(), self._theme, self._at)
        if self.hasFocus() and self.isActiveWindow():
            paint_ring(painter, QRectF(self.rect()), self._theme)

    def _inner(self) -> QRectF:
        gap = self._theme.px(INNER)
        return QRectF(self.rect()).adjusted(gap, gap, -gap, -gap)

    def _choose(self, at: int) -> None:
        if at == self._at:
            return
        self._at = at
        self.update()
        self.chosen.emit(at)
        if at >= 0 and self._drawing and self.hasFocus():
            announce(self, self._drawing.words(at))


class ChartCard(QFrame):
    """Title, the sentence below it, the drawing; or the table in its place."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._drawing: Drawing | None = None
        self._note = ""
        self.setObjectName("group")
        self.title = CutLabel(theme, title, "strong")
        self.note = CutLabel(theme, "", "caption", "tx2")
        self.canvas = Canvas(theme)
        self.canvas.setAccessibleName(title)
        self.table = FigureTable(theme, title, breaks=True)
        self.nothing = TextLabel(theme, "", "body", "tx2")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self.switch = IconButton(theme, "list", tr("Show the numbers of “{title}”", title=title))
        self.switch.setToolTip(tr("Show the numbers"))
        self.switch.setCheckable(True)
        self._lay_out()
        self.switch.toggled.connect(self._turn)
        self.canvas.chosen.connect(self._tell)
        self.table.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._keep_edge())
        self.canvas.table_asked.connect(lambda: self.switch.setChecked(True))

    @property
    def drawing(self) -> Drawing | None:
        """What is drawn now."""
        return self._drawing

    def least_width(self) -> int:
        """px in which its title and the sentence below it are read whole."""
        words = max(self._theme.width("strong", self.title.text()), self._theme.width("caption", self._note))
        edges = self._theme.px(PADDING) + self._theme.px(PADDING - INNER)
        return words + self._theme.px(BESIDE_WORDS) + self.switch.sizeHint().width() + edges

    def show_drawing(self, drawing: Drawing, note: str, title: str = "") -> None:
        """New numbers, and the sentence that stands below the title."""
        self._drawing, self._note = drawing, note
        if title:
            self.title.setText(title)
            self.canvas.setAccessibleName(title)
            self.table.setAccessibleName(title)
        self.note.setText(note)
        self.canvas.show_drawing(drawing)
        self.nothing.setText(drawing.nothing)
        told = drawing.table()
        self.table.fill(told.head, told.rows)
        self.switch.setVisible(not drawing.nothing)
        self._turn(self.switch.isChecked())

    def _lay_out(self) -> None:
        px = self._theme.px
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(self.title)
        words.addWidget(self.note)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setContentsMargins(px(INNER), 0, px(PADDING - INNER), 0)
        head.setSpacing(px(BESIDE_WORDS))
        head.addLayout(words, 1)
        head.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignTop)
        self._body = QStackedWidget()
        for part in (self.canvas, self.table, self.nothing):
            self._body.addWidget(part)
        self._inside = QHBoxLayout()
        self._inside.addWidget(self._body)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(PADDING - INNER), px(13), 0, px(12))
        column.setSpacing(px(6))
        column.addLayout(head)
        column.addLayout(self._inside, 1)
        self._keep_edge()

    def _turn(self, numbers: bool) -> None:
        nothing = self._drawing is None or bool(self._drawing.nothing)
        had = self.canvas.hasFocus() or self.table.hasFocus()
        self._body.setCurrentWidget(self.nothing if nothing else self.table if numbers else self.canvas)
        self._keep_edge()
        if had and not nothing:
            (self.table if numbers else self.canvas).setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_edge(self) -> None:
        """Figures end where the drawing does with a scroll bar and without one: it stands beyond them."""
        bar = self.table.verticalScrollBar()
        beyond = bar.sizeHint().width() if bar.maximum() > 0 and self._body.currentWidget() is self.table else 0
        self._inside.setContentsMargins(0, 0, max(0, self._theme.px(PADDING - INNER) - beyond), 0)

    def _tell(self, at: int) -> None:
        told = self._drawing.words(at) if self._drawing and at >= 0 else self._note
        self.note.setText(told)
        self.note.set_role("tx" if at >= 0 else "tx2")
