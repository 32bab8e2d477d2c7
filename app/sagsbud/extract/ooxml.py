"""What all Office Open XML packages share: part names and core properties."""

import contextlib
import zipfile

from sagsbud.domain.errors import ExtractError
from sagsbud.extract.decoding import clean
from sagsbud.extract.document import Metadata
from sagsbud.extract.stamps import iso_time
from sagsbud.extract.xmlparse import parse_xml
from sagsbud.extract.zipguard import member

DC = "{http://purl.org/dc/elements/1.1/}"
TERMS = "{http://purl.org/dc/terms/}"


def part_names(container: zipfile.ZipFile) -> dict[str, str]:
    """Lower-case slash-separated part names to the names as stored."""
    return {info.filename.lower().replace("\\", "/").lstrip("/"): info.filename for info in container.infolist()}


def core_properties(container: zipfile.ZipFile, names: dict[str, str]) -> Metadata:
    """Title, author and times from `docProps/core.xml`; empty when it is missing or damaged."""
    content: bytes | None = None
    with contextlib.suppress(ExtractError):
        content = member(container, names.get("docprops/core.xml", ""), 1024 * 1024)
    if not content:
        return Metadata()
    try:
        root = parse_xml(content)
    except ExtractError:
        return Metadata()
    return Metadata(
        title=clean(root.findtext(f"{DC}title") or ""),
        author=clean(root.findtext(f"{DC}creator") or ""),
        created=iso_time(root.findtext(f"{TERMS}created") or ""),
        modified=iso_time(root.findtext(f"{TERMS}modified") or ""),
        language=root.findtext(f"{DC}language") or "",
    )
