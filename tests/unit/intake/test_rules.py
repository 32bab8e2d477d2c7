"""What a folder's rule takes, by name and place."""

from pathlib import Path

import pytest
from sagsbud.domain.arrival import Afterwards
from sagsbud.intake.rules import FolderRule, NameVerdict, judge_name
from sagsbud.intake.shares import SHARE_TYPES, file_system

ROOT = Path("/scan")


@pytest.mark.parametrize(
    "name", ["brev.pdf.part", "~$brev.docx", "film.crdownload", "x.TMP", ".~lock.brev.odt#", "a.filepart"]
)
def test_unfinished_names_wait(name: str) -> None:
    assert judge_name(name) is NameVerdict.WAIT


@pytest.mark.parametrize("name", [".hidden", "Thumbs.db", "desktop.ini", ".DS_Store"])
def test_hidden_and_system_names_are_ignored(name: str) -> None:
    assert judge_name(name) is NameVerdict.IGNORE


@pytest.mark.parametrize("name", ["brev.pdf", "Ansøgning om tilskud.docx", "uden endelse", "part.pdf"])
def test_ordinary_names_are_taken(name: str) -> None:
    assert judge_name(name) is NameVerdict.TAKE


def test_patterns_choose_without_regard_to_case() -> None:
    rule = FolderRule(ROOT, take=("*.pdf", "*.eml"))
    assert rule.takes(ROOT / "A.PDF")
    assert not rule.takes(ROOT / "a.docx")


def test_subfolders_only_when_wanted() -> None:
    assert FolderRule(ROOT).takes(ROOT / "a" / "b" / "c.pdf")
    assert not FolderRule(ROOT, subfolders=False).takes(ROOT / "a" / "c.pdf")


def test_the_target_inside_the_folder_and_hidden_folders_are_not_entered() -> None:
    rule = FolderRule(ROOT, afterwards=Afterwards.ARCHIVE, target=ROOT / "arkiv")
    assert not rule.takes(ROOT / "arkiv" / "2026" / "brev.pdf")
    assert not rule.takes(ROOT / ".git" / "brev.pdf")
    assert not rule.takes(Path("/elsewhere/brev.pdf"))


def test_the_innermost_mount_decides_the_file_system() -> None:
    mounts = (
        "/dev/sda1 / ext4 rw 0 0\n//srv/s /mnt/f\\040drev cifs rw 0 0\n/dev/sdb /mnt/f\\040drev/lokal ext4 rw 0 0\n"
    )
    assert file_system("/mnt/f drev/scan", mounts) in SHARE_TYPES
    assert file_system("/mnt/f drev/lokal/scan", mounts) == "ext4"
    assert file_system("/mnt/f drevet", mounts) == "ext4"


def test_a_number_of_a_person_in_a_folders_name_is_never_whole() -> None:
    named, labelled = FolderRule(Path("/srv/Borger 010190-1234")), FolderRule(Path("/srv"), "Post 010190-1234")
    assert [rule.source.name for rule in (named, labelled)] == ["Borger 010190-xxxx", "Post 010190-xxxx"]


def test_the_source_of_a_folder_whose_name_is_no_utf_8_can_be_kept() -> None:
    source = FolderRule(Path("/srv") / "gl\udcf8gg").source
    assert source.name == "gløgg"
