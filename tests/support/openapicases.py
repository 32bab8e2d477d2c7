"""Requests made from a service's OpenAPI document: right ones, nearly right ones, and wrong ones; and the judge of answers."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from jsonschema import Draft202012Validator

from tests.support.oio import ALWAYS, dokument, journalpost, sag

Json = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
TEXTS = (
    "", " ", "Brev", "brev%", "æøå ÆØÅ", "e\u0301", "\u202eevil", "a" * 300, "x" * 5000, "\x00", "\ud800", "'; DROP TABLE objekt; --",
    "%' OR 1=1 --", "../../etc/passwd", "urn:x:y", "null", "true", "-1", "1e400", "\r\nX-Injected: 1", "😀" * 50, "field:brev", "field:nej",
    "store:2026/01/01/00/00/" + "0" * 8 + "-0000-0000-0000-000000000000.bin", "\\", "_%_", "infinity",
)  # fmt: skip
TIMES = (
    "2026-01-01T00:00:00+01:00", "2026-06-01T12:00:00.123456Z", "-infinity", "infinity", "1000-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    "2026-01-01", "2026-13-01T00:00:00Z", "0000-00-00", "2026-01-01 00:00:00+00", "10000-01-01T00:00:00Z", "now()",
)  # fmt: skip
NUMBERS = (0, 1, -1, 2, 20, 2**31 - 1, 2**31, -(2**31) - 1, 2**63, 10**30, 1.5)
ODD: tuple[Any, ...] = (None, True, False, [], {}, [[]], [None], {"": 0}, 3.5, -0.0, *TEXTS[:8], *NUMBERS)


@dataclass(frozen=True, slots=True)
class Case:
    """One request."""

    method: str
    template: str
    path: str
    params: list[tuple[str, str | int | float | bool | None]]
    headers: dict[str, str]
    content: bytes | None = None
    files: list[tuple[str, Any]] | None = None

    def send(self, client: httpx.Client) -> httpx.Response:
        """Ask it."""
        return client.request(
            self.method, self.path, params=self.params, headers=self.headers, content=self.content, files=self.files
        )


@dataclass
class Cases:
    """Makes requests, remembering what the service made so that later ones meet it."""

    document: Json
    chance: random.Random
    uuids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)

    def one(self) -> Case:
        """The next request."""
        template = self.chance.choice(sorted(self.document["paths"]))
        if self.chance.random() < 0.4:  # where most can go wrong
            template = self.chance.choice(["/sag/sag", "/sag/sag/{uuid}", "/dokument/dokument/{uuid}"])
        operations = self.document["paths"][template]
        method = self.chance.choice([name for name in METHODS if name in operations])
        operation = operations[method]
        parameters = [*operations.get("parameters", ()), *operation.get("parameters", ())]
        path, headers = self._address(template), dict[str, str]()
        params: list[tuple[str, str | int | float | bool | None]] = []
        for parameter in parameters:
            if parameter["in"] == "path" or self.chance.random() > 3 / len(parameters):
                continue
            value = self._parameter(parameter)
            if parameter["in"] == "header":
                headers[parameter["name"]] = _header(value)
            else:
                params.append((parameter["name"], value.encode("utf-8", "replace").decode()))
        if "{aar}" in template and self.contents and self.chance.random() < 0.8:
            path = "/dokument/dokument/" + self.chance.choice(self.contents)
        content, files = self._body(operation, headers)
        return Case(method.upper(), template, path, params, headers, content, files)

    def learn(self, answer: httpx.Response) -> None:
        """Remember what the service said, for later requests."""
        if tag := answer.headers.get("etag"):
            self.tags = [*self.tags[-20:], tag]
        if "json" not in answer.headers.get("content-type", ""):
            return
        said = answer.json()
        if isinstance(said, dict) and isinstance(said.get("uuid"), str):
            self.uuids = [*self.uuids[-30:], said["uuid"]]
        for text in _texts_in(said):
            if text.startswith("store:"):
                self.contents = [*self.contents[-20:], text.removeprefix("store:")]

    # -- parts of a request -----------------------------------------------------------------------------------

    def _address(self, template: str) -> str:
        path = template
        for name in ("uuid", "aar", "maaned", "dag", "time", "minut", "fil"):
            given = self._uuid() if name == "uuid" else self.chance.choice(["2026", "01", "x.bin", "0", "..%2f"])
            path = path.replace(f"{{{name}}}", given)
        return path

    def _uuid(self) -> str:
        kind = self.chance.random()
        if self.uuids and kind < 0.7:
            return self.chance.choice(self.uuids)
        return str(self._fresh()) if kind < 0.95 else self.chance.choice(["x", "0" * 36, "%00", "'", "a" * 500])

    def _fresh(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def _parameter(self, parameter: Json) -> str:
        name = parameter["name"]
        if name in ("If-Match", "If-None-Match", "If-Range") and self.tags and self.chance.random() < 0.7:
            return self.chance.choice(self.tags)
        if name == "Range":
            return self.chance.choice(
                ["bytes=0-1", "bytes=-1", "bytes=5-", "bytes=9-1", "bytes=0-1,3-4", "x", "bytes=-0"]
            )
        if name == "wait":
            return self.chance.choice(["0", "31", "-1", "x"])
        if "tid" in name or "fra" in name or "til" in name:
            return self.chance.choice(TIMES)
        value = self.chance.choice(ODD) if self.chance.random() < 0.2 else self._value(parameter["schema"])
        if isinstance(value, list):
            value = value[0] if value else ""
        return value if isinstance(value, str) else json.dumps(value)

    def _body(self, operation: Json, headers: dict[str, str]) -> tuple[bytes | None, list[tuple[str, Any]] | None]:
        kinds = operation.get("requestBody", {}).get("content", {})
        if not kinds or (self.chance.random() < 0.1 and "required" not in operation["requestBody"]):
            return None, None
        if self.chance.random() < 0.05:
            headers["Content-Type"] = self.chance.choice(["application/json", "text/plain", "multipart/form-data", ""])
            return self.chance.choice(
                [b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"a":1e999}', b'"x"', b"[" * 5000]
            ), None
        body = self._written(kinds["application/json"]["schema"])
        text = json.dumps(body).encode()
        if "multipart/form-data" in kinds and self.chance.random() < 0.5:
            parts: list[tuple[str, Any]] = [("json", (None, text))]
            for name in ("brev", "bilag"):
                if self.chance.random() < 0.7:
                    parts.append((name, (f"{name}.txt", self.chance.randbytes(self.chance.choice([0, 10, 3000])))))
            return None, parts
        headers["Content-Type"] = "application/json"
        return text, None

    def _written(self, schema: Json) -> Any:
        known = self._resolved(schema)
        body = self._value(known)
        if self.chance.random() < 0.6 and isinstance(body, dict) and "attributter" in body:
            body = self._known(body)
        if self.chance.random() < 0.5:
            for _ in range(self.chance.choice([1, 1, 2, 5])):
                body = self._spoilt(body)
        return body

    def _known(self, body: Json) -> Json:
        """A whole object that is taken as it is, for a Sag or a Dokument; others stay as they were made."""
        if "sagegenskaber" in body["attributter"]:
            posts = [journalpost(self._uuid_or_fresh()) for _ in range(self.chance.choice([0, 1, 3]))]
            return sag(self.chance.choice(["Lån", "Klage"]), journalpost=posts)
        if "dokumentegenskaber" in body["attributter"]:
            return dokument("Brev", *self.chance.choice([(), ("brev",), ("brev", "bilag")]))
        return body

    def _uuid_or_fresh(self) -> str:
        return self.chance.choice(self.uuids) if self.uuids and self.chance.random() < 0.5 else str(self._fresh())

    # -- values -----------------------------------------------------------------------------------------------

    def _resolved(self, schema: Json) -> Json:
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def _value(self, schema: Json) -> Any:
        schema = self._resolved(schema)
        if "anyOf" in schema:
            return self._value(self.chance.choice(schema["anyOf"]))
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        make: dict[str, Callable[[Json], Any]] = {
            "string": self._text, "integer": self._number, "array": self._list, "object": self._object,
            "boolean": lambda _schema: self.chance.random() < 0.5, "null": lambda _schema: None,
        }  # fmt: skip
        return make[schema["type"]](schema)

    def _text(self, schema: Json) -> str:
        if schema.get("format") == "uuid":
            return self._uuid_or_fresh()
        if schema.get("format") == "date":
            return self.chance.choice(["2026-03-01", "1900-01-01", "2026-02-30"])
        if "ISO 8601" in schema.get("description", ""):
            return self.chance.choice(TIMES[:6] if self.chance.random() < 0.9 else TIMES)
        if "pattern" in schema:
            return f"urn:oio:test:{self.chance.randrange(10)}"
        return self.chance.choice(TEXTS[2:6] if self.chance.random() < 0.85 else TEXTS)

    def _number(self, schema: Json) -> int:
        least, most = int(schema.get("minimum", -5)), int(schema.get("maximum", 100))
        return self.chance.choice([least, most, self.chance.randint(least, min(most, least + 20))])

    def _list(self, schema: Json) -> list[Any]:
        return [self._value(schema["items"]) for _ in range(self.chance.choice([0, 1, 1, 1, 2]))]

    def _object(self, schema: Json) -> Json:
        required = set(schema.get("required", ()))
        share = self.chance.choice([0.1, 0.4])
        made = {
            name: self._value(inner)
            for name, inner in schema.get("properties", {}).items()
            if name in required or self.chance.random() < share
        }
        if set(made) >= {"uuid", "urn"}:  # one of them is enough, and mostly wanted
            del made[self.chance.choice(["uuid", "urn"])]
        if "virkning" in made and self.chance.random() < 0.7:
            made["virkning"] = ALWAYS
        return made

    def _spoilt(self, body: Any) -> Any:
        """A copy with one thing in it that is not as it should be."""
        spoilt = copy.deepcopy(body)
        places = list(_places(spoilt))
        if not places:
            return self.chance.choice(ODD)
        holder, key = self.chance.choice(places)
        act = self.chance.random()
        if act < 0.5:
            holder[key] = self.chance.choice(ODD)
        elif act < 0.75:
            del holder[key]
        elif isinstance(holder, dict):
            holder[self.chance.choice([*TEXTS[:6], "livscyklus", "uuid", "__proto__"])] = self.chance.choice(ODD)
        else:
            holder.append(copy.deepcopy(holder[key]))
        return spoilt


def wrong(document: Json, case: Case, answer: httpx.Response) -> str | None:
    """What is wrong with an answer: a failure of the service's, one the document does not name, or another shape."""
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.text[:200]}"
    responses = document["paths"][case.template][case.method.lower()]["responses"]
    said = responses.get(str(answer.status_code))
    if said is None:
        # an odd address or method may lead to no operation at all
        leads_nowhere = case.path != case.template and answer.status_code in (404, 405)
        return None if leads_nowhere else f"{answer.status_code} is not in the document"
    kinds = said.get("content", {})
    if "application/json" not in kinds:
        return None
    if answer.headers.get("content-type") != "application/json":
        return f"{answer.status_code} is no JSON"
    schema = {**kinds["application/json"]["schema"], "components": document["components"]}
    problem = next(iter(Draft202012Validator(schema).iter_errors(answer.json())), None)
    return f"{answer.status_code}: {problem.message[:300]} at {list(problem.absolute_path)}" if problem else None


def run_cases(client: httpx.Client, count: int, seed: int) -> tuple[dict[int, int], list[str]]:
    """Ask so many; how many answers there were of each status, and what was wrong."""
    document = client.get("/openapi.json").raise_for_status().json()
    cases = Cases(document, random.Random(seed))
    statuses: dict[int, int] = {}
    found: list[str] = []
    for number in range(count):
        case = cases.one()
        try:
            answer = case.send(client)
        except httpx.TransportError as error:
            found.append(f"case {number} of seed {seed}: {case} -> {type(error).__name__}")
            continue
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        problem = wrong(document, case, answer)
        if problem:
            found.append(f"case {number} of seed {seed}: {case} -> {problem}")
        cases.learn(answer)
    return statuses, found


def _header(value: str) -> str:
    return "".join(character for character in value if " " <= character <= "~").strip()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict | list):
        for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from _places(inner)


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(inner)
