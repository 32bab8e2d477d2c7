"""Query parameters, and what they find."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, exists, or_, select

from sagsbud.sagdok.models import INFINITY, ObjectType, parse_moment
from sagsbud.service.errors import bad_request
from sagsbud.service.indexing import fold
from sagsbud.service.reading import Window
from sagsbud.service.tables import START_CHARACTERS, attribut, journalpost, objekt, registrering, relation

LARGEST_PAGE = 100_000
LONGEST_VALUE = 1000
MOST_WILDCARDS = 5
MOST_TERMS = 20
"""Bounds of a search, so that no request makes the store work without end."""
_TIMES = (
    "virkningstid", "virkningfra", "virkningtil", "registreringstid", "registreretfra", "registrerettil",
)  # fmt: skip
_LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query string. `terms` are (name, objekttype or None, value) for the search."""

    uuids: tuple[str, ...] = ()
    terms: tuple[tuple[str, str | None, str], ...] = ()
    virkning: Window = field(default_factory=lambda: Window(0, 1))
    registrations: Window = field(default_factory=lambda: Window(0, 1))
    limit: int | None = None
    offset: int = 0
    past: bool = False
    """Whether an earlier registrering was asked for."""

    @property
    def searches(self) -> bool:
        """Whether this is a search (uuids out), not a list (objects out)."""
        return bool(self.terms) or self.limit is not None or self.offset > 0


def parse_query(spec: ObjectType, parameters: Iterable[tuple[str, str]], now: int) -> Query:
    """Read the parameters; names are without case. Raises Refusal for an unknown name or a bad value."""
    uuids: list[str] = []
    terms: list[tuple[str, str | None, str]] = []
    times: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for given, value in parameters:
        name, _, kind = given.partition(":")
        name = name.lower()
        if "\x00" in value:
            raise bad_request(f"{_shown(name)}: holds a NUL character")
        if len(value) > LONGEST_VALUE or value.count("%") > MOST_WILDCARDS:
            raise bad_request(f"{_shown(name)}: is too long or has too many wildcards")
        if name == "uuid":
            uuids.append(_uuid(value))
        elif name in _TIMES:
            times[name] = _time(name, value)
        elif name in ("maximalantalresultater", "foersteresultat"):
            numbers[name] = _number(name, value)
        else:
            terms.append((_known(spec, name), kind or None, value))
            if len(terms) > MOST_TERMS:
                raise bad_request(f"at most {MOST_TERMS} terms in one search")
    limit = numbers.get("maximalantalresultater")
    return Query(
        uuids=tuple(uuids),
        terms=tuple(terms),
        virkning=_window(times, "virkningstid", "virkningfra", "virkningtil", now),
        registrations=_window(times, "registreringstid", "registreretfra", "registrerettil", INFINITY.micros - 1),
        limit=None if limit is None else min(limit, LARGEST_PAGE),
        offset=numbers.get("foersteresultat", 0),
        past=any(name.startswith("regist") for name in times),
    )


def _known(spec: ObjectType, name: str) -> str:
    name = "brugervendtnoegle" if name == "bvn" else name
    fields = {*spec.attributes, spec.state_field, *spec.relations, "vilkaarligattr", "vilkaarligrel"}
    fields |= {"livscykluskode", "brugerref", "notetekst"} | (
        {"varianttekst", "deltekst"} if spec.has_variants else set()
    )
    if name not in fields:
        raise bad_request(f"Unsupported argument: {_shown(name)}")
    return name


def _shown(name: str) -> str:
    return name if name.isidentifier() and len(name) <= 40 else "a parameter"


def _window(times: dict[str, int], point: str, start: str, end: str, default: int) -> Window:
    if point in times:
        if start in times or end in times:
            raise bad_request(f"{point} does not go with {start} or {end}")
        return Window.at(times[point])
    if start not in times and end not in times:
        return Window.at(default)
    window = Window(times.get(start, default), times.get(end, INFINITY.micros) + (0 if end in times else 1))
    return Window(window.start, max(window.end, window.start + 1))


def _time(name: str, value: str) -> int:
    try:
        return parse_moment(value.replace(" ", "+") if "T" in value else value).micros
    except (ValueError, OverflowError):
        raise bad_request(f"{name}: is not a time") from None


