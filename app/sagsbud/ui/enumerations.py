"""Qt's enumerations made in less time: a window needs three thousand members before it is there.

PySide6 makes each enumeration through Python's functional way of asking, when the class it stands in is first named.
Python takes every member through checks that are for classes a person writes. Numbers under plain names, which is all
Qt has, need none of them. What comes out is the same in every part, which tests/ui/test_qt_loading.py looks at.
"""

import sys
from enum import EnumType, Flag, IntEnum, IntFlag
from typing import Any, cast

_BY_THIS_WAY = (3, 11)
"""The version of Python whose enumerations are made up as here; any other makes its own."""
_PLAIN = frozenset({IntEnum, IntFlag, Flag})
_TAKEN = {name for kind in (type, *IntEnum.__mro__, *IntFlag.__mro__) for name in vars(kind)}
"""Names that mean something in every enumeration: whoever has such a member is made by Python."""

Members = list[tuple[str, int]]


def make_quickly() -> None:
    """Make what is asked for with plain names and numbers in the quick way from now on."""
    if sys.version_info[:2] != _BY_THIS_WAY:
        return
    whole = EnumType._create_  # type: ignore[attr-defined]

    def create(kind: Any, name: str, names: Any, *, module: str | None = None, **more: Any) -> Any:
        module = module or sys._getframe(2).f_globals.get("__name__")  # as Python, which looks from the same place
        if kind not in _PLAIN or not _are_plain(names):
            return whole(kind, name, names, module=module, **more)
        made = whole(kind, name, (), module=module, **more)
        _fill(made, names)
        return made

    cast(Any, EnumType)._create_ = create


def _are_plain(names: object) -> bool:
    """Whether they are pairs of a name that means nothing else and a number."""
    if not isinstance(names, list) or set(map(type, names)) != {tuple}:
        return False
    values = dict(names)
    return (
        len(values) == len(names)
        and _TAKEN.isdisjoint(values)
        and set(map(type, values.values())) == {int}
        and not any(name[0] == "_" for name in values)
    )


def _fill(made: Any, names: Members) -> None:
    """Give an enumeration without members these; a second name for a number leads to the first one's member."""
    by_value, by_name, listed = made._value2member_map_, made._member_map_, made._member_names_
    of_bits = issubclass(made, Flag)
    for name, value in names:
        if (member := by_value.get(value)) is None:
            member = made._new_member_(made, value) if made._use_args_ else made._new_member_(made)
            knows = vars(member)
            knows["_value_"], knows["_name_"] = value, name
            knows["__objclass__"], knows["_sort_order_"] = made, len(listed)
            by_value[value] = member
            if not of_bits or _is_one_bit(value):
                listed.append(name)
        by_name[name] = member
        type.__setattr__(made, name, member)
    if of_bits:
        _measure(made, [value for _name, value in names])


def _measure(made: Any, values: list[int]) -> None:
    """What a set of bits knows of all its members together."""
    for value in values:
        made._flag_mask_ |= value
        if _is_one_bit(value):
            made._singles_mask_ |= value
    made._all_bits_ = 2 ** made._flag_mask_.bit_length() - 1
    singles = [member._value_ for member in made]
    if singles != sorted(singles):
        made._iter_member_ = made._iter_member_by_def_


def _is_one_bit(value: int) -> bool:
    return value > 0 and value.bit_count() == 1
