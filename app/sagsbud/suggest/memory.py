"""What was filed before: exact counts of words by subject, near-duplicates, titles and mail threads.

Learning is counting. `add` and `remove` are inverse to the last bit, because only integers are kept and every score is
computed from them in one fixed order. Words are kept as 63-bit marks, not as text, in an encrypted file.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from sagsbud.suggest.counting import PENDING, Answer, AnswerCounts, Floats, Ints, Logarithms, WordCounts, pack, unpack
from sagsbud.suggest.filings import Filing, PastFiling, Words, mark_of, marked, title_mark
from sagsbud.suggest.history import History, Scores
from sagsbud.suggest.learned import LearnedNumbers
from sagsbud.suggest.neighbours import Neighbours
from sagsbud.suggest.sealed import SealedFile

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
CREATE INDEX filing_state ON filing (state) WHERE state <> 1;
CREATE TABLE message (id INTEGER NOT NULL, filing INTEGER NOT NULL, PRIMARY KEY (id, filing)) WITHOUT ROWID;
CREATE INDEX message_filing ON message (filing);
CREATE VIRTUAL TABLE rare USING fts5 (marks, content='', contentless_delete=1, detail=none)
"""
_BY_SENDER = "CREATE INDEX IF NOT EXISTS filing_sender ON filing (sender)"
"""Not there in files of the first versions."""
SAME_TITLE = 500
"""So many filings with the same title are counted at most."""


class FilingMemory:
    """The learned half of the subject engine, in one encrypted file. Raises StoreError as SealedFile."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._file = SealedFile(path, key, _SCHEMA, _CREATE)
        self._db = self._file.db
        self._db.execute(_BY_SENDER)
        self._words = WordCounts(self._file)
        self._answers = AnswerCounts(self._file)
        self._logarithms = Logarithms()
        self._version = self._data_version()
        self._numbers = LearnedNumbers(self._file)
        self._neighbours = Neighbours(self._file)
        self._words.load()

    def _follow(self) -> None:
        """See what another program learned meanwhile: a command run beside the window has the same file open."""
        version = self._data_version()
        if version != self._version:
            self._version = version
            for part in (self._answers, self._numbers, self._neighbours, self._words):
                part.load()

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
        return int(self._numbers.filings.sum())

    def past(self, limit: int) -> list[PastFiling]:
        """The newest filings, oldest of them first."""
        with self._reading():
            rows = self._db.execute(
                "SELECT klasse, sag, words FROM filing WHERE state <> 2 ORDER BY id DESC LIMIT ?", (limit,)
            ).fetchall()
            names = self._numbers.names
        found = ((klasse, sag, *unpack(packed)) for klasse, sag, packed in reversed(rows))
        return [
            PastFiling(names[klasse], sag, tuple(zip(marks.tolist(), counts.tolist(), strict=True)))
            for klasse, sag, marks, counts in found
        ]

    def add(self, filing: Filing) -> bool:
        """Learn; False when this mark was learned already."""
        marks, counts = marked(filing.words)
        with self._file.transaction():
            self._follow()
            if self._db.execute("SELECT 1 FROM filing WHERE mark = ? AND state <> 2", (filing.mark,)).fetchone():
                return False
            klasse = self._numbers.place_of(filing.nummer)
            row = self._insert(filing, klasse, pack(marks, counts))
            self._neighbours.note(row, marks)
            self._db.executemany(
                "INSERT OR IGNORE INTO message (id, filing) VALUES (?,?)",
                [(mark_of(message), row) for message in filing.message_ids],
            )
            self._numbers.grow(klasse, int(counts.sum()), 1)
            self._answers.count(filing.answers, 1)
        self._neighbours.place(row, filing.sag)
        self._words.count(klasse, marks, counts, 1)
        if self._words.fold_is_due:
            self._words.fold()
        return True

    def _insert(self, filing: Filing, klasse: int, packed: bytes) -> int:
        made = self._db.execute(
            "INSERT INTO filing (mark, klasse, sag, titel, sender, words, answers, state) VALUES (?,?,?,?,?,?,?,0)",
            (
                filing.mark,
                klasse,
                filing.sag,
                title_mark(filing.titel),
                mark_of(filing.sender) if filing.sender else 0,
                packed,
                json.dumps([[one.kind, one.bin, int(one.right)] for one in filing.answers]),
            ),
        )
        return int(made.lastrowid)

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
            self._neighbours.drop(row)
            self._db.execute("DELETE FROM message WHERE filing = ?", (row,))
            if state == PENDING:
                self._db.execute("DELETE FROM filing WHERE id = ?", (row,))
            else:
                self._db.execute(
                    "UPDATE filing SET state = 2, mark = ?, sag = '', titel = 0, sender = 0 WHERE id = ?",
                    (f"~{row}", row),
                )
            self._numbers.grow(klasse, -int(counts.sum()), -1)
            self._answers.count([Answer(kind, at, bool(right)) for kind, at, right in json.loads(answers)], -1)
        self._neighbours.forget(row)
        self._words.count(klasse, marks, counts, -1)
        return True

    def answers(self, kind: str) -> dict[int, tuple[int, int]]:
        """How often guesses of this kind were right, and how often asked, for each bin."""
        return self._answers.of(kind)

    def fold(self) -> None:
        """Move the waiting counts into the file; nothing that is answered changes."""
        self._words.fold()

    def history(self, words: Words, titel: str = "") -> History:
        """All there is to say of a document with these words and this title, from one state of the file."""
        marks = [mark_of(word) for word in words]
        with self._reading():
            filings = self.filings
            if not filings:
                return History()
            met = self._words.of_all(marks)
            seen = {mark: int(counts.sum()) for mark, (_, counts) in met.items()}
            leads = {
                word: (met[mark][0], self._logarithms.lead(seen[mark], met[mark][1]))
                for word, mark in sorted(zip(words, marks, strict=True))
                if mark in met
            }
            return History(
                self._scores(words, leads),
                self._neighbours.alike(marks, seen, self._numbers.names, filings),
                self._same_title(titel),
                leads,
                self._neighbours.sager,
            )

    def _scores(self, words: Words, leads: dict[str, tuple[Ints, Floats]]) -> Scores:
        total = np.zeros(len(self._numbers.names))
        for word, (classes, lead) in leads.items():
            total[classes] += words[word] * lead
        total += sum(words[word] for word in leads) * self._numbers.discounts()
        return Scores(self._numbers.names, self._numbers.place, total, self._numbers.filings.copy())

    def _same_title(self, titel: str) -> Counter[tuple[str, str]]:
        mark = title_mark(titel)
        if not mark:
            return Counter()
        query = "SELECT klasse, sag FROM filing WHERE titel = ? AND state <> 2 LIMIT ?"
        rows = self._db.execute(query, (mark, SAME_TITLE)).fetchall()
        return Counter((self._numbers.names[klasse], sag) for klasse, sag in rows)

    def rarest(self, words: Words, limit: int) -> list[str]:
        """The words that fewest filings have: up to `limit` that were met before, and as many, the longest, that were not."""
        with self._reading():
            met = self._words.of_all([mark_of(word) for word in words])
        seen = {word: int(met[mark_of(word)][1].sum()) for word in words if mark_of(word) in met}
        known = sorted(seen, key=lambda word: (seen[word], word))
        new = sorted((word for word in words if word not in seen), key=lambda word: (-len(word), word))
        return [*known[:limit], *new[:limit]]

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
