"""Requests nobody should send: each gets a bounded answer, nothing else happens, and the service stays up."""

import json
import random
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import httpx
import pytest
from sagsbud.service import protocol
from sagsbud.service.bounds import MOST_TARGETS
from sagsbud.service.main import EmbeddedService, Options
from sagsbud.service.tables import METADATA
from sqlalchemy import func, select

from tests.support.oio import ALWAYS, content_paths, dokument, newest, put_dokument, put_sag, sag
from tests.support.stores import nothing_remains, opened

PATIENCE = 60.0
INJECTIONS = (
    "'; DROP TABLE objekt; --", "' OR '1'='1", "\") OR 1=1 --", "1; SELECT pg_sleep(30)", "%' AND (SELECT 1)=1 AND '%'='",
    "\\'; COPY objekt TO PROGRAM 'id'; --", "$$", "{{7*7}}", "${jndi:ldap://x}", "../../etc/passwd", "%00", "\u202e", "a" * 1000,
    "%" * 5, "_%_", "\\", "'\"`", "-infinity'::timestamptz; --",
)  # fmt: skip
PARAMETERS = (
    "titel", "bvn", "primaerpart", "journalpost", "fremdrift", "vilkaarligattr", "vilkaarligrel", "livscykluskode", "brugerref",
    "notetekst", "virkningfra", "registreringstid", "uuid", "maximalantalresultater", "foersteresultat", "primaerpart:Person",
    "primaerpart:' OR 1=1 --",
)  # fmt: skip


def rows(options: Options) -> dict[str, int]:
    """How many rows each table has, but for the notes of readings."""
    with opened(options) as (database, _), database.reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in METADATA.sorted_tables
        }


@pytest.fixture
def still_there(client: httpx.Client, options: Options) -> Iterator[None]:
    """After the test the service answers and holds what it held: one Sag."""
    uuid = put_sag(client)
    before = rows(options)
    yield
    assert newest(client, f"/sag/sag/{uuid}")["livscykluskode"] == "Importeret"
    assert rows(options) == before
    assert nothing_remains(options)


@pytest.mark.usefixtures("still_there")
def test_injected_searches_find_nothing_and_do_nothing(client: httpx.Client) -> None:
    for name in PARAMETERS:
        for value in INJECTIONS:
            answer = client.get("/sag/sag", params={name: value, "titel": "findes ikke"})
            assert answer.status_code in (200, 400), (name, value)
            if answer.status_code == 200:
                assert answer.json() == {"results": [[]]}
            else:
                assert answer.json()["message"]
                assert value not in answer.text or len(value) < 4


@pytest.mark.usefixtures("still_there")
def test_injected_objects_are_text_or_refused(client: httpx.Client) -> None:
    for value in INJECTIONS:
        virkning = {"from": value, "to": "infinity"}
        for body in (
            sag(andresager=[{"uuid": value, "virkning": ALWAYS}]),
            sag(andresager=[{"urn": value, "virkning": ALWAYS}]),
            sag() | {value: 1},
            {**sag(), "tilstande": {"sagfremdrift": [{"fremdrift": value, "virkning": ALWAYS}]}},
            {**sag(), "tilstande": {"sagfremdrift": [{"fremdrift": "Opstaaet", "virkning": virkning}]}},
        ):
            answer = client.put(f"/sag/sag/{uuid4()}", json=body)
            assert answer.status_code == 400
            assert answer.json()["message"]


def test_injected_titles_are_kept_to_the_letter(client: httpx.Client) -> None:
    for value in INJECTIONS:
        uuid = put_sag(client, sag(value))
        assert newest(client, f"/sag/sag/{uuid}")["attributter"]["sagegenskaber"][0]["titel"] == value
        found = client.get("/sag/sag", params={"titel": value}).json()
        assert "%" in value or found == {"results": [[uuid]]}


