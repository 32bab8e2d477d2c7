"""What a document is called, above its case: on one line, or read whole where the list is too narrow to tell it."""

from PySide6.QtGui import QPaintEvent

from sagsbud.ui.labels import CutLabel, TextLabel


class HeadWords(CutLabel):
    """Cut at the right; with word wrap it takes as many lines as it needs instead."""

    def setWordWrap(self, on: bool) -> None:
        """Whether it takes more lines rather than be cut."""
        super().setWordWrap(on)
        self._tell_whole()

    def _tell_whole(self) -> None:
        if self.wordWrap():
            self.setToolTip("")
        else:
            super()._tell_whole()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, or the one that is cut."""
        if self.wordWrap():
            TextLabel.paintEvent(self, event)
        else:
            super().paintEvent(event)
