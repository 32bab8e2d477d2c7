"""What the engine tells: which things changed, by id, never their contents."""

from sagsbud.domain.arrival import Taken
from sagsbud.domain.errors import Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import BatchId, DokumentId, ItemId, SagId


@frozen
class ItemsChanged:
    """These items' rows, readings or suggestions are other than before."""

    items: frozenset[ItemId]


@frozen
class OfferAnswered:
    """A file that was offered has been answered: taken, already here, or refused with a trouble.

    A mailbox is answered with the batch that is being made of it instead of an item.
    """

    name: str
    item: ItemId | None
    taken: Taken | None
    trouble: Trouble | None = None
    batch: BatchId | None = None


@frozen
class QueueChanged:
    """The queue line may say something else."""


@frozen
class SagerChanged:
    """The list of known Sager is other than before."""


@frozen
class BatchesChanged:
    """A bulk import began, came further or ended."""


@frozen
class ObjectsChanged:
    """These objects are other than before in the service, by whoever's hand; who shows one reads it anew."""

    sager: frozenset[SagId] = frozenset()
    dokumenter: frozenset[DokumentId] = frozenset()


@frozen
class ReviewChanged:
    """The supervisor's queue, or a decision about one of its documents, is other than before."""


Change = BatchesChanged | ItemsChanged | ObjectsChanged | OfferAnswered | QueueChanged | ReviewChanged | SagerChanged
