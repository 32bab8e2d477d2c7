"""Commands by message: done for the user they name, answered always, and done once however often they come."""

import base64
import hashlib
import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sagsbud.bootstrap.desk import ServiceDesk
from sagsbud.mox.bodies import MOST_BODY
from sagsbud.mox.broker import Broker as Address
from sagsbud.mox.commander import Commander
from sagsbud.mox.commands import trade_of
from sagsbud.mox.kinds import BY_NAME
from sagsbud.outbox.messages import SealedMessages
from sagsbud.sagdok import Bearer, SagDokumentClient
from sagsbud.sagdok.setup import put_sag
from sagsbud.service.main import EmbeddedService, Options
from sagsbud.system.settings import Settings

from tests.support.embedded import embedded
from tests.support.keeping import Keeping
from tests.support.messages import Asker, Received, close_sag
from tests.support.orders import make_sag
from tests.support.rabbitmq import Broker
from tests.support.waiting import wait_until

SAG, CLOSED, DELETED = make_sag(1), make_sag(2), make_sag(3)
CONTENT = "Måler 4711: 123 m3".encode()
PERIOD = {"from": "2026-01-01T00:00:00+00:00", "to": "infinity"}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[EmbeddedService]:
    """A service with an open Sag, a closed one and one that was deleted."""
    with embedded(tmp_path / "service", [SAG, CLOSED, DELETED]) as running:
        with SagDokumentClient(running.url) as client:
            close_sag(client, CLOSED.id)
            client.delete("sag", "sag", DELETED.id)
        yield running


@pytest.fixture
def asker(rabbit: Broker, vhost: str, service: EmbeddedService, tmp_path: Path) -> Iterator[Asker]:
    """Another system, with an agent that answers it."""
    keeping = Keeping(tmp_path / "kept")
    desk = ServiceDesk(service.url, Settings())
    ledger = SealedMessages(keeping.database, keeping.clock)
    commander = Commander(Address.at(rabbit.url(vhost)), ledger, trade_of(desk), lambda: datetime.now(UTC))
    commander.start()
    asking = Asker(rabbit, vhost)
    try:
        wait_until(lambda: commander.connected)
        yield asking
    finally:
        asking.close()
        commander.stop()
        desk.close()
        keeping.close()


def upload(**changes: Any) -> dict[str, Any]:
    """A document message."""
    body = {
        "uuid": str(uuid4()),
        "sagsnummer": SAG.sagsnummer,
        "titel": "Aflæsning af vandmåler",
        "brevdato": "2026-11-23",
        "filnavn": "aflæsning.txt",
        "mimetype": "text/plain",
        "indhold": base64.b64encode(CONTENT).decode(),
    }
    return {name: value for name, value in {**body, **changes}.items() if value is not None}


UPLOAD = {"operation": "upload", "objekttype": "dokument", "type": "Manuel"}


def posts(client: SagDokumentClient, sag: UUID = SAG.id) -> list[str]:
    """The Dokumenter in a Sag's journal."""
    newest = client.newest("sag", "sag", sag) or {}
    return [post["uuid"] for post in newest.get("relationer", {}).get("journalpost", [])]


def failed(answer: Received) -> tuple[str, str | None]:
    """Code and field of a failure, which must be as its schema says."""
    BY_NAME["answer-failure"].check(answer.headers, _json(answer))
    assert answer.headers["beskedtype"] == "fejl"
    return answer.body["kode"], answer.body.get("felt")


def _json(answer: Received) -> bytes:
    return json.dumps(answer.body).encode()


def test_a_document_is_filed_by_message_and_a_repeat_files_nothing_more(
    asker: Asker, client: SagDokumentClient
) -> None:
    body, message = upload(), uuid4()

    answer = asker.ask(UPLOAD, body, message=message)
    again = asker.ask(UPLOAD, body, message=message)

    BY_NAME["answer-done"].check(answer.headers, _json(answer))
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert answer.body == {"uuid": body["uuid"], "sag": str(SAG.id), "sha256": digest}
    assert again.body == answer.body
    assert posts(client) == [body["uuid"]]


