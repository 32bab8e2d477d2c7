"""`python3 dev.py bench suggest`: the table of docs/suggestions.md in one run, our figures beside the textbook's.

Needs ../shared/kle; 20 Newsgroups by date is measured where SAGSBUD_20NEWS names its unpacked folder. `--quick` makes the
simulations a tenth as large; names of sections (cold, misses, news, classes, sager, entities, speed) choose among them.
"""

import importlib.util
import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from sagsbud.domain.cpr import find_cpr
from sagsbud.suggest.catalogue import LocalKleCatalogue
from sagsbud.suggest.classify import Classifier, Record, classify
from sagsbud.suggest.kleformats import read_plan
from sagsbud.suggest.kleplan import KlePlan, Noegleord
from sagsbud.suggest.memory import FilingMemory

from tests.bench import _sager, _suggest_speed
from tests.bench._baselines import ComplementNaiveBayes, KeywordCounting, PlainBm25, Ranked
from tests.bench._world import Municipality

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "kle"
DEV = SHARED / "dev"
STARTER = ROOT / "resources" / "kle" / "starter.tsv"
POOR = 2
"""A subject with at most so many published keywords is keyword-poor."""
Gold = dict[str, dict[str, Any]]


def main(arguments: Sequence[str]) -> int:
    """Run the chosen sections; 2 when the sets are not there."""
    if not DEV.is_dir():
        print("The KLE sets are not at", DEV, file=sys.stderr)
        return 2
    quick = "--quick" in arguments
    chosen = [name for name in arguments if not name.startswith("-")] or list(SECTIONS)
    print(f"{'':44}{'keywords':>14}{'plain BM25/NB':>16}{'Sagsbud':>18}   goal", flush=True)
    for name in chosen:
        SECTIONS[name](quick)
    return 0


def row(name: str, keywords: str, textbook: str, ours: str, goal: str) -> None:
    """One line of the table."""
    print(f"{name:44}{keywords:>14}{textbook:>16}{ours:>18}   {goal}", flush=True)


# -- the development halves, cold -----------------------------------------------------------------------------


def cold(_quick: bool) -> None:
    """Nothing learned: the index alone."""
    plan = read_plan(SHARED / "OS2KLE.txt")
    scorer = _scorer()
    with TemporaryDirectory() as folder:
        whole = _Cold(plan, Path(folder) / "whole.txt")
        rest = _without_hidden(plan)
        held = _Cold(rest, Path(folder) / "held.txt", hidden=_hidden())
        for name, title, shown, goal in (
            ("guidance", "KL guidance texts, top-1 / top-5", ("top1", "top5"), ".78 / .93"),
            ("law", "law citations, top-1 / top-5", ("top1", "top5"), ".80 / .92"),
            ("oldtitle", "reworded titles, top-1 / top-5", ("top1", "top5"), "–"),
            ("kwheldout", "unseen keywords, top-1 / top-5", ("top1", "top5"), "top-5 .62"),
            ("real", "real agenda items, top-5 / group top-3", ("top5", "grp3"), ".55 / .70"),
        ):
            engine = held if name == "kwheldout" else whole
            gold = _gold(DEV / f"{name}.jsonl")
            answers = [engine.keywords(gold), engine.bm25(gold), engine.ours(gold)]
            scores = [scorer.score(gold, answer) for answer in answers]
            counted, plain, ours = (_two(score, shown) for score in scores)
            row(f"{title} ({len(gold)})", counted, plain, ours, goal)
            poor = {key: record for key, record in gold.items() if set(record["kle"]) & engine.poor}
            if len(poor) >= 20:
                scores = [scorer.score(poor, answer) for answer in answers]
                counted, plain, ours = (_two(score, shown) for score in scores)
                row(f"  keyword-poor subjects of these ({len(poor)})", counted, plain, ours, "")


