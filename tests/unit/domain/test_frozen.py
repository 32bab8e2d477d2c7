"""Frozen classes behave as the dataclasses they are, also before the first of them is made."""

import copy
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
import pytest
from sagsbud.domain.frozen import frozen

T = TypeVar("T")


@frozen
class Letter:
    """A class as the rooms have them."""

    number: int
    title: str = field(repr=False)
    tags: list[str] = field(default_factory=list, compare=True)
    note: str | None = None
    kept: ClassVar[int] = 5

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError("below nought")


@dataclass(frozen=True, slots=True)
class Peer:
    """The same by the library."""

    number: int
    title: str = field(repr=False)
    tags: list[str] = field(default_factory=list)
    note: str | None = None


@frozen
class Found(Generic[T]):
    """Of any type, with one field."""

    value: T


@frozen
class Dated(Found[T]):
    """With one more field."""

    day: int = 1


@frozen
class Nothing:
    """Without a field."""


@frozen
class Loose:
    """Says itself what is equal, and what it is called."""

    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Loose) and other.name.casefold() == self.name.casefold()

    def __hash__(self) -> int:
        return hash(self.name.casefold())

    def __repr__(self) -> str:
        return "somebody"


def test_it_is_a_dataclass_with_slots() -> None:
    letter = Letter(1, "Brev")
    assert is_dataclass(Letter)
    assert [one.name for one in fields(letter)] == ["number", "title", "tags", "note"]
    assert asdict(letter) == {"number": 1, "title": "Brev", "tags": [], "note": None}
    assert not hasattr(letter, "__dict__")


def test_it_is_taken_apart_by_its_fields() -> None:
    match Letter(1, "Brev"):
        case Letter(number, title):
            assert (number, title) == (1, "Brev")


def test_each_has_its_own_of_what_is_made_by_default() -> None:
    assert Letter(1, "a").tags is not Letter(1, "a").tags
    given = ["x"]
    assert Letter(1, "a", given).tags is given


def test_it_is_compared_and_told_by_its_fields() -> None:
    assert Letter(1, "a") == Letter(number=1, title="a")
    assert Letter(1, "a") != Letter(1, "b")
    alike: object = Peer(1, "a")
    assert Letter(1, "a") != alike
    assert hash(Found(3)) == hash(Found(3))
    assert Found(3) != Dated(3)
    assert repr(Letter(1, "hemmelig", note="n")) == repr(Peer(1, "hemmelig", note="n")).replace("Peer", "Letter")
    assert repr(Nothing()) == "Nothing()"
    assert Nothing() == Nothing()
    assert (Loose("Ane"), hash(Loose("Ane")), repr(Loose("Ane"))) == (Loose("ANE"), hash(Loose("ANE")), "somebody")


@pytest.mark.parametrize("change", [lambda it: setattr(it, "value", 2), lambda it: delattr(it, "value")])
def test_nothing_of_it_changes(change: Callable[[Found[int]], None]) -> None:
    found = Found(1)
    with pytest.raises(FrozenInstanceError, match="value"):
        change(found)
    assert found.value == 1


@pytest.mark.parametrize("given", [{}, {"number": 1}, {"number": 1, "title": "a", "colour": "red"}])
def test_what_is_given_wrongly_is_said_as_the_library_says_it(given: dict[str, Any]) -> None:
    with pytest.raises(TypeError) as library:
        Peer(**given)
    with pytest.raises(TypeError) as ours:
        Letter(**given)
    assert str(ours.value) == str(library.value).replace("Peer", "Letter")


def test_it_is_checked_when_it_is_made_and_when_it_is_changed() -> None:
    with pytest.raises(ValueError, match="below nought"):
        Letter(-1, "a")
    with pytest.raises(ValueError, match="below nought"):
        replace(Letter(1, "a"), number=-1)
    assert replace(Dated(1, day=2), value=3) == Dated(3, 2)


@pytest.mark.parametrize(
    "one", [Letter(1, "a", ["b"]), Found((1, 2)), Dated("x"), Nothing()], ids=lambda one: type(one).__name__
)
def test_it_travels_and_is_copied_whole(one: object) -> None:
    assert pickle.loads(pickle.dumps(one, pickle.HIGHEST_PROTOCOL)) == one
    assert copy.copy(one) == one
    assert copy.deepcopy(one) == one


def test_it_is_kept_and_read_as_json() -> None:
    kept = msgspec.json.encode(Letter(7, "a", note="n"))
    assert msgspec.json.decode(kept, type=Letter) == Letter(7, "a", note="n")
    with pytest.raises(msgspec.ValidationError, match="below nought"):
        msgspec.json.decode(b'{"number": -1, "title": "a"}', type=Letter)


def test_many_may_make_the_first_at_once() -> None:
    @frozen
    class Fresh:
        """Never made before."""

        number: int
        tags: tuple[str, ...] = ()

    with ThreadPoolExecutor(8) as makers:
        assert [one.number for one in makers.map(Fresh, range(200))] == list(range(200))


@pytest.mark.parametrize(
    "asked", [field(compare=False), field(init=False, default=1), field(kw_only=True), field(hash=False)], ids=range(4)
)
def test_what_it_does_not_know_of_a_field_is_refused(asked: Any) -> None:
    loose = type("Loose", (), {"__annotations__": {"number": int}, "number": asked})
    with pytest.raises(TypeError, match="Loose asks more of a field"):
        frozen(loose)
