"""One database by URL: SQLite with every commit on disk, or PostgreSQL."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import QueuePool

from sagsbud.service.migrations import migrate

POOL_SIZE = 16
BUSY_SECONDS = 30


class BadDatabase(ValueError):
    """The URL names no SQLite file and no PostgreSQL database."""


class CannotOpen(RuntimeError):
    """The database is there in name, but cannot be opened now."""


class Database:
    """Transactions on one database. Writing ones follow one another on SQLite, run side by side on PostgreSQL.

    Raises BadDatabase, CannotOpen, NewerSchema.
    """

    def __init__(self, url: str) -> None:
        parsed = _parsed(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._engine = create_engine(
            parsed,
            poolclass=QueuePool,
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_pre_ping=not self.is_sqlite,
            hide_parameters=True,  # a statement's values are case data and do not belong into any error text
        )
        self._one_writer = threading.Lock() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
        try:
            with self.writing() as connection:
                migrate(connection)
        except OperationalError as error:
            raise CannotOpen(str(error.orig).strip()) from None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view; nothing is changed."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All or nothing; on disk when the block has ended."""
        with self._one_writer, self._engine.connect().execution_options(writing=True) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database, None for a server. Raises BadDatabase."""
    parsed = _parsed(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadDatabase("a database has the form sqlite:///FILE or postgresql://USER@HOST/NAME") from None
    if parsed.drivername == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise BadDatabase("a database has the form sqlite:///FILE or postgresql://USER@HOST/NAME")
    return parsed


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_SECONDS * 1000}", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
