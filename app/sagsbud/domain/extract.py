"""What a document says: text, and fields each with the evidence it was read from."""

from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import MessageId
from sagsbud.domain.parties import Part
from sagsbud.domain.sagsobjekter import Foelsomhed, Retning

T = TypeVar("T")


class Kind(StrEnum):
    """What a file is by its content, never by its extension."""

    PDF = "pdf"
    DOCX = "docx"
    DOC = "doc"
    ODT = "odt"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    PPTX = "pptx"
    PPT = "ppt"
    ODP = "odp"
    RTF = "rtf"
    TXT = "txt"
    CSV = "csv"
    HTML = "html"
    EML = "eml"
    MSG = "msg"
    MBOX = "mbox"
    PST = "pst"
    TNEF = "tnef"
    P7M = "p7m"
    ICS = "ics"
    VCF = "vcf"
    IMAGE = "image"
    ZIP = "zip"
    UNKNOWN = "unknown"


class EvidenceSource(StrEnum):
    """Where in the document something was read."""

    TEXT = "text"
    HEADER = "header"
    METADATA = "metadata"
    FILE_NAME = "file_name"


@frozen
class Evidence:
    """The place that decided: `start`/`end` are character offsets into `Extract.text` when the source is TEXT.

    `page` counts from 1; 0 where pages mean nothing. `quote` is masked before it is shown.
    """

    source: EvidenceSource
    quote: str = field(default="", repr=False)
    start: int = 0
    end: int = 0
    page: int = 0


@frozen
class Found(Generic[T]):
    """A value read from the document with its evidence; candidates come best first."""

    value: T
    evidence: Evidence


class ReadingWarning(StrEnum):
    """Something a person should know about the file although it could be read."""

    NO_TEXT_LAYER = "no_text_layer"
    TRUNCATED_TEXT = "truncated_text"
    TRACKED_CHANGES = "tracked_changes"
    COMMENTS = "comments"
    MACROS = "macros"
    EMBEDDED_FILES = "embedded_files"
    SIGNED = "signed"
    ENCRYPTED_PART = "encrypted_part"
    DAMAGED_PART = "damaged_part"
    TOO_MANY_PARTS = "too_many_parts"
    HIDDEN_CONTENT = "hidden_content"
    EXTENSION_MISMATCH = "extension_mismatch"


@frozen
class Child:
    """A file inside the file: an attachment, an embedded file, a mail in a mailbox."""

    name: str
    mime: str
    content: bytes = field(repr=False)
    folded: bool = False


@frozen
class Extract:
    """Everything one reading gave. Candidates are ranked best first; text is NFC."""

    kind: Kind
    mime: str
    text: str = field(default="", repr=False)
    page_starts: tuple[int, ...] = ()
    """Offset into `text` where each page begins; empty where pages mean nothing."""
    titles: tuple[Found[str], ...] = field(default=(), repr=False)
    dates: tuple[Found[date], ...] = ()
    sender: Found[Part] | None = field(default=None, repr=False)
    recipients: tuple[Found[Part], ...] = field(default=(), repr=False)
    parties: tuple[Found[Part], ...] = field(default=(), repr=False)
    """Parties named in the text by CPR, CVR or signature; sender and recipients are not repeated."""
    case_numbers: tuple[Found[str], ...] = ()
    direction: Found[Retning] | None = None
    message_id: MessageId | None = None
    references: tuple[MessageId, ...] = ()
    language: str = ""
    foelsomhed: Foelsomhed = Foelsomhed.IKKE_FORTROLIG
    warnings: tuple[ReadingWarning, ...] = ()
    children: tuple[Child, ...] = ()
    mail_key: str = ""
    """The same for one mail in two mailboxes; empty when it is no mail or lacks what tells it apart."""
    sketch: tuple[int, ...] = ()
    """Numbers that near-same texts share most of; empty when the text is too short to tell."""

    @property
    def pages(self) -> int:
        """How many pages; 0 where pages mean nothing."""
        return len(self.page_starts)


@frozen
class MailPage:
    """A mail's HTML body as it may be shown: structure and words, nothing that acts, fetches or hides.

    `html` is empty when the mail has no HTML worth showing beside its text.
    """

    html: str = field(default="", repr=False)
    remote: int = 0
    """How many pictures and styles it would have fetched from the net."""


@frozen
class Mark:
    """A rectangle on a page in thousandths of the page's width and height, from the top left."""

    left: int
    top: int
    right: int
    bottom: int


@frozen
class PageImage:
    """One rendered page: 8-bit RGB, row by row without padding (`len(rgb) == 3 * width * height`)."""

    width: int
    height: int
    rgb: bytes = field(repr=False)
    marks: tuple[tuple[Mark, ...], ...] = ()
    """For each asked-for text range, the rectangles it covers on this page."""
    own_width: int = 0
    """Its width at 100 %: a picture's own pixels, a page's paper at 96 to the inch."""
