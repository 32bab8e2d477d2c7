"""Web pages and HTML saved from mail programs."""

from sagsbud.extract.document import Job, Metadata, RawDocument
from sagsbud.extract.htmltext import html_to_text


def read(job: Job) -> RawDocument:
    """The visible text; title and author from the head."""
    page = html_to_text(job.content)
    meta = page.meta or {}
    headings = page.headings or ((page.title,) if page.title else ())
    metadata = Metadata(title=page.title, author=meta.get("author", ""), language=meta.get("language", ""))
    return RawDocument(job.sniffed.kind, job.sniffed.mime, page.text, headings=headings, metadata=metadata)
