"""What the looks at the service say of the connection together."""

from datetime import UTC, datetime, timedelta

from sagsbud.domain.contact import ServiceStatus
from sagsbud.domain.errors import ServiceError, Trouble
from sagsbud.domain.orders import Problem
from sagsbud.engine.lastlook import LastLook, known_with

NINE = datetime(2026, 11, 26, 9, tzinfo=UTC)
LATER, LAST = NINE + timedelta(minutes=1), NINE + timedelta(minutes=2)


def test_a_look_that_failed_is_told_until_somebody_else_is_answered() -> None:
    sager, review = LastLook(), LastLook()
    sager.went_well(NINE)
    assert review.failed(ServiceError(Trouble.UNREACHABLE), LATER)
    known = known_with(ServiceStatus("", last_contact=NINE), [sager, review])
    assert known.problem == Problem(Trouble.UNREACHABLE, LATER)

    sager.went_well(LAST)
    assert known_with(ServiceStatus("", last_contact=NINE), [sager, review]) == ServiceStatus("", last_contact=LAST)

    review.failed(ServiceError(Trouble.UNREACHABLE), LAST + timedelta(minutes=1))
    known = known_with(ServiceStatus("", last_contact=NINE), [sager, review])
    assert known.problem == Problem(Trouble.UNREACHABLE, LATER), "met again, it is the newest word"


def test_the_same_trouble_lasts_since_it_was_first_met() -> None:
    look = LastLook()
    look.failed(ServiceError(Trouble.BUSY), NINE)
    assert not look.failed(ServiceError(Trouble.BUSY), LATER)
    assert look.problem == Problem(Trouble.BUSY, NINE)
    assert look.failed(ServiceError(Trouble.UNREACHABLE), LATER)
    assert look.went_well(LAST)
    assert not look.went_well(LAST)


def test_what_the_delivery_met_itself_stands() -> None:
    met = Problem(Trouble.LOGIN_NEEDED, NINE)
    look = LastLook()
    look.failed(ServiceError(Trouble.UNREACHABLE), LATER)
    assert known_with(ServiceStatus("", problem=met), [look]).problem == met
