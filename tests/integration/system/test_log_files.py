"""Log files on a real disk: several processes at once, turned over, private, and quiet when the disk refuses."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

WRITER = """
import logging, sys
from pathlib import Path
from sagsbud.system import logs
from sagsbud.system.pseudonyms import Pseudonyms
logs.FILE_BYTES = int(sys.argv[3])
logs.log_to_files(Path(sys.argv[1]), Pseudonyms(Path(sys.argv[1]) / "key"))
log = logging.getLogger("sagsbud.test")
for number in range(int(sys.argv[2])):
    log.info("line %d of %d", number, int(sys.argv[4]))
"""
PATIENCE = 120


def writer(folder: Path, lines: int, file_bytes: int, number: int) -> subprocess.Popen[bytes]:
    """A process that logs so many lines."""
    arguments = [str(folder), str(lines), str(file_bytes), str(number)]
    return subprocess.Popen([sys.executable, "-c", WRITER, *arguments], stderr=subprocess.PIPE)


def finish(*writers: subprocess.Popen[bytes]) -> None:
    """All of them end well and silently."""
    for process in writers:
        _, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, err) == (0, b"")


def test_four_processes_write_to_one_log_and_no_line_is_lost_or_torn(tmp_path: Path) -> None:
    finish(*[writer(tmp_path, 300, 10_000_000, number) for number in range(4)])
    lines = (tmp_path / "sagsbud.log").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1200
    assert len(set(lines)) == 1200
    assert all("INFO test:" in line and line.endswith("]") for line in lines)


def test_files_are_turned_over_also_while_others_write(tmp_path: Path) -> None:
    finish(*[writer(tmp_path, 400, 8_000, number) for number in range(3)])
    files = sorted(path.name for path in tmp_path.glob("sagsbud.log*"))
    assert files == ["sagsbud.log", *(f"sagsbud.log.{number}" for number in range(1, 6))]
    assert all(path.stat().st_size < 16_000 for path in tmp_path.glob("sagsbud.log*"))
    lines = [line for name in files for line in (tmp_path / name).read_text(encoding="utf-8").splitlines()]
    assert all("INFO test:" in line and line.endswith("]") for line in lines)
    finish(writer(tmp_path, 1, 1_000_000, 9))
    assert " line 0 of 9 " in (tmp_path / "sagsbud.log").read_text(encoding="utf-8").splitlines()[-1]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_the_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    finish(writer(tmp_path / "profile" / "logs", 1, 1000, 0))
    assert stat.S_IMODE(os.stat(tmp_path / "profile" / "logs").st_mode) == 0o700
    assert stat.S_IMODE(os.stat(tmp_path / "profile" / "logs" / "sagsbud.log").st_mode) == 0o600


def test_a_log_that_cannot_be_written_costs_its_lines_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    finish(writer(tmp_path / "logs", 3, 1000, 0))
