"""Small valid objects in wire form."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx

Json = dict[str, Any]

ALWAYS: Json = {"from": "2026-01-01T00:00:00+01:00", "to": "infinity"}


def virkning(start: str, end: str = "infinity") -> Json:
    """A period from one date to another, Danish winter time."""
    return {"from": f"{start}T00:00:00+01:00", "to": end if end == "infinity" else f"{end}T00:00:00+01:00"}


def sag(titel: str = "Lån af lokale", **relations: Any) -> Json:
    """A Sag."""
    attributes = {
        "brugervendtnoegle": "26/1", "sagsnummer": "26/1", "titel": titel, "beskrivelse": titel, "kassationskode": "K",
    }  # fmt: skip
    return {
        "attributter": {"sagegenskaber": [{**attributes, "virkning": ALWAYS}]},
        "tilstande": {"sagfremdrift": [{"fremdrift": "Opstaaet", "virkning": ALWAYS}]},
        "relationer": relations,
    }


def dokument(titel: str = "Ansøgning", *parts: str, **relations: Any) -> Json:
    """A Dokument whose contents come in the named parts of the request."""
    attributes = {
        "brugervendtnoegle": "D-1", "titel": titel, "beskrivelse": titel, "dokumenttype": "Andet",
        "brevdato": "2026-03-01",
    }  # fmt: skip
    dele = [
        {"deltekst": part, "egenskaber": [{"indhold": f"field:{part}", "mimetype": "text/plain", "virkning": ALWAYS}]}
        for part in parts
    ]
    body = {
        "attributter": {"dokumentegenskaber": [{**attributes, "virkning": ALWAYS}]},
        "tilstande": {"dokumentfremdrift": [{"fremdrift": "Modtaget", "virkning": ALWAYS}]},
        "relationer": relations,
    }
    produktion = {"varianttekst": "produktion", "egenskaber": [{"produktion": True, "virkning": ALWAYS}], "dele": dele}
    return body | ({"varianter": [produktion]} if parts else {})


def journalpost(target: str | UUID) -> Json:
    """The filing of a Dokument."""
    return {
        "uuid": str(target),
        "objekttype": "Dokument",
        "journalpostkode": "vedlagtdokument",
        "journaldokument": {
            "dokumenttitel": "Brev",
            "offentlighedundtaget": {"alternativtitel": "Brev", "hjemmel": "Offentlighedsloven § 30"},
        },
        "virkning": ALWAYS,
    }


def put_sag(client: httpx.Client, body: Json | None = None) -> str:
    """A new Sag; its uuid."""
    uuid = str(uuid4())
    client.put(f"/sag/sag/{uuid}", json=body or sag()).raise_for_status()
    return uuid


def put_dokument(client: httpx.Client, body: Json, uuid: str | None = None, **contents: bytes) -> httpx.Response:
    """PUT a Dokument with contents, under a new uuid if none is given."""
    import json

    parts: list[tuple[str, Any]] = [("json", (None, json.dumps(body), "application/json"))]
    parts += [(name, (f"{name}.txt", content)) for name, content in contents.items()]
    return client.put(f"/dokument/dokument/{uuid or uuid4()}", files=parts)


def newest(client: httpx.Client, path: str, **times: str) -> Json:
    """The newest registrering of an object."""
    (objects,) = client.get(path, params=times).raise_for_status().json().values()
    registrering: Json = objects[0]["registreringer"][0]
    return registrering


def content_paths(registrering: Json) -> Iterator[str]:
    """Where the contents of a Dokument are read."""
    for variant in registrering["varianter"]:
        for part in variant["dele"]:
            for period in part["egenskaber"]:
                yield "/dokument/dokument/" + period["indhold"].removeprefix("store:")


def content_of(client: httpx.Client, uuid: str) -> bytes:
    """The bytes of a Dokument's only del."""
    (path,) = content_paths(newest(client, f"/dokument/dokument/{uuid}"))
    return client.get(path).raise_for_status().content
