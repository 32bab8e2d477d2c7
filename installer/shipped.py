"""What a one-folder build holds, file by file: each belongs to a distribution, to Python itself, or to the program.

A file that belongs to nobody known ends the build: what cannot be named cannot be licensed.
"""

import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

OWN = "sagsbud"
INSIDE = "_internal"
BUILD_TOOLS = frozenset({"pip", "setuptools", "pyinstaller", "pyinstaller-hooks-contrib"})
OF_PYTHON = re.compile(
    r"libpython3[\d.]*\.so[\d.]*|python3\d*\.dll|base_library\.zip|python3\.\d+(/.*)?|\w+\.pyd|"
    r"lib(crypto|ssl|ffi)[-\w]*\.dll|sqlite3\.dll|zlib1?\.dll"
)
OF_WINDOWS = re.compile(r"(vcruntime|msvcp|concrt)\d+\w*\.dll|ucrtbase\.dll|api-ms-win-[\w-]+\.dll", re.IGNORECASE)
BESIDE = frozenset({"sagsbud", "sagsbud.exe", "sagsbudw.exe", "sagsbud.cdx.json", "THIRD-PARTY.txt", "LICENSE"})
PACKED_LIBRARY = re.compile(r"(^|/)[\w.-]+\.libs/|\.(so|dll|dylib)(\.|$)")


class Unaccounted(ValueError):
    """Files in the folder belong to nobody known."""


@dataclass
class Shipped:
    """A part of what is shipped: a distribution, or one of the parts that are none."""

    name: str
    version: str
    licence: str
    distribution: Distribution | None = None
    texts: tuple[Path, ...] = ()
    libraries: list[str] = field(default_factory=list)
    """Names of the shared libraries it brings."""


def shipped(folder: Path, modules: Iterable[str]) -> list[Shipped]:
    """Every part, by name. `modules` are those in the program's own archive. Raises Unaccounted."""
    owners = _owners()
    found: dict[str, Shipped] = {}
    homeless = []
    for place in sorted(_places(folder)):
        if _is_own(place):
            continue
        part = _of_the_platform(place) or _of_distribution(place, owners)
        if part is None:
            homeless.append(place)
            continue
        kept = found.setdefault(part.name.lower(), part)
        if PACKED_LIBRARY.search(place):
            kept.libraries.append(place.rsplit("/", 1)[-1])
    if homeless:
        raise Unaccounted(", ".join(homeless[:20]))
    for module in modules:
        part = _of_module(module, owners)
        if part:
            found.setdefault(part.name.lower(), part)
    found.setdefault("cpython", _python())
    found["pyinstaller bootloader"] = _bootloader()
    return [found[name] for name in sorted(found)]


def _places(folder: Path) -> Iterator[str]:
    """Files of the folder as a slash-separated path below it; of links, what they lead to."""
    top = folder.resolve()
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.resolve().relative_to(top).as_posix().removeprefix(f"{INSIDE}/")


def _is_own(place: str) -> bool:
    return place in BESIDE or place.startswith((f"{OWN}/", f"{OWN}-"))


def _of_the_platform(place: str) -> Shipped | None:
    if OF_WINDOWS.fullmatch(place.rsplit("/", 1)[-1]):
        return Shipped("Microsoft Visual C++ runtime", "14", "LicenseRef-Microsoft-redistributable")
    return _python() if OF_PYTHON.fullmatch(place) else None


def _python() -> Shipped:
    text = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    version = ".".join(map(str, sys.version_info[:3]))
    return Shipped("CPython", version, "PSF-2.0", texts=(text,) if text.exists() else ())


def _bootloader() -> Shipped:
    tool = next((one for one in distributions() if one.name.lower() == "pyinstaller"), None)
    licence = "GPL-2.0-or-later WITH Bootloader-exception"
    return Shipped("PyInstaller bootloader", tool.version if tool else "", licence, tool)


@cache
def _owners() -> Mapping[str, Distribution]:
    """Distribution by each of its files, by each folder that is its own, and by each module at the top."""
    owners: dict[str, Distribution] = {}
    shared: set[str] = set()
    for one in distributions():
        if one.name.lower() == OWN or one.name.lower() in BUILD_TOOLS:
            continue
        for file in one.files or ():
            place = Path(str(file)).as_posix()
            if place.startswith("..") or "__pycache__" in place:
                continue
            owners[place] = one
            for parent in Path(place).parents:
                name = parent.as_posix()
                if name != "." and owners.setdefault(name, one) is not one:
                    shared.add(name)
    return {place: one for place, one in owners.items() if place not in shared}


def _of_distribution(place: str, owners: Mapping[str, Distribution]) -> Shipped | None:
    """Whose file it is; one that was made while building belongs to the folder it lies in."""
    for name in (place, *(parent.as_posix() for parent in Path(place).parents)):
        if name in owners:
            return _part(owners[name])
    return None


def _of_module(module: str, owners: Mapping[str, Distribution]) -> Shipped | None:
    path = module.replace(".", "/")
    for name in (f"{path}.py", f"{path}/__init__.py"):
        if name in owners:
            return _part(owners[name])
    return None


def _part(one: Distribution) -> Shipped:
    return Shipped(one.name, one.version, licence_of(one), one)


def licence_of(one: Distribution) -> str:
    """The licence as the distribution states it."""
    meta = one.metadata
    if "License-Expression" in meta:
        return meta["License-Expression"]
    classified = [
        value.split("::")[-1].strip() for value in meta.get_all("Classifier") or () if value.startswith("License")
    ]
    written = meta["License"].strip().splitlines() if "License" in meta else []
    return " AND ".join(classified) or (written[0] if written else "see its licence text")
