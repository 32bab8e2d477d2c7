"""Many writers at once, versions in time, and what a change may and may not do."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import httpx
import pytest
from sagsbud.service.main import EmbeddedService

from tests.support.oio import ALWAYS, dokument, journalpost, newest, put_dokument, put_sag, sag, virkning

ALL_TIME = {"virkningfra": "-infinity", "virkningtil": "infinity"}
WRITERS = 8
POSTS_EACH = 100


def add(service: EmbeddedService, path: str) -> None:
    with httpx.Client(base_url=service.url, trust_env=False, timeout=60) as client:
        for _ in range(POSTS_EACH):
            change = {"relationer": {"journalpost": [journalpost(uuid4())]}}
            client.patch(path, json=change).raise_for_status()


def test_eight_writers_lose_and_double_nothing(service: EmbeddedService, client: httpx.Client) -> None:
    path = f"/sag/sag/{put_sag(client)}"

    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(add, service, path) for _ in range(WRITERS)]:
            done.result()

    posts = newest(client, path)["relationer"]["journalpost"]
    assert sorted(post["indeks"] for post in posts) == list(range(1, WRITERS * POSTS_EACH + 1))
    assert len({post["uuid"] for post in posts}) == WRITERS * POSTS_EACH


def test_racing_puts_make_one_object(service: EmbeddedService, client: httpx.Client) -> None:
    uuid = str(uuid4())

    def put(_: int) -> int:
        with httpx.Client(base_url=service.url, trust_env=False, timeout=60) as racer:
            return put_dokument(racer, dokument("Brev", "brev"), uuid=uuid, brev=b"x").status_code

    with ThreadPoolExecutor(WRITERS) as pool:
        assert set(pool.map(put, range(WRITERS))) == {200}

    found = client.get("/dokument/dokument", params={"uuid": uuid, "registreretfra": "-infinity"}).json()
    assert len(found["results"][0][0]["registreringer"]) == 1


def test_repeated_journalpost_is_not_doubled(client: httpx.Client) -> None:
    path = f"/sag/sag/{put_sag(client)}"
    change = {"relationer": {"journalpost": [journalpost(uuid4())]}}

    for _ in range(3):
        client.patch(path, json=change).raise_for_status()

    assert [post["indeks"] for post in newest(client, path)["relationer"]["journalpost"]] == [1]


def test_what_is_read_may_be_written_back(client: httpx.Client) -> None:
    uuid = put_sag(client)
    client.patch(f"/sag/sag/{uuid}", json={"relationer": {"journalpost": [journalpost(uuid4())]}}).raise_for_status()
    read = newest(client, f"/sag/sag/{uuid}")
    body = {part: read[part] for part in ("attributter", "tilstande", "relationer")}

    client.put(f"/sag/sag/{uuid}", json=body).raise_for_status()

    assert newest(client, f"/sag/sag/{uuid}") == read


def test_every_version_can_be_read(client: httpx.Client) -> None:
    path = f"/sag/sag/{put_sag(client)}"
    first = newest(client, path)
    dokumenter = [str(uuid4()) for _ in range(3)]
    for uuid in dokumenter:
        client.patch(path, json={"relationer": {"journalpost": [journalpost(uuid)]}}).raise_for_status()

    (objects,) = client.get(path, params={"registreretfra": "-infinity", **ALL_TIME}).json().values()
    history = objects[0]["registreringer"]
    journals = [[post["uuid"] for post in version.get("relationer", {}).get("journalpost", [])] for version in history]
    assert journals == [dokumenter, dokumenter[:2], dokumenter[:1], []]

    then = first["fratidspunkt"]["tidsstempeldatotid"]
    at_first = newest(client, path, registreringstid=then)
    assert at_first["fratidspunkt"] == first["fratidspunkt"]
    assert "journalpost" not in at_first.get("relationer", {})


def test_later_state_leaves_the_earlier_one(client: httpx.Client) -> None:
    path = f"/sag/sag/{put_sag(client)}"
    change = {"tilstande": {"sagfremdrift": [{"fremdrift": "Afgjort", "virkning": virkning("2026-06-01")}]}}
    client.patch(path, json=change).raise_for_status()

    in_may = newest(client, path, virkningstid="2026-05-01T12:00:00+02:00")
    in_july = newest(client, path, virkningstid="2026-07-01T12:00:00+02:00")

    assert in_may["tilstande"]["sagfremdrift"][0]["fremdrift"] == "Opstaaet"
    assert in_july["tilstande"]["sagfremdrift"][0]["fremdrift"] == "Afgjort"


def test_writer_with_an_old_version_is_refused(client: httpx.Client) -> None:
    path = f"/sag/sag/{put_sag(client)}"
    seen = client.get(path).headers["etag"]
    client.patch(path, json={"note": "rettet imens"}).raise_for_status()
    change = {"relationer": {"journalpost": [journalpost(uuid4())]}}

    late = client.patch(path, json=change, headers={"If-Match": seen})
    again = client.patch(path, json=change, headers={"If-Match": client.get(path).headers["etag"]})

    assert (late.status_code, again.status_code) == (412, 200)
    assert client.delete(path, headers={"If-Match": seen}).status_code == 412
    assert len(newest(client, path)["relationer"]["journalpost"]) == 1


@pytest.mark.parametrize("verb", ["put", "patch"])
def test_deleted_stays_deleted(client: httpx.Client, verb: str) -> None:
    path = f"/sag/sag/{put_sag(client)}"
    client.delete(path).raise_for_status()

    answer = client.request(verb, path, json=sag())

    assert answer.status_code in (400, 409)
    assert client.get(path).status_code == 410
    assert client.delete(path).status_code == 202


def test_searches_by_every_road(client: httpx.Client) -> None:
    klasse, dokument_id = str(uuid4()), str(uuid4())
    part = "urn:oio:cpr-nr:0101010000"
    uuid = put_sag(
        client,
        sag(
            "Ansøgning om støtte på 100 %",
            primaerklasse=[{"uuid": klasse, "objekttype": "Klasse", "virkning": ALWAYS}],
            primaerpart=[{"urn": part, "objekttype": "Person", "virkning": ALWAYS}],
            journalpost=[journalpost(dokument_id)],
        ),
    )
    put_sag(client, sag("Noget andet"))

    for name, value in {
        "titel": "ANSØGNING OM%",
        "primaerklasse": klasse,
        "primaerklasse:Klasse": klasse.upper(),
        "primaerpart": part,
        "journalpost": dokument_id,
        "vilkaarligattr": "%støtte%",
        "vilkaarligrel": dokument_id,
    }.items():
        assert client.get("/sag/sag", params={name: value}).json() == {"results": [[uuid]]}, name
    assert len(client.get("/sag/sag", params={"fremdrift": "Opstaaet"}).json()["results"][0]) == 2
    assert client.get("/sag/sag", params={"titel": "Ansøgning"}).json() == {"results": [[]]}


def test_pages_are_in_order_and_complete(client: httpx.Client) -> None:
    made = []
    for number in range(25):
        body = sag()
        body["attributter"]["sagegenskaber"][0]["brugervendtnoegle"] = f"26/{number:03}"
        made.append(put_sag(client, body))

    pages = [
        client.get("/sag/sag", params={"maximalantalresultater": 10, "foersteresultat": offset}).json()["results"][0]
        for offset in (0, 10, 20)
    ]

    assert [uuid for page in pages for uuid in page] == made


def test_long_texts_are_kept_and_found(client: httpx.Client) -> None:
    titel = "Æblegrød " * 2000
    uuid = put_sag(client, sag(titel))

    assert newest(client, f"/sag/sag/{uuid}")["attributter"]["sagegenskaber"][0]["titel"] == titel
    assert client.get("/sag/sag", params={"titel": titel[:300] + "%"}).json() == {"results": [[uuid]]}
    assert client.get("/sag/sag", params={"titel": titel[:300]}).json() == {"results": [[]]}


def test_two_clients_making_objects_get_their_own(client: httpx.Client) -> None:
    first, second = (client.post("/sag/sag", json=sag()).raise_for_status().json()["uuid"] for _ in range(2))

    assert UUID(first) != UUID(second)
