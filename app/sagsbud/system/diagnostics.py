"""The bundle an IT department dares to send: facts without persons, in parts that can be looked at before.

Each part is made of what is known to be harmless (counts, codes, versions, pseudonyms); nothing is copied in the hope
that a filter finds what is secret. The filter at the end is a second wall: it knows this machine's own names and takes
out whatever looks like a CPR number, a mail address or a token.
"""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sagsbud.domain.addresses import is_loopback
from sagsbud.domain.checks import Check
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.frozen import frozen
from sagsbud.domain.settings import Explained, SettingProblem
from sagsbud.system.folders import DEMO
from sagsbud.system.neutral import short_place
from sagsbud.system.pseudonyms import Pseudonyms
from sagsbud.system.schema import SCHEMA

HARMLESS_PARAMS = frozenset(
    ["cause", "days", "free", "keys", "kind", "milliseconds", "seconds", "status", "stuck", "subjects", "until",
     "waiting"]
)  # fmt: skip
"""Values of checks that say nothing of people or places."""
KNOWN_FILES = frozenset(
    ["outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.key-mark", "memory.db", "memory.db-wal", "memory.db-shm",
     "sager.db", "sager.db-wal", "sager.db-shm", "settings.json", "last-good.json", "passphrase.key", "trial.key",
     "pseudonyms.key", "key.lock", "delivery.lock", "service.db", "service.db-wal", "service.log", "ready.json",
     "index.npz", "sagsbud.log", "crash.log"]
)  # fmt: skip
LOG_BYTES = 2_000_000
"""So much of each log file goes in, the newest end of it."""
_SEALED = re.compile(r"(?P<line>\d{4}-\d\d-\d\dT\S+Z .*) \[(?P<seal>[0-9a-f]+)\]")
_FRAME = re.compile(r'\s*File "(?P<file>[^"]+)", line (?P<line>\d+) in (?P<name>\w+)')
_FATAL = re.compile(r"(Fatal Python error: [A-Z][a-z ]+|Windows fatal exception: [\w ]+)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TOKEN = re.compile(
    r"(?i)\b(?:bearer|basic|saml-gzipped)\s+\S+|\beyJ[\w-]{8,}(?:\.[\w-]+)*|\b[A-Za-z0-9+/_-]{40,}={0,2}"
)
_SHORTEST_NAME = 3


@frozen
class Part:
    """One file of the bundle, with a code for what it holds."""

    name: str
    holds: str
    text: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.text.encode())


class Scrubber:
    """The second wall: takes out this machine's own names and what looks like a number, address or token."""

    def __init__(self, names: Iterable[str]) -> None:
        known = sorted({name for name in names if len(name) >= _SHORTEST_NAME}, key=len, reverse=True)
        self._names = re.compile(
            "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in known) or r"(?!)", re.IGNORECASE
        )

    def clean(self, text: str) -> str:
        """The text without them."""
        return self._names.sub("‹…›", _TOKEN.sub("‹token›", _MAIL.sub("‹mail›", mask_cpr(text))))


