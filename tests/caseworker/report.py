"""The figures of a day, in lines that can be read aloud."""

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil

from tests.caseworker.keyboard import Filed
from tests.caseworker.run import Result

GOAL = 1
"""Keys for a document whose first suggestion is right."""


def figures(result: Result) -> Iterator[str]:
    """What was done, what it took, and what the service says of it."""
    typed = [one for one in result.filed if one.keys]
    moused = [one for one in result.filed if not one.keys]
    yield f"start     {result.start:.1f} s until the first document can be filed, the three questions answered"
    if typed:
        more = [one for one in typed if one.keys > GOAL]
        yield f"keyboard  {len(typed)} documents: {_keys(typed)}; {_seconds(typed)}"
        yield f"keyboard  {len(typed) - len(more)} with one key; {len(more)} with more: {_reasons(more)}"
    if moused:
        clicks, drags = _mean([one.clicks for one in moused]), _mean([one.drags for one in moused])
        yield f"mouse     {len(moused)} documents: {clicks} presses and {drags} drags for each; {_seconds(moused)}"
        yield f"mouse     {_reasons(moused)}"
    for line in result.wrong:
        yield f"WRONG     {line}"
    if not result.wrong:
        yield f"service   all {len(result.filed)} once in the journal of the right Sag, byte for byte, with its subject"


def _keys(filed: Sequence[Filed]) -> str:
    counts = [one.keys for one in filed]
    return f"{_mean(counts)} keys for each (median {statistics.median(counts):.0f}, most {max(counts)})"


def _seconds(filed: Sequence[Filed]) -> str:
    took = [one.seconds for one in filed]
    middle, late = statistics.median(took), sorted(took)[ceil(len(took) * 0.95) - 1]
    return f"{middle:.2f} s for each (median; p95 {late:.2f}, worst {max(took):.2f})"


def _reasons(filed: Sequence[Filed]) -> str:
    counted = Counter(why for one in filed for why in one.why)
    return "; ".join(f"{count} × {why}" for why, count in counted.most_common()) or "nothing"


def _mean(counts: Sequence[int]) -> str:
    return f"{statistics.mean(counts):.2f}"
