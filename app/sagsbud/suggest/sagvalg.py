"""Which Sag: known numbers first, then threads, parties, subjects and likeness, each as sure as it has proven to be."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from sagsbud.domain.extract import Evidence, EvidenceSource, Extract
from sagsbud.domain.ids import SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.suggestions import Reason, ReasonCode
from sagsbud.suggest.emnevalg import DUPLICATE, History
from sagsbud.suggest.memory import FilingMemory
from sagsbud.suggest.query import Query
from sagsbud.suggest.sager import LocalSagDirectory
from sagsbud.suggest.sagsnumre import NumberPlace, number_places

BELIEF: dict[ReasonCode, float] = {
    ReasonCode.CASE_NUMBER_IN_SUBJECT: 0.99,
    ReasonCode.CASE_NUMBER_IN_FILE_NAME: 0.97,
    ReasonCode.CASE_NUMBER_IN_TEXT: 0.95,
    ReasonCode.REPLY_TO_FILED: 0.97,
    ReasonCode.PARTY_ON_SAG: 0.70,
    ReasonCode.SAME_SUBJECT: 0.75,
    ReasonCode.SIMILAR_TO_FILED: 0.80,
    ReasonCode.SAG_TEXT_ALIKE: 0.60,
}
"""How often each kind of evidence is right, before this user's own answers say otherwise."""
BELIEF_WORTH = 15
"""How many answers a starting belief is worth."""
CLOSED = 0.6
"""A closed Sag keeps this share of its strength: documents do come late, but seldom."""
KLE_AGREES, KLE_DIFFERS = 1.15, 0.8
UNLABELLED = 0.9
LIMIT = 5
NUMBERED = frozenset(
    {ReasonCode.CASE_NUMBER_IN_SUBJECT, ReasonCode.CASE_NUMBER_IN_FILE_NAME, ReasonCode.CASE_NUMBER_IN_TEXT}
)


@dataclass(frozen=True, slots=True)
class Hint:
    """One piece of evidence for one Sag: its kind, and how much of the kind's belief it deserves (0..1)."""

    sag: SagRef
    reason: Reason
    share: float


@dataclass(frozen=True, slots=True)
class SagCandidate:
    """A Sag with its raw strength and reasons, strongest first."""

    sag: SagRef
    strength: float
    reasons: tuple[Reason, ...]


