"""Query parameters: names, times, terms and pages, checked before anything is looked up."""

import re
from collections.abc import Iterable
from dataclasses import field
from uuid import UUID

from sagsbud.domain.frozen import frozen
from sagsbud.sagdok.models import INFINITY, ObjectType, parse_moment
from sagsbud.service.errors import bad_request
from sagsbud.service.fields import text_fields
from sagsbud.service.reading import Window

LARGEST_PAGE = 100_000
LONGEST_VALUE = 1000
MOST_WILDCARDS = 5
MOST_TERMS = 20
"""Bounds of a search, so that no request makes the store work without end."""
_TIMES = (
    "virkningstid", "virkningfra", "virkningtil", "registreringstid", "registreretfra", "registrerettil",
)  # fmt: skip
_SHA256 = re.compile("[0-9a-f]{64}")


@frozen
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
            name = _known(spec, name)
            if name == "sha256" and not _SHA256.fullmatch(value):
                raise bad_request("sha256: is not 64 hexadecimal digits")
            terms.append((name, kind or None, value))
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
    if name not in search_names(spec):
        raise bad_request(f"Unsupported argument: {_shown(name)}")
    return name


def search_names(spec: ObjectType) -> set[str]:
    """What an object of this type can be searched by; `sha256` is ours, the rest the reference's."""
    names = {*text_fields(spec), *spec.relations, "vilkaarligattr", "vilkaarligrel"}
    names |= {"livscykluskode", "brugerref", "notetekst"}
    return names | ({"sha256"} if spec.has_variants else set())


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
