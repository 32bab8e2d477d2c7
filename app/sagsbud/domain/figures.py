"""What one filing adds to the figures of its unit and subject. Nothing in it tells who did it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sagsbud.domain.ids import AktoerId, DokumentId
from sagsbud.domain.review import ReturnReason


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
