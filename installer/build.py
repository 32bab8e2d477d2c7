"""Make the packages: `python3 dev.py package [folder|deb|msi|sbom]`. Everything ends in dist/.

`folder` is the one-folder build by PyInstaller, `deb` the Debian package of it, `msi` the Windows Installer package
of a folder that was built on Windows (made with Debian's wixl and msitools), `sbom` the list of what is shipped.
"""

import argparse
import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sagsbud import __version__

from installer import msi as windows
from installer import sbom

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DIST = ROOT / "dist"
WORK = ROOT / "build"
FOLDER = DIST / "sagsbud"
MAINTAINER = "Sagsbud <sagsbud@fjordby.example>"
DEPENDS = (
    "libc6, libglib2.0-0, libegl1, libgl1, libx11-6, libfontconfig1, libfreetype6, libdbus-1-3, libxkbcommon0, libx11-xcb1, "
    "libxcb-cursor0, libxcb-icccm4, libxcb-image0, libxcb-keysyms1, libxcb-randr0, libxcb-render-util0, libxcb-render0, "
    "libxcb-shape0, libxcb-shm0, libxcb-sync1, libxcb-util1, libxcb-xfixes0, libxcb-xkb1, libxkbcommon-x11-0, "
    "fonts-inter | fonts-noto-core"
)


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
    subprocess.run(command, check=True, cwd=ROOT, env=_reproducible())
    _strip()
    sbom.write(FOLDER, DIST / "sagsbud.cdx.json", DIST / "THIRD-PARTY.txt")
    for name in ("sagsbud.cdx.json", "THIRD-PARTY.txt"):
        shutil.copy(DIST / name, FOLDER / name)
    shutil.copy(ROOT / "LICENSE", FOLDER / "LICENSE")


def deb() -> None:
    """The Debian package: the folder under /opt, a command, a desktop entry, an icon, a man page."""
    folder()
    tree = WORK / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(FOLDER, tree / "opt" / "sagsbud", symlinks=True)
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "sagsbud").symlink_to("/opt/sagsbud/sagsbud")
    _install(HERE / "debian" / "sagsbud.desktop", tree / "usr/share/applications/sagsbud.desktop")
    _install(HERE / "debian" / "copyright", tree / "usr/share/doc/sagsbud/copyright")
    _install(ROOT / "resources/icons/app.svg", tree / "usr/share/icons/hicolor/scalable/apps/sagsbud.svg")
    _compress(HERE / "debian" / "sagsbud.1", tree / "usr/share/man/man1/sagsbud.1.gz")
    _compress(ROOT / "CHANGELOG.md", tree / "usr/share/doc/sagsbud/changelog.gz")
    _write_control(tree)
    _settle(tree)
    target = DIST / f"sagsbud_{__version__}_{_architecture()}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z4", "--build", tree, target], check=True, env=_reproducible()
    )


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
    """Drop the debugging symbols of the three libraries that come with megabytes of them; others do not bear it."""
    if sys.platform != "linux":
        return
    for pattern in ("libpython3*.so*", "sqlcipher3/*.so", "pypff*.so"):
        for library in (FOLDER / "_internal").glob(pattern):
            subprocess.run(["strip", "--strip-unneeded", library], check=True)


def _write_control(tree: Path) -> None:
    size = sum(file.stat().st_size for file in tree.rglob("*") if file.is_file() and not file.is_symlink()) // 1024
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(
        f"Package: sagsbud\nVersion: {__version__}\nArchitecture: {_architecture()}\nMaintainer: {MAINTAINER}\n"
        f"Installed-Size: {size}\nDepends: {DEPENDS}\nRecommends: gnome-keyring | kwalletmanager\n"
        "Suggests: tesseract-ocr-dan\nSection: misc\nPriority: optional\n"
        "Description: files documents on the right case for municipal caseworkers\n"
        " Watches folders and mail exports, reads what arrives, suggests the case and\n"
        " the subject with reasons, and files to a Sag/Dokument service. Works without\n"
        " net: what is filed is queued encrypted and delivered exactly once.\n"
    )
    for script in ("postinst", "prerm"):
        source = HERE / "debian" / script
        if source.exists():
            _install(source, tree / "DEBIAN" / script, mode=0o755)


def _install(source: Path, target: Path, mode: int = 0o644) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(mode)


def _compress(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(source.read_bytes(), 9, mtime=0))
    target.chmod(0o644)


def _settle(tree: Path) -> None:
    """One time and one set of rights for everything, so that two builds are alike."""
    moment = int(_epoch())
    for path in [tree, *tree.rglob("*")]:
        if path.is_symlink():
            continue
        if path.is_dir():
            path.chmod(0o755)
        elif "DEBIAN" not in path.parts:
            path.chmod(0o755 if path.stat().st_mode & 0o100 and path.name == "sagsbud" else 0o644)
        os.utime(path, (moment, moment))


def _epoch() -> str:
    """The time of the newest commit: the same source makes the same package."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return given
    asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "1767225600"


def _reproducible() -> dict[str, str]:
    return os.environ | {"SOURCE_DATE_EPOCH": _epoch(), "PYTHONHASHSEED": "1"}


def _architecture() -> str:
    return subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()


BUILDS: dict[str, Callable[[], None]] = {"folder": folder, "deb": deb, "msi": msi, "sbom": bill}

if __name__ == "__main__":
    sys.exit(main())
