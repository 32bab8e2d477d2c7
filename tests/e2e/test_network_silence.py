"""Nobody but the configured service is ever contacted: no telemetry, no update check, no look-up of a name."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.papers import one_page, stream
from tests.support.program import PATIENCE, Service
from tests.support.watchednet import WatchedPython

ENVIRONMENT = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "PYTHONDONTWRITEBYTECODE": "1"}
MAIL = (
    b"From: Ole Vest <ole@borger.example>\nTo: post@fjordby.example\nSubject: Sagsnr. 26/1182\n"
    b"Date: Mon, 23 Nov 2026 09:00:00 +0100\nContent-Type: text/html; charset=utf-8\n\n"
    b'<html><body>Hej <img src="http://sporing.example/1.png"><a href="https://sporing.example">se</a></body></html>\n'
)


@dataclass
class Watched:
    """The program under watch, against one service."""

    python: WatchedPython
    service: Service
    data: Path

    def run(self, *arguments: str | Path, url: str | None = None) -> tuple[int, list[dict[str, Any]]]:
        """Run a command; exit code and records."""
        options = ["--data", str(self.data), "--service", url or self.service.url, "--json"]
        done = subprocess.run(
            [self.python.executable, "-m", "sagsbud", *map(str, arguments), *options],
            capture_output=True,
            timeout=PATIENCE * 3,
            check=False,
            env=os.environ | ENVIRONMENT,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """A service with one Sag, and a Python that may contact it alone."""
    service = Service(tmp_path / "service").start()
    klasse = service.put_klasse("01.02.03")
    service.put_sag("26/1182", "Prøvesag", klasse)
    yield Watched(WatchedPython(tmp_path, [("127.0.0.1", service.port)]), service, tmp_path / "data")
    service.stop()


def write_documents(folder: Path) -> list[Path]:
    """What tempts a reader to fetch something: a mail with remote pictures, a page, a text."""
    folder.mkdir()
    (folder / "post.eml").write_bytes(MAIL)
    (folder / "side.pdf").write_bytes(one_page(stream(b"BT /F 12 Tf 72 720 Td (Sagsnr. 26/1182) Tj ET")))
    (folder / "brev.txt").write_text("Sagsnr. 26/1182\n\nBrev\n")
    return sorted(folder.iterdir())


def test_filing_delivering_and_proving_contact_the_service_alone(watched: Watched, tmp_path: Path) -> None:
    documents = write_documents(tmp_path / "in")
    code, filed = watched.run("file", *documents, "--sag", "26/1182", "--kle", "01.02.03")
    assert {record["state"] for record in filed} == {"QUEUED"}, filed
    code, synced = watched.run("sync", "--wait", "60")
    assert code == 0, synced
    assert synced[-1]["counts"] == {"FILED": len(documents)}
    assert watched.run("inspect", *documents)[0] in (0, 1)
    watched.run("queue")
    watched.run("selftest")
    watched.run("diagnostics", tmp_path / "til-support.zip")
    watched.run("explain-config")
    assert watched.python.forbidden() == []
    assert watched.python.contacts() == {("127.0.0.1", watched.service.port)}


def test_the_watch_sees_whoever_else_is_contacted(watched: Watched) -> None:
    code, _ = watched.run("selftest", url="http://127.0.0.1:9")
    assert code != 0
    assert ["127.0.0.1", 9] in [row[2:] for row in watched.python.forbidden()]


def test_the_watch_sees_reader_processes_too(watched: Watched) -> None:
    tried = subprocess.run(
        [watched.python.executable, "-I", "-c", "import socket; socket.create_connection(('192.0.2.1', 80), 1)"],
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert b"contacted" in tried.stderr
    assert watched.python.forbidden()
