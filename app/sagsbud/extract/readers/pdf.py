"""PDF: text by pdfium, the rest (metadata, locks, embedded files) by pypdf where the file has any."""

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import ReadingWarning
from sagsbud.extract.document import Declined, Job, Metadata, RawDocument
from sagsbud.extract.pdfguard import check_before
from sagsbud.extract.pdftext import clean_page
from sagsbud.extract.stamps import pdf_time

PAGES_READ = 2000
"""Text is taken from so many pages; the others are counted."""
PAGES_COUNTED = 100_000
"""What a page tree claims beyond this is not believed."""
PASSWORD_NEEDED = {pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY}
OCR_PAGES = 3
OCR_DPI = 200
OCR_PIXELS = 4000
"""The longer side of a page that is looked at for words."""
SCAN_CHARS = 8
"""A page with fewer characters than this has no text layer worth the name."""


def read(job: Job) -> RawDocument:
    """The text page by page. Declines what pdfium cannot open. Raises ExtractError ENCRYPTED."""
    check_before(job.content)
    try:
        document = pdfium.PdfDocument(job.content)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in PASSWORD_NEEDED:
            raise ExtractError(Trouble.ENCRYPTED, kind="pdf") from None
        raise Declined from error
    try:
        return _read(job, document)
    finally:
        document.close()


def _read(job: Job, document: pdfium.PdfDocument) -> RawDocument:
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime)
    count = len(document)
    if count == 0:
        raise Declined
    pages, starts, unreadable = _pages(document, min(count, PAGES_READ), job.limits.text_chars)
    raw.text = "".join(pages)
    raw.page_starts = (*starts, *([len(raw.text)] * (min(count, PAGES_COUNTED) - len(starts))))
    if len(starts) < count:
        raw.warn(ReadingWarning.TRUNCATED_TEXT)
    if unreadable:
        raw.warn(ReadingWarning.DAMAGED_PART)
    if len(raw.text.strip()) < SCAN_CHARS * min(count, 3):
        raw.warn(ReadingWarning.NO_TEXT_LAYER)
        if job.ocr:
            _words_on_pictures(document, raw)
    raw.metadata = _metadata(document)
    _embedded(document, raw)
    return raw


def _pages(document: pdfium.PdfDocument, count: int, limit: int) -> tuple[list[str], list[int], int]:
    """Text of each page ending in a line end, where each begins, and how many could not be read."""
    pages: list[str] = []
    starts: list[int] = []
    length = unreadable = 0
    for number in range(count):
        if length > limit:
            break
        try:
            text = page_text(document, number)
        except pdfium.PdfiumError:
            text, unreadable = "", unreadable + 1
        starts.append(length)
        pages.append(f"{text}\n" if text and number + 1 < count else text)
        length += len(pages[-1])
    return pages, starts, unreadable


def page_text(document: pdfium.PdfDocument, number: int) -> str:
    """The tidy text of one page, counted from 0."""
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            return clean_page(text_page.get_text_range(errors="ignore"))[0]
        finally:
            text_page.close()
    finally:
        page.close()


def _words_on_pictures(document: pdfium.PdfDocument, raw: RawDocument) -> None:
    """A scan's first pages by OCR, when a program for it is here; the others stay empty."""
    from sagsbud.extract.ocr import available, words_on

    if not available():
        return
    texts: list[str] = []
    starts: list[int] = []
    for number in range(min(len(document), OCR_PAGES)):
        starts.append(sum(len(text) for text in texts))
        try:
            page = document[number]
            if _is_scanned(page):
                scale = min(OCR_DPI / 72, OCR_PIXELS / max(*page.get_size(), 1))
                texts.append(words_on(page.render(scale=scale, grayscale=True).to_pil()))
        except pdfium.PdfiumError:
            raw.warn(ReadingWarning.DAMAGED_PART)
    raw.text = "".join(texts)
    raw.page_starts = (*starts, *([len(raw.text)] * (len(raw.page_starts) - len(starts))))


def _is_scanned(page: pdfium.PdfPage) -> bool:
    """Whether one picture covers most of the page, as on scans and not on drawings."""
    width, height = page.get_size()
    for picture in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=2):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) >= width * height / 2:
            return True
    return False


def _metadata(document: pdfium.PdfDocument) -> Metadata:
    found = document.get_metadata_dict(skip_empty=True)
    return Metadata(
        title=found.get("Title", ""),
        author=found.get("Author", ""),
        created=pdf_time(found.get("CreationDate", "")),
        modified=pdf_time(found.get("ModDate", "")),
    )


def _embedded(document: pdfium.PdfDocument, raw: RawDocument) -> None:
    """Embedded files are children of the document, as attachments are of a mail."""
    from sagsbud.domain.extract import Child
    from sagsbud.extract.names import guess_mime, safe_name

    for index in range(min(document.count_attachments(), 200)):
        try:
            attachment = document.get_attachment(index)
            name, data = safe_name(attachment.get_name()), bytes(attachment.get_data())
        except pdfium.PdfiumError:
            raw.warn(ReadingWarning.DAMAGED_PART)
            continue
        raw.children.append(Child(name, guess_mime(name, data), data))
        raw.warn(ReadingWarning.EMBEDDED_FILES)
