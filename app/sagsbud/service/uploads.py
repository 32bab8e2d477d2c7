"""The contents that came with a request, and what `indhold` in the object makes of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from sagsbud.service.content import ContentStore, Stored
from sagsbud.service.errors import Refusal, bad_request
from sagsbud.service.tables import indhold

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Uploads:
    """Stored contents by the name of their part."""

    parts: Mapping[str, Stored] = field(default_factory=dict)


def part_periods(body: Json) -> Iterator[Json]:
    """Every period of every del of every variant."""
    for variant in body.get("varianter") or []:
        for part in variant["dele"]:
            yield from part["egenskaber"]


def resolve(connection: Connection, content: ContentStore, dokument: str, body: Json, uploads: Uploads) -> None:
    """Turn `field:NAME` into a `store:` path of this Dokument, reusing the path of bytes it already has.

    Raises Refusal for a part that did not come and for a path this Dokument never had.
    """
    for period in part_periods(body):
        given = period.get("indhold", "")
        if given.startswith("field:"):
            stored = uploads.parts.get(given.removeprefix("field:"))
            if stored is None:
                raise bad_request("varianter.dele.egenskaber.indhold: the named part is not in the request")
            period["indhold"] = "store:" + _path_of(connection, dokument, stored)
            # looked at only now: from its row on nobody removes the content, but a deletion may just have done so
            if not content.path(stored.sha256).exists():
                raise Refusal(503, "The content was removed while it was sent. Send it again.")
        elif given.startswith("store:") and not _owned(connection, dokument, given.removeprefix("store:")):
            raise bad_request("varianter.dele.egenskaber.indhold: this Dokument has no such content")


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
