"""Fetches the pages that are seen, off the main thread, and forgets those that are far away."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.extract import Mark, PageImage
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.ui.detail.documentview import DocumentView
from sagsbud.ui.detail.sheets import PageSheet, Range, cropped, written_width
from sagsbud.ui.operations import Operations

AT_A_TIME = 2
KEPT = 10
"""Pages whose pictures are kept: those in view and their neighbours."""
AROUND = 0.6
"""Screens above and below that are fetched too."""
WIDTH_STEP = 160
"""Device px; a page is asked for at the next such width, so that small changes of zoom ask for nothing."""
WIDEST = 3200

RenderPage = Callable[[ItemId, int, int, Sequence[Range]], PageImage]


@frozen
class Rendered:
    """A page as a picture, made in the worker's thread."""

    image: QImage
    marks: Mapping[Range, tuple[Mark, ...]]
    written: Range
    own_width: int


class PageLoader(QObject):
    """Keeps a view's pages filled. `failed` carries the first error of a document that cannot be shown."""

    failed = Signal(object)
    arrived = Signal(int)
    """A page's number."""

    def __init__(self, render: RenderPage, operations: Operations, view: DocumentView) -> None:
        super().__init__(view)
        self._render = render
        self._operations = operations
        self._view = view
        self._item: ItemId | None = None
        self._sheets: list[PageSheet] = []
        self._spans: tuple[tuple[Range, int], ...] | None = None
        self._under_way: set[int] = set()
        self._hopeless: set[int] = set()
        self._document = 0
        self._written: Range | None = None
        view.wanted.connect(self._fetch)

    def load(self, item: ItemId, sheets: list[PageSheet]) -> None:
        """From now on these pages of this item; they are fetched once it is known what to find on them."""
        self._forget_document()
        self._item, self._sheets = item, sheets

    def clear(self) -> None:
        """Nothing is to be fetched."""
        self._forget_document()
        self._item, self._sheets = None, []

    def _forget_document(self) -> None:
        self._document += 1
        self._spans = None
        self._under_way.clear()
        self._hopeless.clear()
        self._written = None

    def find(self, spans: Sequence[tuple[Range, int]]) -> None:
        """Places whose rectangles are wanted, each with its page (0 when the page is not known)."""
        self._spans = tuple(spans)
        self._fetch()

    def _ranges(self, page: int) -> tuple[Range, ...]:
        return tuple(dict.fromkeys(span for span, at in self._spans or () if at in (page, 0)))

    def _needed_width(self) -> int:
        sheet = self._sheets[0]
        wide = sheet.full_width(self._view.sheet_width) * self._view.devicePixelRatioF()
        return min(WIDEST, -(-round(wide) // WIDTH_STEP) * WIDTH_STEP)

    def _fetch(self) -> None:
        if self._item is None or not self._sheets or self._spans is None:
            return
        width = self._needed_width()
        near = [sheet for sheet in self._view.visible() if isinstance(sheet, PageSheet)]
        near += [s for s in self._view.visible(AROUND) if isinstance(s, PageSheet) and s not in near]
        for sheet in near:
            if len(self._under_way) >= AT_A_TIME:
                break
            ranges = self._ranges(sheet.number)
            stale = sheet.image is None or sheet.rendered != width or not set(ranges) <= sheet.marks.keys()
            if stale and sheet.number not in self._under_way | self._hopeless:
                self._ask(self._item, sheet, width, ranges)
        self._forget_far_away(near)

    def _ask(self, item: ItemId, sheet: PageSheet, width: int, ranges: tuple[Range, ...]) -> None:
        document = self._document
        self._under_way.add(sheet.number)
        render, number = self._render, sheet.number

        def arrived(rendered: Rendered) -> None:
            if document == self._document:
                self._take(sheet, rendered, width)

        def failed(error: SagsbudError) -> None:
            if document == self._document:
                self._under_way.discard(number)
                self._hopeless.add(number)
                self.failed.emit(error)
                self._fetch()

        self._operations.run(self, lambda: _rendered(render(item, number, width, ranges), ranges), arrived, failed)

    def _take(self, sheet: PageSheet, rendered: Rendered, width: int) -> None:
        self._under_way.discard(sheet.number)
        image = rendered.image
        aspect = image.height() / max(1, image.width())
        own_width = rendered.own_width or sheet.own_width
        moved = abs(aspect - sheet.aspect) > 0.001 or own_width != sheet.own_width
        sheet.own_width = own_width
        sheet.image, sheet.rendered, sheet.marks, sheet.aspect = image, width, rendered.marks, aspect
        if self._widen(rendered.written) or moved:
            self._view.place()
            self._view.zoom_changed.emit()
        self._view.viewport().update()
        self.arrived.emit(sheet.number)
        self._fetch()

    def _widen(self, written: Range) -> bool:
        """Show as much of every page's width as the pages seen so far have written on."""
        known = self._written or written
        self._written = (min(known[0], written[0]), max(known[1], written[1]))
        crop = cropped(self._written)
        changed = self._sheets[0].crop != crop
        for sheet in self._sheets:
            sheet.crop = crop
        return changed

    def _forget_far_away(self, near: list[PageSheet]) -> None:
        held = [sheet for sheet in self._sheets if sheet.image is not None and sheet not in near]
        held.sort(key=lambda sheet: abs(sheet.number - self._view.page))
        for sheet in held[max(0, KEPT - len(near)) :]:
            sheet.image, sheet.rendered = None, 0


def _rendered(page: PageImage, ranges: tuple[Range, ...]) -> Rendered:
    """The picture in the form that is painted fastest, and what of its width is written on."""
    packed = QImage(page.rgb, page.width, page.height, 3 * page.width, QImage.Format.Format_RGB888)
    image = packed.convertToFormat(QImage.Format.Format_RGB32)
    marks = dict(zip(ranges, page.marks, strict=False)) if page.marks else dict.fromkeys(ranges, ())
    return Rendered(image, marks, written_width(image), page.own_width)
