"""The same contents, records and rows under another key, made beside the old ones, which stay as they are."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as sqlcipher

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.ids import Digest
from sagsbud.outbox.coding import decode, encode
from sagsbud.outbox.database import BUSY_SECONDS
from sagsbud.outbox.durability import store_errors
from sagsbud.outbox.keymark import database_key, write_key_mark
from sagsbud.outbox.records import KeptRecord
from sagsbud.outbox.vault import SealedVault
from sagsbud.outbox.verdicts import kept_decisions

_PARTS = ("", "-wal")


def reseal_vault(source: SealedVault, target: SealedVault, outbox: Any) -> int:
    """Every content a row of the open `outbox` names, every record and decision, into the empty target; how many contents.

    Raises StoreError CONTENT_MISSING or CONTENT_DAMAGED: with the key gone, what is left of it could never be read.
    """
    rows = outbox.execute("SELECT DISTINCT digest FROM entry WHERE purged = 0").fetchall()
    for row in rows:
        with source.open(Digest(row["digest"])) as content:
            target.put(content, Digest(row["digest"]))
    for record in source.records():
        with suppress(msgspec.MsgspecError):  # one that cannot be read only matters when the database is lost as well
            target.put_record(decode(KeptRecord, record or b"").item.id, record or b"", decided=True)
    for order in kept_decisions(source):
        target.put_decision(order.id, encode(order))
    target.close()
    return len(rows)


@contextmanager
def nobody_writes(path: Path, raw_key: bytes) -> Iterator[Any]:
    """The open database, which others can read meanwhile and not write to. Raises StoreError STORE_IN_USE, WRONG_KEY."""
    connection = sqlcipher.connect(str(path), timeout=BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlcipher.Row
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{raw_key.hex()}'\"")
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlcipher.OperationalError:
            raise StoreError(Trouble.STORE_IN_USE) from None
        except sqlcipher.DatabaseError:
            raise StoreError(Trouble.WRONG_KEY) from None
        yield connection
    finally:
        with suppress(sqlcipher.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        connection.close()


def reseal_outbox(source: Path, target: Path, old: bytes, new: bytes) -> None:
    """The outbox's database at `source`, to which nobody writes, under another master key. Raises StoreError."""
    reseal_database(source, target, database_key(old), database_key(new))
    write_key_mark(target, new)


def reseal_database(source: Path, target: Path, old: bytes, new: bytes) -> None:
    """One database to which nobody writes, under another raw key. Raises StoreError."""
    with store_errors():
        for suffix in _PARTS:
            part = source.with_name(source.name + suffix)
            if part.exists():
                shutil.copyfile(part, target.with_name(target.name + suffix))
    connection = sqlcipher.connect(str(target), isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{old.hex()}'\"")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"")
        connection.execute("PRAGMA journal_mode = WAL")
        if connection.execute("PRAGMA cipher_integrity_check").fetchall():
            raise StoreError(Trouble.STORE_DAMAGED)
    except sqlcipher.DatabaseError:
        raise StoreError(Trouble.STORE_DAMAGED) from None
    finally:
        connection.close()
    with store_errors(), target.open("r+b") as file:
        os.fsync(file.fileno())


def close_for_ever(connection: Any) -> None:
    """No program that still has the old database open can write to it any more: what it says would be lost."""
    connection.execute("ALTER TABLE history RENAME TO history_before")
    connection.execute("COMMIT")
