"""What was filed before: exact counts of words by subject, near-duplicates, titles and mail threads.

Learning is counting. `add` and `remove` are inverse to the last bit, because only integers are kept and every score is
computed from them in one fixed order. Words are kept as 63-bit marks, not as text, in an encrypted file.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

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
from sagsbud.suggest.counting import PENDING, Answer, AnswerCounts, Ints, Logarithms, WordCounts, pack, unpack
from sagsbud.suggest.sealed import SealedFile
from sagsbud.suggest.titles import bare_title

FEW_WORDS = 20
"""Added to all word totals, so that a history of one document proves little. Small, so that a subject with most of the
filings gains nothing from words that are spread as everything else."""
COUNT_CAP = 3
"""A word counts at most so often for one document."""
MAX_WORDS = 300
"""Different words kept of one document, title first; pages beyond that repeat the subject."""
_SCHEMA = 1
_CREATE = """
CREATE TABLE klasse (id INTEGER PRIMARY KEY, nummer TEXT NOT NULL UNIQUE, words INTEGER NOT NULL, filings INTEGER NOT NULL);
CREATE TABLE term (mark INTEGER PRIMARY KEY, counts BLOB NOT NULL);
CREATE TABLE filing (
  id INTEGER PRIMARY KEY, mark TEXT NOT NULL UNIQUE, klasse INTEGER NOT NULL, sag TEXT NOT NULL, titel INTEGER NOT NULL,
  sender INTEGER NOT NULL, words BLOB NOT NULL, answers TEXT NOT NULL, state INTEGER NOT NULL);
CREATE TABLE answer (kind TEXT NOT NULL, bin INTEGER NOT NULL, hits INTEGER NOT NULL, asked INTEGER NOT NULL,
  PRIMARY KEY (kind, bin)) WITHOUT ROWID;
CREATE INDEX filing_titel ON filing (titel);
CREATE INDEX filing_sag ON filing (sag);
CREATE INDEX filing_state ON filing (state) WHERE state <> 1;
CREATE TABLE message (id INTEGER NOT NULL, filing INTEGER NOT NULL, PRIMARY KEY (id, filing)) WITHOUT ROWID;
CREATE INDEX message_filing ON message (filing);
CREATE VIRTUAL TABLE rare USING fts5 (marks, content='', contentless_delete=1, detail=none)
"""
Words = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Filing:
    """One decision to learn from. `mark` names it for undoing; `words` are stems with counts."""

    mark: str
    nummer: str
    sag: str
    titel: str
    words: Words
    sender: str = ""
    message_ids: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class PastFiling:
    """What is kept of a filing: its number, its Sag, and the marks of its words with counts."""

    nummer: str
    sag: str
    words: tuple[tuple[int, int], ...]


@lru_cache(maxsize=65_536)
def mark_of(word: str) -> int:
    """A word's 63-bit mark."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big") >> 1


def kept_words(title_words: Sequence[str], words: Words) -> dict[str, int]:
    """The words learning counts: capped, title words once more, at most MAX_WORDS, in reading order."""
    kept: dict[str, int] = {}
    for word in (*title_words, *words):
        if word not in kept:
            if len(kept) >= MAX_WORDS:
                break
            kept[word] = min(COUNT_CAP, words.get(word, 1))
    for word in set(title_words):
        if word in kept:
            kept[word] += 1
    return kept


