"""Proves that a store can be written to and gives back what it was given, and leaves it as it was."""

import os
from io import BytesIO
from pathlib import Path

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.vault import SealedVault

PROBE_BYTES = 4096


def prove_writable(database: EncryptedDatabase) -> None:
    """One durable transaction that changes nothing in the end. Raises StoreError."""
    with database.writing() as connection:
        connection.execute("CREATE TABLE probe (written INTEGER)")
        connection.execute("INSERT INTO probe VALUES (1)")
        connection.execute("DROP TABLE probe")


def prove_sealed(vault: SealedVault, folder: Path) -> bool:
    """Put a content in, read it back, look whether it lies in any file of the vault as it was put in, take it out.

    Raises StoreError, CONTENT_DAMAGED when it does not come back as it went in.
    """
    probe = os.urandom(PROBE_BYTES)
    before = set(folder.iterdir())
    digest, _ = vault.put(BytesIO(probe))
    try:
        if vault.read(digest) != probe:
            raise StoreError(Trouble.CONTENT_DAMAGED)
        new = [path for path in set(folder.iterdir()) - before if path.is_file()]
        return bool(new) and all(probe[:64] not in path.read_bytes() for path in new)
    finally:
        vault.discard(digest)
