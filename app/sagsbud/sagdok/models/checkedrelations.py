"""Relations and journalposter in wire form, checked and brought into canonical form."""

from collections.abc import Mapping
from typing import Any

from sagsbud.sagdok.models.checkedvalues import (
    InvalidObject,
    Json,
    as_exemption,
    as_integer,
    as_list,
    as_mapping,
    as_text,
    as_texts,
    as_uuid,
    as_virkning,
    no_overlap,
    only,
)
from sagsbud.sagdok.models.specs import JOURNALPOST_CODES, ObjectType

_READ_NAMES = {"reltypespec": "journalpostkode", "journaldokumentattr": "journaldokument"}


def as_relations(spec: ObjectType, given: object, partial: bool) -> dict[str, list[Json]]:
    """Every relation of an object by its name."""
    if given is None:
        return {}
    body = as_mapping("relationer", given)
    only("relationer", body, set(spec.relations))
    checked: dict[str, list[Json]] = {}
    for name, entries in body.items():
        path = f"relationer.{name}"
        items = as_list(path, entries if entries is not None else [])
        if name == "journalpost":
            checked[name] = [_journalpost(f"{path}[{n}]", item, partial) for n, item in enumerate(items)]
            continue
        checked[name] = [_relation(f"{path}[{n}]", item, spec, partial) for n, item in enumerate(items)]
        if not spec.relations[name]:
            if spec.appends_relations and len(items) > 1:
                raise InvalidObject(path, "holds one at most")
            no_overlap(path, checked[name])
    return checked


def _relation(path: str, given: object, spec: ObjectType, partial: bool) -> Json:
    body = as_mapping(path, given)
    allowed = {"uuid", "urn", "objekttype", "virkning"} | ({"indeks"} if spec.appends_relations else set())
    only(path, body, allowed)
    return as_target(path, body, may_clear=partial) | _index(path, body) | {"virkning": as_virkning(path, body)}


def _journalpost(path: str, given: object, partial: bool) -> Json:
    body = {_READ_NAMES.get(name, name): value for name, value in as_mapping(path, given).items()}
    only(
        path,
        body,
        {"uuid", "urn", "objekttype", "virkning", "indeks", "journalpostkode", "journalnotat", "journaldokument"},
    )
    post = as_target(path, body, may_clear=partial and "indeks" in body) | _index(path, body)
    code = body.get("journalpostkode")
    if code not in JOURNALPOST_CODES:
        raise InvalidObject(f"{path}.journalpostkode", "is not one of " + ", ".join(sorted(JOURNALPOST_CODES)))
    post["journalpostkode"] = code
    if body.get("journalnotat"):
        note = as_mapping(f"{path}.journalnotat", body["journalnotat"])
        only(f"{path}.journalnotat", note, {"titel", "notat", "format"})
        post["journalnotat"] = as_texts(f"{path}.journalnotat", note, ("titel", "notat", "format"), required=True)
    if body.get("journaldokument"):
        post["journaldokument"] = _journaldokument(f"{path}.journaldokument", body["journaldokument"], partial)
    post["virkning"] = as_virkning(path, body)
    return post


def _journaldokument(path: str, given: object, partial: bool) -> Json:
    body = as_mapping(path, given)
    only(path, body, {"dokumenttitel", "offentlighedundtaget"})
    checked = as_texts(path, body, ("dokumenttitel",), required=True)
    if body.get("offentlighedundtaget"):
        checked["offentlighedundtaget"] = as_exemption(f"{path}.offentlighedundtaget", body["offentlighedundtaget"])
    elif not partial:
        raise InvalidObject(f"{path}.offentlighedundtaget", "is missing")
    return checked


def as_target(path: str, body: Mapping[str, Any], *, may_clear: bool) -> Json:
    """To whom or what a relation leads: a uuid or a urn, neither only where it may be cleared."""
    uuid, urn = body.get("uuid") or None, body.get("urn") or None
    if uuid and urn:
        raise InvalidObject(path, "has both uuid and urn")
    if not uuid and not urn and not may_clear:
        raise InvalidObject(path, "has neither uuid nor urn")
    checked: Json = {}
    if uuid:
        checked["uuid"] = as_uuid(f"{path}.uuid", uuid)
    if urn:
        checked["urn"] = as_text(f"{path}.urn", urn)
        if not checked["urn"].startswith("urn:") or len(checked["urn"]) < len("urn:x"):
            raise InvalidObject(f"{path}.urn", "does not begin with urn:")
    if body.get("objekttype"):
        checked["objekttype"] = as_text(f"{path}.objekttype", body["objekttype"])
    return checked


def _index(path: str, body: Mapping[str, Any]) -> Json:
    if body.get("indeks") is None:
        return {}
    return {"indeks": as_integer(f"{path}.indeks", body["indeks"])}
