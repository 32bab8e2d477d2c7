"""What every way into the program begins with: the profile's folders, settings and language, the time, the person."""

import io
import sys
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path

from sagsbud import i18n
from sagsbud.domain.addresses import is_safe
from sagsbud.domain.errors import PolicyError, SagsbudError, Trouble
from sagsbud.shipped import resources
from sagsbud.system.folders import PRACTICE, Folders
from sagsbud.system.places import Places, standard_places
from sagsbud.system.preferences import LivePreferences
from sagsbud.system.profiles import choose_profile


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def prepare(profile: str | None, data: Path | None) -> tuple[Folders, LivePreferences]:
    """The profile's folders and settings, with its language in use. Raises PolicyError for a profile not allowed."""
    places = standard_places()
    folders = choose_profile(profile, data, places)
    if folders.profile == PRACTICE:
        places = Places(folders.config / "machine.json", (resources() / "practice" / "policies.json",))
    preferences = LivePreferences(places, folders.settings)
    i18n.use_language(preferences.current.language, resources() / "translations")
    return folders, preferences


def service_address(preferences: LivePreferences, given: str | None) -> str | None:
    """The service to use, None for the embedded one.

    Raises PolicyError when the command line names another than the organisation's, UNSAFE_ADDRESS for plain http to
    another machine.
    """
    settled = preferences.current.service_url
    if given is None:
        return settled
    if preferences.locked("service_url") and given.rstrip("/") != (settled or "").rstrip("/"):
        raise PolicyError(key="service_url")
    if not is_safe(given):
        raise SagsbudError(Trouble.UNSAFE_ADDRESS)
    return given


def starter_plan() -> Path:
    """The table of subjects the program ships with."""
    return resources() / "kle" / "starter.tsv"


def ask_passphrase() -> str | None:
    """Ask the person at the terminal; None where there is none."""
    if not (sys.stdin and sys.stdin.isatty() and isinstance(sys.stdin, io.TextIOBase)):
        return None
    return getpass(i18n.tr("Passphrase for Sagsbud: ")) or None
