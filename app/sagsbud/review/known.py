"""What this machine knows of the queue: who is in it, as they were last read, and their rows as somebody looks at them.

Every change makes another generation of it, so that rows which were sorted are sorted once for each.
"""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sagsbud.domain.clock import Clock
from sagsbud.domain.handing import is_handed_to
from sagsbud.domain.ids import AktoerId, DokumentId, SagId
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.review import ReviewDokument, ReviewFilter, ReviewOrdering, ReviewRow, Scope
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderState
from sagsbud.domain.verdicts import Verdict
from sagsbud.domain.workdays import danish_date
from sagsbud.review.arranging import Arranged, arranged
from sagsbud.review.rows import Lookups, row_of

SORTED_KEPT = 30
"""Filters whose rows stay sorted until the queue changes."""
_ON_ITS_WAY = frozenset(OrderState) - {OrderState.CONFLICT, OrderState.REJECTED, OrderState.WITHDRAWN}


class KnownQueue:
    """Asks nobody. Safe to use from several threads."""

    def __init__(self, me: Aktoer, clock: Clock, lookups: Lookups, group_title: Callable[[str], str]) -> None:
        self._me = me
        self._clock = clock
        self._lookups = lookups
        self._group_title = group_title
        self._lock = threading.Lock()
        self._ids: dict[Scope, tuple[DokumentId, ...]] = {}
        self._seen: dict[DokumentId, ReviewDokument] = {}
        self._edited: dict[DokumentId, ReviewDokument] = {}
        """Approved here and changed since: they wait for nobody by their state, and are looked at all the same."""
        self._rows: dict[DokumentId, ReviewRow] = {}
        self._rows_of: date | None = None
        self.unread: list[DokumentId] = []
        """Found by a search and not read yet; changed by who asks the service."""
        self._as_of: datetime | None = None
        self._generation = 0
        self._sorted: dict[tuple[ReviewFilter, ReviewOrdering], Arranged] = {}

    # -- taking in ----------------------------------------------------------------------------------------

    def has(self, scopes: Iterable[Scope]) -> bool:
        """Whether each was searched for."""
        return self._ids.keys() >= set(scopes)

    def take(self, found: Mapping[Scope, Sequence[DokumentId]]) -> None:
        """Who is in these scopes now."""
        with self._lock:
            self._ids |= {scope: tuple(dict.fromkeys(ids)) for scope, ids in found.items()}
            wanted = {dokument: None for ids in self._ids.values() for dokument in ids}
            for dokument in self._seen.keys() - wanted.keys():
                del self._seen[dokument]
                self._rows.pop(dokument, None)
            self.unread = [dokument for dokument in wanted if dokument not in self._seen]
            self._generation += 1

    def take_read(self, wanted: Iterable[DokumentId], found: Mapping[DokumentId, ReviewDokument]) -> bool:
        """What these are now, those deleted meanwhile dropped; whether any is other than before."""
        changed = False
        with self._lock:
            for dokument in wanted:
                seen = found.get(dokument)
                if seen is None:
                    for scope, ids in self._ids.items():
                        self._ids[scope] = tuple(one for one in ids if one != dokument)
                    self._seen.pop(dokument, None)
                    self._rows.pop(dokument, None)
                    changed = True
                elif self._seen.get(dokument) != seen:
                    self._seen[dokument] = seen
                    self._rows[dokument] = row_of(seen, self._lookups, self._clock())
                    changed = True
            self._generation += changed
        return changed

    def take_names(self, sager: Mapping[SagId, SagRef], names: Mapping[AktoerId, Aktoer]) -> None:
        """What people call these."""
        with self._lock:
            self._lookups.sager |= sager
            self._lookups.names |= names

    def take_closed(self, asked: Collection[SagId], closed: Collection[SagId]) -> bool:
        """Which of the Sager that were asked about are closed; whether that is other than before, and their rows say so."""
        with self._lock:
            known = self._lookups.closed
            self._lookups.closed = (known - frozenset(asked)) | frozenset(closed)
            if self._lookups.closed == known:
                return False
            self._rows.clear()
            self._generation += 1
        return True

    def put_edited(self, dokument: DokumentId, seen: ReviewDokument | None) -> bool:
        """Show what was changed after its approval, or with None show it no more; whether that is new."""
        with self._lock:
            if self._edited.get(dokument) == seen:
                return False
            self._edited.pop(dokument, None)
            self._rows.pop(dokument, None)
            if seen is not None:
                self._edited[dokument] = seen
            self._generation += 1
        return True

    @property
    def was_looked_at(self) -> bool:
        """Whether one look at the service has ended."""
        return self._as_of is not None

    def end_look(self) -> None:
        """What is known is as of now."""
        with self._lock:
            self._as_of = self._clock()

    # -- giving out ---------------------------------------------------------------------------------------

    def read(self) -> list[DokumentId]:
        """Those that were read, edited ones apart."""
        with self._lock:
            return list(self._seen)

    def of_those(self, dokumenter: Iterable[DokumentId]) -> list[DokumentId]:
        """Those of them that were read."""
        with self._lock:
            return [dokument for dokument in dokumenter if dokument in self._seen]

    def sager(self) -> list[SagId]:
        """The Sager that Dokumenter of the queue stand on."""
        with self._lock:
            return list(dict.fromkeys(sag for seen in self._seen.values() for sag in seen.sager))

    def dokument(self, dokument: DokumentId) -> ReviewDokument | None:
        """As it was last read."""
        with self._lock:
            return self._known(dokument)

    def _known(self, dokument: DokumentId) -> ReviewDokument | None:
        return self._seen.get(dokument) or self._edited.get(dokument)

    def edited(self) -> list[DokumentId]:
        """What is shown because it was changed after its approval."""
        with self._lock:
            return list(self._edited)

    def met(self) -> list[Aktoer]:
        """Everybody named in the queue, by name."""
        with self._lock:
            people = {one.id: one for seen in self._seen.values() for one in people_of(seen)}
            named = [self._lookups.named(one) or one for one in people.values()]
        return sorted(named, key=lambda one: (not one.navn, one.navn.casefold(), str(one.id)))

    def fitting(
        self, wanted: ReviewFilter, ordering: ReviewOrdering, open_verdicts: Mapping[DokumentId, Verdict]
    ) -> tuple[list[ReviewRow], Arranged, bool, datetime | None]:
        """What fits, without what is decided and on its way; what is known of the scope; whether that is all of it."""
        now = self._clock()
        with self._lock:
            self._rows_of_today(now)
            whole = wanted.scope in self._ids and not self.unread
            everything = replace(wanted, stopped=False)
            known = self._sorted.get((everything, ordering))
            if known is None or known.generation != self._generation:
                known = self._sorted[everything, ordering] = self._sort(everything, ordering, now)
            decided = {dokument: verdict for dokument, verdict in open_verdicts.items() if self._known(dokument)}
            rows = known.rows
            if decided or wanted.stopped:
                rows = self._with_decided(known, decided, now)
                if wanted.stopped:
                    rows = [row for row in rows if row.pending]
                away = (self._rows.get(one) for one in decided if decided[one].state in _ON_ITS_WAY)
                known = replace(known, ages=known.ages - Counter(row.age for row in away if row))
            return rows, known, whole, self._as_of

    def _with_decided(self, known: Arranged, decided: Mapping[DokumentId, Verdict], now: datetime) -> list[ReviewRow]:
        """The rows without what is on its way, and with what was said about those it stopped for."""
        rows = known.rows.copy()
        places = sorted(((known.places[one], one) for one in decided if one in known.places), reverse=True)
        for place, dokument in places:  # from the end, so that the places before hold
            verdict, seen = decided[dokument], self._known(dokument)
            if verdict.state in _ON_ITS_WAY or seen is None:
                del rows[place]
            else:
                rows[place] = row_of(seen, self._lookups, now, verdict)
        return rows

    def _sort(self, wanted: ReviewFilter, ordering: ReviewOrdering, now: datetime) -> Arranged:
        if len(self._sorted) > SORTED_KEPT:
            self._sorted.clear()
        scope = [seen for one in self._ids.get(wanted.scope, ()) if (seen := self._seen.get(one))]
        if wanted.scope is Scope.MINE:
            scope += [seen for dokument, seen in self._edited.items() if dokument not in self._seen]
        own = (seen for seen in scope if not (seen.passive or seen.main or is_handed_to(seen, self._me)))
        rows = [self._row(seen, now) for seen in own]
        return arranged(rows, wanted, ordering, self._generation, self._group_title)

    def _row(self, seen: ReviewDokument, now: datetime) -> ReviewRow:
        row = self._rows.get(seen.id)
        if row is None:
            row = self._rows[seen.id] = row_of(seen, self._lookups, now)
        return row

    def _rows_of_today(self, now: datetime) -> None:
        """Ages are those of today: over midnight every row is made anew."""
        today = danish_date(now)
        if today != self._rows_of:
            self._rows_of = today
            self._rows.clear()
            self._sorted.clear()


def people_of(seen: ReviewDokument) -> list[Aktoer]:
    """Everybody a Dokument names."""
    by = [*(step.by for step in seen.steps), seen.edited.by if seen.edited else None]
    return [one for one in (*by, seen.holder, seen.caseworker, seen.unit) if one]
