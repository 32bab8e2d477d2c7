"""What is shipped and under which licences: a CycloneDX list, and the licence texts in one file."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from sagsbud import __version__

FORBIDDEN = re.compile(r"\bA?GPL", re.IGNORECASE)
LESSER = re.compile(r"\b(LGPL|Lesser)", re.IGNORECASE)
LICENCE_FILE = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)
BUILD_TOOLS = frozenset({"pip", "setuptools", "pyinstaller", "pyinstaller-hooks-contrib"})


class NotPermissive(ValueError):
    """Something in the folder may not be shipped."""


def write(folder: Path, target: Path, texts: Path) -> None:
    """List every distribution with a file in the one-folder build. Raises NotPermissive."""
    shipped = sorted(_shipped(folder), key=lambda found: found.name.lower())
    refused = [found.name for found in shipped if _is_refused(_licence(found))]
    if refused:
        raise NotPermissive(", ".join(refused))
    bom = Bom(version=1)
    licences = LicenseFactory()
    bom.metadata.component = Component(
        name="sagsbud", version=__version__, type=ComponentType.APPLICATION, bom_ref="sagsbud",
        licenses=[licences.make_from_string("MPL-2.0")],
    )  # fmt: skip
    for found in shipped:
        component = Component(
            name=found.name, version=found.version, type=ComponentType.LIBRARY, bom_ref=f"{found.name}@{found.version}",
            purl=PackageURL("pypi", None, found.name.lower(), found.version),
            licenses=[licences.make_from_string(_licence(found))],
        )  # fmt: skip
        bom.components.add(component)
    bom.serial_number = bom.serial_number.__class__(int=0)
    bom.metadata.timestamp = None  # type: ignore[assignment]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(JsonV1Dot6(bom).output_as_string(indent=1), encoding="utf-8")
    texts.write_text("\n\n".join(_texts(shipped)), encoding="utf-8")


def _shipped(folder: Path) -> Iterator[Distribution]:
    """Distributions whose modules or libraries lie in the folder, or were archived into its program."""
    inside = {path.relative_to(folder / "_internal").parts[0] for path in (folder / "_internal").rglob("*")}
    archived = _archived(folder)
    for found in distributions():
        name = found.name.lower()
        if name in BUILD_TOOLS or name == "sagsbud":
            continue
        tops = {
            Path(str(file)).parts[0].removesuffix(".py")
            for file in found.files or ()
            if ".." not in Path(str(file)).parts
        }
        tops = {top for top in tops if not top.endswith((".dist-info", ".data")) and top not in ("bin", "__pycache__")}
        if tops & (inside | archived):
            yield found


def _archived(folder: Path) -> set[str]:
    """The top-level names in the program's own archive of modules."""
    from PyInstaller.archive.readers import CArchiveReader

    reader = CArchiveReader(str(folder / "sagsbud"))
    modules = reader.open_embedded_archive("PYZ.pyz").toc
    return {name.split(".")[0] for name in modules}


def _licence(found: Distribution) -> str:
    meta = found.metadata
    stated = meta["License-Expression"] or ""
    if stated:
        return stated
    classified = [
        value.split("::")[-1].strip() for value in meta.get_all("Classifier") or () if value.startswith("License")
    ]
    written = (meta["License"] or "").strip().splitlines()
    return " AND ".join(classified) or (written[0] if written else "see its licence text")


def _is_refused(licence: str) -> bool:
    return bool(FORBIDDEN.search(licence)) and not LESSER.search(licence) and " OR " not in licence


def _texts(shipped: list[Distribution]) -> Iterator[str]:
    for found in shipped:
        yield f"{'=' * 100}\n{found.name} {found.version}: {_licence(found)}\n{'=' * 100}"
        for file in found.files or ():
            if LICENCE_FILE.search(str(file)) and not str(file).endswith((".py", ".pyc")):
                path = Path(str(found.locate_file(file)))
                if path.is_file():
                    yield path.read_text(encoding="utf-8", errors="replace").strip()
