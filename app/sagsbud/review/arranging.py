"""The rows of the queue in the order and the part somebody looks at, kept until the queue is another one."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import AktoerId, DokumentId
from sagsbud.domain.review import ReviewFilter, ReviewOrdering, ReviewRow
from sagsbud.review.rows import fits, sort_key

C = TypeVar("C")


@frozen
class Arranged:
    """The rows of a filter in order, and what a scope can be narrowed down by; true of one generation of the queue."""

    generation: int
    rows: list[ReviewRow]
    places: dict[DokumentId, int]
    """Where each stands in `rows`."""
    ages: Counter[int]
    units: tuple[tuple[AktoerId, str, int], ...]
    persons: tuple[tuple[AktoerId, str, int], ...]
    groups: tuple[tuple[str, str, int], ...]


def arranged(
    rows: Sequence[ReviewRow],
    wanted: ReviewFilter,
    ordering: ReviewOrdering,
    generation: int,
    group_title: Callable[[str], str],
) -> Arranged:
    """Those of a scope's rows that fit, in order, with the choices the whole scope offers."""
    fitting = sorted((row for row in rows if fits(row, wanted)), key=sort_key(ordering))
    return Arranged(
        generation=generation,
        rows=fitting,
        places={row.dokument: place for place, row in enumerate(fitting)},
        ages=Counter(row.age for row in rows),
        units=_choices((row.unit, row.unit_name) for row in rows if row.unit),
        persons=_choices((row.person.id, row.person.navn) for row in rows if row.person),
        groups=_choices((group, group_title(group)) for row in rows if row.kle for group in [row.kle.hovedgruppe]),
    )


def _choices(found: Iterable[tuple[C, str]]) -> tuple[tuple[C, str, int], ...]:
    """What rows can be narrowed down by, the most frequent first."""
    counts = Counter(found)
    return tuple((one, name, count) for (one, name), count in sorted(counts.items(), key=lambda pair: -pair[1]))
