"""`{id,text,title}` in, `{id,ranked,scores,reasons}` out: the subject engine as a filter, so that anyone can score it."""

import json
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

from sagsbud.domain.frozen import frozen
from sagsbud.suggest.calibration import Calibrator, bin_of
from sagsbud.suggest.catalogue import Loaded, LocalKleCatalogue
from sagsbud.suggest.counting import Answer
from sagsbud.suggest.emnevalg import SHOWN, Ranking, fuse, reasons
from sagsbud.suggest.filings import Filing, kept_words
from sagsbud.suggest.history import History
from sagsbud.suggest.memory import FilingMemory
from sagsbud.suggest.query import Query, make_query

ASKED_WHILE_LEARNING = 500
"""So many of the records are guessed before they are learned, spread evenly, to fit the probabilities."""


@frozen
class Record:
    """One document of the stream. `kle` is empty when it is to be found out."""

    id: str
    title: str
    text: str
    kle: tuple[str, ...] = ()


def classify(
    catalogue: LocalKleCatalogue, source: Iterable[str], out: TextIO, learn: Iterable[str] | None = None
) -> list[str]:
    """Answer every line of `source` on `out`, in order; what could not be read is returned as `input:3: not JSON` ...

    Records of `learn` carry `kle` (a number or a list of them; the first counts) and are learned first, in order.
    What was learned lives in a temporary encrypted file and is gone afterwards.
    """
    problems: list[str] = []
    with TemporaryDirectory(prefix="sagsbud-") as folder:
        memory = FilingMemory(Path(folder) / "memory.db", secrets.token_bytes(32))
        try:
            classifier = Classifier(catalogue.loaded, memory)
            if learn is not None:
                classifier.learn_all(list(_records(learn, "learn", problems)), problems)
            out.writelines(
                json.dumps(classifier.answer(record), ensure_ascii=False) + "\n"
                for record in _records(source, "input", problems)
            )
        finally:
            memory.close()
    return problems


class Classifier:
    """Index and memory together, for labels of the plan or any others."""

    def __init__(self, loaded: Loaded, memory: FilingMemory) -> None:
        self._loaded = loaded
        self._memory = memory
        self._calibrator = Calibrator()
        self._cold = True

    def learn_all(self, records: list[Record], problems: list[str]) -> None:
        """Learn the records in order; a set without a single number of the plan switches the plan's index off."""
        labelled = [record for record in records if record.kle]
        problems += [f"learn: {record.id}: no kle" for record in records if not record.kle]
        self._cold = not labelled or any(record.kle[0] in self._loaded.index.position for record in labelled)
        step = max(1, len(labelled) // ASKED_WHILE_LEARNING)
        for at, record in enumerate(labelled):
            query, words = self._read(record)
            answers: tuple[Answer, ...] = ()
            if at % step == 0:
                ranking = self._rank(query, self._history(record, words))
                if ranking.labels:
                    answers = (Answer("kle", bin_of(ranking.strength), ranking.labels[0] in record.kle),)
            self._memory.add(Filing(f"{at}", record.kle[0], "", record.title, words, answers=answers))
        self._memory.fold()
        self._calibrator = Calibrator(self._memory.answers("kle"))

    def answer(self, record: Record) -> dict[str, Any]:
        """Ranked labels, their probabilities, and the reasons of the first five."""
        query, words = self._read(record)
        history = self._history(record, words)
        ranking = self._rank(query, history)
        return {
            "id": record.id,
            "ranked": list(ranking.labels),
            "scores": [round(self._calibrator.probability(strength), 4) for strength in ranking.strengths()],
            "reasons": [
                [
                    {"code": reason.code.value, "words": list(reason.words)}
                    for reason in reasons(self._loaded, query, history, label)
                ]
                for label in ranking.labels[:SHOWN]
            ],
        }

    def ranking(self, record: Record) -> Ranking:
        """The labels alone, without reasons."""
        query, words = self._read(record)
        return self._rank(query, self._history(record, words))

    def _read(self, record: Record) -> tuple[Query, dict[str, int]]:
        query = make_query(record.title, record.text, self._loaded.index.splitter)
        return query, kept_words(query.title_words, query.words)

    def _history(self, record: Record, words: dict[str, int]) -> History:
        return self._memory.history(words, record.title)

    def _rank(self, query: Query, history: History) -> Ranking:
        return fuse(self._loaded, query, history, foreign=True, cold=self._cold)


def _records(lines: Iterable[str], name: str, problems: list[str]) -> Iterator[Record]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            node = json.loads(line)
        except (ValueError, RecursionError):
            problems.append(f"{name}:{number}: not JSON")
            continue
        if not isinstance(node, dict) or "id" not in node or not isinstance(node.get("text", ""), str):
            problems.append(f"{name}:{number}: no id, or a text that is not text")
            continue
        text, title = node.get("text", ""), str(node.get("title") or "")
        labels = node.get("kle") or ()
        found = (labels,) if isinstance(labels, str) else tuple(str(label) for label in labels)
        yield Record(str(node["id"]), "" if title.strip() == text.strip() else title, text, found)
