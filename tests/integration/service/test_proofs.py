"""The proof of many filings at once: what is there, whole and in its place, and nothing that is not."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sagsbud.service.main import Options
from sagsbud.service.proofs import MOST_PROVEN

from tests.support.oio import dokument, journalpost, newest, put_dokument, sag
from tests.support.stores import opened

Json = dict[str, Any]
LETTER = b"Brev " * 100


def made(client: httpx.Client, content: bytes = LETTER, **relations: object) -> str:
    """A Dokument with a content."""
    body = dokument("Brev", "brev", **relations)
    return str(put_dokument(client, body, brev=content).raise_for_status().json()["uuid"])


def new_sag(client: httpx.Client, *posts: Json) -> str:
    """A Sag with these journalposter."""
    uuid = str(uuid4())
    client.put(f"/sag/sag/{uuid}", json=sag(journalpost=list(posts)) if posts else sag()).raise_for_status()
    return uuid


def proofs(client: httpx.Client, *uuids: str) -> dict[str, Json]:
    """What is told of them, by uuid."""
    answer = client.get("/proofs", params=[("uuid", uuid) for uuid in uuids]).raise_for_status().json()
    assert set(answer) == {"proofs"}
    return {proof["uuid"]: proof for proof in answer["proofs"]}


def test_it_says_what_reading_would(client: httpx.Client) -> None:
    uuid, other = made(client), made(client, b"andet")
    first, second = (new_sag(client, journalpost(uuid)) for _ in range(2))

    told = proofs(client, uuid, other, str(uuid4()))

    assert set(told) == {uuid, other}
    registration = newest(client, f"/dokument/dokument/{uuid}")
    assert told[uuid]["registreringstid"] == registration["fratidspunkt"]["tidsstempeldatotid"]
    assert told[uuid]["journaliseret"] == sorted([first, second])
    assert told[other]["journaliseret"] == []
    assert told[uuid]["sha256"] != told[other]["sha256"]


def test_upper_case_asks_for_the_same(client: httpx.Client) -> None:
    uuid = made(client)

    assert set(proofs(client, uuid.upper())) == {uuid}


def test_a_new_version_is_told_of_with_its_contents(client: httpx.Client) -> None:
    uuid = made(client)
    before = proofs(client, uuid)[uuid]
    put_dokument(client, dokument("Brev", "brev"), uuid, brev=b"nye bytes").raise_for_status()

    after = proofs(client, uuid)[uuid]

    assert after["registreringstid"] > before["registreringstid"]
    assert len(after["sha256"]) == 1
    assert after["sha256"] != before["sha256"]


def test_an_emptied_journalpost_and_a_deleted_sag_prove_nothing(client: httpx.Client) -> None:
    uuid = made(client)
    emptied, deleted = (new_sag(client, journalpost(uuid)) for _ in range(2))
    empty = {**journalpost(uuid), "uuid": "", "urn": "", "indeks": 1}
    client.patch(f"/sag/sag/{emptied}", json={"relationer": {"journalpost": [empty]}}).raise_for_status()
    client.delete(f"/sag/sag/{deleted}").raise_for_status()

    assert proofs(client, uuid)[uuid]["journaliseret"] == []


def test_what_is_out_of_use_is_not_told_of(client: httpx.Client) -> None:
    deleted, passive = made(client), made(client)
    client.delete(f"/dokument/dokument/{deleted}").raise_for_status()
    client.patch(f"/dokument/dokument/{passive}", json={"livscyklus": "Passiv"}).raise_for_status()

    assert proofs(client, deleted, passive) == {}


@pytest.mark.parametrize("store_kind", ["sqlite"], indirect=False)
def test_a_content_that_is_not_whole_proves_nothing(client: httpx.Client, options: Options) -> None:
    uuid = made(client)
    (sha256,) = proofs(client, uuid)[uuid]["sha256"]
    with opened(options) as (_, content):
        content.path(sha256).write_bytes(b"cut off")  # type: ignore[attr-defined]

    assert proofs(client, uuid)[uuid]["sha256"] == []


@pytest.mark.parametrize(
    "query",
    ["uuid=x", "sag=1", "uuid=&uuid=", "&".join(f"uuid={uuid4()}" for _ in range(MOST_PROVEN + 1))],
    ids=["no-uuid", "unknown", "empty", "too-many"],
)
@pytest.mark.parametrize("store_kind", ["sqlite"], indirect=False)
def test_a_bad_question_is_refused(client: httpx.Client, query: str) -> None:
    answer = client.get(f"/proofs?{query}")

    assert answer.status_code == 400
    assert answer.json()["message"]


@pytest.mark.parametrize("store_kind", ["sqlite"], indirect=False)
def test_nothing_asked_is_nothing_told(client: httpx.Client) -> None:
    assert proofs(client) == {}
