"""Rich text: striprtf for the text, a look at the info group for the rest."""

import re

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import ReadingWarning
from sagsbud.extract.decoding import clean
from sagsbud.extract.document import Declined, Job, Metadata, RawDocument
from sagsbud.extract.rtftext import code_page_number, rtf_to_plain

INFO = re.compile(rb"\{\\(title|author)\s+([^{}]{1,500})\}")
RTF_BYTES = 48 * 1024 * 1024


def read(job: Job) -> RawDocument:
    """The text. Raises ExtractError TOO_LARGE_TO_READ."""
    if len(job.content) > RTF_BYTES:
        raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="bytes")
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime)
    whole = job.content if job.content.startswith(b"{\\rtf") else b"{\\rtf1\\ansi " + job.content + b"}"
    try:
        raw.text = clean(rtf_to_plain(whole))
    except (ValueError, IndexError, KeyError, UnicodeError, LookupError, TypeError) as error:
        raise Declined from error
    page = b"\\ansicpg%d" % number if (number := code_page_number(job.content)) else b""
    info = {
        name.decode(): clean(rtf_to_plain(b"{\\rtf1\\ansi" + page + b" " + value + b"}")).strip()
        for name, value in INFO.findall(job.content[:65536])
    }
    raw.metadata = Metadata(title=info.get("title", ""), author=info.get("author", ""))
    if b"\\revised" in job.content or b"\\deleted" in job.content:
        raw.warn(ReadingWarning.TRACKED_CHANGES)
    if b"\\*\\annotation" in job.content:
        raw.warn(ReadingWarning.COMMENTS)
    if b"\\object" in job.content and b"\\objdata" in job.content:
        raw.warn(ReadingWarning.EMBEDDED_FILES)
    return raw
