"""The form a person works in: what the machine filled in, and above it whatever the person touched."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sagsbud.domain.ids import ItemId
from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.domain.orders import SagDraft
from sagsbud.domain.parties import Part
from sagsbud.domain.sagsobjekter import Dokumenttype, SagRef
from sagsbud.engine.views import Proposal

_NOTHING = object()


@dataclass(slots=True)
class Form:
    """A proposal under a person's hands. `refill` brings a newer proposal without touching what was touched."""

    _filled: Proposal
    _edits: dict[str, Any]

    @classmethod
    def of(cls, proposal: Proposal) -> "Form":
        """The untouched form."""
        return cls(proposal, {})

    @property
    def item(self) -> ItemId:
        """Whose form it is."""
        return self._filled.item

    @property
    def touched(self) -> frozenset[str]:
        """The names of the fields a person has set."""
        return frozenset(self._edits)

    @property
    def edits(self) -> Mapping[str, Any]:
        """What the person set, by field."""
        return dict(self._edits)

    @property
    def proposal(self) -> Proposal:
        """The form as it stands. Another Sag brings its subject and facet, unless a person chose others."""
        edits = dict(self._edits)
        proposal = self._filled
        sag = edits.pop("sag", _NOTHING)
        if sag is not _NOTHING:
            proposal = proposal.moved(sag)
        return replace(proposal, **edits)

    def refill(self, proposal: Proposal) -> None:
        """A reading or a suggestion arrived later."""
        self._filled = proposal

    def choose_sag(self, sag: SagRef | None) -> None:
        """Another Sag, or none."""
        self._edits["sag"] = sag
        self._edits["new_sag"] = None

    def choose_new_sag(self, draft: SagDraft) -> None:
        """A Sag that is made when this is filed, with its subject and facet."""
        self._edits |= {"sag": draft.ref, "new_sag": draft, "kle": draft.kle, "facet": draft.facet}

    def choose_kle(self, kle: KleNummer) -> None:
        """Another subject."""
        self._edits["kle"] = kle

    def choose_facet(self, facet: Handlingsfacet | None) -> None:
        """Another facet."""
        self._edits["facet"] = facet

    def choose_type(self, kind: Dokumenttype) -> None:
        """Another document type."""
        self._set("dokumenttype", kind)

    def write_title(self, titel: str) -> None:
        """Another title."""
        self._set("titel", titel)

    def set_date(self, dato: date) -> None:
        """Another date."""
        self._set("dato", dato)

    def add_part(self, part: Part) -> None:
        """One party more; one that is there already changes nothing."""
        parter = self.proposal.parter
        if part not in parter:
            self._edits["parter"] = (*parter, part)

    def remove_part(self, part: Part) -> None:
        """One party less."""
        self._edits["parter"] = tuple(other for other in self.proposal.parter if other != part)

    def change_part(self, before: Part, after: Part) -> None:
        """The same party in another role."""
        self._edits["parter"] = tuple(after if part == before else part for part in self.proposal.parter)

    def leave_out(self, child: ItemId, out: bool) -> None:
        """Whether an attachment stays inside its mail instead of becoming a Dokument of its own."""
        now = self.proposal
        self._edits["without"] = now.without | {child} if out else now.without - {child}
        self._edits["promoted"] = now.promoted - {child} if out else now.promoted | {child}

    def _set(self, name: str, value: object) -> None:
        """Note an edit; a field that says what it said is not touched."""
        if name in self._edits or getattr(self._filled, name) != value:
            self._edits[name] = value
