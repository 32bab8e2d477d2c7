"""Checking the outbox and making it anew: on the store alone, without a service and without threads."""

from pathlib import Path

from filelock import FileLock, Timeout

from sagsbud import i18n
from sagsbud.bootstrap.profile import ask_passphrase, prepare, service_address, utc_now
from sagsbud.domain.addresses import is_loopback
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.outbox import chain
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.rebuild import Rebuilt, rebuild
from sagsbud.outbox.vault import SealedVault
from sagsbud.system.folders import Folders
from sagsbud.system.keys import master_key


@frozen
class Verified:
    """What a check of the outbox found: the first row of the history that does not hold, and what is wrong below it."""

    rows: int
    broken_at: int | None
    problems: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether everything holds."""
        return self.broken_at is None and not self.problems


def verify_outbox(profile: str | None, data: Path | None) -> Verified:
    """Check the history's chain and every page of the store. Raises StoreError when it cannot be opened."""
    folders, key = _keyed(profile, data)
    if not folders.outbox.exists():
        return Verified(0, None, ())
    database = EncryptedDatabase(folders.outbox, key)
    try:
        with database.reading() as connection:
            broken, rows = chain.broken_at(connection), chain.length(connection)
        return Verified(rows, broken, tuple(database.problems()))
    finally:
        database.close()


def rebuild_outbox(profile: str | None, data: Path | None) -> Rebuilt:
    """Make the outbox anew from the vault. Raises StoreError STORE_IN_USE while a program delivers, WRONG_KEY."""
    folders, key = _keyed(profile, data)
    vault = SealedVault(folders.vault, key)
    delivers, decides = (FileLock(folders.data / f"{name}.lock") for name in ("delivery", "verdicts"))
    try:
        with delivers.acquire(timeout=0), decides.acquire(timeout=0):
            return rebuild(folders.outbox, key, vault, utc_now, _name)
    except Timeout:
        raise StoreError(Trouble.STORE_IN_USE) from None


def _name(number: int) -> str:
    return i18n.tr("Recovered document {number}", number=str(number))


def _keyed(profile: str | None, data: Path | None) -> tuple[Folders, bytes]:
    folders, preferences = prepare(profile, data)
    address = service_address(preferences, None)
    key = master_key(folders, on_loopback=address is None or is_loopback(address), ask=ask_passphrase)
    return folders, key.key