class SagFinder:
    """Finds the Sag a document belongs to among those this machine knows."""

    def __init__(self, directory: LocalSagDirectory, memory: FilingMemory | None) -> None:
        self._directory = directory
        self._memory = memory

    def find(
        self, extract: Extract, name: str, query: Query, history: History, kle: Sequence[KleNummer]
    ) -> list[SagCandidate]:
        """The best Sager, strongest first; empty when nothing points anywhere."""
        hints = list(self._hints(extract, name, query, history))
        by_sag: dict[SagId, list[Hint]] = defaultdict(list)
        for hint in hints:
            by_sag[hint.sag.id].append(hint)
        found = [self._candidate(entries, kle) for entries in by_sag.values()]
        order = {sag.id: at for at, sag in enumerate(self._directory.all())}
        found.sort(key=lambda one: (-round(one.strength, 9), order.get(one.sag.id, len(order))))
        return found[:LIMIT]

    def belief(self, kind: ReasonCode) -> float:
        """How sure this kind of evidence is, by now."""
        hits, asked = (self._memory.answers(f"sag:{kind}") if self._memory else {}).get(0, (0, 0))
        return (hits + BELIEF_WORTH * BELIEF[kind]) / (asked + BELIEF_WORTH)

    def _candidate(self, hints: Sequence[Hint], kle: Sequence[KleNummer]) -> SagCandidate:
        """Independent kinds of evidence add up as chances do; one kind counts once."""
        best: dict[ReasonCode, Hint] = {}
        for hint in hints:
            if hint.reason.code not in best or hint.share > best[hint.reason.code].share:
                best[hint.reason.code] = hint
        missed = 1.0
        for code, hint in best.items():
            missed *= 1.0 - min(0.995, self.belief(code) * hint.share)
        sag = hints[0].sag
        numbered = any(code in NUMBERED for code in best)
        strength = 1.0 - missed
        reasons = [
            hint.reason for hint in sorted(best.values(), key=lambda hint: -self.belief(hint.reason.code) * hint.share)
        ]
        if not numbered:
            strength *= 1.0 if sag.is_open else CLOSED
            if sag.kle and kle:
                agrees = sag.kle in kle
                strength = min(0.98, strength * (KLE_AGREES if agrees else KLE_DIFFERS))
                if agrees:
                    reasons.append(Reason(ReasonCode.KLE_OF_SAG, (sag.kle.text,)))
        return SagCandidate(sag, strength, tuple(reasons))

    def _hints(self, extract: Extract, name: str, query: Query, history: History) -> Iterable[Hint]:
        return chain(
            self._numbers(extract, name),
            self._thread(extract),
            self._parties(extract),
            self._filed_alike(history),
            self._titles(query),
        )

    def _numbers(self, extract: Extract, name: str) -> Iterable[Hint]:
        subject = extract.titles[0] if extract.titles else None
        places: list[tuple[ReasonCode, EvidenceSource, str]] = [
            (ReasonCode.CASE_NUMBER_IN_FILE_NAME, EvidenceSource.FILE_NAME, name),
            (ReasonCode.CASE_NUMBER_IN_TEXT, EvidenceSource.TEXT, extract.text),
        ]
        if subject and subject.evidence.source in (EvidenceSource.HEADER, EvidenceSource.TEXT):
            places.insert(0, (ReasonCode.CASE_NUMBER_IN_SUBJECT, subject.evidence.source, subject.value))
        for code, source, text in places:
            met: set[SagId] = set()
            for place in number_places(text):
                sag = self._directory.by_key(place.key)
                if sag is None or sag.id in met or (place.may_be_date and not place.labelled):
                    continue
                met.add(sag.id)
                yield Hint(sag, Reason(code, (place.written,), _evidence(source, place)), _trust(place))
        for number in extract.case_numbers:
            sag = self._directory.by_number(number.value)
            if sag is not None:
                yield Hint(sag, Reason(ReasonCode.CASE_NUMBER_IN_TEXT, (number.value,), number.evidence), 1.0)

    def _thread(self, extract: Extract) -> Iterable[Hint]:
        if self._memory is None or not extract.references:
            return
        filed = self._memory.thread(extract.references)
        for sag, times in filed.items():
            known = self._by_text(sag)
            if known:
                yield Hint(known, Reason(ReasonCode.REPLY_TO_FILED), times / sum(filed.values()))

    def _parties(self, extract: Extract) -> Iterable[Hint]:
        named = [found for found in (extract.sender, *extract.parties, *extract.recipients) if found]
        for found in named:
            sager = self._directory.by_party(found.value.urn)
            still_open = [sag for sag in sager if sag.is_open] or sager
            for sag in still_open[:20]:
                yield Hint(
                    sag,
                    Reason(ReasonCode.PARTY_ON_SAG, (found.value.label,), found.evidence),
                    1 / len(still_open) ** 0.5,
                )

    def _filed_alike(self, history: History) -> Iterable[Hint]:
        total = sum(history.titles.values())
        for (_, sag), times in history.titles.items():
            known = self._by_text(sag)
            if known:
                yield Hint(known, Reason(ReasonCode.SAME_SUBJECT), times / total)
        for neighbour in history.neighbours:
            known = self._by_text(neighbour.sag)
            if known:
                share = min(1.0, neighbour.likeness / DUPLICATE / 1.4)
                yield Hint(known, Reason(ReasonCode.SIMILAR_TO_FILED), share)

    def _titles(self, query: Query) -> Iterable[Hint]:
        """Sager whose title's words stand in the document; rare words among the Sager weigh most."""
        rarity = self._directory.title_rarity
        mine = {word: place for word, place in query.places.items() if word in rarity}
        if not mine:
            return
        for sag in self._directory.all():
            words = self._directory.title_words(sag.id)
            shared = [word for word in words if word in mine]
            if not shared:
                continue
            weight = sum(rarity[word] for word in shared)
            likeness = weight / (sum(rarity[word] for word in words) + 2.0)
            if likeness >= 0.35:
                quoted = tuple(mine[word].word for word in sorted(shared, key=lambda word: (-rarity[word], word))[:3])
                yield Hint(sag, Reason(ReasonCode.SAG_TEXT_ALIKE, quoted), min(1.0, likeness * 1.2))

    def _by_text(self, sag: str) -> SagRef | None:
        return self._directory.by_text_id(sag)


def _trust(place: NumberPlace) -> float:
    return 1.0 if place.labelled or len(place.written) > 6 else UNLABELLED


def _evidence(source: EvidenceSource, place: NumberPlace) -> Evidence:
    if source is EvidenceSource.TEXT:
        return Evidence(source, place.written, place.start, place.end)
    return Evidence(source, place.written)