class _Cold:
    """One edition, as the three methods see it. The edition is imported from a file, as `classify --kle` does."""

    def __init__(self, plan: KlePlan, path: Path, hidden: Iterable[tuple[str, str]] = ()) -> None:
        path.write_text("\n".join(map(_os2kle_line, plan.emner)), encoding="utf-8")
        self._catalogue = LocalKleCatalogue(_own_words(path.parent / path.stem, set(hidden)))
        self._catalogue.install(path)
        self._counting = KeywordCounting(plan.emner)
        self._bm25 = PlainBm25(
            [(emne.nummer.text, " ".join([emne.titel, *(w.text for w in emne.noegleord)])) for emne in plan.emner]
        )
        self.poor = {
            emne.nummer.text for emne in plan.emner if sum(not word.is_code for word in emne.noegleord) <= POOR
        }

    def ours(self, gold: Gold) -> Gold:
        out = StringIO()
        classify(self._catalogue, map(json.dumps, gold.values()), out)
        return {record["id"]: record for record in map(json.loads, out.getvalue().splitlines())}

    def keywords(self, gold: Gold) -> Gold:
        return _answers(gold, self._counting.rank)

    def bm25(self, gold: Gold) -> Gold:
        return _answers(gold, self._bm25.rank)


def _own_words(folder: Path, hidden: set[tuple[str, str]]) -> Path:
    """A starter whose words, and the everyday words beside it, leave out what is hidden."""
    folder.mkdir()
    for name in (STARTER.name, "hverdagsord.tsv"):
        lines = []
        for line in STARTER.with_name(name).read_text("utf-8").splitlines():
            *head, words = line.split("\t")
            kept = [word for word in words.split(";") if not head or (head[0], word.strip().lower()) not in hidden]
            lines.append("\t".join([*head, ";".join(kept)]))
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder / STARTER.name


def _os2kle_line(emne: Any) -> str:
    words = "".join(f"{word.text}[{word.weight}];" for word in emne.noegleord)
    return f"KLENummer='{emne.nummer}':KLETitel='{emne.titel}':Keywords[Weight]={words}"


def _hidden() -> set[tuple[str, str]]:
    pairs = json.loads((DEV / "hidden_keywords_dev.json").read_text("utf-8"))
    return {(number, word.lower()) for word, number in pairs}


def _without_hidden(plan: KlePlan) -> KlePlan:
    hidden = _hidden()

    def kept(number: str, words: Iterable[Noegleord]) -> tuple[Noegleord, ...]:
        return tuple(word for word in words if (number, word.text.lower()) not in hidden)

    return replace(
        plan, emner=tuple(replace(emne, noegleord=kept(emne.nummer.text, emne.noegleord)) for emne in plan.emner)
    )


def misses(_quick: bool) -> None:
    """Fifty first suggestions that were wrong, drawn evenly from the development halves, and what kind of miss each is."""
    engine_plan = read_plan(SHARED / "OS2KLE.txt")
    with TemporaryDirectory() as folder:
        whole = _Cold(engine_plan, Path(folder) / "whole.txt")
        held = _Cold(_without_hidden(engine_plan), Path(folder) / "held.txt", hidden=_hidden())
        drawn: list[tuple[str, str, str, list[str]]] = []
        for name, share in MISSES_OF.items():
            gold = _gold(DEV / f"{name}.jsonl")
            answers = (held if name == "kwheldout" else whole).ours(gold)
            wrong = [
                (name, key, record["kle"][0], answers[key]["ranked"])
                for key, record in gold.items()
                if not set(record["kle"]) & set(answers[key]["ranked"][:1])
            ]
            drawn += random.Random(7).sample(sorted(wrong), min(share, len(wrong)))
    tally: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(MISSES_OF, 0))
    for name, key, wanted, ranked in drawn:
        kind = _kind_of_miss(wanted, ranked, whole.poor)
        tally[kind][name] += 1
        place = ranked.index(wanted) + 1 if wanted in ranked else 0
        print(
            f"  {name:10} {key:24} wanted {wanted}  first {ranked[0] if ranked else '–':8}  place {place or '–'}  {kind}"
        )
    for kind, counts in tally.items():
        print(f"{kind:44}" + "".join(f"{name} {count:<6}" for name, count in counts.items()))