def test_an_id_that_is_used_for_something_else_is_told_so(asker: Asker, client: SagDokumentClient) -> None:
    body, message = upload(), uuid4()
    asker.ask(UPLOAD, body, message=message)

    assert failed(asker.ask(UPLOAD, upload(), message=message)) == ("bad_message", "beskedID")
    assert failed(asker.ask(UPLOAD, upload(uuid=body["uuid"], indhold="SGVq"))) == ("content_differs", "uuid")
    assert posts(client) == [body["uuid"]]


def test_a_dokument_that_is_there_already_is_put_on_the_sag(asker: Asker, client: SagDokumentClient) -> None:
    body = upload()
    asker.ask(UPLOAD, body)

    answer = asker.ask(UPLOAD, {"uuid": body["uuid"], "sag": str(SAG.id), "titel": "Aflæsning"})

    assert answer.body["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert posts(client) == [body["uuid"]]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"sagsnummer": None}, ("bad_message", "sag")),
        ({"titel": None}, ("bad_message", "titel")),
        ({"brevdato": "i går"}, ("bad_message", "brevdato")),
        ({"indhold": "æ"}, ("bad_message", "indhold")),
        ({"uuid": "12"}, ("bad_message", "uuid")),
        ({"indhold": None}, ("dokument_gone", None)),
        ({"sagsnummer": "99/1"}, ("sag_unknown", None)),
        ({"sagsnummer": CLOSED.sagsnummer}, ("sag_closed", None)),
        ({"titel": "x" * 300}, ("bad_message", "titel")),
        ({"titel": " "}, ("bad_message", "titel")),
        ({"titel": "en\0to"}, ("bad_message", "titel")),
        ({"filnavn": "../a.txt"}, ("bad_message", "filnavn")),
        ({"dokumenttype": "Brev"}, ("bad_message", "dokumenttype")),
        ({"sag": str(SAG.id)}, ("bad_message", "sagsnummer")),
        ({"sagsnummer": "%"}, ("sag_unknown", None)),
        ({"sagsnummer": None, "sag": str(DELETED.id)}, ("sag_gone", None)),
    ],
    ids=[
        *("no-sag", "no-title", "bad-date", "no-base64", "bad-uuid", "no-content", "unknown-sag", "closed", "long"),
        *("blank", "control", "path", "no-type", "two-ways", "wildcard", "deleted"),
    ],
)
def test_a_wrong_document_message_is_told_what_is_wrong(
    asker: Asker, client: SagDokumentClient, change: dict[str, Any], expected: tuple[str, str | None]
) -> None:
    answer = asker.ask(UPLOAD, upload(**change))

    assert failed(answer) == expected
    assert answer.body["tekst"]
    assert posts(client) == []


@pytest.mark.parametrize(
    ("headers", "raw", "field"),
    [
        ({"operation": "dance", "objekttype": "sag"}, b"{}", "operation"),
        ({"operation": "read", "objekttype": "bil"}, b"{}", "objekttype"),
        ({"operation": "read", "objekttype": "sag"}, b"{}", "objektID"),
        ({"operation": "read", "objekttype": "sag", "objektID": "x"}, b"{}", "objektID"),
        ({"operation": "update", "objekttype": "sag", "objektID": str(SAG.id)}, b"{", "body"),
        ({"operation": "update", "objekttype": "sag", "objektID": str(SAG.id)}, b"{}", "body"),
        ({"operation": "upload", "objekttype": "sag"}, b"{}", "objekttype"),
        ({"operation": "search", "objekttype": "sag"}, b"{}", "query"),
        ({"operation": "search", "objekttype": "sag", "query": "{"}, b"", "query"),
        ({"objekttype": "sag"}, b"{}", "operation"),
        (
            {"operation": "read", "objekttype": "sag", "objektID": str(SAG.id), "beskedversion": 2},
            b"{}",
            "beskedversion",
        ),
        ({"operation": "read", "objekttype": "sag", "objektID": str(SAG.id), "beskedID": "12"}, b"{}", "beskedID"),
        ({"operation": "upload", "objekttype": "dokument"}, b"[]", "body"),
        ({"operation": "upload", "objekttype": "dokument"}, b'{"titel": "\xff"}', "body"),
        ({"operation": "upload", "objekttype": "dokument"}, b"[" * 100_000, "body"),
        ({"operation": "upload", "objekttype": "dokument"}, b" " * (MOST_BODY + 1), "body"),
        (
            {"operation": "read", "objekttype": "sag", "objektID": str(SAG.id), "autorisation": "Bearer a\r\nX: b"},
            b"{}",
            "autorisation",
        ),
    ],
    ids=[
        "operation",
        "type",
        "no-id",
        "bad-id",
        "no-json",
        "nothing",
        "upload-sag",
        "no-terms",
        "bad-terms",
        "no-operation",
        "version",
        "bad-message-id",
        "list",
        "no-text",
        "deep",
        "huge",
        "two-lines",
    ],
)
def test_a_wrong_command_is_told_which_part_is_wrong(
    asker: Asker, headers: dict[str, str], raw: bytes, field: str
) -> None:
    assert failed(asker.ask(headers, raw=raw)) == ("bad_message", field)


