"""How a list of documents is asked for: what is in it, in which order, and where the next page begins."""

from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sagsbud.domain.extract import Kind
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import BatchId, SagId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.domain.suggestions import Band

LAST = "~"
"""Key of what has no sender or no Sag: behind everything that has."""
LATEST = 9_999_999_999_999_999
"""Microseconds since 1970 that lie behind every moment there will be, for what is sorted by the latest."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FOLDED = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅæøå", "abcdefghijklmnopqrstuvwxyz{|}{|}")
"""Small letters, with æ, ø and å where Danish has them, behind z."""


BY_CHANGE = frozenset({OrderState.IN_REVIEW, OrderState.HANDED, OrderState.FILED, OrderState.WITHDRAWN})
"""States whose rows are newest by when they came to stand so, as their rows say it; the others by when they arrived."""


class Order(StrEnum):
    """In which order rows come; within the same title, sender, Sag or batch the newest first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    SENDER = "sender"
    SAG = "sag"
    BATCH = "batch"

    @property
    def by_arrival(self) -> bool:
        """Whether it is the order in which documents came, or were decided."""
        return self in (Order.NEWEST, Order.OLDEST)


@frozen
class Filters:
    """What rows must be; all that is said must be so, any of a set will do."""

    bands: frozenset[Band] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    with_cpr: bool = False
    with_attachments: bool = False
    older_than: int = 0
    """Received at least so many working days ago; whoever reads the list says by `before` since when that is."""
    before: datetime | None = None
    """Received before this moment; aware."""
    sag: SagId | None = None
    """Decided on this Sag."""
    batch: BatchId | None = None
    """Came with this bulk import."""

    @property
    def count(self) -> int:
        """How many things are asked for."""
        return sum((bool(self.bands), bool(self.kinds), self.with_cpr, self.with_attachments,
                    bool(self.older_than or self.before), self.sag is not None, self.batch is not None))  # fmt: skip

    def __bool__(self) -> bool:
        return self.count > 0


@frozen
class Listing:
    """What a list shows."""

    order: Order = Order.NEWEST
    filters: Filters = Filters()
    text: str = field(default="", repr=False)

    @property
    def narrowed(self) -> bool:
        """Whether it shows less than everything."""
        return bool(self.text or self.filters)

    def with_text(self, text: str) -> "Listing":
        """The same for other words."""
        return replace(self, text=text)


@frozen
class Place:
    """Where a row stands: the next page begins just past it."""

    seq: int
    key: str = field(default="", repr=False)


@frozen
class SavedSearch:
    """A list somebody wants to come back to. `view` is the folder of state it is of.

    Its name is made of what it asks for, and said anew in the language that is spoken; `names` is what a Sag or a batch
    in it was called, by id.
    """

    name: str
    view: str
    listing: Listing
    names: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def is_same_as(self, other: "SavedSearch") -> bool:
        """Whether the same is asked for, however it is called and in whatever order."""
        mine, theirs = self.listing, other.listing
        return (self.view, mine.filters, mine.text) == (other.view, theirs.filters, theirs.text)


def fold(text: str) -> str:
    """The text as it is sorted: the case of letters does not matter, æ, ø and å stand behind z."""
    return text.translate(_FOLDED)


def key_of(entry: OutboxEntry, order: Order) -> str:
    """By what the row is sorted; the store sorts by the very same."""
    summary = entry.summary
    match order:
        case Order.TITLE:
            if entry.order:
                return fold(entry.order.main.titel)
            return fold(summary.titel if summary else entry.item.name)
        case Order.SENDER:
            return fold((summary.sender if summary else "") or LAST)
        case Order.SAG:
            number = entry.order.sag.sagsnummer if entry.order else summary.sagsnummer if summary else ""
            return number or LAST
        case Order.BATCH:
            return str(entry.item.came_with or LAST)
        case _ if entry.state in BY_CHANGE and entry.changed_at:
            return f"{LATEST - (entry.changed_at - _EPOCH) // timedelta(microseconds=1):016d}"
        case _:
            return ""


def turned(key: str) -> str:
    """The key of a moment for what is sorted by the earliest."""
    return f"{LATEST - int(key):016d}" if key else key


def place_of(entry: OutboxEntry, order: Order) -> Place:
    """Where the row stands in that order."""
    return Place(entry.seq, key_of(entry, order))


def fits(entry: OutboxEntry, filters: Filters) -> bool:
    """Whether the row is what is asked for; as the store would say it."""
    summary = entry.summary
    if filters.bands and (summary.band if summary else Band.NONE) not in filters.bands:
        return False
    if filters.kinds and (summary.kind if summary else Kind.UNKNOWN) not in filters.kinds:
        return False
    if filters.with_cpr and not (summary and summary.holds_cpr):
        return False
    if filters.with_attachments and not (summary and summary.attachments):
        return False
    if filters.before and entry.item.received_at >= filters.before:
        return False
    if filters.sag and not (entry.order and entry.order.sag.id == filters.sag):
        return False
    in_inbox = entry.item.batch is not None and entry.state is OrderState.DRAFT and filters.batch is None
    return not in_inbox and (filters.batch is None or entry.item.batch == filters.batch)
