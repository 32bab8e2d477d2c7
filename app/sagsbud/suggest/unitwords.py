"""The unit's own keywords: what it adds to a subject's words, and which published ones it does without."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path

from sagsbud.domain.frozen import frozen
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.suggest.kleplan import Emne, KlePlan, Noegleord

FILE = "enhedens-ord.tsv"
WEIGHT = 10
"""What a word the unit chose counts beside a published one, which has 5."""
ADDED, REMOVED = "+", "-"


@frozen
class UnitWords:
    """For each subject the words added and the words left out, folded to lower case."""

    added: Mapping[KleNummer, frozenset[str]] = field(default_factory=dict)
    removed: Mapping[KleNummer, frozenset[str]] = field(default_factory=dict)

    def with_word(self, nummer: KleNummer, word: str) -> "UnitWords":
        """The same with a word added; one that was left out is simply back."""
        wanted = _folded(word)
        if wanted in self.removed.get(nummer, frozenset()):
            return replace(self, removed=_without(self.removed, nummer, wanted))
        return replace(self, added=_with(self.added, nummer, wanted))

    def without_word(self, nummer: KleNummer, word: str) -> "UnitWords":
        """The same without a word; one that the unit added is simply gone."""
        unwanted = _folded(word)
        if unwanted in self.added.get(nummer, frozenset()):
            return replace(self, added=_without(self.added, nummer, unwanted))
        return replace(self, removed=_with(self.removed, nummer, unwanted))

    def in_plan(self, plan: KlePlan) -> KlePlan:
        """The edition with these words in it."""
        if not self.added and not self.removed:
            return plan
        return replace(plan, emner=tuple(self._in_emne(emne) for emne in plan.emner))

    def _in_emne(self, emne: Emne) -> Emne:
        added, removed = self.added.get(emne.nummer, frozenset()), self.removed.get(emne.nummer, frozenset())
        if not added and not removed:
            return emne
        kept = tuple(word for word in emne.noegleord if _folded(word.text) not in added | removed)
        return replace(emne, noegleord=kept + tuple(Noegleord(word, WEIGHT) for word in sorted(added)))

    def lines(self) -> list[str]:
        """As the file has them: number, tab, `+` or `-` and the word."""
        marked = ((ADDED, self.added), (REMOVED, self.removed))
        return sorted(
            f"{nummer}\t{mark}{word}" for mark, found in marked for nummer, words in found.items() for word in words
        )

    def write(self, folder: Path) -> None:
        """Keep them; a torn write leaves the old file."""
        part = folder / f"{FILE}.part"
        part.write_text("".join(f"{line}\n" for line in self.lines()), encoding="utf-8")
        part.replace(folder / FILE)


def read_unit_words(lines: Iterable[str]) -> UnitWords:
    """The inverse of `lines`; what cannot be read is left out, so that a file mended by hand never stops anything."""
    found: dict[str, dict[KleNummer, set[str]]] = {ADDED: defaultdict(set), REMOVED: defaultdict(set)}
    for line in lines:
        number, _, marked = line.strip().partition("\t")
        try:
            nummer = KleNummer(number)
        except ValueError:
            continue
        if marked[:1] in found and marked[1:].strip():
            found[marked[0]][nummer].add(_folded(marked[1:]))
    return UnitWords(_frozen(found[ADDED]), _frozen(found[REMOVED]))


def _folded(word: str) -> str:
    return " ".join(word.lower().split())


def _frozen(words: Mapping[KleNummer, Iterable[str]]) -> dict[KleNummer, frozenset[str]]:
    return {nummer: frozenset(some) for nummer, some in words.items() if some}


def _with(words: Mapping[KleNummer, frozenset[str]], nummer: KleNummer, word: str) -> dict[KleNummer, frozenset[str]]:
    return {**words, nummer: words.get(nummer, frozenset()) | {word}}


def _without(
    words: Mapping[KleNummer, frozenset[str]], nummer: KleNummer, word: str
) -> dict[KleNummer, frozenset[str]]:
    return _frozen({**words, nummer: words.get(nummer, frozenset()) - {word}})
