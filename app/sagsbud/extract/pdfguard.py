"""What must be known of a PDF before pdfium sees it: it has no limits of its own."""

import re
import zlib

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.extract.limits import MEGABYTE

STREAM = re.compile(rb"stream\r?\n")
SAMPLE_BYTES = 64 * 1024
STREAM_BYTES = 192 * MEGABYTE
ALL_BYTES = 512 * MEGABYTE


def check_before(content: bytes) -> None:
    """Refuse streams that inflate beyond all measure. Raises ExtractError TOO_LARGE_TO_READ."""
    total = 0
    for found in STREAM.finditer(content):
        start = found.end()
        if content[start : start + 1] not in (b"x", b"h", b"H", b"X", b"8", b"("):
            continue
        size = _inflated(content, start)
        total += size
        if size > STREAM_BYTES or total > ALL_BYTES:
            raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="stream")


def _inflated(content: bytes, start: int) -> int:
    """How large a suspicious stream gets; 0 when its beginning inflates as honest data does."""
    machine = zlib.decompressobj()
    try:
        first = machine.decompress(content[start : start + 4096], SAMPLE_BYTES * 8)
    except zlib.error:
        return 0
    if len(first) < SAMPLE_BYTES * 8:
        return 0
    size = len(first)
    pending = machine.unconsumed_tail + content[start + 4096 : start + 8 * MEGABYTE]
    while pending and size <= STREAM_BYTES and not machine.eof:
        try:
            size += len(machine.decompress(pending, MEGABYTE))
        except zlib.error:
            break
        pending = machine.unconsumed_tail
    return size
