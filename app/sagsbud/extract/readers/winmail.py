"""winmail.dat on its own."""

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Kind
from sagsbud.extract.document import Job, RawDocument
from sagsbud.extract.outlook import body_of, children_of, envelope
from sagsbud.extract.tnef import NotTnef, parse


def read(job: Job) -> RawDocument:
    """What the message says and carries. Raises ExtractError DAMAGED."""
    try:
        message = parse(job.content)
    except NotTnef as error:
        raise ExtractError(Trouble.DAMAGED, kind="tnef") from error
    mail = envelope(message)
    raw = RawDocument(Kind.TNEF, job.sniffed.mime, mail=mail if mail.subject or mail.sender else None)
    raw.text, _, page = body_of(message)
    raw.children = children_of(message, page.cids)
    return raw
