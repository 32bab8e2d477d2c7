"""What gives way beside the window, by real means: the store is held, readers are killed, the log-in ends."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sagsbud.bootstrap.later import opened
from sagsbud.extract.pool import ChildExtractor
from sagsbud.outbox.database import EncryptedDatabase

from tests.support.program import Service
from tests.ui.stage import Stage


@contextmanager
def held(stage: Stage) -> Iterator[None]:
    """Another program is in the middle of writing to the store."""
    with _other_program(stage) as database, database.writing(durable=False) as connection:
        connection.execute("UPDATE entry SET changed_at = changed_at")
        yield


@contextmanager
def mislaid(stage: Stage, table: str) -> Iterator[None]:
    """What stands in the table cannot be looked up in the store, while everything else can be read."""
    with _other_program(stage) as database:

        def rename(name: str, to: str) -> None:
            with database.writing(durable=False) as connection:
                connection.execute(f"ALTER TABLE {name} RENAME TO {to}")

        rename(table, "mislaid")
        try:
            yield
        finally:
            rename("mislaid", table)


@contextmanager
def _other_program(stage: Stage) -> Iterator[EncryptedDatabase]:
    database = EncryptedDatabase(stage.house.folders.outbox, stage.house.key.key)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def readers_killed(stage: Stage) -> Iterator[None]:
    """Every reader is killed once it has been given something to read."""
    extractor, done = opened(stage.house.ports.extractor), threading.Event()
    assert isinstance(extractor, ChildExtractor)

    def kill() -> None:
        while not done.is_set():
            for child in tuple(extractor._all):
                if child.asked and child.alive:
                    os.kill(child.pid, signal.SIGKILL)
            time.sleep(0.01)

    killing = threading.Thread(target=kill)
    killing.start()
    try:
        yield
    finally:
        done.set()
        killing.join()


def end_login(service: Service) -> None:
    """From now on the service knows nobody who comes without its token."""
    service.stop()
    service.token = "caseworker:another"
    service.start()
