"""What lies in a zip or an OLE container, told from its directory alone."""

import io
import re
import struct
import zipfile
from pathlib import PurePath

from sagsbud.domain.extract import Kind
from sagsbud.extract.document import Sniffed

OOXML = "application/vnd.openxmlformats-officedocument"
ZIP_MIMES = {
    "word": (Kind.DOCX, f"{OOXML}.wordprocessingml.document"),
    "xl": (Kind.XLSX, f"{OOXML}.spreadsheetml.sheet"),
    "ppt": (Kind.PPTX, f"{OOXML}.presentationml.presentation"),
}
MACRO_MIMES = {
    Kind.DOCX: "application/vnd.ms-word.document.macroenabled.12",
    Kind.XLSX: "application/vnd.ms-excel.sheet.macroenabled.12",
    Kind.PPTX: "application/vnd.ms-powerpoint.presentation.macroenabled.12",
}
XLSB_MIME = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
OPENDOCUMENT = "application/vnd.oasis.opendocument."
ODF_KINDS = {"text": Kind.ODT, "spreadsheet": Kind.ODS, "presentation": Kind.ODP}
OLE_KINDS = (
    ("__properties_version1.0", Kind.MSG, "application/vnd.ms-outlook"),
    ("worddocument", Kind.DOC, "application/msword"),
    ("workbook", Kind.XLS, "application/vnd.ms-excel"),
    ("book", Kind.XLS, "application/vnd.ms-excel"),
    ("powerpoint document", Kind.PPT, "application/vnd.ms-powerpoint"),
)
LOCAL_NAME = re.compile(rb"PK\x03\x04.{22}(..)(..)", re.DOTALL)


def zip_kind(content: bytes) -> Sniffed:
    """Which office format a zip is, or just a zip."""
    names, odf = _zip_names(content)
    if odf.startswith(OPENDOCUMENT):
        family = odf[len(OPENDOCUMENT) :].split("-")[0]
        if family in ODF_KINDS:
            return Sniffed(ODF_KINDS[family], odf)
    if "[content_types].xml" in names:
        for folder, (kind, mime) in ZIP_MIMES.items():
            if any(name.startswith(f"{folder}/") for name in names):
                return Sniffed(kind, _ooxml_mime(kind, mime, names))
    return Sniffed(Kind.ZIP, "application/zip")


def _ooxml_mime(kind: Kind, mime: str, names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return XLSB_MIME
    return MACRO_MIMES[kind] if any(name.endswith("vbaproject.bin") for name in names) else mime


def _zip_names(content: bytes) -> tuple[set[str], str]:
    """Lower-case member names (backslashes as slashes) and the text of an OpenDocument `mimetype` member."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            names = {info.filename.lower().replace("\\", "/").lstrip("/") for info in container.infolist()[:20_000]}
            odf = ""
            if "mimetype" in names and container.getinfo("mimetype").file_size < 200:
                odf = container.read("mimetype").decode("ascii", "ignore").strip()
            return names, odf
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, ValueError, OSError, struct.error):
        return _local_names(content), ""


def _local_names(content: bytes) -> set[str]:
    """Names from the local headers, for a zip whose directory is cut off."""
    names = set()
    for found in LOCAL_NAME.finditer(content):
        length = int.from_bytes(found[1], "little")
        raw = content[found.end() : found.end() + min(length, 500)]
        names.add(raw.decode("utf-8", "ignore").lower())
    return names


def ole_kind(name: str, content: bytes) -> Sniffed:
    """Which of the formats in an OLE container, from its directory; locked Office files are OLE too."""
    streams = _ole_roots(content)
    if "encryptedpackage" in streams:
        return Sniffed(_by_suffix(name), "application/x-ole-encrypted", encrypted=True)
    for stream, kind, mime in OLE_KINDS:
        if stream in streams:
            return Sniffed(kind, mime)
    return Sniffed(Kind.UNKNOWN, "application/x-ole-storage")


def _ole_roots(content: bytes) -> set[str]:
    """Lower-case names at the root of the container; by their bytes when its directory is damaged."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            return {path[0].lower() for path in container.listdir(streams=True, storages=True) if path}
    except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error):
        return {stream for stream, _, _ in OLE_KINDS if SPELLED[stream].encode("utf-16-le") in content}


SPELLED = {
    "__properties_version1.0": "__properties_version1.0",
    "worddocument": "WordDocument",
    "workbook": "Workbook",
    "book": "Book\0",
    "powerpoint document": "PowerPoint Document",
}
"""The names as programs write them."""


def _by_suffix(name: str) -> Kind:
    suffix = PurePath(name).suffix.lower()[1:4]
    return {"doc": Kind.DOCX, "xls": Kind.XLSX, "ppt": Kind.PPTX}.get(suffix, Kind.UNKNOWN)
