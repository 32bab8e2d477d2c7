"""What else can come back from a service, and from what stands before it: each is an error with the right retry class."""

import base64
import gzip
import hashlib
import io
import json
import socket
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from threading import Thread
from typing import IO, Any
from uuid import UUID, uuid4

import pytest
from sagsbud.domain.errors import AnswerLost, Busy, Conflict, LoginNeeded, NotThere, Refused, ServiceError, Unreachable
from sagsbud.sagdok import Bearer, Document, SagDokumentClient, SamlAssertion, Timeouts, Virkning, file_document
from sagsbud.sagdok.capabilities import REFERENCE
from sagsbud.sagdok.models import STANDARD_ONLY, parse_moment
from sagsbud.sagdok.models.values import DokumentEgenskaber, Journalpost, SagEgenskaber

from tests.contract.recorded import HTML, Answer, answering, exchange
from tests.support.oio import ALWAYS, dokument, sag

UUID_OF_IT = UUID("9625ee34-46fa-5265-9f16-bac1b55b6eb2")
CPR = "0101010000"
DONE = Answer(200, body=b'{"uuid": "9625ee34-46fa-5265-9f16-bac1b55b6eb2"}')
NO_ROUTE = Answer(404, body=b'{"error": 404, "text": "not found"}')
PAGE = Answer(200, "text/html", b"<html><h1>Welcome to the guest network</h1></html>")


def read(client: SagDokumentClient) -> Any:
    return client.read("sag", "sag", UUID_OF_IT)


def write(client: SagDokumentClient) -> Any:
    return client.put("sag", "sag", UUID_OF_IT, sag())


def caught(url: str, act: Callable[[SagDokumentClient], Any], **options: Any) -> ServiceError:
    with SagDokumentClient(url, **options) as client, pytest.raises(ServiceError) as raised:
        act(client)
    return raised.value


@pytest.mark.parametrize(
    ("answer", "reading", "writing"),
    [
        pytest.param(Answer(500, "text/html", HTML), Busy, AnswerLost, id="page of an inner error"),
        pytest.param(PAGE, Busy, AnswerLost, id="page of a guest network"),
        pytest.param(
            Answer(302, "text/html", b"", {"Location": "https://login.example/"}), Busy, AnswerLost, id="redirect"
        ),
        pytest.param(Answer(404, "text/html", HTML), Unreachable, Unreachable, id="page of a wrong address"),
        pytest.param(NO_ROUTE, Unreachable, Unreachable, id="unknown route"),
        pytest.param(Answer(404, body=b'{"message": "No Sag"}'), NotThere, NotThere, id="no such object"),
        pytest.param(Answer(413, "text/html", HTML), Refused, Refused, id="too large for a proxy"),
        pytest.param(Answer(400, "text/html", HTML), Refused, Refused, id="page of a bad request"),
        pytest.param(Answer(429, body=b"{}"), Busy, Busy, id="too many"),
        pytest.param(Answer(503, "text/html", HTML), Busy, Busy, id="away"),
        pytest.param(Answer(504, "text/html", HTML), Busy, AnswerLost, id="a proxy waited in vain"),
        pytest.param(Answer(401, body=b'{"message": "no"}'), LoginNeeded, LoginNeeded, id="no login"),
        pytest.param(Answer(403, body=b'{"message": "no"}'), LoginNeeded, LoginNeeded, id="not allowed"),
        pytest.param(Answer(412, body=b'{"message": "no"}'), Conflict, Conflict, id="another version"),
        pytest.param(Answer(200, body=b"[1, 2]"), Busy, AnswerLost, id="no object"),
        pytest.param(Answer(200, body=b'{"a": '), Busy, AnswerLost, id="half an object"),
        pytest.param(Answer(200, body=b"\xff\xfe\x00"), Busy, AnswerLost, id="no text"),
        pytest.param(Answer(200, body=b"{" + b'"a":{' * 100_000), Busy, AnswerLost, id="without end"),
        pytest.param(Answer(200, body=b'{"uuid": "x"}' * 10, cut=5), Unreachable, AnswerLost, id="cut off"),
    ],
)
def test_each_answer_has_its_retry_class(
    answer: Answer, reading: type[ServiceError], writing: type[ServiceError]
) -> None:
    with answering(answer) as reference:
        assert type(caught(reference.url, read)) is reading
        assert type(caught(reference.url, write)) is writing