def json_part(name: str, holds: str, value: Any) -> Part:
    """A part of facts."""
    return Part(name, holds, json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_bundle(path: Path, parts: Iterable[Part], scrubber: Scrubber) -> list[Part]:
    """The parts as they were written. Raises OSError; then there is no file."""
    cleaned = [Part(part.name, part.holds, scrubber.clean(part.text)) for part in parts]
    waiting = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(waiting, "w", zipfile.ZIP_DEFLATED) as bundle:
            for part in cleaned:
                bundle.writestr(part.name, part.text)
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
    return cleaned


# -- what goes in -------------------------------------------------------------------------------------------------


def settings_facts(
    explained: Iterable[Explained], problems: Iterable[SettingProblem], pseudonyms: Pseudonyms
) -> dict[str, Any]:
    """Each setting with its layer; values that name something have a pseudonym."""
    rows = [
        {
            "key": one.key,
            "value": _value(one.key, one.value, pseudonyms),
            "layer": one.layer.value,
            "locked": one.locked,
        }
        for one in explained
    ]
    wrong = [
        {
            "code": one.trouble.value,
            "layer": one.layer.value,
            "key": one.key if one.key in SCHEMA or not one.key else pseudonyms.of("key", one.key),
        }
        for one in problems
    ]
    return {"settings": rows, "problems": wrong}


def _value(key: str, value: Any, pseudonyms: Pseudonyms) -> Any:
    kind = dict(SCHEMA[key].expects)["kind"]
    if value is None or kind in ("number", "choice") or value in (DEMO, "direct"):
        return value
    if kind in ("service_url", "proxy"):
        return _address(value, pseudonyms)
    if kind == "domains":
        return [pseudonyms.of("domain", domain) for domain in value]
    if kind == "folders":
        return [_folder(folder, pseudonyms) for folder in value]
    return pseudonyms.of(key.replace("_", "-"), str(value))


def _address(url: str, pseudonyms: Pseudonyms) -> str:
    parts = urlsplit(url)
    host = "loopback" if is_loopback(url) else pseudonyms.of("host", parts.hostname or "")
    return f"{parts.scheme}://{host}" + (":port" if parts.port else "") + ("/path" if parts.path.strip("/") else "")


def _folder(folder: Mapping[str, Any], pseudonyms: Pseudonyms) -> dict[str, Any]:
    return {
        "path": pseudonyms.of("folder", folder["path"]),
        "patterns": len(folder.get("take", ())),
        "afterwards": folder.get("afterwards"),
        "target": pseudonyms.of("folder", folder["target"]) if folder.get("target") else None,
    }


def checks_facts(checks: Iterable[Check], pseudonyms: Pseudonyms) -> list[dict[str, Any]]:
    """The self-test's rows by their codes."""
    return [
        {
            "name": check.name.value,
            "state": check.state.value,
            "code": check.code,
            "subject": pseudonyms.of("folder", check.subject) if check.subject else None,
            "params": {name: value for name, value in check.params.items() if name in HARMLESS_PARAMS},
        }
        for check in checks
    ]


def files_facts(folder: Path) -> dict[str, Any]:
    """Which of our files there are and how large; others are only counted."""
    known: dict[str, int] = {}
    others = size = 0
    for path in sorted(folder.rglob("*")):
        try:
            if not path.is_file():
                continue
            bytes_here = path.stat().st_size
        except OSError:
            continue
        if path.name in KNOWN_FILES:
            known[path.relative_to(folder).as_posix()] = bytes_here
        else:
            others, size = others + 1, size + bytes_here
    return {"files": known, "others": others, "other_bytes": size}


def log_parts(files: Iterable[Path], pseudonyms: Pseudonyms) -> Iterator[Part]:
    """The lines our own log wrote, to the letter; what anybody else put into the files is counted and left out."""
    for path in files:
        text = _end_of(path)
        if text is None:
            continue
        kept, left = [], 0
        for line in text.splitlines():
            found = _SEALED.fullmatch(line)
            if found and pseudonyms.is_sealed(found["line"], found["seal"]):
                kept.append(found["line"])
            else:
                left += 1
        kept.append(f"({left} other lines were left out)")
        yield Part(f"log/{path.name}", "log", "\n".join(kept) + "\n")


def crash_part(path: Path) -> Part | None:
    """Where the interpreter itself crashed: places in the program, no values."""
    text = _end_of(path)
    if not text:
        return None
    kept = []
    for line in text.splitlines():
        frame, fatal = _FRAME.fullmatch(line), _FATAL.match(line)
        if frame:
            kept.append(f"  {short_place(frame['file'])}:{frame['line']} {frame['name']}")
        elif fatal:
            kept.append(fatal[0])
    return Part("log/crash.log", "crashes", "\n".join(kept) + "\n")


def _end_of(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - LOG_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return None
