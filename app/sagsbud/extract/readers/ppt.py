"""Old presentations (.ppt): the text atoms of the record stream ([MS-PPT])."""

import io
import struct

import olefile

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import ReadingWarning
from sagsbud.extract.decoding import clean, decode_cp1252
from sagsbud.extract.document import Declined, Job, RawDocument
from sagsbud.extract.oleinfo import metadata_of

TEXT_CHARS, TEXT_BYTES = 0x0FA0, 0x0FA8
CONTAINER = 0x0F
RECORDS = 500_000
ENCRYPTED_USER = 0xF3D1C4DF


def read(job: Job) -> RawDocument:
    """The slides' text in the order of the file. Raises ExtractError ENCRYPTED."""
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime)
    try:
        with olefile.OleFileIO(io.BytesIO(job.content)) as container:
            if container.exists("Current User"):
                user = bytes(container.openstream("Current User").read(16))
                if len(user) == 16 and struct.unpack_from("<I", user, 12)[0] == ENCRYPTED_USER:
                    raise ExtractError(Trouble.ENCRYPTED, kind="ppt")
            raw.text = _text(bytes(container.openstream("PowerPoint Document").read()))
            raw.metadata = metadata_of(container)
            if container.exists("_VBA_PROJECT_CUR"):
                raw.warn(ReadingWarning.MACROS)
    except (OSError, struct.error, IndexError, ValueError, TypeError, AttributeError) as error:
        raise Declined from error
    return raw


def _text(stream: bytes) -> str:
    """Every text atom once; containers are entered, other records passed over."""
    said: dict[str, None] = {}
    position = 0
    for _ in range(RECORDS):
        if position + 8 > len(stream):
            break
        version, kind, size = struct.unpack_from("<HHI", stream, position)
        position += 8
        if version & 0x0F == CONTAINER:
            continue
        data = stream[position : position + size]
        position += size
        if kind == TEXT_CHARS:
            said.setdefault(data.decode("utf-16-le", "replace"))
        elif kind == TEXT_BYTES:
            said.setdefault(decode_cp1252(data))
    return clean("\n".join(text.strip("\r\n\x00") for text in said if text.strip(" *\r\n\x00")))