@contextmanager
def dead_end(act: Callable[[socket.socket], None]) -> Iterator[str]:
    """A listener that takes each connection and does something odd with it."""
    listener = socket.create_server(("127.0.0.1", 0))
    held = []

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            held.append(connection)
            act(connection)

    thread = Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for connection in held:
            connection.close()


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda connection: connection.close(), id="hangs up"),
        pytest.param(lambda connection: (connection.recv(65536), connection.close()), id="hears and hangs up"),
        pytest.param(lambda connection: (connection.sendall(b"SSH-2.0-x\r\n"), connection.close()), id="is another"),
        pytest.param(lambda connection: None, id="says nothing"),
    ],
)
def test_what_may_have_arrived_is_looked_up(act: Callable[[socket.socket], None]) -> None:
    with dead_end(act) as url:
        assert type(caught(url, read, timeouts=Timeouts(answer=0.3))) is Unreachable
        assert type(caught(url, write, timeouts=Timeouts(answer=0.3))) is AnswerLost


def test_what_was_never_sent_may_be_sent() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()

    assert type(caught(url, write)) is Unreachable
    assert type(caught("http://no-such-host.invalid", write)) is Unreachable


@pytest.mark.parametrize(
    ("given", "seconds"), [("7", 7.0), ("in an hour", 3600.0), ("soon", None)], ids=["seconds", "a date", "no time"]
)
def test_being_left_alone_is_respected(given: str, seconds: float | None) -> None:
    if given == "in an hour":
        given = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    with answering(Answer(503, body=b"{}", headers={"Retry-After": given})) as reference:
        error = caught(reference.url, write)

    assert isinstance(error, Busy)
    assert error.retry_after == (None if seconds is None else pytest.approx(seconds, abs=60))


def test_errors_quote_nothing() -> None:
    told = f'{{"message": "urn:oio:cpr-nr:{CPR} is not a uuid"}}'.encode()
    with answering(Answer(400, body=told)) as reference:
        error = caught(reference.url, write)

    assert CPR not in repr(error) + str(error)


def test_500_after_a_committed_write_files_once() -> None:
    """The reference with its audit log down: stored, and answered with 500. The second call finds it and goes on."""
    stored, no_hit = exchange("171")["response"]["json"], Answer(200, body=b'{"results": [[]]}')
    unknown = Answer(404, body=b'{"message": "No dokument"}')
    sag_read = exchange("056")
    letter = Document(UUID_OF_IT, "Log nede", date(2026, 1, 5), "brev.txt", "text/plain", now())
    found = Answer(200, body=json.dumps(stored).encode())
    script = (unknown, sag_read, Answer(500, "text/html", HTML), found, no_hit, DONE)
    with answering(*script) as reference, SagDokumentClient(reference.url) as client:
        with pytest.raises(AnswerLost):
            file_document(client, uuid4(), letter, io.BytesIO(b"Brev"))
        file_document(client, uuid4(), letter, io.BytesIO(b"Brev"))

    assert [asked.method for asked in reference.asked] == ["GET", "GET", "PUT", "GET", "GET", "PATCH"]


def test_both_empties_are_empty() -> None:
    for name in ("083", "091"):
        with answering(exchange(name)) as reference, SagDokumentClient(reference.url) as client:
            assert client.search("dokument", "dokument", titel="findes ikke") == []
    with answering(exchange("091")) as reference, SagDokumentClient(reference.url) as client:
        assert list(client.objects("dokument", "dokument", [uuid4()])) == []


