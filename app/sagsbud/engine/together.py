"""Decisions about many documents in one go: planned, promised with one undo for all, put away, taken back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from datetime import datetime, timedelta

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import IllegalTransition, OrderState
from sagsbud.domain.suggestions import Band, SuggestionSet
from sagsbud.engine.kin import known_mail
from sagsbud.engine.looking import form_of, is_unread, put_away_of, stopped_by_its_sag
from sagsbud.engine.ports import Ports
from sagsbud.engine.views import Detail, Proposal

EACH = timedelta(milliseconds=60)
"""How much longer a document more may be taken back, so that the first still can when the last is promised."""


@frozen
class Planned:
    """Where one of many would go if each were filed as its form is filled in."""

    item: ItemId
    titel: str = field(repr=False)
    entry: OutboxEntry
    sag: SagRef | None = None
    """Of its own suggestion; None when none is likely enough."""
    has_kle: bool = False
    """Whether a subject is chosen without the Sag's."""
    band: Band = Band.NONE

    def fits(self, sag: SagRef | None) -> bool:
        """Whether nothing is missing when it goes on that Sag."""
        return sag is not None and bool(self.titel) and (self.has_kle or sag.kle is not None)


@frozen
class Outcome:
    """What became of some of many: promised or moved, and left as they were."""

    done: tuple[OutboxEntry, ...] = ()
    left: tuple[ItemId, ...] = ()
    known: tuple[ItemId, ...] = ()
    """Left as well: the same mail was decided on before."""


class Together:
    """Commands about many. `read` reads one, `decide` promises one by its proposal until a time; `noted` hears what was
    put away together, and `noted_back` what was moved back together, each with the code of why it had been put away.
    """

    def __init__(
        self,
        ports: Ports,
        *,
        read: Callable[[OutboxEntry], None],
        detail: Callable[[ItemId], Detail | None],
        decide: Callable[[Proposal, Detail, datetime], OutboxEntry],
        undo: Callable[[ItemId], bool],
        withdraw: Callable[[ItemId, str], object],
        noted: Callable[..., None],
        noted_back: Callable[[Sequence[tuple[ItemId, str]]], None],
        restore: Callable[[ItemId], None],
    ) -> None:
        self._ports = ports
        self._read = read
        self._detail = detail
        self._decide = decide
        self._undo = undo
        self._withdraw = withdraw
        self._noted = noted
        self._noted_back = noted_back
        self._restore = restore

    def plan(self, items: Iterable[ItemId], state: OrderState = OrderState.DRAFT) -> list[Planned]:
        """Where each would go, from what was read and suggested when it came; only what is in this state."""
        entries = (self._ports.outbox.entry(item) for item in items)
        return [self._planned(entry) for entry in entries if entry and entry.state is state]

    def _planned(self, entry: OutboxEntry) -> Planned:
        kept = self._ports.outbox.reading(entry.item.id)
        extract, suggestions = kept if kept else (None, SuggestionSet())
        proposal = form_of(entry, extract, suggestions, stopped=stopped_by_its_sag(self._ports, entry))
        return Planned(
            item=entry.item.id,
            titel=proposal.titel,
            entry=entry,
            sag=proposal.sag,
            has_kle=bool(proposal.own_kle or suggestions.likely_kle),
            band=suggestions.band if kept else Band.NONE,
        )

    def until(self, count: int) -> datetime:
        """Until when so many, decided from now on, can be taken back."""
        hold = self._ports.undo_hold()
        return self._ports.clock() + hold + (EACH * count if hold else timedelta(0))

    def file(self, choices: Sequence[tuple[ItemId, SagRef]], until: datetime) -> Outcome:
        """Promise each on its Sag; those for which something is missing, or that have moved, are left. Raises StoreError.

        A mail that was decided on before, be it a moment ago as another of them, is left for a person to look at. What
        is promised with the same `until` is undone together.
        """
        done, left, known = [], [], []
        for item, sag in choices:
            self._read_first(item)
            if known_mail(self._ports, item):
                known.append(item)
            elif entry := self._promise(item, sag, until):
                done.append(entry)
            else:
                left.append(item)
        return Outcome(tuple(done), tuple(left), tuple(known))

    def _read_first(self, item: ItemId) -> None:
        """Only who has read it knows whether it is a mail, and which."""
        entry = self._ports.outbox.entry(item)
        if entry and is_unread(entry):
            self._read(entry)

    def _promise(self, item: ItemId, sag: SagRef, until: datetime) -> OutboxEntry | None:
        detail = self._detail(item)
        if detail is None or detail.entry.state is not OrderState.DRAFT:
            return None
        proposal = detail.on(sag)
        try:
            return None if proposal.missing else self._decide(proposal, detail, until)
        except (IllegalTransition, KeyError):  # decided meanwhile in another window
            return None

    def undo(self, items: Iterable[ItemId]) -> tuple[list[ItemId], list[ItemId]]:
        """Take them back; those that are back, and those that were on their way already."""
        back: list[ItemId] = []
        gone: list[ItemId] = []
        for item in items:
            (back if self._undo(item) else gone).append(item)
        return back, gone

    def withdraw(self, items: Iterable[ItemId], reason: str) -> tuple[list[ItemId], list[ItemId]]:
        """They are not to be filed, for this reason (a code): those that were put away, and those that stay.

        What came from a colleague stays: she is to hear why, and is told for each by itself.
        """
        away: list[ItemId] = []
        stay: list[ItemId] = []
        for item in items:
            entry = self._ports.outbox.entry(item)
            (stay if entry and entry.item.giver else away).append(item)
        moved = self._each(away, lambda item: self._withdraw(item, reason))
        self._noted(*moved)
        return moved, stay

    def restore(self, items: Iterable[ItemId]) -> list[ItemId]:
        """They are to be filed after all; those that are back."""
        return self._each(items, self._restore)

    def move_back(self, items: Iterable[ItemId]) -> list[tuple[ItemId, str]]:
        """They are to be filed after all; those that are back, each with the code of why it had been put away."""
        told = {item: put_away_of(self._ports, item) for item in items}
        moved = [(item, away.reason if (away := told[item]) else "") for item in self.restore(told)]
        self._noted_back(moved)
        return moved

    def put_away_again(self, moved: Iterable[tuple[ItemId, str]]) -> tuple[list[ItemId], list[ItemId]]:
        """What was moved back together, each for the reason it had: those that were put away, and those that stay."""
        away: dict[str, list[ItemId]] = {}
        for item, reason in moved:
            entry = self._ports.outbox.entry(item)
            if entry and entry.state is OrderState.DRAFT:
                away.setdefault(reason, []).append(item)
        answers = [self.withdraw(items, reason) for reason, items in away.items()]
        return [item for found, _stay in answers for item in found], [item for _found, stay in answers for item in stay]

    @staticmethod
    def _each(items: Iterable[ItemId], command: Callable[[ItemId], object]) -> list[ItemId]:
        moved = []
        for item in items:
            try:
                command(item)
            except (IllegalTransition, KeyError):
                continue
            moved.append(item)
        return moved
