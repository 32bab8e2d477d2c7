"""Runs the real program as other people do: as processes, over HTTP, judged from outside."""

import base64
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import httpx

PATIENCE = 60.0
"""Seconds a process may take to answer before the test says that it hangs."""

_TRUST = ssl.create_default_context()
"""Made once, since that takes longer than most answers."""
_SPACE = UUID("6e0f4c1e-5f5e-4b53-9d0e-6a5d0b8f3a11")
_VIRKNING = {"from": "2026-01-01T00:00:00+01:00", "to": "infinity"}


def sag_id(nummer: str) -> UUID:
    """The uuid `Service.put_sag` gives the Sag with this number."""
    return uuid5(_SPACE, f"sag {nummer}")


def free_port() -> int:
    """A port on loopback nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Service:
    """`sagsbud serve` as a process of its own, with an independent view of what it holds."""

    folder: Path
    port: int = field(default_factory=free_port)
    database: str = ""
    """Where it keeps its objects; empty is a SQLite file in the folder."""
    token: str = ""
    """`role:token` that it asks of everybody; empty asks nothing."""
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Service":
        """Start and wait until it answers."""
        database = self.database or f"sqlite:///{self.folder / 'service.db'}"
        command = [sys.executable, "-m", "sagsbud", "serve", "--port", str(self.port), "--database", database]
        command += ["--content", str(self.folder / "content")]
        command += ["--token", self.token] if self.token else []
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, (self.folder / "log").read_text()
            try:
                self.ask("GET", "/klassifikation/klasse?bvn=x")
                return self
            except httpx.HTTPError:
                time.sleep(0.05)
        raise AssertionError("the service does not answer")

    def stop(self) -> None:
        """Stop and wait."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Its answer, which is no refusal; `more` goes to httpx."""
        known = {"Authorization": f"Bearer {self.token.partition(':')[2]}"} if self.token else {}
        more["headers"] = {**known, **more.get("headers", {})}
        return httpx.request(method, self.url + path, timeout=PATIENCE, verify=_TRUST, **more).raise_for_status()

    def put_klasse(self, nummer: str) -> UUID:
        """A Klasse with this KLE number."""
        klasse = uuid5(_SPACE, f"klasse {nummer}")
        body = {
            "attributter": {
                "klasseegenskaber": [{"brugervendtnoegle": nummer, "titel": nummer, "virkning": _VIRKNING}]
            },
            "tilstande": {"klassepubliceret": [{"publiceret": "Publiceret", "virkning": _VIRKNING}]},
            "relationer": {},
        }
        self.ask("PUT", f"/klassifikation/klasse/{klasse}", json=body)
        return klasse

    def put_sag(self, nummer: str, titel: str, klasse: UUID) -> UUID:
        """An open Sag with this number."""
        sag = sag_id(nummer)
        attributes = {
            "brugervendtnoegle": nummer,
            "sagsnummer": nummer,
            "titel": titel,
            "beskrivelse": titel,
            "kassationskode": "K",
            "virkning": _VIRKNING,
        }
        body = {
            "attributter": {"sagegenskaber": [attributes]},
            "tilstande": {"sagfremdrift": [{"fremdrift": "Oplyst", "virkning": _VIRKNING}]},
            "relationer": {"primaerklasse": [{"uuid": str(klasse), "objekttype": "Klasse", "virkning": _VIRKNING}]},
        }
        self.ask("PUT", f"/sag/sag/{sag}", json=body)
        return sag

    def close_sag(self, nummer: str) -> None:
        """Somebody closes the Sag."""
        state = {"fremdrift": "Afsluttet", "virkning": _VIRKNING}
        body = {"tilstande": {"sagfremdrift": [state]}}
        self.ask("PATCH", f"/sag/sag/{sag_id(nummer)}", json=body)

    def dokumenter_on(self, sag: UUID) -> list[str]:
        """The Dokumenter that say they belong to the Sag."""
        answer = self.ask("GET", f"/dokument/dokument?tilknyttedesager={sag}")
        return [str(uuid) for uuid in answer.json()["results"][0]]

    def journalposter_on(self, sag: UUID) -> list[str]:
        """The Dokumenter the Sag's journal points at, in the journal's order."""
        (registrations,) = self.ask("GET", f"/sag/sag/{sag}").json().values()
        posts = registrations[0]["registreringer"][0]["relationer"].get("journalpost", [])
        return [str(post["uuid"]) for post in sorted(posts, key=lambda post: int(post["indeks"]))]

    def dokument(self, uuid: str | UUID, **times: str) -> dict[str, Any]:
        """A Dokument as it is registered now."""
        (registrations,) = self.ask("GET", f"/dokument/dokument/{uuid}", params=times).json().values()
        registration: dict[str, Any] = registrations[0]["registreringer"][0]
        return registration

    def content_of(self, dokument: str) -> bytes:
        """The bytes of a Dokument's first del."""
        variant = self.dokument(dokument)["varianter"][0]
        path = variant["dele"][0]["egenskaber"][0]["indhold"].removeprefix("store:")
        return self.ask("GET", f"/dokument/dokument/{path}").content


@contextmanager
def service_with(sagsnummer: str, kle: str, folder: Path) -> Iterator[Service]:
    """A running service with one Sag."""
    running = Service(folder).start()
    try:
        running.put_sag(sagsnummer, "Prøvesag", running.put_klasse(kle))
        yield running
    finally:
        running.stop()


def trial_key(data: Path) -> bytes:
    """The key of the trial that a program without a keyring makes in the profile's folder."""
    return base64.b64decode((data / "trial.key").read_text())


def showing(folder: Path, secrets: Iterable[bytes]) -> list[tuple[Path, bytes]]:
    """Which files below the folder hold which of the secrets in any byte."""
    lying = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return [(path, secret) for secret in secrets for path, found in lying.items() if secret in found]


@dataclass(frozen=True)
class Program:
    """The `sagsbud` command on one data directory."""

    data: Path
    service: str | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, *arguments: str | Path) -> list[str]:
        """The full command line."""
        options = ["--data", str(self.data), "--json"] + (["--service", self.service] if self.service else [])
        return [sys.executable, "-m", "sagsbud", *map(str, arguments), *options]

    def start(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        """Start it and do not wait."""
        environment = os.environ | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"} | self.environment
        return subprocess.Popen(
            self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )

    def run(self, *arguments: str | Path, patience: float = PATIENCE) -> "Ran":
        """Run it to its end."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=patience)
        return Ran(process.returncode, [json.loads(line) for line in out.splitlines()], err.decode())


@dataclass(frozen=True)
class Ran:
    """What a finished command answered."""

    code: int
    records: list[dict[str, Any]]
    err: str
