"""The Debian package around a small program: what lies where, what it depends on, what its scripts are."""

import mimetypes
import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from installer import debpackage
from installer.compare import differences

MOMENT = "1764000000"


def build(folder: Path) -> Path:
    """A package whose program is a small one of the system."""
    needed = ("dpkg-deb", "dpkg-shlibdeps", "md5sum")
    if not all(map(shutil.which, needed)):
        pytest.skip(f"not all of {', '.join(needed)} are on this machine (Debian: apt-get install dpkg-dev)")
    program = folder / "program"
    (program / "_internal").mkdir(parents=True)
    shutil.copyfile("/bin/true", program / "sagsbud")
    (program / "sagsbud").chmod(0o755)
    (program / "_internal" / "base_library.zip").write_bytes(b"zip")
    return debpackage.build(program, folder / "tree", folder, "1.2.3", MOMENT)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("deb"))


@pytest.fixture(scope="module")
def unpacked(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's files, with those that control it in DEBIAN."""
    folder = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["dpkg-deb", "-R", package, folder], check=True)
    return folder


def test_it_depends_on_the_libraries_its_programs_are_linked_against(unpacked: Path) -> None:
    control = dict(
        line.split(": ", 1) for line in (unpacked / "DEBIAN" / "control").read_text().splitlines() if ": " in line
    )
    assert re.search(r"\blibc6 \(>= [\d.]+\)", control["Depends"])
    assert debpackage.FONTS in control["Depends"]
    assert control["Version"] == "1.2.3"


def test_the_command_and_every_entry_lead_to_the_program(unpacked: Path) -> None:
    assert (unpacked / "usr/bin/sagsbud").readlink() == Path("/opt/sagsbud/sagsbud")
    entries = [unpacked / place for place in debpackage.INSTALLED.values() if place.endswith((".desktop", "_action"))]
    assert len(entries) == 5
    for entry in entries:
        (command,) = re.findall(r"^Exec=(.*)$", entry.read_text(encoding="utf-8"), re.MULTILINE)
        assert command in ("/opt/sagsbud/sagsbud open %F", "/opt/sagsbud/sagsbud open --at-login")


def test_file_managers_offer_the_program_for_what_it_reads(unpacked: Path) -> None:
    entry = ConfigParser(interpolation=None)
    entry.read(unpacked / "usr/share/applications/sagsbud.desktop", encoding="utf-8")
    types = entry["Desktop Entry"]["MimeType"].removesuffix(";").split(";")
    assert len(types) == len(set(types))
    endings = (
        "eml",
        "pdf",
        "docx",
        "doc",
        "odt",
        "xlsx",
        "xls",
        "ods",
        "pptx",
        "ppt",
        "odp",
        "rtf",
        "txt",
        "csv",
        "jpg",
    )
    assert {mimetypes.guess_type(f"brev.{ending}")[0] for ending in endings} <= set(types)
    assert "application/vnd.ms-outlook" in types


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="desktop-file-utils is not installed")
def test_every_entry_of_the_desktop_is_valid(unpacked: Path) -> None:
    for place in ("usr/share/applications/sagsbud.desktop", "usr/share/Thunar/sendto/sagsbud.desktop"):
        subprocess.run(["desktop-file-validate", unpacked / place], check=True)


def test_only_programs_can_be_run_and_everything_is_readable(unpacked: Path) -> None:
    for path in unpacked.rglob("*"):
        if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.parts:
            assert path.stat().st_mode & 0o7777 == (0o755 if path == unpacked / "opt/sagsbud/sagsbud" else 0o644), path


def test_what_administrators_may_change_is_kept_over_upgrades(unpacked: Path) -> None:
    kept = (unpacked / "DEBIAN" / "conffiles").read_text().splitlines()
    below_etc = [f"/{path.relative_to(unpacked)}" for path in (unpacked / "etc").rglob("*") if path.is_file()]
    assert kept == below_etc == ["/etc/xdg/autostart/sagsbud.desktop"]


def test_the_sums_are_those_of_the_files(unpacked: Path) -> None:
    assert subprocess.run(["md5sum", "--check", "--quiet", "DEBIAN/md5sums"], cwd=unpacked, check=False).returncode == 0


@pytest.mark.parametrize("script", debpackage.SCRIPTS)
def test_scripts_are_whole(unpacked: Path, script: str) -> None:
    path = unpacked / "DEBIAN" / script
    assert path.stat().st_mode & 0o111
    assert subprocess.run(["sh", "-n", path], check=False).returncode == 0
    assert debpackage.ENDING.strip() not in path.read_text()
    if script != "postrm":
        assert "end_running()" in path.read_text()


def test_nothing_is_asked_or_removed_of_users(unpacked: Path) -> None:
    for script in debpackage.SCRIPTS:
        text = (unpacked / "DEBIAN" / script).read_text()
        assert "/home" not in text
        assert ".local" not in text


def test_two_builds_are_the_same_to_the_last_byte(package: Path, tmp_path: Path) -> None:
    again = build(tmp_path / "elsewhere")
    assert list(differences(package, again)) == []
    assert package.read_bytes() == again.read_bytes()
