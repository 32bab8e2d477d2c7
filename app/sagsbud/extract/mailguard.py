"""What must be known of a mail before the parser sees it: it has no limits of its own."""

import re

from sagsbud.domain.errors import ExtractError, Trouble

FIELD_BYTES = 256 * 1024
HEADER_BYTES = 2 * 1024 * 1024
PARTS = 5000
BOUNDARIES = 400
FIELD_END = re.compile(rb"\r?\n(?![ \t])")
BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
PART_START = re.compile(rb"^--[^\r\n-]", re.MULTILINE)


def check_before(content: bytes) -> None:
    """Refuse absurd header fields, part counts and nesting. Raises ExtractError TOO_LARGE_TO_READ."""
    ends = [at for at in (content.find(b"\n\n"), content.find(b"\r\n\r\n")) if at >= 0]
    top = content[: min(ends)] if ends else content[: HEADER_BYTES + 1]
    if len(top) > HEADER_BYTES and ends:
        raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="header")
    if len(top) > FIELD_BYTES and any(len(field) > FIELD_BYTES for field in _fields(top)):
        raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="header")
    boundaries = _count(BOUNDARY, content, BOUNDARIES)
    if boundaries > BOUNDARIES:
        raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="nesting")
    if boundaries and _count(PART_START, content, PARTS * 4) > PARTS * 4:
        raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="parts")


def _fields(top: bytes) -> list[bytes]:
    return FIELD_END.split(top)


def _count(pattern: re.Pattern[bytes], content: bytes, enough: int) -> int:
    """How often the pattern occurs, counted no further than just past `enough`."""
    number = 0
    for _ in pattern.finditer(content):
        number += 1
        if number > enough:
            break
    return number
