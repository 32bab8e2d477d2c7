"""The house as a window sees it, wherever it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sagsbud.domain.frozen import frozen

if TYPE_CHECKING:
    from sagsbud.domain.checks import Check
    from sagsbud.domain.settings import Preferences
    from sagsbud.engine.engine import Engine


@frozen
class About:
    """What does not change while a house is open. `warnings` are sentences about how it was opened."""

    profile: str
    data: Path
    settings: Path
    service_url: str
    embedded: bool
    """Whether the service is the one on this machine."""
    warnings: tuple[str, ...] = ()
    sends_here: bool = False
    """Whether the file manager's menu sends files here."""

    @property
    def running_on(self) -> str:
        """The service's address in use; empty for the embedded one."""
        return "" if self.embedded else self.service_url


@frozen
class Subjects:
    """The subject plan in use."""

    count: int
    starter: bool


class Front(Protocol):
    """What a window asks of a house beside its engine. Every method blocks."""

    def start(self) -> None:
        """Start every thread. Raises StoreError when a room that was left for later cannot be opened."""

    def health(self) -> Mapping[Path, str]:
        """How each watched folder is."""

    def checks(self) -> list[Check]:
        """The self-test on what runs here. Files nothing."""

    def try_service(self, address: str | None) -> list[Check]:
        """Whether filing would work at this address, None for the service on this machine. Files nothing."""

    def try_folders(self, folders: Sequence[Mapping[str, Any]]) -> list[Check]:
        """Whether these folders, as the setting has them, can be watched and written to as wished."""

    def subjects(self) -> Subjects:
        """How the subject plan is."""

    def install_plan(self, path: Path) -> int:
        """Take an edition of the subject plan into use; how many lines could not be read. Raises IntakeError."""


class House(Front, Protocol):
    """A running program without a face."""

    @property
    def engine(self) -> Engine:
        """Commands in, events out."""

    @property
    def preferences(self) -> Preferences:
        """The settings that hold now."""

    @property
    def about(self) -> About:
        """What and where it is."""

    def on_loss(self, lost: Callable[[], None]) -> None:
        """Hear of it, from any thread, when the house ends without having been asked."""

    def close(self) -> None:
        """Stop everything, in the order that loses nothing."""
