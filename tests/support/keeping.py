"""The outbox on a real encrypted store, with a clock of the test's own."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from sagsbud.domain.arrival import IntakeItem, Taken
from sagsbud.domain.clock import Clock
from sagsbud.domain.orders import FilingOrder, OutboxEntry, Priority
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.outbox.claims import Claims
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault

from tests.support.orders import NOW, make_item, make_order

KEY = bytes(range(32))


@dataclass
class SetClock:
    """A clock that goes only when told to."""

    now: datetime = NOW
    stopwatch: float = 100.0
    """Seconds that passed, whatever was done to the clock."""

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)
        self.stopwatch += timedelta(**by).total_seconds()

    def put(self, by: timedelta) -> None:
        """Somebody sets the clock forward or back."""
        self.now += by


def _on_the_wall() -> datetime:
    return datetime.now(UTC)


@dataclass
class Keeping:
    """Store and vault below one folder."""

    folder: Path
    clock: SetClock = field(default_factory=SetClock)
    key: bytes = field(default=KEY, repr=False)
    real_time: bool = False
    """Where threads wait, the clock on the wall counts."""

    def __post_init__(self) -> None:
        self.open()

    @property
    def time(self) -> Clock:
        """What the store takes for the time."""
        return _on_the_wall if self.real_time else self.clock

    def open(self) -> None:
        """Open (again) what lies in the folder."""
        self.vault = SealedVault(self.folder / "vault", self.key)
        self.database = EncryptedDatabase(self.folder / "outbox.db", self.key)
        self.outbox = SealedOutbox(self.database, self.vault, self.time)
        self.claims = Claims(self.outbox, self.time)

    def close(self) -> None:
        """Close it."""
        self.vault.close()
        self.database.close()

    def reopen(self) -> None:
        """As after a restart."""
        self.close()
        self.open()

    def take(self, content: bytes = b"Brev", name: str = "brev.txt") -> OutboxEntry:
        """Secure a document."""
        entry, taken = self.offer(content, name)
        assert taken is Taken.NEW
        return entry

    def offer(self, content: bytes = b"Brev", name: str = "brev.txt") -> tuple[OutboxEntry, Taken]:
        """Secure a document, or hear where it is already."""
        self.vault.put(BytesIO(content))
        return self.outbox.secure(make_item(content, name))

    def attach(self, mail: OutboxEntry, *contents: bytes) -> list[IntakeItem]:
        """Attachments read out of a mail."""
        items = [
            make_item(content, f"bilag-{place}.txt", parent=mail.item.id, position=place)
            for place, content in enumerate(contents, start=1)
        ]
        for content in contents:
            self.vault.put(BytesIO(content))
        self.outbox.add_children(mail.item.id, items)
        return items

    def order(
        self, content: bytes = b"Brev", *, sag: SagRef | None = None, priority: Priority = Priority.USER
    ) -> FilingOrder:
        """A promised order for a new document."""
        entry = self.take(content)
        order = make_order(entry.item, sag=sag, priority=priority, decided_at=self.time())
        self.outbox.promise(entry.item.id, order)
        return order

    def entry(self, order: FilingOrder) -> OutboxEntry:
        """Where the order stands now."""
        found = self.outbox.entry(order.main.item)
        assert found is not None
        return found
