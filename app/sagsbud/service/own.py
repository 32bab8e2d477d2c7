"""The profile's own store: all of it sealed with one key, below one folder.

What a former program left in the clear is sealed by whoever opens the folder first. The order: everything sealed anew
in `sealing`, each file on disk; `sealing` becomes `sealed` in one step, and with it a mark that says that the clear
files are not needed any more; they are removed, and at last the mark. A crash before that step leaves the clear store
as it was, one after it the sealed store, and the next start goes on from there.
"""

import errno
import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.foldersync import sync_folder
from sagsbud.service.database import BUSY_SECONDS, CannotOpen, database_key
from sagsbud.service.folder import FolderContent
from sagsbud.service.folderlock import FolderLock
from sagsbud.service.forms import Sealed

log = logging.getLogger(__name__)

SEALING = "sealing"
"""The sealed store that is being made; who waits for the service knows by it that it takes longer than usual."""
_SEALED = "sealed"
_DATABASE, _CONTENT, _LOCK = "service.db", "content", "store.lock"
_CLEAR = (_DATABASE, f"{_DATABASE}-wal", f"{_DATABASE}-shm", _CONTENT)
CLEAR_LEFT = "clear-left"
"""In the sealed store while the clear files are being removed."""
_TROUBLES = {"SQLITE_FULL": Trouble.DISK_FULL, "SQLITE_BUSY": Trouble.STORE_IN_USE}
_DISK_TROUBLES = {
    errno.ENOSPC: Trouble.DISK_FULL,
    errno.EDQUOT: Trouble.DISK_FULL,
    errno.EROFS: Trouble.STORE_READ_ONLY,
    errno.EACCES: Trouble.STORE_READ_ONLY,
    errno.EPERM: Trouble.STORE_READ_ONLY,
}
_BLOCK = 4096
_ROOM_SPARED = 1 << 24
"""Bytes of the disk that are left free, and of what sealing adds."""
_PATIENCE, _LOOK_INTERVAL = 5.0, 0.05
"""Seconds for which somebody else may be alone with the store before it counts as in use."""


@frozen
class OwnStore:
    """Where what lies, below the profile's folder of the service."""

    folder: Path

    @property
    def sealed(self) -> Path:
        """Everything that is sealed."""
        return self.folder / _SEALED

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.sealed / _DATABASE

    @property
    def content(self) -> Path:
        """The folder of contents."""
        return self.sealed / _CONTENT

    @property
    def url(self) -> str:
        """The SQLite file as the service names databases."""
        return f"sqlite:///{self.database}"

    @contextmanager
    def opened(self, store_key: bytes) -> Iterator[None]:
        """Held together with others who use it, all of it sealed. Raises StoreError STORE_IN_USE, DISK_FULL."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        deadline = time.monotonic() + _PATIENCE
        with ExitStack() as held:
            while not self._shared(held, store_key):
                if time.monotonic() > deadline:
                    raise StoreError(Trouble.STORE_IN_USE)
                time.sleep(_LOOK_INTERVAL)
            yield

    @contextmanager
    def alone(self, store_key: bytes) -> Iterator[None]:
        """Held while nobody else can use it, all of it sealed. Raises StoreError STORE_IN_USE, DISK_FULL."""
        with ExitStack() as held:
            if not self._take(held, alone=True):
                raise StoreError(Trouble.STORE_IN_USE)
            seal_what_is_clear(self.folder, store_key)
            yield

    def _shared(self, held: ExitStack, store_key: bytes) -> bool:
        """Whether it is held together with others now; False while another is alone with it, or did not seal it."""
        with ExitStack() as first:
            if self._take(first, alone=True):
                seal_what_is_clear(self.folder, store_key)
                self.sealed.mkdir(exist_ok=True, mode=0o700)
        with ExitStack() as sharing:
            if self._take(sharing, alone=False) and self.sealed.exists():
                held.enter_context(sharing.pop_all())
                return True
        return False

    def _take(self, held: ExitStack, *, alone: bool) -> bool:
        lock = FolderLock(self.folder / _LOCK)
        held.callback(lock.release)
        return lock.be_alone() if alone else lock.share()


def seal_what_is_clear(folder: Path, store_key: bytes) -> None:
    """Seal a store that lies there in the clear, or finish doing so. Only who is alone with the folder may.

    Raises StoreError STORE_IN_USE, DISK_FULL, STORE_READ_ONLY or STORE_DAMAGED, CannotOpen; the clear store is as it
    was then.
    """
    sealed, sealing, clear = folder / _SEALED, folder / SEALING, folder / _DATABASE
    with _refusals():
        if clear.exists() and not sealed.exists():
            log.info("what lay in the clear is being sealed")
            with _unserved(folder / _CONTENT) as source:  # until nothing that is added to it would be lost
                try:
                    _seal(folder, source, sealing, store_key)
                except BaseException:
                    shutil.rmtree(sealing, ignore_errors=True)  # on a full disk it would be in everybody's way
                    raise
                sealing.replace(sealed)
                sync_folder(folder)
        shutil.rmtree(sealing, ignore_errors=True)
        if (sealed / CLEAR_LEFT).exists():
            _remove_clear(folder)
        elif clear.exists():
            log.warning("a store in the clear lies beside the sealed one and is not used")


def reseal_contents(source: Path, target: Path, old: bytes, new: bytes) -> None:
    """The same contents under another store's key, in a new folder. Raises StoreError CONTENT_DAMAGED."""
    with (
        closing(FolderContent(source, Sealed(old))) as before,
        closing(FolderContent(target, Sealed(new))) as after,
    ):
        for sha256 in before.all():
            if _copy(before, after, sha256) != sha256:
                raise StoreError(Trouble.CONTENT_DAMAGED)
        sync_folder(target.parent)


