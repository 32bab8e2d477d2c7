"""What every way into the program begins with: the profile's folders, settings and language, the time, the person."""

import io
import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from urllib.parse import urlsplit

from sagsbud import i18n
from sagsbud.shipped import resources
from sagsbud.system.folders import Folders
from sagsbud.system.settings import Settings, load_settings

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def prepare(profile: str | None, data: Path | None) -> tuple[Folders, Settings]:
    """The profile's folders and settings, with its language in use."""
    folders = Folders.of(profile, data)
    settings = load_settings(folders.settings)
    i18n.use_language(settings.language, resources() / "translations")
    return folders, settings


def starter_plan() -> Path:
    """The table of subjects the program ships with."""
    return resources() / "kle" / "starter.tsv"


def on_loopback(url: str) -> bool:
    """Whether the address is this machine itself."""
    return urlsplit(url).hostname in _LOOPBACK


def ask_passphrase() -> str | None:
    """Ask the person at the terminal; None where there is none."""
    if not (sys.stdin and sys.stdin.isatty() and isinstance(sys.stdin, io.TextIOBase)):
        return None
    return getpass(i18n.tr("Passphrase for Sagsbud: ")) or None
