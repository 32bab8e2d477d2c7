"""The figures of a unit and its subjects: what one filing adds to them, and what they come to. Nobody is counted."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Protocol

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import AktoerId, DokumentId
from sagsbud.domain.verdicts import ReturnReason

CERTAINTY = 0.95
"""How certain it is that a share lies between its bounds."""


@frozen
class FilingFacts:
    """One Dokument on a Sag, as the figures count it."""

    dokument: DokumentId
    day: date
    """On which it was filed, in Danish time."""
    hours: float
    """From receipt to filed."""
    group: str
    """KLE main group, two digits; empty when its subject is not known."""
    unit: AktoerId | None = None
    used: bool | None = None
    """Whether the first suggested subject was used; None when none was suggested."""
    promised: float | None = None
    """The confidence that was promised for it."""
    reviewed: bool = False
    returned: ReturnReason | None = None
    settled: bool = True
    """False while a review is under way, so that it is looked at again."""


@frozen
class FigureRow:
    """So many of one kind on one day. `bucket` is a step of time, a bin of confidence or a reason, by kind."""

    day: date
    kind: str
    group: str
    bucket: int
    count: int


class Figures(Protocol):
    """Figures kept as they come, so that asking for them does not grow with the number of filings. In `outbox`."""

    def take(self, facts: Iterable[FilingFacts]) -> int:
        """Count these, each in place of what was counted of the same Dokument before; how many were new."""

    def unknown(self, dokumenter: Collection[DokumentId]) -> list[DokumentId]:
        """Those of them that were never counted."""

    def unsettled(self, limit: int) -> list[DokumentId]:
        """Dokumenter that were counted while their review was under way, the longest not looked at first."""

    def rows(self, since: date, until: date, unit: AktoerId | None) -> list[FigureRow]:
        """The counts of these days, both included; of all units when none is named."""

    def sums(self, since: date, until: date, unit: AktoerId | None) -> list[FigureRow]:
        """As `rows`, added up: filings by day, times by week (its Monday), everything else as a whole."""

    def units(self) -> list[AktoerId]:
        """The units there are figures of."""

    def harvested(self) -> datetime | None:
        """Up to when the service was counted."""

    def note_harvest(self, at: datetime) -> None:
        """The service was counted up to now."""


@frozen
class SampleReport:
    """What a sample says of all filings: the share that had to go back, with its 95 % interval (Wilson)."""

    n: int
    errors: int
    drawn: int
    """How many were drawn, decided or not."""
    rate: float | None
    low: float
    high: float
    since: datetime | None = None


@frozen
class DayCount:
    """Filings on one day."""

    day: date
    filed: int


@frozen
class WeekTimes:
    """Hours from receipt to filed, of what was filed in one ISO week."""

    monday: date
    n: int
    median: float
    p90: float


@frozen
class AgeCount:
    """How many wait with this age in working days; the last bucket is open upwards."""

    days: int
    count: int


@frozen
class GroupShare:
    """Of the first suggestions in a KLE main group, the share that was used, with its 95 % interval."""

    group: str
    title: str
    n: int
    share: float
    low: float
    high: float


@frozen
class CalibrationBin:
    """Suggestions with about the same promised confidence, and how many were right."""

    promised: float
    right: float
    low: float
    high: float
    n: int


@frozen
class ReasonCount:
    """How many went back for a reason."""

    reason: ReturnReason
    count: int


@frozen
class OverviewFilter:
    """Which figures: of one unit or all that are known, in which days (both included)."""

    since: date
    until: date
    unit: AktoerId | None = None


@frozen
class Overview:
    """Per unit and per subject, never per employee."""

    filter: OverviewFilter
    filed: int
    filed_before: int
    """In the period of the same length just before."""
    median_hours: float | None
    p90_hours: float | None
    median_before: float | None
    oldest_age: int | None
    """Working days of the oldest document that is not filed yet, as far as is known."""
    oldest_count: int
    used_share: float | None
    used_low: float
    used_high: float
    used_n: int
    days: tuple[DayCount, ...]
    weeks: tuple[WeekTimes, ...]
    ages: tuple[AgeCount, ...]
    groups: tuple[GroupShare, ...]
    calibration: tuple[CalibrationBin, ...]
    returns: tuple[ReasonCount, ...]
    reviewed: int
    units: tuple[tuple[AktoerId, str], ...] = ()
    """What can be chosen."""
    harvested_until: datetime | None = None
    """Up to when the service's Dokumenter were counted; None when only this machine's own were."""
