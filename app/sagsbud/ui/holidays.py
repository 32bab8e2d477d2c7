"""Working days in Denmark, for how old a document is."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

_FROM_EASTER = (-3, -2, 1, 39, 50)
"""Maundy Thursday, Good Friday, Easter Monday, Ascension Day, Whit Monday, in days from Easter Sunday."""
_FIXED = ((1, 1), (12, 24), (12, 25), (12, 26), (12, 31))
"""New Year's Day, Christmas Eve to Boxing Day, and New Year's Eve, when municipal offices are closed."""


def working_days(since: date, until: date) -> int:
    """How many working days after `since` have begun by `until`; 0 on the same day."""
    days = 0
    day = since
    while day < until:
        day += timedelta(days=1)
        days += is_working_day(day)
    return days


def received_before(days: int, today: date) -> datetime:
    """The moment before which a document must have come to be so many working days old today, in this machine's zone."""
    day = today
    while working_days(day, today) < days:
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time()).astimezone()


def is_working_day(day: date) -> bool:
    """Whether municipal offices are open."""
    return day.weekday() < 5 and day not in _holidays(day.year)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    easter = easter_sunday(year)
    moving = (easter + timedelta(days=offset) for offset in _FROM_EASTER)
    return frozenset([*moving, *(date(year, month, day) for month, day in _FIXED)])


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by Butcher's method."""
    golden, century, rest = year % 19, year // 100, year % 100
    skipped = (century + 8) // 25
    epact = (19 * golden + century - century // 4 - (century - skipped + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
