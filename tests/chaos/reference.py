"""The service behind the manners of the reference: what was recorded of it, given for requests it would be given for.

Every answer comes in the reference's form: the connection closed behind it, times as its database writes them, contents
tagged by their age, nothing said of what our own service can do besides. For a share of the requests the answer is one
of the awkward ones that were recorded of the reference, whether or not the request was carried out.
"""

import asyncio
import json
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.faults import FaultProxy, Request

EXCHANGES = Path(__file__).parents[3] / "shared" / "conformance" / "exchanges"
PAGE = b"<!DOCTYPE HTML>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n"
"""The recordings say only that there was a page."""
OWN = ("/openapi.json", "/proofs", "/changes", "/healthz")
"""What the reference does not have."""
_TIME = re.compile(rb'"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d):00"')
_DOKUMENT, _SAG, _CONTENT = "/dokument/dokument/", "/sag/sag/", ".bin"


@dataclass(frozen=True)
class Awkward:
    """When an exchange's answer is given: for which requests, and whether they are carried out."""

    exchange: str
    method: str
    path: str
    carried_out: bool
    ending: str = ""

    def fits(self, request: Request) -> bool:
        """Whether the reference would give it for this one."""
        path = request.path.split("?")[0]
        return request.method == self.method and path.startswith(self.path) and path.endswith(self.ending)

    def __str__(self) -> str:
        return f"{self.exchange} for {self.method} {self.path}{self.ending}" + (", carried out" * self.carried_out)


AWKWARD = (
    Awkward("111", "PUT", _DOKUMENT, carried_out=True),
    Awkward("111", "PUT", _DOKUMENT, carried_out=False),
    Awkward("044", "PUT", _DOKUMENT, carried_out=True),
    Awkward("162", "PATCH", _SAG, carried_out=True),
    Awkward("162", "PATCH", _SAG, carried_out=False),
    Awkward("160", "PATCH", _SAG, carried_out=True),
    Awkward("019", "GET", _DOKUMENT, carried_out=False, ending=_CONTENT),
    Awkward("089", "GET", "/dokument/dokument", carried_out=False),
    Awkward("077", "GET", "/sag/sag", carried_out=False),
)
"""500 with a page after a write that was committed (its log was down) and before one; a PUT that lost a race against its
own repetition; a PATCH of which everything is so already; reads that fail."""


def is_there() -> bool:
    """Whether the recordings are."""
    return EXCHANGES.is_dir()


def _recorded(number: str) -> bytes:
    """The whole answer of an exchange."""
    (file,) = EXCHANGES.glob(f"{number}-*.json")
    told = json.loads(file.read_text())["response"]
    body = PAGE if told.get("html") else json.dumps(told["json"]).encode()
    return _answer(told["status"], told["content_type"], body)


@dataclass
class ReferenceProxy(FaultProxy):
    """Between a client and our own service; `share` (0 to 1) of the requests meet something awkward."""

    share: float = 0.0
    met: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._answers = {one.exchange: _recorded(one.exchange) for one in AWKWARD}

    async def _pass(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        if request.path.split("?")[0] in OWN:
            answer = _answer(404, "text/html", PAGE)
        else:
            answer = await self._awkward(request) or _in_its_form(await self._forward(request))
        writer.write(answer)
        await writer.drain()
        return False

    async def _awkward(self, request: Request) -> bytes | None:
        chance = random.Random(f"{self.seed}:{request.number}:awkward")
        fitting = [one for one in AWKWARD if one.fits(request)]
        if not fitting or chance.random() >= self.share:
            return None
        one = chance.choice(fitting)
        self.met[str(one)] += 1
        if one.carried_out:
            await self._forward(request)
        return self._answers[one.exchange]


def _in_its_form(answer: bytes) -> bytes:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    if b"application/json" in head.lower():
        body = _TIME.sub(rb'"\1 \2\3"', body)
    named = {line.split(b":")[0].strip().lower(): line for line in lines}
    named.pop(b"connection", None)
    if b"etag" in named:
        named[b"etag"] = b'ETag: "1780000000.0-%d-2871854465"' % len(body)
        named[b"cache-control"] = b"Cache-Control: public, max-age=43200"
    if b"content-length" in named and body:
        named[b"content-length"] = b"Content-Length: %d" % len(body)
    return b"\r\n".join([first, *named.values(), b"Connection: close"]) + b"\r\n\r\n" + body


def _answer(status: int, kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body
