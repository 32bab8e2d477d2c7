"""Merging values that hold for a time: later knowledge replaces earlier, only inside its own period."""

from collections.abc import Callable, Iterable
from typing import Any

Json = dict[str, Any]


def merge_fields(periods: Iterable[Json], news: Iterable[Json]) -> list[Json]:
    """Attributes: inside a new period its fields win and the other fields stay as they were."""
    return _overlay(periods, news, lambda old, new: {**old, **new})


def merge_values(periods: Iterable[Json], news: Iterable[Json]) -> list[Json]:
    """States and 0..1 relations: inside a new period its value replaces the old one whole."""
    return _overlay(periods, news, lambda _old, new: new)


def _overlay(periods: Iterable[Json], news: Iterable[Json], combine: Callable[[Json, Json], Json]) -> list[Json]:
    merged = list(periods)
    for new in news:
        start, end = new["virkning"]["from"], new["virkning"]["to"]
        result: list[Json] = []
        uncovered = [(start, end)]
        for old in merged:
            old_start, old_end = old["virkning"]["from"], old["virkning"]["to"]
            if old_end <= start or old_start >= end:
                result.append(old)
                continue
            if old_start < start:
                result.append(_during(old, old_start, start))
            if old_end > end:
                result.append(_during(old, end, old_end))
            inside = max(old_start, start), min(old_end, end)
            result.append(_during(combine(old, new), *inside))
            uncovered = [piece for gap in uncovered for piece in _minus(gap, inside)]
        result.extend(_during(new, *gap) for gap in uncovered)
        merged = result
    return join(merged)


def _during(value: Json, start: int, end: int) -> Json:
    return {**value, "virkning": {**value["virkning"], "from": start, "to": end}}


def _minus(gap: tuple[int, int], taken: tuple[int, int]) -> list[tuple[int, int]]:
    pieces = [(gap[0], min(gap[1], taken[0])), (max(gap[0], taken[1]), gap[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]


def join(periods: list[Json]) -> list[Json]:
    """In order of time, with equal neighbours made one."""
    joined: list[Json] = []
    for period in sorted(periods, key=lambda p: (p["virkning"]["from"], p["virkning"]["to"])):
        if joined and joined[-1]["virkning"]["to"] == period["virkning"]["from"]:
            begun = joined[-1]["virkning"]["from"]
            if _during(joined[-1], begun, period["virkning"]["to"]) == _during(period, begun, period["virkning"]["to"]):
                joined[-1] = _during(period, begun, period["virkning"]["to"])
                continue
        joined.append(period)
    return joined
