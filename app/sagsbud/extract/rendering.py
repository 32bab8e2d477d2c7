"""Pages as pictures, with the places of text on them."""

import io
from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Kind, Mark, PageImage
from sagsbud.extract.pdfguard import check_before
from sagsbud.extract.pdftext import clean_page
from sagsbud.extract.readers.pdf import page_text
from sagsbud.extract.sniff import sniff

WIDEST = 4000
TALLEST = 6000
PER_POINT = 96 / 72
"""px of paper for a point."""


def render(content: bytes, page: int, width: int, ranges: Sequence[tuple[int, int]]) -> PageImage:
    """Page `page` (from 1) of a PDF or picture. Raises ExtractError UNSUPPORTED for other kinds and missing pages."""
    width = max(1, min(width, WIDEST))
    match sniff("", content).kind:
        case Kind.PDF:
            return _pdf(content, page, width, ranges)
        case Kind.IMAGE:
            from sagsbud.extract.images import render_image

            return render_image(content, page, width)
        case kind:
            raise ExtractError(Trouble.UNSUPPORTED, kind=kind.value)


def _pdf(content: bytes, number: int, width: int, ranges: Sequence[tuple[int, int]]) -> PageImage:
    check_before(content)
    try:
        document = pdfium.PdfDocument(io.BytesIO(content))
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD
        raise ExtractError(Trouble.ENCRYPTED if locked else Trouble.DAMAGED, kind="pdf") from error
    try:
        if not 1 <= number <= len(document):
            raise ExtractError(Trouble.UNSUPPORTED, what="page")
        starts = _page_start(document, number) if ranges else 0
        page = document[number - 1]
        marks = tuple(_marks(page, start - starts, end - starts) for start, end in ranges)
        size, pixels = _pixels(page, width)
        return PageImage(size[0], size[1], pixels, marks, round(page.get_width() * PER_POINT))
    except pdfium.PdfiumError as error:
        raise ExtractError(Trouble.DAMAGED, kind="pdf") from error
    finally:
        document.close()


def _page_start(document: pdfium.PdfDocument, number: int) -> int:
    """Where the page begins in the document's text, as the reader joined it."""
    length = 0
    for index in range(number - 1):
        text = page_text(document, index)
        length += len(text) + bool(text)
    return length


def _pixels(page: pdfium.PdfPage, width: int) -> tuple[tuple[int, int], bytes]:
    """Size and RGB rows without padding."""
    page_width, page_height = page.get_size()
    scale = min(width / max(page_width, 1), TALLEST / max(page_height, 1))
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False, fill_color=(255, 255, 255, 255))
    data, row = bytes(bitmap.buffer), bitmap.width * bitmap.n_channels
    rows = b"".join(data[y * bitmap.stride : y * bitmap.stride + row] for y in range(bitmap.height))
    if bitmap.n_channels == 4:
        rgb = bytearray(bitmap.width * bitmap.height * 3)
        for channel in range(3):
            rgb[channel::3] = rows[channel::4]
        rows = bytes(rgb)
    elif bitmap.n_channels == 1:
        rows = b"".join(rows[i : i + 1] * 3 for i in range(len(rows)))
    return (bitmap.width, bitmap.height), rows


def _marks(page: pdfium.PdfPage, start: int, end: int) -> tuple[Mark, ...]:
    """The rectangles of a range of the page's text, which may begin before the page or end after it."""
    text_page = page.get_textpage()
    try:
        text, indexes = clean_page(_characters(text_page), mapped=True)
        start, end = max(0, start), min(len(text), end)
        if start >= end:
            return ()
        first, last = indexes[start], indexes[end - 1]
        count = text_page.count_rects(first, last - first + 1)
        return tuple(_mark(page, text_page.get_rect(index)) for index in range(count))
    finally:
        text_page.close()


def _characters(text_page: pdfium.PdfTextPage) -> str:
    """One character for each of pdfium's, so that positions agree."""
    codes = (pdfium_c.FPDFText_GetUnicode(text_page, index) for index in range(text_page.count_chars()))
    return "".join(chr(code) if 0 < code < 0x110000 else "\x00" for code in codes)


def _mark(page: pdfium.PdfPage, rectangle: tuple[float, float, float, float]) -> Mark:
    """A rectangle in page units (left, bottom, right, top) to thousandths from the top left, rotation included."""
    left, bottom, right, top = rectangle
    corners = [_on_device(page, x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Mark(min(xs), min(ys), max(xs), max(ys))


def _on_device(page: pdfium.PdfPage, x: float, y: float) -> tuple[int, int]:
    import ctypes

    device_x, device_y = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, 1000, 1000, 0, x, y, device_x, device_y)
    return min(1000, max(0, device_x.value)), min(1000, max(0, device_y.value))
