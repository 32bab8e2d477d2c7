"""Spreadsheets (xlsx, xlsm, xlsb, xls, ods) by calamine, behind a count of the cells it would make."""

import io
import re
import struct
import zipfile
from datetime import date, datetime, time, timedelta

import olefile
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Kind, ReadingWarning
from sagsbud.extract.decoding import clean
from sagsbud.extract.document import Declined, Job, RawDocument
from sagsbud.extract.ooxml import core_properties, part_names
from sagsbud.extract.zipguard import member, open_zip

CELLS = 4_000_000
"""calamine keeps the rectangle around all cells of a sheet, and aborts when that is too large."""
CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$")
REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=\"(\d{1,9})\"")
FILE_PASS = 0x2F
Value = int | float | str | bool | time | date | datetime | timedelta


def read(job: Job) -> RawDocument:
    """Each sheet's name and rows, cells apart by tabs. Raises ExtractError TOO_LARGE_TO_READ, ENCRYPTED, DAMAGED."""
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime)
    if job.sniffed.kind is not Kind.XLS:
        with open_zip(job.content) as container:
            _check_cells(container)
            names = part_names(container)
            raw.metadata = core_properties(container, names)
            _notice(raw, names)
    elif _is_locked(job.content):
        raise ExtractError(Trouble.ENCRYPTED, kind=job.sniffed.kind.value)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(job.content))
        raw.text = _text(workbook, raw, job.limits.text_chars)
    except PasswordError as error:
        raise ExtractError(Trouble.ENCRYPTED, kind=job.sniffed.kind.value) from error
    except (CalamineError, ValueError, OSError) as error:
        raise Declined from error
    return raw


def _is_locked(content: bytes) -> bool:
    """Whether an old workbook says right after its beginning that it has a password ([MS-XLS] FilePass)."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            name = "Workbook" if container.exists("Workbook") else "Book"
            head = bytes(container.openstream(name).read(512))
    except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error):
        return False
    position = 0
    while position + 4 <= len(head):
        kind, size = struct.unpack_from("<HH", head, position)
        if kind == FILE_PASS:
            return True
        position += 4 + size
    return False


def _check_cells(container: zipfile.ZipFile) -> None:
    """Refuse a sheet whose outermost cells span too large a rectangle."""
    for info in container.infolist():
        name = info.filename.lower().replace("\\", "/").lstrip("/")
        if not SHEET.match(name):
            continue
        rows: list[int] = []
        columns: list[int] = []
        for letters, row in CELL.findall(member(container, info.filename) or b""):
            rows.append(int(row))
            columns.append(_column(letters))
        if rows and (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > CELLS:
            raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="cells")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(workbook: CalamineWorkbook, raw: RawDocument, limit: int) -> str:
    lines: list[str] = []
    length = 0
    for meta in workbook.sheets_metadata:
        if meta.visible is not SheetVisibleEnum.Visible:
            raw.warn(ReadingWarning.HIDDEN_CONTENT)
        try:
            rows = workbook.get_sheet_by_name(meta.name).to_python(skip_empty_area=True)
        except (CalamineError, ValueError, OSError):
            continue
        lines.append(clean(meta.name))
        for row in rows:
            line = "\t".join(_cell(value) for value in row).rstrip("\t")
            if line.strip():
                lines.append(clean(line))
                length += len(line)
            if length > limit:
                return "\n".join(lines)
    return "\n".join(lines)


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return str(value)


def _notice(raw: RawDocument, names: dict[str, str]) -> None:
    if any(name.endswith("vbaproject.bin") for name in names):
        raw.warn(ReadingWarning.MACROS)
    if any(re.match(r"xl/(?:threaded)?comments", name) for name in names):
        raw.warn(ReadingWarning.COMMENTS)
    if any(name.startswith("xl/embeddings/") for name in names):
        raw.warn(ReadingWarning.EMBEDDED_FILES)
