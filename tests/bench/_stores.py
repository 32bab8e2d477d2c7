"""What the parts of the outbox's bench share: a store below a folder, a finding against its goal, times."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sagsbud.domain.orders import FilingOrder, OutboxEntry
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault

from tests.support.orders import make_item, make_order

KEY = bytes(range(32))
SIZE = 50_000
SAGER = 40


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Finding:
    """One number against its goal."""

    what: str
    found: float
    goal: float
    unit: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.found >= self.goal if self.at_least else self.found <= self.goal

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{'ok ' if self.met else '-- '}{self.what:<66} {self.found:9.2f} {self.unit:<3} (goal {sign} {self.goal:g})"


class Plain(EncryptedDatabase):
    """The same database without encryption, for comparison only."""

    def _open(self) -> Any:
        connection = sqlcipher.connect(str(self.path), check_same_thread=False, isolation_level=None)
        connection.row_factory = sqlcipher.Row
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "temp_store = MEMORY", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection


@dataclass(eq=False)
class Store:
    """An outbox below a folder."""

    folder: Path
    database: EncryptedDatabase
    vault: SealedVault
    outbox: SealedOutbox

    @classmethod
    def at(cls, folder: Path, kind: type[EncryptedDatabase] = EncryptedDatabase, key: bytes = KEY) -> "Store":
        """Open it."""
        database, vault = kind(folder / "outbox.db", key), SealedVault(folder / "vault", key)
        return cls(folder, database, vault, SealedOutbox(database, vault, now))

    def take(self, content: bytes, number: int) -> OutboxEntry:
        """Secure a document."""
        self.vault.put(BytesIO(content))
        return self.outbox.secure(make_item(content, f"{number}.bin"))[0]

    def promise(self, entry: OutboxEntry, sag: SagRef) -> FilingOrder:
        """Promise it."""
        order = make_order(entry.item, sag=sag, decided_at=now())
        self.outbox.promise(entry.item.id, order)
        return order

    def rest(self) -> None:
        """Return when nothing is being done in the background any more."""
        self.vault.close()

    def close(self) -> None:
        """Close it."""
        self.vault.close()
        self.database.close()


def percentile(times: Sequence[float], share: float) -> float:
    """Of sorted times, in milliseconds."""
    return sorted(times)[int(len(times) * share)] * 1000


@contextmanager
def timed(times: list[float], clock: Callable[[], float] = time.perf_counter) -> Iterator[None]:
    """Add how long the block took, in seconds."""
    began = clock()
    yield
    times.append(clock() - began)
