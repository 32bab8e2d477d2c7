"""The line to a house next door: what can be asked, what comes back, and what happens when the other end goes."""

import os
import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from sagsbud.apart.line import Line
from sagsbud.apart.surface import surface_of
from sagsbud.apart.wire import Answer, Call, LineEnded, Wire
from sagsbud.domain import errors
from sagsbud.domain.errors import Busy, PolicyError, SagsbudError, StoreError, Trouble
from sagsbud.domain.states import IllegalTransition, OrderEvent, OrderState

T = TypeVar("T")


def elsewhere(ask: Callable[[], T]) -> T:
    """Asked from a thread that may wait."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask).result(60)


@pytest.fixture
def ends() -> Iterator[tuple[Wire, Wire]]:
    """The two ends of a line."""
    first, second = os.pipe(), os.pipe()
    here = Wire(os.fdopen(first[0], "rb"), os.fdopen(second[1], "wb"))
    there = Wire(os.fdopen(second[0], "rb"), os.fdopen(first[1], "wb"))
    yield here, there
    here.close()
    there.close()


def line_on(wire: Wire, told: Callable[[object], None] = lambda _news: None) -> tuple[Line, threading.Event]:
    """A line that hears, and whether its other end has gone."""
    gone = threading.Event()
    line = Line(wire, told, gone.set)
    line.begin()
    return line, gone


class Room:
    """Something with a surface."""

    def __init__(self) -> None:
        self.kept = 1

    @property
    def size(self) -> int:
        return 1

    def open(self) -> None: ...

    def _secret(self) -> None: ...


def test_what_is_public_can_be_asked_and_nothing_else() -> None:
    surface = surface_of(Room)
    assert surface.methods == {"open"}
    assert surface.values == {"size"}


def test_answers_find_whoever_asked_whatever_their_order(ends: tuple[Wire, Wire]) -> None:
    here, there = ends
    line, gone = line_on(here)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(line.ask, "engine", "double", (number,), {}) for number in range(8)]
        calls = [there.receive() for _ in asked]
        for call in reversed(calls):
            assert isinstance(call, Call)
            there.send(Answer(call.number, call.args[0] * 2))
        assert [one.result(60) for one in asked] == [0, 2, 4, 6, 8, 10, 12, 14]
    there.close()
    assert gone.wait(60)
    line.join()


def test_news_comes_before_the_answer_it_was_told_before(ends: tuple[Wire, Wire]) -> None:
    here, there = ends
    heard: list[object] = []
    line, _gone = line_on(here, heard.append)

    def answer() -> None:
        call = there.receive()
        assert isinstance(call, Call)
        there.send("news")
        there.send(Answer(call.number, list(heard)))

    thread = threading.Thread(target=answer)
    thread.start()
    elsewhere(lambda: line.ask("engine", "look", (), {}))
    thread.join()
    assert heard == ["news"]
    there.close()
    line.join()


def test_who_waits_when_the_house_goes_is_told_and_so_is_who_asks_afterwards(ends: tuple[Wire, Wire]) -> None:
    here, there = ends
    line, gone = line_on(here)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(line.ask, "engine", "look", (), {})
        there.receive()
        there.close()
        with pytest.raises(StoreError) as told:
            asked.result(60)
    assert told.value.trouble is Trouble.HOUSE_ENDED
    assert gone.wait(60)
    line.join()
    with pytest.raises(StoreError) as later:
        elsewhere(lambda: line.ask("engine", "look", (), {}))
    assert later.value.trouble is Trouble.HOUSE_ENDED


def test_what_cannot_be_sent_is_the_askers_error_and_the_line_goes_on(ends: tuple[Wire, Wire]) -> None:
    here, there = ends
    line, _gone = line_on(here)
    with pytest.raises((AttributeError, pickle.PicklingError, TypeError)):
        elsewhere(lambda: line.ask("engine", "offer", (threading.Lock(),), {}))
    thread = threading.Thread(target=lambda: there.send(Answer(_number(there.receive()), "still here")))
    thread.start()
    assert elsewhere(lambda: line.ask("engine", "look", (), {})) == "still here"
    thread.join()
    there.close()
    line.join()


class Unreadable:
    """Something that can be sent and not be read."""

    def __reduce__(self) -> tuple[type[int], tuple[str]]:
        return int, ("not a number",)


class Missing:
    """Something whose class is not there any more when it is read."""

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return getattr, ("", "nothing_of_the_kind")


@pytest.mark.warns_in_log
@pytest.mark.parametrize("answer", [Unreadable(), Missing()], ids=["value", "class"])
def test_an_answer_that_cannot_be_read_ends_the_line_and_nobody_waits_for_ever(
    ends: tuple[Wire, Wire], answer: object
) -> None:
    here, there = ends
    line, gone = line_on(here)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(line.ask, "engine", "look", (), {})
        there.send(Answer(_number(there.receive()), answer))
        with pytest.raises(StoreError) as told:
            asked.result(60)
    assert told.value.trouble is Trouble.HOUSE_ENDED
    assert gone.wait(60)
    line.join()
    with pytest.raises(LineEnded):
        there.receive()


@pytest.mark.warns_in_log
def test_a_listener_that_fails_keeps_nobody_from_an_answer(ends: tuple[Wire, Wire]) -> None:
    here, there = ends

    def fail(_news: object) -> None:
        raise RuntimeError

    line, _gone = line_on(here, fail)

    def answer() -> None:
        number = _number(there.receive())
        there.send("news")
        there.send(Answer(number, "heard"))

    thread = threading.Thread(target=answer)
    thread.start()
    assert elsewhere(lambda: line.ask("engine", "look", (), {})) == "heard"
    thread.join()
    there.close()
    line.join()


def _number(call: object) -> int:
    assert isinstance(call, Call)
    return call.number


@pytest.mark.warns_in_log
def test_the_painting_thread_is_told_on(ends: tuple[Wire, Wire], caplog: pytest.LogCaptureFixture) -> None:
    here, there = ends
    line, _gone = line_on(here)
    thread = threading.Thread(target=lambda: there.send(Answer(_number(there.receive()), 1)))
    thread.start()
    assert line.ask("engine", "status", (), {}) == 1
    thread.join()
    assert "engine.status" in caplog.text
    there.close()
    line.join()


def test_half_a_message_is_the_end(ends: tuple[Wire, Wire]) -> None:
    here, there = ends
    there._writer.write(b"\0\0\0\0\0\0\0\x10half")
    there.close()
    with pytest.raises(LineEnded):
        here.receive()


def _kinds(kind: type[SagsbudError]) -> list[type[SagsbudError]]:
    return [kind, *(deeper for one in kind.__subclasses__() for deeper in _kinds(one))]


KINDS = [kind for kind in _kinds(SagsbudError) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_arrives_as_it_was(kind: type[SagsbudError]) -> None:
    made: Any = kind
    try:
        error = made(Trouble.REFUSED, key="value")
    except TypeError:
        error = made(key="value")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (again.trouble, again.params, str(again)) == (error.trouble, error.params, str(error))


def test_what_an_error_knows_beside_its_code_arrives_too() -> None:
    busy = pickle.loads(pickle.dumps(Busy(2.5, url="x")))
    assert busy.retry_after == 2.5
    assert pickle.loads(pickle.dumps(PolicyError(key="service_url"))).params == {"key": "service_url"}
    illegal = pickle.loads(pickle.dumps(IllegalTransition(OrderState.FILED, OrderEvent.DECIDED)))
    assert (illegal.state, illegal.event) == (OrderState.FILED, OrderEvent.DECIDED)
