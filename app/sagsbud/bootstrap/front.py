"""What a window asks of a house beside its engine, as the house's own process answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sagsbud.engine.front import About, Subjects
from sagsbud.system.filemanager import sends_here

if TYPE_CHECKING:
    from sagsbud.bootstrap.house import House
    from sagsbud.domain.checks import Check


class HouseFront:
    """The engine's Front over a house."""

    def __init__(self, house: House) -> None:
        self._house = house

    def about(self) -> About:
        """What does not change while the house is open."""
        house, warnings = self._house, list[str]()
        house.say_warnings(warnings.append)
        folders = house.folders
        return About(
            folders.profile,
            folders.data,
            folders.settings,
            house.service_url,
            house.embedded is not None,
            tuple(warnings),
            sends_here(),
        )

    def start(self) -> None:
        """Start every thread."""
        self._house.start()

    def health(self) -> Mapping[Path, str]:
        """How each watched folder is."""
        return self._house.ports.watcher.health()

    def checks(self) -> list[Check]:
        """The self-test on what runs here; the rest of the window hears how the service is, too."""
        from sagsbud.bootstrap.selftest import house_checks

        self._house.engine.look_at_service()
        return list(house_checks(self._house))

    def try_service(self, address: str | None) -> list[Check]:
        """Whether filing would work at this address, None for the service on this machine."""
        from sagsbud.bootstrap.selftest import service_checks

        return list(service_checks(self._house, address))

    def try_folders(self, folders: Sequence[Mapping[str, Any]]) -> list[Check]:
        """Whether these folders, as the setting has them, can be watched and written to as wished."""
        from sagsbud.bootstrap.selftest import folder_checks

        return list(folder_checks(folders))

    def subjects(self) -> Subjects:
        """How the subject plan is."""
        kle = self._house.ports.kle
        return Subjects(len(kle.emner()), kle.edition == "starter")

    def install_plan(self, path: Path) -> int:
        """Take an edition of the subject plan into use; the embedded service learns it."""
        return len(self._house.install_plan(path).problems)