def _number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise bad_request(f"{name}: is not a whole number")
    return int(value)


def _uuid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        raise bad_request("uuid: is not a uuid") from None


def search(connection: Connection, spec: ObjectType, query: Query) -> list[str]:
    """The uuids that fit every term, by brugervendtnoegle."""
    found: Select[Any] = select(objekt.c.uuid).where(objekt.c.klasse == spec.name, objekt.c.livscyklus != "")
    if not query.past and not any(name == "livscykluskode" for name, _, _ in query.terms):
        found = found.where(objekt.c.livscyklus != "Slettet")
    if query.uuids:
        found = found.where(objekt.c.uuid.in_(query.uuids))
    for name, kind, value in query.terms:
        found = found.where(_condition(spec, name, kind, value, query.virkning))
    found = found.order_by(objekt.c.noegle, objekt.c.uuid).offset(query.offset)
    return list(connection.execute(found.limit(query.limit) if query.limit is not None else found).scalars())


def _condition(spec: ObjectType, name: str, kind: str | None, value: str, window: Window) -> ColumnElement[bool]:
    if name == "livscykluskode":
        return objekt.c.livscyklus == value
    if name in ("brugerref", "notetekst"):
        column = registrering.c.brugerref if name == "brugerref" else registrering.c.note_foldet
        same = and_(registrering.c.klasse == spec.name, registrering.c.uuid == objekt.c.uuid)
        return exists().where(same, registrering.c.til == INFINITY.micros, _like(column, fold(value)))
    if name == "journalpost":
        return _in_journal(value, window)
    if name in spec.relations or name == "vilkaarligrel":
        any_relation = _related(spec, None if name == "vilkaarligrel" else name, kind, value, window)
        if name == "vilkaarligrel" and spec.appends_relations:
            return or_(any_relation, _in_journal(value, window))
        return any_relation
    field_is = () if name == "vilkaarligattr" else (attribut.c.felt == name,)
    inside = select(attribut.c.uuid).where(
        attribut.c.klasse == spec.name, *field_is, *_attribute_like(fold(value)), _touches(attribut, window)
    )
    return objekt.c.uuid.in_(inside)


def _related(spec: ObjectType, name: str | None, kind: str | None, value: str, window: Window) -> ColumnElement[bool]:
    conditions = [relation.c.klasse == spec.name, relation.c.target == _target(value), _touches(relation, window)]
    if name:
        conditions.append(relation.c.felt == name)
    if kind:
        conditions.append(relation.c.objekttype == kind)
    return objekt.c.uuid.in_(select(relation.c.uuid).where(*conditions))


def _in_journal(value: str, window: Window) -> ColumnElement[bool]:
    target = value if value.startswith("urn:") else _target(value)
    return objekt.c.uuid.in_(
        select(journalpost.c.sag).where(
            journalpost.c.target == target, journalpost.c.til == INFINITY.micros, _touches(journalpost, window)
        )
    )


def _target(value: str) -> str:
    if value.startswith("urn:"):
        return fold(value)
    try:
        return str(UUID(value))
    except ValueError:
        raise bad_request("a relation is searched for by uuid or urn") from None


def _touches(table: Table, window: Window) -> ColumnElement[bool]:
    return and_(table.c.virkning_fra < window.end, table.c.virkning_til > window.start)


def _attribute_like(value: str) -> list[ColumnElement[bool]]:
    """The fixed beginning by the index, the whole value by comparison."""
    beginning = value.split("%", 1)[0][:START_CHARACTERS]
    if "%" not in value:
        return [attribut.c.start == beginning, attribut.c.vaerdi == value]
    fits = [_like(attribut.c.vaerdi, value)]
    return [attribut.c.start >= beginning, attribut.c.start < beginning + _LAST_CHARACTER, *fits] if beginning else fits


def _like(column: Any, value: str) -> ColumnElement[bool]:
    """`%` stands for anything, everything else for itself."""
    if "%" not in value:
        return and_(column == value)
    fits: ColumnElement[bool] = column.like(value.replace("\\", "\\\\").replace("_", "\\_"), escape="\\")
    return fits