def test_absent_means_false_zero_empty_or_never_set() -> None:
    with answering(exchange("013")) as reference, SagDokumentClient(reference.url) as client:
        found = client.registrering(DokumentEgenskaber, uuid4())

    assert found is not None
    (only,) = found.egenskaber
    assert (only.titel, only.brevdato, only.major, only.minor) == ("Brev uden fil", date(2026, 1, 5), 1, None)
    assert found.livscyklus == "Opstaaet"


def test_answer_keyed_as_asked_is_taken_by_its_value() -> None:
    with answering(exchange("175")) as reference, SagDokumentClient(reference.url) as client:
        found = client.registrering(DokumentEgenskaber, UUID_OF_IT)

    assert found is not None
    assert found.egenskaber[0].titel == "Log nede"


def test_journalposter_read_under_other_names_can_be_written_back() -> None:
    with answering(exchange("056"), DONE) as reference, SagDokumentClient(reference.url) as client:
        found = client.registrering(SagEgenskaber, uuid4())
        assert found is not None
        client.put("sag", "sag", UUID_OF_IT, found)

    posts = found.relationer["journalpost"]
    assert [(type(post), post.indeks) for post in posts] == [(Journalpost, 1), (Journalpost, 2)]
    written = reference.asked[-1].json["relationer"]["journalpost"]
    assert {"journalpostkode", "journaldokument"} <= set(written[0])
    assert not {"reltypespec", "journaldokumentattr", "fratidspunkt"} & (
        set(written[0]) | set(reference.asked[-1].json)
    )


def test_deleted_is_told_from_never_there() -> None:
    gone, never = exchange("039"), exchange("092")
    with answering(gone) as reference, SagDokumentClient(reference.url) as client, pytest.raises(NotThere) as raised:
        client.newest("dokument", "dokument", UUID_OF_IT)
    assert raised.value.params["state"] == "deleted"
    with answering(never) as reference, SagDokumentClient(reference.url) as client:
        assert client.newest("dokument", "dokument", UUID_OF_IT) is None


def test_patch_keeps_the_variants() -> None:
    change = {"note": "ny titel"}
    with answering(DONE) as reference, SagDokumentClient(reference.url) as client:
        client.patch("dokument", "dokument", UUID_OF_IT, change)
        client.patch("sag", "sag", UUID_OF_IT, change)

    assert [asked.json for asked in reference.asked] == [{"note": "ny titel", "varianter": None}, {"note": "ny titel"}]


def test_text_is_sent_and_searched_in_one_form() -> None:
    decomposed, composed = "A\u030arhus", "Århus"
    with (
        answering(DONE, Answer(200, body=b'{"results": [[]]}')) as reference,
        SagDokumentClient(reference.url) as client,
    ):
        client.put("sag", "sag", UUID_OF_IT, sag(decomposed))
        client.search("sag", "sag", titel=decomposed)

    assert reference.asked[0].json["attributter"]["sagegenskaber"][0]["titel"] == composed
    assert reference.asked[1].path.endswith("titel=%C3%85rhus")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("titel", "x" * 256),
        ("titel", "to\nlinjer"),
        ("beskrivelse", "x" * 4097),
        ("dokumenttype", "Brev"),
        ("major", 1),
    ],
)
def test_what_the_index_cannot_hold_stays_here(field: str, value: object) -> None:
    body = dokument()
    body["attributter"]["dokumentegenskaber"][0][field] = value
    with answering(DONE) as reference:
        error = caught(reference.url, lambda client: client.put("dokument", "dokument", UUID_OF_IT, body))
        with SagDokumentClient(reference.url, limits=STANDARD_ONLY) as client:
            client.put("dokument", "dokument", UUID_OF_IT, body)

    assert isinstance(error, Refused)
    assert error.params["path"].endswith(field)
    assert len(reference.asked) == 1


def test_naive_times_stay_here() -> None:
    body = sag()
    body["attributter"]["sagegenskaber"][0]["virkning"] = {"from": datetime(2026, 1, 1), "to": "infinity"}  # noqa: DTZ001
    with answering(DONE) as reference:
        assert isinstance(caught(reference.url, lambda client: client.create("sag", "sag", body)), Refused)
    assert not reference.asked


