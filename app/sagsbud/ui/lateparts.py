"""PySide6's own Python, which it carries as source and compiles at every start, is compiled when it is used."""

import builtins
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import RLock
from types import CodeType
from typing import Any

_PARTS = ("errorhandler", "layout", "parser", "lib/enum_sig", "lib/pyi_generator", "lib/tool")
LATE = frozenset(f"shibokensupport/signature/{part}.py" for part in _PARTS)
"""What tells the signatures of Qt's functions: for messages about wrong calls, `inspect` and type stubs."""

_reading = RLock()
_ASK_LATER = f"import {__name__} as late\n__getattr__ = late.reader_of(globals())\ndel late\n"


@contextmanager
def compiled_when_used() -> Iterator[None]:
    """While it lasts the binding may be loaded: its parts for signatures are there, but read when first asked.

    The binding compiles its parts by the built-in `compile`, under names of their own; a version that does it otherwise
    is loaded as it comes.
    """
    whole = builtins.compile

    def compile_later(source: Any, filename: Any, *how: Any, **more: Any) -> Any:
        return whole(_ASK_LATER if filename in LATE else source, filename, *how, **more)

    vars(builtins)["compile"] = compile_later
    try:
        yield
    finally:
        vars(builtins)["compile"] = whole


def reader_of(part: dict[str, Any]) -> Any:
    """The `__getattr__` of a part that is not read yet: reads it whole into `part`, its names, at the first question."""
    return partial(_read, part)


def _read(part: dict[str, Any], name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)  # what the import machinery asks of any module
    with _reading:
        if part.pop("__getattr__", None):
            with part["__loader__"].zfile.open(part["__file__"]) as source:
                code: CodeType = compile(source.read(), part["__file__"], "exec")
            exec(code, part)
    try:
        return part[name]
    except KeyError:
        raise AttributeError(name) from None
