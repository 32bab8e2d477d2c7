"""What a bridge listens to: the change feed of a service that has one, or the notices of the reference's database.

The reference has no feed, and its notices are lost while nobody listens. So whenever the bridge begins to listen it also
looks through all Sager and Dokumenter, with the search and the list the reference allows, for stamps it has not seen.
"""

import json
import logging
from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import psycopg

from sagsbud.domain.errors import Busy, Conflict
from sagsbud.domain.mox import Livscyklus, MessageLedger, ObjectChange, Objekttype
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.models import parse_moment

log = logging.getLogger(__name__)

CHANNEL = "mox_notifications"
PAGE = 500
FEED_WAIT = 1
"""Seconds the service holds a request for news; also how long the end of the bridge may take."""

Page = tuple[Sequence[ObjectChange], str]


class FeedSource:
    """The change feed of a service. The mark is the feed's uuid and the number of the last change."""

    def __init__(self, client: SagDokumentClient) -> None:
        self._client = client

    @property
    def name(self) -> str:
        """Under which its mark is kept."""
        return "feed"

    def changes(self, mark: str | None) -> Generator[Page, None, None]:
        """What came after the mark; a feed that is another one by now is read from its beginning. Raises ServiceError."""
        if mark is None:
            now = self._client.changes()
            yield (), f"{now.feed} {now.last}"
            return
        feed, after = mark.split()
        while True:
            try:
                page = self._client.changes(int(after), limit=PAGE, wait=FEED_WAIT, feed=UUID(feed))
            except Conflict:
                page = self._client.changes(0, limit=PAGE)
            feed, after = str(page.feed), str(page.last)
            if not page.changes:
                return
            found = [
                ObjectChange(
                    Objekttype(change.objekttype),
                    change.uuid,
                    Livscyklus(change.livscykluskode),
                    change.registreringstid.iso(),
                )
                for change in page.changes
                if change.objekttype in set(Objekttype)
            ]
            yield found, f"{feed} {after}"

    def passed_on(self, changes: Sequence[ObjectChange]) -> None:
        """The mark says it."""

    def wait(self, seconds: float) -> None:
        """The feed itself waits."""


class ReferenceSource:
    """The reference: notices of its database, and its own wire for what was missed. What was seen stands in marks."""

    def __init__(self, conninfo: str, client: SagDokumentClient, ledger: MessageLedger) -> None:
        self._conninfo = conninfo
        self._client = client
        self._ledger = ledger
        self._connection: psycopg.Connection[Any] | None = None
        self._waiting: list[str] = []

    @property
    def name(self) -> str:
        """Under which its mark is kept."""
        return "reference"

    def changes(self, mark: str | None) -> Generator[Page, None, None]:
        """First what was missed, then each notice. Raises ServiceError, OSError when the database is away.

        A notice comes only once: where it is broken off before its end, the next look is one for what was missed.
        """
        whole = False
        try:
            if self._connection is None or self._connection.closed:
                self._connection = psycopg.connect(self._conninfo, autocommit=True)
                self._connection.execute(f"LISTEN {CHANNEL}")  # before the look, so that nothing falls between
                yield from self._missed(known=mark is not None)
            self._waiting += [one.payload for one in self._connection.notifies(timeout=0)]
            found = [change for payload in self._waiting if (change := _noticed(payload))]
            self._waiting.clear()
            if found:
                yield found, "looked"
            whole = True
        except psycopg.Error as error:
            raise OSError(type(error).__name__) from None
        finally:
            if not whole:
                self.close()

    def wait(self, seconds: float) -> None:
        """Until the time is over, or a notice comes; it is kept for the next look."""
        if self._connection is None:
            return
        try:
            self._waiting += [one.payload for one in self._connection.notifies(timeout=seconds, stop_after=1)]
        except psycopg.Error as error:
            self.close()
            raise OSError(type(error).__name__) from None

    def close(self) -> None:
        """Hang up; what was noticed and not passed on is missed by then."""
        self._waiting.clear()
        if self._connection:
            self._connection.close()
            self._connection = None

    # -- what was missed ----------------------------------------------------------------------------------

    def _missed(self, *, known: bool) -> Iterator[Page]:
        """Everything whose stamp is not the one seen last; on the first look everything is only noted."""
        for kind in Objekttype:
            marks = self._ledger.marks(_mark(kind))
            there: set[UUID] = set()
            for uuids in self._pages(kind):
                there.update(uuids)
                yield from self._page(kind, uuids, marks, tell=known)
            seen = {UUID(name.removeprefix(_mark(kind))) for name in marks}
            for gone in _batches(sorted(seen - there)):  # a search does not find what is deleted; the list does
                yield from self._page(kind, gone, marks, tell=known)
        yield (), "looked"

    def _pages(self, kind: Objekttype) -> Iterator[list[UUID]]:
        start = 0
        while True:
            found = self._client.search(
                kind, kind, brugervendtnoegle="%", maximalantalresultater=str(PAGE), foersteresultat=str(start)
            )
            if not found:
                return
            yield found
            start += len(found)

    def _page(self, kind: Objekttype, uuids: Sequence[UUID], marks: dict[str, str], *, tell: bool) -> Iterator[Page]:
        found = [_read(kind, one) for one in self._client.objects(kind, kind, uuids)]
        new = [one for one in found if marks.get(_mark(kind) + str(one.objekt)) != one.registrering]
        if new and tell:
            yield new, "looked"
        elif new:
            self.passed_on(new)

    def passed_on(self, changes: Sequence[ObjectChange]) -> None:
        """These stamps are seen."""
        for change in changes:
            self._ledger.move_mark(_mark(change.objekttype) + str(change.objekt), change.registrering)


def _batches(uuids: Sequence[UUID]) -> Iterator[list[UUID]]:
    rest = iter(uuids)
    while batch := list(islice(rest, PAGE)):
        yield batch


def _mark(kind: Objekttype) -> str:
    return f"reference/{kind}/"


def _read(kind: Objekttype, found: dict[str, Any]) -> ObjectChange:
    newest = found["registreringer"][0]
    stamp = parse_moment(newest["fratidspunkt"]["tidsstempeldatotid"]).iso()
    return ObjectChange(kind, UUID(found["id"]), Livscyklus(newest["livscykluskode"]), stamp)


def _noticed(payload: str) -> ObjectChange | None:
    """The change in a notice; None for other objects, and for the end of the registrering before."""
    try:
        given = json.loads(payload)
        table = str(given["table"])
        kind = next((kind for kind in Objekttype if table == f"{kind}_registrering"), None)
        if kind is None or given["action"] != "INSERT":
            return None
        registrering = given["data"]["registrering"]
        stamp = str(registrering["timeperiod"]).split(",")[0].strip('[("')
        return ObjectChange(
            kind,
            UUID(given["data"][f"{kind}_id"]),
            Livscyklus(registrering["livscykluskode"]),
            parse_moment(stamp).iso(),
        )
    except (ValueError, KeyError, TypeError):
        raise Busy(None, cause="unintelligible") from None
