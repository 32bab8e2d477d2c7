"""One program a profile and session, among real processes that start, end and are killed."""

import json
import os
import queue
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsbud.system import instance as instances
from sagsbud.system.instance import Instance, hand_over, session_name

PATIENCE = 60
FIRST = """
import sys
from pathlib import Path
from sagsbud.system.instance import Instance
claimed = Instance.claim(Path(sys.argv[1]), sys.argv[2])
print("one" if claimed else "other", flush=True)
if claimed:
    claimed.listen(lambda paths: print(*paths, flush=True))
    print("listening", flush=True)
    sys.stdin.readline()
    claimed.close()
"""


class First:
    """A program that wants to be the one."""

    def __init__(self, folder: Path, session: str = "") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", FIRST, str(folder), session],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def line(self) -> str:
        """What it says next."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        """Close it properly, if it still runs."""
        self.process.communicate("\n", timeout=PATIENCE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile's folder with a name too long for a socket."""
    return tmp_path / ("profil" * 20)


@pytest.fixture
def first(folder: Path) -> Iterator[First]:
    """A program that is the one, and listens."""
    running = First(folder)
    assert [running.line(), running.line()] == ["one", "listening"]
    yield running
    if running.process.poll() is None:
        running.end()


def test_files_are_handed_to_the_one_that_runs(first: First, folder: Path, tmp_path: Path) -> None:
    assert Instance.claim(folder, "") is None
    assert hand_over(folder, [tmp_path / "brev.pdf", tmp_path / "æble.eml"], "")
    assert first.line() == f"{tmp_path / 'brev.pdf'} {tmp_path / 'æble.eml'}"
    assert hand_over(folder, [], "")
    assert first.line() == ""


def test_files_given_beside_what_is_copied_are_handed_over_too(folder: Path) -> None:
    heard: queue.Queue[list[Path] | str] = queue.Queue()
    claimed = Instance.claim(folder, "")
    assert claimed
    claimed.listen(heard.put, lambda: heard.put("copied"))
    assert hand_over(folder, [Path("/brev.pdf")], "", copied=True)
    assert [heard.get(timeout=PATIENCE), heard.get(timeout=PATIENCE)] == [[Path("/brev.pdf")], "copied"]
    assert hand_over(folder, [], "", copied=True)
    assert heard.get(timeout=PATIENCE) == "copied"
    assert heard.empty()
    claimed.close()


def test_relative_paths_mean_the_folder_they_were_given_in(
    first: First, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert hand_over(folder, [Path("brev.pdf")], "")
    assert first.line() == str(tmp_path / "brev.pdf")


def test_after_a_proper_end_the_next_is_the_one_and_nothing_is_left(first: First, folder: Path) -> None:
    first.end()
    assert [path.name for path in folder.glob("*.json")] == []
    claimed = Instance.claim(folder, "")
    assert claimed
    claimed.close()


def test_after_a_kill_the_next_is_the_one(first: First, folder: Path) -> None:
    room = Path(json.loads((folder / "window.json").read_text())["address"]).parent
    first.process.send_signal(signal.SIGKILL)
    first.process.communicate(timeout=PATIENCE)
    assert room.exists()
    second = First(folder)
    assert [second.line(), second.line()] == ["one", "listening"]
    assert hand_over(folder, [Path("/brev.pdf")], "")
    assert second.line() == "/brev.pdf"
    assert not room.exists()
    second.end()


def test_of_many_that_start_at_once_exactly_one_is_the_one(folder: Path) -> None:
    started = [First(folder) for _ in range(6)]
    said = [program.line() for program in started]
    assert sorted(said) == ["one"] + ["other"] * 5
    for program in started:
        program.end()


def test_other_sessions_and_profiles_have_their_own(first: First, folder: Path) -> None:
    assert session_name() is not None
    for place, session in ((folder, "-2"), (folder.with_name("anden"), "")):
        claimed = Instance.claim(place, session)
        assert claimed
        claimed.close()


def test_nobody_runs_and_nobody_takes_the_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instances, "PATIENCE", 0.0)
    assert not hand_over(folder, [Path("/brev.pdf")], "")


class TestListening:
    """What the one does with those who talk to it."""

    @pytest.fixture
    def taken(self, folder: Path) -> Iterator["queue.Queue[list[Path]]"]:
        """What it was handed."""
        heard: queue.Queue[list[Path]] = queue.Queue()
        claimed = Instance.claim(folder, "")
        assert claimed
        claimed.listen(heard.put)
        yield heard
        claimed.close()

    def talk(self, folder: Path, message: bytes) -> bytes:
        """Say something; the answer until it hangs up."""
        address = json.loads((folder / "window.json").read_text())["address"]
        with instances._connect(address) as peer:
            peer.sendall(message)
            peer.shutdown(socket.SHUT_WR)
            return peer.recv(100)

    @pytest.mark.parametrize(
        "message",
        [
            b'{"token": "00", "paths": ["/brev.pdf"]}\n',
            b'{"paths": ["/brev.pdf"]}\n',
            b"[]\n",
            b"GET / HTTP/1.1\r\n\r\n",
            b"\xff\xfe\n",
            b"no end",
            b"",
        ],
    )
    def test_who_does_not_know_the_token_gets_no_answer(
        self, folder: Path, taken: "queue.Queue[list[Path]]", message: bytes
    ) -> None:
        assert self.talk(folder, message) == b""
        assert hand_over(folder, [Path("/godt.pdf")], "")
        assert taken.get(timeout=PATIENCE) == [Path("/godt.pdf")]
        assert taken.empty()

    def test_who_says_nothing_holds_up_nobody(self, folder: Path, taken: "queue.Queue[list[Path]]") -> None:
        address = json.loads((folder / "window.json").read_text())["address"]
        silent = [instances._connect(address) for _ in range(5)]
        assert hand_over(folder, [Path("/godt.pdf")], "")
        assert taken.get(timeout=PATIENCE) == [Path("/godt.pdf")]
        for peer in silent:
            peer.close()

    @pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
    def test_the_token_and_the_socket_are_for_their_owner_alone(
        self, folder: Path, taken: "queue.Queue[list[Path]]"
    ) -> None:
        note = folder / "window.json"
        address = json.loads(note.read_text())["address"]
        assert stat.S_IMODE(os.stat(note).st_mode) == 0o600
        assert stat.S_IMODE(os.stat(Path(address).parent).st_mode) == 0o700
        assert taken.empty()


@pytest.mark.warns_in_log
def test_a_defect_of_the_window_is_not_an_answer_and_does_not_end_the_listening(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instances, "PATIENCE", 0.0)
    heard: queue.Queue[list[Path]] = queue.Queue()

    def opened(paths: list[Path]) -> None:
        heard.put(paths)
        if heard.qsize() == 1:
            raise RuntimeError("010101-0000")

    claimed = Instance.claim(folder, "")
    assert claimed
    claimed.listen(opened)
    assert not hand_over(folder, [Path("/a")], "")
    assert hand_over(folder, [Path("/b")], "")
    claimed.close()
