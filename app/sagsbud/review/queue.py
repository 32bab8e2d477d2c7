"""The queue as this machine knows it: ids by search, objects read little by little, so that a long one shows at once.

The service is the truth; what is here is forgotten with the program. Each look is one search a scope; only who came is
read, with the rows on the screen and a few of the others in turn, since a search does not say what was changed.
"""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sagsbud.domain.clock import Clock
from sagsbud.domain.handing import is_handed_to
from sagsbud.domain.ids import AktoerId, DokumentId, SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.parties import Aktoer, AktoerTypeKode
from sagsbud.domain.review import (
    ReviewCase,
    ReviewComment,
    ReviewDokument,
    ReviewFilter,
    ReviewOrdering,
    ReviewPage,
    ReviewRow,
    ReviewStep,
    Scope,
)
from sagsbud.domain.reviewports import ReviewService
from sagsbud.domain.states import OrderState
from sagsbud.domain.verdicts import Verdict
from sagsbud.domain.workdays import danish_date
from sagsbud.review.arranging import Arranged, arranged
from sagsbud.review.rows import Lookups, row_of, says_its_sag

READ_FIRST = 50
"""Newcomers read in the first look, so that the first page is there at once."""
READ_AT_ONCE = 200
"""Newcomers read in each of the following."""
READ_IN_TURN = 20
"""Of those that stay, how many are read anew in one look, round and round."""
WATCHED_AT_ONCE = 40
SORTED_KEPT = 30
"""Filters whose rows stay sorted until the queue changes."""
CLOSED_AT_ONCE = 3
"""Sager asked about in one look, whether they were closed, round and round."""
SAGER_AT_ONCE = 20
"""Sager looked up in one look, for what does not say its case number itself."""
_ON_ITS_WAY = frozenset(OrderState) - {OrderState.CONFLICT, OrderState.REJECTED, OrderState.WITHDRAWN}


