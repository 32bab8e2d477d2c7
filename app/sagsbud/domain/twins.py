"""Documents that are there already: the same bytes, the same mail, nearly the same text. Each a choice, none a failure."""

from collections.abc import Collection
from enum import StrEnum

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import SagRef

ALIKE = 13
"""Of sixteen sketch numbers so many in common make two texts near-same: about nine tenths of their words in a row."""


class Likeness(StrEnum):
    """How two documents are the same."""

    SAME_FILE = "same_file"
    SAME_MAIL = "same_mail"
    SAME_TEXT = "same_text"


@frozen
class Twin:
    """A document in our keeping that is like another."""

    entry: OutboxEntry
    likeness: Likeness


@frozen
class Twins:
    """Everything like a document: here, and Dokumenter of the service, also colleagues', with the very same bytes."""

    here: tuple[Twin, ...] = ()
    elsewhere: tuple[DokumentId, ...] = ()


@frozen
class Elsewhere:
    """A Dokument of the service with the very same bytes, filed from another machine."""

    dokument: DokumentId
    titel: str
    sag: SagRef | None
    """Where it lies; None when that Sag is not known here."""


def near_same(one: Collection[int], other: Collection[int]) -> bool:
    """Whether two sketches are of near-same texts."""
    if not one or not other:
        return False
    smallest = sorted(set(one) | set(other))[: min(len(one), len(other))]
    common = set(one) & set(other)
    return sum(number in common for number in smallest) * 16 >= ALIKE * len(smallest)