MISSES_OF = {"guidance": 13, "law": 13, "kwheldout": 13, "real": 11}


def _kind_of_miss(wanted: str, ranked: Sequence[str], poor: set[str]) -> str:
    """How far from right the first suggestion is."""
    if not ranked:
        return "silent"
    if ranked[0][:5] == wanted[:5]:
        general = ranked[0].endswith(".00") or wanted.endswith(".00")
        return "the same group, general for special or back" if general else "a neighbour in the same group"
    if wanted in ranked[:5]:
        return "among the first five, another group first"
    if wanted in poor:
        return "a subject with hardly a keyword"
    return "the same main group" if ranked[0][:2] == wanted[:2] else "another main group"


def _gold(path: Path) -> Gold:
    return {record["id"]: record for record in map(json.loads, path.read_text("utf-8").splitlines())}


def _answers(gold: Gold, rank: Callable[[str], Ranked]) -> Gold:
    return {key: {"id": key, "ranked": rank(record["text"]), "scores": []} for key, record in gold.items()}


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", DEV / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _two(score: dict[str, float], names: Sequence[str]) -> str:
    return " / ".join(f"{score[name]:.3f}".lstrip("0") for name in names)


def _hit(ranked: Sequence[Ranked], labels: Sequence[str]) -> str:
    total = len(labels)
    tops = [sum(label in one[:top] for one, label in zip(ranked, labels, strict=True)) / total for top in (1, 5)]
    return " / ".join(f"{top:.3f}".lstrip("0") for top in tops)


# -- learned --------------------------------------------------------------------------------------------------


def news(quick: bool) -> None:
    """20 Newsgroups by date; whole messages, the subject as title."""
    folder = os.environ.get("SAGSBUD_20NEWS")
    if not folder:
        print("20 Newsgroups by date: not measured; SAGSBUD_20NEWS does not name its unpacked folder.")
        return
    test = _news(Path(folder) / "20news-bydate-test")
    random.Random(5).shuffle(test)
    test = test[: 500 if quick else 7532]
    by_label: dict[str, list[Record]] = defaultdict(list)
    for record in _news(Path(folder) / "20news-bydate-train"):
        by_label[record.kle[0]].append(record)
    for each, goal in ((5, "top-1 .53"), (0, "top-1 .87")):
        rng = random.Random(1)
        learned = [one for group in by_label.values() for one in rng.sample(group, each or len(group))]
        rng.shuffle(learned)
        textbook = ComplementNaiveBayes()
        for record in learned:
            textbook.learn(record.kle[0], record.text)
        labels = [record.kle[0] for record in test]
        plain = _hit([textbook.rank(record.text) for record in test], labels)
        ours = _hit(_learned_ranks(learned, test), labels)
        row(f"20 Newsgroups, {each or 'all'} per class, top-1 / top-5", "–", plain, ours, goal)


def _news(folder: Path) -> list[Record]:
    found = []
    for path in sorted(folder.glob("*/*")):
        text = path.read_bytes().decode("latin-1")
        lines = text.partition("\n\n")[0].splitlines()
        subject = next((line[8:].strip() for line in lines if line.lower().startswith("subject:")), "")
        found.append(Record(f"{path.parent.name}/{path.name}", subject, text, (path.parent.name,)))
    return found


def _learned_ranks(
    learned: Sequence[Record], test: Sequence[Record], catalogue: LocalKleCatalogue | None = None
) -> Any:
    memory = FilingMemory(Path(":memory:"), bytes(32))
    classifier = Classifier((catalogue or LocalKleCatalogue(STARTER)).loaded, memory)
    classifier.learn_all(list(learned), [])
    ranked = [list(classifier.ranking(record).labels) for record in test]
    memory.close()
    return ranked