class FilingMemory:
    """The learned half of the subject engine, in one encrypted file. Raises StoreError as SealedFile."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._file = SealedFile(path, key, _SCHEMA, _CREATE)
        self._db = self._file.db
        self._words = WordCounts(self._file)
        self._answers = AnswerCounts(self._file)
        self._logarithms = Logarithms()
        self._version = self._data_version()
        self._load()

    def _load(self) -> None:
        rows = self._db.execute("SELECT id, nummer, words, filings FROM klasse ORDER BY id").fetchall()
        self._klasser: list[str] = [row[1] for row in rows]
        self._ids = {nummer: at for at, nummer in enumerate(self._klasser)}
        self._class_words: Ints = np.array([row[2] for row in rows], dtype=np.int64)
        self._class_filings: Ints = np.array([row[3] for row in rows], dtype=np.int64)
        self._discounts: NDArray[np.float64] | None = None
        self._sager: list[str] = []
        self._sag_ids: dict[str, int] = {}
        self._sag_of: dict[int, int] = {}
        self._sag_size: Counter[int] = Counter()
        for row, sag in self._db.execute("SELECT id, sag FROM filing WHERE state <> 2"):
            self._place(row, sag)
        self._words.load()

    def _follow(self) -> None:
        """See what another program learned meanwhile: a command run beside the window has the same file open."""
        version = self._data_version()
        if version != self._version:
            self._version = version
            self._answers.load()
            self._load()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One state of the file for all that is asked, with everything another program learned until then."""
        with self._file.lock:
            self._db.execute("BEGIN")
            try:
                self._follow()
                yield
            finally:
                self._db.execute("COMMIT")

    def _data_version(self) -> int:
        """Another number whenever another connection has changed the file."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Fold what waits and let go of the file."""
        with self._file.lock:
            self._words.fold()
            self._file.close()

    @property
    def filings(self) -> int:
        """How many filings are remembered."""
        return int(self._class_filings.sum())

    @property
    def sager(self) -> int:
        """How many Sager they are on."""
        return len(self._sag_size)

    def past(self, limit: int) -> list[PastFiling]:
        """The newest filings, oldest of them first."""
        with self._reading():
            rows = self._db.execute(
                "SELECT klasse, sag, words FROM filing WHERE state <> 2 ORDER BY id DESC LIMIT ?", (limit,)
            ).fetchall()
        found = ((klasse, sag, *unpack(packed)) for klasse, sag, packed in reversed(rows))
        return [
            PastFiling(self._klasser[klasse], sag, tuple(zip(marks.tolist(), counts.tolist(), strict=True)))
            for klasse, sag, marks, counts in found
        ]

    def filings_of(self, nummer: str) -> int:
        """How many of them under this number."""
        at = self._ids.get(nummer)
        return 0 if at is None else int(self._class_filings[at])

    def add(self, filing: Filing) -> bool:
        """Learn; False when this mark was learned already."""
        marks, counts = _marks(filing.words)
        with self._file.transaction():
            self._follow()
            if self._db.execute("SELECT 1 FROM filing WHERE mark = ? AND state <> 2", (filing.mark,)).fetchone():
                return False
            klasse = self._klasse(filing.nummer)
            row = self._db.execute(
                "INSERT INTO filing (mark, klasse, sag, titel, sender, words, answers, state) VALUES (?,?,?,?,?,?,?,0)",
                (
                    filing.mark,
                    klasse,
                    filing.sag,
                    title_mark(filing.titel),
                    mark_of(filing.sender) if filing.sender else 0,
                    pack(marks, counts),
                    json.dumps([[one.kind, one.bin, int(one.right)] for one in filing.answers]),
                ),
            ).lastrowid
            self._db.execute(
                "INSERT INTO rare (rowid, marks) VALUES (?,?)", (row, " ".join(map(_token, marks.tolist())))
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO message (id, filing) VALUES (?,?)",
                [(mark_of(message), row) for message in filing.message_ids],
            )
            self._size(klasse, int(counts.sum()), 1)
            self._answers.count(filing.answers, 1)
        self._place(row, filing.sag)
        self._words.count(klasse, marks, counts, 1)
        if self._words.fold_is_due:
            self._words.fold()
        return True

    def remove(self, mark: str) -> bool:
        """Undo `add`; False when nothing was learned under the mark."""
        with self._file.transaction():
            self._follow()
            found = self._db.execute(
                "SELECT id, klasse, words, state, answers FROM filing WHERE mark = ? AND state <> 2", (mark,)
            ).fetchone()
            if found is None:
                return False
            row, klasse, packed, state, answers = found
            marks, counts = unpack(packed)
            self._db.execute("DELETE FROM rare WHERE rowid = ?", (row,))
            self._db.execute("DELETE FROM message WHERE filing = ?", (row,))
            if state == PENDING:
                self._db.execute("DELETE FROM filing WHERE id = ?", (row,))
            else:
                self._db.execute(
                    "UPDATE filing SET state = 2, mark = ?, sag = '', titel = 0, sender = 0 WHERE id = ?",
                    (f"~{row}", row),
                )
            self._size(klasse, -int(counts.sum()), -1)
            self._answers.count([Answer(kind, at, bool(right)) for kind, at, right in json.loads(answers)], -1)
        self._forget(row)
        self._words.count(klasse, marks, counts, -1)
        return True

    def _klasse(self, nummer: str) -> int:
        at = self._ids.get(nummer)
        if at is None:
            at = len(self._klasser)
            self._db.execute("INSERT INTO klasse (id, nummer, words, filings) VALUES (?,?,0,0)", (at, nummer))
            self._klasser.append(nummer)
            self._ids[nummer] = at
            self._class_words = np.append(self._class_words, 0)
            self._class_filings = np.append(self._class_filings, 0)
        return at

    def _size(self, klasse: int, words: int, filings: int) -> None:
        self._db.execute(
            "UPDATE klasse SET words = words + ?, filings = filings + ? WHERE id = ?", (words, filings, klasse)
        )
        self._class_words[klasse] += words
        self._class_filings[klasse] += filings
        self._discounts = None

    def answers(self, kind: str) -> dict[int, tuple[int, int]]:
        """How often guesses of this kind were right, and how often asked, for each bin."""
        return self._answers.of(kind)

    def fold(self) -> None:
        """Move the waiting counts into the file; nothing that is answered changes."""
        self._words.fold()

    def scores(self, words: Words) -> dict[str, float]:
        """Complement naive Bayes: for each subject with filings, how much better than the rest it explains the words.

        Nats; comparable between subjects of one document only. Words nobody used tell nothing.
        """
        with self._reading():
            if not len(self._klasser):
                return {}
            total = np.zeros(len(self._klasser))
            length = 0
            for word in sorted(words):
                classes, counts = self._words.of(mark_of(word))
                if len(classes):
                    seen = int(counts.sum())
                    total[classes] += words[word] * self._logarithms.lead(seen, counts)
                    length += words[word]
            total += length * self._size_discounts()
            return {nummer: float(total[at]) for at, nummer in enumerate(self._klasser) if self._class_filings[at] > 0}

    def _size_discounts(self) -> NDArray[np.float64]:
        """What each word of a document takes from a subject for having many words of its own."""
        if self._discounts is None:
            norm = FEW_WORDS + int(self._class_words.sum())
            self._discounts = np.array([math.log(norm - own) - math.log(norm) for own in self._class_words.tolist()])
        return self._discounts

    def telling(self, words: Words, nummer: str, limit: int = 4) -> list[str]:
        """The words that speak most for the number by what was filed before."""
        found = []
        with self._reading():
            at = self._ids.get(nummer)
            for word in sorted(words):
                classes, counts = self._words.of(mark_of(word))
                own = counts[classes == at] if at is not None else counts[:0]
                if len(own):
                    seen = int(counts.sum())
                    found.append((float(self._logarithms.lead(seen, own)[0]), word))
        return [word for _, word in sorted(found, key=lambda entry: (-entry[0], entry[1]))[:limit]]

    def rarest(self, words: Words, limit: int) -> list[str]:
        """The words that fewest filings have: up to `limit` that were met before, and as many, the longest, that were not."""
        with self._file.lock:
            self._follow()
            seen = {word: int(self._words.of(mark_of(word))[1].sum()) for word in words}
        known = sorted((word for word in words if seen[word]), key=lambda word: (seen[word], word))
        new = sorted((word for word in words if not seen[word]), key=lambda word: (-len(word), word))
        return [*known[:limit], *new[:limit]]

    def alike(self, words: Words) -> Alike:
        """Earlier filings that share the document's rarest words, and the Sager they are on."""
        with self._reading():
            filings = self.filings
            known = []
            for word in sorted(words):
                mark = mark_of(word)
                seen = int(self._words.of(mark)[1].sum())
                if seen:
                    known.append((seen, mark))
            if not known:
                return Alike()
            rarity = {mark: rarity_of(seen, filings) for seen, mark in known}
            hits = [self._having(mark) for _, mark in sorted(known)[:RAREST]]
            rows = self._most_shared(hits, [rarity[mark] for _, mark in sorted(known)[:RAREST]])
            covered = coverage(
                [[self._sag_of[row] for row in word] for word in hits], self._sag_size, len(self._sag_size)
            )
        found = [Candidate(unpack(packed)[0].tolist(), self._klasser[klasse], sag) for klasse, sag, packed in rows]
        unknown = rarity_of(0, filings)
        near = likeness({mark: rarity.get(mark, unknown) for mark in map(mark_of, words)}, rarity, found)
        quoted: dict[str, float] = {}
        for one in near:
            quoted[one.sag] = max(one.quoted, quoted.get(one.sag, 0.0))
        sager = [SagLikeness(self._sager[at], score, quoted.get(self._sager[at], 0.0)) for at, score in covered.items()]
        return Alike(near, tuple(sorted(sager, key=lambda one: (-one.covered, one.sag))[:SAGER]))

    def _having(self, mark: int) -> list[int]:
        """The newest filings with the word."""
        query = "SELECT rowid FROM rare WHERE rare MATCH ? ORDER BY rowid DESC LIMIT ?"
        return [row for (row,) in self._db.execute(query, (_token(mark), HITS))]

    def _most_shared(self, hits: Sequence[Sequence[int]], weights: Sequence[float]) -> list[tuple[int, str, bytes]]:
        """Number, Sag and words of the filings that share most of these words, newest first among equals."""
        votes: dict[int, float] = defaultdict(float)
        for word, weight in zip(hits, weights, strict=True):
            for row in word:
                votes[row] += weight
        best = sorted(votes, key=lambda row: (-votes[row], -row))[:CANDIDATES]
        places = ",".join("?" * len(best))
        rows = self._db.execute(f"SELECT id, klasse, sag, words FROM filing WHERE id IN ({places})", best).fetchall()
        return [(klasse, sag, packed) for _, klasse, sag, packed in sorted(rows, reverse=True)]

    def _place(self, row: int, sag: str) -> None:
        """Remember in memory which Sag a filing is on."""
        at = self._sag_ids.setdefault(sag, len(self._sager))
        if at == len(self._sager):
            self._sager.append(sag)
        self._sag_of[row] = at
        self._sag_size[at] += 1

    def _forget(self, row: int) -> None:
        at = self._sag_of.pop(row)
        self._sag_size[at] -= 1
        if not self._sag_size[at]:
            del self._sag_size[at]

    def same_title(self, titel: str) -> Counter[tuple[str, str]]:
        """(number, sag) of earlier filings with the same title, with how often."""
        mark = title_mark(titel)
        if not mark:
            return Counter()
        with self._reading():
            rows = self._db.execute(
                "SELECT klasse, sag FROM filing WHERE titel = ? AND state <> 2 LIMIT 500", (mark,)
            ).fetchall()
        return Counter((self._klasser[klasse], sag) for klasse, sag in rows)

    def thread(self, message_ids: Iterable[str]) -> Counter[str]:
        """The Sager that mails with these ids were filed on."""
        found: Counter[str] = Counter()
        with self._file.lock:
            for message in message_ids:
                rows = self._db.execute(
                    "SELECT sag FROM message JOIN filing ON filing.id = message.filing WHERE message.id = ?",
                    (mark_of(message),),
                )
                found.update(row[0] for row in rows)
        return found

    def from_sender(self, sender: str) -> Counter[str]:
        """The Sager this correspondent's documents were filed on."""
        if not sender:
            return Counter()
        with self._file.lock:
            rows = self._db.execute(
                "SELECT sag FROM filing WHERE sender = ? AND state <> 2 ORDER BY id DESC LIMIT 500", (mark_of(sender),)
            ).fetchall()
        return Counter(row[0] for row in rows)

    def words_of_sag(self, sag: str, limit: int = 5) -> list[frozenset[int]]:
        """The word marks of the newest filings on the Sag."""
        with self._file.lock:
            rows = self._db.execute(
                "SELECT words FROM filing WHERE sag = ? AND state <> 2 ORDER BY id DESC LIMIT ?", (sag, limit)
            ).fetchall()
        return [frozenset(unpack(row[0])[0].tolist()) for row in rows]


def title_mark(titel: str) -> int:
    """Equal for titles that differ only in reply prefixes, case, digits and spacing; 0 for none."""
    bare = bare_title(titel)
    return mark_of("titel:" + bare) if bare else 0


def _marks(words: Words) -> tuple[Ints, Ints]:
    pairs = sorted((mark_of(word), count) for word, count in words.items())
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _token(mark: int) -> str:
    return f"w{mark:x}"
