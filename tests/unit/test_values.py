"""Our own values behave as the standard library's; only how they are made differs."""

import copy
import dataclasses
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
import pytest
from sagsbud import values

APP = Path(__file__).parents[2] / "app"
T = TypeVar("T")
Decorator = Callable[..., Callable[[Any], Any]]

both = pytest.mark.parametrize("decorated", [dataclass, values.dataclass], ids=["standard", "ours"])


@values.dataclass(frozen=True, slots=True)
class Place:
    """Where something lies."""

    street: str
    number: int = 1
    tags: tuple[str, ...] = ()


@values.dataclass(frozen=True, slots=True)
class Numbered(Place):
    """A place that is derived."""

    floor: int = 0


def paper(decorated: Decorator) -> Any:
    """A class with everything a field can ask for."""

    class Paper:
        """A sheet."""

        title: str
        pages: int = 1
        words: list[str] = field(default_factory=list)
        note: str = field(default="", compare=False)
        secret: str = field(default="x", repr=False)
        made: int = field(default=7, init=False)
        many: list[int] = field(default_factory=lambda: [1], init=False, hash=False)
        last: str = field(default="end", kw_only=True)
        whole: str = field(kw_only=True)

        def __post_init__(self) -> None:
            if self.pages < 0:
                raise ValueError("pages")

    return decorated(frozen=True, slots=True)(Paper)


@both
def test_instances_are_made_from_places_names_and_defaults(decorated: Decorator) -> None:
    kind = paper(decorated)
    one = kind("Brev", 2, whole="yes")
    assert (one.title, one.pages, one.words, one.note, one.made, one.many) == ("Brev", 2, [], "", 7, [1])
    assert (one.last, one.whole) == ("end", "yes")
    assert kind(title="Brev", words=["a"], whole="").words == ["a"]
    assert kind("a", whole="").words is not kind("a", whole="").words
    with pytest.raises(ValueError, match="pages"):
        kind("Brev", -1, whole="")


@both
@pytest.mark.parametrize(
    ("given", "named"), [((), {}), (("a", 1, [], "", "x", "y"), {"whole": ""}), (("a",), {"whole": "", "made": 1})],
    ids=["too few", "too many", "not to be given"],
)  # fmt: skip
def test_wrong_arguments_are_refused(decorated: Decorator, given: tuple[Any, ...], named: dict[str, Any]) -> None:
    kind = paper(decorated)
    for _ in range(2):  # the first instance is made another way than the next
        with pytest.raises(TypeError, match=r"Paper\.__init__\(\)"):
            kind(*given, **named)


@both
def test_they_print_alike(decorated: Decorator) -> None:
    one = paper(decorated)("Brev", whole="w")
    shown = "(title='Brev', pages=1, words=[], note='', made=7, many=[1], last='end', whole='w')"
    assert repr(one) == "paper.<locals>.Paper" + shown


@both
def test_what_holds_itself_prints_without_end(decorated: Decorator) -> None:
    class Box:
        """Holds things."""

        inside: list[Any]

    box: Any = decorated(frozen=True, slots=True)(Box)

    one = box([])
    one.inside.append(one)
    assert repr(one).endswith("Box(inside=[...])")


@both
def test_what_counts_is_compared_and_hashed(decorated: Decorator) -> None:
    class Pair:
        """Two, of which one counts."""

        left: object
        right: object = field(default=None, compare=False)

    pair: Any = decorated(frozen=True, slots=True)(Pair)

    class Other:
        """Has the same fields."""

        left: object
        right: object = None

    other: Any = decorated(frozen=True, slots=True)(Other)

    nan = float("nan")
    assert pair(1, 2) == pair(1, 3)
    assert hash(pair(1, 2)) == hash(pair(1, 3)) == hash((1,))
    assert pair(1) != pair(2)
    assert pair(1) != other(1)
    assert pair(nan) == pair(nan), "the same thing is equal, as in a tuple"
    assert len({pair(1), pair(1, 2), pair(2)}) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(pair([]))


