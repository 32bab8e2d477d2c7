"""Which reader for which kind: every reader has a score for a kind, the best is tried first, and may decline."""

from importlib import import_module

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Kind
from sagsbud.domain.frozen import frozen
from sagsbud.extract.document import Declined, Job, RawDocument, ReadFunction


@frozen
class Offer:
    """A reader's claim on a kind; `module` has a function `read`. Higher scores are asked first."""

    kind: Kind
    module: str
    score: int = 100


READERS = "sagsbud.extract.readers"
OFFERS = (
    Offer(Kind.PDF, "pdf"),
    Offer(Kind.PDF, "pdf_lenient", 50),
    Offer(Kind.DOCX, "docx"),
    Offer(Kind.EML, "eml"),
    Offer(Kind.TXT, "plain"),
    Offer(Kind.CSV, "plain"),
    Offer(Kind.MSG, "msg"),
    Offer(Kind.HTML, "html"),
    Offer(Kind.HTML, "plain", 10),
    Offer(Kind.RTF, "rtf"),
    Offer(Kind.RTF, "plain", 10),
    Offer(Kind.ODT, "odf"),
    Offer(Kind.ODP, "odf"),
    Offer(Kind.ODS, "sheets"),
    Offer(Kind.ODS, "odf", 50),
    Offer(Kind.PPTX, "pptx"),
    Offer(Kind.XLSX, "sheets"),
    Offer(Kind.XLS, "sheets"),
    Offer(Kind.DOC, "doc"),
    Offer(Kind.PPT, "ppt"),
    Offer(Kind.ICS, "calendar"),
    Offer(Kind.VCF, "calendar"),
    Offer(Kind.IMAGE, "picture"),
    Offer(Kind.ZIP, "archive"),
    Offer(Kind.MBOX, "mailbox"),
    Offer(Kind.TNEF, "winmail"),
    Offer(Kind.P7M, "signed"),
    Offer(Kind.PST, "pst"),
)


def read_with_best(job: Job) -> RawDocument:
    """Ask the readers for the kind, best score first. Raises ExtractError UNSUPPORTED when none takes it."""
    offers = sorted((o for o in OFFERS if o.kind is job.sniffed.kind), key=lambda o: -o.score)
    for offer in offers:
        try:
            return _reader(offer.module)(job)
        except Declined:
            continue
    raise ExtractError(Trouble.DAMAGED if offers else Trouble.UNSUPPORTED, kind=job.sniffed.kind.value)


def _reader(module: str) -> ReadFunction:
    read: ReadFunction = import_module(f"{READERS}.{module}").read
    return read
