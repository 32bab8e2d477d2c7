"""Which Sag: known numbers first, then threads, parties, subjects and likeness, each as sure as it has proven to be."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from sagsbud.domain.extract import Evidence, EvidenceSource, Extract
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.suggestions import Reason, ReasonCode
from sagsbud.suggest.calibration import bin_of
from sagsbud.suggest.history import History
from sagsbud.suggest.memory import FilingMemory
from sagsbud.suggest.query import Query
from sagsbud.suggest.sager import LocalSagDirectory
from sagsbud.suggest.sagsnumre import NumberPlace, number_places
from sagsbud.suggest.steder import Sted, steder

BELIEF: dict[ReasonCode, float] = {
    ReasonCode.CASE_NUMBER_IN_SUBJECT: 0.995,
    ReasonCode.CASE_NUMBER_IN_FILE_NAME: 0.97,
    ReasonCode.CASE_NUMBER_IN_TEXT: 0.95,
    ReasonCode.REPLY_TO_FILED: 0.97,
    ReasonCode.PLACE_ON_SAG: 0.80,
    ReasonCode.PARTY_ON_SAG: 0.70,
    ReasonCode.SAME_SUBJECT: 0.75,
    ReasonCode.SIMILAR_TO_FILED: 0.85,
    ReasonCode.SAG_TEXT_ALIKE: 0.50,
    ReasonCode.SENDER_BEFORE: 0.30,
    ReasonCode.KLE_OF_SAG: 0.15,
}
"""How often each kind of evidence is right at its best, before this user's own answers say otherwise."""
BELIEF_WORTH = 15
"""How many answers a starting belief is worth."""
CLOSED = 0.6
"""A closed Sag keeps this share of its strength: documents do come late, but seldom."""
UNLABELLED = 0.9
LIMIT = 5
SHARPNESS = 8
"""How steeply a Sag whose earlier documents say less of the new one falls behind the best."""
COVERED_FLOOR = 0.5
"""A document need not be all old news for its Sag to be sure: this much is added to the share that is."""
QUOTE_WEIGHT, TITLE_WEIGHT = 0.1, 0.15
"""What a quoted document, and the words of the Sag's title, count beside all that was said on the Sag."""
KLE_FACTOR = 1.1
"""A Sag under one of the subjects proposed for the document gains so much."""
FEW_SAGER = 2
"""While so few Sager have filings, being the most alike of them says half of what it may say later."""
LEAST = 0.002
"""Shares under this are no hint."""
TITLE_SAID = 0.35
"""The share of a Sag's title that a document must have to be called by it."""
NEWS = 0.15
"""When no Sag has heard this much of what the document says, its title speaks for it alone."""
NUMBERED = frozenset(
    {ReasonCode.CASE_NUMBER_IN_SUBJECT, ReasonCode.CASE_NUMBER_IN_FILE_NAME, ReasonCode.CASE_NUMBER_IN_TEXT}
)
KNOWN = NUMBERED | {ReasonCode.REPLY_TO_FILED}
"""What the service knows, where all else only points that way."""
SURELY, JUST_BEHIND = 0.9, 0.99
"""From this strength what is known comes first, and what only points elsewhere has at most this share of it."""


@frozen
class Hint:
    """One piece of evidence for one Sag: its kind, and how much of the kind's belief it deserves (0..1)."""

    sag: SagRef
    reason: Reason
    share: float


@frozen
class SagCandidate:
    """A Sag with its raw strength and reasons, strongest first."""

    sag: SagRef
    strength: float
    reasons: tuple[Reason, ...]
    evidence: tuple[tuple[ReasonCode, float], ...] = ()
    """Each kind that spoke for it, with its share: what is counted when the decision is known."""


