"""The Suggester: reads an extract, ranks subjects and Sager, fills the form, and learns from each decision."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from sagsbud.domain.extract import Extract
from sagsbud.domain.frozen import frozen
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.domain.orders import FilingOrder
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.suggestions import Band, Reason, ReasonCode, Suggestion, SuggestionSet
from sagsbud.suggest import felter
from sagsbud.suggest.alike import RAREST
from sagsbud.suggest.calibration import Calibrator, Reliability, band_of, bin_of
from sagsbud.suggest.catalogue import Loaded, LocalKleCatalogue, current
from sagsbud.suggest.citater import own_part
from sagsbud.suggest.counting import Answer
from sagsbud.suggest.emnevalg import Subject, rank
from sagsbud.suggest.filings import Filing, kept_words
from sagsbud.suggest.memory import FilingMemory
from sagsbud.suggest.query import Query, make_query
from sagsbud.suggest.sager import LocalSagDirectory
from sagsbud.suggest.sagvalg import SagCandidate, SagFinder

SHOWN_KLE = 5
SAG_GIVES_KLE = 0.9
"""A document on a Sag has the Sag's subject so often, when we know the Sag."""
COUNTED_SAGER = 3
"""So many of the proposed Sager are counted right or wrong when the decision is known."""
TELLING_LETTERS = 4
"""Letters of the stem from which a word is asked for by itself: shorter ones are units and abbreviations."""
_KLE_ANSWERS = "kle"


class LocalSuggester:
    """The domain's Suggester, on this machine alone. Safe to call from several threads.

    `catalogue` and `directory` are shared with the rest of the program. `memory` is the encrypted file of what was
    learned, opened with `key` (32 raw bytes); raises StoreError WRONG_KEY when the key is another.
    """

    def __init__(self, catalogue: LocalKleCatalogue, directory: LocalSagDirectory, memory: Path, key: bytes) -> None:
        self._catalogue = catalogue
        self._directory = directory
        self._memory = FilingMemory(memory, key)
        self._finder = SagFinder(directory, self._memory)
        self._learning = Lock()
        self._calibrator = Calibrator(self._memory.answers(_KLE_ANSWERS))

    def close(self) -> None:
        """Keep what was learned and let go of the file."""
        self._memory.close()

    def suggest(self, extract: Extract, name: str) -> SuggestionSet:
        """What to propose for this document; each field is silent when nothing fits."""
        seen = self._look(extract, name)
        sager = tuple(self._sag(candidate) for candidate in seen.sager)
        kle = self._kle(seen)
        retning = felter.direction_of(extract)
        titel = felter.title_of(extract, name)
        parter = felter.parties_of(extract, retning)
        return SuggestionSet(
            kle=kle,
            sager=tuple(sag for sag in sager if sag.band is not Band.NONE),
            facet=_facet(seen.sager),
            titel=titel,
            dato=felter.date_of(extract),
            dokumenttype=felter.type_of(extract, titel.value if titel else "", retning),
            retning=retning,
            parter=parter,
            foelsomhed=felter.sensitivity_of(extract, parter),
            edition=seen.loaded.plan.edition,
        )

    def telling(self, extract: Extract, name: str) -> tuple[str, ...]:
        """The rarest words it has, as they stand in it: those met before, and as many that are new here."""
        query = make_query(_subject_line(extract, name), extract.text, self._catalogue.loaded.index.splitter)
        words = kept_words(query.title_words, query.words)
        rarest = self._memory.rarest({word: words[word] for word in words if len(word) >= TELLING_LETTERS}, RAREST)
        return tuple(query.places[stem].word for stem in rarest if stem in query.places)

    def learn(self, extract: Extract, order: FilingOrder) -> None:
        """Fold the decision in, and count whether we would have been right; the same order is learned once."""
        with self._learning:
            seen = self._look(extract, order.main.file_name)
            filing = Filing(
                mark=str(order.id),
                nummer=order.kle.text,
                sag=str(order.sag.id),
                titel=order.main.titel,
                words=self._own_words(extract, seen),
                sender=extract.sender.value.urn if extract.sender else "",
                message_ids=(extract.message_id,) if extract.message_id else (),
                answers=tuple(_answers(seen, order)),
            )
            if self._memory.add(filing):
                self._directory.note_use(order.sag.id, order.decided_at)
                self._calibrator = Calibrator(self._memory.answers(_KLE_ANSWERS))

    def _own_words(self, extract: Extract, seen: "_Seen") -> dict[str, int]:
        """What the document itself says; what it quotes was learned with the mail it came in."""
        own = own_part(extract.text)
        if own == extract.text:
            return seen.words
        query = make_query(" ".join(seen.query.title_words), own, seen.loaded.index.splitter)
        return kept_words(query.title_words, query.words)

    def unlearn(self, extract: Extract, order: FilingOrder) -> None:
        """Exact inverse of `learn`; fine when it was never learned."""
        with self._learning:
            if self._memory.remove(str(order.id)):
                self._calibrator = Calibrator(self._memory.answers(_KLE_ANSWERS))

    def reliability(self) -> list[Reliability]:
        """For the supervisor's page: what we said and how often it was right, by tenths of strength."""
        return self._calibrator.page()

    def _look(self, extract: Extract, name: str) -> "_Seen":
        loaded = self._catalogue.loaded
        title = _subject_line(extract, name)
        query = make_query(title, extract.text, loaded.index.splitter)
        words = kept_words(query.title_words, query.words)
        history = self._memory.history(words, title)
        subjects = rank(loaded, query, history)
        sager = self._finder.find(extract, name, query, history, [one.nummer for one in subjects[:3]])
        return _Seen(loaded, query, words, subjects, sager)

    def _sag(self, candidate: SagCandidate) -> Suggestion[SagRef]:
        return Suggestion(candidate.sag, candidate.strength, band_of(candidate.strength), candidate.reasons)

    def _kle(self, seen: "_Seen") -> tuple[Suggestion[KleNummer], ...]:
        """The subjects with their probabilities; a Sag we are sure of speaks first."""
        found = [self._suggestion(subject) for subject in seen.subjects]
        inherited = _inherited(seen.sager, seen.loaded)
        if inherited:
            own = next((one.reasons for one in found if one.value == inherited.value), ())
            merged = Suggestion(inherited.value, inherited.confidence, inherited.band, inherited.reasons + own)
            found = [merged, *(one for one in found if one.value != inherited.value)]
        return tuple(one for one in found if one.band is not Band.NONE)[:SHOWN_KLE]

    def _suggestion(self, subject: Subject) -> Suggestion[KleNummer]:
        probability = self._calibrator.probability(subject.strength)
        return Suggestion(subject.nummer, probability, band_of(probability), subject.reasons)


