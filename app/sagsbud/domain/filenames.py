"""File names whose bytes are no UTF-8, as old discs and unpacked archives hold them, as text that can go anywhere.

Python hands such a byte out as a lone surrogate, which nothing that writes text takes.
"""

import re

_BYTE = re.compile("[\udc80-\udcff]")
_LONE = re.compile("[\ud800-\udfff]")
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def readable(name: str) -> str:
    """The name as a person reads it: a byte that is no UTF-8 is the letter it is in Western Europe's old files."""
    if name.isascii():
        return name
    return _LONE.sub(_UNKNOWN, _BYTE.sub(_letter, name))


def _letter(found: re.Match[str]) -> str:
    return bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace")
