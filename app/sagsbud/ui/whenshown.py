"""Widgets that stand in the window from the start and are seldom seen."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget as _Widget
else:
    _Widget = object


class MadeWhenShown(_Widget):
    """Mixed into a widget, before it: what stands in it is laid out when it is first shown, or first has something to say.

    What is seldom seen then costs neither time at the start nor memory on the days on which nobody sees it.
    """

    @property
    def made(self) -> bool:
        """Whether there is anything in it yet."""
        return self.layout() is not None

    def make(self) -> None:
        """Lay it out, unless that is done."""
        if not self.made:
            self._lay_out()

    def setVisible(self, visible: bool) -> None:
        """What is in it is made before it is seen."""
        if visible:
            self.make()
        super().setVisible(visible)

    def _lay_out(self) -> None:
        """Make what is in it, in a layout of its own."""
        raise NotImplementedError
