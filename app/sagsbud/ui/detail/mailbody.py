"""The words of a mail, with the places marked that decided."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from sagsbud.domain.cpr import veil_cpr
from sagsbud.i18n import tr
from sagsbud.ui.detail import gutter
from sagsbud.ui.detail.findings import Field
from sagsbud.ui.detail.letter import Letter
from sagsbud.ui.detail.marks import Marking
from sagsbud.ui.detail.sheets import Range
from sagsbud.ui.detail.textmap import QtPlaces, TextMap
from sagsbud.ui.detail.underlining import underline_words
from sagsbud.ui.overhang import overhang
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING, SPACE_L

BEFORE_NOTES = SPACE_L
"""px from the words to the margin beside them."""
SHOWN_CHARS = 200_000
LINE_HEIGHT = 145
"""Per cent of the font's own."""


class MailBody(Letter):
    """The words of the mail. Loads nothing: no picture, no style, no link."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._marking = Marking()
        self._map = TextMap("", "")
        self._text = ""
        self._zoom = 1.0
        self._margin = _Margin(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName(tr("The email"))
        self.setStyleSheet("QTextBrowser, QTextBrowser:focus { padding: 0; border: none; }")
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._margin.update())
        self._dress()
        theme.changed.connect(self._dress)

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Nothing is loaded, from wherever."""
        return None

    @property
    def plain(self) -> str:
        """The words as they are shown."""
        return self.toPlainText()

    def show_text(self, text: str) -> None:
        """Plain words, in none of the letters that a page shown before ended with."""
        self._text = text[:SHOWN_CHARS]
        self.setCurrentCharFormat(QTextCharFormat())
        self.setPlainText(veil_cpr(self._text))
        self._settle()

    def show_page(self, html: str) -> None:
        """Structure and words of an already cleaned page."""
        self.setHtml(html)
        self._veil()
        self._settle()

    def _veil(self) -> None:
        """Hide the last digits of CPR numbers, also where the page splits them over its tags."""
        plain = self.document().toRawText()
        veiled = veil_cpr(plain)
        places = QtPlaces(plain)
        cursor = QTextCursor(self.document())
        for at, (was, now) in enumerate(zip(plain, veiled, strict=True)):
            if was != now:
                cursor.setPosition(places.to_qt(at))
                cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
                cursor.insertText("x")

    def _settle(self) -> None:
        """Airy lines, and the marks where the words now stand."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        form = QTextBlockFormat()
        form.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(form)
        self._map = TextMap(veil_cpr(self._text), self.document().toRawText())
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.mark(self._marking)
        self.verticalScrollBar().setValue(0)

    def _dress(self) -> None:
        font = QFont(self._theme.font("body"))
        font.setPixelSize(round(font.pixelSize() * self._zoom))
        self.document().setDefaultFont(font)
        self.document().setDocumentMargin(overhang(font))
        self.setFont(font)
        self.mark(self._marking)

    # -- marks --------------------------------------------------------------------------------------------

    def mark(self, marking: Marking) -> None:
        """Draw these marks from now on."""
        self._marking = marking
        px, named = self._theme.px, any(one.row is None for one in marking.findings)
        beside = px(BEFORE_NOTES) + px(gutter.WIDTH) if named else px(PANE_PADDING)
        kept = round(self.document().documentMargin())  # a letter may reach out into it
        self.setViewportMargins(px(PANE_PADDING) - kept, 0, beside, 0)
        self.make_room_above()
        chosen = [self._selection(span, strong) for span, strong in self._marked_spans()]
        chosen += [self._hit(hit, at == marking.hit) for at, hit in enumerate(marking.hits)]
        self.setExtraSelections([one for one in chosen if one is not None])
        self._margin.update()

    def _marked_spans(self) -> Iterable[tuple[Range, bool]]:
        focused, current = self._marking.focused, self._marking.current
        for one in sorted(self._marking.places, key=lambda place: place.field is focused):
            yield (one.start, one.end), one.field is focused or one == current

    def _selection(self, span: Range, strong: bool) -> QTextEdit.ExtraSelection | None:
        form = QTextCharFormat()
        ground, ink = ("evs", "pagetx") if strong else ("mark", "marktx")
        form.setBackground(self._theme.color(ground))
        form.setForeground(self._theme.color(ink))
        return self._extra(span, form)

    def _hit(self, span: Range, current: bool) -> QTextEdit.ExtraSelection | None:
        form = QTextCharFormat()
        form.setBackground(self._theme.color("acc" if current else "sel"))
        form.setForeground(self._theme.color("onacc" if current else "tx"))
        return self._extra(span, form)

    def _extra(self, span: Range, form: QTextCharFormat) -> QTextEdit.ExtraSelection | None:
        cursor = self.cursor_at(span)
        if cursor is None:
            return None
        extra = QTextEdit.ExtraSelection()
        extra.cursor, extra.format = cursor, form
        return extra

    def cursor_at(self, span: Range) -> QTextCursor | None:
        """The characters of the mail's text where they stand in what is shown; None when they do not."""
        found = self._map.find(span)
        if found is None:
            return None
        cursor = QTextCursor(self.document())
        cursor.setPosition(found[0])
        cursor.setPosition(found[1], QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words, and the lines below what is marked."""
        super().paintEvent(event)
        spans = [found for one in self._marking.places if (found := self._map.find((one.start, one.end)))]
        at = QPointF(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        underline_words(QPainter(self.viewport()), self.document(), spans, at, self._theme, event.rect())

    def places(self) -> list[tuple[Field, float]]:
        """The height of each marked field's first line that is seen, in px of the viewport."""
        found: list[tuple[Field, float]] = []
        port = self.viewport().rect()
        for one in self._marking.places:
            cursor = self.cursor_at((one.start, one.end))
            if cursor is not None:
                cursor.setPosition(cursor.selectionStart())
                spot = self.cursorRect(cursor)
                if spot.bottom() >= port.top() and spot.top() <= port.bottom():
                    found.append((one.field, QRectF(spot).center().y()))
        return found

    def go_to(self, span: Range) -> None:
        """Bring the place into view, a third from the top."""
        cursor = self.cursor_at(span)
        if cursor is None:
            return
        rect = self.cursorRect(cursor)
        if rect.top() < 0 or rect.bottom() > self.viewport().height():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + rect.top() - self.viewport().height() // 3)

    # -- zoom ---------------------------------------------------------------------------------------------

    @property
    def zoom_percent(self) -> int:
        """The text's size against the window's."""
        return round(100 * self._zoom)

    def zoom_to(self, factor: float) -> None:
        """Larger or smaller words."""
        self._zoom = min(4.0, max(0.5, factor))
        self._dress()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom as everywhere else."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_to(self._zoom + (0.1 if event.angleDelta().y() > 0 else -0.1))
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The margin stands beside the words."""
        super().resizeEvent(event)
        port = self.viewport().geometry()
        px = self._theme.px
        self._margin.setGeometry(port.right() + 1 + px(BEFORE_NOTES), port.top(), px(gutter.WIDTH), port.height())

    def changeEvent(self, event: QEvent) -> None:
        """Paint in the palette in force."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._margin.update()


class _Margin(QWidget):
    """The names of the fields beside the words."""

    def __init__(self, body: MailBody) -> None:
        super().__init__(body)
        self._body = body
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Leaders and names."""
        theme = self._body._theme
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, top = float(theme.px(16)), self._body.begins
        places = [(field, y - top) for field, y in self._body.places()]
        p.translate(0, top)
        gutter.paint_notes(p, gutter.gathered(places, self._body._marking.focused, line), 0.0, theme)
