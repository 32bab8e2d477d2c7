"""What is to be told to other systems, and what was heard of them: kept in the outbox's own database.

An announcement is written in the transaction that made it true, so that neither can be there without the other.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sagsbud.domain.clock import Clock
from sagsbud.domain.mox import Announcement
from sagsbud.outbox import chain
from sagsbud.outbox.coding import decode, encode
from sagsbud.outbox.database import EncryptedDatabase

REMEMBERED = timedelta(days=60)
"""How long a message stays known after it was acted on; brokers do not keep one nearly as long."""
FORGOTTEN_TOGETHER = 2
"""Old messages forgotten for each new one."""
_TABLES = """
CREATE TABLE IF NOT EXISTS announcement (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL           -- Announcement
);
CREATE TABLE IF NOT EXISTS heard (
    id TEXT PRIMARY KEY,
    outcome TEXT NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS heard_at ON heard (at);
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID
"""


class SealedMessages:
    """The domain's AnnouncementBox and MessageLedger. Safe to use from several threads and processes.

    Its tables are made when a broker is first configured; a store without them is as good as one with empty ones.
    """

    def __init__(self, database: EncryptedDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        if not database.has("announcement", "heard", "mark"):
            with database.writing() as connection:
                for statement in _TABLES.split(";"):
                    connection.execute(statement)

    # -- announcements ------------------------------------------------------------------------------------

    def announce(self, announcements: Sequence[Announcement]) -> None:
        """Keep them durably; one that is there already stays once."""
        with self._database.writing() as connection:
            self.announce_in(connection, announcements)

    def announce_in(self, connection: Any, announcements: Sequence[Announcement]) -> None:
        """As `announce`, inside the caller's transaction."""
        connection.executemany(
            "INSERT OR IGNORE INTO announcement (id, record) VALUES (?, ?)",
            [(str(one.id), encode(one).decode()) for one in announcements],
        )

    def waiting(self, limit: int) -> list[Announcement]:
        """The oldest that are not published yet."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT record FROM announcement ORDER BY seq LIMIT ?", (limit,)).fetchall()
        return [decode(Announcement, row["record"]) for row in rows]

    def announced(self, announcements: Sequence[Announcement]) -> None:
        """Forget these: the broker has them. A power loss may bring some back, to be told again under the same id."""
        with self._database.writing(durable=False) as connection:
            connection.executemany("DELETE FROM announcement WHERE id = ?", [(str(one.id),) for one in announcements])

    def backlog(self) -> int:
        """How many wait."""
        with self._database.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM announcement").fetchone()[0])

    # -- the ledger ---------------------------------------------------------------------------------------

    def met(self, message: UUID) -> str | None:
        """What was kept about the message."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT outcome FROM heard WHERE id = ?", (str(message),)).fetchone()
        return str(row["outcome"]) if row else None

    def keep(self, message: UUID, outcome: str = "") -> None:
        """It was acted on. An outcome is on disk before it is answered; a hint that a power loss forgets is read once more."""
        with self._database.writing(durable=bool(outcome)) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO heard (id, outcome, at) VALUES (?, ?, ?)",
                (str(message), outcome, chain.micros(self._clock())),
            )
            connection.execute(
                "DELETE FROM heard WHERE id IN (SELECT id FROM heard WHERE at < ? LIMIT ?)",
                (chain.micros(self._clock() - REMEMBERED), FORGOTTEN_TOGETHER),
            )

    def mark(self, name: str) -> str | None:
        """How far a reader of changes has come."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else None

    def move_mark(self, name: str, mark: str) -> None:
        """It has come so far, durably."""
        with self._database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO mark (name, value) VALUES (?, ?)", (name, mark))

    def marks(self, prefix: str) -> dict[str, str]:
        """All marks whose name begins so."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT name, value FROM mark WHERE substr(name, 1, ?) = ?", (len(prefix), prefix)
            )
            return {row["name"]: row["value"] for row in rows.fetchall()}
