"""Giving contents out: exact, resumable, never cached by others, and noted."""

import re
from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, bindparam, insert, select
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from sagsbud.service.access import User
from sagsbud.service.content import ContentStore
from sagsbud.service.database import Database
from sagsbud.service.errors import Refusal, not_found
from sagsbud.service.registrations import now_micros
from sagsbud.service.tables import adgang, indhold, objekt, registrering
from sagsbud.service.uploads import part_periods

_PATH = re.compile(r"\d{4}/\d\d/\d\d/\d\d/\d\d/[0-9a-f-]{36}\.bin")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_IS_MIME = re.compile(r"[!-~]+/[ -~]+")

_CONTENT = (
    select(objekt.c.uuid, indhold.c.dokument, indhold.c.sha256, indhold.c.size)
    .join(objekt, objekt.c.id == indhold.c.dokument)
    .where(indhold.c.sti == bindparam("path"), indhold.c.slettet == 0)
)
_BODIES = (
    select(registrering.c.body).where(registrering.c.objekt == bindparam("number")).order_by(registrering.c.fra.desc())
)
_NOTE = insert(adgang).inline()


class ContentGone(Exception):
    """The content was removed while it was being given out."""


def content_response(database: Database, store: ContentStore, path: str, request: Request, user: User) -> Response:
    """The content whole or in part. Raises Refusal 404 for what is unknown or deleted, 416 for a bad range."""
    if not _PATH.fullmatch(path):
        raise not_found()
    with database.reading() as connection:
        row = connection.execute(_CONTENT, {"path": path}).first()
        if row is None:
            raise not_found()
        mimetype = _mimetype(connection, row.dokument, path)
    if store.size(row.sha256) != row.size:
        raise Refusal(404, "The content is missing.")
    answer = _answer(store, row.sha256, row.size, mimetype, request)
    if request.method == "GET":
        with database.writing() as connection:
            connection.execute(_NOTE, {"tid": now_micros(), "brugerref": user.brugerref, "dokument": row.uuid})
    return answer


def _answer(store: ContentStore, sha256: str, size: int, mimetype: str, request: Request) -> Response:
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
    return StreamingResponse(_all_of(store.chunks(sha256, start, end), end - start), status, headers)


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


def _all_of(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """Whoever is given less than was announced must not take it for the whole."""
    for chunk in chunks:
        size -= len(chunk)
        yield chunk
    if size:
        raise ContentGone


def _mimetype(connection: Connection, dokument: int, path: str) -> str:
    for (body,) in connection.execute(_BODIES, {"number": dokument}):
        for period in part_periods(msgspec.json.decode(body)):
            if period.get("indhold") == f"store:{path}" and period.get("mimetype"):
                mimetype: str = period["mimetype"]
                return mimetype if _IS_MIME.fullmatch(mimetype) else "application/octet-stream"
    return "application/octet-stream"
