"""Text set on paper: broken into lines for the width there is, with the places of its characters."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from sagsbud.domain.frozen import frozen
from sagsbud.ui.detail.sheets import Range
from sagsbud.ui.detail.textmap import QtPlaces
from sagsbud.ui.detail.underlining import x_of

TEXT_MARGIN = 28
"""px at scale 1.0 around text that is set here."""
CHUNK = 4000
"""Characters of text set at a time, so that a long document costs only what is seen."""
TAB = 88
LINE = 1.38
"""Line height over the font's."""
WRAPPED = 0.7
"""Of a text's full lines, so many are not also the beginning of a line."""
SHORT = 48
SHORT_GAP = 0.25
"""Lines of so few characters, as in an address, lie closer: this share of the space between paragraphs."""
EMPTY = 0.6
"""Height of an empty line, in lines."""


@dataclass(slots=True)
class _Paragraph:
    start: int
    layout: QTextLayout
    top: float
    places: QtPlaces


@frozen
class Setting:
    """How text is set: `gap` is the space after a paragraph in lines, `strong` the characters of the title."""

    font: QFont
    ink: QColor
    paper: QColor
    scale: float
    gap: float = 0.0
    strong: Range = (0, 0)


class TextSheet:
    """A stretch of text set on paper; laid out when it is first needed, and again for another width or font."""

    def __init__(self, number: int, text: str, start: int, setting: Setting):
        self.number = number
        self._text = text
        self._start = start
        self._setting = setting
        self.first = self.last = True
        self._factor = 1.0
        self._paragraphs: list[_Paragraph] = []
        self._laid_out: float | None = None
        self._height = 0.0

    @property
    def text(self) -> str:
        """The characters it holds."""
        return self._text

    @property
    def laid_out(self) -> bool:
        """Whether its lines are broken."""
        return self._laid_out is not None

    @property
    def span(self) -> Range:
        """Where its characters stand in the whole text."""
        return self._start, self._start + len(self._text)

    def enlarge(self, factor: float) -> None:
        """Letters this much larger than the window's."""
        self._factor = factor
        self._laid_out = None

    @property
    def _letters(self) -> QFont:
        font = QFont(self._setting.font)
        font.setPixelSize(max(6, round(font.pixelSize() * self._factor)))
        return font

    @property
    def _margin(self) -> float:
        return TEXT_MARGIN * self._setting.scale

    def dress(self, font: QFont, ink: QColor, paper: QColor) -> None:
        """Other fonts or colours from now on."""
        self._setting = replace(self._setting, font=font, ink=ink, paper=paper)
        self._laid_out = None

    def height(self, width: float) -> float:
        """Exact once laid out, estimated before."""
        if self._laid_out == width:
            return self._height
        return self._estimate(width)

    def rects(self, span: Range, width: float) -> list[QRectF]:
        """The rectangles of the lines the characters stand on."""
        start, end = max(span[0], self._start), min(span[1], self.span[1])
        if start >= end:
            return []
        self.lay_out(width)
        margin = self._margin
        found: list[QRectF] = []
        at = max(0, bisect_right([one.start for one in self._paragraphs], start) - 1)
        for paragraph in self._paragraphs[at:]:
            if paragraph.start >= end:
                break
            found += [rect.translated(margin, paragraph.top) for rect in _line_rects(paragraph, start, end)]
        return found

    def paint(self, p: QPainter, at: QPointF, width: float, exposed: QRectF) -> None:
        """The paragraphs that are exposed."""
        self.lay_out(width)
        p.fillRect(QRectF(at.x(), at.y(), width, self._height), self._setting.paper)
        p.setPen(self._setting.ink)
        margin = self._margin
        for paragraph in self._paragraphs:
            top = at.y() + paragraph.top
            if top > exposed.bottom():
                break
            if top + paragraph.layout.boundingRect().height() >= exposed.top():
                paragraph.layout.draw(p, QPointF(at.x() + margin, top))

    def lay_out(self, width: float) -> None:
        """Set the text; nothing when it is set already."""
        if self._laid_out == width:
            return
        margin = self._margin
        column = max(40.0, width - 2 * margin)
        letters = self._letters
        line = QFontMetricsF(letters).height() * LINE
        top = margin if self.first else 0.0
        self._paragraphs = []
        paragraphs = list(_paragraphs(self._text, self._start))
        for (start, words), (_next, following) in zip(paragraphs, [*paragraphs[1:], (0, "")], strict=True):
            layout = QTextLayout(words, letters)
            places = QtPlaces(words)
            layout.setTextOption(_option(self._setting.scale))
            layout.setFormats(self._formats(start, words, places))
            used = _set(layout, column, line)
            self._paragraphs.append(_Paragraph(start, layout, top, places))
            gap = self._setting.gap * (1.0 if max(len(words), len(following)) > SHORT else SHORT_GAP)
            top += used + line * gap if words.strip() else line * EMPTY
        self._height = top + (margin if self.last else 0.0)
        self._laid_out = width

    def _formats(self, start: int, words: str, places: QtPlaces) -> list[QTextLayout.FormatRange]:
        """The title stands out."""
        first, last = max(start, self._setting.strong[0]), min(start + len(words), self._setting.strong[1])
        if first >= last:
            return []
        found = QTextLayout.FormatRange()
        found.start = places.to_qt(first - start)
        found.length = places.to_qt(last - start) - found.start
        look = QTextCharFormat()
        look.setFontWeight(QFont.Weight.DemiBold)
        found.format = look
        return [found]

    def _estimate(self, width: float) -> float:
        metrics = QFontMetricsF(self._letters)
        per_line = max(10, int((width - 2 * self._margin) / metrics.averageCharWidth()))
        lines = (1 + self._text.count("\n")) * (1 + self._setting.gap / 2) + len(self._text) / per_line * WRAPPED
        margins = self._margin * (self.first + self.last)
        return lines * metrics.height() * LINE + margins


