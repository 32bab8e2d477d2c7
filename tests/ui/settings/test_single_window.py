"""One window a profile: a second start hands its files over and ends, among real processes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.program import Service

ROOT = Path(__file__).parents[3]
PATIENCE = 120.0


class Programs:
    """Starts of the program over one folder of data, on one service."""

    def __init__(self, data: Path, url: str) -> None:
        self._options = ["--data", str(data), "--service", url]
        self._environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        self.running: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start it; it may stay."""
        command = [sys.executable, "-m", "sagsbud", *arguments, *self._options]
        started = subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.running.append(started)
        return started

    def names(self) -> list[str]:
        """What lies in the inbox; nothing yet where two programs are about to make the same store."""
        answer, _complaints = self.start("queue", "--json").communicate(timeout=PATIENCE)
        records = [json.loads(line) for line in answer.splitlines()]
        return sorted(record["path"] for record in records if "path" in record)

    def close(self) -> None:
        """End all that still run, as a person logging out does."""
        for process in self.running:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=PATIENCE)


@pytest.fixture
def programs(tmp_path: Path, common_service: Service) -> Iterator[Programs]:
    started = Programs(tmp_path / "data", common_service.url)
    yield started
    started.close()


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.2)


def test_a_second_start_hands_its_files_to_the_first_and_ends(programs: Programs, tmp_path: Path) -> None:
    for name in ("brev-1.txt", "brev-2.txt"):
        (tmp_path / name).write_text(f"Et brev om vej og park, {name}.")
    first = programs.start("open", str(tmp_path / "brev-1.txt"))
    until(lambda: programs.names() == ["brev-1.txt"])
    second = programs.start("open", str(tmp_path / "brev-2.txt"))
    _said, complaints = second.communicate(timeout=PATIENCE)
    assert (second.returncode, complaints) == (0, "")
    until(lambda: programs.names() == ["brev-1.txt", "brev-2.txt"])
    assert first.poll() is None


def test_the_next_start_after_the_end_is_the_one(programs: Programs, tmp_path: Path) -> None:
    letter = tmp_path / "brev.txt"
    letter.write_text("Et brev om vej og park.")
    first = programs.start()
    until((tmp_path / "data").joinpath("outbox.db").exists)
    assert programs.start().wait(PATIENCE) == 0
    first.terminate()
    assert first.wait(PATIENCE) == 0
    again = programs.start("open", str(letter))
    until(lambda: programs.names() == ["brev.txt"])
    assert again.poll() is None