def test_objects_are_made_changed_read_found_and_taken_out_of_use(asker: Asker, client: SagDokumentClient) -> None:
    example = BY_NAME["command-create"].shown()["body"]
    message = uuid4()
    made = asker.ask({"operation": "create", "objekttype": "dokument"}, example, message=message)
    dokument = made.body["uuid"]
    assert asker.ask({"operation": "create", "objekttype": "dokument"}, example, message=message).body == made.body

    about = {"objekttype": "dokument", "objektID": dokument}
    changed = {"tilstande": {"dokumentfremdrift": [{"fremdrift": "Underreview", "virkning": PERIOD}]}}
    assert asker.ask({"operation": "update", **about}, changed).body == {"uuid": dokument}
    read = asker.ask({"operation": "read", **about})
    BY_NAME["answer-object"].check(read.headers, _json(read))
    (state,) = read.body["registrering"]["tilstande"]["dokumentfremdrift"]
    assert state["fremdrift"] == "Underreview"

    by_body = asker.ask({"operation": "search", "objekttype": "dokument"}, {"query": {"fremdrift": "Underreview"}})
    by_header = asker.ask(
        {"operation": "search", "objekttype": "dokument", "query": '{"fremdrift": "Underreview"}'}, raw=b""
    )
    assert by_body.body == by_header.body == {"results": [dokument]}

    assert asker.ask({"operation": "passivate", **about}).body == {"uuid": dokument}
    assert asker.ask({"operation": "passivate", **about}).body == {"uuid": dokument}
    newest = client.newest("dokument", "dokument", UUID(dokument))
    assert newest is not None
    assert newest["livscykluskode"] == "Passiveret"


def test_a_journalpost_that_comes_again_stands_there_once(asker: Asker, client: SagDokumentClient) -> None:
    body = upload()
    asker.ask(UPLOAD, body)
    post = {
        "uuid": body["uuid"],
        "objekttype": "Dokument",
        "journalpostkode": "tilakteretdokument",
        "journaldokument": {"dokumenttitel": "Aflæsning"},
        "virkning": PERIOD,
    }
    headers = {"operation": "update", "objekttype": "sag", "objektID": str(SAG.id)}

    answer = asker.ask(headers, {"relationer": {"journalpost": [post]}})

    assert answer.body == {"uuid": str(SAG.id)}
    assert posts(client) == [body["uuid"]]


def test_what_the_standard_does_not_allow_and_what_is_not_there_is_a_failure(asker: Asker) -> None:
    wrong = {"tilstande": {"sagfremdrift": [{"fremdrift": "Svævende", "virkning": PERIOD}]}}
    refused = asker.ask({"operation": "update", "objekttype": "sag", "objektID": str(SAG.id)}, wrong)
    unknown = asker.ask({"operation": "read", "objekttype": "sag", "objektID": str(uuid4())})

    code, field = failed(refused)
    assert code == "refused"
    assert field
    assert "fremdrift" in field
    assert "Svævende" not in str(refused.body)
    assert failed(unknown) == ("bad_message", "objektID")
    assert failed(asker.ask({"operation": "search", "objekttype": "sag"}, {"query": {"farve": "x"}})) == (
        "refused",
        "query",
    )


