"""The Debian package: the one-folder build below /opt, and beside it what desktops look for.

Which libraries of the system it depends on is read from the programs themselves (Debian's dpkg-shlibdeps).
"""

import gzip
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MAINTAINER = "Sagsbud <sagsbud@fjordby.example>"
FONTS = "fonts-inter | fonts-noto-core | fonts-dejavu-core"
INSTALLED = {
    "sagsbud.desktop": "usr/share/applications/sagsbud.desktop",
    "autostart.desktop": "etc/xdg/autostart/sagsbud.desktop",
    "servicemenu.desktop": "usr/share/kio/servicemenus/sagsbud.desktop",
    "sagsbud.nemo_action": "usr/share/nemo/actions/sagsbud.nemo_action",
    "sendto.desktop": "usr/share/Thunar/sendto/sagsbud.desktop",
    "sagsbud.xml": "usr/share/mime/packages/sagsbud.xml",
    "copyright": "usr/share/doc/sagsbud/copyright",
    "lintian-overrides": "usr/share/lintian/overrides/sagsbud",
}
"""Files of installer/debian and where they go."""
SCRIPTS = ("preinst", "prerm", "postrm")
ENDING = "#ENDING#\n"
"""Where a script takes in installer/debian/ending."""
CONTROL = """Package: sagsbud
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}
Recommends: gnome-keyring | kwalletmanager
Suggests: tesseract-ocr-dan
Section: misc
Priority: optional
Description: files documents on the right case for municipal caseworkers
 Watches folders and mail exports, reads what arrives, suggests the case and
 the subject with reasons, and files to a Sag/Dokument service. Works without
 net: what is filed is queued encrypted and delivered exactly once.
"""

CHANGELOG = """sagsbud ({version}) stable; urgency=medium

  * What is new stands in CHANGELOG.md.gz.

 -- {maintainer}  {date}
"""


def build(folder: Path, tree: Path, target: Path, version: str, moment: str) -> Path:
    """Make the package of the folder in `target`; everything in it is dated `moment` (seconds since 1970)."""
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(folder, tree / "opt" / "sagsbud", symlinks=True)
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "sagsbud").symlink_to("/opt/sagsbud/sagsbud")
    (tree / "etc" / "sagsbud").mkdir(parents=True)
    for name, place in INSTALLED.items():
        _install(HERE / "debian" / name, tree / place)
    _install(ROOT / "resources/icons/app.svg", tree / "usr/share/icons/hicolor/scalable/apps/sagsbud.svg")
    documents = tree / "usr/share/doc/sagsbud"
    _compress((HERE / "debian" / "sagsbud.1").read_bytes(), tree / "usr/share/man/man1/sagsbud.1.gz")
    _compress((ROOT / "CHANGELOG.md").read_bytes(), documents / "CHANGELOG.md.gz")
    date = datetime.fromtimestamp(int(moment), UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    _compress(CHANGELOG.format(version=version, maintainer=MAINTAINER, date=date).encode(), documents / "changelog.gz")
    (tree / "DEBIAN").mkdir()
    _write_control(tree, version)
    _settle(tree, int(moment))
    package = target / f"sagsbud_{version}_{_architecture()}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", tree, package],
        check=True,
        env=os.environ | {"SOURCE_DATE_EPOCH": moment},
    )
    return package


def _write_control(tree: Path, version: str) -> None:
    files = [file for file in sorted(tree.rglob("*")) if file.is_file() and not file.is_symlink()]
    size = sum(file.stat().st_size for file in files) // 1024
    depends = ", ".join([*_libraries(tree), FONTS])
    text = CONTROL.format(
        version=version, architecture=_architecture(), maintainer=MAINTAINER, size=size, depends=depends
    )
    control = tree / "DEBIAN"
    (control / "control").write_text(text)
    (control / "conffiles").write_text("/etc/xdg/autostart/sagsbud.desktop\n")
    ending = (HERE / "debian" / "ending").read_text()
    for script in SCRIPTS:
        (control / script).write_text((HERE / "debian" / script).read_text().replace(ENDING, ending))
        (control / script).chmod(0o755)
    sums = subprocess.run(
        ["md5sum", *(str(file.relative_to(tree)) for file in files)], cwd=tree, capture_output=True, check=True
    )
    (control / "md5sums").write_bytes(sums.stdout)


def _libraries(tree: Path) -> list[str]:
    """The system's packages whose libraries the programs in the folder are linked against."""
    programs = [path for path in sorted((tree / "opt").rglob("*")) if _is_program(path)]
    own = {str(path.parent) for path in programs}
    with TemporaryDirectory(prefix="sagsbud-deb-") as place:
        control = Path(place) / "debian" / "control"
        control.parent.mkdir()
        control.write_text("Source: sagsbud\n\nPackage: sagsbud\nArchitecture: any\n")
        command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"]
        command += [f"-l{folder}" for folder in sorted(own)]
        done = subprocess.run([*command, *map(str, programs)], cwd=place, capture_output=True, text=True, check=True)
    found = re.search(r"^shlibs:Depends=(.*)$", done.stdout, re.MULTILINE)
    return sorted(found.group(1).split(", ")) if found else []


def _is_program(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _install(source: Path, target: Path, mode: int = 0o644) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(mode)


def _compress(content: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(content, 9, mtime=0))
    target.chmod(0o644)


def _settle(tree: Path, moment: int) -> None:
    """One time and one set of rights for everything, so that two builds are alike."""
    for path in [tree, *tree.rglob("*")]:
        if path.is_symlink():
            continue
        if path.is_dir():
            path.chmod(0o755)
        elif "DEBIAN" not in path.parts:
            path.chmod(0o755 if path.stat().st_mode & 0o100 and path.name == "sagsbud" else 0o644)
        os.utime(path, (moment, moment))


def _architecture() -> str:
    return subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
