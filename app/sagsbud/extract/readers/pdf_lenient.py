"""PDF that pdfium refuses: pypdf repairs more, at twenty times the price."""

import io
import logging

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import ReadingWarning
from sagsbud.extract.document import Declined, Job, Metadata, RawDocument
from sagsbud.extract.pdftext import clean_page

PAGES_READ = 200


def read(job: Job) -> RawDocument:
    """The text of the first pages. Raises ExtractError ENCRYPTED, DAMAGED."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(job.content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ExtractError(Trouble.ENCRYPTED, kind="pdf")
        pages = [_text(page) for page in reader.pages[:PAGES_READ]]
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError) as error:
        raise Declined from error
    if not pages:
        raise Declined
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime, metadata=Metadata(title=title))
    starts = [0]
    for page in pages:
        starts.append(starts[-1] + len(page))
    raw.text, raw.page_starts = "".join(pages), tuple(starts[:-1])
    raw.warn(ReadingWarning.DAMAGED_PART)
    return raw


def _text(page: "object") -> str:
    try:
        return clean_page(page.extract_text() + "\n")[0]  # type: ignore[attr-defined]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return ""
