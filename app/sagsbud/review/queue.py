"""The queue as the service is asked for it: ids by search, objects read little by little, so that a long one shows at once.

The service is the truth; what is here is forgotten with the program. Each look is one search a scope; only who came is
read, with the rows on the screen and a few of the others in turn, since a search does not say what was changed.
"""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence

from sagsbud.domain.clock import Clock
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
    ReviewStep,
    Scope,
)
from sagsbud.domain.reviewports import ReviewService
from sagsbud.domain.verdicts import Verdict
from sagsbud.review.known import KnownQueue, people_of
from sagsbud.review.rows import Lookups, row_of, says_its_sag

READ_FIRST = 50
"""Newcomers read in the first look, so that the first page is there at once."""
READ_AT_ONCE = 200
"""Newcomers read in each of the following."""
READ_IN_TURN = 20
"""Of those that stay, how many are read anew in one look, round and round."""
WATCHED_AT_ONCE = 40
CLOSED_AT_ONCE = 3
"""Sager asked about in one look, whether they were closed, round and round."""
SAGER_AT_ONCE = 20
"""Sager looked up in one look, for what does not say its case number itself."""


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
        self._unit = unit
        self._clock = clock
        self._me = me
        self._lookups = Lookups(kle_title, me)
        self._known = KnownQueue(me, clock, self._lookups, group_title)
        self._asking = threading.Lock()
        self._found: dict[Scope, list[DokumentId]] = {}
        """What the last searches answered."""
        self._turn: list[DokumentId] = []
        self._sager_in_turn: list[SagId] = []

    # -- asking the service -------------------------------------------------------------------------------

    def ask(self, scopes: Collection[Scope], watched: Sequence[DokumentId] = ()) -> bool:
        """One look; whether anything is other than before, or more is to be read."""
        with self._asking:
            if self._known.unread and self._known.has(scopes):  # what a search has found is read before the next one
                return self._read_unread(READ_AT_ONCE)
            changed = self._take({scope: self._search(scope) for scope in scopes})
            again = self._known.of_those(dict.fromkeys(watched))[:WATCHED_AT_ONCE]
            changed = self._read_unread(READ_FIRST, [*again, *self._next_in_turn(again)]) or changed
            if self._known.was_looked_at:  # the first page is not kept waiting for it
                changed = self._look_for_closed(self._next_sager()) or changed
            self._known.end_look()
            return changed

    def _take(self, found: Mapping[Scope, list[DokumentId]]) -> bool:
        """What the searches found; whether it is other than before."""
        if all(self._found.get(scope) == ids for scope, ids in found.items()):
            return False
        self._found |= found
        self._known.take(found)
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
        self._turn = self._turn or self._known.read()
        taken, self._turn = self._turn[:READ_IN_TURN], self._turn[READ_IN_TURN:]
        others = set(taken) - set(besides)
        return self._known.of_those(dokument for dokument in taken if dokument in others)

    def _next_sager(self) -> list[SagId]:
        """Some of the Sager that Dokumenter of the queue stand on, round and round."""
        self._sager_in_turn = self._sager_in_turn or self._known.sager()
        taken, self._sager_in_turn = self._sager_in_turn[:CLOSED_AT_ONCE], self._sager_in_turn[CLOSED_AT_ONCE:]
        return taken

    def _look_for_closed(self, sager: Collection[SagId]) -> bool:
        """Whether any of these was closed or opened again."""
        return self._known.take_closed(sager, {sag for sag in sager if self._service.is_closed(sag)})

    def _read_unread(self, count: int, besides: Sequence[DokumentId] = ()) -> bool:
        """So many newcomers and what else is to be read anew; whether anything came or is other than before.

        Newcomers that could not be read are newcomers still.
        """
        taken = self._known.unread[:count]
        changed = self._read([*taken, *besides])
        self._known.unread = self._known.unread[len(taken) :]
        return changed or bool(taken)

    def _read(self, wanted: Sequence[DokumentId]) -> bool:
        """Take in what these are now; whether any is other than before."""
        if not wanted:
            return False
        found = {seen.id: seen for seen in self._service.dokumenter(wanted)}
        self._look_up(found.values())
        return self._known.take_read(wanted, found)

    def _look_up(self, found: Collection[ReviewDokument]) -> None:
        """Case numbers and names, for what was just read."""
        unsaid = [seen for seen in found if not says_its_sag(seen)]
        sager = {sag for seen in unsaid for sag in (*seen.sager, seen.intended) if sag} - self._lookups.sager.keys()
        people = {one.id for seen in found for one in people_of(seen)} - self._lookups.names.keys()
        known_sager = self._service.sager(sorted(sager)[:SAGER_AT_ONCE]) if sager else {}
        names = self._service.names(people) if people else {}
        self._known.take_names(known_sager, names)

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
        rows, known, whole, as_of = self._known.fitting(wanted, ordering, open_verdicts)
        return ReviewPage(
            rows=tuple(rows[after : after + limit]),
            total=len(rows),
            ages=tuple(sorted((days, count) for days, count in known.ages.items() if count > 0)),
            units=known.units,
            persons=known.persons,
            groups=known.groups,
            whole=whole,
            as_of=as_of,
            oldest=max((row.age for row in rows), default=0),
        )

    def matching(self, wanted: ReviewFilter, open_verdicts: Mapping[DokumentId, Verdict]) -> list[DokumentId]:
        """All that fit, oldest first."""
        rows, _, _, _ = self._known.fitting(wanted, ReviewOrdering.AGE, open_verdicts)
        return [row.dokument for row in rows]

    def known(self, dokument: DokumentId) -> ReviewDokument | None:
        """As it was last read."""
        return self._known.dokument(dokument)

    def keep_edited(self, seen: ReviewDokument) -> bool:
        """Show what was changed after its approval; whether that is new."""
        self._look_up([seen])
        return self._known.put_edited(seen.id, seen)

    def drop_edited(self, dokument: DokumentId) -> bool:
        """Show it no more; whether it was shown."""
        return self._known.put_edited(dokument, None)

    def edited(self) -> list[DokumentId]:
        """What is shown because it was changed after its approval."""
        return self._known.edited()

    def met(self) -> list[Aktoer]:
        """Everybody named in the queue, by name."""
        return self._known.met()

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
