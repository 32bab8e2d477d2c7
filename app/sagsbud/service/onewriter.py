"""Work of several requests in one transaction, for a store with one writer: a write waits for the disk, and one wait does for all.

Nobody waits for company: who finds no one writing begins at once, and what comes meanwhile is carried next, all together.
Each piece of work stands behind a savepoint of its own, so that one that is refused leaves the others as they are.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Done = TypeVar("Done")
Work = Callable[[Connection], Done]


class _Piece(Generic[Done]):
    """One request's work, and what came of it."""

    def __init__(self, work: Work[Done]) -> None:
        self.work = work
        self.turn = threading.Event()
        """Set when the piece is carried, or when whoever brought it is to carry all that waits."""
        self.answer: Done | None = None
        self.error: BaseException | None = None
        self.carried = False

    def do(self, connection: Connection) -> None:
        """The work. Raises what it raises."""
        self.answer, self.error = self.work(connection), None

    def do_among_others(self, connection: Connection) -> None:
        """The work, its failure kept from the others. Raises DBAPIError, after which the transaction is worth nothing."""
        connection.exec_driver_sql("SAVEPOINT piece")
        try:
            self.do(connection)
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 - raised where the work was brought
            self.error = error
            connection.exec_driver_sql("ROLLBACK TO piece")
        connection.exec_driver_sql("RELEASE piece")

    def result(self) -> Done:
        """What the work answered. Raises what it raised."""
        if self.error is not None:
            raise self.error
        return self.answer  # type: ignore[return-value]


class OneWriter:
    """Carries work in transactions that `writing` begins and commits, one after another."""

    def __init__(self, writing: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._writing = writing
        self._lock = threading.Lock()
        self._waiting: list[_Piece[object]] = []
        self._busy = False

    @property
    def waiting(self) -> int:
        """How many wait to be carried."""
        with self._lock:
            return len(self._waiting)

    def write(self, work: Work[Done]) -> Done:
        """Committed when it returns. Raises what the work or the commit raises; nothing of the work is there then.

        The work may be done twice, by any of the threads that write.
        """
        piece = _Piece(work)
        with self._lock:
            self._waiting.append(piece)  # type: ignore[arg-type]
            waits, self._busy = self._busy, True
        if waits:
            piece.turn.wait()
        if not piece.carried:
            self._carry_waiting()
        return piece.result()

    def _carry_waiting(self) -> None:
        with self._lock:
            pieces, self._waiting = self._waiting, []
        try:
            if len(pieces) == 1 or not self._carry_together(pieces):
                for piece in pieces:
                    self._carry_alone(piece)
        finally:
            with self._lock:
                next_one = self._waiting[0] if self._waiting else None
                self._busy = next_one is not None
            if next_one:
                next_one.turn.set()
            for piece in pieces:
                piece.carried = True
                piece.turn.set()

    def _carry_together(self, pieces: Sequence[_Piece[object]]) -> bool:
        """False when nothing was committed because of the store, which may mean only one of them."""
        try:
            with self._writing() as connection:
                for piece in pieces:
                    piece.do_among_others(connection)
        except DBAPIError:
            return False
        except BaseException as error:  # noqa: BLE001 - raised where each was brought
            for piece in pieces:
                piece.error = error
        return True

    def _carry_alone(self, piece: _Piece[object]) -> None:
        try:
            with self._writing() as connection:
                piece.do(connection)
        except BaseException as error:  # noqa: BLE001 - raised where it was brought
            piece.error = error
