"""What the store gives up because of others is tried again; nothing else is."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sagsbud.service.database import ATTEMPTS, Database
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from tests.support.postgres import Cluster


@pytest.fixture
def database(postgres: Cluster) -> Database:
    """On a server: SQLite's writers follow one another."""
    return Database(postgres.database())


@pytest.mark.warns_in_log
def test_two_that_wait_for_one_another_both_get_done(database: Database) -> None:
    both_hold_one = threading.Barrier(2)
    attempts: list[int] = []

    def take(first: int, second: int) -> int:
        tried = 0

        def work(connection: Connection) -> int:
            nonlocal tried
            tried += 1
            attempts.append(first)
            connection.execute(text(f"SELECT pg_advisory_xact_lock({first})"))
            if tried == 1:
                both_hold_one.wait(60)
            connection.execute(text(f"SELECT pg_advisory_xact_lock({second})"))
            return first

        return database.write(work)

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(take, 1, 2), pool.submit(take, 2, 1)]
        assert [future.result() for future in done] == [1, 2]
    database.close()
    assert len(attempts) == 3


@pytest.mark.warns_in_log
def test_a_connection_that_breaks_before_the_end_costs_nothing(database: Database) -> None:
    tried = 0

    def work(connection: Connection) -> int:
        nonlocal tried
        tried += 1
        if tried == 1:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return int(connection.execute(text("SELECT 7")).scalar_one())

    assert database.write(work) == 7
    assert tried == 2
    database.close()


@pytest.mark.warns_in_log
def test_what_does_not_pass_is_not_tried_for_ever(database: Database) -> None:
    tried = 0

    def breaks(connection: Connection) -> None:
        nonlocal tried
        tried += 1
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(OperationalError):
        database.write(breaks)
    assert tried == ATTEMPTS

    def wrong(connection: Connection) -> None:
        nonlocal tried
        tried += 1
        connection.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(ProgrammingError):
        database.write(wrong)
    database.close()
    assert tried == ATTEMPTS + 1