def test_a_command_nobody_waits_for_is_done_as_well(asker: Asker, client: SagDokumentClient) -> None:
    body = upload()

    asker.send(UPLOAD, body)

    wait_until(lambda: posts(client) == [body["uuid"]])


def test_a_command_has_the_rights_of_its_user_and_no_others(rabbit: Broker, vhost: str, tmp_path: Path) -> None:

    folder = tmp_path / "closed"
    folder.mkdir()
    options = Options(
        database=f"sqlite:///{folder / 'service.db'}",
        content=folder / "content",
        port=0,
        tokens=("caseworker:writes", "reader:reads"),
    )
    own = tmp_path / "token"
    own.write_text("writes\n")
    own.chmod(0o600)
    running = EmbeddedService(options).start()
    keeping = Keeping(tmp_path / "kept")
    with SagDokumentClient(running.url, authorization=Bearer("writes")) as client:
        put_sag(client, make_sag(1))
    desk = ServiceDesk(running.url, Settings(token_file=str(own)))
    commander = Commander(
        Address.at(rabbit.url(vhost)),
        SealedMessages(keeping.database, keeping.clock),
        trade_of(desk),
        lambda: datetime.now(UTC),
    )
    commander.start()
    asking = Asker(rabbit, vhost)
    try:
        wait_until(lambda: commander.connected)
        read = {"operation": "read", "objekttype": "sag", "objektID": str(SAG.id)}
        write = {"operation": "passivate", "objekttype": "sag", "objektID": str(SAG.id)}
        assert failed(asking.ask(read)) == ("login_needed", "autorisation")
        assert asking.ask({**read, "autorisation": "Bearer reads"}).body["uuid"] == str(SAG.id)
        assert failed(asking.ask({**write, "autorisation": "Bearer reads"})) == ("login_needed", "autorisation")
        assert asking.ask({**write, "autorisation": "Bearer writes"}).body == {"uuid": str(SAG.id)}
    finally:
        asking.close()
        commander.stop()
        desk.close()
        running.stop()
        keeping.close()


STRANGER = """
    import json, sys, uuid
    import pika

    port, vhost, number = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", port, vhost))
    channel = connection.channel()
    mine = channel.queue_declare("", exclusive=True).method.queue

    def ask(body):
        message = str(uuid.uuid4())
        channel.basic_publish("mox.rest", "", json.dumps(body).encode(), pika.BasicProperties(
            message_id=message, correlation_id=message, reply_to=mine, content_type="application/json",
            headers={"beskedID": message, "beskedversion": 1, "operation": "upload", "objekttype": "dokument"}))
        for method, properties, answer in channel.consume(mine, auto_ack=True):
            if properties.correlation_id == message:
                return properties.headers["beskedtype"], json.loads(answer)

    dokument = {"uuid": str(uuid.uuid4()), "sagsnummer": number, "titel": "Fra et andet system",
                "brevdato": "2026-11-23", "filnavn": "a.txt", "mimetype": "text/plain", "indhold": "SGVq"}
    print(json.dumps(ask(dokument)))
    print(json.dumps(ask({**dokument, "uuid": str(uuid.uuid4()), "titel": None})))
    connection.close()
"""


def test_a_script_with_nothing_but_an_amqp_client_files_a_document(
    rabbit: Broker, vhost: str, asker: Asker, client: SagDokumentClient
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(STRANGER), str(rabbit.port), vhost, SAG.sagsnummer],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    (kind, done), (wrong_kind, wrong) = (json.loads(line) for line in ran.stdout.splitlines())

    assert kind == "svar"
    assert posts(client) == [done["uuid"]]
    assert done["sha256"] == hashlib.sha256(b"Hej").hexdigest()
    assert (wrong_kind, wrong["kode"], wrong["felt"]) == ("fejl", "bad_message", "titel")
