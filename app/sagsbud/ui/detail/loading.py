"""What the pane reads about one item, in one go, off the main thread."""

from dataclasses import field
from typing import TYPE_CHECKING

from sagsbud.domain.cpr import cpr_serials, veiled
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.domain.klassifikation import KleEmne, KleFacet, KleNummer
from sagsbud.domain.orders import HistoryRow
from sagsbud.domain.states import IN_QUEUE, OrderState
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.domain.twins import Twin
from sagsbud.engine.views import Detail
from sagsbud.ui.detail.faces import COPIES

if TYPE_CHECKING:
    from sagsbud.engine import Engine

DONE = IN_QUEUE | {OrderState.FILED}
"""States in which a twin makes another copy superfluous."""


@frozen
class Contents:
    """What a document says, ready to be shown."""

    detail: Detail
    text: str = field(default="", repr=False)
    """As long as the extract's text, with the last digits of CPR numbers veiled."""
    veils: tuple[tuple[int, int], ...] = ()
    """Where those digits stand."""
    original: bool = False
    """Whether the original still lies where it came from."""


@frozen
class Loaded:
    """Everything the pane shows of one item."""

    contents: Contents
    facetter: tuple[KleFacet, ...]
    emner: dict[KleNummer, KleEmne]
    """Titles of the subjects that are shown."""
    history: tuple[HistoryRow, ...]
    twin: Twin | None
    """The document this draft is a copy of, when that is filed or promised already."""
    alike: Twin | None
    """A filed document with nearly the same text."""

    @property
    def detail(self) -> Detail:
        """The item itself."""
        return self.contents.detail


def load(
    engine: "Engine", item: ItemId, seen: SuggestionSet | None = None, *, correcting: bool = False
) -> Loaded | None:
    """Read it; None when there is no such item any more. Raises StoreError.

    `seen` are the suggestions a person has before them; `correcting` is for a filed document in a form.
    """
    detail = engine.detail(item, seen)
    if detail is None:
        return None
    emner = {emne.nummer: emne for emne in detail.emner}
    chosen = detail.proposal.kle
    if chosen and chosen not in emner:
        emner |= {emne.nummer: emne for emne in engine.kle(str(chosen), 1)}
    draft = detail.entry.state is OrderState.DRAFT
    twins = [one for one in engine.kin.twins(item).here if one.entry.state in DONE] if draft else []
    return Loaded(
        contents=contents_of(detail),
        facetter=tuple(engine.facetter()) if draft or correcting else (),
        emner=emner,
        history=tuple(engine.history(item)),
        twin=next((one for one in twins if one.likeness in COPIES), None),
        alike=next((one for one in twins if one.likeness not in COPIES), None),
    )


def load_contents(engine: "Engine", item: ItemId) -> Contents | None:
    """Read what an attachment says. Raises StoreError."""
    detail = engine.detail(item)
    return None if detail is None else contents_of(detail)


def contents_of(detail: Detail) -> Contents:
    """The text veiled; long texts make this worth doing off the main thread."""
    text = detail.extract.text if detail.extract else ""
    veils = tuple(cpr_serials(text))
    origin = detail.entry.item.origin
    return Contents(detail, veiled(text, veils), veils, original=bool(origin and origin.is_file()))
