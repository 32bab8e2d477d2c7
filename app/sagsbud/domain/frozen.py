"""Frozen dataclasses with slots that cost a start little: a program defines hundreds of them and makes a few."""

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")
Method = Callable[..., Any]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """What `dataclass(frozen=True, slots=True)` makes of a class, in a fifth of the time.

    `dataclass` writes and compiles the source of six methods for each class. Here `__init__` alone has source of its
    own, written when the first of the class is made. Methods that the class has itself are left alone. Of `field` only
    `default`, `default_factory` and `repr` are known; raises TypeError for the rest.
    """
    made = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    if any(map(_asks_more, fields(made))):  # type: ignore[arg-type]
        raise TypeError(f"{cls.__qualname__} asks more of a field than frozen knows; let dataclass make it")
    own = vars(cls)
    for name, method in _methods(made).items():
        if own.get(name) is None:  # Python puts None for the hash of a class that compares in its own way
            setattr(made, name, method)
    return made


def _asks_more(one: Field[Any]) -> bool:
    return not one.init or not one.compare or one.hash is not None or bool(one.kw_only)


def _methods(made: type) -> dict[str, Method]:
    names: tuple[str, ...] = made.__match_args__  # type: ignore[attr-defined]
    values = _values_of(names)

    def initialise(self: object, *args: Any, **kwargs: Any) -> None:
        written = made.__init__ = _initialiser(made)  # type: ignore[misc]
        written(self, *args, **kwargs)

    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def state(self: object) -> tuple[Any, ...]:
        return values(self)

    def restore(self: object, state: tuple[Any, ...]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    return {
        "__init__": initialise, "__eq__": equal, "__hash__": lambda self: hash(values(self)), "__repr__": _told,
        "__getstate__": state, "__setstate__": restore, "__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete,
    }  # fmt: skip


def _values_of(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    if not names:
        return lambda _value: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


def _initialiser(made: type) -> Method:
    """The `__init__` of a class: its fields in order, each put where it belongs."""
    given: dict[str, Any] = {"_missing": MISSING, "_set": object.__setattr__}
    parameters, lines = ["self"], []
    for one in fields(made):
        name, parameter = one.name, one.name
        if one.default_factory is not MISSING:
            given[f"_make_{name}"], parameter = one.default_factory, f"{name}=_missing"
            lines.append(f"    if {name} is _missing: {name} = _make_{name}()")
        elif one.default is not MISSING:
            given[f"_default_{name}"], parameter = one.default, f"{name}=_default_{name}"
        parameters.append(parameter)
        lines.append(f"    _set(self, {name!r}, {name})")
    if hasattr(made, "__post_init__"):
        lines.append("    self.__post_init__()")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines or ["    pass"]), given)
    written: Method = given["__init__"]
    written.__qualname__ = f"{made.__qualname__}.__init__"
    return written


def _told(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_to_set(_self: object, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
