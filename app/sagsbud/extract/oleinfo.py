"""The summary information that old Office files carry."""

from datetime import UTC, datetime

import olefile

from sagsbud.extract.decoding import clean, codec_name, decode_text
from sagsbud.extract.document import Metadata


def metadata_of(container: olefile.OleFileIO) -> Metadata:
    """Title, author and times; empty where the file keeps none or it is damaged."""
    try:
        found = container.get_metadata()
    except (OSError, ValueError, TypeError, IndexError, KeyError, AttributeError):
        return Metadata()
    codec = codec_name(f"cp{found.codepage}") if isinstance(found.codepage, int) else ""
    return Metadata(
        title=_text(found.title, codec),
        author=_text(found.author, codec),
        created=_time(found.create_time),
        modified=_time(found.last_saved_time),
    )


def _text(value: object, codec: str) -> str:
    if isinstance(value, bytes):
        return decode_text(value.rstrip(b"\x00"), codec or "cp1252").strip()
    return clean(value).strip() if isinstance(value, str) else ""


def _time(value: object) -> datetime | None:
    if not isinstance(value, datetime) or value.year < 1980:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value