@frozen
class _Seen:
    """Everything one look at a document gave, and the edition it was looked at with."""

    loaded: Loaded
    query: Query
    words: dict[str, int]
    subjects: list[Subject]
    sager: list[SagCandidate]


def _subject_line(extract: Extract, name: str) -> str:
    titel = felter.title_of(extract, name)
    return titel.value if titel else ""


def _inherited(sager: Sequence[SagCandidate], loaded: Loaded) -> Suggestion[KleNummer] | None:
    """The subject of the Sag, when we are sure which Sag it is; retired numbers are handed to a single successor."""
    if not sager or sager[0].sag.kle is None or band_of(sager[0].strength) is not Band.SURE:
        return None
    targets = current(loaded, sager[0].sag.kle)
    if len(targets) > 1:
        return None
    value = targets[0] if targets else sager[0].sag.kle
    belief = sager[0].strength * SAG_GIVES_KLE
    return Suggestion(value, belief, band_of(belief), (Reason(ReasonCode.KLE_OF_SAG, (sager[0].sag.sagsnummer,)),))


def _facet(sager: Sequence[SagCandidate]) -> Suggestion[Handlingsfacet] | None:
    """The Sag's facet: the Dokument has none of its own, so it follows the Sag (STANDARDS 6.2)."""
    if not sager or sager[0].sag.facet is None or band_of(sager[0].strength) is Band.NONE:
        return None
    best = sager[0]
    reason = Reason(ReasonCode.FACET_OF_SAG, (best.sag.sagsnummer,))
    return Suggestion(best.sag.facet, best.strength, band_of(best.strength), (reason,)) if best.sag.facet else None


def _answers(seen: _Seen, order: FilingOrder) -> list[Answer]:
    """What the decision says about our guesses: the first subject's bin, and each kind of evidence for a Sag."""
    found: list[Answer] = []
    if seen.subjects:
        first = seen.subjects[0]
        found.append(Answer(_KLE_ANSWERS, bin_of(first.strength), first.nummer == order.kle))
    for candidate in seen.sager[:COUNTED_SAGER]:
        right = candidate.sag.id == order.sag.id
        found += [Answer(f"sag:{code}", bin_of(share), right) for code, share in candidate.evidence]
    return sorted(found, key=lambda answer: (answer.kind, answer.bin, answer.right))
