"""Checking, saving and restoring a store. A backup is one folder that either store can be restored from."""

import gzip
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, func, insert, select

from sagsbud.service.cleaning import Cleaner, owned
from sagsbud.service.content import ContentStore, sync_folder
from sagsbud.service.database import Database
from sagsbud.service.migrations import STEPS
from sagsbud.service.tables import METADATA, indhold, version

_BATCH = 500
_ROWS = "rows.jsonl.gz"
_MANIFEST = "manifest.json"


class NotABackup(ValueError):
    """The folder holds no complete backup, or one of a newer program."""


class NotEmpty(RuntimeError):
    """There is something already where a backup should be restored."""


@dataclass(frozen=True, slots=True)
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


def check(database_url: str, folder: Path, *, remove: bool = False) -> Checked:
    """Compare the contents with their owners; with `remove` forget the strays.

    While a service is running, only what is older than a day counts as stray.
    """
    content = ContentStore(folder)
    alone = content.lock.be_alone()
    database = Database(database_url)
    try:
        cleaner = Cleaner(database, content)
        stray, leftovers = cleaner.stray(alone=alone), content.leftovers(alone=alone)
        if remove:
            cleaner.discard_unowned(stray)
            for path in leftovers:
                path.unlink(missing_ok=True)
        return Checked(stray + [path.name for path in leftovers], cleaner.missing(), remove)
    finally:
        database.close()
        content.lock.release()


def backup(database_url: str, folder: Path, target: Path) -> int:
    """Save the store as it is now into `target`, while it is in use; how many contents the backup holds.

    Contents that are there from an earlier backup are not copied again. Raises NotABackup if a content is missing.
    """
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    (target / _MANIFEST).unlink(missing_ok=True)
    database, content, saved = Database(database_url), ContentStore(folder), ContentStore(target / "content")
    try:
        with database.reading() as connection:
            _write_rows(connection, target / _ROWS)
            wanted = set(connection.execute(select(indhold.c.sha256).where(indhold.c.slettet == 0)).scalars())
        lost = [sha256 for sha256 in sorted(wanted) if not _copy(content, saved, sha256)]
        if lost and _still_owned(database, lost):
            raise NotABackup("contents are missing: run the check")
        manifest = {"schema": len(STEPS), "contents": len(wanted) - len(lost)}
        (target / _MANIFEST).write_text(json.dumps(manifest))
        sync_folder(target)
        return len(wanted) - len(lost)
    finally:
        database.close()
        content.lock.release()
        saved.lock.release()


def restore(source: Path, database_url: str, folder: Path) -> int:
    """Bring a backup into an empty store of either kind; how many contents it had. Raises NotABackup, NotEmpty."""
    try:
        manifest = json.loads((source / _MANIFEST).read_text())
    except (OSError, ValueError):
        raise NotABackup("the folder holds no complete backup") from None
    if manifest["schema"] > len(STEPS):
        raise NotABackup("the backup was written by a newer program")
    database, saved, content = Database(database_url), ContentStore(source / "content"), ContentStore(folder)
    try:
        for sha256 in saved.all():
            _copy(saved, content, sha256)
        with database.writing() as connection:
            _read_rows(connection, source / _ROWS)
        return int(manifest["contents"])
    finally:
        database.close()
        saved.lock.release()
        content.lock.release()


def _tables() -> list[Table]:
    return [table for table in METADATA.sorted_tables if table is not version]


def _write_rows(connection: Connection, target: Path) -> None:
    with gzip.open(target, "wb", compresslevel=3) as rows:
        for table in _tables():
            name = str(table.name)  # a class of SQLAlchemy's own otherwise
            found = connection.execution_options(yield_per=_BATCH).execute(select(table))
            for row in found.mappings():
                rows.write(msgspec.json.encode([name, dict(row)]) + b"\n")


def _read_rows(connection: Connection, source: Path) -> None:
    tables = {table.name: table for table in _tables()}
    if any(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables.values()):
        raise NotEmpty("the database is not empty")
    for name, batch in _batches(source):
        connection.execute(insert(tables[name]), batch)
    if connection.dialect.name == "postgresql":
        for table in tables.values():
            if "id" in table.c:
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


def _copy(source: ContentStore, target: ContentStore, sha256: str) -> bool:
    goal = target.path(sha256)
    if goal.exists():
        return True
    target.home(sha256)
    waiting = goal.with_suffix(".copying")
    try:
        shutil.copyfile(source.path(sha256), waiting)
    except FileNotFoundError:
        return False
    with waiting.open("rb+") as file:
        os.fsync(file.fileno())
    waiting.replace(goal)
    sync_folder(goal.parent)
    return True


def _still_owned(database: Database, digests: list[str]) -> bool:
    with database.reading() as connection:
        return bool(owned(connection, digests))