@contextmanager
def _unserved(content: Path) -> Iterator[FolderContent]:
    """The clear contents, while no former program serves them. Raises StoreError STORE_IN_USE."""
    with closing(FolderContent(content)) as source:
        if not source.be_alone():
            raise StoreError(Trouble.STORE_IN_USE)
        yield source


def _seal(folder: Path, source: FolderContent, sealing: Path, store_key: bytes) -> None:
    if sealing.exists():
        shutil.rmtree(sealing)
    sealing.mkdir(mode=0o700)
    _see_to_room(folder)
    with closing(FolderContent(sealing / _CONTENT, Sealed(store_key))) as target:
        for sha256 in source.all():
            _copy(source, target, sha256)  # one that is not what its name says stays as a stray, for a person to judge
    _seal_database(folder / _DATABASE, sealing / _DATABASE, database_key(store_key))
    (sealing / CLEAR_LEFT).touch()
    sync_folder(sealing)


def _copy(source: FolderContent, target: FolderContent, sha256: str) -> str:
    """Bring a content into another folder, durably; the digest of what came."""
    incoming = target.receive()
    try:
        for chunk in source.chunks(sha256, 0, source.size(sha256) or 0):
            incoming.write(chunk)
        return incoming.keep().sha256
    finally:
        incoming.drop()


def _seal_database(clear: Path, sealed: Path, raw_key: bytes) -> None:
    connection = sqlcipher.connect(str(clear), timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"ATTACH DATABASE ? AS sealed KEY \"x'{raw_key.hex()}'\"", (str(sealed),))
        connection.execute("SELECT sqlcipher_export('sealed')")
        if connection.execute("PRAGMA sealed.cipher_integrity_check").fetchall():
            raise CannotOpen("the sealed copy of the store is not whole")
        connection.execute("DETACH DATABASE sealed")
    finally:
        connection.close()
    sealed.chmod(0o600)
    with sealed.open("r+b") as file:
        os.fsync(file.fileno())


def _see_to_room(folder: Path) -> None:
    needed = _ROOM_SPARED + sum(_lying(folder / name) for name in _CLEAR)
    if shutil.disk_usage(folder).free < needed:
        log.error("to seal the store takes %s MB of free disk", needed >> 20)
        raise StoreError(Trouble.DISK_FULL)


def _lying(path: Path) -> int:
    """Bytes of the disk that a file, or all files of a folder, take."""
    if path.is_dir():
        return sum(_lying(file) for file in path.rglob("*") if file.is_file())
    return -(-path.stat().st_size // _BLOCK) * _BLOCK if path.exists() else 0


def _remove_clear(folder: Path) -> None:
    for name in _CLEAR:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    sync_folder(folder)
    (folder / _SEALED / CLEAR_LEFT).unlink()
    sync_folder(folder / _SEALED)


@contextmanager
def _refusals() -> Iterator[None]:
    """What the disk or SQLite refuses, as a StoreError."""
    try:
        yield
    except OSError as error:
        name, trouble = errno.errorcode.get(error.errno or 0, "?"), _DISK_TROUBLES.get(error.errno or 0)
        if not trouble:
            log.error("the store cannot be sealed: %s", errno.errorcode.get(error.errno or 0))
        raise StoreError(trouble or Trouble.STORE_DAMAGED, errno=name) from None
    except sqlcipher.Error as error:
        name = str(getattr(error, "sqlite_errorname", "-"))
        if name in _TROUBLES:
            raise StoreError(_TROUBLES[name]) from None
        raise CannotOpen(f"the store cannot be sealed: {name}") from None
