"""What is known of the whole service: one pause for all, politely longer each time, one message."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsbud.domain.errors import (
    AnswerLost,
    Busy,
    CertificateRefused,
    LoginNeeded,
    SagsbudError,
    Trouble,
    Unreachable,
)
from sagsbud.domain.ids import new_item_id
from sagsbud.domain.orders import Problem
from sagsbud.outbox.health import (
    LONGEST_PROBE,
    LONGEST_RETRY_AFTER,
    MANY,
    SHORTEST_PROBE,
    ServiceHealth,
    is_no_connection,
    pause_after,
    retry_after,
)

from tests.support.keeping import SetClock

NO_CONNECTION = Unreachable(cause="connect")


@dataclass
class Timed:
    """Health with a clock and a stopwatch of the test's own."""

    seconds: float = 100.0
    clock: SetClock = field(default_factory=SetClock)

    def __post_init__(self) -> None:
        self.health = ServiceHealth("http://service", self.clock, random.Random(1), lambda: self.seconds)

    def until_probe(self, *, hurry: bool = False) -> float:
        return self.health.until_probe(hurry=hurry)

    def probe(self, error: SagsbudError | None = None) -> bool:
        return self.health.probe(failing(error) if error else lambda: None)


def failing(error: SagsbudError) -> Callable[[], None]:
    def ask() -> None:
        raise error

    return ask


@given(st.integers(-3, 1000), st.integers())
def test_pauses_grow_to_a_bound_with_half_either_way(attempts: int, seed: int) -> None:
    pause = pause_after(attempts, random.Random(seed), first=2.0, longest=300.0).total_seconds()
    middle = min(300.0, 2.0 * 2 ** max(0, min(attempts, 16)))
    assert middle * 0.5 <= pause <= middle * 1.5


def test_a_thousand_desktops_do_not_come_back_as_one() -> None:
    pauses = {round(pause_after(3, random.Random(seed)).total_seconds(), 3) for seed in range(1000)}
    assert len(pauses) > 900


@pytest.mark.parametrize(
    ("error", "seconds"),
    [(Busy(30.0), 30.0), (Busy(1e9), LONGEST_RETRY_AFTER), (Busy(None), None), (NO_CONNECTION, None)],
)
def test_what_the_service_asks_for_is_honoured_within_reason(error: SagsbudError, seconds: float | None) -> None:
    assert retry_after(error) == (timedelta(seconds=seconds) if seconds is not None else None)


def test_one_broken_connection_is_not_no_connection() -> None:
    assert is_no_connection(NO_CONNECTION)
    assert not is_no_connection(Unreachable(cause="ReadError"))
    assert not is_no_connection(AnswerLost(cause="connect"))


@pytest.mark.parametrize("error", [NO_CONNECTION, LoginNeeded(), CertificateRefused(), Busy(5.0, status="503")])
def test_shut_is_said_once_with_its_reason_and_time(error: SagsbudError) -> None:
    timed = Timed()
    timed.health.shut(error)
    since = timed.clock.now
    timed.clock.forward(minutes=5)
    timed.health.shut(error)
    assert not timed.health.is_open
    assert timed.health.status.problem == Problem.of(error, since)


def test_several_orders_that_meet_the_same_wall_count_as_one() -> None:
    one, four = Timed(), Timed()
    one.health.shut(NO_CONNECTION)
    for _ in range(4):
        four.health.shut(NO_CONNECTION)
    assert one.until_probe() == four.until_probe()


def test_each_probe_in_vain_makes_the_pause_longer_up_to_a_bound() -> None:
    timed, pauses = Timed(), []
    timed.health.shut(NO_CONNECTION)
    for _ in range(12):
        pauses.append(timed.until_probe())
        timed.seconds += pauses[-1]
        assert timed.until_probe() == 0.0
        assert not timed.probe(NO_CONNECTION)
    assert pauses[0] < 1.0
    assert max(pauses[8:]) <= LONGEST_PROBE * 1.5
    assert min(pauses[8:]) >= LONGEST_PROBE * 0.5


