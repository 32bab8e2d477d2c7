"""What the settings are made of: groups of rows, each with its words at the left and its control at the right."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.detail.controls import SignedComboBox
from sagsbud.ui.hints import Hint
from sagsbud.ui.labels import JOINER, IconLabel, TextLabel, frame, rule
from sagsbud.ui.settings.keeper import Keeper
from sagsbud.ui.signed import on_first_line
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip
from sagsbud.ui.tokens import FIELD, ICON_CHIP, ROW_SETTING, SPACE_L, SPACE_M, SPACE_S

CONTROL = 276
STACKED = 520
"""Below this width, in px at 100 % text, the control stands under its words."""
DISTANT = 10
"""px between a group's heading and its frame."""
BEHIND_SIGN = 5
"""px between the sign of a warning or a lock and what it says."""


class LockedField(QLineEdit):
    """A value that cannot be changed here, but read, selected and copied."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("locked")
        self.setReadOnly(True)
        self.setAccessibleName(name)

    def say(self, text: str) -> None:
        """Show it from its beginning; the whole stands in the tool tip."""
        self.setText(text)
        self.setCursorPosition(0)
        self.setToolTip(as_tip(text))


class Row(QWidget):
    """One setting: its name, a note, whether it is locked, and room for a control."""

    key: str = ""
    """The setting; empty for a row that shows none."""
    changeable = False
    """Whether what it shows can be changed here."""
    stacks = True
    """Whether the control stands under its words where there is little room."""

    def __init__(self, theme: Theme, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title = TextLabel(theme, title, "body")
        self.title.setWordWrap(True)
        self.note = TextLabel(theme, "", "caption", "tx2")
        self.note.setWordWrap(True)
        self._write(note)
        self._warning = IconLabel(theme, "circle-alert", ICON_CHIP, "warn")
        self._warning.hide()
        self._lock = QWidget()
        locked = QHBoxLayout(self._lock)
        locked.setContentsMargins(0, 0, 0, 0)
        locked.setSpacing(theme.px(BEHIND_SIGN))
        locked.addWidget(IconLabel(theme, "lock", ICON_CHIP, "tx2"))
        self._why = TextLabel(theme, "", "caption", "tx2")
        locked.addWidget(self._why, stretch=1)
        self._lock.hide()
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addStretch(1)
        words.addWidget(self.title)
        words.addLayout(on_first_line(self._warning, self.note, theme.px(BEHIND_SIGN)))
        words.addWidget(self._lock)
        words.addStretch(1)
        self._inside = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._inside.setContentsMargins(theme.px(SPACE_L), theme.px(SPACE_S), theme.px(SPACE_L), theme.px(SPACE_S))
        self._inside.setSpacing(theme.px(SPACE_M))
        self._inside.addLayout(words, stretch=1)
        self.setMinimumHeight(theme.px(ROW_SETTING))
        self._show_note()

    @property
    def words(self) -> str:
        """Everything it says, for the search."""
        values = [field.text() for field in self.findChildren(QLineEdit)]
        note = "" if self.note.isHidden() else self.note.accessibleName()
        return " ".join([self.title.text(), note, *values])

    def tell(self, note: str, *, warm: bool = False) -> None:
        """Another note; a warm one asks to be looked at."""
        self._write(note)
        self.note.set_role("warn" if warm else "tx2")
        self._warning.setVisible(warm)
        self._show_note()

    def _write(self, note: str) -> None:
        self.note.setText(note)
        self.note.setAccessibleName(note.replace(JOINER, ""))

    def set_locked(self, why: str) -> None:
        """Say who decided it, and nothing else that is no warning; nothing where it can be changed here."""
        self._why.setText(why)
        self._lock.setVisible(bool(why))
        self._show_note()

    def _show_note(self) -> None:
        """A note tells how to choose, so it goes where somebody else has chosen; a warning stays."""
        note = self.note.accessibleName() if self._lock.isHidden() or not self._warning.isHidden() else ""
        self.note.setVisible(bool(note))
        for field in self.findChildren(LockedField):
            field.setAccessibleDescription(f"{note} {self._why.text()}".strip())
        self._level()

    def lock_or_free(self, keeper: Keeper, key: str, text: str, control: QWidget, locked: LockedField) -> None:
        """Show the control, or where somebody else decides its value, that value."""
        self.changeable = not keeper.locked(key)
        locked.say(text)
        control.setVisible(self.changeable)
        locked.setVisible(not self.changeable)
        self.set_locked(keeper.why_locked(key))

    def _level(self) -> None:
        """A name alone beside a field is as high as that, so that the words of both stand on one line."""
        alone = self.note.isHidden() and self._lock.isHidden()
        beside = self._inside.direction() is QBoxLayout.Direction.LeftToRight
        self.title.setMinimumHeight(self._theme.px(FIELD) if alone and beside else 0)

    def put(self, *controls: QWidget) -> None:
        """Place the controls at the right; one that is a field gets the fields' width."""
        for control in controls:
            if isinstance(control, QLineEdit | SignedComboBox):
                control.setFixedWidth(self._theme.px(CONTROL))
                control.setAccessibleDescription(self.note.accessibleName())
            self._inside.addWidget(control)

    def lead_with(self, control: LinkButton) -> None:
        """A control that says the row's words itself, where they would stand."""
        self.title.hide()
        self.stacks = False
        before = self._inside.contentsMargins()
        before.setLeft(before.left() - control.room_before())
        self._inside.setContentsMargins(before)
        self._inside.insertWidget(0, control)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Under one another where there is no room side by side."""
        super().resizeEvent(event)
        narrow = self.stacks and event.size().width() < self._theme.px(STACKED)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._inside.direction() is not direction:
            self._inside.setDirection(direction)
            self._level()


class ChoiceRow(Row):
    """One of a few values."""

    def __init__(
        self,
        theme: Theme,
        keeper: Keeper,
        key: str,
        title: str,
        note: str,
        values: Sequence[Any],
        text_of: Callable[[Any], str],
    ) -> None:
        super().__init__(theme, title, note)
        self._keeper = keeper
        self.key = key
        self._values = list(values)
        self._text_of = text_of
        self.box = SignedComboBox(theme)
        self.box.setAccessibleName(title)
        self.locked = LockedField(title)
        self.put(self.box, self.locked)
        self.box.activated.connect(lambda at: keeper.change(key, self.box.itemData(at)))
        keeper.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        value = self._keeper.value(self.key)
        shown = self._values if value in self._values else sorted([*self._values, value])
        self.box.clear()
        for one in shown:
            self.box.addItem(self._text_of(one), one)
        self.box.setCurrentIndex(shown.index(value))
        self.lock_or_free(self._keeper, self.key, self._text_of(value), self.box, self.locked)


class WordsRow(Row):
    """Some words in one line, kept when the field is left or Enter is pressed."""

    def __init__(self, theme: Theme, keeper: Keeper, key: str, title: str, note: str, placeholder: str) -> None:
        super().__init__(theme, title, note)
        self._keeper = keeper
        self.key = key
        self.field = QLineEdit()
        self.field.setAccessibleName(title)
        Hint(theme, self.field, placeholder)
        self.locked = LockedField(title)
        self.put(self.field, self.locked)
        self.field.editingFinished.connect(self._keep)
        keeper.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        text = ", ".join(self._keeper.value(self.key))
        if not (self.field.hasFocus() and self.field.isModified()):
            self.field.setText(text)
        self.lock_or_free(self._keeper, self.key, text, self.field, self.locked)

    def _keep(self) -> None:
        if self.field.isModified():
            self.field.setModified(False)
            self._keeper.change(self.key, self.field.text().replace(",", " ").replace(";", " ").split())


class ShownRow(Row):
    """A value that is decided elsewhere."""

    def __init__(
        self,
        theme: Theme,
        keeper: Keeper,
        key: str,
        title: str,
        missing: str,
        shown: str = "",
        *,
        own: bool = False,
    ) -> None:
        """`missing` is what is said without a value, `shown` what is in use whatever the value is.

        `own` says that it is the person's to choose, though not here.
        """
        super().__init__(theme, title)
        self._keeper = keeper
        self.key = key
        self._missing = missing
        self._shown = shown
        self._own = own
        self.field = LockedField(title)
        self.put(self.field)
        keeper.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        self.field.say(self._shown or self._keeper.value(self.key) or self._missing)
        self.set_locked(self._keeper.why_locked(self.key) if self._own else self._keeper.who_decides)


class Group(QWidget):
    """A heading over a frame with rows in it."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame("group")
        self._inside = QVBoxLayout(self._frame)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(0)
        self.rows: list[Row] = []
        self._lines: list[QFrame] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(DISTANT))
        self.heading = TextLabel(theme, title, "group_title")
        column.addWidget(self.heading)
        column.addWidget(self._frame)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def add(self, row: Row) -> None:
        """One more, with a line above it. A row is put in once: of one put in anew Qt keeps an old height for ever."""
        if self.rows:
            self._lines.append(rule())
            self._inside.addWidget(self._lines[-1])
        self._inside.addWidget(row)
        self.rows.append(row)

    def put_all(self, rows: Sequence[Row]) -> None:
        """These, all of them new, and no others."""
        while (item := self._inside.takeAt(0)) is not None:
            if gone := item.widget():
                gone.hide()
                gone.deleteLater()
        self.rows, self._lines = [], []
        for row in rows:
            self.add(row)

    def show_matches(self, words: Sequence[str]) -> bool:
        """Show only the rows with all these words; whether there are any. Without words all are shown."""
        fitting = [all(word in row.words.casefold() for word in words) for row in self.rows]
        above = False
        for row, line, fits in zip(self.rows, [None, *self._lines], fitting, strict=True):
            row.setVisible(fits)
            if line:
                line.setVisible(fits and above)
            above = above or fits
        self.setVisible(above)
        return above
