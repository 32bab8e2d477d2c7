"""Working days: weekends, the holidays of the church and the days on which the offices are closed are none."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsbud.domain.workdays import age, danish_time, easter_sunday, is_working_day, received_before, working_days

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 23), date(2026, 11, 24), 1),
        (date(2026, 11, 20), date(2026, 11, 23), 1),  # over a weekend
        (date(2026, 4, 1), date(2026, 4, 7), 1),  # from the Wednesday before Easter to the Tuesday after
        (date(2026, 5, 13), date(2026, 5, 15), 1),  # Ascension Day between
        (date(2026, 5, 22), date(2026, 5, 26), 1),  # Whit Monday
        (date(2026, 12, 23), date(2026, 12, 28), 1),  # Christmas Eve and the two days after are none
        (date(2026, 12, 30), date(2027, 1, 4), 1),  # nor is New Year's Eve
        (date(2023, 5, 4), date(2023, 5, 8), 1),  # the last Store bededag
        (date(2024, 4, 25), date(2024, 4, 29), 2),  # the day it would have been
        (date(2026, 11, 24), date(2026, 11, 23), 0),
    ],
)
def test_known_stretches(since: date, until: date, count: int) -> None:
    assert working_days(since, until) == count


@given(days, days, days)
def test_stretches_add_up(one: date, two: date, three: date) -> None:
    first, second, third = sorted((one, two, three))
    assert working_days(first, second) + working_days(second, third) == working_days(first, third)


def test_the_day_is_that_in_denmark() -> None:
    late, early = datetime(2026, 11, 23, 22, 30, tzinfo=UTC), datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert age(late, early) == 1


def test_working_days_leave_out_weekends_and_holidays() -> None:
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    assert working_days(monday, monday) == 0
    assert working_days(friday, monday) == 1
    assert working_days(date(2026, 11, 18), monday) == 3
    assert working_days(date(2026, 4, 1), date(2026, 4, 7)) == 1, "Easter 2026: 2 to 6 April"
    assert not is_working_day(date(2026, 12, 24))
    assert [easter_sunday(year) for year in (2024, 2025, 2026, 2038)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2038, 4, 25),
    ]


@given(st.integers(1, 40), days)
def test_what_came_before_the_moment_is_so_old_and_nothing_younger(count: int, today: date) -> None:
    first = received_before(count, today).date()
    assert working_days(first - timedelta(days=1), today) >= count
    assert working_days(first, today) < count


@given(days, days)
def test_each_working_day_counts_as_one(one: date, two: date) -> None:
    since, until = sorted((one, two))
    after = (since + timedelta(days=step) for step in range(1, (until - since).days + 1))
    assert working_days(since, until) == sum(is_working_day(day) for day in after)


def test_between_two_danish_times_lies_what_has_passed_also_where_the_clock_is_moved() -> None:
    before = danish_time(datetime(2026, 10, 25, 0, 55, tzinfo=UTC))
    after = danish_time(datetime(2026, 10, 25, 1, 5, tzinfo=UTC))
    assert (before.hour, before.minute) == (2, 55)
    assert (after.hour, after.minute) == (2, 5)
    assert after - before == timedelta(minutes=10)


@pytest.mark.parametrize(
    "edge", [datetime.min.replace(tzinfo=timezone(timedelta(hours=9))), datetime.max.replace(tzinfo=UTC)]
)
def test_a_moment_at_an_end_of_the_calendar_stays_as_it_is(edge: datetime) -> None:
    assert danish_time(edge) == edge
