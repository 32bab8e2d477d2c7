"""Whose each file of a build is: nothing is shipped that cannot be named."""

from importlib.metadata import distribution
from pathlib import Path

import pytest

from installer.shipped import Shipped, Unaccounted, shipped


def build(folder: Path, *names: str) -> Path:
    """A one-folder build with these files, and what every build holds."""
    for name in (
        "sagsbud",
        "LICENSE",
        "_internal/sagsbud/resources/icons/app.svg",
        "_internal/base_library.zip",
        *names,
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    return folder


def parts(folder: Path, *modules: str) -> dict[str, Shipped]:
    """What is shipped, by name."""
    return {part.name: part for part in shipped(folder, modules)}


def test_python_and_the_loader_are_parts_too(tmp_path: Path) -> None:
    found = parts(build(tmp_path, "_internal/libpython3.11.so.1.0", "_internal/python3.11/lib-dynload/_ssl.so"))
    assert set(found) == {"CPython", "PyInstaller bootloader"}
    assert found["CPython"].licence == "PSF-2.0"
    assert found["CPython"].libraries == ["libpython3.11.so.1.0", "_ssl.so"]
    assert "exception" in found["PyInstaller bootloader"].licence


def test_files_belong_to_the_distribution_that_brought_them(tmp_path: Path) -> None:
    library = next(str(file) for file in distribution("msgspec").files or () if "_core" in str(file))
    found = parts(build(tmp_path, f"_internal/{library}", "_internal/msgspec/made-while-building.txt"))
    assert found["msgspec"].version == distribution("msgspec").version
    assert found["msgspec"].licence == "BSD-3-Clause"
    assert found["msgspec"].libraries == [Path(library).name]


def test_links_count_as_what_they_lead_to(tmp_path: Path) -> None:
    library = next(str(file) for file in distribution("msgspec").files or () if "_core" in str(file))
    build(tmp_path, f"_internal/{library}")
    (tmp_path / "_internal" / "core.so").symlink_to(tmp_path / "_internal" / library)
    assert set(parts(tmp_path)) == {"CPython", "PyInstaller bootloader", "msgspec"}


def test_archived_modules_count_and_those_of_the_program_do_not(tmp_path: Path) -> None:
    found = parts(build(tmp_path), "httpx", "httpx._client", "sagsbud.cli.main", "json", "anyio.abc")
    assert set(found) == {"CPython", "PyInstaller bootloader", "httpx", "anyio"}


def test_what_windows_brings_is_named(tmp_path: Path) -> None:
    names = ("python311.dll", "vcruntime140.dll", "api-ms-win-core-file-l1-1-0.dll", "_ssl.pyd", "libcrypto-3.dll")
    found = parts(build(tmp_path, *(f"_internal/{name}" for name in names)))
    assert set(found) == {"CPython", "Microsoft Visual C++ runtime", "PyInstaller bootloader"}


@pytest.mark.parametrize("name", ["_internal/libreadline.so.8", "_internal/unknown/thing.txt", "stray.dll"])
def test_what_belongs_to_nobody_ends_the_build(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unaccounted, match=Path(name).name):
        shipped(build(tmp_path, name), ())
