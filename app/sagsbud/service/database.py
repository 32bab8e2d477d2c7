"""One database by URL: SQLite with every commit on disk, sealed where there is a key, or PostgreSQL."""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.pool import QueuePool

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.sealing import derive
from sagsbud.service.fields import Fields, load_fields
from sagsbud.service.migrations import STEPS, Step, migrate
from sagsbud.service.onewriter import OneWriter

if TYPE_CHECKING:
    import psycopg  # its driver is loaded with the first PostgreSQL, which few have

log = logging.getLogger(__name__)

Done = TypeVar("Done")
POOL_SIZE = 16
BUSY_SECONDS = 30
IDLE_SECONDS = 5.0
"""A connection to a server that was unused for so long is tried before it is used."""
ATTEMPTS = 4
_PASSING = frozenset({"40001", "40P01", "55P03", "SQLITE_BUSY"})
"""Serialization, deadlock, lock not to be had, and SQLite's other writer."""
_UNREADABLE = frozenset({"SQLITE_NOTADB", "SQLITE_CORRUPT"})
"""What a file is to SQLite that is damaged, or sealed with another key than the one at hand."""
_SHORT_STATEMENTS = "-c jit=off -c max_parallel_workers_per_gather=0 -c enable_bitmapscan=off"
"""What pays for long reports costs tens of milliseconds where a few rows are wanted."""


class BadDatabase(ValueError):
    """The URL names no SQLite file and no PostgreSQL database."""


class CannotOpen(RuntimeError):
    """The database is there in name, but cannot be opened now."""


class CommitUnclear(Exception):
    """The connection broke while the transaction was being committed: it may be there or not."""


class Database:
    """Transactions on one database. Writing ones follow one another on SQLite, run side by side on PostgreSQL.

    Raises BadDatabase, CannotOpen, NewerSchema; StoreError WRONG_KEY when `store_key` is not the one it was sealed with.
    """

    fields: Fields
    """The numbers of the indexed fields."""

    def __init__(self, url: str, steps: Sequence[Step] = STEPS, *, store_key: bytes | None = None) -> None:
        parsed = _parsed(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._engine = create_engine(
            parsed,
            poolclass=QueuePool,
            pool_size=POOL_SIZE,
            max_overflow=0,
            hide_parameters=True,  # a statement's values are case data and do not belong into any error text
            **_way_in(parsed, store_key),
        )
        self._kept: Connection | None = None
        self._one_writer = threading.Lock() if self.is_sqlite else nullcontext()
        self._together = OneWriter(self.writing)
        if self.is_sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
            self._reader = self._snapshots = self._engine
        else:
            _try_idle_connections(self._engine)
            # every read is one statement, or several that name the moment they mean
            self._reader = self._engine.execution_options(isolation_level="AUTOCOMMIT")
            self._snapshots = self._engine.execution_options(isolation_level="REPEATABLE READ")
        try:
            with self.writing() as connection:
                migrate(connection, steps)
                if len(steps) == len(STEPS):
                    self.fields = load_fields(connection)
        except DatabaseError as error:
            self.close()
            if state_of(error) in _UNREADABLE and store_key:
                raise StoreError(Trouble.WRONG_KEY) from None
            if state_of(error) in _UNREADABLE or isinstance(error, OperationalError):
                raise CannotOpen(str(error.orig).strip()) from None
            raise
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Nothing is changed; each statement sees what was committed before it."""
        with self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def searching(self) -> Iterator[Connection]:
        """As `reading`, for statements whose best way depends on their values: a server plans each of them anew.

        A statement that is prepared, as those that come again are, is soon planned for any value there may be.
        """
        with self.reading() as connection:
            if self.is_sqlite:
                yield connection
                return
            driver: psycopg.Connection = connection.connection.driver_connection  # type: ignore[assignment]
            usual, driver.prepare_threshold = driver.prepare_threshold, None
            try:
                yield connection
            finally:
                driver.prepare_threshold = usual

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Nothing is changed; all statements see the same moment."""
        with self._snapshots.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All or nothing; on disk when the block has ended. Raises CommitUnclear."""
        with self._one_writer, self._writer() as connection:
            transaction = connection.begin()
            try:
                yield connection
            except BaseException:
                transaction.rollback()
                raise
            try:
                transaction.commit()
            except DBAPIError as error:
                transaction.rollback()
                if error.connection_invalidated:
                    raise CommitUnclear from None
                raise

    def write(self, work: Callable[[Connection], Done]) -> Done:
        """`writing` for work that may be done again: what the store gave up because of others is tried once more.

        On SQLite it shares its transaction with the work of other threads. Raises CommitUnclear, and what the last
        attempt raised.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                if self.is_sqlite:
                    return self._together.write(work)
                with self.writing() as connection:
                    return work(connection)
            except OperationalError as error:
                if attempt == ATTEMPTS or not _passes(error):
                    raise
                log.warning("a transaction was given up and is tried again: state %s", state_of(error))
            time.sleep(random.uniform(0, 0.05) * attempt)
        raise AssertionError

    @contextmanager
    def together(self, connection: Connection) -> Iterator[None]:
        """Statements that answer nothing, sent to a server at once instead of one after another."""
        if self.is_sqlite:
            yield
            return
        driver: psycopg.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        with driver.pipeline():
            yield

    def close(self) -> None:
        """Close all connections."""
        if self._kept is not None:
            self._kept.close()
        self._engine.dispose()

    @contextmanager
    def _writer(self) -> Iterator[Connection]:
        """SQLite's one writer keeps its connection, and with it the pages it has in memory."""
        if not self.is_sqlite:
            with self._engine.connect() as connection:
                yield connection
            return
        if self._kept is None:
            self._kept = self._engine.connect().execution_options(writing=True)
        yield self._kept


def state_of(error: Exception) -> str:
    """The store's own code for what went wrong, which tells nothing of any data; `-` for what is not the store's."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    found = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    return str(found or "-")


def _passes(error: OperationalError) -> bool:
    """Whether nothing of it was done and it may go well the next time."""
    return error.connection_invalidated or state_of(error) in _PASSING


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


def database_key(store_key: bytes) -> bytes:
    """The key the SQLite file is opened with."""
    return derive(store_key, "service database")


def _way_in(url: URL, store_key: bytes | None) -> dict[str, Any]:
    """What the engine is told besides the URL."""
    if url.get_backend_name() != "sqlite":
        return {"connect_args": {"options": _SHORT_STATEMENTS}}
    if store_key is None:
        return {}
    return {"module": sqlcipher, "creator": partial(_open_sealed, str(url.database), database_key(store_key))}


def _open_sealed(file: str, raw_key: bytes) -> Any:
    connection = sqlcipher.connect(file, check_same_thread=False, isolation_level=None)
    for pragma in ("cipher_log_level = NONE", f"key = \"x'{raw_key.hex()}'\"", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_SECONDS * 1000}", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _try_idle_connections(engine: Engine) -> None:
    """A server that was restarted meanwhile costs nobody a request."""

    @event.listens_for(engine, "checkin")
    def note(_connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def attempt(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("used", float("inf")) < IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            raise DisconnectionError from None
