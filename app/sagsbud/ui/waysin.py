"""The ways from the desktop into the window: the icon in the task bar, and the key that takes in what is copied."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QSystemTrayIcon

from sagsbud.engine.views import View
from sagsbud.i18n import tr
from sagsbud.ui.actions import ActionId
from sagsbud.ui.hotkey.hotkey import HotKey
from sagsbud.ui.inbox.dropped import Dropped

if TYPE_CHECKING:
    from sagsbud.ui.app import Program
    from sagsbud.ui.tray.tray import Tray


class WaysIn(QObject):
    """They lead to the window that the program has now."""

    def __init__(self, program: "Program", *, closed: bool) -> None:
        """`closed` for practice, where none is opened: they are the ordinary window's."""
        super().__init__(program)
        self._program = program
        self._closed = closed
        self.tray: Tray | None = None
        self.hot_key = HotKey(self)
        self.hot_key.pressed.connect(self._key_pressed)
        self.hot_key.changed.connect(self._name_key)
        program.app.applicationStateChanged.connect(self._came_or_went)

    def open(self) -> None:
        """Offer the icon and hold the key."""
        self._offer_tray()
        self.hold_key()

    def lead_anew(self) -> None:
        """The program has another window."""
        self._name_key()
        self._offer_tray()

    def close(self) -> None:
        """Give the key back, and take the icon away."""
        self.hot_key.close()
        self.close_tray()

    # -- the icon -----------------------------------------------------------------------------------------

    def _offer_tray(self) -> None:
        """Where the desktop has a place for it, which takes asking another program."""
        self.tray = self.make_tray() if not self._closed and QSystemTrayIcon.isSystemTrayAvailable() else None

    def make_tray(self) -> "Tray":
        """The icon in the task bar; with it the window still ends the program when it is closed."""
        from sagsbud.ui.tray.tray import Tray

        program = self._program
        tray = Tray(program.theme, program.window)
        program.desk.shown.connect(tray.take)
        tray.opened.connect(self._come_forward)
        tray.files_asked.connect(program.desk.choose_files)
        tray.note_asked.connect(program.forward_asked)
        tray.note_asked.connect(program.window.actions_[ActionId.NOTE].trigger)
        tray.settings_asked.connect(program.forward_asked)
        tray.settings_asked.connect(program.show_settings)
        tray.quit_asked.connect(program.quit_asked)
        return tray

    def close_tray(self) -> None:
        """Take the icon away."""
        if self.tray:
            self.tray.close()

    def _come_forward(self, view: View | None) -> None:
        self._program.forward_asked.emit()
        if view is not None:
            self._program.window.show_view(view)
            self._program.window.take_list_focus()

    # -- the key ------------------------------------------------------------------------------------------

    def hold_key(self) -> None:
        """The one that the settings say, if any."""
        if not self._closed:
            value = self._program.house.preferences.value
            self.hot_key.hold(value("send_key_stroke") if value("send_key") == "on" else "")

    def _came_or_went(self, state: Qt.ApplicationState) -> None:
        """Another program may have given the key back by the time somebody comes to the window."""
        if state is Qt.ApplicationState.ApplicationActive:
            self.hot_key.try_again()

    def _name_key(self) -> None:
        self._program.window.actions_.name_everywhere(self.hot_key.working)

    def _key_pressed(self, time: int) -> None:
        self.send_copied()
        self.hot_key.bring_forward(int(self._program.window.window().winId()), time)

    def send_copied(self) -> None:
        """Take in what is copied in another program, and come forward with it."""
        from sagsbud.ui.hotkey.sending import when_copied

        program = self._program

        def take(dropped: Dropped | None) -> None:
            if dropped:
                program.desk.take(dropped)
            else:
                key = self.hot_key.working
                first = tr("No files are copied. Copy files in the file manager first.")
                again = tr("No files are copied. Copy files in the file manager, and press {key}.", key=key)
                program.window.notice.say(again if key else first)

        self._come_forward(View.INBOX)
        when_copied(self, take)
