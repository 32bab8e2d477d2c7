"""What the window, its settings and the first run know of the program that runs."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sagsbud import __version__
from sagsbud.domain.practice import Practice
from sagsbud.i18n import tr
from sagsbud.ui.inbox.side_model import Health, SourceLine
from sagsbud.ui.inbox.surroundings import Surroundings
from sagsbud.ui.opening import Names

if TYPE_CHECKING:
    from sagsbud.engine.front import House
    from sagsbud.ui.firstrun.facts import Start
    from sagsbud.ui.settings.page import House as SettingsHouse


def start_of(house: "House", practice: Practice | None = None) -> "Start":
    """What the first run knows of the running program."""
    from sagsbud.ui.firstrun.facts import Plan, Start
    from sagsbud.ui.firstrun.subjects import EXAMPLE

    def plan(unread: int = 0) -> Plan:
        found, subjects = house.engine.kle(EXAMPLE, 1), house.subjects()
        return Plan(subjects.count, subjects.starter, found[0] if found else None, unread)

    address = house.about.running_on
    given = bool(address) and (house.preferences.value("service_url") or "").rstrip("/") != address.rstrip("/")
    return Start(
        house.preferences, address, given, house.try_service, house.try_folders, plan,
        lambda path: plan(house.install_plan(path)), practising=practice is not None and practice.is_here,
    )  # fmt: skip


def settings_house(
    house: "House",
    names: Names = Names(),  # noqa: B008 - frozen
    practice: Practice | None = None,
) -> "SettingsHouse":
    """What the settings know of the running program."""
    from sagsbud.ui.settings.page import House as SettingsHouse
    from sagsbud.ui.settings.status import Facts

    def health() -> Mapping[str, str]:
        known = house.health()
        folders = (folder["path"] for folder in house.preferences.value("folders"))
        return {path: known.get(Path(path).expanduser(), "") for path in folders}

    about = house.about
    facts = Facts(
        version=__version__,
        profile=about.profile,
        service=about.running_on or tr("Practice on this PC"),
        data=str(about.data),
        settings=str(about.settings),
    )
    return SettingsHouse(
        house.preferences, health, house.checks, facts, about.running_on, authority=names.authority, unit=names.unit,
        practising=practice is not None and practice.is_here,
    )  # fmt: skip


def surroundings_of(
    house: "House", names: Names, state_file: Path | None = None, practice: Practice | None = None
) -> Surroundings:
    """What the window knows beside the engine."""
    value = house.preferences.value

    def sources() -> list[SourceLine]:
        known = house.health()
        folders = {
            Path(folder["path"]).expanduser(): folder["label"] or Path(folder["path"]).name
            for folder in value("folders")
        }
        return [SourceLine(label, _health(known.get(path, ""))) for path, label in folders.items()]

    return Surroundings(
        title=names.unit or "Sagsbud",
        subtitle=names.authority
        or (urlsplit(house.about.running_on).hostname or "" if house.about.running_on else tr("Practice on this PC")),
        sources=sources,
        ages=lambda: (value("amber_days"), value("red_days")),
        practice=practice,
        sends_here=house.about.sends_here,
        state_file=state_file,
    )


def _health(told: str) -> Health:
    return Health(told) if told in set(Health) else Health.LOOKING
