"""PySide6's own Python, which it carries as source and compiles at every start, is compiled when it is used."""

import builtins
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import RLock
from typing import Any

_FOLDER = "shibokensupport/signature/"
_FOR_MESSAGES = ("lib/tool", "parser", "layout", "errorhandler")
"""What a message about a wrong call needs, in the order in which they use each other."""
_FOR_STUBS = ("lib/enum_sig", "lib/pyi_generator")
"""What only who inspects the binding needs."""
LATE = frozenset(f"{_FOLDER}{part}.py" for part in _FOR_MESSAGES + _FOR_STUBS)

_ASK_LATER = f"import {__name__} as late\n__getattr__ = late.reader_of(globals())\ndel late\n"
_unread: dict[str, Any] = {}
"""The source of each part that nobody asked for yet, by its file's name."""
_reading = RLock()


@contextmanager
def compiled_when_used() -> Iterator[None]:
    """While it lasts the binding may be loaded: its parts for signatures are there, but read when first asked.

    The binding compiles its parts by the built-in `compile`, under names of their own; a version that does it otherwise
    is loaded as it comes.
    """
    whole = builtins.compile

    def compile_later(source: Any, filename: Any, *how: Any, **more: Any) -> Any:
        if filename in LATE:
            _unread[filename] = source
            source = _ASK_LATER
        return whole(source, filename, *how, **more)

    vars(builtins)["compile"] = compile_later
    try:
        yield
    finally:
        vars(builtins)["compile"] = whole


def read_ahead() -> bool:
    """Read one part that messages about wrong calls need; whether there was one left.

    Called in quiet moments until it answers False: threads that were the first to ask, together, would meet a part
    while another one reads it.
    """
    for part in _FOR_MESSAGES:
        name = f"{_FOLDER}{part}"
        if f"{name}.py" in _unread:
            _read(vars(sys.modules[name.replace("/", ".")]))
            return True
    return False


def reader_of(part: dict[str, Any]) -> Any:
    """The `__getattr__` of a part that is not read yet: reads it whole into `part`, its names, at the first question."""
    return partial(_answer, part)


def _answer(part: dict[str, Any], name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)  # what the import machinery asks of any module
    _read(part)
    try:
        return part[name]
    except KeyError:
        raise AttributeError(name) from None


def _read(part: dict[str, Any]) -> None:
    with _reading:
        filename = part["__file__"]
        if (source := _unread.pop(filename, None)) is not None:
            exec(compile(source, filename, "exec"), part)
            part.pop("__getattr__", None)
