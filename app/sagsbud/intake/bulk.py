"""Bulk import: mailboxes, data files, zips and folder trees, taken in pieces that are each on disk before the next."""

import hashlib
import mimetypes
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from sagsbud.domain.arrival import IntakeItem, Source, SourceKind, Taken
from sagsbud.domain.arrivalports import Opener
from sagsbud.domain.batches import Batch, Member, Piece, Refusal, Tally
from sagsbud.domain.clock import Clock
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import ExtractError, IntakeError, Trouble
from sagsbud.domain.filenames import readable
from sagsbud.domain.ids import BatchId, Digest, ItemId, new_item_id
from sagsbud.domain.states import OrderState
from sagsbud.domain.storeports import Batches, Outbox, Vault
from sagsbud.intake.containers import container_kind, files_below, fingerprint, mailbox_kind
from sagsbud.intake.messageids import message_id_of

PIECE_MEMBERS = 100
PIECE_BYTES = 16 * 1024 * 1024
"""A piece ends when it has so many documents or bytes: little enough to hold, enough to share a wait for the disk."""
LARGEST_FILE = 256 * 1024 * 1024
"""Files of a tree beyond this many bytes are refused: a bulk import holds its documents in memory."""


class BulkImporter:
    """Implements the domain's `Importer`. The source is only read."""

    def __init__(
        self,
        vault: Vault,
        outbox: Outbox,
        batches: Batches,
        opener: Opener,
        clock: Clock,
        *,
        new_id: Callable[[], ItemId] = new_item_id,
        new_batch_id: Callable[[], BatchId] = lambda: BatchId(uuid4()),
    ) -> None:
        self._vault = vault
        self._outbox = outbox
        self._batches = batches
        self._opener = opener
        self._clock = clock
        self._new_id = new_id
        self._new_batch_id = new_batch_id

    def is_mailbox(self, path: Path) -> bool:
        """Whether a file is many mails, by its first bytes."""
        try:
            return path.is_file() and mailbox_kind(path) is not None
        except OSError:
            return False

    def look(self, source: Path) -> Iterator[tuple[Tally, float]]:
        """What an import would bring, member by member, keeping nothing: the tally so far and the share looked at."""
        tally = Tally()
        seen: set[str] = set()
        for member in self._members(source, 0):
            if member.trouble:
                tally = tally.with_refused(member.trouble)
            else:
                digest = hashlib.sha256(member.content).hexdigest()
                tally = tally.with_taken(self._would_be(digest, seen), len(member.content))
                seen.add(digest)
            yield tally, member.share

    def _would_be(self, digest: str, seen: set[str]) -> Taken:
        known = [entry for entry in self._outbox.by_digest(Digest(digest)) if entry.item.parent is None]
        if not known:
            return Taken.ALREADY_HERE if digest in seen else Taken.NEW
        return Taken.ALREADY_FILED if known[0].state is OrderState.FILED else Taken.ALREADY_HERE

    def begin(self, source: Path, *, fed: bool = False, waits: bool = False, claimed: BatchId | None = None) -> Batch:
        """The batch of this source: the one that was cut off, or a new one, kept. Raises IntakeError, StoreError."""
        source = source.absolute()
        wanted = Batch(self._new_batch_id(), _label(source), source, _mark(source), self._clock(), fed=fed, waits=waits)
        return self._batches.begin(wanted, claimed)

    def pieces(self, batch: Batch) -> Iterator[Piece]:
        """Take what is left, piece by piece; each is committed when it is given. Raises IntakeError, StoreError.

        The last piece's batch has ended: at the end of its source, or when that was taken anew meanwhile.
        Whoever stops between two pieces can go on later at the same place.
        """
        members: list[Member] = []
        held = 0
        for member in self._members(batch.source, batch.position):
            members.append(member)
            held += len(member.content)
            if len(members) >= PIECE_MEMBERS or held >= PIECE_BYTES:
                piece = self._take(batch, members)
                batch = piece.batch
                members, held = [], 0
                yield piece
                if not batch.unfinished:
                    return
        piece = self._take(replace(batch, ended_at=self._clock(), share=1.0), members)
        yield piece

    def _take(self, batch: Batch, members: list[Member]) -> Piece:
        """Contents first, then rows and progress in one commit."""
        whole = [member for member in members if member.trouble is None]
        digests = self._vault.put_all([member.content for member in whole])
        items = [self._item(batch, member, digest) for member, digest in zip(whole, digests, strict=True)]
        refusals = [Refusal(member.position, member.trouble) for member in members if member.trouble]
        if members:
            share = batch.share if batch.ended_at else members[-1].share
            batch = replace(batch, position=members[-1].position, share=share)
        batch, answers = self._batches.secure(batch, items, refusals)
        taken = tuple((entry, how, member) for (entry, how), member in zip(answers, whole, strict=True))
        return Piece(batch, taken, tuple(refusals))

    def _item(self, batch: Batch, member: Member, digest: Digest) -> IntakeItem:
        return IntakeItem(
            id=self._new_id(),
            digest=digest,
            size=len(member.content),
            name=readable(member.name),
            source=Source(SourceKind.DROP if member.origin else SourceKind.MAIL_EXPORT, batch.label),
            received_at=self._clock(),
            origin=member.origin,
            mime=member.mime,
            position=member.position,
            message_id=message_id_of(member.name, member.content),
            batch=batch.id,
        )

    # -- members ------------------------------------------------------------------------------------------

    def _members(self, source: Path, after: int) -> Iterator[Member]:
        """The source's documents past the first `after`. Raises IntakeError when the source cannot be opened."""
        if source.is_dir():
            yield from self._of_tree(source, after)
            return
        try:
            kind = container_kind(source)
            if kind is not None:
                yield from self._opener.members(source, kind, after)
            elif not after:
                yield replace(_file(source), position=1)
        except FileNotFoundError as error:
            raise IntakeError(Trouble.NOT_FOUND) from error
        except OSError as error:
            raise IntakeError(Trouble.NOT_READABLE) from error
        except ExtractError as error:
            raise IntakeError(error.trouble, **error.params) from error

    def _of_tree(self, folder: Path, after: int) -> Iterator[Member]:
        """Every file of the tree; a container in it is opened where it stands, its documents counted along."""
        files = list(files_below(folder))
        position = 0
        for number, path in enumerate(files):
            behind, width = number / len(files), 1 / len(files)
            for member in self._of_file(path, skip=position < after):
                position += 1
                if position > after:
                    yield replace(member, position=position, share=behind + width * member.share)

    def _of_file(self, path: Path, *, skip: bool) -> Iterator[Member]:
        """The documents of one file of a tree; with `skip` a single document comes without its content."""
        try:
            kind = container_kind(path)
            if kind is not None:
                yield from self._opener.members(path, kind)
            else:
                yield Member(0, path.name, "") if skip else _file(path)
        except OSError:
            yield Member(0, path.name, "", share=1.0, trouble=Trouble.NOT_READABLE)
        except ExtractError as error:
            yield Member(0, path.name, "", share=1.0, trouble=error.trouble)


def _mark(source: Path) -> str:
    try:
        return fingerprint(source)
    except FileNotFoundError as error:
        raise IntakeError(Trouble.NOT_FOUND) from error
    except OSError as error:
        raise IntakeError(Trouble.NOT_READABLE) from error


def _label(source: Path) -> str:
    """What people call it; the root of a drive is called as it is written."""
    return mask_cpr(readable((source.name if source.is_dir() else source.stem) or str(source)))


def _file(path: Path) -> Member:
    """A file of a tree as a member. Raises OSError."""
    mime = "message/rfc822" if path.suffix.lower() == ".eml" else mimetypes.guess_type(path.name)[0]
    size = path.stat().st_size
    trouble = Trouble.EMPTY if size == 0 else Trouble.TOO_LARGE_TO_READ if size > LARGEST_FILE else None
    content = b"" if trouble else path.read_bytes()
    return Member(0, path.name, mime or "application/octet-stream", content, 1.0, trouble, origin=path)