# -- who is calling -------------------------------------------------------------------------------------------


class Renewing:
    """An Authorization whose first value has run out."""

    def __init__(self) -> None:
        self.values = ["Bearer old", "Bearer new"]

    def __call__(self) -> str:
        return self.values[0]

    def renew(self, refused: str) -> bool:
        assert refused == self.values.pop(0)
        return bool(self.values)


def test_expired_login_is_renewed_and_the_content_sent_again_whole() -> None:
    content = io.BytesIO(b"before" + b"Brev" * 1000)
    content.seek(6)
    with (
        answering(Answer(401, body=b'{"message": "expired"}'), DONE) as reference,
        SagDokumentClient(reference.url, authorization=Renewing()) as client,
    ):
        client.put("dokument", "dokument", UUID_OF_IT, dokument("Brev", "brev"), {"brev": content})

    assert [asked.headers["Authorization"] for asked in reference.asked] == ["Bearer old", "Bearer new"]
    first, second = (asked.body for asked in reference.asked)
    assert first == second
    assert b"\r\n\r\n" + b"Brev" * 1000 + b"\r\n--" in second


def test_login_that_cannot_be_renewed_waits_for_a_person() -> None:
    with answering(Answer(401, body=b'{"message": "no"}')) as reference:
        assert isinstance(caught(reference.url, write, authorization=Bearer("x")), LoginNeeded)

    assert [asked.headers["Authorization"] for asked in reference.asked] == ["Bearer x"]


def test_assertion_goes_packed_as_the_reference_wants_it() -> None:
    assertion = b"<saml:Assertion xmlns:saml='urn:oasis:names:tc:SAML:2.0:assertion'/>"
    with (
        answering(DONE) as reference,
        SagDokumentClient(reference.url, authorization=SamlAssertion(assertion)) as client,
    ):
        write(client)

    scheme, _, packed = reference.asked[0].headers["Authorization"].partition(" ")
    assert scheme == "saml-gzipped"
    assert gzip.decompress(base64.b64decode(packed)) == assertion


# -- uploads --------------------------------------------------------------------------------------------------


class Endless(io.RawIOBase):
    """Many bytes that lie nowhere."""

    def __init__(self, size: int) -> None:
        self._size, self._at = size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = (0, self._at, self._size)[whence] + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        left = self._size - self._at
        taken = left if size < 0 else min(size, left)
        self._at += taken
        return b"x" * taken


@contextmanager
def swallowing() -> Iterator[tuple[str, list[int]]]:
    """A service that counts what it is sent and keeps nothing of it."""
    counts: list[int] = []

    def swallow(connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(1)
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        left = length
        while left:
            piece = connection.recv(min(left, 1 << 20))
            if not piece:
                return
            left -= len(piece)
        counts.append(length)
        connection.sendall(
            b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"uuid":""}'
        )

    with dead_end(swallow) as url:
        yield url, counts


def test_large_content_is_streamed_and_its_progress_told() -> None:
    size, told = 64 * 1024 * 1024, []
    content: IO[bytes] = Endless(size)  # type: ignore[assignment]
    with swallowing() as (url, counts), SagDokumentClient(url) as client:
        tracemalloc.start()
        client.put(
            "dokument",
            "dokument",
            UUID_OF_IT,
            dokument("Stor", "stor"),
            {"stor": content},
            progress=lambda sent, whole: told.append((sent, whole)),
        )
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 8 * 1024 * 1024
    assert counts == [told[-1][0]] == [told[-1][1]]
    assert size < counts[0] < size + 4096
    assert told == sorted(told)


