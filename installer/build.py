"""Make the packages: `python3 dev.py package [folder|deb|msi|sbom]`. Everything ends in dist/.

`folder` is the one-folder build by PyInstaller, `deb` the Debian package of it, `msi` the Windows Installer package
of a folder that was built on Windows (made with Debian's wixl and msitools), `sbom` the list of what is shipped.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sagsbud import __version__

from installer import debpackage, sbom
from installer import msi as windows

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DIST = ROOT / "dist"
WORK = ROOT / "build"
FOLDER = DIST / "sagsbud"
NOTES = ("RECORD", "direct_url.json", "INSTALLER", "REQUESTED", "uv_cache.json")
STRIPPED = (
    "libpython3*.so*", "python3*/lib-dynload/*.so", "sqlcipher3/*.so", "pypff*.so", "sqlalchemy/*/*.so", "Stemmer*.so",
    "msgspec/*.so", "httptools/*/*.so", "cryptography/hazmat/bindings/*.so",
)  # fmt: skip

PLAIN_MODULES = {"PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0"}
"""Modules lie in the program as they are: unpacking them costs time at each start, and the packages compress them anyway."""


def main() -> int:
    """Build what is asked for; the exit code."""
    parser = argparse.ArgumentParser(prog="dev.py package", description=__doc__)
    parser.add_argument("what", nargs="?", choices=sorted(BUILDS), default="deb")
    BUILDS[parser.parse_args().what]()
    return 0


def folder() -> None:
    """The one-folder build with the list of what is in it."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(DIST), "--workpath", str(WORK), str(HERE / "sagsbud.spec")]
    subprocess.run(command, check=True, cwd=ROOT, env=_environment())
    _strip()
    _forget_the_machine()
    sbom.write(FOLDER, DIST / "sagsbud.cdx.json", DIST / "THIRD-PARTY.txt")
    for name in ("sagsbud.cdx.json", "THIRD-PARTY.txt"):
        shutil.copy(DIST / name, FOLDER / name)
    shutil.copy(ROOT / "LICENSE", FOLDER / "LICENSE")


def deb() -> None:
    """The Debian package of the folder."""
    folder()
    debpackage.build(FOLDER, WORK / "deb", DIST, __version__, _epoch())


def msi() -> None:
    """The Windows Installer package of a folder that was built on Windows and copied here."""
    if not (FOLDER / "sagsbudw.exe").exists():
        sys.exit(
            f"{FOLDER.relative_to(ROOT)} holds no Windows build. Run »python dev.py package folder« on Windows first."
        )
    windows.build(FOLDER, DIST / f"sagsbud-{__version__}.msi", __version__)


def bill() -> None:
    """Only the list of what a folder build holds."""
    sbom.write(FOLDER, DIST / "sagsbud.cdx.json", DIST / "THIRD-PARTY.txt")


def _strip() -> None:
    """Drop debugging symbols where libraries come with megabytes of them; those that were patched do not bear it."""
    if sys.platform != "linux":
        return
    for pattern in STRIPPED:
        for library in (FOLDER / "_internal").glob(pattern):
            subprocess.run(["strip", "--strip-unneeded", library], check=True)


def _forget_the_machine() -> None:
    """Drop the notes of the installer about where and when it installed; what they tell differs on every machine."""
    for notes in (FOLDER / "_internal").glob("*.dist-info"):
        for name in NOTES:
            (notes / name).unlink(missing_ok=True)


def _epoch() -> str:
    """The time of the newest commit: the same source makes the same package."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return given
    asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "1767225600"


def _environment() -> dict[str, str]:
    return os.environ | {"SOURCE_DATE_EPOCH": _epoch(), "PYTHONHASHSEED": "1", **PLAIN_MODULES}


BUILDS: dict[str, Callable[[], None]] = {"folder": folder, "deb": deb, "msi": msi, "sbom": bill}

if __name__ == "__main__":
    sys.exit(main())
