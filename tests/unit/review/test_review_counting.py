"""What a Dokument adds to the figures, and what the figures then say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sagsbud.domain.figures import OverviewFilter
from sagsbud.domain.ids import AktoerId, DokumentId, SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import ReviewDokument, ReviewStep
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.domain.verdicts import ReturnReason
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.figures import KeptFigures
from sagsbud.review.counting import FigureBook, cells_of, facts_of

from tests.support.orders import CLERK
from tests.support.review import SUPERVISOR, UNIT

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = NOW.date()
WEEK = OverviewFilter(TODAY - timedelta(days=6), TODAY)
_S = DokumentFremdrift


def dokument(number: int, *states: tuple[DokumentFremdrift, str], hours: float = 2.0, **said: object) -> ReviewDokument:
    """Filed today, so many hours after it was received."""
    received = NOW - timedelta(hours=hours)
    steps = [ReviewStep(_S.MODTAGET, received, CLERK)]
    steps += [
        ReviewStep(state, NOW + timedelta(minutes=at), SUPERVISOR, note) for at, (state, note) in enumerate(states)
    ]
    whole = ReviewDokument(
        id=DokumentId(UUID(int=number)),
        titel="Brev",
        fremdrift=steps[-1].fremdrift,
        steps=tuple(steps),
        version=str(number),
        received_at=received,
        filed_at=NOW,
        unit=UNIT,
        sager=(SagId(UUID(int=1)),),
        kle=KleNummer("02.34.02"),
    )
    return replace(whole, **said)  # type: ignore[arg-type]


@dataclass
class Archive:
    """The service as counting knows it."""

    dokumenter_: dict[DokumentId, ReviewDokument] = field(default_factory=dict)

    def of_day(self, unit: AktoerId | None, brevdato: date) -> list[DokumentId]:
        return list(self.dokumenter_) if brevdato == TODAY else []

    def dokumenter(self, wanted: Sequence[DokumentId]) -> list[ReviewDokument]:
        return [self.dokumenter_[one] for one in wanted]

    def names(self, wanted: Collection[AktoerId]) -> Mapping[AktoerId, Aktoer]:
        return {}


@pytest.fixture
def archive() -> Archive:
    return Archive()


@pytest.fixture
def book(archive: Archive, tmp_path: Path) -> "FigureBook":
    figures = KeptFigures(EncryptedDatabase(tmp_path / "outbox.db", bytes(32)), cells_of, lambda: NOW)
    return FigureBook(archive, figures, UNIT.id, lambda: NOW)


def put(archive: Archive, *found: ReviewDokument) -> None:
    archive.dokumenter_ |= {one.id: one for one in found}


def harvest(book: FigureBook) -> None:
    while book.harvest():
        pass


def test_what_stands_on_no_sag_is_not_counted() -> None:
    assert facts_of(dokument(1, filed_at=None)) is None
    assert facts_of(dokument(1, passive=True)) is None


def test_filings_times_and_use(book: FigureBook, archive: Archive) -> None:
    used = {"suggested_kle": KleNummer("02.34.02"), "suggested_confidence": 0.95}
    other = {"suggested_kle": KleNummer("05.01.08"), "suggested_confidence": 0.35}
    put(archive, *(dokument(number, hours=number, **used) for number in range(1, 10)), dokument(10, hours=30, **other))
    harvest(book)

    told = book.overview(WEEK, {0: 3, 5: 1, 9: 1})

    assert (told.filed, told.filed_before, told.days[-1].filed) == (10, 0, 10)
    assert told.median_hours == pytest.approx(5, rel=0.15)
    assert (told.used_share, told.used_n) == (0.9, 10)
    assert [(one.group, one.n, one.share) for one in told.groups] == [("02", 10, 0.9)]
    assert [(one.promised, one.right, one.n) for one in told.calibration] == [(0.35, 0.0, 1), (0.95, 1.0, 9)]
    assert (told.oldest_age, told.oldest_count) == (9, 1)
    assert [one.count for one in told.ages] == [3, 0, 0, 0, 2]
    assert told.units == ((UNIT.id, ""),)
    assert told.harvested_until == NOW


def test_counting_again_changes_nothing(book: FigureBook, archive: Archive) -> None:
    put(archive, dokument(1), dokument(2))
    harvest(book)
    harvest(book)

    assert book.overview(WEEK, {}).filed == 2


def test_a_review_that_ends_later_is_counted_when_it_does(book: FigureBook, archive: Archive) -> None:
    put(archive, dokument(1, (_S.UNDERREVIEW, "")))
    harvest(book)
    assert book.overview(WEEK, {}).reviewed == 0

    back = (_S.FORDELT, "Forkert KLE-emne: se sagen")
    put(archive, dokument(1, (_S.UNDERREVIEW, ""), back, (_S.UNDERREVIEW, ""), (_S.ENDELIGT, "")))
    harvest(book)

    told = book.overview(WEEK, {})
    assert (told.filed, told.reviewed) == (1, 1)
    assert [(one.reason, one.count) for one in told.returns] == [(ReturnReason.WRONG_KLE, 1)]


def test_another_programs_reason_counts_as_other(book: FigureBook, archive: Archive) -> None:
    put(archive, dokument(1, (_S.UNDERREVIEW, ""), (_S.FORDELT, "ret lige parterne")))
    harvest(book)

    assert [one.reason for one in book.overview(WEEK, {}).returns] == [ReturnReason.OTHER]


def test_the_table_names_units_and_subjects_and_nobody(book: FigureBook, archive: Archive) -> None:
    put(archive, dokument(1), dokument(2, kle=None))
    harvest(book)

    heading, *rows = book.table(WEEK)

    assert heading[:3] == ("day", "group", "filed")
    assert [row[:3] for row in rows] == [(TODAY.isoformat(), "", "1"), (TODAY.isoformat(), "02", "1")]
    assert str(CLERK.id) not in str(rows)