def _paragraphs(text: str, start: int) -> Iterator[tuple[int, str]]:
    for words in text.split("\n"):
        yield start, words
        start += len(words) + 1


def _option(scale: float) -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTabStopDistance(TAB * scale)
    return option


def _set(layout: QTextLayout, column: float, height: float) -> float:
    """Break into lines of one height; how tall they are together."""
    layout.beginLayout()
    y = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(column)
        line.setPosition(QPointF(0, y + (height - line.height()) / 2))
        y += height
    layout.endLayout()
    return max(y, height)


def _line_rects(paragraph: _Paragraph, start: int, end: int) -> Iterator[QRectF]:
    layout, to_qt = paragraph.layout, paragraph.places.to_qt
    wanted = to_qt(max(0, start - paragraph.start)), to_qt(max(0, end - paragraph.start))
    for index in range(layout.lineCount()):
        line = layout.lineAt(index)
        first, last = max(wanted[0], line.textStart()), min(wanted[1], line.textStart() + line.textLength())
        if first < last < wanted[1]:
            last = _end_of_words(paragraph, line)
        if first < last:
            left, right = x_of(line, first), x_of(line, last)
            yield QRectF(min(left, right), line.y(), abs(right - left), line.height())


def _end_of_words(paragraph: _Paragraph, line: QTextLine) -> int:
    """Qt's position behind the line's last letter, before the blanks at which it is broken."""
    end = line.textStart() + line.textLength()
    from_qt = paragraph.places.from_qt
    letters = paragraph.layout.text()[from_qt(line.textStart()) : from_qt(end)]
    return end - len(letters) + len(letters.rstrip())


def text_sheets(text: str, page_starts: tuple[int, ...], setting: Setting) -> list[TextSheet]:
    """The text on sheets: one for each page it names, longer ones in stretches that join without a seam."""
    bounds = [*page_starts, len(text)] if page_starts else [0, len(text)]
    sheets: list[TextSheet] = []
    for number, (start, end) in enumerate(pairwise(bounds), start=1):
        cuts = [start, *_cuts(text, start, end), end]
        made = [TextSheet(number, _without_last_line_end(text, a, b), a, setting) for a, b in pairwise(cuts)]
        for at, sheet in enumerate(made):
            sheet.first, sheet.last = at == 0, at == len(made) - 1
        sheets += made
    return sheets


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Line ends at which a long page is cut."""
    while end - start > CHUNK * 1.5:
        cut = text.rfind("\n", start, start + CHUNK) + 1
        start = cut if cut > start else start + CHUNK
        yield start


def _without_last_line_end(text: str, start: int, end: int) -> str:
    """The stretch without the line end at its end, which only parts it from the next."""
    return text[start : end - 1] if end > start and text[end - 1] == "\n" else text[start:end]
