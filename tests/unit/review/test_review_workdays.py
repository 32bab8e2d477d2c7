"""Working days: weekends and the holidays of the church are none."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsbud.review.workdays import age, working_days

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
        (date(2026, 12, 23), date(2026, 12, 28), 2),  # Christmas Eve is one here, the two days after are not
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
