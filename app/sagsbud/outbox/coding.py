"""Domain values as JSON in the store, and back."""

from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, unquote_to_bytes

import msgspec

from sagsbud.decoding import json_decoder

T = TypeVar("T")

_AS_BYTES = "\0"
"""Before the bytes of a path that is no text; no path has it."""


def encode(value: object) -> bytes:
    """Any domain value as JSON."""
    return msgspec.json.encode(value, enc_hook=_path_out)


def decode(kind: type[T], text: bytes | str) -> T:
    """The value of that type. Raises msgspec.DecodeError for what another version wrote otherwise."""
    return json_decoder(kind, _path_in).decode(text)


def _path_out(value: object) -> str:
    if isinstance(value, Path):
        text = str(value)
        return text if text.isascii() or _is_sound(text) else _AS_BYTES + quote(text.encode("utf-8", "surrogatepass"))
    raise NotImplementedError(type(value).__name__)


def _path_in(kind: type, value: Any) -> Any:
    if issubclass(kind, Path):
        if value.startswith(_AS_BYTES):
            return Path(unquote_to_bytes(value[1:]).decode("utf-8", "surrogatepass"))
        return Path(value)
    raise NotImplementedError(kind.__name__)


def _is_sound(text: str) -> bool:
    """Whether it has no lone surrogate, as stands for a byte that is no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
