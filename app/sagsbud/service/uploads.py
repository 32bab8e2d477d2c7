"""The contents that came with a request, and what `indhold` in the object makes of them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from sagsbud.service.content import ContentStore, Incoming, Stored
from sagsbud.service.errors import Refusal, bad_request
from sagsbud.service.tables import indhold

Json = dict[str, Any]

_UPLOAD = "field:"
_STORED = "store:"


def part_periods(body: Json) -> Iterator[Json]:
    """Every period of every del of every variant."""
    for variant in body.get("varianter") or []:
        for part in variant["dele"]:
            yield from part["egenskaber"]


def keep_named(body: Json, incoming: Mapping[str, Incoming]) -> dict[str, Stored]:
    """Make the contents durable that the object names; what it does not name is not kept.

    Raises Refusal, before anything is kept, for a part that did not come.
    """
    given = (period.get("indhold", "") for period in part_periods(body))
    names = {text.removeprefix(_UPLOAD) for text in given if text.startswith(_UPLOAD)}
    if names - set(incoming):
        raise bad_request("varianter.dele.egenskaber.indhold: the named part is not in the request")
    return {name: incoming[name].keep() for name in sorted(names)}


def resolve(
    connection: Connection, content: ContentStore, dokument: str, body: Json, kept: Mapping[str, Stored]
) -> None:
    """Turn `field:NAME` into a `store:` path of this Dokument, reusing the path of bytes it already has.

    Raises Refusal for a path this Dokument never had.
    """
    for period in part_periods(body):
        given = period.get("indhold", "")
        if given.startswith(_UPLOAD):
            stored = kept[given.removeprefix(_UPLOAD)]
            period["indhold"] = _STORED + _path_of(connection, dokument, stored)
            # looked at only now: from its row on nobody removes the content, but a deletion may just have done so
            if not content.path(stored.sha256).exists():
                raise Refusal(503, "The content was removed while it was sent. Send it again.")
        elif given.startswith(_STORED) and not _owned(connection, dokument, given.removeprefix(_STORED)):
            raise bad_request("varianter.dele.egenskaber.indhold: this Dokument has no such content")


def release(connection: Connection, dokument: str) -> set[str]:
    """Give up all contents of a deleted Dokument; the digests it had."""
    mine = connection.execute(select(indhold.c.sha256).where(indhold.c.dokument == dokument)).scalars().all()
    if mine:
        connection.execute(indhold.update().where(indhold.c.dokument == dokument).values(slettet=1))
    return set(mine)


def _path_of(connection: Connection, dokument: str, stored: Stored) -> str:
    known: str | None = connection.execute(
        select(indhold.c.sti).where(
            indhold.c.dokument == dokument, indhold.c.sha256 == stored.sha256, indhold.c.slettet == 0
        )
    ).scalar()
    if known:
        return known
    path = f"{datetime.now(UTC):%Y/%m/%d/%H/%M}/{uuid4()}.bin"
    connection.execute(
        insert(indhold).values(sti=path, dokument=dokument, sha256=stored.sha256, size=stored.size, slettet=0)
    )
    return path


def _owned(connection: Connection, dokument: str, path: str) -> bool:
    query = select(indhold.c.sti).where(indhold.c.sti == path, indhold.c.dokument == dokument, indhold.c.slettet == 0)
    return connection.execute(query).first() is not None