class PolledQueue:
    """The domain's ReviewQueue. Safe to use from several threads."""

    def __init__(
        self,
        service: ReviewService,
        me: Aktoer,
        unit: AktoerId | None,
        clock: Clock,
        kle_title: Callable[[KleNummer], str] = lambda number: "",
        group_title: Callable[[str], str] = lambda group: "",
    ) -> None:
        self._service = service
        self._group_title = group_title
        self._unit = unit
        self._clock = clock
        self._me = me
        self._lookups = Lookups(kle_title, me)
        self._lock = threading.Lock()
        self._asking = threading.Lock()
        self._found: dict[Scope, list[DokumentId]] = {}
        """What the last searches answered."""
        self._ids: dict[Scope, tuple[DokumentId, ...]] = {}
        self._seen: dict[DokumentId, ReviewDokument] = {}
        self._edited: dict[DokumentId, ReviewDokument] = {}
        """Approved here and changed since: they wait for nobody by their state, and are looked at all the same."""
        self._rows: dict[DokumentId, ReviewRow] = {}
        self._rows_of: date | None = None
        self._unread: list[DokumentId] = []
        self._generation = 0
        self._sorted: dict[tuple[ReviewFilter, ReviewOrdering], Arranged] = {}
        self._turn: list[DokumentId] = []
        self._sager_in_turn: list[SagId] = []
        self._as_of: datetime | None = None

    # -- asking the service -------------------------------------------------------------------------------

    def ask(self, scopes: Collection[Scope], watched: Sequence[DokumentId] = ()) -> bool:
        """One look; whether anything is other than before, or more is to be read."""
        with self._asking:
            if self._unread and self._ids.keys() >= set(scopes):  # what a search has found is read before the next one
                return self._read_unread(READ_AT_ONCE)
            changed = self._take({scope: self._search(scope) for scope in scopes})
            with self._lock:
                again = [dokument for dokument in dict.fromkeys(watched) if dokument in self._seen][:WATCHED_AT_ONCE]
            changed = self._read_unread(READ_FIRST, [*again, *self._next_in_turn(again)]) or changed
            if self._as_of is not None:  # the first page is not kept waiting for it
                changed = self._look_for_closed(self._next_sager()) or changed
            with self._lock:
                self._as_of = self._clock()
            return changed

    def _take(self, found: Mapping[Scope, list[DokumentId]]) -> bool:
        """What the searches found; whether it is other than before."""
        with self._lock:
            if all(self._found.get(scope) == ids for scope, ids in found.items()):
                return False
            self._found |= found
            self._ids |= {scope: tuple(dict.fromkeys(ids)) for scope, ids in found.items()}
            wanted = {dokument: None for ids in self._ids.values() for dokument in ids}
            for dokument in self._seen.keys() - wanted.keys():
                del self._seen[dokument]
                self._rows.pop(dokument, None)
            self._unread = [dokument for dokument in wanted if dokument not in self._seen]
            self._generation += 1
        return True

    def _search(self, scope: Scope) -> list[DokumentId]:
        if scope is Scope.RETURNED:
            return self._service.returned(self._me)
        if scope is Scope.UNIT:
            return self._service.waiting_of_unit(self._unit) if self._unit else []
        mine = self._service.waiting(self._me)
        if self._unit:
            mine += self._service.waiting(Aktoer(self._unit, AktoerTypeKode.ENHED))
        return mine

    def _next_in_turn(self, besides: Sequence[DokumentId]) -> list[DokumentId]:
        """A few of those nobody looks at, round and round."""
        if not self._turn:
            with self._lock:
                self._turn = list(self._seen)
        taken, self._turn = self._turn[:READ_IN_TURN], self._turn[READ_IN_TURN:]
        with self._lock:
            return [dokument for dokument in taken if dokument in self._seen and dokument not in set(besides)]

    def _next_sager(self) -> list[SagId]:
        """Some of the Sager that Dokumenter of the queue stand on."""
        if not self._sager_in_turn:
            with self._lock:
                self._sager_in_turn = list(dict.fromkeys(sag for seen in self._seen.values() for sag in seen.sager))
        taken, self._sager_in_turn = self._sager_in_turn[:CLOSED_AT_ONCE], self._sager_in_turn[CLOSED_AT_ONCE:]
        return taken

    def _look_for_closed(self, sager: Collection[SagId]) -> bool:
        """Whether these were closed or opened again; their rows say so."""
        closed = {sag for sag in sager if self._service.is_closed(sag)}
        with self._lock:
            known = self._lookups.closed
            self._lookups.closed = (known - frozenset(sager)) | closed
            if self._lookups.closed == known:
                return False
            self._rows.clear()
            self._generation += 1
        return True

    def _read_unread(self, count: int, besides: Sequence[DokumentId] = ()) -> bool:
        """So many newcomers and what else is to be read anew; whether anything came or is other than before.

        Newcomers that could not be read are newcomers still.
        """
        taken = self._unread[:count]
        changed = self._read([*taken, *besides])
        self._unread = self._unread[len(taken) :]
        return changed or bool(taken)

    def _read(self, wanted: Sequence[DokumentId]) -> bool:
        """Take in what these are now; what is deleted meanwhile is dropped."""
        if not wanted:
            return False
        found = {seen.id: seen for seen in self._service.dokumenter(wanted)}
        self._look_up(found.values())
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

    def _look_up(self, found: Collection[ReviewDokument]) -> None:
        """Case numbers and names, for what was just read."""
        unsaid = [seen for seen in found if not says_its_sag(seen)]
        sager = {sag for seen in unsaid for sag in (*seen.sager, seen.intended) if sag} - self._lookups.sager.keys()
        people = {one.id for seen in found for one in _people(seen)} - self._lookups.names.keys()
        known_sager = self._service.sager(sorted(sager)[:SAGER_AT_ONCE]) if sager else {}
        names = self._service.names(people) if people else {}
        with self._lock:
            self._lookups.sager |= known_sager
            self._lookups.names |= names

    # -- answering the screen -----------------------------------------------------------------------------

    def page(
        self,
        wanted: ReviewFilter,
        *,
        after: int,
        limit: int,
        ordering: ReviewOrdering,
        open_verdicts: Mapping[DokumentId, Verdict],
    ) -> ReviewPage:
        """Rows of what is known now."""
        rows, known, whole, as_of = self._fitting(wanted, ordering, open_verdicts)
        return ReviewPage(
            rows=tuple(rows[after : after + limit]),
            total=len(rows),
            ages=tuple(sorted((days, count) for days, count in known.ages.items() if count > 0)),
            units=known.units,
            persons=known.persons,
            groups=known.groups,
            whole=whole,
            as_of=as_of,
        )

    def matching(self, wanted: ReviewFilter, open_verdicts: Mapping[DokumentId, Verdict]) -> list[DokumentId]:
        """All that fit, oldest first."""
        rows, _, _, _ = self._fitting(wanted, ReviewOrdering.AGE, open_verdicts)
        return [row.dokument for row in rows]

    def known(self, dokument: DokumentId) -> ReviewDokument | None:
        """As it was last read."""
        with self._lock:
            return self._known(dokument)

    def _known(self, dokument: DokumentId) -> ReviewDokument | None:
        return self._seen.get(dokument) or self._edited.get(dokument)

    def keep_edited(self, seen: ReviewDokument) -> bool:
        """Show what was changed after its approval; whether that is new."""
        self._look_up([seen])
        with self._lock:
            return self._put_edited(seen.id, seen)

    def drop_edited(self, dokument: DokumentId) -> bool:
        """Show it no more; whether it was shown."""
        with self._lock:
            return self._put_edited(dokument, None)

    def _put_edited(self, dokument: DokumentId, seen: ReviewDokument | None) -> bool:
        if self._edited.get(dokument) == seen:
            return False
        self._edited.pop(dokument, None)
        self._rows.pop(dokument, None)
        if seen is not None:
            self._edited[dokument] = seen
        self._generation += 1
        return True

    def edited(self) -> list[DokumentId]:
        """What is shown because it was changed after its approval."""
        with self._lock:
            return list(self._edited)

    def met(self) -> list[Aktoer]:
        """Everybody named in the queue, by name."""
        with self._lock:
            people = {one.id: one for seen in self._seen.values() for one in _people(seen)}
            named = [self._lookups.named(one) or one for one in people.values()]
        return sorted(named, key=lambda one: (not one.navn, one.navn.casefold(), str(one.id)))

    def case(self, seen: ReviewDokument, pending: Verdict | None) -> ReviewCase:
        """Everything about one; comments and attachments are read."""
        self._look_up([seen])
        self._look_for_closed(seen.sager)
        named = self._lookups.named
        comments = self._service.dokumenter(seen.comments) if seen.comments else []
        bilag = self._service.dokumenter(seen.bilag) if seen.bilag else []
        registered = Aktoer(seen.registered_by) if seen.registered_by else None
        return ReviewCase(
            row=row_of(seen, self._lookups, self._clock(), pending),
            dokumenttype=seen.dokumenttype,
            brevdato=seen.brevdato,
            file_name=seen.file_name,
            mime=seen.mime,
            size=seen.size,
            bilag=tuple((one.id, one.titel) for one in bilag),
            parties=seen.parties,
            steps=tuple(ReviewStep(step.fremdrift, step.since, named(step.by), step.note) for step in seen.steps),
            comments=tuple(ReviewComment(one.id, one.titel, one.text) for one in comments),
            registered_by=named(registered),
            successor=seen.successor,
        )

    def _fitting(
        self, wanted: ReviewFilter, ordering: ReviewOrdering, open_verdicts: Mapping[DokumentId, Verdict]
    ) -> tuple[list[ReviewRow], Arranged, bool, datetime | None]:
        """What fits, without what is decided and on its way; what is known of the scope; whether that is all of it."""
        now = self._clock()
        with self._lock:
            self._rows_of_today(now)
            whole = wanted.scope in self._ids and not self._unread
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


def _people(seen: ReviewDokument) -> list[Aktoer]:
    by = [*(step.by for step in seen.steps), seen.edited.by if seen.edited else None]
    return [one for one in (*by, seen.holder, seen.caseworker, seen.unit) if one]