@both
def test_nothing_can_be_changed(decorated: Decorator) -> None:
    one = paper(decorated)("Brev", whole="")
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'title'"):
        one.title = "Kort"
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'title'"):
        del one.title
    with pytest.raises((FrozenInstanceError, TypeError, AttributeError)):
        one.other = 1
    assert not hasattr(one, "__dict__")


@both
def test_the_standard_librarys_tools_work(decorated: Decorator) -> None:
    kind = paper(decorated)
    one = kind("Brev", whole="w")
    assert dataclasses.is_dataclass(type(one))
    assert [part.name for part in dataclasses.fields(one)] == [
        "title", "pages", "words", "note", "secret", "made", "many", "last", "whole",
    ]  # fmt: skip
    assert dataclasses.replace(one, pages=3).pages == 3
    assert dataclasses.asdict(one)["words"] == []
    assert kind.__match_args__ == ("title", "pages", "words", "note", "secret")
    assert copy.copy(one) == one
    assert copy.deepcopy(one) == one


@both
def test_own_methods_stay(decorated: Decorator) -> None:
    class Word:
        """Says everything itself."""

        text: str

        def __repr__(self) -> str:
            return "word"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 5

    word: Any = decorated(frozen=True, slots=True)(Word)

    assert (repr(word("a")), word("a") == 3, hash(word("a"))) == ("word", True, 5)


@both
def test_own_equality_takes_the_hash_of_the_fields(decorated: Decorator) -> None:
    class Word:  # noqa: PLW1641 - made
        """Compares itself."""

        text: str

        def __eq__(self, other: object) -> bool:
            return True

    word: Any = decorated(frozen=True, slots=True)(Word)

    assert hash(word("a")) == hash(("a",))


@both
def test_a_class_without_fields_and_one_of_any_kind(decorated: Decorator) -> None:
    class Nothing:
        """Nothing."""

    nothing: Any = decorated(frozen=True, slots=True)(Nothing)

    class Of(Generic[T]):
        """Something of a kind."""

        value: T

    of: Any = decorated(frozen=True, slots=True)(Of)

    assert nothing() == nothing()
    assert hash(nothing()) == hash(())
    assert of(3) == of(3)


def test_what_is_derived_knows_the_fields_before() -> None:
    one = Numbered("Bygaden", 3, floor=2)
    assert [part.name for part in dataclasses.fields(one)] == ["street", "number", "tags", "floor"]
    assert one != Place("Bygaden", 3)
    with pytest.raises(FrozenInstanceError):
        one.floor = 1  # type: ignore[misc]


def test_they_go_through_pickle_and_json() -> None:
    place = Place("Bygaden", 3, ("a",))
    assert pickle.loads(pickle.dumps(place)) == place
    assert pickle.loads(pickle.dumps(Numbered("Bygaden", floor=2))) == Numbered("Bygaden", floor=2)
    assert msgspec.json.decode(msgspec.json.encode(place), type=Place) == place
    assert msgspec.json.decode(b'{"street": "Bygaden"}', type=Place) == Place("Bygaden")
    assert pickle.loads(pickle.dumps(msgspec.convert({"street": "x"}, Place))) == Place("x")


def test_more_than_the_two_words_is_made_by_the_standard_library() -> None:
    @values.dataclass(frozen=True, slots=True, order=True)
    class Rank:
        """Has an order."""

        place: int

    @values.dataclass(slots=True)
    class Count:
        """Can be changed."""

        number: int = 0

    count = Count()
    count.number += 1
    assert Rank(1) < Rank(2)
    assert count == Count(1)


def test_no_method_is_written_for_a_class_before_its_first_instance() -> None:
    code = """
import builtins
written = []
run = builtins.exec
builtins.exec = lambda source, *rest: (written.append(source), run(source, *rest))[1]
from sagsbud.values import dataclass
del written[:]
@dataclass(frozen=True, slots=True)
class Pair:
    "Two."
    left: int
    right: int = 0
before = len(written)
Pair(1), Pair(2)
print(before, len(written))
"""
    environment = {**os.environ, "PYTHONPATH": str(APP)}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert ran.stdout == "0 1\n", ran.stderr
