"""The figures of a unit, counted from the service's own Dokumenter a little at a time, per unit and subject.

Dokumenter are found by their date, day by day, newest first: a search every service of the standard answers. What each
of them adds is kept (`Figures`), so that asking for a year costs no more than asking for a week.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

from sagsbud.domain.clock import Clock
from sagsbud.domain.figures import (
    AgeCount,
    CalibrationBin,
    DayCount,
    FigureRow,
    Figures,
    FilingFacts,
    GroupShare,
    Overview,
    OverviewFilter,
    ReasonCount,
    WeekTimes,
)
from sagsbud.domain.ids import AktoerId, DokumentId
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import ReviewDokument
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.domain.verdicts import ReturnReason
from sagsbud.domain.workdays import danish_date
from sagsbud.domain.workflow import FINAL
from sagsbud.review.statistics import quantile, step_of, wilson

DAYS_BACK = 40
"""So far back Dokumenter that are new to the service are looked for; older ones were counted while they were young."""
READ_AT_ONCE = 100
BINS = 10
_REASONS = tuple(ReturnReason)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_OLDEST_BUCKET = 4


class Countable(Protocol):
    """What counting asks of the service."""

    def of_day(self, unit: AktoerId | None, brevdato: date) -> list[DokumentId]:
        """Dokumenter of the unit with this date."""

    def dokumenter(self, wanted: Sequence[DokumentId]) -> list[ReviewDokument]:
        """Those that exist."""

    def names(self, wanted: Collection[AktoerId]) -> Mapping[AktoerId, Aktoer]:
        """What people and units are called."""


class FigureBook:
    """The domain's Counting. `harvest` is for one thread; everything else for any."""

    def __init__(
        self,
        service: Countable,
        figures: Figures,
        unit: AktoerId | None,
        clock: Clock,
        group_title: Callable[[str], str] = lambda group: "",
    ) -> None:
        self._service = service
        self._figures = figures
        self._unit = unit
        self._clock = clock
        self._group_title = group_title
        self._day = 0
        self._waiting: list[DokumentId] = []

    # -- counting -----------------------------------------------------------------------------------------

    def harvest(self) -> bool:
        """The Dokumenter of one more day, or a hundred of those that were found; False when the round is done."""
        if self._waiting:
            taken, self._waiting = self._waiting[:READ_AT_ONCE], self._waiting[READ_AT_ONCE:]
            self._count(taken)
            return True
        if self._day > DAYS_BACK:
            self._day = 0
            self._count(self._figures.unsettled(READ_AT_ONCE))
            self._figures.note_harvest(self._clock())
            return False
        day = danish_date(self._clock()) - _DAY * self._day
        self._waiting = self._figures.unknown(self._service.of_day(self._unit, day))
        self._day += 1
        return True

    def _count(self, wanted: Sequence[DokumentId]) -> None:
        if wanted:
            found = (facts_of(seen) for seen in self._service.dokumenter(wanted))
            self._figures.take(facts for facts in found if facts)

    # -- telling ------------------------------------------------------------------------------------------

    def overview(self, wanted: OverviewFilter, ages: Mapping[int, int]) -> Overview:
        """The figures of these days, beside those of as many days before."""
        length = (wanted.until - wanted.since).days + 1
        rows = self._figures.sums(wanted.since, wanted.until, wanted.unit)
        before = self._figures.sums(wanted.since - _DAY * length, wanted.since - _DAY, wanted.unit)
        hours, hours_before = _steps(rows), _steps(before)
        used, suggested = _used(rows)
        low, high = wilson(used, suggested)
        oldest = max((days for days, count in ages.items() if count), default=None)
        units = self._figures.units()
        names = self._service.names(units) if units else {}
        return Overview(
            filter=wanted,
            filed=_total(rows, "filed"),
            filed_before=_total(before, "filed"),
            median_hours=quantile(hours, 0.5),
            p90_hours=quantile(hours, 0.9),
            median_before=quantile(hours_before, 0.5),
            oldest_age=oldest,
            oldest_count=ages.get(oldest, 0) if oldest is not None else 0,
            used_share=used / suggested if suggested else None,
            used_low=low,
            used_high=high,
            used_n=suggested,
            days=_days(rows, wanted),
            weeks=_weeks(rows),
            ages=_ages(ages),
            groups=self._groups(rows),
            calibration=_calibration(rows),
            returns=_returns(rows),
            reviewed=_total(rows, "reviewed"),
            units=tuple((unit, names[unit].navn if unit in names else "") for unit in units),
            harvested_until=self._figures.harvested(),
        )

    def interval(self, share_of: int, n: int) -> tuple[float, float]:
        """The 95 % interval of a share."""
        return wilson(share_of, n)

    def table(self, wanted: OverviewFilter) -> list[tuple[str, ...]]:
        """A row per day and main group, with what was counted."""
        rows = self._figures.rows(wanted.since, wanted.until, wanted.unit)
        cells: dict[tuple[date, str], Counter[str]] = defaultdict(Counter)
        steps: dict[tuple[date, str], Counter[int]] = defaultdict(Counter)
        for row in rows:
            place = (row.day, row.group)
            if row.kind == "hours":
                steps[row.day, ""][row.bucket] += row.count
                cells[row.day, ""]["timed"] += row.count
            elif row.kind == "used":
                cells[place]["suggested"] += row.count
                cells[place]["used"] += row.count * row.bucket
            else:
                cells[place][row.kind] += row.count
        heading = ("day", "group", "filed", "suggested", "used", "reviewed", "returned", "median_hours", "p90_hours")
        found: list[tuple[str, ...]] = [heading]
        for place in sorted(cells):
            counts = cells[place]
            numbers = [str(counts[kind]) for kind in ("filed", "suggested", "used", "reviewed", "returned")]
            times = [_shown(quantile(steps.get(place, {}), share)) for share in (0.5, 0.9)]
            found.append((place[0].isoformat(), place[1], *numbers, *times))
        return found

    def _groups(self, rows: Sequence[FigureRow]) -> tuple[GroupShare, ...]:
        n: Counter[str] = Counter()
        used: Counter[str] = Counter()
        for row in rows:
            if row.kind == "used":
                n[row.group] += row.count
                used[row.group] += row.count * row.bucket
        found = []
        for group, count in n.items():
            low, high = wilson(used[group], count)
            found.append(GroupShare(group, self._group_title(group), count, used[group] / count, low, high))
        return tuple(sorted(found, key=lambda one: (-one.share, one.group)))