class SagFinder:
    """Finds the Sag a document belongs to among those this machine knows."""

    def __init__(self, directory: LocalSagDirectory, memory: FilingMemory | None) -> None:
        self._directory = directory
        self._memory = memory

    def find(
        self, extract: Extract, name: str, query: Query, history: History, kle: Sequence[KleNummer]
    ) -> list[SagCandidate]:
        """The best Sager, strongest first; empty when nothing points anywhere."""
        hints = list(self._hints(extract, name, query, history, kle))
        by_sag: dict[SagId, list[Hint]] = defaultdict(list)
        for hint in hints:
            by_sag[hint.sag.id].append(hint)
        found = _known_first([self._candidate(entries, kle) for entries in by_sag.values()])
        strengths = sorted((round(one.strength, 9) for one in found), reverse=True)
        least = strengths[min(LIMIT, len(strengths)) - 1] if strengths else 0.0
        best = [one for one in found if round(one.strength, 9) >= least]
        best.sort(key=lambda one: (round(one.strength, 9), self._directory.recency(one.sag)), reverse=True)
        return best[:LIMIT]

    def belief(self, kind: ReasonCode, share: float = 1.0) -> float:
        """How sure this kind of evidence is by now, at this share of its best."""
        answers = self._memory.answers(f"sag:{kind}") if self._memory else {}
        hits, asked = answers.get(bin_of(share), (0, 0))
        return (hits + BELIEF_WORTH * BELIEF[kind] * share) / (asked + BELIEF_WORTH)

    def _candidate(self, hints: Sequence[Hint], kle: Sequence[KleNummer]) -> SagCandidate:
        """Independent kinds of evidence add up as chances do; one kind counts once."""
        best: dict[ReasonCode, Hint] = {}
        for hint in hints:
            if hint.reason.code not in best or hint.share > best[hint.reason.code].share:
                best[hint.reason.code] = hint
        sag = hints[0].sag
        numbered = not NUMBERED.isdisjoint(best)
        if sag.kle and sag.kle in kle and not numbered:
            best[ReasonCode.KLE_OF_SAG] = Hint(sag, Reason(ReasonCode.KLE_OF_SAG, (sag.kle.text,)), 1.0)
        sure = {code: min(0.999, self.belief(code, hint.share)) for code, hint in best.items()}
        strength = 1.0 - math.prod(1.0 - belief for belief in sure.values())
        if not numbered:
            strength *= 1.0 if sag.is_open else CLOSED
        order = sorted(
            best.values(), key=lambda hint: (hint.reason.code is ReasonCode.KLE_OF_SAG, -sure[hint.reason.code])
        )
        return SagCandidate(
            sag,
            strength if numbered else min(0.985, strength),
            tuple(hint.reason for hint in order),
            tuple((hint.reason.code, hint.share) for hint in order),
        )

    def _hints(
        self, extract: Extract, name: str, query: Query, history: History, kle: Sequence[KleNummer]
    ) -> Iterable[Hint]:
        return chain(
            self._numbers(extract, name),
            self._thread(extract),
            self._parties(extract),
            self._places(extract),
            self._sender(extract),
            self._filed_alike(history),
            self._alike(query, history, kle),
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

    def _alike(self, query: Query, history: History, kle: Sequence[KleNummer]) -> Iterable[Hint]:
        """Sager on which much of what the document says was said before; a quoted document and the title's words add.

        What is said on many Sager says little, so the shares of all Sager together are one.
        """
        titles = dict(self._titles(query))
        filed = {sag: one for one in history.alike.sager if (sag := self._by_text(one.sag)) is not None}
        level = max((one.covered for one in filed.values()), default=0.0)
        score: dict[SagRef, float] = {}
        for sag in filed.keys() | titles.keys():
            said = filed[sag].covered + QUOTE_WEIGHT * filed[sag].quoted if sag in filed else 0.0
            called = TITLE_WEIGHT * titles[sag][0] if sag in titles else 0.0
            score[sag] = (said + called) * (KLE_FACTOR if sag.kle in kle else 1.0)
        best = max(score.values(), default=0.0)
        weight = {sag: (value / best) ** SHARPNESS for sag, value in score.items()} if best > 0 else {}
        total = math.fsum(weight.values())
        for sag, value in weight.items():
            share = value / total * min(1.0, COVERED_FLOOR + level) * history.sager / (history.sager + FEW_SAGER)
            if sag in filed and share >= LEAST:
                yield Hint(sag, Reason(ReasonCode.SIMILAR_TO_FILED), share)
            if sag in titles:
                likeness, quoted = titles[sag]
                own = min(1.0, likeness * 1.2)
                yield Hint(sag, Reason(ReasonCode.SAG_TEXT_ALIKE, quoted), own if level < NEWS else own * value / total)

    def _places(self, extract: Extract) -> Iterable[Hint]:
        """Sager that are about a place, a plan or a plot of land which the document names."""
        title = extract.titles[0] if extract.titles else None
        named = [(place, _evidence(EvidenceSource.TEXT, place)) for place in steder(extract.text)]
        if title:
            named += [(place, Evidence(title.evidence.source, place.written)) for place in steder(title.value)]
        for place, evidence in named:
            sager = self._directory.by_place(place.key)
            for sag in sager[:20]:
                yield Hint(sag, Reason(ReasonCode.PLACE_ON_SAG, (place.written,), evidence), 1 / len(sager))

    def _sender(self, extract: Extract) -> Iterable[Hint]:
        """Sager this correspondent's documents were filed on before; how much that says is learned."""
        if self._memory is None or extract.sender is None:
            return
        filed = self._memory.from_sender(extract.sender.value.urn)
        known = [
            (sag, times) for text, times in filed.items() if (sag := self._by_text(text)) is not None and sag.is_open
        ]
        total = sum(times for _, times in known)
        for sag, times in known[:20]:
            yield Hint(sag, Reason(ReasonCode.SENDER_BEFORE, (), extract.sender.evidence), times / total)

    def _titles(self, query: Query) -> Iterable[tuple[SagRef, tuple[float, tuple[str, ...]]]]:
        """Sager whose title's words stand in the document, how much of the title, and the rarest of the words."""
        for sag, share, words in self._directory.titles.said(query.places, TITLE_SAID):
            yield sag, (share, tuple(query.places[word].word for word in words[:3]))

    def _by_text(self, sag: str) -> SagRef | None:
        return self._directory.by_text_id(sag)


def _known_first(found: Sequence[SagCandidate]) -> list[SagCandidate]:
    """A number or a thread that the service knows, and that has proven right so far, beats any likeness."""
    known = {one.sag.id: one.strength for one in found if not KNOWN.isdisjoint(code for code, _ in one.evidence)}
    most = max(known.values(), default=0.0)
    if most < SURELY:
        return list(found)
    return [
        one if one.sag.id in known else replace(one, strength=min(one.strength, most * JUST_BEHIND)) for one in found
    ]


def _trust(place: NumberPlace) -> float:
    return 1.0 if place.labelled or len(place.written) > 6 else UNLABELLED


def _evidence(source: EvidenceSource, place: NumberPlace | Sted) -> Evidence:
    if source is EvidenceSource.TEXT:
        return Evidence(source, place.written, place.start, place.end)
    return Evidence(source, place.written)