@pytest.mark.usefixtures("still_there")
@pytest.mark.parametrize(
    "path",
    [
        "/sag/sag/' OR 1=1", "/sag/sag/../../etc/passwd", "/dokument/dokument/..%2f..%2fetc%2fpasswd", "/sag/sag/%00",
        "/dokument/dokument/2026/01/01/00/00/..%2f..%2flock", "/sag/%2e%2e/sag", "/dokument/dokument/tmp/x", "/sag/sag//",
        "/" + "a" * 10_000, "/sag/sag/" + "0" * 10_000, "/openapi.json/x", "/æ", "//sag/sag", "/sag/ukendt", "/%ff%fe",
    ],
)  # fmt: skip
def test_odd_paths(service: EmbeddedService, path: str) -> None:
    for method in ("GET", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
        status, body = raw(
            service.url, f"{method} {quote(path, safe='/%')} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        assert 400 <= status < 500, (method, status)
        assert json.loads(body)["message"]


# -- too large ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("still_there")
@pytest.mark.parametrize(
    "head",
    [
        "GET /sag/sag?titel=x HTTP/1.1\r\nHost: x\r\nX-Large: " + "a" * 1_000_000,
        "GET /sag/sag?titel=x HTTP/1.1\r\nHost: x\r\n" + "X-Many: 1\r\n" * 20_000,
        "GET /sag/sag?titel=" + "a" * 1_000_000 + " HTTP/1.1\r\nHost: x",
        "GET /sag/sag HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + "a" * 200_000,
    ],
    ids=["one header", "many headers", "address", "token"],
)
def test_large_heads(service: EmbeddedService, head: str) -> None:
    status, body = raw(service.url, head + "\r\n\r\n")
    assert status in (431, 400)
    assert json.loads(body)["message"]


@pytest.mark.usefixtures("still_there")
def test_large_objects(client: httpx.Client) -> None:
    path = f"/sag/sag/{uuid4()}"
    to: dict[str, Any] = {"uuid": str(uuid4()), "virkning": ALWAYS}
    texts: dict[str, str] = {
        "10 MB of text": json.dumps(sag("x" * 10_000_000)),
        "200,000 relations": json.dumps(sag(andresager=[to] * 200_000)),
        "too many relations": json.dumps(sag(andresager=[to] * (MOST_TARGETS + 1))),
        "too many periods": json.dumps(
            {**sag(), "tilstande": {"sagfremdrift": [
                {"fremdrift": "Opstaaet", "virkning": {"from": f"{1000 + year}-01-01T00:00:00Z", "to": f"{1001 + year}-01-01T00:00:00Z"}}
                for year in range(501)
            ]}}
        ),
        "nested without end": '{"attributter":' * 100_000,
        "a list without end": "[" * 1_000_000,
        "a large number": '{"note": ' + "9" * 1_000_000 + "}",
    }  # fmt: skip
    for name, text in texts.items():
        answer = client.put(path, content=text.encode(), headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 413), name
        assert answer.json()["message"], name
    assert client.get(path).status_code == 404


def test_as_many_relations_as_are_taken_are_kept_and_found(client: httpx.Client) -> None:
    sager: list[dict[str, Any]] = [{"uuid": str(uuid4()), "virkning": ALWAYS} for _ in range(MOST_TARGETS)]
    uuid = put_sag(client, sag(andresager=sager))

    assert len(newest(client, f"/sag/sag/{uuid}")["relationer"]["andresager"]) == MOST_TARGETS
    assert client.get("/sag/sag", params={"andresager": sager[-1]["uuid"]}).json() == {"results": [[uuid]]}


@pytest.mark.usefixtures("still_there")
def test_large_searches(client: httpx.Client) -> None:
    for query in (
        [("titel", "x")] * 21,
        [("titel", "%" * 6)],
        [("titel", "a" * 1001)],
        [("uuid", str(uuid4()))] * 1001,
        [("maximalantalresultater", "9" * 10)],
        [("foersteresultat", "-1")],
    ):
        answer = client.get("/sag/sag", params=query)  # type: ignore[arg-type]
        assert answer.status_code == 400
        assert answer.json()["message"]


@pytest.mark.usefixtures("still_there")
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=b", b"no boundary at all"),
        ("multipart/form-data; boundary=b", b"--b\r\n" + b"X: y\r\n" * 20_000 + b"\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 300 + b"--b--\r\n"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="json"\r\n\r\n' + b"x" * 5_000_000 + b"\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + b"x" * 5_000_000),
        ("multipart/form-data; boundary=" + "b" * 10_000, b"--b"),
        ("application/json; charset=utf-16", b"\xff\xfe{\x00"),
        ("application/json", b"\x00" * 1000),
        ("text/xml", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"),
    ],
)  # fmt: skip
def test_odd_bodies(client: httpx.Client, kind: str, body: bytes) -> None:
    for method, path in (
        ("PUT", f"/dokument/dokument/{uuid4()}"),
        ("POST", "/dokument/dokument"),
        ("PATCH", f"/sag/sag/{uuid4()}"),
    ):
        answer = client.request(method, path, content=body, headers={"Content-Type": kind})
        assert answer.status_code in (400, 404, 413, 415)
        assert answer.json()["message"]


@pytest.mark.usefixtures("still_there")
def test_what_is_no_http(service: EmbeddedService) -> None:
    chance = random.Random(5)
    noise = [bytes(chance.randrange(256) for _ in range(200)) for _ in range(20)]
    smuggling = (
        b"POST /sag/sag HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nDELETE /sag/sag/x HTTP/1.1\r\n\r\n",
        b"GET /sag/sag HTTP/9.9\r\n\r\n",
        b"GET /sag/sag HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /sag/sag HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    )
    for sent in (*noise, *smuggling):
        status, _ = raw(service.url, sent + b"\r\n\r\n", ended=True)
        assert status == 0 or 400 <= status < 500, sent


# -- too slow -------------------------------------------------------------------------------------------------


@contextmanager
def short_patience() -> Iterator[None]:
    """The bounds as they are, in a part of a second instead of minutes, for requests that are slow on purpose."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(protocol, "HEAD_SECONDS", 0.3)
        patched.setattr(protocol, "SILENCE_SECONDS", 0.3)
        yield


@pytest.mark.usefixtures("still_there")
def test_slow_heads_and_silent_bodies_are_hung_up_on(service: EmbeddedService) -> None:
    begun = (
        f"PUT /dokument/dokument/{uuid4()}".encode()
        + b" HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    )
    for beginning in (b"", b"GET /sag", b"GET /sag/sag HTTP/1.1\r\nX: ", begun):
        with short_patience(), connection_to(service.url) as connection:
            connection.sendall(beginning)
            answer = everything(connection)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 408 "), answer


@pytest.mark.usefixtures("still_there")
def test_dripping_upload_is_hung_up_on(service: EmbeddedService) -> None:
    head = b"PUT /dokument/dokument/%b HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n"
    part = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    with short_patience(), connection_to(service.url) as connection:
        connection.sendall(head % str(uuid4()).encode() + part)
        assert _hung_up_while_dripping(connection)


def _hung_up_while_dripping(connection: socket.socket) -> bool:
    deadline = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline:
            connection.sendall(b"x")
            time.sleep(0.01)
    except OSError:
        return True
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel at /proc")
def test_who_does_not_take_the_answer_is_hung_up_on(service: EmbeddedService, client: httpx.Client) -> None:
    content = bytes(32 * 1024 * 1024)
    uuid = put_dokument(client, dokument("Stor", "stor"), stor=content).raise_for_status().json()["uuid"]
    (path,) = content_paths(newest(client, f"/dokument/dokument/{uuid}"))
    with short_patience(), connection_to(service.url) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        _until_hung_up(connection)
    assert client.get(path).content == content


def _until_hung_up(connection: socket.socket) -> None:
    """Take nothing until the other end has given up. What is on its way stays there, so only the kernel can tell."""
    ports = f"{connection.getpeername()[1]:04X}", f"{connection.getsockname()[1]:04X}"
    deadline = time.monotonic() + PATIENCE
    while any(
        state == "01" and (local[-4:], remote[-4:]) == ports
        for _, local, remote, state, *_ in map(str.split, Path("/proc/net/tcp").read_text().splitlines()[1:])
    ):
        assert time.monotonic() < deadline, "nobody hung up"
        time.sleep(0.02)


@pytest.mark.usefixtures("still_there")
def test_idle_connections_do_not_keep_others_out_for_ever(
    service: EmbeddedService, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "MOST_CONNECTIONS", 20)
    idle = [socket.create_connection(_address(service.url)) for _ in range(25)]
    try:
        with connection_to(service.url) as late:
            late.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert everything(late).startswith(b"HTTP/1.1 503 ")
    finally:
        for connection in idle:
            connection.close()
    deadline = time.monotonic() + PATIENCE
    while client.get("/healthz").status_code != 200:
        assert time.monotonic() < deadline


def raw(url: str, request: str | bytes, *, ended: bool = False) -> tuple[int, bytes]:
    """The status (0 for a connection that was just closed) and body of what is answered to these bytes."""
    with connection_to(url) as connection:
        with suppress(OSError):  # it was answered, or hung up on, before all was sent
            connection.sendall(request.encode() if isinstance(request, str) else request)
            if ended:
                connection.shutdown(socket.SHUT_WR)
        answer = everything(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    return (int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/1.1 ") else 0), body


@contextmanager
def connection_to(url: str) -> Iterator[socket.socket]:
    with socket.create_connection(_address(url), timeout=PATIENCE) as connection:
        yield connection


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or 0


def everything(connection: socket.socket) -> bytes:
    """All that comes until the other end hangs up."""
    taken = bytearray()
    with suppress(ConnectionError):
        while piece := connection.recv(65536):
            taken += piece
    return bytes(taken)
