"""Old Word documents (.doc): the text by its piece table ([MS-DOC])."""

import io
import re
import struct

import olefile

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import ReadingWarning
from sagsbud.extract.decoding import clean, decode_cp1252
from sagsbud.extract.document import Declined, Job, RawDocument
from sagsbud.extract.oleinfo import metadata_of

ENCRYPTED, TABLE_ONE = 0x0100, 0x0200
CLX_AT = 0x01A2
FIELD = re.compile(r"\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
MARKS = str.maketrans({"\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\r": "\n", "\x1e": "-", "\x1f": None, "\x01": None,
                       "\x08": None, "\x02": None, "\x05": None, "\xa0": " "})  # fmt: skip
TEXT_CHARS = 4_000_000


def read(job: Job) -> RawDocument:
    """The text, fields shown as their result. Raises ExtractError ENCRYPTED. Declines what has no piece table."""
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime)
    try:
        with olefile.OleFileIO(io.BytesIO(job.content)) as container:
            raw.text = _text(container)
            raw.metadata = metadata_of(container)
            if container.exists("Macros") or container.exists("_VBA_PROJECT_CUR"):
                raw.warn(ReadingWarning.MACROS)
            if container.exists("ObjectPool"):
                raw.warn(ReadingWarning.EMBEDDED_FILES)
    except (OSError, struct.error, IndexError, ValueError, TypeError, AttributeError) as error:
        raise Declined from error
    return raw


def _text(container: olefile.OleFileIO) -> str:
    document = bytes(container.openstream("WordDocument").read())
    flags = struct.unpack_from("<H", document, 0x0A)[0]
    if flags & ENCRYPTED:
        raise ExtractError(Trouble.ENCRYPTED, kind="doc")
    version = struct.unpack_from("<H", document, 2)[0]
    if version < 0xC1 - 0x60:
        raise Declined
    if version < 0xC0:
        return _old(document)
    table = bytes(container.openstream("1Table" if flags & TABLE_ONE else "0Table").read())
    start, size = struct.unpack_from("<II", document, CLX_AT)
    return _tidy("".join(_pieces(document, table[start : start + size])))


def _old(document: bytes) -> str:
    """Word 6 and 95 keep the text in one run."""
    first, end = struct.unpack_from("<II", document, 0x18)
    return _tidy(decode_cp1252(document[first:end]))


def _pieces(document: bytes, clx: bytes) -> list[str]:
    """The pieces of text in order; each is either 16-bit or compressed to Windows' Latin-1."""
    position = 0
    while position < len(clx) and clx[position] == 1:
        position += 3 + struct.unpack_from("<H", clx, position + 1)[0]
    if position >= len(clx) or clx[position] != 2:
        raise Declined
    size = struct.unpack_from("<I", clx, position + 1)[0]
    plc = clx[position + 5 : position + 5 + size]
    count = (len(plc) - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", plc)
    pieces: list[str] = []
    total = 0
    for index in range(count):
        length = bounds[index + 1] - bounds[index]
        place = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)[0]
        if length < 0 or total > TEXT_CHARS:
            break
        if place & 0x40000000:
            offset = (place & ~0x40000000) // 2
            pieces.append(decode_cp1252(document[offset : offset + length]))
        else:
            pieces.append(document[place : place + 2 * length].decode("utf-16-le", "replace"))
        total += length
    return pieces


def _tidy(text: str) -> str:
    """Fields become what they show; marks become what they look like."""
    for _ in range(4):
        shown = FIELD.sub(lambda found: found[1] or "", text)
        if shown == text:
            break
        text = shown
    return clean(text.translate(MARKS))
