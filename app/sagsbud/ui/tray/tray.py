"""The icon in the task bar, its menu, and the one kind of notification there is."""

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from sagsbud.domain.errors import Trouble
from sagsbud.engine.views import View
from sagsbud.i18n import tr, trn
from sagsbud.texts import trouble_text
from sagsbud.ui.icons import STROKE, icon, pixmap
from sagsbud.ui.inbox.snapshot import Snapshot, facts_of, headline_of
from sagsbud.ui.menus import round_off
from sagsbud.ui.texts import count_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import DARK, ICON_FIELD, LIGHT

FIGURE_SPACE = "\N{FIGURE SPACE}"
SIZES = (16, 20, 22, 24, 32, 48)


class TrayState(StrEnum):
    """How it stands; each is a drawing of its own."""

    OK = "ok"
    SENDING = "sending"
    NEEDS_YOU = "attention"
    OFFLINE = "offline"


def state_of(snapshot: Snapshot) -> TrayState:
    """What matters most comes first: a person, then the connection, then the queue."""
    if snapshot.needs_you:
        return TrayState.NEEDS_YOU
    if snapshot.offline:
        return TrayState.OFFLINE
    return TrayState.SENDING if snapshot.status.anything_waits else TrayState.OK


class Tray(QObject):
    """`opened` brings the view that is wanted, `told` a notification's title and text."""

    opened = Signal(object)
    files_asked = Signal()
    note_asked = Signal()
    settings_asked = Signal()
    quit_asked = Signal()
    told = Signal(str, str)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state: TrayState | None = None
        self._needed: int | None = None
        self.menu = QMenu()
        round_off(self.menu)
        self.status = self._line(tr("Not in contact yet"), "", View.QUEUE)
        self.menu.addSeparator()
        self.inbox = self._line(tr("Open the inbox"), "inbox", View.INBOX)
        self.needs_you = self._line(tr("Needs you"), "circle-alert", View.NEEDS_YOU)
        self.menu.addSeparator()
        self._add(tr("Add files"), "file-plus").triggered.connect(self.files_asked)
        self._add(tr("New note on a case"), "note").triggered.connect(self.note_asked)
        self._add(tr("Settings"), "settings").triggered.connect(self.settings_asked)
        self._add(tr("Quit"), "log-out").triggered.connect(self.quit_asked)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(lambda: self.opened.emit(View.NEEDS_YOU))
        self.told.connect(self._show_message)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._draw)

    def _line(self, text: str, name: str, view: View) -> QAction:
        line = self._add(text, name)
        line.triggered.connect(lambda: self.opened.emit(view))
        return line

    def _add(self, text: str, name: str) -> QAction:
        line = self.menu.addAction(text)
        if name:
            line.setIcon(icon(name, self._theme, self._theme.px(ICON_FIELD)))
        return line

    @property
    def state(self) -> TrayState | None:
        """What is shown; None before anything is known."""
        return self._state

    def take(self, snapshot: Snapshot) -> None:
        """What is true now; a person who looks elsewhere is told when more than before needs one."""
        words = " · ".join([headline_of(snapshot).text, *facts_of(snapshot)[:2]])
        self.status.setText(words)
        self.icon.setToolTip(f"Sagsbud · {words}")
        inbox, needs_you = _aligned(snapshot.status.inbox, snapshot.needs_you)
        self.inbox.setText(tr("Open the inbox") + inbox)
        self.needs_you.setText(tr("Needs you") + needs_you)
        if self._state is not state_of(snapshot):
            self._state = state_of(snapshot)
            self._draw()
        if self._needed is not None and snapshot.needs_you > self._needed and not _in_front():
            self.told.emit(*notification_of(snapshot))
        self._needed = snapshot.needs_you

    def close(self) -> None:
        """Take the icon away."""
        self.icon.hide()
        self.icon.setContextMenu(None)  # type: ignore[arg-type]
        self.menu.deleteLater()

    def _draw(self) -> None:
        if self._state is None:
            return
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        self.icon.setIcon(tray_icon(self._state, dark=dark))
        self.icon.show()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.opened.emit(None)

    def _show_message(self, title: str, text: str) -> None:
        if self.icon.isVisible():
            self.icon.showMessage(title, text, self.icon.icon())


def tray_icon(state: TrayState, *, dark: bool) -> QIcon:
    """The drawing for a light or a dark task bar."""
    tokens = DARK if dark else LIGHT
    ink = tokens.warn if state is TrayState.NEEDS_YOU else tokens.tx2
    made = QIcon()
    for size in SIZES:
        made.addPixmap(pixmap(f"tray-{state.value}", ink, size, ground=tokens.surf, stroke=STROKE))
    return made


def notification_of(snapshot: Snapshot) -> tuple[str, str]:
    """Title and text. They name no person and no document: anybody may see the screen."""
    queued, cause = snapshot.status.queued, snapshot.cause
    if cause:
        words = trouble_text(cause.trouble, {})
        if cause.trouble is not Trouble.LOGIN_NEEDED:
            return words.heading, words.meaning
        waits = trn(
            "{shown} document waits. It is safe on your PC.",
            "{shown} documents wait. They are safe on your PC.",
            queued,
            shown=count_text(queued),
        )
        return words.heading, f"{waits} {words.action}" if queued else words.action
    count = snapshot.needs_you
    title = trn("{shown} document needs you", "{shown} documents need you", count, shown=count_text(count))
    return title, tr("“Needs you” says why, and what to do.")


def _aligned(*counts: int) -> list[str]:
    """What follows each line's words: its count, with the ones of all above one another; nothing for none."""
    texts = [count_text(count) for count in counts]
    widest = max(map(len, texts))
    return [f"\t{text.rjust(widest, FIGURE_SPACE)}" if count else "" for text, count in zip(texts, counts, strict=True)]


def _in_front() -> bool:
    window = QGuiApplication.focusWindow()
    return window is not None and window.isVisible()
