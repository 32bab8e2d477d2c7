"""Finding objects by what their newest registrering says.

The store is told where to begin: with the term that the fewest objects fit, found by counting a little way into its
index. When every term fits very many, a page is filled by walking through the keys in their order instead.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table, and_, exists, func, or_, select, text

from sagsbud.domain.frozen import frozen
from sagsbud.sagdok.models import INFINITY, ObjectType
from sagsbud.service.errors import bad_request
from sagsbud.service.fields import Fields, text_fields
from sagsbud.service.indexing import fold
from sagsbud.service.querying import Query
from sagsbud.service.reading import Window
from sagsbud.service.tables import START_CHARACTERS, attribut, indhold, journalpost, objekt, registrering, relation

MANY = 2000
"""So many hits of one term are not collected and sorted for a page of a few."""
FEW = 200
"""A term that fits no more than this is as good a beginning as any."""
_LAST_CHARACTER = "\U0010ffff"
_NEWEST = text(f"registrering.til = {INFINITY.micros}")


@frozen
class Term:
    """One condition on an object, as numbers of objects that fit and as a question to one object."""

    fitting: Select[Any]
    fits: ColumnElement[bool]
    indexed: bool = True


def search(connection: Connection, fields: Fields, spec: ObjectType, query: Query) -> list[str]:
    """The uuids that fit every term, by brugervendtnoegle."""
    found: Select[Any] = select(objekt.c.uuid)
    kinds = [value for name, _, value in query.terms if name == "livscykluskode"]
    found = found.where(*(objekt.c.livscyklus == value for value in kinds))
    if not query.past and not kinds:
        found = found.where(objekt.c.livscyklus != "Slettet")
    if query.uuids:
        found = found.where(objekt.c.uuid.in_(query.uuids))
    terms = [
        _term(fields, spec, name, kind, value, query.virkning)
        for name, kind, value in query.terms
        if name != "livscykluskode"
    ]
    leader = None if query.uuids else _leader(connection, terms, paged=query.limit is not None)
    # with a leader, the order of keys must not lead: an expression hides the class from the index of keys
    klasse = objekt.c.klasse + "" if leader else objekt.c.klasse
    found = found.where(klasse == spec.name)
    for term in terms:
        found = found.where(objekt.c.id.in_(term.fitting) if term is leader else term.fits)
    found = found.order_by(objekt.c.noegle, objekt.c.uuid).offset(query.offset)
    return list(connection.execute(found.limit(query.limit) if query.limit is not None else found).scalars())


def _leader(connection: Connection, terms: Sequence[Term], *, paged: bool) -> Term | None:
    indexed = [term for term in terms if term.indexed]
    if len(indexed) == 1 and not paged:
        return indexed[0]
    best, fewest = None, MANY if paged else FEW
    for term in indexed:
        few = term.fitting.limit(fewest).subquery()
        count = connection.execute(select(func.count()).select_from(few)).scalar_one()
        if count < fewest:
            best, fewest = term, count
    return best if best or paged or not indexed else indexed[0]


def _term(fields: Fields, spec: ObjectType, name: str, kind: str | None, value: str, window: Window) -> Term:
    if name in ("brugerref", "notetekst"):
        column = registrering.c.brugerref if name == "brugerref" else registrering.c.note_foldet
        return _in(registrering, registrering.c.objekt, [_NEWEST, _like(column, fold(value))], name == "brugerref")
    if name == "sha256":
        return _in(indhold, indhold.c.dokument, [indhold.c.sha256 == value, indhold.c.slettet == 0])
    if name == "journalpost":
        return _in_journal(value, window)
    if name == "vilkaarligrel":
        term = _related(fields.some(spec, spec.relations), kind, value, window)
        return _either(term, _in_journal(value, window)) if spec.appends_relations else term
    if name in spec.relations:
        return _related([fields.of(spec, name)], kind, value, window)
    names = text_fields(spec) if name == "vilkaarligattr" else [name]
    conditions = [_one_of(attribut.c.felt, fields.some(spec, names)), _touches(attribut, window)]
    searched = fold(value)
    fitting = _in(attribut, attribut.c.objekt, [*conditions, *_text_like(attribut.c.start, searched)])
    if "%" not in value:
        return fitting
    # asked about one object, the store must not run through everything that begins so: the expression hides the index
    asked = _in(attribut, attribut.c.objekt, [*conditions, *_text_like(attribut.c.start + "", searched)])
    return Term(fitting.fitting, asked.fits, indexed=not value.startswith("%"))


def _in(
    table: FromClause, owner: ColumnElement[int], conditions: Sequence[ColumnElement[bool] | Any], indexed: bool = True
) -> Term:
    return Term(
        select(owner).select_from(table).where(*conditions),
        exists().select_from(table).where(owner == objekt.c.id, *conditions),
        indexed,
    )


def _either(first: Term, second: Term) -> Term:
    either = first.fitting.union_all(second.fitting).subquery()
    return Term(select(*either.c), or_(first.fits, second.fits))


def _related(numbers: Sequence[int], kind: str | None, value: str, window: Window) -> Term:
    conditions = [_one_of(relation.c.felt, numbers), relation.c.target == _target(value), _touches(relation, window)]
    if kind:
        conditions.append(relation.c.objekttype == kind)
    return _in(relation, relation.c.objekt, conditions)


def _in_journal(value: str, window: Window) -> Term:
    target = value if value.startswith("urn:") else _target(value)
    valid = [journalpost.c.til == INFINITY.micros, _touches(journalpost, window)]
    return _in(journalpost, journalpost.c.sag, [journalpost.c.target == target, *valid])


def _target(value: str) -> str:
    if value.startswith("urn:"):
        return fold(value)
    try:
        return str(UUID(value))
    except ValueError:
        raise bad_request("a relation is searched for by uuid or urn") from None


def _one_of(column: ColumnElement[int], numbers: Sequence[int]) -> ColumnElement[bool]:
    return column == numbers[0] if len(numbers) == 1 else column.in_(numbers)


def _touches(table: Table, window: Window) -> ColumnElement[bool]:
    return and_(table.c.virkning_fra < window.end, table.c.virkning_til > window.start)


def _text_like(column: ColumnElement[str], value: str) -> list[ColumnElement[bool]]:
    """The fixed beginning by `column`, the whole value by comparison."""
    start = value.split("%", 1)[0][:START_CHARACTERS]
    if "%" not in value:
        rest = attribut.c.vaerdi == value if len(value) > START_CHARACTERS else attribut.c.vaerdi.is_(None)
        return [column == start, rest]
    prefixed = [column >= start, column < start + _LAST_CHARACTER] if start else []
    if value == start + "%":
        return prefixed  # the index alone decides
    return [*prefixed, _like(func.coalesce(attribut.c.vaerdi, attribut.c.start), value)]


def _like(column: Any, value: str) -> ColumnElement[bool]:
    """`%` stands for anything, everything else for itself."""
    if "%" not in value:
        return and_(column == value)
    fits: ColumnElement[bool] = column.like(value.replace("\\", "\\\\").replace("_", "\\_"), escape="\\")
    return fits
