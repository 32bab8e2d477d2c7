"""Securing a file: its bytes into the vault while they are hashed, then one committed row in the outbox."""

import mimetypes
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from sagsbud.domain.arrival import IntakeItem, Source, StableFile, Taken
from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import IntakeError, StoreError, Trouble
from sagsbud.domain.filenames import readable
from sagsbud.domain.ids import Digest, ItemId, new_item_id
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.storeports import Outbox, Vault
from sagsbud.intake.messageids import HEAD, is_mail_name, message_id_of

TRIES = 3


class FileTaker:
    """Implements the domain's `Taker`. The original is only read. Safe to call from several threads.

    `failed` is told the path of a file that could not be taken, so that it can be offered again.
    """

    def __init__(
        self,
        vault: Vault,
        outbox: Outbox,
        clock: Clock,
        *,
        new_id: Callable[[], ItemId] = new_item_id,
        failed: Callable[[Path], None] = lambda path: None,
    ) -> None:
        self._vault = vault
        self._outbox = outbox
        self._clock = clock
        self._new_id = new_id
        self._failed = failed

    def take(self, file: StableFile) -> tuple[OutboxEntry, Taken]:
        """Secure the file; tried again when it changes meanwhile. Raises IntakeError, StoreError."""
        try:
            for attempt in range(TRIES):
                try:
                    return self._take(file if attempt == 0 else _again(file))
                except IntakeError as error:
                    if error.trouble is not Trouble.CHANGED_WHILE_TAKEN or attempt + 1 == TRIES:
                        raise
            raise AssertionError
        except (IntakeError, StoreError):
            self._failed(file.path)
            raise

    def take_bytes(self, name: str, content: bytes, source: Source, received_at: datetime) -> tuple[OutboxEntry, Taken]:
        """Secure bytes that never lay in a file. Raises IntakeError EMPTY, StoreError."""
        if not content:
            raise IntakeError(Trouble.EMPTY)
        digest, size = self._vault.put(BytesIO(content))
        return self._outbox.secure(self._item(name, digest, size, source, received_at, content[:HEAD]))

    def _take(self, file: StableFile) -> tuple[OutboxEntry, Taken]:
        with _opened(file.path) as stream:
            before = os.fstat(stream.fileno())
            _compare(before, file)
            head = stream.read(HEAD)
            stream.seek(0)
            digest, size = self._vault.put(stream)
            after = os.fstat(stream.fileno())
        if size != before.st_size or (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            # the copy is left to the outbox's sweep: somebody may be securing the same bytes at this moment
            raise IntakeError(Trouble.CHANGED_WHILE_TAKEN)
        item = self._item(file.path.name, digest, size, file.source, self._clock(), head)
        return self._outbox.secure(replace(item, origin=file.path, origin_mtime_ns=before.st_mtime_ns))

    def _item(
        self, name: str, digest: Digest, size: int, source: Source, received: datetime, head: bytes
    ) -> IntakeItem:
        name = readable(name)
        return IntakeItem(
            id=self._new_id(),
            digest=digest,
            size=size,
            name=name,
            source=source,
            received_at=received,
            mime=_mime(name),
            message_id=message_id_of(name, head),
        )


def _opened(path: Path) -> IO[bytes]:
    """The plain file, opened for reading. Raises IntakeError."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise IntakeError(Trouble.NOT_A_FILE)
        if status.st_size == 0:
            raise IntakeError(Trouble.EMPTY)
        return path.open("rb")
    except FileNotFoundError as error:
        raise IntakeError(Trouble.NOT_FOUND) from error
    except OSError as error:
        raise IntakeError(Trouble.NOT_READABLE) from error


def _compare(status: os.stat_result, file: StableFile) -> None:
    if (status.st_size, status.st_mtime_ns) != (file.size, file.mtime_ns):
        raise IntakeError(Trouble.CHANGED_WHILE_TAKEN)


def _again(file: StableFile) -> StableFile:
    """The same file as it is now."""
    try:
        status = file.path.stat()
    except OSError as error:
        raise IntakeError(Trouble.NOT_FOUND) from error
    return StableFile(file.path, file.source, status.st_size, status.st_mtime_ns, file.seen_at)


def _mime(name: str) -> str:
    if is_mail_name(name):
        return "message/rfc822"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
