"""The Protocols of what is suggested: the Sager and the subject plan this machine knows, and who ranks them."""

from collections.abc import Sequence
from typing import Protocol

from sagsbud.domain.extract import Extract
from sagsbud.domain.ids import SagId
from sagsbud.domain.klassifikation import Handlingsfacet, Kassationskode, KleEmne, KleFacet, KleNummer
from sagsbud.domain.orders import FilingOrder
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.suggestions import SuggestionSet


class SagDirectory(Protocol):
    """The Sager this machine knows, also without net. Implemented in `suggest`."""

    def replace_all(self, sager: Sequence[SagRef]) -> None:
        """Take over the service's list of open Sager; the closed ones met by number stay known."""

    def add(self, sag: SagRef) -> None:
        """A Sag met by its number, which the list did not have."""

    def forget(self, sag: SagId) -> None:
        """The Sag is gone; fine when it was not known."""

    def by_number(self, sagsnummer: str) -> SagRef | None:
        """The Sag people call by this number (spaces and leading zeros forgiven)."""

    def by_id(self, sag: SagId) -> SagRef | None:
        """The Sag with this uuid."""

    def search(self, text: str, limit: int = 20) -> list[SagRef]:
        """Sager whose number, title or party fits the text; recently used first for an empty text."""


class KleCatalogue(Protocol):
    """The subject plan on this machine. Implemented in `suggest`."""

    @property
    def edition(self) -> str:
        """Which edition is loaded."""

    def emne(self, nummer: KleNummer) -> KleEmne | None:
        """The subject, or None when the plan has no such number."""

    def emner(self) -> list[KleEmne]:
        """Every subject in use, by number."""

    def hovedgruppe(self, number: str) -> str:
        """What the main group with this two-digit number is about; empty when nobody says."""

    def search(self, text: str, limit: int = 20) -> list[KleEmne]:
        """Subjects by number, title or everyday word, best first."""

    def facetter(self) -> list[KleFacet]:
        """The handlingsfacetter in use, by number."""

    def kassationskode(self, nummer: KleNummer, facet: Handlingsfacet | None) -> Kassationskode:
        """Keep or destroy, by subject and facet; whatever is not known counts as keep."""


class Suggester(Protocol):
    """Ranks KLE, Sag and the rest, or keeps silent; learns from each decision. Implemented in `suggest`."""

    def suggest(self, extract: Extract, name: str) -> SuggestionSet:
        """What to propose for this document."""

    def telling(self, extract: Extract, name: str) -> tuple[str, ...]:
        """The document's rarest words as they stand in it, by what was filed before."""

    def learn(self, extract: Extract, order: FilingOrder) -> None:
        """The document was filed so; fold it in."""

    def unlearn(self, extract: Extract, order: FilingOrder) -> None:
        """Exact inverse of `learn`."""
