"""The contents that came with a request, and what `indhold` in the object makes of them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, select, update

from sagsbud.service.cleaning import hold_contents
from sagsbud.service.content import ContentStore, Incoming, Stored
from sagsbud.service.errors import bad_request
from sagsbud.service.tables import indhold

Json = dict[str, Any]

_UPLOAD = "field:"
_STORED = "store:"

_MINE = (indhold.c.dokument == bindparam("number")) & (indhold.c.slettet == 0)
_KNOWN = select(indhold.c.sti).where(_MINE, indhold.c.sha256 == bindparam("digest"))
_OWNED = select(indhold.c.sti).where(_MINE, indhold.c.sti == bindparam("path"))
_ADD = insert(indhold)
_DIGESTS = select(indhold.c.sha256).where(_MINE)
_RELEASE = update(indhold).where(_MINE).values(slettet=1)


def part_periods(body: Json) -> Iterator[Json]:
    """Every period of every del of every variant."""
    for variant in body.get("varianter") or []:
        for part in variant["dele"]:
            yield from part["egenskaber"]


def stored_paths(body: Json) -> Iterator[str]:
    """The paths of all contents that the object names."""
    for period in part_periods(body):
        given = period.get("indhold", "")
        if given.startswith(_STORED):
            yield given.removeprefix(_STORED)


def keep_named(body: Json, incoming: Mapping[str, Incoming]) -> dict[str, Stored]:
    """Make the contents ready that the object names; what it does not name is not kept.

    Raises Refusal, before anything is kept, for a part that did not come.
    """
    given = (period.get("indhold", "") for period in part_periods(body))
    names = {text.removeprefix(_UPLOAD) for text in given if text.startswith(_UPLOAD)}
    if names - set(incoming):
        raise bad_request("varianter.dele.egenskaber.indhold: the named part is not in the request")
    return {name: incoming[name].keep() for name in sorted(names)}


def name_paths(body: Json, kept: Mapping[str, Stored], known: Mapping[str, str]) -> tuple[Json, dict[str, Stored]]:
    """The body with a `store:` path for each `field:NAME`, and what lies under the paths that are new.

    `known` are paths by digest: bytes that are there already keep theirs.
    """
    if not kept:
        return body, {}
    paths = dict(known)
    new: dict[str, Stored] = {}

    def named(period: Json) -> Json:
        given = period.get("indhold", "")
        if not given.startswith(_UPLOAD):
            return period
        stored = kept[given.removeprefix(_UPLOAD)]
        path = paths.get(stored.sha256)
        if path is None:
            path = paths[stored.sha256] = f"{datetime.now(UTC):%Y/%m/%d/%H/%M}/{uuid4()}.bin"
            new[path] = stored
        return {**period, "indhold": _STORED + path}

    def changed(variant: Json) -> Json:
        dele = [{**part, "egenskaber": [named(period) for period in part["egenskaber"]]} for part in variant["dele"]]
        return {**variant, "dele": dele}

    return {**body, "varianter": [changed(variant) for variant in body["varianter"]]}, new


def known_paths(connection: Connection, dokument: int, kept: Mapping[str, Stored]) -> dict[str, str]:
    """By digest, the paths under which the Dokument has some of the contents already."""
    found: dict[str, str] = {}
    for stored in kept.values():
        path = connection.execute(_KNOWN, {"number": dokument, "digest": stored.sha256}).scalar()
        if path:
            found[stored.sha256] = path
    return found


def hold_paths(connection: Connection, dokument: int, body: Json, new: Mapping[str, Stored]) -> None:
    """Raises Refusal for a `store:` path that this Dokument never had."""
    for path in stored_paths(body):
        if path not in new and not connection.execute(_OWNED, {"number": dokument, "path": path}).first():
            raise bad_request("varianter.dele.egenskaber.indhold: this Dokument has no such content")


def own(connection: Connection, dokument: int, new: Mapping[str, Stored]) -> None:
    """Give the Dokument these contents, which are then to be settled."""
    rows = [
        {"sti": path, "dokument": dokument, "sha256": stored.sha256, "size": stored.size, "slettet": 0}
        for path, stored in new.items()
    ]
    if rows:
        connection.execute(_ADD, rows)


def settle(connection: Connection, content: ContentStore, new: Mapping[str, Stored]) -> None:
    """See to it that what is owned now stays."""
    hold_contents(connection, {stored.sha256 for stored in new.values()})
    for stored in new.values():
        content.settle(connection, stored)


def release(connection: Connection, dokument: int) -> set[str]:
    """Give up all contents of a deleted Dokument; the digests it had."""
    mine = set(connection.execute(_DIGESTS, {"number": dokument}).scalars())
    if mine:
        connection.execute(_RELEASE, {"number": dokument})
    return mine
