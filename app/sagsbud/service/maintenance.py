"""Checking, saving and restoring a store. A backup is one folder that either store can be restored from."""

import gzip
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import field
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, MetaData, Table, bindparam, func, insert, select, update

from sagsbud.domain.frozen import frozen
from sagsbud.foldersync import sync_folder
from sagsbud.service.changes import begin_another_feed
from sagsbud.service.cleaning import Cleaner, owned
from sagsbud.service.content import ContentStore
from sagsbud.service.database import Database
from sagsbud.service.folder import FolderContent
from sagsbud.service.migrations import STEPS
from sagsbud.service.places import open_content
from sagsbud.service.tables import METADATA, aendringsliste, felt, indhold, indholdsdel, objekt, version

_BATCH = 500
_ROWS = "rows.jsonl.gz"
_MANIFEST = "manifest.json"
_ELSEWHERE = frozenset({version.name, indholdsdel.name})
"""Tables whose rows are not among the saved ones: the schema stands in the manifest, contents are files."""
_LOST = update(indhold).where(indhold.c.sha256 == bindparam("digest")).values(slettet=1)


class NotABackup(ValueError):
    """The folder holds no complete backup, or one of a newer program."""


class NotEmpty(RuntimeError):
    """There is something already where a backup should be restored."""


@frozen
class Checked:
    """What a check found."""

    stray: list[str] = field(default_factory=list)
    """Digests of contents nobody owned, and names of uploads that were cut off."""
    missing: list[str] = field(default_factory=list)
    """Digests of contents somebody owns that are gone or not whole."""
    removed: bool = False

    @property
    def clean(self) -> bool:
        """Whether everything is as it should be now."""
        return not self.missing and (not self.stray or self.removed)


def check(database_url: str, folder: Path | None, *, remove: bool = False, store_key: bytes | None = None) -> Checked:
    """Compare the contents (in the folder, or with None in the database) with their owners; `remove` forgets strays.

    While a service is running, only what is older than a day counts as stray.
    """
    with ExitStack() as closing:
        database = Database(database_url, store_key=store_key)
        closing.callback(database.close)
        content = open_content(folder, database, store_key)
        closing.callback(content.close)
        alone = content.be_alone()
        cleaner = Cleaner(database, content)
        stray, remains = cleaner.stray(alone=alone), content.remains(alone=alone)
        if remove:
            cleaner.discard_unowned(stray)
            content.remove_remains(remains)
        return Checked(stray + remains, cleaner.missing(), remove)


def backup(database_url: str, folder: Path | None, target: Path, *, store_key: bytes | None = None) -> int:
    """Save the store as it is now into `target`, while it is in use; how many contents the backup holds.

    What was sealed lies open in the backup: it must outlive the key, and be restored into any kind of store.

    Contents that are there from an earlier backup are not copied again. Raises NotABackup if a content is missing.
    """
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    (target / _MANIFEST).unlink(missing_ok=True)
    with ExitStack() as closing:
        database = Database(database_url, store_key=store_key)
        closing.callback(database.close)
        content, saved = open_content(folder, database, store_key), FolderContent(target / "content")
        closing.callback(content.close)
        closing.callback(saved.close)
        with database.snapshot() as connection:
            _write_rows(connection, target / _ROWS)
            wanted = set(connection.execute(select(indhold.c.sha256).where(indhold.c.slettet == 0)).scalars())
        gone = [sha256 for sha256 in sorted(wanted) if not _save(content, saved, sha256)]
        if gone and _still_owned(database, gone):
            raise NotABackup("contents are missing: run the check")
        manifest = {"schema": len(STEPS), "contents": len(wanted) - len(gone), "gone": gone}
        (target / _MANIFEST).write_text(json.dumps(manifest))
        sync_folder(target)
        return len(wanted) - len(gone)


