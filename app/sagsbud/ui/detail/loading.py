"""What the pane reads about one item, in one go, off the main thread."""

from dataclasses import dataclass

from sagsbud.domain.ids import ItemId
from sagsbud.domain.klassifikation import KleEmne, KleFacet, KleNummer
from sagsbud.domain.orders import HistoryRow
from sagsbud.domain.states import OrderState
from sagsbud.engine import Detail, Engine


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything the pane shows of one item."""

    detail: Detail
    facetter: tuple[KleFacet, ...]
    emner: dict[KleNummer, KleEmne]
    """Titles of the subjects that are shown."""
    history: tuple[HistoryRow, ...]
    original: bool
    """Whether the original still lies where it came from."""


def load(engine: Engine, item: ItemId) -> Loaded | None:
    """Read it; None when there is no such item any more. Raises StoreError."""
    detail = engine.detail(item)
    if detail is None:
        return None
    emner = {emne.nummer: emne for emne in detail.emner}
    chosen = detail.proposal.kle
    if chosen and chosen not in emner:
        emner |= {emne.nummer: emne for emne in engine.kle(str(chosen), 1)}
    origin = detail.entry.item.origin
    return Loaded(
        detail=detail,
        facetter=tuple(engine.facetter()) if detail.entry.state is OrderState.DRAFT else (),
        emner=emner,
        history=tuple(engine.history(item)),
        original=bool(origin and origin.is_file()),
    )
