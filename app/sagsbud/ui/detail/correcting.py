"""A filed document in the form once more: what was wrong is changed in it and filed anew, or it is left as it is."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from sagsbud.ui.detail.faces import Command
from sagsbud.ui.detail.view import DetailView


class CorrectingView(DetailView):
    """Shows one item, and turns a filed one's state into the form and back."""

    def correct(self) -> None:
        """What is filed, in the form once more, to be filed anew with what is changed in it."""
        if self._face and Command.CORRECT in self._face.links:
            self._turn(correcting=True)
            self.then(lambda: self._in_form(self.form.take_focus))

    def leave_correction(self) -> None:
        """It stays as it is filed."""
        if self._correcting:
            self._turn(correcting=False)
            self.then(self.state.take_focus)

    def event(self, event: QEvent) -> bool:
        """Esc leaves a correction before it leaves the pane."""
        if self._correcting and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self.leave_correction()
                return True
        return super().event(event)

    def _turn(self, *, correcting: bool) -> None:
        """The form of a filed document, as it was filed; or back to how it stands."""
        self._correcting = correcting
        self.form.clear()
        self.footer.say_trouble("")
        self.refresh()
