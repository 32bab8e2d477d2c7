"""What proves that Dokumenter are filed, told of many at once: whoever filed them need not read each back by itself.

It says no more than reading would: the newest version, the Sager it names, the Sager whose journal names it, and the
digests of its contents that lie in their place whole. What is deleted, taken out of use or unknown is not told of.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, bindparam, select

from sagsbud.sagdok.models import INFINITY, Moment
from sagsbud.service.content import ContentStore
from sagsbud.service.database import Database
from sagsbud.service.errors import bad_request
from sagsbud.service.tables import indhold, journalpost, objekt, registrering
from sagsbud.service.uploads import stored_paths

Json = dict[str, Any]

MOST_PROVEN = 100
"""Dokumenter in one answer."""

_VERSIONS = (
    select(objekt.c.id, objekt.c.uuid, objekt.c.fra, registrering.c.body)
    .join(registrering, (registrering.c.objekt == objekt.c.id) & (registrering.c.fra == objekt.c.fra))
    .where(
        objekt.c.klasse == "dokument",
        objekt.c.uuid.in_(bindparam("uuids", expanding=True)),
        objekt.c.livscyklus.not_in(("Slettet", "Passiveret")),
    )
)
_CONTENTS = select(indhold.c.sti, indhold.c.sha256, indhold.c.size).where(
    indhold.c.dokument.in_(bindparam("numbers", expanding=True)), indhold.c.slettet == 0
)
_JOURNALS = (
    select(journalpost.c.target, objekt.c.uuid)
    .join(objekt, objekt.c.id == journalpost.c.sag)
    .where(
        journalpost.c.target.in_(bindparam("uuids", expanding=True)),
        journalpost.c.til == INFINITY.micros,
        objekt.c.livscyklus != "Slettet",
    )
)


def parse_wanted(parameters: Iterable[tuple[str, str]]) -> list[str]:
    """The Dokumenter that are asked about. Raises Refusal."""
    wanted: list[str] = []
    for name, value in parameters:
        if name != "uuid":
            raise bad_request("Unsupported argument: only uuid, as often as there are Dokumenter")
        try:
            wanted.append(str(UUID(value)))
        except ValueError:
            raise bad_request("uuid: is not a uuid") from None
    if len(wanted) > MOST_PROVEN:
        raise bad_request(f"uuid: at most {MOST_PROVEN} at a time")
    return wanted


def read_proofs(database: Database, store: ContentStore, uuids: Sequence[str]) -> Json:
    """`{proofs}`, one for each of the Dokumenter that is there."""
    with database.reading() as connection:
        versions = connection.execute(_VERSIONS, {"uuids": list(uuids)}).all()
        known = connection.execute(_CONTENTS, {"numbers": [version.id for version in versions]}).all()
        journals = _journals(connection, [version.uuid for version in versions])
    whole = {row.sti: row.sha256 for row in known if store.size(row.sha256) == row.size}
    return {"proofs": [_proof(version, whole, sorted(journals[version.uuid])) for version in versions]}


def _journals(connection: Connection, uuids: Sequence[str]) -> defaultdict[str, set[str]]:
    """By Dokument, the Sager on which it stands now or will."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for dokument, sag in connection.execute(_JOURNALS, {"uuids": list(uuids)}):
        found[dokument].add(sag)
    return found


def _proof(version: Row[*tuple[Any, ...]], whole: dict[str, str], journals: Sequence[str]) -> Json:
    body: Json = msgspec.json.decode(version.body)
    sager = {entry["uuid"] for entry in body["relationer"].get("tilknyttedesager", []) if entry.get("uuid")}
    return {
        "uuid": version.uuid,
        "registreringstid": Moment(version.fra).iso(),
        "sha256": sorted({whole[path] for path in stored_paths(body) if path in whole}),
        "tilknyttedesager": sorted(sager),
        "journaliseret": list(journals),
    }
