"""The OpenAPI document: every path, every answer it can give, and what else this service can do."""

from functools import cache
from typing import Any

from sagsbud import __version__
from sagsbud.sagdok.models import OBJECT_TYPES, ObjectType
from sagsbud.service import schemas
from sagsbud.service.changefeed import MOST_SECONDS
from sagsbud.service.changes import MOST_CHANGES
from sagsbud.service.proofs import MOST_PROVEN
from sagsbud.service.querying import LARGEST_PAGE, search_names

Json = dict[str, Any]

CAPABILITIES = (
    "optimistic_locking", "silent_repeats", "single_journalposter", "keeps_varianter", "sha256_search", "sha256_tags",
    "ranges", "deletes_contents", "changes", "proofs",
)  # fmt: skip
"""What this service does beyond the reference, by the names clients know."""
_REASONS = {
    400: "The request is wrong.",
    401: "There is no valid token.",
    403: "The token's role may not do this, or it names nobody.",
    404: "There is no such object.",
    408: "The request came too slowly.",
    409: "The object has been deleted.",
    410: "The object has been deleted.",
    412: "The object is another version, or the change feed another one, than the one the request was made for.",
    413: "The request is too large.",
    415: "The body is neither JSON nor a form.",
    416: "The range lies outside the content.",
    431: "The head of the request is too large.",
    500: "The service failed; it may have been carried out.",
    503: "The store or the issuer of tokens cannot be asked now.",
}
_ALWAYS = (401, 403, 408, 431, 500, 503)
"""Any request can be answered so."""
_TIMES = ("virkningstid", "virkningfra", "virkningtil", "registreringstid", "registreretfra", "registrerettil")


@cache
def openapi_document() -> Json:
    """The whole document."""
    paths: Json = {
        "/healthz": {
            "get": _open_to_all(_object(schemas.closed(dict.fromkeys(("status", "instance", "time"), schemas.TEXT))))
        },
        "/site-map": {"get": _open_to_all({"type": "object"})},
        "/changes": {"get": {"parameters": _changes_asked(), **_answers(200, _ref("Changes"), 400, 412)}},
        "/proofs": {"get": {"parameters": [_uuids(MOST_PROVEN)], **_answers(200, _ref("Proofs"), 400)}},
    }
    components: Json = dict(schemas.SHARED)
    for spec in OBJECT_TYPES.values():
        components |= _schemas_of(spec)
        paths |= _paths_of(spec)
    for service in {spec.service for spec in OBJECT_TYPES.values()}:
        paths[f"/{service}/classes"] = {"get": _open_to_all({"type": "object"})}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sag og Dokument", "version": __version__, "license": {"name": "MPL-2.0"}},
        "x-capabilities": dict.fromkeys(CAPABILITIES, True),
        "security": [{}, {"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "description": "Off loopback."}},
        },
    }


def _schemas_of(spec: ObjectType) -> Json:
    found = {"type": "array", "items": {"anyOf": [_ref(f"{spec.name}.read"), schemas.UUID]}}
    return {
        spec.name: schemas.written(spec, whole=True),
        f"{spec.name}.change": schemas.written(spec, whole=False),
        f"{spec.name}.read": schemas.read(spec),
        f"{spec.name}.found": schemas.closed({"results": schemas.many(found)}, ("results",)),
    }


def _paths_of(spec: ObjectType) -> Json:
    base = f"/{spec.service}/{spec.name}"
    uuid = {"name": "uuid", "in": "path", "required": True, "schema": schemas.UUID}
    one = {"type": "object", "additionalProperties": schemas.many(_ref(f"{spec.name}.read"))}
    change = {"anyOf": [_ref(f"{spec.name}.change"), _ref("Passivering")]}
    note = {"content": {"application/json": {"schema": schemas.closed({"note": schemas.TEXT})}}}
    paths: Json = {
        base: {
            "get": {"parameters": _search(spec), **_answers(200, _ref(f"{spec.name}.found"), 400)},
            "post": {**_body(spec, _ref(spec.name)), **_answers(201, _ref("Made"), 400, 413, 415)},
        },
        f"{base}/{{uuid}}": {
            "parameters": [uuid],
            "get": {"parameters": _texts(_TIMES), **_answers(200, one, 400, 404, 410, tag=True)},
            "put": {
                **_body(spec, _ref(spec.name)),
                **_expecting(),
                **_answers(200, _ref("Made"), 400, 404, 409, 412, 413, 415),
            },
            "patch": {**_body(spec, change), **_expecting(), **_answers(200, _ref("Made"), 400, 404, 412, 413, 415)},
            "delete": {"requestBody": note, **_expecting(), **_answers(202, _ref("Made"), 400, 404, 412, 413)},
        },
        f"{base}/fields": {"get": _open_to_all({"type": "object"})},
        f"{base}/schema": {"get": _open_to_all({"type": "object"})},
    }
    return paths | (_content_path(base) if spec.has_variants else {})


