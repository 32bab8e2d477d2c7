"""Zip archives: one level of files, as children."""

import zipfile

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Child, ReadingWarning
from sagsbud.extract.document import Job, RawDocument
from sagsbud.extract.names import guess_mime, safe_name
from sagsbud.extract.zipguard import MEMBER_BYTES, member, open_zip

FILES = 1000
UTF8_FLAG = 0x800
SKIPPED = ("__MACOSX/", ".DS_Store")


def read(job: Job) -> RawDocument:
    """The files inside, named. Raises ExtractError ENCRYPTED when all are locked, DAMAGED, TOO_LARGE_TO_READ."""
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime)
    locked = 0
    with open_zip(job.content) as container:
        infos = documents_in(container)
        for info in infos[:FILES]:
            try:
                data = member(container, info, MEMBER_BYTES) or b""
            except ExtractError as error:
                if error.trouble is Trouble.TOO_LARGE_TO_READ:
                    raise
                locked += error.trouble is Trouble.ENCRYPTED
                raw.warn(
                    ReadingWarning.ENCRYPTED_PART if error.trouble is Trouble.ENCRYPTED else ReadingWarning.DAMAGED_PART
                )
                continue
            name = safe_name(name_of(info))
            raw.children.append(Child(name, guess_mime(name, data), data))
    if infos and locked == len(infos):
        raise ExtractError(Trouble.ENCRYPTED, kind="zip")
    if len(infos) > FILES:
        raw.warn(ReadingWarning.TOO_MANY_PARTS)
    return raw


def documents_in(container: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files, without folders and without what systems put beside them."""
    return [info for info in container.infolist() if not info.is_dir() and not info.filename.startswith(SKIPPED)]


def name_of(info: zipfile.ZipInfo) -> str:
    """The name as its maker wrote it: UTF-8 by flag or by form, else the Nordic DOS code page."""
    if info.flag_bits & UTF8_FLAG:
        return info.filename
    try:
        data = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp865", "replace")