def classes(quick: bool) -> None:
    """Every number of the plan with 20 invented filings, then one more of each."""
    plan = read_plan(SHARED / "OS2KLE.txt")
    emner = plan.emner[:240] if quick else plan.emner
    words = {
        emne.nummer.text: [
            w for word in (emne.titel, *(k.text for k in emne.noegleord[:6])) for w in word.lower().split()
        ][:12]
        for emne in emner
    }
    town = Municipality(words)
    learned = [Record(str(at), one.title, one.text, (one.nummer,)) for at, one in enumerate(town.filings(20))]
    test = [Record(one.nummer, one.title, one.text) for one in map(town.document, town.subjects)]
    random.Random(3).shuffle(test)
    test = test[: 240 if quick else 1200]
    textbook = ComplementNaiveBayes()
    for record in learned:
        textbook.learn(record.kle[0], record.text)
    labels = [record.id for record in test]
    plain = _hit([textbook.rank(record.text) for record in test], labels)
    catalogue = LocalKleCatalogue(STARTER)
    catalogue.install(SHARED / "OS2KLE.txt")
    ours = _hit(_learned_ranks(learned, test, catalogue), labels)
    row(f"{len(emner)} classes with 20 filings, simulated", "–", plain, ours, ".55 / .83")


# -- Sag, entities, speed -------------------------------------------------------------------------------------


def sager(quick: bool) -> None:
    """Which of 220 open Sager a mail belongs to, learned in order of arrival."""
    result = _sager.measure(60 if quick else 220, STARTER)
    row("which Sag, 220 open, no subject or header", "–", result.plain, result.bare, ".87 / .96")
    row("  with sender", "–", "–", result.header, "")
    row("  with case number or thread id", "–", "–", result.numbered, ".999")
    row("  calibration error of the Sag on this stream", "–", "–", result.calibration, "≤ .08")


def entities(_quick: bool) -> None:
    """CPR numbers in the entity strings."""
    right = found = expected = 0
    for record in _gold(DEV / "entities.jsonl").values():
        if record["kind"] != "cpr":
            continue
        wanted = (record["expected"] or {}).get("verdict", "no") != "no"
        met = any(True for _ in find_cpr(record["text"]))
        right, found, expected = right + (wanted and met), found + met, expected + wanted
    row("CPR recall / precision, entity strings", "–", "–", f"{right}/{expected}  {right}/{found}", "≥ .995 / ≥ .98")


def speed(quick: bool) -> None:
    """One whole suggestion and one learning at 100,000 filings; memory, disk and import."""
    filings = 10_000 if quick else 100_000
    with TemporaryDirectory() as folder:
        cost = _suggest_speed.measure(filings, STARTER, SHARED / "OS2KLE.txt", Path(folder))
    shown = _suggest_speed.shown
    row(f"one suggestion at {filings:,} filed, p50 / p95", "–", "–", shown(cost.asking.clock), "p95 ≤ 15 ms")
    row("  of it on the processor", "–", "–", shown(cost.asking.processor), "")
    row("learning from one, p50 / p95", "–", "–", shown(cost.learning.clock), "≤ 1 ms")
    row("  of it on the processor", "–", "–", shown(cost.learning.processor), "")
    disk = f"{cost.megabytes:.0f} MB; {cost.disk:.0f} MB"
    row("added memory; plan and index on disk", "–", "–", disk, "≤ 120 MB; ≤ 60 MB")
    row("import of the room", "–", "–", f"{_suggest_speed.import_seconds():.2f} s", "≤ .3 s")


SECTIONS: dict[str, Callable[[bool], None]] = {
    "cold": cold,
    "misses": misses,
    "news": news,
    "classes": classes,
    "sager": sager,
    "entities": entities,
    "speed": speed,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
