"""From bytes to `Extract`: sniff, read with the best reader, tidy the text, look for the fields."""

import itertools
import unicodedata
from datetime import datetime
from pathlib import PurePath

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Extract, Kind, ReadingWarning
from sagsbud.extract.document import Job, RawDocument, Sniffed
from sagsbud.extract.fields import find_fields
from sagsbud.extract.limits import Limits
from sagsbud.extract.registry import read_with_best
from sagsbud.extract.sniff import sniff

SUFFIXES = {
    Kind.PDF: ".pdf",
    Kind.DOCX: ".docx .docm .dotx .dotm",
    Kind.DOC: ".doc .dot",
    Kind.ODT: ".odt .ott",
    Kind.XLSX: ".xlsx .xlsm .xlsb .xltx",
    Kind.XLS: ".xls .xlt",
    Kind.ODS: ".ods",
    Kind.PPTX: ".pptx .pptm .ppsx",
    Kind.PPT: ".ppt .pps",
    Kind.ODP: ".odp",
    Kind.RTF: ".rtf",
    Kind.EML: ".eml",
    Kind.MSG: ".msg",
    Kind.IMAGE: ".png .jpg .jpeg .gif .tif .tiff .bmp .webp .heic",
    Kind.ZIP: ".zip",
}
"""Suffixes that promise a kind; a file that breaks the promise is told."""
PROMISES = {suffix: kind for kind, suffixes in SUFFIXES.items() for suffix in suffixes.split()}


def read(
    name: str,
    content: bytes,
    received_at: datetime,
    limits: Limits,
    own_domains: frozenset[str] = frozenset(),
    *,
    ocr: bool = True,
) -> Extract:
    """Everything the file says. Raises ExtractError, or what a reader's library raises."""
    if not content:
        raise ExtractError(Trouble.DAMAGED, why="empty")
    sniffed = sniff(name, content)
    if sniffed.encrypted:
        raise ExtractError(Trouble.ENCRYPTED, kind=sniffed.kind.value)
    raw = read_with_best(Job(name, content, sniffed, received_at, limits, ocr))
    _tidy(raw, limits)
    _check_suffix(name, raw, sniffed)
    _check_children(raw, limits)
    return find_fields(raw, name, received_at, own_domains)


def _tidy(raw: RawDocument, limits: Limits) -> None:
    """Bring the text to NFC and within its limit, and the page starts with it."""
    if len(raw.text) > limits.text_chars:
        raw.text = raw.text[: limits.text_chars]
        raw.page_starts = tuple(min(start, limits.text_chars) for start in raw.page_starts)
        raw.warn(ReadingWarning.TRUNCATED_TEXT)
    if unicodedata.is_normalized("NFC", raw.text):
        return
    bounds = (*raw.page_starts, len(raw.text)) if raw.page_starts else (0, len(raw.text))
    pages = [unicodedata.normalize("NFC", raw.text[a:b]) for a, b in itertools.pairwise(bounds)]
    starts = [0]
    for page in pages:
        starts.append(starts[-1] + len(page))
    raw.text = "".join(pages)
    raw.page_starts = tuple(starts[:-1]) if raw.page_starts else ()


def _check_suffix(name: str, raw: RawDocument, sniffed: Sniffed) -> None:
    promised = PROMISES.get(PurePath(name).suffix.lower())
    if promised is not None and promised not in (sniffed.kind, raw.kind):
        raw.warn(ReadingWarning.EXTENSION_MISMATCH)


def _check_children(raw: RawDocument, limits: Limits) -> None:
    """Leave off empty attachments, and those beyond the limit with a word; the whole file keeps them all."""
    raw.children = [child for child in raw.children if child.content]
    total = 0
    for index, child in enumerate(raw.children):
        total += len(child.content)
        if total > limits.children_bytes:
            del raw.children[index:]
            raw.warn(ReadingWarning.TOO_MANY_PARTS)
            return
