"""A page that takes the place of side bar and panes for a while, as the settings do."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Aside(QWidget):
    """`left` asks for the window's usual panes; `titled` tells that the title is another."""

    left = Signal()
    titled = Signal()

    def title(self) -> str:
        """What stands in the window's title."""
        raise NotImplementedError

    def parts(self) -> list[QWidget]:
        """What F6 walks through."""
        raise NotImplementedError

    def opened(self) -> None:
        """It is shown: look at everything anew and take the keyboard."""
        raise NotImplementedError

    def go_to_search(self) -> None:
        """Ctrl+F."""
        raise NotImplementedError

    def step_back(self) -> None:
        """Esc."""
        raise NotImplementedError

    def end(self) -> None:
        """The window ends: hear no more."""
        raise NotImplementedError
