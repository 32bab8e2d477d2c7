"""What may stand in a log: neutral lines that anybody may read, and never what a document says.

A line of ours is a constant sentence whose places are filled with numbers, codes and ids; whatever else is handed to
it is left out and counted. Of other people's loggers only who warned, and where, is kept: their messages quote what
they work on. Exceptions are named by type and place, never by their text. CPR numbers are masked at the very end.
"""

import logging
import re
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path, PurePath
from typing import Any
from uuid import UUID

import sagsbud
from sagsbud.domain.cpr import mask_cpr
from sagsbud.system.pseudonyms import Pseudonyms

OURS = "sagsbud"
_PLACES = (str(Path(sagsbud.__file__).parent).replace("\\", "/") + "/", f"{OURS}/")
"""How files of our own modules begin, from sources and in a packaged program; folders above may be called anything."""
LONGEST_LINE = 600
"""Characters."""
_CODE = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*|[A-Z]+(?:_[A-Z]+)*|(?:[A-Z][a-z0-9]*){2,}|[A-Z]\w*Error")
"""Codes, states and names of types. A word that could be a name or a title is not one."""
_LONGEST_CODE = 48
_PLACE = re.compile(r"(?:\w+ at )?[\w./\\-]{1,120}\.py(?::\d+)?")


def neutral(value: Any) -> object:
    """What may stand in a line for this value."""
    if value is None or isinstance(value, bool | int | float | UUID | timedelta):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, BaseException):
        return place_of(value)
    if isinstance(value, type):
        return value.__name__
    if isinstance(value, Enum) and isinstance(value.value, str):
        return neutral(value.value)
    if isinstance(value, str):
        whole = (len(value) <= _LONGEST_CODE and _CODE.fullmatch(value)) or _PLACE.fullmatch(value)
        return value if whole else f"‹{len(value)} characters›"
    return "‹path›" if isinstance(value, PurePath) else f"‹{type(value).__name__}›"


def place_of(error: BaseException) -> str:
    """Type and place of an exception."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return (
        f"{type(error).__name__} at {short_place(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
        if trace
        else type(error).__name__
    )


def trace_of(error: BaseException) -> str:
    """The way to an exception through our own code, innermost last, and the types it came from."""
    places, trace = [], error.__traceback__
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name.replace("\\", "/").startswith(_PLACES):
            places.append(f"{short_place(name)}:{trace.tb_lineno}")
        trace = trace.tb_next
    cause = error.__cause__ or error.__context__
    return " > ".join(places[-8:]) + (f" from {place_of(cause)}" if cause else "")


def short_place(name: str) -> str:
    """A file's path from its package on: the rest says who sits here."""
    plain = name.replace("\\", "/")
    for ours in _PLACES:
        if plain.startswith(ours):
            return plain.removeprefix(ours)
    for library in ("/site-packages/", "/python3"):
        if library in plain:
            return plain.rsplit(library, 1)[-1].lstrip("0123456789./")
    return plain.rsplit("/", 1)[-1]


class NeutralFormatter(logging.Formatter):
    """One line a record: time, level, place, sentence, and a seal where there is a key for it."""

    def __init__(self, pseudonyms: Pseudonyms | None) -> None:
        super().__init__()
        self._pseudonyms = pseudonyms

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        said = self._ours(record) if is_ours(record) else f"a library warned at {record.module}:{record.lineno}"
        error = record.exc_info[1] if record.exc_info else None
        if error:
            said += f" ({place_of(error)}: {trace_of(error)})"
        where = f"{record.name.removeprefix(OURS + '.')}:{record.lineno}"
        text = " ".join(mask_cpr(f"{record.levelname} {where} {said}").split())[:LONGEST_LINE]
        line = f"{at} {text}"
        return f"{line} [{self._pseudonyms.seal(line)}]" if self._pseudonyms else line

    def _ours(self, record: logging.LogRecord) -> str:
        sentence = record.msg if isinstance(record.msg, str) else f"‹{type(record.msg).__name__}›"
        if not record.args:
            return sentence
        given: Any = record.args
        filled = {k: neutral(v) for k, v in given.items()} if isinstance(given, dict) else tuple(map(neutral, given))
        try:
            return sentence % filled
        except (TypeError, ValueError, KeyError):
            return sentence


def is_ours(record: logging.LogRecord) -> bool:
    return record.name == OURS or record.name.startswith(f"{OURS}.")


def is_kept(record: logging.LogRecord) -> bool:
    """Everything of ours that is logged, and the warnings of others."""
    return is_ours(record) or record.levelno >= logging.WARNING
