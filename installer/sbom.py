"""What is shipped and under which licences: a CycloneDX list, and the licence texts in one file."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from sagsbud import __version__

from installer.shipped import Shipped, shipped

FORBIDDEN = re.compile(r"\bA?GPL", re.IGNORECASE)
LESSER = re.compile(r"\b(LGPL|Lesser)|WITH Bootloader-exception", re.IGNORECASE)
LICENCE_FILE = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)
NOT_A_TEXT = (".py", ".pyc", ".h", ".pyi")
LESSER_GPL = "LGPL-3.0"
HOLDS_LESSER_GPL = "psycopg"
"""Its licence text is that of LGPL-3.0, which Qt's and PySide6's wheels only name."""
RULE = "=" * 100


class NotPermissive(ValueError):
    """Something in the folder may not be shipped."""


def write(folder: Path, target: Path, texts: Path) -> None:
    """List everything in the one-folder build. Raises NotPermissive, Unaccounted."""
    parts = shipped(folder, _archived(folder))
    refused = [part.name for part in parts if _is_refused(part.licence)]
    if refused:
        raise NotPermissive(", ".join(refused))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(JsonV1Dot6(_bom(parts)).output_as_string(indent=1), encoding="utf-8")
    texts.write_text("\n\n".join(_texts(parts)), encoding="utf-8")


def _bom(parts: Sequence[Shipped]) -> Bom:
    bom, licences = Bom(version=1), LicenseFactory()
    bom.metadata.component = Component(
        name="sagsbud", version=__version__, type=ComponentType.APPLICATION, bom_ref="sagsbud",
        licenses=[licences.make_from_string("MPL-2.0")],
    )  # fmt: skip
    for part in parts:
        component = Component(
            name=part.name, version=part.version, type=ComponentType.LIBRARY, bom_ref=f"{part.name}@{part.version}",
            purl=PackageURL("pypi", None, part.name.lower(), part.version) if part.distribution else None,
            licenses=[licences.make_from_string(part.licence)],
        )  # fmt: skip
        for library in part.libraries:
            component.components.add(
                Component(name=library, type=ComponentType.LIBRARY, bom_ref=f"{part.name}/{library}")
            )
        bom.components.add(component)
    bom.register_dependency(bom.metadata.component, bom.components)
    bom.serial_number = bom.serial_number.__class__(int=0)
    bom.metadata.timestamp = None  # type: ignore[assignment]
    return bom


def _archived(folder: Path) -> set[str]:
    """The names in the program's own archive of modules."""
    from PyInstaller.archive.readers import CArchiveReader

    (program,) = [path for path in (folder / "sagsbud", folder / "sagsbud.exe") if path.exists()]
    return set(CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz").toc)


def _is_refused(licence: str) -> bool:
    return bool(FORBIDDEN.search(licence)) and not LESSER.search(licence) and " OR " not in licence


def _texts(parts: Sequence[Shipped]) -> Iterator[str]:
    for part in parts:
        yield f"{RULE}\n{part.name} {part.version}: {part.licence}\n{RULE}"
        if part.libraries:
            yield "Libraries it brings: " + ", ".join(part.libraries)
        files = list(_licence_files(part))
        if not files and LESSER_GPL in part.licence:
            yield f"Used under {LESSER_GPL}; its text stands at {HOLDS_LESSER_GPL}."
        for file in files:
            yield file.read_text(encoding="utf-8", errors="replace").strip()


def _licence_files(part: Shipped) -> Iterator[Path]:
    yield from part.texts
    for file in (part.distribution.files or ()) if part.distribution else ():
        if LICENCE_FILE.search(str(file)) and not str(file).endswith(NOT_A_TEXT):
            path = Path(str(part.distribution.locate_file(file))) if part.distribution else Path()
            if path.is_file():
                yield path
