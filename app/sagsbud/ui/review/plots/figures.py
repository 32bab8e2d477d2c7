"""Figures as people here write them: hours, shares, how sure a share is."""

from collections.abc import Sequence

from sagsbud.i18n import language, percent, tr, trn


def decimal_text(value: float, places: int = 1, *, even: bool = False) -> str:
    """`2,4`, in English `2.4`; without the zeros that say nothing, unless its decimals are those of others."""
    shown = f"{value:.{places}f}"
    if "." in shown and not even:
        shown = shown.rstrip("0").rstrip(".")
    return shown.replace(".", ",") if language() == "da" else shown


def hours_text(hours: float) -> str:
    """On an axis: the number alone, short."""
    return decimal_text(hours, 0 if hours >= 10 else 1)


def hours_words(hours: float, column: Sequence[float] = ()) -> str:
    """`25 min.`, `2,4 timer`, `3,5 døgn`: the unit that reads best; in a column with as many decimals as the others."""
    even = bool(column)
    if 0 < hours < 1:
        return tr("{count} min", count=max(1, round(hours * 60)))
    if hours >= 48:
        return tr("{count} days", count=decimal_text(hours / 24, even=even))
    least = min((one for one in column if one >= 1), default=hours)
    shown = decimal_text(hours, 0 if least >= 10 else 1, even=even)
    return trn("{shown} hour", "{shown} hours", 1 if shown == "1" else 2, shown=shown)


def hours_before(hours: float, now: float) -> str:
    """What stands beside `now`: the number alone where both have the same unit."""
    words, other = hours_words(hours), hours_words(now)
    return words.split()[0] if words.split()[1:] == other.split()[1:] else words


def between_text(low: float, high: float) -> str:
    """`83 til 91 %`: where the true share is, nineteen times of twenty."""
    return tr("{low} to {high}", low=str(round(low * 100)), high=percent(high))
