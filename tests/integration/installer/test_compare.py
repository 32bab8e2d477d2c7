"""Comparing two packages: alike ones are alike, and whatever differs is named."""

import shutil
import subprocess
from pathlib import Path

import pytest

from installer.compare import differences, main

CONTROL = (
    "Package: proof\nVersion: {version}\nArchitecture: all\nMaintainer: Proof <p@example.invalid>\nDescription: proof\n"
)


def package(folder: Path, *, content: str = "same", mode: int = 0o644, version: str = "1", more: str = "") -> Path:
    """A small package."""
    if not shutil.which("dpkg-deb"):
        pytest.skip("dpkg-deb is not on this machine")
    tree = folder / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN" / "control").write_text(CONTROL.format(version=version))
    for name in filter(None, ("file", more)):
        (tree / name).write_text(content)
        (tree / name).chmod(mode)
    target = folder / "proof.deb"
    command: list[str | Path] = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, target]
    subprocess.run(
        command, check=True, capture_output=True, env={"SOURCE_DATE_EPOCH": "1767225600", "PATH": "/usr/bin:/bin"}
    )
    return target


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, []),
        ({"content": "else"}, ["files/./file: content"]),
        ({"mode": 0o755}, ["files/./file: rights"]),
        ({"version": "2"}, ["control/./control: content"]),
        ({"more": "new"}, ["files/./new: only in proof.deb"]),
    ],
    ids=["nothing", "content", "rights", "version", "one file more"],
)
def test_what_differs_is_named(tmp_path: Path, other: dict[str, str | int], expected: list[str]) -> None:
    mine = package(tmp_path / "one")
    theirs = package(tmp_path / "other", **other)  # type: ignore[arg-type]
    found = [line for line in differences(mine, theirs) if not line.endswith(": time")]
    assert found == expected
    assert main([str(mine), str(theirs)]) == bool(list(differences(mine, theirs)))
