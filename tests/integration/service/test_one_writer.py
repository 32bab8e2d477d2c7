"""SQLite's writers share a transaction when they wait for one another; what becomes of one is no matter of the others."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from sagsbud.service.database import Database
from sagsbud.service.errors import Refusal
from sagsbud.service.onewriter import OneWriter
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from tests.support.waiting import wait_until

WRITERS = 6


class Crowded:
    """A table of numbers, whose first writer holds the store until all the others wait for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.transactions = 0
        self.full = False
        """Whether numbers cannot be committed."""
        self.writer = OneWriter(self._writing)
        with database.writing() as connection:
            connection.execute(text("CREATE TABLE number (n INTEGER PRIMARY KEY)"))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._database.writing() as connection:
            yield connection
            if self.full and connection.execute(text("SELECT 1 FROM number")).first():
                raise OSError("the disk is full")
        self.transactions += 1

    def add(self, number: int) -> int:
        """Write it."""

        def work(connection: Connection) -> int:
            connection.execute(text("INSERT INTO number VALUES (:n)"), {"n": number})
            if number < 0:
                raise Refusal(400, "negative")
            return number

        return self.writer.write(work)

    def add_all(self, pool: ThreadPoolExecutor, numbers: list[int]) -> list[Future[int]]:
        """Write these while somebody else does, so that they wait together."""
        begun, may_end = Event(), Event()

        def hold(_connection: Connection) -> None:
            begun.set()
            assert may_end.wait(60)

        first = pool.submit(self.writer.write, hold)
        assert begun.wait(60)
        futures = [pool.submit(self.add, number) for number in numbers]
        wait_until(lambda: self.writer.waiting == len(numbers))
        may_end.set()
        first.result(60)
        return futures

    def numbers(self) -> list[int]:
        """What another connection sees."""
        with self._database.reading() as connection:
            return list(connection.execute(text("SELECT n FROM number ORDER BY n")).scalars())


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[Crowded]:
    database = Database(f"sqlite:///{tmp_path / 'store.db'}")
    yield Crowded(database)
    database.close()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(WRITERS + 1) as running:
        yield running


def test_who_waits_is_carried_together(crowded: Crowded, pool: ThreadPoolExecutor) -> None:
    futures = crowded.add_all(pool, list(range(WRITERS)))
    assert [future.result(60) for future in futures] == list(range(WRITERS))
    assert crowded.numbers() == list(range(WRITERS))
    assert crowded.transactions == 2


def test_one_that_is_refused_leaves_nothing_and_the_others_stay(crowded: Crowded, pool: ThreadPoolExecutor) -> None:
    futures = crowded.add_all(pool, [1, 2, -3, 4])
    with pytest.raises(Refusal):
        futures[2].result(60)
    assert [futures[one].result(60) for one in (0, 1, 3)] == [1, 2, 4]
    assert crowded.numbers() == [1, 2, 4]
    assert crowded.transactions == 2


def test_one_that_the_store_refuses_is_told_so_alone(crowded: Crowded, pool: ThreadPoolExecutor) -> None:
    crowded.add(2)
    futures = crowded.add_all(pool, [1, 2, 3])
    with pytest.raises(IntegrityError):
        futures[1].result(60)
    assert [futures[one].result(60) for one in (0, 2)] == [1, 3]
    assert crowded.numbers() == [1, 2, 3]


def test_everybody_hears_of_a_commit_that_failed(crowded: Crowded, pool: ThreadPoolExecutor) -> None:
    crowded.full = True
    futures = crowded.add_all(pool, [1, 2, 3])
    for future in futures:
        with pytest.raises(OSError, match="full"):
            future.result(60)
    assert crowded.numbers() == []
    crowded.full = False
    assert crowded.add(4) == 4
    assert crowded.numbers() == [4]
