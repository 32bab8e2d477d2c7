"""`dataclass(frozen=True, slots=True)`, made in a fifth of the time it takes the standard library.

That writes and compiles six methods for each class it makes. A start makes some two hundred before anything is shown,
and most of them are not used for it. Here what compares, hashes and prints is one function for all classes, and
`__init__` is compiled for the first instance. Everything else is the standard library's: `fields`, `replace`,
`asdict`, pickling and matching work as ever, and what is asked for beyond the two words, or is derived from another
dataclass, is made by it alone.
"""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import MISSING, FrozenInstanceError
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn, cast

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls: type | None = None, /, **wanted: bool) -> Any:
        """As in the standard library."""
        return _made(cls, wanted) if cls else lambda one: _made(one, wanted)


_PLAIN = {"frozen": True, "slots": True}
_ABSENT = object()


def _made(cls: type, wanted: dict[str, bool]) -> type:
    if wanted != _PLAIN or any(dataclasses.is_dataclass(base) for base in cls.__mro__[1:]):
        return cast("type", dataclasses.dataclass(**wanted)(cls))
    own = dict(cls.__dict__)
    made = cast("type", dataclasses.dataclass(slots=True, init=False, repr=False, eq=False)(cls))
    made.__dataclass_params__.frozen = True  # type: ignore[attr-defined]
    known = dataclasses.fields(made)
    methods = {
        "__init__": _init_for_the_first(made),
        "__repr__": _repr([one.name for one in known if one.repr]),
        "__eq__": _eq(_values(one.name for one in known if one.compare)),
        "__setattr__": _cannot_assign,
        "__delattr__": _cannot_delete,
        **_state([one.name for one in known]),
    }
    for name, method in methods.items():
        if name not in own:
            method.__qualname__ = f"{made.__qualname__}.{name}"
            setattr(made, name, method)
    if own.get("__hash__") is None and ("__hash__" not in own or "__eq__" in own):
        hashed = (one.name for one in known if (one.compare if one.hash is None else one.hash))
        setattr(made, "__hash__", _hash(_values(hashed)))  # noqa: B010 - a type checker takes it for a declaration
    return made


def _values(names: Iterable[str]) -> Callable[[object], tuple[object, ...]]:
    """How the values are taken from an instance."""
    wanted = tuple(names)
    if len(wanted) > 1:
        return attrgetter(*wanted)
    if not wanted:
        return lambda _one: ()
    only = attrgetter(wanted[0])
    return lambda one: (only(one),)


def _init_for_the_first(cls: type) -> Callable[..., None]:
    def __init__(self: object, *args: object, **kwargs: object) -> None:  # noqa: N807 - it becomes the method
        init = _init(cls)
        cls.__init__ = init  # type: ignore[misc]
        init(self, *args, **kwargs)

    return __init__


def _init(cls: type) -> Callable[..., None]:
    """The real one: compiled, with the slots' own setters at hand."""
    given: dict[str, object] = {"_absent": _ABSENT}
    placed: list[str] = []
    named: list[str] = []
    body = []
    for one in dataclasses.fields(cls):
        name, value = one.name, one.name
        given[f"_set_{name}"] = getattr(cls, name).__set__
        default = ""
        if one.default_factory is not MISSING:
            given[f"_make_{name}"] = one.default_factory
            value = f"_make_{name}() if {name} is _absent else {name}" if one.init else f"_make_{name}()"
            default = "=_absent"
        elif one.default is not MISSING:
            given[f"_default_{name}"] = one.default
            value = name if one.init else f"_default_{name}"
            default = f"=_default_{name}"
        elif not one.init:
            continue
        if one.init:
            (named if one.kw_only else placed).append(name + default)
        body.append(f"  _set_{name}(self, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("  self.__post_init__()")
    parameters = ["self", *placed, *(["*", *named] if named else [])]
    source = f"def made({', '.join(given)}):\n def __init__({', '.join(parameters)}):\n"
    source += "\n".join(body or ["  pass"]) + "\n return __init__"
    scope: dict[str, Any] = {}
    exec(source, scope)
    init: Callable[..., None] = scope["made"](**given)
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__module__ = cls.__module__
    return init


def _repr(names: list[str]) -> Callable[[Any], str]:
    @recursive_repr()
    def __repr__(self: object) -> str:  # noqa: N807 - it becomes the method
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({inside})"

    return __repr__


def _eq(values: Callable[[object], tuple[object, ...]]) -> Callable[[Any, object], bool]:
    def __eq__(self: object, other: object) -> bool:  # noqa: N807 - it becomes the method
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _hash(values: Callable[[object], tuple[object, ...]]) -> Callable[[Any], int]:
    def __hash__(self: object) -> int:  # noqa: N807 - it becomes the method
        return hash(values(self))

    return __hash__


def _state(names: list[str]) -> dict[str, Callable[..., Any]]:
    """What is pickled of an instance, whose slots nothing else may write."""

    def __getstate__(self: object) -> list[object]:  # noqa: N807 - it becomes the method
        return [getattr(self, name) for name in names]

    def __setstate__(self: object, state: list[object]) -> None:  # noqa: N807 - it becomes the method
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    return {"__getstate__": __getstate__, "__setstate__": __setstate__}


def _cannot_assign(_self: object, name: str, _value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _cannot_delete(_self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