def facts_of(seen: ReviewDokument) -> FilingFacts | None:
    """What a Dokument adds to the figures; None while it stands on no Sag."""
    if seen.filed_at is None or seen.passive:
        return None
    returned = _returned(seen)
    looked = any(step.fremdrift is DokumentFremdrift.UNDERREVIEW for step in seen.steps)
    settled = seen.fremdrift in FINAL or not looked
    return FilingFacts(
        dokument=seen.id,
        day=danish_date(seen.filed_at),
        hours=max(0.0, (seen.filed_at - seen.received_at) / _HOUR),
        group=seen.kle.hovedgruppe if seen.kle else "",
        unit=seen.unit.id if seen.unit else None,
        used=seen.kle == seen.suggested_kle if seen.suggested_kle else None,
        promised=seen.suggested_confidence,
        reviewed=looked and (returned is not None or seen.fremdrift in FINAL),
        returned=returned,
        settled=settled,
    )


def _returned(seen: ReviewDokument) -> ReturnReason | None:
    """Why it was last sent back: the first words of the note of the state after Underreview."""
    back = (DokumentFremdrift.FORDELT, DokumentFremdrift.UNDERUDARBEJDELSE)
    found = None
    for before, after in zip(seen.steps, seen.steps[1:], strict=False):
        if before.fremdrift is DokumentFremdrift.UNDERREVIEW and after.fremdrift in back:
            known = (reason for reason in _REASONS if after.note.startswith(reason.value))
            found = next(known, ReturnReason.OTHER)
    return found


def cells_of(facts: FilingFacts) -> list[tuple[str, str, int]]:
    """Kind, group and bucket of everything a filing is counted in."""
    found = [("filed", facts.group, 0), ("hours", "", step_of(facts.hours))]
    if facts.used is not None:
        found.append(("used", facts.group, int(facts.used)))
        if facts.promised is not None:
            found.append(("promised", "", min(BINS - 1, int(facts.promised * BINS)) * 2 + int(facts.used)))
    if facts.reviewed:
        found.append(("reviewed", "", 0))
    if facts.returned:
        found.append(("returned", "", _REASONS.index(facts.returned)))
    return found


def _total(rows: Sequence[FigureRow], kind: str) -> int:
    return sum(row.count for row in rows if row.kind == kind)


def _steps(rows: Sequence[FigureRow]) -> Counter[int]:
    found: Counter[int] = Counter()
    for row in rows:
        if row.kind == "hours":
            found[row.bucket] += row.count
    return found


def _used(rows: Sequence[FigureRow]) -> tuple[int, int]:
    of = [row for row in rows if row.kind == "used"]
    return sum(row.count for row in of if row.bucket), sum(row.count for row in of)


def _days(rows: Sequence[FigureRow], wanted: OverviewFilter) -> tuple[DayCount, ...]:
    counts: Counter[date] = Counter()
    for row in rows:
        if row.kind == "filed":
            counts[row.day] += row.count
    days = (wanted.since + _DAY * step for step in range((wanted.until - wanted.since).days + 1))
    return tuple(DayCount(day, counts[day]) for day in days)


def _weeks(rows: Sequence[FigureRow]) -> tuple[WeekTimes, ...]:
    steps: dict[date, Counter[int]] = defaultdict(Counter)
    for row in rows:
        if row.kind == "hours":
            steps[row.day - _DAY * row.day.weekday()][row.bucket] += row.count
    found = []
    for monday in sorted(steps):
        of = steps[monday]
        median, p90 = quantile(of, 0.5), quantile(of, 0.9)
        found.append(WeekTimes(monday, sum(of.values()), median or 0.0, p90 or 0.0))
    return tuple(found)


def _ages(ages: Mapping[int, int]) -> tuple[AgeCount, ...]:
    counts: Counter[int] = Counter()
    for days, count in ages.items():
        counts[min(days, _OLDEST_BUCKET)] += count
    return tuple(AgeCount(days, counts[days]) for days in range(_OLDEST_BUCKET + 1))


def _calibration(rows: Sequence[FigureRow]) -> tuple[CalibrationBin, ...]:
    n: Counter[int] = Counter()
    right: Counter[int] = Counter()
    for row in rows:
        if row.kind == "promised":
            n[row.bucket // 2] += row.count
            right[row.bucket // 2] += row.count * (row.bucket % 2)
    found = []
    for place in sorted(n):
        low, high = wilson(right[place], n[place])
        found.append(CalibrationBin((place + 0.5) / BINS, right[place] / n[place], low, high, n[place]))
    return tuple(found)


def _returns(rows: Sequence[FigureRow]) -> tuple[ReasonCount, ...]:
    counts: Counter[int] = Counter()
    for row in rows:
        if row.kind == "returned":
            counts[row.bucket] += row.count
    found = [ReasonCount(_REASONS[place], count) for place, count in counts.items()]
    return tuple(sorted(found, key=lambda one: (-one.count, one.reason)))


def _shown(hours: float | None) -> str:
    return "" if hours is None else f"{hours:.2f}"
