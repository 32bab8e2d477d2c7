"""The change feed: everything once, in order, for every reader, however many write."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import anyio
import httpx
import pytest
from sagsbud.domain.errors import Conflict
from sagsbud.sagdok import Change, SagDokumentClient
from sagsbud.service.changefeed import MOST_SECONDS, answer_changes
from sagsbud.service.changes import Asked, read_changes
from sagsbud.service.database import Database
from sagsbud.service.errors import Refusal
from sagsbud.service.main import EmbeddedService, Options, restore
from sagsbud.service.migrations import STEPS
from sagsbud.service.rows import NewRegistrering, make, register
from sqlalchemy import text

from tests.support.oio import dokument, journalpost, newest, put_dokument, put_sag, sag
from tests.support.stores import StartService, opened, saved_to, service_process

Json = dict[str, Any]
WRITERS = 6
EACH = 12


def changes(client: httpx.Client, **asked: str) -> Json:
    answer: Json = client.get("/changes", params=asked).raise_for_status().json()
    return answer


def everything(client: httpx.Client, page: int = 7) -> list[Json]:
    """All of the feed, page by page."""
    found: list[Json] = []
    while True:
        answer = changes(client, after=str(len(found)), limit=str(page))
        if not answer["changes"]:
            return found
        found += answer["changes"]
        assert answer["last"] == found[-1]["sequence"]


def test_every_registrering_stands_in_it_once(client: httpx.Client) -> None:
    case = put_sag(client)
    uuid = put_dokument(client, dokument("Brev", "brev"), brev=b"brev").json()["uuid"]
    change = {"relationer": {"journalpost": [journalpost(uuid)]}}
    for _ in range(2):  # the repeat makes no registrering
        client.patch(f"/sag/sag/{case}", json=change).raise_for_status()
    client.patch(f"/sag/sag/{case}", json={"note": "set"}).raise_for_status()
    client.patch(f"/sag/sag/{case}", json={"livscyklus": "Passiv"}).raise_for_status()
    client.delete(f"/dokument/dokument/{uuid}").raise_for_status()
    made = client.post("/klassifikation/facet", json=facet()).raise_for_status().json()["uuid"]

    found = everything(client)

    assert [entry["sequence"] for entry in found] == [1, 2, 3, 4, 5, 6, 7]
    assert [(entry["objekttype"], entry["uuid"], entry["livscykluskode"]) for entry in found] == [
        ("sag", case, "Importeret"), ("dokument", uuid, "Importeret"), ("sag", case, "Rettet"), ("sag", case, "Rettet"),
        ("sag", case, "Passiveret"), ("dokument", uuid, "Slettet"), ("facet", made, "Opstaaet"),
    ]  # fmt: skip
    assert [entry["service"] for entry in found[-2:]] == ["dokument", "klassifikation"]
    told = found[4]
    now = newest(client, f"/sag/sag/{case}")
    assert told["registreringstid"] == now["fratidspunkt"]["tidsstempeldatotid"]
    assert told["brugerref"] == now["brugerref"]


def facet() -> Json:
    """The smallest one."""
    always = {"from": "2026-01-01T00:00:00+01:00", "to": "infinity"}
    return {
        "attributter": {"facetegenskaber": [{"brugervendtnoegle": "KLE", "virkning": always}]},
        "tilstande": {"facetpubliceret": [{"publiceret": "Publiceret", "virkning": always}]},
    }


def test_without_a_place_it_only_says_where_it_ends(client: httpx.Client) -> None:
    put_sag(client)
    answer = changes(client)
    assert (answer["changes"], answer["last"]) == ([], 1)

    case = put_sag(client)
    (entry,) = changes(client, after="1", feed=answer["feed"])["changes"]
    assert (entry["sequence"], entry["uuid"]) == (2, case)


def test_a_reader_of_another_feed_is_told(client: httpx.Client) -> None:
    put_sag(client)
    assert client.get("/changes", params={"after": "0", "feed": str(uuid4())}).status_code == 412
    assert client.get("/changes", params={"after": "2"}).status_code == 412
    for asked in (
        {"after": "-1"},
        {"after": "x"},
        {"limit": "0"},
        {"limit": "1001"},
        {"wait": "31"},
        {"feed": "x"},
        {"x": "1"},
    ):
        assert client.get("/changes", params=asked).status_code == 400, asked


def test_what_is_committed_late_is_not_passed_over(options: Options) -> None:
    """A transaction that began first and commits last stands behind those a reader has seen already."""
    if options.database.startswith("sqlite"):
        pytest.skip("writers follow one another there")
    with opened(options) as (database, _):
        with database.writing() as slow:
            _register(slow, "a")
            with database.writing() as quick:
                _register(quick, "b")
            first = read_changes(database, Asked(after=0))
        second = read_changes(database, Asked(after=first["last"]))
        both = read_changes(database, Asked(after=0))

    assert [entry["uuid"][0] for entry in first["changes"]] == ["b"]
    assert [entry["uuid"][0] for entry in second["changes"]] == ["a"]
    assert both["changes"] == first["changes"] + second["changes"]


def _register(connection: Any, letter: str) -> None:
    body: Json = {"attributter": [], "tilstande": [], "relationer": {}}
    new = NewRegistrering("Importeret", 1, str(uuid4()), None, body, 0)
    number = make(connection, "sag", str(UUID(letter * 32)), new)
    assert number
    register(connection, number, new)


def test_readers_beside_writers_all_see_the_same_and_miss_nothing(options: Options, tmp_path: Path) -> None:
    """Two processes, six writers, three readers who read while it is being written."""
    with service_process(options, tmp_path) as one, service_process(options, tmp_path) as two:
        urls = [one.url, two.url]
        over = threading.Event()

        def write(number: int) -> list[str]:
            with httpx.Client(base_url=urls[number % 2], trust_env=False, timeout=120) as client:
                return [put_sag(client) for _ in range(EACH)]

        def read(number: int) -> list[tuple[int, str]]:
            seen: list[tuple[int, str]] = []
            with httpx.Client(base_url=urls[number % 2], trust_env=False, timeout=120) as client:
                while True:
                    last_look = over.is_set()
                    answer = changes(client, after=str(len(seen)), limit="5")
                    seen += [(entry["sequence"], entry["uuid"]) for entry in answer["changes"]]
                    if last_look and not answer["changes"]:
                        return seen

        with ThreadPoolExecutor(WRITERS + 3) as pool:
            reading = [pool.submit(read, number) for number in range(3)]
            try:
                made = {uuid for mine in pool.map(write, range(WRITERS)) for uuid in mine}
            finally:
                over.set()
            seen = [reader.result() for reader in reading]

    assert [sequence for sequence, _ in seen[0]] == list(range(1, WRITERS * EACH + 1))
    assert {uuid for _, uuid in seen[0]} == made
    assert seen[1] == seen[0]
    assert seen[2] == seen[0]


@pytest.fixture
def library(service: EmbeddedService) -> Iterator[SagDokumentClient]:
    with SagDokumentClient(service.url) as client:
        yield client


def test_who_waits_is_told_when_it_comes(library: SagDokumentClient, client: httpx.Client) -> None:
    assert library.capabilities.changes
    begun = library.changes()

    def wait() -> Change:
        while True:
            for change in library.changes(begun.last, wait=30, feed=begun.feed).changes:
                return change

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wait)
        case = put_sag(client)
        told = waiting.result()
    assert (told.objekttype, str(told.uuid), told.sequence) == ("sag", case, 1)
    assert library.changes(1).changes == ()


def test_who_waits_is_let_go_when_the_service_ends_or_they_have_gone(options: Options) -> None:
    asked = Asked(after=0, wait=MOST_SECONDS)

    async def gone() -> bool:
        return True

    async def not_asked() -> bool:
        raise AssertionError

    with opened(options) as (database, _):
        ended = anyio.run(answer_changes, database, asked, not_asked, lambda: True)
        left = anyio.run(answer_changes, database, asked, gone, lambda: False)
    assert ended["changes"] == left["changes"] == []


def test_only_with_a_token(start_service: StartService) -> None:
    service = start_service(tokens=["reader:a-secret-of-the-test"])
    with httpx.Client(base_url=service.url, trust_env=False, timeout=60) as client:
        assert client.get("/changes").status_code == 401
        assert client.get("/changes", headers={"Authorization": "Bearer a-secret-of-the-test"}).status_code == 200


def test_a_restored_store_goes_on_with_another_feed(
    client: httpx.Client, options: Options, library: SagDokumentClient, tmp_path: Path
) -> None:
    put_sag(client)
    known = library.changes(0)
    saved_to(options, tmp_path / "saved")
    elsewhere = {"database": f"sqlite:///{tmp_path / 'restored.db'}", "content": tmp_path / "restored"}
    into = replace(options, **elsewhere, store_key=None)  # type: ignore[arg-type]
    restore(tmp_path / "saved", into.database, into.content)

    service = EmbeddedService(into).start()
    try:
        with SagDokumentClient(service.url) as restored:
            with pytest.raises(Conflict):
                restored.changes(known.last, feed=known.feed)
            again = restored.changes(0)
            assert again.changes == known.changes
            assert again.feed != known.feed
    finally:
        service.stop()


def test_a_store_older_than_the_feed_tells_what_it_held(database_url: str) -> None:
    older = Database(database_url, STEPS[:1])
    with older.writing() as connection:
        for number, letter in enumerate("ab"):
            connection.execute(
                text(
                    "INSERT INTO objekt (id, klasse, uuid, livscyklus, noegle, fra, journal_max)"
                    f" VALUES ({number + 1}, 'sag', '{UUID(letter * 32)}', 'Importeret', '', {2 - number}, 0)"
                )
            )
            connection.execute(
                text(
                    "INSERT INTO registrering (objekt, fra, til, livscyklus, brugerref, body)"
                    f" VALUES ({number + 1}, {2 - number}, {2**62}, 'Importeret', '{UUID(int=1)}', '{{}}')"
                )
            )
    older.close()

    database = Database(database_url)
    try:
        found = read_changes(database, Asked(after=0))
        with pytest.raises(Refusal):
            read_changes(database, Asked(after=3))
    finally:
        database.close()
    assert [(entry["sequence"], entry["uuid"][0]) for entry in found["changes"]] == [(1, "b"), (2, "a")]


def test_a_patch_and_a_put_with_types_are_told_too(library: SagDokumentClient) -> None:
    uuid = uuid4()
    library.put("sag", "sag", uuid, sag())
    library.patch("sag", "sag", uuid, {"note": "set"})

    assert [change.livscykluskode for change in library.changes(0).changes] == ["Importeret", "Rettet"]
