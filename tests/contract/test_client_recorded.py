"""Every recorded exchange through the client: each answer of the reference means what it should to who asked.

Some recorded requests cannot be made with the client at all (malformed JSON, an upload without its object); that it
refuses to send what breaks the model is part of the contract.
"""

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import UUID

import pytest
from sagsbud.domain.errors import AnswerLost, Busy, LoginNeeded, NotThere, Refused, Retry, ServiceError, Unreachable
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.models import STANDARD_ONLY

from tests.contract.recorded import Answer, Json, answering, exchange_files, recorded_answer
from tests.support.stores import StartService

UUID_PATH = re.compile(r"/(\w+)/(\w+)/([0-9a-fA-F-]{36})/?")
UUID_TEXT = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CONTENT_PATH = re.compile(r"/dokument/dokument/(\d{4}/.+\.bin)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call: what it returned, or the error it raised."""

    value: Any = None
    error: ServiceError | None = None

    @property
    def done(self) -> bool:
        """Whether the service did it, or had done it."""
        return self.error is None


def call_for(given: Json) -> Callable[[SagDokumentClient], Any] | None:
    """The client's call that makes the exchange's request; None when no call does."""
    request = given["request"]
    parts = urlsplit(request["path"])
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    path, method = parts.path, request["method"]
    if "text" in request or request.get("headers") or "transport" in request:
        return None
    content = CONTENT_PATH.fullmatch(path)
    if content:
        return (lambda client: _bytes(client, content[1])) if method == "GET" else None
    single = UUID_PATH.fullmatch(path)
    if method == "GET":
        return _reading(path, single, query)
    if query or (single is None) != (method == "POST"):
        return None
    return _writing(method, path, single, request)


def _reading(
    path: str, single: re.Match[str] | None, query: dict[str, str]
) -> Callable[[SagDokumentClient], Any] | None:
    if single:
        service, name, uuid = single.groups()
        return lambda client: client.read(service, name, UUID(uuid), **query)
    if path.count("/") != 2 or not query or set(query) & {"uuid"} or any(name.startswith("regist") for name in query):
        return None  # a list with times, or a route that is none
    _, service, name = path.split("/")
    return lambda client: client.search(service, name, **query)


def _writing(
    method: str, path: str, single: re.Match[str] | None, request: Json
) -> Callable[[SagDokumentClient], Any] | None:
    body, contents = _parts(request)
    if contents is None:
        return None
    if single is None:
        _, service, name = path.split("/")
        return lambda client: client.create(service, name, body, _streams(contents))
    service, name, uuid = single.groups()
    if method == "DELETE":
        return lambda client: client.delete(service, name, UUID(uuid))
    if isinstance(body, dict) and "livscyklus" in body:
        return lambda client: client.passivate(service, name, UUID(uuid), body.get("note", ""))
    if method == "PUT":
        return lambda client: client.put(service, name, UUID(uuid), body, _streams(contents))
    if method == "PATCH" and not contents:
        return lambda client: client.patch(service, name, UUID(uuid), body)
    return None


def _streams(contents: dict[str, bytes]) -> dict[str, IO[bytes]]:
    return {part: io.BytesIO(content) for part, content in contents.items()}


def _parts(request: Json) -> tuple[Any, dict[str, bytes] | None]:
    """The object and its contents; None for contents no client call makes."""
    if "multipart" not in request:
        return request.get("json"), {}
    body: Any = None
    contents: dict[str, bytes] = {}
    for part in request["multipart"]:
        if part["name"] == "json":
            body = part.get("json")
        elif "filename" not in part and "filename_star" not in part:
            return body, None
        else:
            contents[part["name"]] = str(part.get("text", "")).encode()
    return body, contents


def _bytes(client: SagDokumentClient, path: str) -> bytes:
    with client.content("store:" + unquote(path)) as chunks:
        return b"".join(chunks)


def outcome(call: Callable[[SagDokumentClient], Any], url: str) -> Outcome:
    """Make the call with a client of its own."""
    with SagDokumentClient(url, limits=STANDARD_ONLY) as client:
        try:
            return Outcome(call(client))
        except ServiceError as error:
            return Outcome(error=error)


def expected_error(answer: Answer, writes: bool) -> type[ServiceError] | None:
    """What an answer has to mean; None for done."""
    if answer.status < 300:
        return None
    if answer.status in (401, 403):
        return LoginNeeded
    if answer.status == 410:
        return NotThere
    if answer.status == 404:
        return NotThere if b'"message"' in answer.body else Unreachable
    if answer.status >= 500:
        return AnswerLost if writes else Busy
    if b"livscyklus] transition" in answer.body:
        return AnswerLost  # another request may have been quicker: look
    return Refused


PLAYABLE = [
    pytest.param(file, id=file.stem)
    for file in exchange_files()
    if call_for(json.loads(file.read_text())) and "huge" not in file.name
]


def test_enough_of_the_recording_can_be_played() -> None:
    if not exchange_files():
        pytest.skip("the conformance kit (../shared/conformance) is not there")
    assert len(PLAYABLE) >= 150


@pytest.mark.parametrize("file", PLAYABLE)
def test_each_recorded_answer_is_understood(file: Any) -> None:
    given = json.loads(file.read_text())
    answer, call = recorded_answer(given), call_for(given)
    assert call is not None

    with answering(answer) as reference:
        found = outcome(call, reference.url)

    if not reference.asked:
        assert isinstance(found.error, Refused)
        assert found.error.params["cause"] == "model"
        assert answer.status >= 400 or given["rule"] == "safer"  # only what the reference refuses, or should have
        return
    if b"does not give raise" in answer.body:
        assert found.value is False
        return
    expected = expected_error(answer, writes=given["request"]["method"] != "GET")
    assert type(found.error) is (expected or type(None)), found
    if found.error:
        assert found.error.retry is not Retry.LATER or given["request"]["method"] == "GET"
    elif "json" in given["response"]:
        _same_as_recorded(found.value, given["response"]["json"])
    elif given["request"]["method"] == "GET":
        assert found.value == answer.body


def _same_as_recorded(value: Any, recorded: Any) -> None:
    if isinstance(value, dict):
        assert [value] == next(iter(recorded.values()))
    elif isinstance(value, list):
        assert [str(uuid) for uuid in value] == (recorded["results"][0] if recorded["results"] else [])
    elif isinstance(value, UUID):
        assert str(value) == recorded["uuid"]


def test_service_answers_as_the_reference_where_clients_depend_on_it(start_service: StartService) -> None:
    """The same calls in their order against the service: done is done, refused is refused."""
    url = start_service().url
    wrong = []
    learned: dict[str, str] = {}
    for file in exchange_files():
        given = json.loads(file.read_text())
        given["request"] = json.loads(UUID_TEXT.sub(lambda m: learned.get(m[0], m[0]), json.dumps(given["request"])))
        call = call_for(given)
        if call is None or given.get("needs") or "huge" in file.name or "store:" in json.dumps(given["request"]):
            continue
        found, answer = outcome(call, url), recorded_answer(given)
        if given["rule"] == "same" and found.done != (answer.status < 300) and ".bin" not in given["request"]["path"]:
            wrong.append((file.stem, answer.status, str(found.error)))
        if isinstance(found.value, UUID) and answer.status < 300:
            learned[given["response"]["json"]["uuid"]] = str(found.value)
    if not learned:
        pytest.skip("the conformance kit (../shared/conformance) is not there")
    assert not wrong