def test_a_probe_that_passes_opens_and_says_so_once() -> None:
    timed = Timed()
    timed.health.shut(NO_CONNECTION)
    assert timed.probe()
    assert timed.health.is_open
    assert timed.health.status.last_contact == timed.clock.now
    assert timed.health.reopened()
    assert not timed.health.reopened()


def test_an_answer_on_another_connection_opens_too() -> None:
    timed = Timed()
    timed.health.shut(NO_CONNECTION)
    timed.health.answered()
    assert timed.health.is_open
    assert timed.health.reopened()


def test_a_service_that_answers_probes_and_fails_writes_is_left_in_peace_ever_longer() -> None:
    timed, pauses = Timed(), []
    for _ in range(8):
        timed.health.shut(Busy(None, status="503"))
        pauses.append(timed.until_probe())
        timed.seconds += pauses[-1]
        assert timed.probe()
        timed.health.answered()
        assert timed.health.is_open
        assert timed.health.is_on_trial
        assert timed.health.status.problem is not None
    assert pauses[-1] > 10 * pauses[0]
    assert not timed.health.reopened()
    timed.health.worked()
    assert timed.health.reopened()
    assert timed.health.status.problem is None
    assert not timed.health.is_on_trial
    timed.health.shut(Busy(None, status="503"))
    assert timed.until_probe() < 1.0


def test_hurry_shortens_the_pause_but_never_to_a_hammer() -> None:
    timed = Timed()
    timed.health.shut(NO_CONNECTION)
    for _ in range(6):
        timed.seconds += timed.until_probe()
        timed.probe(NO_CONNECTION)
    assert timed.until_probe() > SHORTEST_PROBE
    assert timed.until_probe(hurry=True) == SHORTEST_PROBE
    timed.seconds += SHORTEST_PROBE
    assert timed.until_probe(hurry=True) == 0.0


def test_hurry_does_not_break_the_peace_a_service_asked_for() -> None:
    timed = Timed()
    timed.health.shut(Busy(120.0, status="503"))
    assert timed.until_probe(hurry=True) >= 120.0
    timed.seconds += 60
    assert timed.until_probe(hurry=True) >= 60.0


def test_a_later_wish_for_peace_prolongs_the_pause() -> None:
    timed = Timed()
    timed.health.shut(NO_CONNECTION)
    timed.health.shut(Busy(90.0, status="429"))
    assert timed.until_probe() >= 90.0


def test_failing_on_one_order_is_the_orders_failing_on_many_is_the_services() -> None:
    timed, poison = Timed(), new_item_id()
    for _ in range(20):
        timed.health.stumbled(poison, Busy(status="500"))
    assert timed.health.is_open
    assert not timed.health.suspect
    for _ in range(MANY - 1):
        timed.health.stumbled(new_item_id(), Busy(status="500"))
    assert timed.health.suspect
    assert timed.health.status.problem is not None
    assert timed.health.status.problem.params == (("status", "500"),)


def test_something_carried_out_between_clears_the_suspicion() -> None:
    timed = Timed()
    for _ in range(10):
        for _ in range(MANY - 1):
            timed.health.stumbled(new_item_id(), Busy(status="500"))
        timed.health.worked()
    assert timed.health.is_open
    assert not timed.health.suspect


def test_trouble_of_our_own_shows_until_it_is_over_and_never_hides_the_services() -> None:
    timed = Timed()
    own = Problem(Trouble.DISK_FULL, timed.clock.now)
    timed.health.own_trouble(own)
    assert timed.health.status.problem == own
    assert timed.health.is_open
    timed.health.shut(NO_CONNECTION)
    assert timed.health.status.problem is not None
    assert timed.health.status.problem.trouble is Trouble.UNREACHABLE
    timed.health.answered()
    timed.health.own_trouble(None)
    assert timed.health.status.problem is None
