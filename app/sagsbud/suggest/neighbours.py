"""Which earlier filings share a document's rarest words, and which Sag each lies on."""

from collections.abc import Mapping, Sequence

import numpy as np

from sagsbud.suggest.alike import (
    CANDIDATES,
    HITS,
    RAREST,
    SAGER,
    Alike,
    Candidate,
    SagLikeness,
    coverage,
    likeness,
    rarity_of,
)
from sagsbud.suggest.counting import Floats, Ints, unpack
from sagsbud.suggest.sealed import SealedFile


class Neighbours:
    """The rows of `filing` by their words (table `rare`) and, in memory, by their Sag."""

    def __init__(self, file: SealedFile) -> None:
        self._db = file.db
        self.load()

    def load(self) -> None:
        """As the file has them."""
        filed = self._db.execute("SELECT id, sag FROM filing WHERE state <> 2 ORDER BY id").fetchall()
        self._names: list[str] = []
        self._places: dict[str, int] = {}
        sager = [self._place_of(sag) for _, sag in filed]
        self._sag_of: Ints = np.zeros(1024 + (filed[-1][0] if filed else 0), dtype=np.int64)
        self._sag_of[[row for row, _ in filed]] = sager
        self._sizes: Ints = np.bincount(np.array(sager, dtype=np.int64), minlength=1024)

    @property
    def sager(self) -> int:
        """How many Sager have filings."""
        return int(np.count_nonzero(self._sizes))

    def note(self, row: int, marks: Ints) -> None:
        """Let a new row be found by its words; within the caller's transaction."""
        self._db.execute("INSERT INTO rare (rowid, marks) VALUES (?,?)", (row, " ".join(map(_token, marks.tolist()))))

    def drop(self, row: int) -> None:
        """Let the row be found no more; within the caller's transaction."""
        self._db.execute("DELETE FROM rare WHERE rowid = ?", (row,))

    def place(self, row: int, sag: str) -> None:
        """Remember in memory which Sag a filing is on."""
        at = self._place_of(sag)
        self._sizes = _with_room(self._sizes, at)
        self._sag_of = _with_room(self._sag_of, row)
        self._sag_of[row] = at
        self._sizes[at] += 1

    def forget(self, row: int) -> None:
        """The inverse of `place`."""
        self._sizes[self._sag_of[row]] -= 1

    def _place_of(self, sag: str) -> int:
        at = self._places.setdefault(sag, len(self._names))
        if at == len(self._names):
            self._names.append(sag)
        return at

    def alike(self, words: Sequence[int], seen: Mapping[int, int], numbers: Sequence[str], filings: int) -> Alike:
        """Compare with the filings that share most of the rarest words.

        `words` are the document's marks, `seen` how often those met before were seen in all `filings`; `numbers` are the
        names of the numbers filed under.
        """
        if not seen:
            return Alike()
        rarity = {mark: rarity_of(times, filings) for mark, times in seen.items()}
        rarest = sorted((times, mark) for mark, times in seen.items())[:RAREST]
        hits = [self._having(mark) for _, mark in rarest]
        found = self._candidates(_most_shared(hits, [rarity[mark] for _, mark in rarest]), numbers)
        unknown = rarity_of(0, filings)
        near = likeness({mark: rarity.get(mark, unknown) for mark in words}, rarity, found)
        quoted: dict[str, float] = {}
        for one in near:
            quoted[one.sag] = max(one.quoted, quoted.get(one.sag, 0.0))
        return Alike(near, self._covered(coverage([self._sag_of[rows] for rows in hits], self._sizes), quoted))

    def _having(self, mark: int) -> Ints:
        """The newest filings with the word."""
        query = "SELECT rowid FROM rare WHERE rare MATCH ? ORDER BY rowid DESC LIMIT ?"
        rows = self._db.execute(query, (_token(mark), HITS)).fetchall()
        return np.array(rows, dtype=np.int64).reshape(-1)

    def _candidates(self, rows: Sequence[int], numbers: Sequence[str]) -> list[Candidate]:
        """These filings, newest first."""
        places = ",".join("?" * len(rows))
        found = self._db.execute(f"SELECT id, klasse, sag, words FROM filing WHERE id IN ({places})", rows).fetchall()
        return [
            Candidate(unpack(packed)[0], numbers[klasse], sag) for _, klasse, sag, packed in sorted(found, reverse=True)
        ]

    def _covered(self, covered: Floats, quoted: Mapping[str, float]) -> tuple[SagLikeness, ...]:
        """The best covered Sager by name."""
        named = np.flatnonzero(covered)
        if len(named) > SAGER:
            least = np.partition(covered[named], -SAGER)[-SAGER]
            named = named[covered[named] >= least]
        found = [
            SagLikeness(self._names[at], score, quoted.get(self._names[at], 0.0))
            for at, score in zip(named.tolist(), covered[named].tolist(), strict=True)
        ]
        return tuple(sorted(found, key=lambda one: (-one.covered, one.sag))[:SAGER])


def _most_shared(hits: Sequence[Ints], weights: Sequence[float]) -> list[int]:
    """The filings that share most of these words by weight, newest first among equals."""
    rows, where = np.unique(np.concatenate(hits), return_inverse=True)
    votes = np.bincount(where, np.repeat(weights, [len(word) for word in hits]), len(rows))
    best: list[int] = rows[np.lexsort((-rows, -votes))[:CANDIDATES]].tolist()
    return best


def _with_room(table: Ints, at: int) -> Ints:
    """The table, grown until it has a place `at`."""
    if at < len(table):
        return table
    return np.concatenate([table, np.zeros(max(len(table), at + 1 - len(table)), dtype=table.dtype)])


def _token(mark: int) -> str:
    return f"w{mark:x}"
