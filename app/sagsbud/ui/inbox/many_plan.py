"""Where each of several documents goes, by what was planned for it and what was chosen for all."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sagsbud.domain.ids import ItemId
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.engine.together import Planned
from sagsbud.i18n import tr
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.inbox.many_table import Target
from sagsbud.ui.inbox.row import icon_of
from sagsbud.ui.texts import count_text

EACH = "each"
"""The choice that each goes where its own suggestion says."""
KEYS = 3


class ManyPlan:
    """The documents, what is known of them, and the choice: a SagRef, EACH, or None where none is likely."""

    def __init__(self) -> None:
        self.items: tuple[ItemId, ...] = ()
        self.choice: SagRef | str | None = None
        self._planned: dict[ItemId, Planned | None] = {}
        """None for what cannot be filed any more."""
        self._by_hand = False
        self.back = False
        """Whether they were put away, and all go back to the inbox."""
        self._other: SagRef | None = None
        """A Sag that was searched for."""

    # -- which documents ----------------------------------------------------------------------------------

    def take(self, items: tuple[ItemId, ...], *, back: bool = False) -> None:
        """These are chosen now; everything begins anew where none were, or others than those that were put away."""
        if not self.items or back is not self.back:
            self._planned.clear()
            self.choice, self._by_hand, self._other = None, False, None
        self.items, self.back = items, back
        self._choose_likely()

    def forget(self, items: Iterable[ItemId]) -> bool:
        """These are other than before; whether any of them was looked at."""
        known = [item for item in items if item in self._planned]
        for item in known:
            del self._planned[item]
        return bool(known)

    def unknown(self) -> list[ItemId]:
        """Those that were not looked at yet."""
        return [item for item in self.items if item not in self._planned]

    def learn(self, asked: Sequence[ItemId], found: Sequence[Planned]) -> None:
        """Of those that were asked about, these can be filed."""
        self._planned |= dict.fromkeys(asked)
        self._planned |= {one.item: one for one in found}
        self._choose_likely()

    # -- the choice ---------------------------------------------------------------------------------------

    def choose(self, value: object) -> bool:
        """A person chose for all; whether it is something to choose."""
        if not (isinstance(value, SagRef) or value == EACH):
            return False
        self.choice, self._by_hand = value, True
        return True

    def choose_other(self, sag: SagRef) -> None:
        """A person searched for this one."""
        self._other = sag
        self.choose(sag)

    def _choose_likely(self) -> None:
        """Unless a person chose; that each goes its own way is no choice where none has one."""
        if not self._by_hand or (self.choice == EACH and not self.unknown() and not self._suggested()):
            self._by_hand = False
            self.choice = EACH if self._suggested() else None

    def _suggested(self) -> list[tuple[SagRef, int]]:
        """The Sager that are suggested, the most often first."""
        sager: dict[str, SagRef] = {}
        counts: Counter[str] = Counter()
        for item in self.items:
            planned = self._planned.get(item)
            if planned and planned.sag:
                sager[str(planned.sag.id)] = planned.sag
                counts[str(planned.sag.id)] += 1
        return [(sager[id_], count) for id_, count in counts.most_common()]

    def options(self) -> list[Option]:
        """What can be chosen for all, the first of them with a key each."""
        suggested = self._suggested()
        with_own = sum(count for _sag, count in suggested)
        total = len(self.items)
        options = []
        if suggested:
            own = tr("{count} of {total} have one", count=count_text(with_own), total=count_text(total))
            options.append(
                Option(EACH, "", tr("Each on its own suggestion"), reason=own, key="1", chosen=self.choice == EACH)
            )
        for sag, count in suggested[: KEYS - 1]:
            reason = tr("suggested for {count} of {total}", count=count_text(count), total=count_text(total))
            key = str(len(options) + 1)
            options.append(self._option(sag, reason, key))
        if self._other and not any(option.value == self._other for option in options):
            options.append(self._option(self._other, tr("chosen by you"), "", sign="check"))
        return options

    def _option(self, sag: SagRef, reason: str, key: str, sign: str = "") -> Option:
        return Option(sag, sag.sagsnummer, sag.titel, reason=reason, key=key, sign=sign, chosen=self.choice == sag)

    def returning(self) -> tuple[ItemId, ...]:
        """Those that can still be moved back to the inbox."""
        return tuple(item for item in self.items if self._planned.get(item))

    # -- where each goes ----------------------------------------------------------------------------------

    def going(self) -> list[tuple[ItemId, SagRef]]:
        """Where each would go now; without those for which something is missing."""
        chosen = []
        for item in self.items:
            planned = self._planned.get(item)
            sag = self._sag_of(planned) if planned else None
            if planned and sag and planned.fits(sag):
                chosen.append((item, sag))
        return chosen

    def targets(self) -> list[Target]:
        """The same of all of them, as rows."""
        return [self._target(item) for item in self.items]

    def _target(self, item: ItemId) -> Target:
        planned = self._planned.get(item)
        if planned is None:
            known = item in self._planned
            return Target("" if not known else "–", "file", "", tr("Already decided") if known else "…", goes=False)
        sag = self._sag_of(planned)
        icon_name = icon_of(planned.entry)
        if self.back:
            return Target(planned.titel, icon_name, tr("Inbox"), "", goes=True)
        if sag and planned.fits(sag):
            return Target(planned.titel, icon_name, sag.sagsnummer, sag.titel, goes=True)
        why = tr("Stays: the subject is missing") if sag else tr("Stays: no likely case")
        return Target(planned.titel, icon_name, "", why, goes=False)

    def _sag_of(self, planned: Planned) -> SagRef | None:
        return planned.sag if self.choice == EACH else self.choice if isinstance(self.choice, SagRef) else None
