"""The change feed over HTTP: its arguments, and the reader who waits for the next change."""

import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from uuid import UUID

import anyio

from sagsbud.service.changes import MOST_CHANGES, Asked, read_changes
from sagsbud.service.database import Database
from sagsbud.service.errors import bad_request
from sagsbud.service.threads import in_thread

MOST_SECONDS = 30
"""How long a reader may wait for an answer."""
LOOK_SECONDS = 0.5
"""Between two looks for a reader who waits: other processes write too."""
_HIGHEST = 2**63 - 1


def parse_asked(parameters: Iterable[tuple[str, str]]) -> Asked:
    """Read the parameters; each may stand once. Raises Refusal."""
    given: dict[str, str] = {}
    for name, value in parameters:
        if name not in ("after", "limit", "wait", "feed") or name in given:
            raise bad_request("Unsupported argument: only after, limit, wait and feed, each once")
        given[name] = value
    limit = _number(given, "limit", MOST_CHANGES)
    if limit == 0:
        raise bad_request("limit: is not a whole number from 1")
    return Asked(
        after=_number(given, "after", _HIGHEST),
        limit=100 if limit is None else limit,
        feed=_uuid(given["feed"]) if "feed" in given else None,
        wait=_number(given, "wait", MOST_SECONDS) or 0,
    )


async def answer_changes(
    database: Database,
    asked: Asked,
    has_gone: Callable[[], Awaitable[bool]],
    stopping: Callable[[], bool],
) -> dict[str, Any]:
    """The next changes; with none yet, after waiting for them as long as was asked. Raises Refusal."""
    deadline = time.monotonic() + asked.wait
    while True:
        found = await in_thread(read_changes, database, asked)
        left = deadline - time.monotonic()
        if found["changes"] or asked.after is None or left <= 0 or stopping() or await has_gone():
            return found
        await anyio.sleep(min(LOOK_SECONDS, left))


def _number(given: dict[str, str], name: str, most: int) -> int | None:
    if name not in given:
        return None
    text = given[name]
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= most):
        raise bad_request(f"{name}: is not a whole number up to {most}")
    return int(text)


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise bad_request("feed: is not a uuid") from None
