"""Files of signed or encrypted content (.p7m, .p7s)."""

from sagsbud.domain.extract import Child, Kind, ReadingWarning
from sagsbud.extract.document import Job, RawDocument
from sagsbud.extract.names import guess_mime, safe_name
from sagsbud.extract.smime import signed_content
from sagsbud.extract.sniff import sniff_text


def read(job: Job) -> RawDocument:
    """A signed mail's text and files, or the signed file as a child. Raises ExtractError ENCRYPTED, DAMAGED."""
    content = signed_content(job.content)
    raw = RawDocument(Kind.P7M, job.sniffed.mime)
    raw.warn(ReadingWarning.SIGNED)
    if not content:
        return raw
    if sniff_text("inside.eml", content).kind is Kind.EML:
        from sagsbud.extract.readers.eml import fill_from_bytes

        fill_from_bytes(raw, content)
        return raw
    name = safe_name(job.name.removesuffix(".p7m"))
    raw.children.append(Child(name, guess_mime(name, content), content))
    return raw
