"""The subject plan on this machine: the starter, or what was imported; search in everyday Danish."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from sagsbud.domain.frozen import frozen
from sagsbud.domain.klassifikation import Handlingsfacet, Kassationskode, KleEmne, KleFacet, KleNummer
from sagsbud.suggest import planstore, unitwords
from sagsbud.suggest.index import FORMAT, SubjectIndex, plain_title
from sagsbud.suggest.kleformats import read_plan, read_table
from sagsbud.suggest.kleplan import Emne, Facet, KlePlan, Malformed, kassationskode
from sagsbud.suggest.query import make_query
from sagsbud.suggest.unitwords import UnitWords, read_unit_words

INDEX = "index.npz"
SEARCH_FLOOR = 0.15
"""Hits weaker than this share of the best are noise."""
_NUMBER_PREFIX = re.compile(r"\d{2}(?:[.\s]?\d{0,2}){0,2}\.?")


@frozen
class KleImport:
    """What an import brought: the edition now in use, how many subjects (or facets), and what could not be read."""

    edition: str
    subjects: int
    problems: tuple[Malformed, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """An edition with its index; replaced whole, never changed."""

    plan: KlePlan
    index: SubjectIndex
    emner: dict[KleNummer, Emne]
    facetter: dict[Handlingsfacet, Facet]


class LocalKleCatalogue:
    """The domain's KleCatalogue. Safe to read from several threads while an import replaces the edition.

    `starter` is the table the program ships with (`facetter.tsv` beside it is read too); `folder` keeps imports and
    the prebuilt index, and may be absent for a throw-away catalogue.
    """

    def __init__(self, starter: Path, folder: Path | None = None) -> None:
        self._starter = starter
        self._folder = folder
        self._importing = Lock()
        self._hovedgrupper = dict(self._beside_in_two("hovedgrupper.tsv"))
        self._loaded = self._load()

    @property
    def edition(self) -> str:
        """Which edition is loaded."""
        return self._loaded.plan.edition

    @property
    def loaded(self) -> Loaded:
        """The edition in use, for one whole suggestion."""
        return self._loaded

    def emne(self, nummer: KleNummer) -> KleEmne | None:
        """The subject, or None when the plan has no such number."""
        found = self._loaded.emner.get(nummer)
        return None if found is None else _shown(found)

    def emner(self) -> list[KleEmne]:
        """Every subject in use, by number."""
        found = (_shown(emne) for emne in self._loaded.emner.values())
        return sorted((emne for emne in found if not emne.udgaaet), key=lambda emne: emne.nummer)

    def hovedgruppe(self, number: str) -> str:
        """What the main group is about, by its general subject `hh.00.00`; else as our own list has it."""
        general = self._loaded.emner.get(KleNummer(f"{number}.00.00"))
        return plain_title(general.titel) if general else self._hovedgrupper.get(number, "")

    def facet(self, facet: Handlingsfacet) -> Facet | None:
        """The facet with its title, or None when the list in use does not have it."""
        return self._loaded.facetter.get(facet)

    def facetter(self) -> list[KleFacet]:
        """The facets in use, by number."""
        found = (facet for facet in self._loaded.facetter.values() if not facet.udgaaet)
        return sorted((KleFacet(facet.nummer, facet.titel) for facet in found), key=lambda facet: facet.nummer)

    def current(self, nummer: KleNummer) -> tuple[KleNummer, ...]:
        """The number itself while it is in use, its successors when it is retired, nothing when it is unknown."""
        return current(self._loaded, nummer)

    def kassationskode(self, nummer: KleNummer, facet: Handlingsfacet | None) -> Kassationskode:
        """Keep or destroy, by subject and facet; whatever is not known counts as keep."""
        emne = self._loaded.emner.get(nummer)
        known = self._loaded.facetter.get(facet) if facet else None
        return kassationskode(emne.bevaring if emne else "", known.bevaring if known else "")

    def search(self, text: str, limit: int = 20) -> list[KleEmne]:
        """Subjects by number, title or everyday word, best first; unfinished last words count."""
        loaded = self._loaded
        wanted = text.strip()
        if _NUMBER_PREFIX.fullmatch(wanted):
            prefix = _dotted(wanted)
            return [_shown(emne) for number, emne in loaded.emner.items() if number.text.startswith(prefix)][:limit]
        scores = loaded.index.scores(make_query(wanted, "", loaded.index.splitter))
        _add_beginnings(scores, wanted, loaded)
        best = scores.max(initial=0.0)
        if best <= 0:
            return []
        order = np.argsort(-scores, kind="stable")[:limit]
        return [
            _shown(loaded.emner[KleNummer(loaded.index.numbers[at])])
            for at in order.tolist()
            if scores[at] >= SEARCH_FLOOR * best
        ]

    def install(self, path: Path) -> KleImport:
        """Take over an edition from a published file and index it (seconds). Raises KleFormatError, OSError."""
        return self.install_plan(read_plan(path))

    def install_plan(self, plan: KlePlan) -> KleImport:
        """Take over an edition that was read elsewhere, as `install` does; one with nothing in it changes nothing."""
        if not plan.emner and not plan.facetter:
            return KleImport(self.edition, 0, plan.malformed)
        with self._importing:
            if self._folder is None:
                plan = self._with_own_words(plan, read_table(self._starter.read_text("utf-8").splitlines(), "starter"))
                self._published = plan
                self._loaded = _loaded(plan, SubjectIndex.build(plan.emner), self._facets_of(plan))
            else:
                self._folder.mkdir(parents=True, exist_ok=True)
                planstore.write(self._folder / _kind(plan), plan)
                self._loaded = self._load()
        return KleImport(self.edition, len(plan.emner) or len(plan.facetter), plan.malformed)

    def _facets_of(self, plan: KlePlan) -> tuple[Facet, ...]:
        return plan.facetter or self._starter_facets()

    def _with_own_words(self, plan: KlePlan, starter: KlePlan) -> KlePlan:
        """Whatever edition is in use, the words we wrote ourselves help to find its subjects."""
        everyday = planstore.read_everyday(self._beside("hverdagsord.tsv").splitlines())
        own = {emne.nummer: tuple(word.text for word in emne.noegleord) for emne in starter.emner}
        words = {number: own.get(number, ()) + everyday.get(number, ()) for number in own.keys() | everyday.keys()}
        return planstore.with_everyday(plan, words)

    def _beside(self, name: str) -> str:
        """The text of a file that lies beside the starter; empty when there is none."""
        path = self._starter.with_name(name)
        return path.read_text("utf-8") if path.exists() else ""

    def _beside_in_two(self, name: str) -> list[tuple[str, str]]:
        """The lines of a file of two columns that lies beside the starter."""
        lines = (line.split("\t") for line in self._beside(name).splitlines() if "\t" in line and line[0] != "#")
        return [(line[0], line[1].strip()) for line in lines]

    def _starter_facets(self) -> tuple[Facet, ...]:
        return tuple(Facet(Handlingsfacet(number), titel) for number, titel in self._beside_in_two("facetter.tsv"))

    @property
    def unit_words(self) -> UnitWords:
        """What the unit adds to the words of its subjects, and leaves out."""
        return self._unit_words

    def tried(self, words: UnitWords) -> Loaded:
        """The edition in use as it would be with these words (seconds). Nothing is kept."""
        plan = words.in_plan(self._published)
        return _loaded(plan, SubjectIndex.build(plan.emner), tuple(self._loaded.facetter.values()))

    def use_unit_words(self, words: UnitWords) -> None:
        """Keep these words and index them (seconds). Raises OSError; ValueError for a throw-away catalogue."""
        if self._folder is None:
            raise ValueError("a throw-away catalogue keeps no words")
        with self._importing:
            self._folder.mkdir(parents=True, exist_ok=True)
            words.write(self._folder)
            self._loaded = self._load()

    def _load(self) -> Loaded:
        """The newest state on disk; the index is built again only when what it was built from changed."""
        self._unit_words = read_unit_words(self._read(unitwords.FILE).splitlines())
        kept = {name: self._read(name) for name in (planstore.OFFICIAL, planstore.KEYWORDS, planstore.FACETS)}
        text = self._starter.read_text("utf-8")
        sources = [text, self._beside("hverdagsord.tsv"), *kept.values(), *self._unit_words.lines()]
        mark = sha256("\0".join([str(FORMAT), *sources]).encode()).hexdigest()
        plans = {name: planstore.loads(value) if value else None for name, value in kept.items()}
        facets = plans[planstore.FACETS]
        official = plans[planstore.OFFICIAL]
        starter = read_table(text.splitlines(), "starter")
        merged = planstore.merged(official, plans[planstore.KEYWORDS], starter)
        self._published = self._with_own_words(merged, starter)
        plan = self._unit_words.in_plan(self._published)
        chosen = facets.facetter if facets else (official.facetter if official else ())
        return _loaded(plan, self._index(plan, mark), chosen or self._starter_facets())

    def _read(self, name: str) -> str:
        path = self._folder / name if self._folder else None
        return path.read_text("utf-8") if path and path.exists() else ""

    def _index(self, plan: KlePlan, mark: str) -> SubjectIndex:
        if self._folder is None:
            return SubjectIndex.build(plan.emner)
        path = self._folder / INDEX
        kept = _kept_index(path, mark)
        if kept is None:
            kept = SubjectIndex.build(plan.emner)
            self._folder.mkdir(parents=True, exist_ok=True)
            kept.save(path, {"mark": mark})
        return kept


def current(loaded: Loaded, nummer: KleNummer) -> tuple[KleNummer, ...]:
    """As `LocalKleCatalogue.current`, for an edition at hand; chains of successors are followed."""
    found: list[KleNummer] = []
    waiting, seen = [nummer], {nummer}
    while waiting:
        at = waiting.pop(0)
        emne = loaded.emner.get(at)
        if emne is None:
            continue
        if not emne.udgaaet:
            found.append(at)
        for target in emne.afloest_af if emne.udgaaet else ():
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return tuple(found)


def _kept_index(path: Path, mark: str) -> SubjectIndex | None:
    """The index on disk when it is whole and was built from the same sources."""
    try:
        index, extra = SubjectIndex.load(path)
    except (OSError, ValueError, KeyError):
        return None
    return index if extra.get("mark") == mark else None


def _loaded(plan: KlePlan, index: SubjectIndex, facetter: tuple[Facet, ...]) -> Loaded:
    return Loaded(plan, index, {emne.nummer: emne for emne in plan.emner}, {facet.nummer: facet for facet in facetter})


def _kind(plan: KlePlan) -> str:
    if not plan.emner:
        return planstore.FACETS
    official = any(
        emne.vejledning or emne.retskilder or emne.uuid or emne.bevaring or emne.udgaaet for emne in plan.emner
    )
    return planstore.OFFICIAL if official else planstore.KEYWORDS


def _shown(emne: Emne) -> KleEmne:
    return KleEmne(emne.nummer, emne.titel, emne.vejledning, emne.udgaaet, emne.afloest_af)


def _dotted(text: str) -> str:
    """`0102` and `01 02` as `01.02`, the way numbers begin."""
    digits = re.sub(r"\D", "", text)
    return ".".join(digits[at : at + 2] for at in range(0, len(digits), 2))


def _add_beginnings(scores: Any, wanted: str, loaded: Loaded) -> None:
    """While somebody types, a title or keyword that begins like the last word counts."""
    last = wanted.lower().split()[-1:] or [""]
    if len(last[0]) < 3:
        return
    for at, number in enumerate(loaded.index.numbers):
        emne = loaded.emner[KleNummer(number)]
        if any(word.startswith(last[0]) for word in re.findall(r"[^\W_]+", emne.titel.lower())):
            scores[at] += 4.0
        elif any(word.text.lower().startswith(last[0]) for word in emne.noegleord):
            scores[at] += 2.0
