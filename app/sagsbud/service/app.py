"""The HTTP surface: the reference's paths and shapes."""

import logging
import re
import traceback
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sagsbud.sagdok.models import OBJECT_TYPES, Moment, ObjectType
from sagsbud.service.access import Gate, User
from sagsbud.service.bodies import Body, read_body, read_note
from sagsbud.service.changefeed import answer_changes, parse_asked
from sagsbud.service.content import ContentStore
from sagsbud.service.database import CommitUnclear, Database, state_of
from sagsbud.service.delivering import content_response
from sagsbud.service.describing import classes_of, fields_of, schema_of, site_map
from sagsbud.service.errors import Refusal, bad_request, deleted, not_found
from sagsbud.service.openapi import openapi_document
from sagsbud.service.proofs import parse_wanted, read_proofs
from sagsbud.service.querying import Query, parse_query
from sagsbud.service.reading import read_objects
from sagsbud.service.registrations import Author, Writer, now_micros
from sagsbud.service.searching import search
from sagsbud.service.threads import in_thread

log = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Response]]
Written = TypeVar("Written")
MOST_LISTED = 1000
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON as every answer of the service is, never to be kept by anybody on the way."""
    head = {"Cache-Control": "no-store", **(headers or {})}
    return Response(msgspec.json.encode(value), status, head, "application/json")


def make_app(
    database: Database,
    content: ContentStore,
    gate: Gate,
    instance: str = "",
    lifespan: Callable[[Any], Any] | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Starlette:
    """The application over one store; `/healthz` names the `instance`. Who waits is let go when it is `stopping`."""

    async def health(_request: Request) -> Response:
        return json_response({"status": "ok", "instance": instance, "time": Moment(now_micros()).iso()})

    async def changes(request: Request, _user: User) -> Response:
        asked = parse_asked(request.query_params.multi_items())
        return json_response(await answer_changes(database, asked, request.is_disconnected, stopping))

    async def proofs(request: Request, _user: User) -> Response:
        wanted = parse_wanted(request.query_params.multi_items())
        return json_response(await in_thread(read_proofs, database, content, wanted))

    routes = [Route("/healthz", health), Route("/openapi.json", _telling(openapi_document)), *_descriptions()]
    routes += [Route("/changes", guarded(gate, changes)), Route("/proofs", guarded(gate, proofs))]
    for spec in OBJECT_TYPES.values():
        routes += _routes_of(Room(spec, database, content), gate)
    handlers: dict[Any, Any] = {Refusal: _refused, HTTPException: _http_error}
    app = Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan)
    app.router.redirect_slashes = False  # it would lead wherever the request's Host says
    return app


def _routes_of(room: "Room", gate: Gate) -> list[Route]:
    """Everything that can be asked about one type of object, with and without a slash at the end."""
    base = f"/{room.spec.service}/{room.spec.name}"
    collection, single = guarded(gate, room.collection), guarded(gate, room.single)
    routes = [
        Route(base + "/fields", _telling(partial(fields_of, room.spec))),
        Route(base + "/schema", _telling(partial(schema_of, room.spec))),
    ]
    routes += [Route(base + slash, collection, methods=["GET", "HEAD", "POST"]) for slash in ("", "/")]
    routes += [
        Route(base + "/{uuid}" + slash, single, methods=["GET", "HEAD", "PUT", "PATCH", "DELETE"])
        for slash in ("", "/")
    ]
    if room.spec.has_variants:
        routes.append(Route(base + "/{path:path}", guarded(gate, room.read_content), methods=["GET", "HEAD"]))
    return routes


def guarded(gate: Gate, handler: Callable[[Request, User], Awaitable[Response]]) -> Handler:
    """The handler behind the gate."""

    async def enter(authorization: str | None) -> User:
        if gate.issuer is None:
            return gate.enter(authorization)
        return await in_thread(gate.enter, authorization)  # it may have to ask the issuer for keys

    async def handle(request: Request) -> Response:
        user = await enter(request.headers.get("authorization"))
        try:
            return await handler(request, user)
        except (HTTPException, Refusal):
            raise
        except Exception as error:  # noqa: BLE001 - left alone, the server would log it with the request's data
            return _failed(error)

    return handle


class Room:
    """All verbs of one object type."""

    def __init__(self, spec: ObjectType, database: Database, content: ContentStore) -> None:
        self.spec = spec
        self._database = database
        self._content = content
        self._writer = Writer(database, content)

    async def collection(self, request: Request, user: User) -> Response:
        """POST makes an object; GET lists or searches."""
        if request.method == "POST":
            author = Author(user.brugerref)
            create = partial(self._writer.create, self.spec)
            uuid = await self._write(request, user, lambda body: create(body.json, body.incoming, author))
            return json_response({"uuid": uuid}, 201)
        query = parse_query(self.spec, request.query_params.multi_items(), now_micros())
        return json_response(await in_thread(self._find, query))

    async def single(self, request: Request, user: User) -> Response:
        """One object by its uuid."""
        uuid = request.path_params["uuid"].lower()
        if not _UUID.fullmatch(uuid):
            raise not_found()
        if request.method in ("GET", "HEAD"):
            return await self._read(request, uuid)
        author = Author(user.brugerref, request.headers.get("if-match"))
        if request.method == "DELETE":
            user.may_delete()
            self._no_arguments(request)
            note = await read_note(request)
            await in_thread(self._writer.delete, self.spec, uuid, author, note)
            return json_response({"uuid": uuid}, 202)
        verb = self._writer.put if request.method == "PUT" else self._writer.patch
        await self._write(request, user, lambda body: verb(self.spec, uuid, body.json, body.incoming, author))
        return json_response({"uuid": uuid})

    async def read_content(self, request: Request, user: User) -> Response:
        """The bytes under a `store:` path."""
        path = request.path_params["path"]
        return await in_thread(content_response, self._database, self._content, path, request, user)

    async def _write(self, request: Request, user: User, write: Callable[[Body], Written]) -> Written:
        user.may_write()
        self._no_arguments(request)
        body = await read_body(request, self._content)

        def write_and_drop() -> Written:
            try:
                return write(body)
            finally:
                body.drop()

        return await in_thread(write_and_drop)

    def _no_arguments(self, request: Request) -> None:
        if request.query_params:
            raise bad_request("Unsupported argument: a writing request takes none")

    async def _read(self, request: Request, uuid: str) -> Response:
        query = parse_query(self.spec, request.query_params.multi_items(), now_micros())
        if query.searches or query.uuids:
            raise bad_request("Unsupported argument: only times go with a uuid in the path")
        found = await in_thread(self._one, uuid, query)
        newest = found["registreringer"][0]
        if newest["livscykluskode"] == "Slettet" and not query.past:
            raise deleted()
        stamp = newest["fratidspunkt"]["tidsstempeldatotid"]
        return json_response({uuid: [found]}, headers={"ETag": f'"{stamp}"'})

    def _one(self, uuid: str, query: Query) -> dict[str, Any]:
        with self._database.reading() as connection:
            found = read_objects(connection, self.spec, [uuid], query.virkning, query.registrations)
        if not found:
            raise not_found()
        return found[0]

    def _find(self, query: Query) -> dict[str, Any]:
        if query.searches:
            with self._database.searching() as connection:
                return {"results": [search(connection, self._database.fields, self.spec, query)]}
        if len(query.uuids) > MOST_LISTED:
            raise bad_request(f"uuid: at most {MOST_LISTED} at a time")
        with self._database.reading() as connection:
            found = read_objects(connection, self.spec, query.uuids, query.virkning, query.registrations)
        return {"results": [found] if found else []}


def _telling(what: Callable[[], Any]) -> Handler:
    async def tell(_request: Request) -> Response:
        return json_response(what())

    return tell


def _descriptions() -> list[Route]:
    services = sorted({spec.service for spec in OBJECT_TYPES.values()})
    paths = [f"/{spec.service}/{spec.name}" for spec in OBJECT_TYPES.values()]
    everything = [
        "/changes",
        "/proofs",
        *paths,
        *(f"{path}/<uuid>" for path in paths),
        *(f"/{service}/classes" for service in services),
    ]
    classes = [Route(f"/{service}/classes", _telling(partial(classes_of, service))) for service in services]
    return [*classes, Route("/site-map", _telling(partial(site_map, everything)))]


async def _refused(_request: Request, error: Refusal) -> Response:
    return json_response({"message": error.message}, error.status)


async def _http_error(_request: Request, error: HTTPException) -> Response:
    return json_response({"message": error.detail}, error.status_code, dict(error.headers or {}))


def _failed(error: Exception) -> Response:
    """An error of ours: its kind is logged and nothing of what was sent, for that is case data."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "a request failed: %s in %s:%s, state %s",
        type(error).__name__, Path(where.filename).name, where.lineno, state_of(error),
    )  # fmt: skip
    if isinstance(error, CommitUnclear):
        return json_response({"message": "The store was lost in the middle of it. Look the object up first."}, 500)
    if isinstance(error, OSError | OperationalError | PoolTimeout):
        return json_response({"message": "The store cannot take or give anything now. Try again later."}, 503)
    return json_response({"message": "The service failed. Look the object up before sending it again."}, 500)
