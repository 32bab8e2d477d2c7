"""The key changed, got back, or destroyed: on the files alone, while nobody else has them in use."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sagsbud.bootstrap.profile import ask_passphrase, prepare, service_address
from sagsbud.domain.addresses import is_loopback
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.foldersync import sync_folder
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.durability import store_errors
from sagsbud.outbox.keymark import check_key, database_key
from sagsbud.outbox.queries import counts
from sagsbud.outbox.resealing import close_for_ever, nobody_writes, reseal_database, reseal_outbox, reseal_vault
from sagsbud.outbox.vault import SealedVault
from sagsbud.service.database import database_key as service_database_key
from sagsbud.service.own import OwnStore, reseal_contents
from sagsbud.system import rotation
from sagsbud.system.embedded import store_key
from sagsbud.system.escrow import keep_escrow, recover
from sagsbud.system.folders import Folders
from sagsbud.system.keys import (
    KeyOrigin,
    adopt_next,
    destroy_key,
    drop_next,
    install_key,
    master_key,
    stage_next,
)
from sagsbud.system.settings import Settings
from sagsbud.system.unsent import held_in, leave_note

_LEARNED = ("memory.db", "sager.db")


@frozen
class Rotated:
    """What now lies under the new key."""

    contents: int
    origin: KeyOrigin


def rotate_key(profile: str | None, data: Path | None) -> Rotated:
    """A new key, and everything sealed anew with it. Needs room for a second copy while it lasts.

    Raises StoreError STORE_IN_USE while a window or a delivery runs, CONTENT_DAMAGED, DISK_FULL; then nothing changed.
    """
    folders, preferences = prepare(profile, data)
    address = service_address(preferences, None)
    kept = master_key(folders, on_loopback=address is None or is_loopback(address), ask=ask_passphrase)
    if not folders.outbox.exists() and not folders.service_store.exists():
        raise StoreError(Trouble.CONTENT_MISSING)
    EncryptedDatabase(folders.outbox, kept.key).close()  # an older one is brought up to date first
    with rotation.alone(folders.data), _service_at_rest(folders, kept.key):
        try:
            count = _make_new_set(folders, kept.key, kept.origin, preferences.current)
        finally:
            rotation.settle(folders.data, adopt=lambda: adopt_next(folders), drop=lambda: drop_next(folders))
    return Rotated(count, kept.origin)


def _make_new_set(folders: Folders, old: bytes, origin: KeyOrigin, settings: Settings) -> int:
    new_folder = rotation.begin(folders.data)
    new = stage_next(folders, origin, new_folder, ask_passphrase)
    with ExitStack() as held:
        outbox = held.enter_context(nobody_writes(folders.outbox, database_key(old)))
        reseal_outbox(folders.outbox, new_folder / folders.outbox.name, old, new)
        for name in _LEARNED:
            path = folders.data / name
            if path.exists():
                held.enter_context(nobody_writes(path, old))
                reseal_database(path, new_folder / name, old, new)
        _reseal_service(folders, new_folder, old, new)
        count = reseal_vault(SealedVault(folders.vault, old), SealedVault(new_folder / folders.vault.name, new), outbox)
        leave_note(folders.data, counts(outbox))
        if settings.escrow_key_file:
            keep_escrow(new_folder, new, Path(settings.escrow_key_file).expanduser())
        rotation.commit(folders.data)
        close_for_ever(outbox)
    return count


@contextmanager
def _service_at_rest(folders: Folders, key: bytes) -> Iterator[None]:
    """The embedded service does not run meanwhile, and all that it keeps is sealed. Raises StoreError STORE_IN_USE."""
    if not folders.service.exists():
        yield
        return
    with OwnStore(folders.service).alone(store_key(key)):
        yield


def _reseal_service(folders: Folders, new_folder: Path, old: bytes, new: bytes) -> None:
    before, after = (OwnStore(folder / folders.service.name) for folder in (folders.data, new_folder))
    if not before.database.exists():
        return
    before_key, after_key = store_key(old), store_key(new)
    with store_errors():
        after.sealed.mkdir(parents=True, mode=0o700)
        reseal_database(
            before.database, after.database, service_database_key(before_key), service_database_key(after_key)
        )
        reseal_contents(before.content, after.content, before_key, after_key)
        sync_folder(after.folder)


def recover_key(profile: str | None, data: Path | None, private_key: Path, passphrase: str | None = None) -> KeyOrigin:
    """Make the key in escrow the key of this user on this machine; where it is kept now. Raises StoreError WRONG_KEY."""
    folders, _ = prepare(profile, data)
    with rotation.alone(folders.data):
        key = recover(folders.data, private_key, passphrase)
        check_key(folders.outbox, key)
        return install_key(folders, key, ask_passphrase)


def wipe(profile: str | None, data: Path | None, *, also_unsent: bool = False) -> bool:
    """Destroy the key, then everything in the profile but its settings; False when something there is not sent.

    Whoever has the disk afterwards has bytes nobody can open. Raises StoreError STORE_IN_USE, or when the keyring does
    not answer.
    """
    folders, _ = prepare(profile, data)
    waiting = [held for held in held_in([folders.data]) if held.folder == folders.data and (held.matters or held.inbox)]
    if waiting and not also_unsent:
        return False
    if not folders.data.exists():
        return True
    with rotation.alone(folders.data):
        destroy_key(folders)
        for path in sorted(folders.data.iterdir()):
            if path.suffix == ".lock" or path == folders.settings:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
    return True
