"""The vault: contents by their digest, sealed, under names that say nothing.

A file's name is a keyed digest of the content's sha256 in the form of a uuid, so that who copies the folder cannot
even ask whether a known file is in it.
"""

import hashlib
import hmac
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import UUID, uuid4

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.ids import Digest
from sagsbud.outbox.durability import store_errors, sync_folder
from sagsbud.outbox.sealing import CHUNK, Unsealable, Unsealed, derive, seal

_CONTENT = b"content"
_ORDER = b"order"


class SealedVault:
    """Contents in one folder. Safe to use from several threads and processes."""

    def __init__(self, folder: Path, master_key: bytes) -> None:
        self._folder = folder
        self._key = derive(master_key, "vault contents")
        self._names = derive(master_key, "vault names")
        with store_errors():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, content: IO[bytes], expected: Digest | None = None) -> tuple[Digest, int]:
        """Keep the bytes durably. With `expected`, raises StoreError CONTENT_DAMAGED when they are others."""
        digest, size = hashlib.sha256(), 0

        def chunks() -> Iterator[bytes]:
            nonlocal size
            while chunk := content.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        incoming = self._folder / f"{uuid4()}.tmp"
        try:
            with store_errors():
                self._write(incoming, seal(self._key, chunks(), _CONTENT))
                found = Digest(digest.hexdigest())
                if expected is not None and found != expected:
                    raise StoreError(Trouble.CONTENT_DAMAGED)
                self._rename(incoming, self._path(found))
        finally:
            with suppress(OSError):
                incoming.unlink(missing_ok=True)
        return found, size

    @contextmanager
    def open(self, digest: Digest) -> Iterator[IO[bytes]]:
        """The plain bytes as a stream."""
        with self._opened(self._path(digest), _CONTENT) as stream:
            yield stream

    def read(self, digest: Digest) -> bytes:
        """The plain bytes whole, checked against the digest."""
        with self.open(digest) as stream:
            content = stream.read()
        if hashlib.sha256(content).hexdigest() != digest:
            raise StoreError(Trouble.CONTENT_DAMAGED)
        return content

    def has(self, digest: Digest) -> bool:
        """Whether the content is here."""
        return self._path(digest).exists()

    def discard(self, digest: Digest) -> None:
        """Forget the bytes; fine when they are gone."""
        with store_errors():
            self._path(digest).unlink(missing_ok=True)

    def put_order(self, digest: Digest, record: bytes) -> None:
        """Keep a frozen order beside its content, so that the vault alone can rebuild the outbox."""
        incoming = self._folder / f"{uuid4()}.tmp"
        try:
            with store_errors():
                self._write(incoming, seal(self._key, [record], _ORDER))
                self._rename(incoming, self._path(digest).with_suffix(".order"))
        finally:
            with suppress(OSError):
                incoming.unlink(missing_ok=True)

    def orders(self) -> Iterator[bytes]:
        """All orders kept beside contents. Raises StoreError CONTENT_DAMAGED."""
        for path in sorted(self._folder.glob("*.order")):
            with self._opened(path, _ORDER) as stream:
                yield stream.read()

    def discard_order(self, digest: Digest) -> None:
        """Forget the order beside a content."""
        with store_errors():
            self._path(digest).with_suffix(".order").unlink(missing_ok=True)

    def sweep(self, known: set[Digest]) -> int:
        """Remove contents nobody names and writes that were cut off; how many. Only while nobody else writes."""
        names = {self._path(digest).name for digest in known}
        stray = [path for path in self._folder.iterdir() if path.suffix != ".order" and path.name not in names]
        for path in stray:
            path.unlink(missing_ok=True)
        return len(stray)

    def _path(self, digest: Digest) -> Path:
        name = hmac.new(self._names, digest.encode(), hashlib.sha256).digest()
        return self._folder / str(UUID(bytes=name[:16]))

    @contextmanager
    def _opened(self, path: Path, purpose: bytes) -> Iterator[IO[bytes]]:
        try:
            sealed = path.open("rb")
        except FileNotFoundError:
            raise StoreError(Trouble.CONTENT_MISSING) from None
        except OSError:
            raise StoreError(Trouble.CONTENT_DAMAGED) from None
        try:
            with sealed, io.BufferedReader(Unsealed(self._key, sealed, purpose), CHUNK) as stream:
                yield stream
        except Unsealable:
            raise StoreError(Trouble.CONTENT_DAMAGED) from None

    def _write(self, path: Path, chunks: Iterator[bytes]) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())

    def _rename(self, incoming: Path, target: Path) -> None:
        incoming.replace(target)
        sync_folder(self._folder)
