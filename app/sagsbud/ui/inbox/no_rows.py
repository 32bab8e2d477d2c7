"""Where a list has no rows: what is well so, or that it could not be read, with another try."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.listing import Listing
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.announce import announce
from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.nothing import NothingHere
from sagsbud.ui.theme import Theme


def one_of(rows: QLayout, nothing: QWidget) -> QVBoxLayout:
    """The place of the rows, or of what stands there without them: each has the whole of it.

    Rows are given no stretch: their layout would keep its share after they are hidden.
    """
    place = QVBoxLayout()
    place.setSpacing(0)
    place.addLayout(rows)
    place.addWidget(nothing, stretch=1)
    return place


class NoRows(NothingHere):
    """The button leads to another try where it failed, else back to the work."""

    again_asked = Signal()

    def __init__(self, theme: Theme, icon: str, title: str, text: str) -> None:
        super().__init__(theme, icon, title, text)
        self._well = (icon, title, text, self.button.text())
        self._failed = False
        self._told: Listing | None = None
        """Of what it was said aloud that it could not be read, since somebody last tried or looked elsewhere."""

    def stand_for(self, model: RowModel, list_: QWidget, *, empty: bool) -> bool:
        """Take the list's place where it is empty or could not be read; whether it has."""
        if model.failure:
            self.show_failure(model.failure, trying=model.is_reading)
        elif empty:
            self.say(*self._well)
        absent = empty or model.failure is not None
        self.take_place_of(list_, empty=absent)
        return absent

    def say(self, icon: str, heading: str, sentence: str, action: str) -> None:
        """Something that is well."""
        super().say(icon, heading, sentence, action)
        self._failed = False
        self._wait(False)

    def show_failure(self, error: SagsbudError, *, trying: bool) -> None:
        """Say why it could not be read; while it is being tried the button waits."""
        why = trouble_text(error.trouble, error.params).whole
        super().say("circle-alert", tr("The list could not be read"), why, tr("Try again"))
        self._failed = True
        self._wait(trying)

    def tell_failure(self, of: Listing) -> None:
        """Say aloud what stands here now: once, however often it fails by itself."""
        if self.isVisible() and self._told != of:
            self._told = of
            announce(self, f"{self.heading.text()}. {self.sentence.text()}", assertive=True)

    def take_focus(self) -> None:
        """The keyboard goes to the button; to the words while that waits."""
        (self.button if self.button.isEnabled() else self.heading).setFocus(Qt.FocusReason.OtherFocusReason)

    def has_focus(self) -> bool:
        """Whether the keyboard is here, on the words while the button waits."""
        return self.button.hasFocus() or self.heading.hasFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """What fails when it is looked at again is news."""
        super().hideEvent(event)
        self._told = None

    def _wait(self, waiting: bool) -> None:
        """The keyboard stays here while the button cannot have it."""
        if waiting == self.button.isEnabled():
            here = self.has_focus()
            if here and waiting:
                self.heading.setFocus(Qt.FocusReason.OtherFocusReason)
            self.button.setEnabled(not waiting)
            if here and not waiting:
                self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _act(self) -> None:
        if not self._failed:
            super()._act()
            return
        self._told = None
        self._wait(True)
        self.again_asked.emit()
