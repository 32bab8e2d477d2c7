"""Contents: kept once, given out exactly, gone when nobody owns them, never left behind by a refusal."""

import hashlib
import json
from uuid import uuid4

import httpx
import pytest
from sagsbud.service.main import Options
from sagsbud.service.tables import adgang

from tests.support.oio import content_of, content_paths, dokument, newest, put_dokument, sag
from tests.support.stores import kept, nothing_remains, opened

TEXT = b"Kommunen har modtaget din ans\xc3\xb8gning." * 100


def stored(client: httpx.Client, content: bytes = TEXT) -> tuple[str, str]:
    """A new Dokument and where its content is read."""
    uuid = str(put_dokument(client, dokument("Brev", "brev"), brev=content).raise_for_status().json()["uuid"])
    (path,) = content_paths(newest(client, f"/dokument/dokument/{uuid}"))
    return uuid, path


def test_tag_is_the_digest(client: httpx.Client) -> None:
    _, path = stored(client)

    answer = client.get(path)

    assert answer.content == TEXT
    assert answer.headers["etag"] == f'"{hashlib.sha256(TEXT).hexdigest()}"'
    assert answer.headers["content-type"].startswith("text/plain")
    assert client.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("bytes=0-3", TEXT[:4]), ("bytes=5-", TEXT[5:]), ("bytes=-7", TEXT[-7:]), ("bytes=10-99999", TEXT[10:])],
)
def test_gives_a_part(client: httpx.Client, asked: str, expected: bytes) -> None:
    _, path = stored(client)

    answer = client.get(path, headers={"Range": asked})

    assert (answer.status_code, answer.content) == (206, expected)
    assert answer.headers["content-range"].endswith(f"/{len(TEXT)}")


def test_refuses_a_part_outside(client: httpx.Client) -> None:
    _, path = stored(client)

    answer = client.get(path, headers={"Range": f"bytes={len(TEXT)}-"})

    assert answer.status_code == 416
    assert answer.json()["message"]


def test_changed_content_is_not_resumed(client: httpx.Client) -> None:
    _, path = stored(client)

    answer = client.get(path, headers={"Range": "bytes=0-3", "If-Range": '"another"'})

    assert (answer.status_code, answer.content) == (200, TEXT)


def test_same_bytes_are_kept_once(client: httpx.Client, options: Options) -> None:
    stored(client)
    stored(client)

    assert kept(options) == {hashlib.sha256(TEXT).hexdigest()}


def test_content_goes_with_its_last_dokument(client: httpx.Client, options: Options) -> None:
    first, first_path = stored(client)
    second, second_path = stored(client)

    client.delete(f"/dokument/dokument/{first}").raise_for_status()
    assert client.get(first_path).status_code == 404
    assert client.get(second_path).content == TEXT

    client.delete(f"/dokument/dokument/{second}").raise_for_status()
    assert client.get(second_path).status_code == 404
    assert not kept(options)


@pytest.mark.parametrize("fault", ["unknown field", "not an object", "foreign content", "unnamed part"])
def test_refusal_leaves_nothing_behind(client: httpx.Client, options: Options, fault: str) -> None:
    body = dokument("Brev", "brev")
    if fault == "unknown field":
        body["attributter"]["dokumentegenskaber"][0]["farve"] = "rød"
    elif fault == "not an object":
        body["tilstande"] = "Modtaget"
    elif fault == "foreign content":
        period = dict(body["varianter"][0]["dele"][0]["egenskaber"][0])
        period |= {"indhold": f"store:2026/01/01/00/00/{uuid4()}.bin"}
        body["varianter"][0]["dele"].append({"deltekst": "bilag", "egenskaber": [period]})
    else:
        body["varianter"][0]["dele"][0]["egenskaber"][0]["indhold"] = "field:another"

    answer = put_dokument(client, body, brev=TEXT)

    assert answer.status_code == 400
    assert answer.json()["message"]
    assert not kept(options)
    assert nothing_remains(options)


def test_part_nobody_names_is_not_kept(client: httpx.Client, options: Options) -> None:
    put_dokument(client, dokument("Brev", "brev"), brev=TEXT, andet=b"andet").raise_for_status()

    assert kept(options) == {hashlib.sha256(TEXT).hexdigest()}


def test_refused_upload_of_kept_bytes_keeps_them(client: httpx.Client) -> None:
    uuid, _ = stored(client)
    body = dokument("Brev", "brev")

    assert put_dokument(client, body, uuid=uuid, brev=TEXT).status_code == 200
    client.delete(f"/dokument/dokument/{uuid}").raise_for_status()
    other, _ = stored(client)
    assert put_dokument(client, body, uuid=uuid, brev=TEXT).status_code == 409

    assert content_of(client, other) == TEXT


def test_identical_put_makes_no_registrering(client: httpx.Client) -> None:
    uuid, path = stored(client)
    before = newest(client, f"/dokument/dokument/{uuid}")

    put_dokument(client, dokument("Brev", "brev"), uuid=uuid, brev=TEXT).raise_for_status()

    assert newest(client, f"/dokument/dokument/{uuid}") == before
    assert client.get(path).content == TEXT


@pytest.mark.parametrize("path", ["../../../../etc/passwd", "2026/01/01/00/00/%2e%2e/x.bin", "tmp/x", "2026/../x"])
def test_paths_lead_nowhere(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/dokument/dokument/{path}")

    assert answer.status_code in (400, 404)
    assert answer.json()["message"]


def test_reading_is_noted(client: httpx.Client, options: Options) -> None:
    uuid, path = stored(client)
    client.get(path).raise_for_status()

    with opened(options) as (database, _), database.reading() as connection:
        rows = connection.execute(adgang.select()).mappings().all()
    assert [row["dokument"] for row in rows] == [uuid]


def test_sag_takes_no_contents(client: httpx.Client, options: Options) -> None:
    parts: dict[str, tuple[str | None, bytes | str]] = {"json": (None, json.dumps(sag())), "brev": ("brev.txt", TEXT)}
    client.put(f"/sag/sag/{uuid4()}", files=parts).raise_for_status()

    assert not kept(options)
    assert nothing_remains(options)