def restore(source: Path, database_url: str, folder: Path | None, *, store_key: bytes | None = None) -> int:
    """Bring a backup into an empty store of either kind; how many contents it had. Raises NotABackup, NotEmpty."""
    try:
        manifest = json.loads((source / _MANIFEST).read_text())
        schema, contents, gone = int(manifest["schema"]), int(manifest["contents"]), list(manifest["gone"])
    except (OSError, ValueError, KeyError, TypeError):
        raise NotABackup("the folder holds no complete backup") from None
    if schema > len(STEPS):
        raise NotABackup("the backup was written by a newer program")
    with ExitStack() as closing:
        as_it_was = Database(database_url, STEPS[:schema], store_key=store_key)
        closing.callback(as_it_was.close)
        saved = FolderContent(source / "content")
        closing.callback(saved.close)
        content = open_content(folder, as_it_was, store_key)
        closing.callback(content.close)
        with as_it_was.writing() as connection:
            _read_rows(connection, source / _ROWS)
            if gone:  # deleted while the backup was made
                connection.execute(_LOST, [{"digest": sha256} for sha256 in gone])
            for sha256 in sorted(saved.all()):
                _bring(connection, saved, content, sha256)
    whole = Database(database_url, store_key=store_key)  # goes on to the newest schema
    try:
        begin_another_feed(whole)
    finally:
        whole.close()
    return contents


def _write_rows(connection: Connection, target: Path) -> None:
    with gzip.open(target, "wb", compresslevel=3) as rows:
        for table in METADATA.sorted_tables:
            if table.name in _ELSEWHERE:
                continue
            name = str(table.name)  # a class of SQLAlchemy's own otherwise
            found = connection.execution_options(yield_per=_BATCH).execute(select(table))
            for row in found.mappings():
                rows.write(msgspec.json.encode([name, dict(row)]) + b"\n")


def _read_rows(connection: Connection, source: Path) -> None:
    """Into the tables as they are, which may be older than this program's."""
    known = MetaData()
    known.reflect(connection)
    if connection.execute(select(func.count()).select_from(objekt)).scalar_one():
        raise NotEmpty("the database is not empty")
    for name in (felt.name, aendringsliste.name):  # what a new store made for itself gives way to the backup's
        if name in known.tables:
            connection.execute(known.tables[name].delete())
    for name, batch in _batches(source):
        connection.execute(insert(known.tables[name]), batch)
    if connection.dialect.name == "postgresql":
        for table in METADATA.sorted_tables:
            _count_on(connection, table)


def _count_on(connection: Connection, table: Table) -> None:
    """New rows get numbers above those that were brought in."""
    if "id" in table.c and table.c.id.autoincrement is True:
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'),"
            f" (SELECT coalesce(max(id), 0) + 1 FROM {table.name}), false)"
        )


def _batches(source: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    name = ""
    batch: list[dict[str, Any]] = []
    with gzip.open(source, "rb") as rows:
        for line in rows:
            table, row = msgspec.json.decode(line)
            if batch and (table != name or len(batch) == _BATCH):
                yield name, batch
                batch = []
            name = table
            batch.append(row)
    if batch:
        yield name, batch


def _save(content: ContentStore, saved: FolderContent, sha256: str) -> bool:
    """Copy one content into a backup unless it is there; False when it is gone or not what its name says."""
    size = content.size(sha256)
    if size is None:
        return False
    if saved.size(sha256) == size:
        return True
    incoming = saved.receive()
    try:
        for chunk in content.chunks(sha256, 0, size):
            incoming.write(chunk)
        return incoming.digest == sha256 and bool(incoming.keep())
    finally:
        incoming.drop()


def _bring(connection: Connection, saved: FolderContent, content: ContentStore, sha256: str) -> None:
    incoming = content.receive()
    try:
        for chunk in saved.chunks(sha256, 0, saved.size(sha256) or 0):
            incoming.write(chunk)
        stored = incoming.keep()
        if stored.sha256 != sha256:
            raise NotABackup("a content of the backup is damaged")
        content.settle(connection, stored)
    finally:
        incoming.drop()


def _still_owned(database: Database, digests: list[str]) -> bool:
    with database.reading() as connection:
        return bool(owned(connection, digests))
