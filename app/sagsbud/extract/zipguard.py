"""What must be known of a zip before anything in it is unpacked."""

import io
import zipfile

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.extract.limits import MEGABYTE

MEMBERS = 20_000
MEMBER_BYTES = 256 * MEGABYTE
ALL_BYTES = 512 * MEGABYTE
RATIO = 250
RATIO_MATTERS_FROM = 16 * MEGABYTE
XML_BYTES = 48 * MEGABYTE


def open_zip(content: bytes) -> zipfile.ZipFile:
    """The zip, when its directory promises reasonable sizes. Raises ExtractError DAMAGED, TOO_LARGE_TO_READ."""
    try:
        container = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise ExtractError(Trouble.DAMAGED, why="zip") from error
    infos = container.infolist()
    if len(infos) > MEMBERS:
        raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="parts")
    if sum(info.file_size for info in infos) > ALL_BYTES or any(absurd(info) for info in infos):
        raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="unpacked")
    return container


def absurd(info: zipfile.ZipInfo) -> bool:
    """Whether a member promises more than any honest file holds."""
    if info.file_size > MEMBER_BYTES:
        return True
    return info.file_size > RATIO_MATTERS_FROM and info.file_size > RATIO * max(1, info.compress_size)


def member(container: zipfile.ZipFile, name: str | zipfile.ZipInfo, limit: int = XML_BYTES) -> bytes | None:
    """One member whole, or None when it is not there. Raises ExtractError when it is damaged, locked or larger than said."""
    try:
        with container.open(name) as stream:
            data = stream.read(limit + 1)
    except KeyError:
        return None
    except RuntimeError as error:
        raise ExtractError(Trouble.ENCRYPTED, kind="zip") from error
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise ExtractError(Trouble.DAMAGED, why="zip") from error
    except Exception as error:
        if type(error).__name__ == "error" and type(error).__module__ == "zlib":
            raise ExtractError(Trouble.DAMAGED, why="zip") from error
        raise
    if len(data) > limit:
        raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="unpacked")
    return data