def _content_path(base: str) -> Json:
    names = ("aar", "maaned", "dag", "time", "minut", "fil")
    path = base + "".join(f"/{{{name}}}" for name in names)
    inside = [{"name": name, "in": "path", "required": True, "schema": schemas.TEXT} for name in names]
    asked = ("Range", "If-Range", "If-None-Match")
    heads = [{"name": name, "in": "header", "schema": schemas.TEXT} for name in asked]
    whole = {"description": "The content.", "content": {"*/*": {}}, "headers": _tag("Its sha256.")}
    answers = {"200": whole, "206": whole | {"description": "A part of it."}, "304": {"description": "Unchanged."}}
    return {path: {"parameters": inside, "get": {"parameters": heads, "responses": answers | _refusals(404, 416)}}}


def _search(spec: ObjectType) -> list[Json]:
    """Relations can also be asked for as `name:Objekttype`."""
    counts = [
        {"name": name, "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": LARGEST_PAGE}}
        for name in ("maximalantalresultater", "foersteresultat")
    ]
    return [_uuids(), *_texts((*sorted(search_names(spec)), "bvn", *_TIMES)), *counts]


def _uuids(most: int | None = None) -> Json:
    return {"name": "uuid", "in": "query", "schema": schemas.many(schemas.UUID, most)}


def _changes_asked() -> list[Json]:
    """Without `after` the answer only says where the feed ends now."""
    most = {"after": 2**63 - 1, "limit": MOST_CHANGES, "wait": MOST_SECONDS}
    counts: list[Json] = [
        {
            "name": name,
            "in": "query",
            "schema": {"type": "integer", "minimum": int(name == "limit"), "maximum": maximum},
        }
        for name, maximum in most.items()
    ]
    return [*counts, {"name": "feed", "in": "query", "schema": schemas.UUID}]


def _texts(names: tuple[str, ...]) -> list[Json]:
    return [{"name": name, "in": "query", "schema": schemas.TEXT} for name in names]


def _body(spec: ObjectType, schema: Json) -> Json:
    content: Json = {"application/json": {"schema": schema}}
    if spec.has_variants:
        form = {"type": "object", "properties": {"json": schema}, "required": ["json"], "additionalProperties": True}
        content["multipart/form-data"] = {"schema": form, "encoding": {"json": {"contentType": "application/json"}}}
    return {"requestBody": {"required": True, "content": content}}


def _expecting() -> Json:
    tag = {"name": "If-Match", "in": "header", "schema": schemas.TEXT, "description": "An ETag, or a fratidspunkt."}
    return {"parameters": [tag]}


def _answers(status: int, schema: Json, *refusals: int, tag: bool = False) -> Json:
    done = _object(schema) | ({"headers": _tag("The version's fratidspunkt.")} if tag else {})
    return {"responses": {str(status): done, **_refusals(*refusals)}}


def _open_to_all(done: Json) -> Json:
    answer = done if "description" in done else _object(done)
    return {"security": [], "responses": {"200": answer, "408": _refusal(408), "431": _refusal(431)}}


def _refusals(*statuses: int) -> Json:
    return {str(status): _refusal(status) for status in sorted({*statuses, *_ALWAYS})}


def _refusal(status: int) -> Json:
    return {"description": _REASONS[status], "content": {"application/json": {"schema": _ref("Message")}}}


def _object(schema: Json) -> Json:
    return {"description": "Done.", "content": {"application/json": {"schema": schema}}}


def _tag(description: str) -> Json:
    return {"ETag": {"description": description, "schema": schemas.TEXT}}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
