"""How often each word was filed under each subject, and how often our guesses were right: integers that add up exactly."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from sagsbud.domain.frozen import frozen
from sagsbud.suggest.sealed import SealedFile

SMOOTHING = 2.0
"""Added to each word's count outside a subject: a word seen once or twice proves little. Measured in docs/suggestions.md."""
FOLD_AT = 200
"""Filings that wait in memory before their counts are folded into the file."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


PENDING, FOLDED, UNDONE = 0, 1, 2
"""What a row of `filing` still asks for: to be counted in, nothing, to be counted out."""


class WordCounts:
    """Counts of words (as marks) by subject (as numbers from 0). The newest wait in memory until they are folded in.

    What waits is that of the rows of `filing`, so several programs on one file may fold, each what there is to fold.
    """

    def __init__(self, file: SealedFile) -> None:
        self._file = file
        self._waiting: dict[int, Counter[int]] = defaultdict(Counter)
        self._filings = 0

    def count(self, klasse: int, marks: Ints, counts: Ints, sign: int) -> None:
        """Count one filing's words for its subject, or take them back with `sign` -1."""
        for mark, count in zip(marks.tolist(), counts.tolist(), strict=True):
            self._waiting[mark][klasse] += sign * count
        self._filings += 1

    @property
    def fold_is_due(self) -> bool:
        """Whether enough waits."""
        return self._filings >= FOLD_AT

    def load(self) -> None:
        """Let what the rows of the file ask for wait here, and nothing else."""
        self._waiting.clear()
        self._filings = 0
        for klasse, words, state in self._file.db.execute("SELECT klasse, words, state FROM filing WHERE state <> 1"):
            self.count(klasse, *unpack(words), 1 if state == PENDING else -1)

    def fold(self) -> None:
        """Move what waits into the file; nothing that is answered changes."""
        db = self._file.db
        with self._file.transaction():
            self.load()
            if not self._filings:
                return
            db.executemany(
                "INSERT INTO term (mark, counts) VALUES (?,?) ON CONFLICT (mark) DO UPDATE SET counts = excluded.counts",
                [(mark, _packed(*self.of(mark))) for mark in self._waiting],
            )
            db.execute("DELETE FROM term WHERE length(counts) = 0")
            db.execute("UPDATE filing SET state = 1 WHERE state = 0")
            db.execute("DELETE FROM filing WHERE state = 2")
        self._waiting.clear()
        self._filings = 0

    def of(self, mark: int) -> tuple[Ints, Ints]:
        """The subjects that have the word, in rising order, and how often."""
        row = self._file.db.execute("SELECT counts FROM term WHERE mark = ?", (mark,)).fetchone()
        return self._with_waiting(mark, row[0] if row else b"")

    def of_all(self, marks: Sequence[int]) -> dict[int, tuple[Ints, Ints]]:
        """`of` for each of these words that was met before."""
        places = ",".join("?" * len(marks))
        folded = dict(
            self._file.db.execute(f"SELECT mark, counts FROM term WHERE mark IN ({places})", marks).fetchall()
        )
        found = {mark: self._with_waiting(mark, folded.get(mark, b"")) for mark in marks}
        return {mark: counts for mark, counts in found.items() if len(counts[0])}

    def _with_waiting(self, mark: int, folded: bytes) -> tuple[Ints, Ints]:
        """The counts of the file with those that wait."""
        pairs = np.frombuffer(folded, dtype=np.int32).reshape(-1, 2)
        classes, counts = pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)
        waiting = self._waiting.get(mark)
        if not waiting:
            return classes, counts
        dense = np.zeros(1 + max([*waiting, *classes[-1:].tolist()]), dtype=np.int64)
        dense[classes] = counts
        for klasse, count in waiting.items():
            dense[klasse] += count
        classes = np.flatnonzero(dense)
        return classes, dense[classes]


def pack(marks: Ints, counts: Ints) -> bytes:
    """A filing's words as its row keeps them."""
    return marks.tobytes() + counts.astype(np.uint8).tobytes()


def unpack(packed: bytes) -> tuple[Ints, Ints]:
    """The inverse of `pack`."""
    number = len(packed) // 9
    marks = np.frombuffer(packed, dtype=np.int64, count=number)
    return marks, np.frombuffer(packed, dtype=np.uint8, offset=8 * number).astype(np.int64)


def _packed(classes: Ints, counts: Ints) -> bytes:
    return np.stack([classes, counts], axis=1).astype(np.int32).tobytes()


class Logarithms:
    """log(SMOOTHING + n) for whole n from a table, so that equal counts always give equal bits."""

    def __init__(self) -> None:
        self._table = np.array([math.log(SMOOTHING + count) for count in range(1024)])

    def lead(self, seen: int, own: Ints) -> Floats:
        """How much rarer a word is outside a subject that has `own` of the `seen`, in nats."""
        while len(self._table) <= seen:
            start = len(self._table)
            self._table = np.append(self._table, [math.log(SMOOTHING + count) for count in range(start, 2 * start)])
        lead: Floats = self._table[seen] - self._table[seen - own]
        return lead


@frozen
class Answer:
    """Whether a guess of some kind and strength (a bin) turned out right."""

    kind: str
    bin: int
    right: bool


class AnswerCounts:
    """How often guesses of each kind and strength were right, and how often asked."""

    def __init__(self, file: SealedFile) -> None:
        self._file = file
        self.load()

    def load(self) -> None:
        """As the file has them."""
        self._counts: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
        for kind, at, hits, asked in self._file.db.execute("SELECT kind, bin, hits, asked FROM answer"):
            self._counts[kind][at] = (hits, asked)

    def count(self, answers: Iterable[Answer], sign: int) -> None:
        """Count these, or take them back with `sign` -1; within the caller's transaction."""
        for one in answers:
            hits, asked = self._counts[one.kind].get(one.bin, (0, 0))
            self._counts[one.kind][one.bin] = (hits + sign * one.right, asked + sign)
            self._file.db.execute(
                "INSERT INTO answer (kind, bin, hits, asked) VALUES (?,?,?,?) "
                "ON CONFLICT (kind, bin) DO UPDATE SET hits = hits + excluded.hits, asked = asked + excluded.asked",
                (one.kind, one.bin, sign * one.right, sign),
            )

    def of(self, kind: str) -> dict[int, tuple[int, int]]:
        """(right, asked) of each strength that was asked."""
        with self._file.lock:
            return {at: counts for at, counts in sorted(self._counts[kind].items()) if counts[1] > 0}
