"""A page that takes the place of the panes for a while, and of the side bar too, as the settings do."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sagsbud.ui.actions import ActionId


class Aside(QWidget):
    """`left` asks for the window's usual panes; `titled` tells that the title is another."""

    beside = False
    """Whether the side bar stays, with the page in the panes' place alone."""
    name = ""
    """Its line in the side bar, when that stays."""
    keys: frozenset[ActionId] = frozenset()
    """What can be done by key here beyond what every such page has."""

    left = Signal()
    titled = Signal()

    def title(self) -> str:
        """What stands in the window's title."""
        raise NotImplementedError

    def parts(self) -> list[QWidget]:
        """What F6 walks through."""
        raise NotImplementedError

    def opened(self) -> None:
        """It is shown: look at everything anew, and take the keyboard unless the side bar stays."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Take the keyboard, where `opened` leaves it in the side bar."""

    def closed(self) -> None:
        """Something else is shown in its place."""

    def slots(self) -> Mapping[ActionId, Callable[[], object]]:
        """What the window's keys do while it is shown, where that is something else than usual."""
        return {}

    def go_to_search(self) -> None:
        """Ctrl+F."""
        raise NotImplementedError

    def step_back(self) -> None:
        """Esc."""
        raise NotImplementedError

    def end(self) -> None:
        """The window ends: hear no more."""
        raise NotImplementedError
