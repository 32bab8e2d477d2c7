"""Giving contents out: exact, resumable, never cached by others, and noted."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from sqlalchemy import Connection, insert, select
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from sagsbud.service.access import User
from sagsbud.service.content import CHUNK, ContentStore
from sagsbud.service.database import Database
from sagsbud.service.errors import Refusal, not_found
from sagsbud.service.registrations import now_micros
from sagsbud.service.tables import adgang, indhold, registrering
from sagsbud.service.uploads import part_periods

_PATH = re.compile(r"\d{4}/\d\d/\d\d/\d\d/\d\d/[0-9a-f-]{36}\.bin")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def content_response(database: Database, store: ContentStore, path: str, request: Request, user: User) -> Response:
    """The content whole or in part. Raises Refusal 404 for what is unknown or deleted, 416 for a bad range."""
    if not _PATH.fullmatch(path):
        raise not_found()
    with database.reading() as connection:
        row = (
            connection.execute(select(indhold).where(indhold.c.sti == path, indhold.c.slettet == 0)).mappings().first()
        )
        if row is None:
            raise not_found()
        mimetype = _mimetype(connection, row["dokument"], path)
    file = store.path(row["sha256"])
    if not file.exists():
        raise Refusal(404, "The content is missing.")
    if request.method == "GET":
        with database.writing() as connection:
            connection.execute(
                insert(adgang).values(tid=now_micros(), brugerref=user.brugerref, dokument=row["dokument"])
            )
    return _answer(file, row["size"], row["sha256"], mimetype, request)


def _answer(file: Path, size: int, sha256: str, mimetype: str, request: Request) -> Response:
    headers = {
        "ETag": f'"{sha256}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Length": str(size),
        "Content-Type": mimetype,
    }
    if f'"{sha256}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={name: headers[name] for name in ("ETag", "Cache-Control")})
    status, start, end = 200, 0, size
    asked = request.headers.get("range")
    if asked and request.headers.get("if-range", headers["ETag"]) == headers["ETag"]:
        span = _span(asked, size)
        if span:
            status, (start, end) = 206, span
            headers |= {"Content-Range": f"bytes {start}-{end - 1}/{size}", "Content-Length": str(end - start)}
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return StreamingResponse(_chunks(file, start, end), status, headers)


def _span(asked: str, size: int) -> tuple[int, int] | None:
    found = _RANGE.fullmatch(asked.strip())
    if not found or found.groups() == ("", ""):
        return None  # several ranges or another unit: the whole answer is always right
    first, last = found.groups()
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last) + 1, size) if first and last else size
    if start >= size or start >= end:
        raise Refusal(416, "The range lies outside the content.")
    return start, end


def _chunks(file: Path, start: int, end: int) -> Iterator[bytes]:
    with file.open("rb") as source:
        source.seek(start)
        while start < end:
            chunk = source.read(min(CHUNK, end - start))
            if not chunk:
                return
            start += len(chunk)
            yield chunk


def _mimetype(connection: Connection, dokument: str, path: str) -> str:

    query = select(registrering.c.body).where(registrering.c.klasse == "dokument", registrering.c.uuid == dokument)
    for (body,) in connection.execute(query.order_by(registrering.c.fra.desc())):
        for period in part_periods(msgspec.json.decode(body)):
            if period.get("indhold") == f"store:{path}" and period.get("mimetype"):
                mimetype: str = period["mimetype"]
                return mimetype if mimetype.isascii() and mimetype.isprintable() else "application/octet-stream"
    return "application/octet-stream"
