"""Working days in a Danish municipality, the one measure of age: days on which somebody is there to file.

Saturdays, Sundays and the public holidays of the national church are none, nor are Christmas Eve and New Year's Eve,
when the offices are closed. Store bededag is an ordinary day since 2024 (act no. 214 of 2023).
"""

from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

DANISH = ZoneInfo("Europe/Copenhagen")
_ABOUT_EASTER = {"skærtorsdag": -3, "langfredag": -2, "2. påskedag": 1, "Kristi himmelfartsdag": 39, "2. pinsedag": 50}
_STORE_BEDEDAG, _LAST_STORE_BEDEDAG = 26, 2023
_FIXED = ((1, 1), (12, 24), (12, 25), (12, 26), (12, 31))
_ONE_DAY = timedelta(days=1)


def working_days(since: date, until: date) -> int:
    """How many working days lie after `since`, up to and with `until`; 0 when it is the same day or before."""
    if until <= since:
        return 0
    weeks, rest = divmod((until - since).days, 7)
    days = 5 * weeks + sum((since + _ONE_DAY * step).weekday() < 5 for step in range(1, rest + 1))
    years = range(since.year, until.year + 1)
    return days - sum(since < day <= until for year in years for day in _weekday_holidays(year))


def is_working_day(day: date) -> bool:
    """Whether the offices are open."""
    return day.weekday() < 5 and day not in _weekday_holidays(day.year)


def received_before(days: int, today: date) -> datetime:
    """The moment before which a document must have come to be so many working days old today."""
    day = today
    while days > is_working_day(day):
        days -= is_working_day(day)
        day -= _ONE_DAY
    return datetime.combine(day, time(), DANISH)


def age(since: datetime, now: datetime) -> int:
    """Working days from one moment to another, by the dates they have in Denmark."""
    return working_days(danish_date(since), danish_date(now))


def danish_date(when: datetime) -> date:
    """The date a moment has in Denmark."""
    return danish_time(when).date()


def danish_time(when: datetime) -> datetime:
    """A moment as the clock shows it in Denmark, whatever this machine's zone is.

    With that moment's offset: Python reckons by the clock between two times of one zone, also where the clock is moved.
    What lies at an end of the calendar, as a mail may say of itself, stays as it is.
    """
    try:
        local = when.astimezone(DANISH)
    except OverflowError:
        return when
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))


@lru_cache(maxsize=64)
def _weekday_holidays(year: int) -> tuple[date, ...]:
    """Days without work that fall on a Monday to Friday."""
    easter = easter_sunday(year)
    days = [easter + timedelta(days=offset) for offset in _ABOUT_EASTER.values()]
    days += [date(year, month, day) for month, day in _FIXED]
    if year <= _LAST_STORE_BEDEDAG:
        days.append(easter + timedelta(days=_STORE_BEDEDAG))
    return tuple(day for day in sorted(set(days)) if day.weekday() < 5)


def easter_sunday(year: int) -> date:
    """Easter Sunday by the Gregorian rule (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    fours, ones = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * fours - epact - ones) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
