"""The vault: contents by their digest, sealed, under names that say nothing, with what was decided beside them.

A file's name is a keyed digest of the content's sha256 (or of the item's id, for a record) in the form of a uuid, so
that who copies the folder cannot even ask whether a known file is in it.
"""

import hashlib
import hmac
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

from sagsbud.domain.errors import IntakeError, StoreError, Trouble
from sagsbud.domain.ids import Digest, ItemId, OrderId
from sagsbud.foldersync import sync_folder
from sagsbud.outbox.durability import (
    UNFINISHED,
    Soon,
    put_in_place,
    store_errors,
    unfinished,
    write_file,
)
from sagsbud.sealing import CHUNK, Unsealable, Unsealed, derive, seal

RECORD = ".record"
DECISION = ".decision"
STRAY_AGE = 24 * 3600.0
"""Seconds after which a file nobody names is taken for left over, not for one that is just being written."""
WRITERS = 8
"""Contents written at a time; each waits for the disk most of its time."""
_CONTENT = b"content"
_RECORD = b"record"


class SealedVault:
    """Contents and records in one folder. Safe to use from several threads and processes."""

    def __init__(self, folder: Path, master_key: bytes) -> None:
        self._folder = folder
        self._key = derive(master_key, "vault contents")
        self._names = derive(master_key, "vault names")
        self._soon = Soon(folder, self._write_record)
        with store_errors():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def close(self) -> None:
        """Return when nothing is being written in the background any more."""
        self._soon.close()

    # -- contents -----------------------------------------------------------------------------------------

    def put(self, content: IO[bytes], expected: Digest | None = None) -> tuple[Digest, int]:
        """Keep the bytes durably. With `expected`, raises StoreError CONTENT_DAMAGED when they are others.

        Raises IntakeError NOT_READABLE when the given stream breaks off.
        """
        digest, size = hashlib.sha256(), 0

        def chunks() -> Iterator[bytes]:
            nonlocal size
            while chunk := _read(content):
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        with store_errors(), unfinished(self._folder) as incoming:
            write_file(incoming, seal(self._key, chunks(), _CONTENT))
            found = Digest(digest.hexdigest())
            if expected is not None and found != expected:
                raise StoreError(Trouble.CONTENT_DAMAGED)
            put_in_place(incoming, self._path(found))
        return found, size

    def put_all(self, contents: Sequence[bytes]) -> list[Digest]:
        """Keep several contents durably; their digests in order. They wait for the disk together, not in turn."""

        def put(content: bytes) -> Digest:
            digest = Digest(hashlib.sha256(content).hexdigest())
            path = self._path(digest)
            with store_errors():
                if path.exists():
                    os.utime(path)  # as if just written, so that no sweep takes it for left over
                    return digest
                with unfinished(self._folder) as incoming:
                    write_file(incoming, seal(self._key, _chunks(content), _CONTENT))
                    put_in_place(incoming, path, durable=False)
            return digest

        with ThreadPoolExecutor(WRITERS) as pool:
            digests = list(pool.map(put, contents))
        with store_errors():
            sync_folder(self._folder)
        return digests

    @contextmanager
    def open(self, digest: Digest) -> Iterator[IO[bytes]]:
        """The plain bytes as a stream of known length, whose end comes only when they are the right ones."""
        with self._opened(self._path(digest), _CONTENT, digest) as stream:
            yield stream

    def read(self, digest: Digest) -> bytes:
        """The plain bytes whole."""
        with self.open(digest) as stream:
            return stream.read()

    def has(self, digest: Digest) -> bool:
        """Whether the content is here."""
        with store_errors():
            return self._path(digest).exists()

    def discard(self, digest: Digest) -> None:
        """Forget the bytes; fine when they are gone."""
        with store_errors():
            self._path(digest).unlink(missing_ok=True)

    # -- records ------------------------------------------------------------------------------------------

    def put_record(self, item: ItemId, record: bytes, *, decided: bool) -> None:
        """Keep what is known of an item beside its content: soon, or what is decided of it at once."""
        path = self._record_path(item)
        if not decided:
            self._soon.write(path, record)
            return
        with store_errors():
            self._soon.write_now(path, record)

    def _write_record(self, path: Path, record: bytes) -> None:
        with unfinished(self._folder) as incoming:
            write_file(incoming, seal(self._key, [record], _RECORD), durable=False)
            put_in_place(incoming, path, durable=False)

    def records(self) -> Iterator[bytes | None]:
        """All records; None for one that cannot be read."""
        return self._all(RECORD)

    def put_decision(self, order: OrderId, record: bytes) -> None:
        """Keep what somebody said about a document that is not here, until it is carried out."""
        with store_errors():
            self._soon.write_now(self._decision_path(order), record)

    def decisions(self) -> Iterator[bytes | None]:
        """All decisions that are kept; None for one that cannot be read."""
        return self._all(DECISION)

    def discard_decision(self, order: OrderId) -> None:
        """Forget a decision; fine when it is not kept."""
        with store_errors():
            self._soon.forget(self._decision_path(order))

    def _all(self, ending: str) -> Iterator[bytes | None]:
        self._soon.flush()
        for path in sorted(self._folder.glob(f"*{ending}")):
            try:
                with self._opened(path, _RECORD) as stream:
                    yield stream.read()
            except StoreError:
                yield None

    def discard_record(self, item: ItemId) -> None:
        """Forget an item's record; fine when there is none."""
        with store_errors():
            self._soon.forget(self._record_path(item))

    # -- upkeep -------------------------------------------------------------------------------------------

    def unnamed(self, known: Iterable[Digest]) -> Iterator[tuple[Digest, int]]:
        """Digest and size (bytes) of every whole content that is not among the known ones."""
        names = {self._path(digest).name for digest in known}
        for path in sorted(self._folder.iterdir()):
            if path.suffix or path.name in names:
                continue
            try:
                with self._opened(path, _CONTENT) as stream:
                    digest, size = hashlib.sha256(), 0
                    while chunk := stream.read(CHUNK):
                        digest.update(chunk)
                        size += len(chunk)
            except StoreError:
                continue
            if self._path(Digest(digest.hexdigest())) == path:
                yield Digest(digest.hexdigest()), size

    def is_empty(self) -> bool:
        """Whether nothing lies here, readable or not."""
        return not any(path.suffix in ("", RECORD, DECISION) for path in self._folder.iterdir())

    def left_over(self, *, older_than: float = STRAY_AGE) -> list[str]:
        """Names of contents that were not touched for so long (seconds): left over, unless a row names one."""
        with store_errors():
            return sorted(path.name for path in self._folder.iterdir() if not path.suffix and _is_old(path, older_than))

    def remove_left_over(self, name: str, *, older_than: float = STRAY_AGE) -> bool:
        """Remove the content with this name unless somebody touched it meanwhile; whether it was."""
        path = self._folder / name
        with store_errors():
            if not _is_old(path, older_than):
                return False
            path.unlink(missing_ok=True)
        return True

    def remove_unfinished(self, *, older_than: float = STRAY_AGE) -> int:
        """Remove writes that were cut off so long ago (seconds); how many."""
        with store_errors():
            cut_off = [path for path in self._folder.glob(f"*{UNFINISHED}") if _is_old(path, older_than)]
            for path in cut_off:
                path.unlink(missing_ok=True)
        return len(cut_off)

    def name(self, digest: Digest) -> str:
        """The name of the content's file."""
        return self._name(digest)

    def _path(self, digest: Digest) -> Path:
        return self._folder / self._name(digest)

    def _record_path(self, item: ItemId) -> Path:
        return self._folder / (self._name(f"item {item}") + RECORD)

    def _decision_path(self, order: OrderId) -> Path:
        return self._folder / (self._name(f"decision {order}") + DECISION)

    def _name(self, of: str) -> str:
        return str(UUID(bytes=hmac.new(self._names, of.encode(), hashlib.sha256).digest()[:16]))

    @contextmanager
    def _opened(self, path: Path, purpose: bytes, expected: Digest | None = None) -> Iterator[IO[bytes]]:
        try:
            sealed = path.open("rb")
        except FileNotFoundError:
            raise StoreError(Trouble.CONTENT_MISSING) from None
        except OSError:
            raise StoreError(Trouble.CONTENT_DAMAGED) from None
        try:
            with sealed, Unsealed(self._key, sealed, purpose, expected) as stream:
                yield stream  # type: ignore[misc]  # a raw stream reads and ends like any other
        except Unsealable:
            raise StoreError(Trouble.CONTENT_DAMAGED) from None


def _is_old(path: Path, seconds: float) -> bool:
    """Whether it was not written for so long; what is gone meanwhile is not."""
    try:
        return path.stat().st_mtime <= time.time() - seconds
    except FileNotFoundError:
        return False


def _chunks(content: bytes) -> Iterator[bytes]:
    return (content[start : start + CHUNK] for start in range(0, len(content), CHUNK))


def _read(content: IO[bytes]) -> bytes:
    try:
        return content.read(CHUNK)
    except OSError:
        raise IntakeError(Trouble.NOT_READABLE) from None
