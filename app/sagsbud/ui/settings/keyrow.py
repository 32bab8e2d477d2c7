"""The key that works in every program: its field takes the next key that is pressed, its note says whether it works."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from sagsbud.domain.strokes import Stroke
from sagsbud.i18n import N_, tr
from sagsbud.ui.hotkey.hotkey import HotKey
from sagsbud.ui.hotkey.state import KeyState
from sagsbud.ui.settings.keeper import Keeper
from sagsbud.ui.settings.rows import LockedField, Row
from sagsbud.ui.theme import Theme
from sagsbud.ui.viewport import bring_up

COMMAND = "sagsbud open --copied"
"""What a desktop's own settings bind to a key, where a program cannot."""
_HELD_DOWN = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta}
_LEADING_ON = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape}
_NOTES = {
    KeyState.TAKEN: N_("Another program uses {key}. Choose another shortcut here, or switch it off in that program."),
    KeyState.MISSING: N_("Your keyboard has no such key. Choose another."),
    KeyState.UNABLE: N_(
        "Programs cannot ask for such a shortcut here. In your desktop's keyboard settings, let one run: {command}"
    ),
    KeyState.LOST: N_("The shortcut does not work now. Start Sagsbud again to use it."),
}


class KeyField(QLineEdit):
    """Shows a key; the next one that is pressed here takes its place. `chosen` brings it as the settings write it."""

    chosen = Signal(str)
    refused = Signal(str)
    """What was pressed would be taken from whoever types; the sign it types on a Danish keyboard, if it types one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAccessibleName(name)

    def event(self, event: QEvent) -> bool:
        """The window's own keys rest while one is chosen."""
        overriding = event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if not overriding or event.key() in _LEADING_ON:  # type: ignore[attr-defined]
            return super().event(event)
        event.accept()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take it, if it can be one."""
        if event.key() in _LEADING_ON:
            super().keyPressEvent(event)
        elif event.key() not in _HELD_DOWN:
            pressed = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
            if Stroke.of(pressed):
                self.chosen.emit(pressed)
            else:
                self.refused.emit(Stroke.types(pressed))


class KeyRow(Row):
    """The key, and how it stands with it."""

    key = "send_key_stroke"

    def __init__(self, theme: Theme, keeper: Keeper, title: str, hot_key: HotKey) -> None:
        super().__init__(theme, title, tr("Press another shortcut in the field to change it."))
        self._keeper = keeper
        self._hot_key = hot_key
        self.field = KeyField(title)
        self.locked = LockedField(title)
        self.put(self.field, self.locked)
        self.field.chosen.connect(lambda text: keeper.change(self.key, text))
        self.field.refused.connect(self._refuse)
        keeper.changed.connect(self._look)
        hot_key.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        text = str(self._keeper.value(self.key))
        self.field.setText(text)
        self.lock_or_free(self._keeper, self.key, text, self.field, self.locked)
        wrong = _NOTES.get(self._hot_key.state)
        if wrong:
            self._say(tr(wrong, key=text, command=COMMAND), warm=True)
        else:
            self._say(tr("Press another shortcut in the field to change it.") if self.changeable else "")

    def _refuse(self, sign: str) -> None:
        words = (
            tr(
                "Ctrl+Alt is AltGr, which types {sign} with this key on a Danish keyboard. Choose another key.",
                sign=sign,
            )
            if sign
            else tr("Hold Ctrl or Alt down, and press a letter, a digit or F1 to F12.")
        )
        self._say(words, warm=True)

    def _say(self, note: str, *, warm: bool = False) -> None:
        if warm and note != self.note.text():
            bring_up(self)
        self.tell(note, warm=warm)
        self.field.setAccessibleDescription(note)
