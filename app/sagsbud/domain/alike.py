"""Documents that are like another without being the same: what a person may want to file together with it."""

from dataclasses import field
from enum import StrEnum

from sagsbud.domain.frozen import frozen
from sagsbud.domain.orders import OutboxEntry


class Resemblance(StrEnum):
    """In what two documents are like each other, the most telling first."""

    SAME_FILE = "same_file"
    SAME_MAIL = "same_mail"
    SAME_TEXT = "same_text"
    THREAD = "thread"
    """Mails of one exchange."""
    WORDS = "words"
    """They share rare words."""
    SENDER = "sender"


@frozen
class Alike:
    """A document in our keeping that is like another."""

    entry: OutboxEntry
    by: tuple[Resemblance, ...]
    """Never empty, the most telling first."""
    words: tuple[str, ...] = field(default=(), repr=False)
    """The rarest words both have, where they count."""
