"""What the settings make of the rooms, at the start and when a setting changes while the program runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sagsbud import i18n
from sagsbud.domain.frozen import frozen
from sagsbud.domain.orders import Priority
from sagsbud.shipped import resources

if TYPE_CHECKING:
    from sagsbud.extract.pool import ChildExtractor
    from sagsbud.intake.afterwards import OriginalsKeeper
    from sagsbud.intake.rules import FolderRule
    from sagsbud.intake.watcher import FolderWatcher
    from sagsbud.system.metered import Line
    from sagsbud.system.preferences import LivePreferences
    from sagsbud.system.settings import Settings
    from sagsbud.system.settingvalues import Folder


@frozen
class Followers:
    """The rooms that go by settings which may change under them."""

    watcher: FolderWatcher
    originals: OriginalsKeeper
    extractor: ChildExtractor


def follow(preferences: LivePreferences, followers: Followers) -> None:
    """Let the rooms hear of every change; what needs a new start of the program is not among them."""

    def changed(keys: frozenset[str]) -> None:
        settings = preferences.current
        if "language" in keys:
            i18n.use_language(settings.language, resources() / "translations")
        if "own_domains" in keys:
            followers.extractor.use_own_domains(settings.own_domains)
        if "folders" in keys:
            rules = rules_of(settings)
            followers.originals.follow(rules)
            followers.watcher.follow(rules)

    preferences.subscribe(changed)


def least_priority(settings: Settings, line: Line) -> Priority | None:
    """What may be sent over the line as it is now: everything, what people wait for, or nothing."""
    if settings.on_metered == "send" or not line.metered:
        return Priority.BULK
    return Priority.USER if settings.on_metered == "bulk_waits" else None


def rules_of(settings: Settings) -> list[FolderRule]:
    """The watched folders as the intake knows them."""
    return [_rule(folder) for folder in settings.folders]


def _rule(folder: Folder) -> FolderRule:
    from sagsbud.intake.rules import FolderRule

    return FolderRule(
        path=Path(folder.path).expanduser(),
        label=folder.label,
        take=folder.take,
        afterwards=folder.afterwards,
        target=path_of(folder.target),
    )


def path_of(text: str | None) -> Path | None:
    """The path a setting names, None where it names none."""
    return Path(text).expanduser() if text else None
