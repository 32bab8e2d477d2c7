"""Plain text and CSV in whatever encoding they come."""

from sagsbud.extract.decoding import decode_text
from sagsbud.extract.document import Job, RawDocument


def read(job: Job) -> RawDocument:
    """The text with line ends as `\\n`."""
    text = decode_text(job.content[: job.limits.text_chars * 4])
    first = next((line.strip() for line in text.splitlines()[:5] if line.strip()), "")
    headings = (first,) if 5 <= len(first) <= 120 and not first.endswith((".", ",", ";")) else ()
    return RawDocument(job.sniffed.kind, job.sniffed.mime, text, headings=headings)
