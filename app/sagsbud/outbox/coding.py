"""Domain values as JSON in the store, and back."""

from pathlib import Path
from typing import Any, TypeVar

import msgspec

from sagsbud.decoding import json_decoder

T = TypeVar("T")


def encode(value: object) -> bytes:
    """Any domain value as JSON."""
    return msgspec.json.encode(value, enc_hook=_path_out)


def decode(kind: type[T], text: bytes | str) -> T:
    """The value of that type. Raises msgspec.DecodeError for what another version wrote otherwise."""
    return json_decoder(kind, _path_in).decode(text)


def _path_out(value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(type(value).__name__)


def _path_in(kind: type, value: Any) -> Any:
    if issubclass(kind, Path):
        return Path(value)
    raise NotImplementedError(kind.__name__)
