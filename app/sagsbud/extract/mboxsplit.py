"""A mailbox in mbox form, cut into its mails without ever holding more than one of them."""

import re
from collections.abc import Iterator
from typing import IO

BLOCK = 1 << 20
LOOK_AHEAD = 4096
"""Bytes after a From line that may be needed to tell it from a sentence that begins so."""
DATED = re.compile(rb"From \S* *\w{3} \w{3} [ \d]\d \d\d:\d\d[^\r\n]*\r?\n")
UNDATED = re.compile(rb"From [^\r\n]+\r?\n(?=[!-9;-~]+:)")
QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def split(box: IO[bytes], limit: int) -> Iterator[tuple[bytes | None, int]]:
    """Each mail without its From line and with quoted From lines restored, and the offset (bytes) behind it.

    None stands for a mail of more than `limit` bytes. What lies before the first From line is no mail.
    """
    pending = bytearray()
    offset = searched = 0
    too_long = False
    started = False
    while True:
        block = box.read(BLOCK)
        pending += block
        while (at := _next_start(pending, searched, final=not block, first=not started)) >= 0:
            if started:
                offset += at
                yield None if too_long else _mail(pending[:at]), offset
            else:
                offset += at
            del pending[:at]
            started, too_long, searched = True, False, 1
        if not block:
            break
        searched = max(1 if started else 0, len(pending) - LOOK_AHEAD)
        if len(pending) > limit:
            too_long = True
            offset += searched - 1
            del pending[: searched - 1]
            searched = 1
    if started:
        yield None if too_long else _mail(pending), offset + len(pending)


def _next_start(pending: bytearray, start: int, *, final: bool, first: bool) -> int:
    """Where the next mail begins at or after `start`; -1 when more must be read to tell."""
    if first and start == 0 and _begins(pending, 0, blank_before=True) and (final or len(pending) > LOOK_AHEAD):
        return 0
    at = max(0, start - 1)
    while (at := pending.find(b"\nFrom ", at)) >= 0:
        if not final and at + LOOK_AHEAD > len(pending):
            return -1
        blank = at >= 1 and (pending[at - 1 : at] == b"\n" or pending[at - 2 : at] == b"\n\r")
        if at + 1 >= start and _begins(pending, at + 1, blank_before=blank):
            return at + 1
        at += 1
    return -1


def _begins(pending: bytearray, at: int, *, blank_before: bool) -> bool:
    """Whether a mail begins here: at a dated From line, or after an empty line at one that a header follows."""
    return DATED.match(pending, at) is not None or (blank_before and UNDATED.match(pending, at) is not None)


def _mail(data: bytes | bytearray) -> bytes:
    body = bytes(data)
    after = body.find(b"\n") + 1
    return QUOTED_FROM.sub(rb"\1", body[after:].rstrip(b"\r\n") + b"\n")
