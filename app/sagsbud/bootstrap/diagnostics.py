"""What goes into the diagnostics bundle of a profile, gathered from every room without opening a document."""

import locale
import os
import platform
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import Any

from sagsbud import __version__
from sagsbud.bootstrap.profile import prepare, utc_now
from sagsbud.bootstrap.selftest import self_checks
from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import IN_QUEUE, NEEDS_PERSON
from sagsbud.i18n import N_, tr
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault
from sagsbud.system import diagnostics
from sagsbud.system.diagnostics import Part, Scrubber, json_part
from sagsbud.system.folders import Folders
from sagsbud.system.keys import master_key
from sagsbud.system.person import user_name
from sagsbud.system.pseudonyms import FILE, Pseudonyms
from sagsbud.system.settings import Settings

LIBRARIES = (
    "PySide6-Essentials", "cryptography", "httpx", "keyring", "lxml", "msgspec", "pika", "pypdf", "pypdfium2", "sqlcipher3",
    "truststore", "watchdog",
)  # fmt: skip
ENTRIES_TOLD = 500


class Bundle:
    """The parts of one profile's bundle, and the names that must not be in it."""

    def __init__(self, profile: str | None, data: Path | None, service: str | None) -> None:
        self._folders, self._preferences = prepare(profile, data)
        self._pseudonyms = Pseudonyms(self._folders.data / FILE)
        checks = list(self_checks(profile, data, service))
        self._parts = list(self._gather(diagnostics.checks_facts(checks, self._pseudonyms)))
        names = [name for check in checks for name in (check.subject, *check.params.values())]
        self._scrubber = Scrubber([*_own_names(self._folders, self._preferences.current), *_long(names)])

    def preview(self) -> list[Part]:
        """The parts exactly as they would be written."""
        return [Part(part.name, part.holds, self._scrubber.clean(part.text)) for part in self._parts]

    def write(self, path: Path) -> list[Part]:
        """Write the bundle; what it holds. Raises OSError."""
        return diagnostics.write_bundle(path, self._parts, self._scrubber)

    def _gather(self, checks: list[dict[str, Any]]) -> Iterator[Part]:
        folders, pseudonyms = self._folders, self._pseudonyms
        yield Part("readme.txt", "readme", tr(README) + "\n")
        yield json_part("versions.json", "versions", _versions())
        explained, problems = self._preferences.explain(), self._preferences.problems()
        yield json_part("settings.json", "settings", diagnostics.settings_facts(explained, problems, pseudonyms))
        yield json_part("selftest.json", "selftest", checks)
        yield json_part("queue.json", "queue", _queue(folders, pseudonyms))
        yield json_part("files.json", "files", diagnostics.files_facts(folders.data))
        logs = [folders.logs / "sagsbud.log", *sorted(folders.logs.glob("sagsbud.log.?"))]
        yield from diagnostics.log_parts([*logs, folders.service / "service.log"], pseudonyms)
        crashes = diagnostics.crash_part(folders.logs / "crash.log")
        if crashes:
            yield crashes


README = N_(
    "Sagsbud diagnostics. The bundle contains versions, settings, states and log lines. It contains no "
    "documents, titles, names, CPR numbers, addresses or tokens. Anything with a name is given a "
    "pseudonym such as folder-3f2a91, which is the same in every bundle of this installation and means "
    "nothing outside it."
)


def _versions() -> dict[str, Any]:
    return {
        "sagsbud": __version__,
        "packaged": bool(getattr(sys, "frozen", False)),
        "python": platform.python_version(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "language": locale.getlocale()[0],
        "hours_from_utc": -time.timezone / 3600,
        "made": utc_now().isoformat(timespec="seconds"),
        "libraries": {name: _version(name) for name in LIBRARIES},
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _queue(folders: Folders, pseudonyms: Pseudonyms) -> dict[str, Any]:
    """Counts, and of what is not delivered its state and trouble; or why the store does not open."""
    if not folders.outbox.exists():
        return {"counts": {}, "entries": []}
    try:
        key = master_key(folders, on_loopback=True)
        with closing(EncryptedDatabase(folders.outbox, key.key)) as database:
            outbox = SealedOutbox(database, SealedVault(folders.vault, key.key), utc_now)
            entries = outbox.page(IN_QUEUE | NEEDS_PERSON, limit=ENTRIES_TOLD, newest_first=False)
            counts = {state.value: count for state, count in outbox.counts().items()}
            return {"counts": counts, "entries": [_entry(entry, pseudonyms) for entry in entries]}
    except SagsbudError as error:
        return {"unavailable": error.trouble.value}


def _entry(entry: OutboxEntry, pseudonyms: Pseudonyms) -> dict[str, Any]:
    return {
        "item": pseudonyms.of("item", str(entry.item.id)),
        "sag": pseudonyms.of("sag", str(entry.order.sag.id)) if entry.order else None,
        "state": entry.state.value,
        "trouble": entry.problem.trouble.value if entry.problem else None,
        "attempts": entry.attempts,
        "steps": [f"{step.kind.value} {step.state.value}" for step in entry.steps],
        "minutes_until_due": round((entry.due - utc_now()).total_seconds() / 60) if entry.due else None,
        "hours_here": round((utc_now() - entry.item.received_at).total_seconds() / 3600),
        "bytes": entry.item.size,
        "mime": entry.item.mime,
    }


def _own_names(folders: Folders, settings: Settings) -> Iterator[str]:
    """What this machine, its user and its settings are called."""
    yield from (user_name(), socket.gethostname(), str(Path.home()), Path.home().name)  # asked of nobody else
    yield from (str(folders.data), str(folders.config))
    given = (settings.service_url, settings.proxy, settings.unit, settings.user, settings.authority, settings.ca_file)
    yield from (
        value for value in (*given, settings.client_certificate, settings.client_key, settings.token_file) if value
    )
    yield from settings.own_domains
    for folder in settings.folders:
        yield from (value for value in (folder.path, folder.label, folder.target or "", *folder.take) if value)


def _long(values: list[str]) -> Iterator[str]:
    """Values of checks that are names or paths and not numbers or codes."""
    return (value for value in values if any(mark in value for mark in "/\\.:@") and len(value) > 8)
