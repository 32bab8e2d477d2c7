"""Marks on the document: evidence, hits of a search, covers over CPR numbers, and the names beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QRegion

from sagsbud.ui.detail import gutter
from sagsbud.ui.detail.findings import Field, Finding
from sagsbud.ui.detail.sheets import Range
from sagsbud.ui.detail.underlining import underline
from sagsbud.ui.theme import Theme

HITS = 500
ABOVE = 0.35
"""Of the height of hidden digits, by which their cover goes on above and below: a scan lies askew below its words."""
BESIDE = 0.2
"""As `ABOVE`, to either side; a hyphen before the digits is covered too, which leaves more room than this."""
HYPHENS = frozenset("-\u2010\u2011\u2013\u2212")


@dataclass
class Marking:
    """What is marked: evidence by field, and hits of a search in the text."""

    findings: tuple[Finding, ...] = ()
    shown: bool = True
    focused: Field | None = None
    hits: tuple[Range, ...] = ()
    hit: int = -1
    """Which of the hits is the current one."""
    current: Finding | None = None
    veils: Mapping[Range, str] = field(default_factory=dict)
    """Where digits are covered on a page with the hyphen before them, and what is read there, to one character more."""

    @property
    def places(self) -> tuple[Finding, ...]:
        """The evidence in the text that is to be drawn."""
        return tuple(one for one in self.findings if one.row is None) if self.shown else ()


class MarkPainter:
    """Paints one view's marks; `rects_of` says where characters stand in what is seen, in px."""

    def __init__(self, theme: Theme, marking: Marking, rects_of: Callable[[Range], list[QRectF]]) -> None:
        self._theme = theme
        self._marking = marking
        self._rects_of = rects_of

    def paint(self, p: QPainter, port: QRectF, right: float, *, covers: bool) -> None:
        """Everything; the names of the fields begin at `right`. `covers` also hides the last digits of CPR numbers."""
        if covers:
            self._cover(p)
        notes = self._tint_places(p, port)
        self._frame_hits(p)
        line = float(self._theme.px(16))
        gutter.paint_notes(p, gutter.gathered(notes, self._marking.focused, line), right, self._theme)

    def _tint_places(self, p: QPainter, port: QRectF) -> list[tuple[Field, float]]:
        """Every spot is tinted once, however many fields were read there; the focused field's above the others'."""
        notes: list[tuple[Field, float]] = []
        weak, strong, lines = QRegion(), QRegion(), []
        for finding in self._marking.places:
            rects = [rect for rect in self._rects_of((finding.start, finding.end)) if rect.intersects(port)]
            for rect in rects:
                spot = rect.adjusted(-1.5, -0.5, 1.5, 1).toAlignedRect()
                if finding.field is self._marking.focused or finding == self._marking.current:
                    strong = strong.united(spot)
                else:
                    weak = weak.united(spot)
                lines.append(spot)
            if rects:
                notes.append((finding.field, rects[0].center().y()))
        self._tint(p, weak.subtracted(strong), "ev")
        self._tint(p, strong, "evs")
        underline(p, lines, self._theme)
        return notes

    def _tint(self, p: QPainter, region: QRegion, role: str) -> None:
        """As a marker pen does: the letters stay as dark as they are."""
        p.save()
        p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        p.setClipRegion(region)
        p.fillRect(region.boundingRect(), self._theme.color(role))
        p.restore()

    def _cover(self, p: QPainter) -> None:
        """Paper over the last digits of CPR numbers, and `xxxx` on it, spread to the width of what it hides."""
        font = QFont(self._theme.font("body"))
        for (start, end), read in self._marking.veils.items():
            shown, behind = read[: end - start], read[end - start :]
            for rect in self._rects_of((start, end)):
                beside, above = BESIDE * rect.height(), max(2.0, ABOVE * rect.height())
                left = 0.0 if shown[0] in HYPHENS else beside
                right = beside if behind.isspace() or not behind else 0.5
                p.fillRect(rect.adjusted(-left, -above, right, above).toAlignedRect(), self._theme.color("page"))
                font.setPixelSize(max(5, round(rect.height() * 1.3)))
                font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0)
                spare = rect.width() - QFontMetricsF(font).horizontalAdvance(shown)
                font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spare / len(shown))
                p.setFont(font)
                p.setPen(self._theme.color("pagetx"))
                p.drawText(QPointF(rect.left() + spare / len(shown) / 2, rect.bottom()), shown)

    def _frame_hits(self, p: QPainter) -> None:
        p.setBrush(Qt.BrushStyle.NoBrush)
        for at, hit in enumerate(self._marking.hits):
            current = at == self._marking.hit
            p.setPen(QPen(self._theme.color("acc" if current else "ctl"), 2 if current else 1))
            for rect in self._rects_of(hit):
                p.drawRoundedRect(rect.adjusted(-2, -1, 2, 1), 2, 2)


def covers(veiled: str, serials: Sequence[Range]) -> dict[Range, str]:
    """`Marking.veils` for these places in a text that shows none of the digits."""
    spans = ((start - (veiled[start - 1 : start] in HYPHENS), end) for start, end in serials)
    return {(start, end): veiled[start : end + 1] for start, end in spans}


def by_line(rects: Sequence[QRectF]) -> list[QRectF]:
    """Rectangles on one line of text joined to one, so that runs of letters are marked as a whole."""
    lines: list[QRectF] = []
    for rect in rects:
        last = lines[-1] if lines else None
        same = last is not None and abs(rect.center().y() - last.center().y()) < 0.5 * max(rect.height(), last.height())
        if last is not None and same:
            lines[-1] = last.united(rect)
        else:
            lines.append(QRectF(rect))
    return lines


def hits_in(text: str, words: str) -> Sequence[Range]:
    """Where the words stand, whatever their capitals; lower-casing must not move anything."""
    wanted = words.strip().lower()
    lowered = text.lower()
    if not wanted or len(lowered) != len(text):
        lowered, wanted = text, words.strip()
    found: list[Range] = []
    at = lowered.find(wanted) if wanted else -1
    while at >= 0 and len(found) < HITS:
        found.append((at, at + len(wanted)))
        at = lowered.find(wanted, at + len(wanted))
    return found
