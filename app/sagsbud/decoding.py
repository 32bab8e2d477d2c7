"""Decoders of our own types, each made once and one at a time.

msgspec looks into a class when it first meets it, and lets other threads see what it has not finished yet (0.22): two of
them that meet a class in the same moment end the whole program. So nobody else may let it meet a class.
"""

import threading
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
Hook = Callable[[type, Any], Any]

_meeting = threading.RLock()


def json_decoder(kind: type[T], dec_hook: Hook | None = None) -> "msgspec.json.Decoder[T]":
    """For JSON of that type."""
    of: Any = kind
    with _meeting:
        return _json_decoder(of, dec_hook)


def msgpack_decoder(kind: Any) -> "msgspec.msgpack.Decoder[Any]":
    """For MessagePack of that type."""
    with _meeting:
        return msgspec.msgpack.Decoder(kind)


def convert(value: object, kind: type[T]) -> T:
    """Plain values as that type. Raises msgspec.ValidationError."""
    with _meeting:
        return msgspec.convert(value, kind)


@cache
def _json_decoder(kind: Any, dec_hook: Hook | None) -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(kind) if dec_hook is None else msgspec.json.Decoder(kind, dec_hook=dec_hook)