def test_content_that_shrinks_meanwhile_is_not_sent_as_whole() -> None:
    class Shrinking(Endless):
        def read(self, size: int = -1) -> bytes:
            return super().read(size) if self._at < self._size // 2 else b""

    content: IO[bytes] = Shrinking(4 * 1024 * 1024)  # type: ignore[assignment]
    with (
        swallowing() as (url, counts),
        SagDokumentClient(url) as client,
        pytest.raises(Refused, match="content_changed"),
    ):
        client.put("dokument", "dokument", UUID_OF_IT, dokument("Brev", "b"), {"b": content})
    assert not counts


# -- what a service can do ------------------------------------------------------------------------------------


def test_reference_has_no_capabilities() -> None:
    with answering(NO_ROUTE) as reference, SagDokumentClient(reference.url) as client:
        assert client.capabilities == REFERENCE
        assert client.capabilities == REFERENCE

    assert len(reference.asked) == 1


def test_reference_is_not_asked_for_a_change_feed_it_does_not_have() -> None:
    with answering(NO_ROUTE) as reference, SagDokumentClient(reference.url) as client, pytest.raises(Refused):
        client.changes(0)

    assert [asked.method for asked in reference.asked] == ["GET"]


@pytest.mark.parametrize(
    "said",
    [
        b"{}",
        b'{"feed": "x", "changes": [], "last": 0}',
        b'{"feed": "9625ee34-46fa-5265-9f16-bac1b55b6eb2", "changes": [{}], "last": 0}',
        b'{"feed": "9625ee34-46fa-5265-9f16-bac1b55b6eb2", "changes": 7, "last": 0}',
        b'{"feed": "9625ee34-46fa-5265-9f16-bac1b55b6eb2", "changes": []}',
    ],
    ids=["nothing", "no uuid", "no change", "no list", "no last"],
)
def test_change_feed_nobody_understands_is_asked_again_later(said: bytes) -> None:
    able = Answer(200, body=b'{"x-capabilities": {"changes": true}}')
    with (
        answering(able, Answer(200, body=said)) as service,
        SagDokumentClient(service.url) as client,
        pytest.raises(Busy),
    ):
        client.changes(0)


def test_version_is_held_by_a_look_where_the_service_cannot_hold_it() -> None:
    registrering = exchange("056")["response"]["json"]
    (objects,) = registrering.values()
    stamp = objects[0]["registreringer"][0]["fratidspunkt"]["tidsstempeldatotid"]
    reading = Answer(200, body=json.dumps(registrering).encode())
    change = {"relationer": {"andresager": [{"uuid": str(uuid4()), "objekttype": "Sag", "virkning": ALWAYS}]}}
    with answering(NO_ROUTE, reading, DONE, reading) as reference, SagDokumentClient(reference.url) as client:
        client.patch("sag", "sag", UUID_OF_IT, change, expected=parse_moment(stamp))
        with pytest.raises(Conflict):
            client.patch("sag", "sag", UUID_OF_IT, change, expected=parse_moment("2026-01-01T00:00:00Z"))

    assert [asked.method for asked in reference.asked] == ["GET", "GET", "PATCH", "GET"]


def now() -> Virkning:
    """Since now."""
    return Virkning.since(datetime.now(UTC), aktoerref=uuid4())


def test_digest_is_that_of_the_bytes() -> None:
    with answering(exchange("016")) as reference, SagDokumentClient(reference.url) as client:
        digest = client.content_digest("store:2026/11/23/07/41/589a1a9d-085b-471c-951c-1fdb4ec8cbcc.bin")

    assert digest == hashlib.sha256(exchange("016")["response"]["text"].encode()).hexdigest()


def test_a_cookie_that_an_answer_sets_goes_with_the_next_request() -> None:
    """As a balancer in front asks for, so that one process answers one client."""
    found = Answer(200, body=b'{"results": [[]]}')
    setting = replace(found, headers={"Set-Cookie": "vej=2; Path=/"})
    with answering(setting, found) as reference, SagDokumentClient(reference.url) as client:
        for _ in range(3):
            client.search("sag", "sag", sagsnummer="26/1")
    assert [one.headers.get("Cookie") for one in reference.asked] == [None, "vej=2", "vej=2"]
