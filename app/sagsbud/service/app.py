"""The HTTP surface: the reference's paths and shapes."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sagsbud.sagdok.models import OBJECT_TYPES, Moment, ObjectType
from sagsbud.service.access import Gate, User
from sagsbud.service.bodies import dropping, read_body, read_note
from sagsbud.service.content import ContentStore
from sagsbud.service.database import Database
from sagsbud.service.delivering import content_response
from sagsbud.service.errors import Refusal, bad_request, deleted, not_found
from sagsbud.service.openapi import openapi_document
from sagsbud.service.reading import read_object
from sagsbud.service.registrations import Writer, now_micros
from sagsbud.service.searching import Query, parse_query, search

log = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Response]]
MOST_LISTED = 1000


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON as every answer of the service is, never to be kept by anybody on the way."""
    head = {"Cache-Control": "no-store", **(headers or {})}
    return Response(msgspec.json.encode(value), status, head, "application/json")


def make_app(database: Database, content: ContentStore, gate: Gate) -> Starlette:
    """The application over one store."""
    rooms = [Room(spec, database, content, gate) for spec in OBJECT_TYPES.values()]
    routes = [Route("/healthz", _health), Route("/openapi.json", _openapi)]
    for room in rooms:
        base = f"/{room.spec.service}/{room.spec.name}"
        routes += [
            Route(base, room.guarded(room.collection), methods=["GET", "HEAD", "POST"]),
            Route(base + "/", room.guarded(room.collection), methods=["GET", "HEAD", "POST"]),
            Route(base + "/{uuid}", room.guarded(room.single), methods=["GET", "HEAD", "PUT", "PATCH", "DELETE"]),
        ]
        if room.spec.has_variants:
            routes.append(Route(base + "/{path:path}", room.guarded(room.read_content), methods=["GET", "HEAD"]))
    handlers: dict[Any, Any] = {Refusal: _refused, HTTPException: _http_error, Exception: _failed}
    return Starlette(routes=routes, exception_handlers=handlers)


class Room:
    """All verbs of one object type."""

    def __init__(self, spec: ObjectType, database: Database, content: ContentStore, gate: Gate) -> None:
        self.spec = spec
        self._database = database
        self._content = content
        self._gate = gate
        self._writer = Writer(database, content)

    def guarded(self, handler: Callable[[Request, User], Awaitable[Response]]) -> Handler:
        """The handler behind the gate."""

        async def handle(request: Request) -> Response:
            return await handler(request, self._gate.enter(request.headers.get("authorization")))

        return handle

    async def collection(self, request: Request, user: User) -> Response:
        """POST makes an object; GET lists or searches."""
        if request.method == "POST":
            uuid = await self._write(request, user, lambda body, uploads: self._create(body, uploads, user))
            return json_response({"uuid": uuid}, 201)
        query = parse_query(self.spec, request.query_params.multi_items(), now_micros())
        return json_response(await run_in_threadpool(self._find, query))

    async def single(self, request: Request, user: User) -> Response:
        """One object by its uuid."""
        try:
            uuid = str(UUID(request.path_params["uuid"]))
        except ValueError:
            raise not_found() from None
        if request.method in ("GET", "HEAD"):
            return await self._read(request, uuid)
        if request.method == "DELETE":
            user.may_write()
            self._no_arguments(request)
            note = await read_note(request)
            await run_in_threadpool(self._writer.delete, self.spec, uuid, user.brugerref, note)
            return json_response({"uuid": uuid}, 202)
        verb = self._writer.put if request.method == "PUT" else self._writer.patch
        expected = request.headers.get("if-match")

        def write(body: Any, uploads: Any) -> str:
            verb(self.spec, uuid, body, uploads, user.brugerref, expected)
            return uuid

        return json_response({"uuid": await self._write(request, user, write)})

    async def read_content(self, request: Request, user: User) -> Response:
        """The bytes under a `store:` path."""
        path = request.path_params["path"]
        return await run_in_threadpool(content_response, self._database, self._content, path, request, user)

    def _create(self, body: Any, uploads: Any, user: User) -> str:
        return self._writer.create(self.spec, body, uploads, user.brugerref)

    async def _write(self, request: Request, user: User, write: Callable[[Any, Any], str]) -> str:
        user.may_write()
        self._no_arguments(request)
        body = await read_body(request, self._content)

        def keep_and_write() -> str:
            with dropping(body):
                return write(body.json, body.keep())

        return await run_in_threadpool(keep_and_write)

    def _no_arguments(self, request: Request) -> None:
        if request.query_params:
            raise bad_request("Unsupported argument: a writing request takes none")

    async def _read(self, request: Request, uuid: str) -> Response:
        query = parse_query(self.spec, request.query_params.multi_items(), now_micros())
        if query.searches or query.uuids:
            raise bad_request("Unsupported argument: only times go with a uuid in the path")
        found = await run_in_threadpool(self._one, uuid, query)
        newest = found["registreringer"][0]
        if newest["livscykluskode"] == "Slettet" and not query.past:
            raise deleted()
        stamp = newest["fratidspunkt"]["tidsstempeldatotid"]
        return json_response({uuid: [found]}, headers={"ETag": f'"{stamp}"'})

    def _one(self, uuid: str, query: Query) -> dict[str, Any]:
        with self._database.reading() as connection:
            found = read_object(connection, self.spec, uuid, query.virkning, query.registrations)
        if found is None:
            raise not_found()
        return found

    def _find(self, query: Query) -> dict[str, Any]:
        with self._database.reading() as connection:
            if query.searches:
                return {"results": [search(connection, self.spec, query)]}
            if len(query.uuids) > MOST_LISTED:
                raise bad_request(f"uuid: at most {MOST_LISTED} at a time")
            objects = (
                read_object(connection, self.spec, uuid, query.virkning, query.registrations) for uuid in query.uuids
            )
            found = [found for found in objects if found]
        return {"results": [found] if found else []}


async def _health(_request: Request) -> Response:
    return json_response({"status": "ok", "time": Moment(now_micros()).iso()})


async def _openapi(_request: Request) -> Response:
    return json_response(openapi_document())


async def _refused(_request: Request, error: Refusal) -> Response:
    return json_response({"message": error.message}, error.status)


async def _http_error(_request: Request, error: HTTPException) -> Response:
    return json_response({"message": error.detail}, error.status_code, dict(error.headers or {}))


async def _failed(_request: Request, error: Exception) -> Response:
    log.error("a request failed unexpectedly: %s", type(error).__name__)
    return json_response({"message": "The service failed. Nothing was stored."}, 500)
