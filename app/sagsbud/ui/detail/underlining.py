"""The line below marked words, as on a page: below the letters, where Qt's own goes through those that reach down."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextDocument, QTextLine, QTextOption
from PySide6.QtWidgets import QLabel

from sagsbud.ui.detail.sheets import Range
from sagsbud.ui.theme import Theme

UNDERLINE = 1.5


def underline(p: QPainter, spots: Sequence[QRect], theme: Theme) -> None:
    """A line at the foot of each, exactly as long, in whole pixels of the screen."""
    finer = p.device().devicePixelRatioF()
    thick = max(1, round(UNDERLINE * finer)) / finer
    for spot in spots:
        edges = (round(edge * finer) / finer for edge in (spot.left(), spot.bottom(), spot.left() + spot.width()))
        left, top, right = edges
        p.fillRect(QRectF(left, top, right - left, thick), theme.color("evl"))


def underline_words(
    p: QPainter, document: QTextDocument, spans: Sequence[Range], at: QPointF, theme: Theme, seen: QRect
) -> None:
    """A line below what stands at these positions of the document, which is painted at that point; in what is `seen`."""
    part = QRectF(seen).translated(-at)
    spots = [rect.translated(at) for span in spans for rect in _line_rects(document, span, part)]
    underline(p, [rect.toAlignedRect().adjusted(0, 0, 0, 1) for rect in spots], theme)


def _line_rects(document: QTextDocument, span: Range, part: QRectF) -> Iterator[QRectF]:
    block = document.findBlock(span[0])
    while block.isValid() and block.position() < span[1]:
        layout, begin = block.layout(), block.position()
        place = document.documentLayout().blockBoundingRect(block).topLeft()
        for at in range(layout.lineCount()):
            line = layout.lineAt(at)
            if not part.top() - line.height() <= place.y() + line.y() <= part.bottom():
                continue
            first = max(span[0] - begin, line.textStart())
            last = min(span[1] - begin, line.textStart() + line.textLength())
            if first < last:
                left, right = sorted((x_of(line, first), x_of(line, last)))
                words = line.naturalTextRect()  # without the blanks at which the line is broken
                ground = QRectF(left, words.top(), right - left, words.height())
                yield ground.intersected(words).translated(place)
        block = block.next()


def x_of(line: QTextLine, at: int) -> float:
    """Where a character begins, in px of the layout."""
    answer: object = line.cursorToX(at)  # the place, or the place and the cursor
    return float(answer[0] if isinstance(answer, tuple) else answer)  # type: ignore[arg-type]


class MarkedLabel(QLabel):
    """Rich text; what stands on a ground in it is underlined."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words, set once more to know where they stand."""
        super().paintEvent(event)
        document, room = QTextDocument(), self.contentsRect()
        document.setDocumentMargin(0)
        document.setDefaultFont(self.font())
        document.setHtml(self.text())
        option = document.defaultTextOption()
        option.setWrapMode(QTextOption.WrapMode.WordWrap)  # as a label breaks its lines
        document.setDefaultTextOption(option)
        document.setTextWidth(room.width())
        above = max(0, round(room.height() - document.size().height())) // 2
        at = QPointF(room.left(), room.top() + above)
        underline_words(QPainter(self), document, list(_on_ground(document)), at, self._theme, event.rect())


def _on_ground(document: QTextDocument) -> Iterator[Range]:
    block = document.begin()
    while block.isValid():
        for run in block.textFormats():
            if run.format.background().style() is not Qt.BrushStyle.NoBrush:
                start = block.position() + run.start
                yield start, start + run.length
        block = block.next()
