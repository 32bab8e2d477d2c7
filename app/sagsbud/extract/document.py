"""What a reader hands on: plain text with its structure, before any field is looked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sagsbud.domain.extract import Child, Kind, ReadingWarning
from sagsbud.domain.frozen import frozen
from sagsbud.extract.limits import Limits


class Declined(Exception):
    """This reader cannot do it; the next one for the kind may try."""


@frozen
class Sniffed:
    """What the content is. `encrypted` when it is a container whose inside is locked."""

    kind: Kind
    mime: str
    encrypted: bool = False


@frozen
class Address:
    """A correspondent as written: display name and mail address, either may be empty."""

    name: str
    address: str = ""


@frozen
class Mail:
    """The envelope of a mail, decoded."""

    subject: str = ""
    sender: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    sent: datetime | None = None
    message_id: str = ""
    references: tuple[str, ...] = ()


@frozen
class Metadata:
    """What the file says about itself, as far as its format has a place for it."""

    title: str = ""
    author: str = ""
    created: datetime | None = None
    modified: datetime | None = None
    language: str = ""


@dataclass(slots=True)
class RawDocument:
    """Text, headings (in the text), and what came with it. `page_starts` are offsets into `text`."""

    kind: Kind
    mime: str
    text: str = ""
    page_starts: tuple[int, ...] = ()
    headings: tuple[str, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    mail: Mail | None = None
    warnings: list[ReadingWarning] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)

    def warn(self, warning: ReadingWarning) -> None:
        """Note the warning once."""
        if warning not in self.warnings:
            self.warnings.append(warning)


@frozen
class Job:
    """One file to read."""

    name: str
    content: bytes
    sniffed: Sniffed
    received_at: datetime
    limits: Limits
    ocr: bool = True
    """Whether words may be looked for on pictures, which takes seconds."""


ReadFunction = Callable[[Job], RawDocument]
"""A reader of one format. Raises Declined, ExtractError, or whatever its library raises (then: DAMAGED)."""
