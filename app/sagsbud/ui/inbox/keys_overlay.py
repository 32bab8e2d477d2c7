"""The overview of keys, built from the table of actions, so that it cannot be out of date."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.actions import GROUPS, Actions, Entry, Group, caps_of
from sagsbud.ui.labels import TextLabel, rule
from sagsbud.ui.overlay import Overlay
from sagsbud.ui.paint import KeyCapLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_L, SPACE_S, SPACE_XL, SPACE_XXL

COLUMNS = ((Group.FILE, Group.HELP), (Group.FIELDS, Group.LIST), (Group.GO, Group.DOCUMENT))
COLUMN = 288
LINE = 33


class KeysOverlay(Overlay):
    """Three columns of what can be done by key."""

    def __init__(self, theme: Theme, actions: Actions, over: QWidget) -> None:
        super().__init__(theme, over, tr("Keys"))
        self._actions = actions
        self._layout = QVBoxLayout(self.card)
        px = theme.px
        self._layout.setContentsMargins(px(SPACE_XXL), px(SPACE_XL), px(SPACE_XXL), px(SPACE_XL))
        self._layout.setSpacing(px(SPACE_L))

    def open(self) -> None:
        """Build it from what is provided now, and show it."""
        self._clear()
        self._layout.addLayout(self._head())
        columns = QHBoxLayout()
        columns.setSpacing(self._theme.px(40))
        shown = self._actions.shown()
        for groups in COLUMNS[: self._columns()]:
            columns.addLayout(self._column(groups, shown))
        self._layout.addLayout(columns)
        self._layout.addWidget(rule())
        note = tr("Single letters and numbers work when the cursor is not in a text field.")
        self._layout.addWidget(TextLabel(self._theme, note, "caption", "tx2"))
        super().open()

    def _columns(self) -> int:
        return len(COLUMNS)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(TextLabel(self._theme, tr("Keys"), "pane_title"))
        head.addStretch(1)
        head.addWidget(TextLabel(self._theme, tr("Close"), "caption", "tx2"))
        head.addWidget(KeyCapLabel(self._theme, "Esc"))
        return head

    def _column(self, groups: tuple[Group, ...], shown: tuple[Entry, ...]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        for group in groups:
            entries = [entry for entry in shown if entry.group is group]
            if not entries:
                continue
            heading = TextLabel(self._theme, tr(GROUPS[group]), "label", "acctx")
            heading.setFixedHeight(self._theme.px(LINE))
            column.addWidget(heading)
            for entry in entries:
                column.addWidget(rule())
                column.addWidget(self._line(entry))
            column.addSpacing(self._theme.px(SPACE_S))
        column.addStretch(1)
        return column

    def _line(self, entry: Entry) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(6))
        row.addWidget(TextLabel(self._theme, tr(entry.text)), stretch=1)
        for cap in caps_of(entry):
            row.addWidget(KeyCapLabel(self._theme, cap), alignment=Qt.AlignmentFlag.AlignVCenter)
        line.setMinimumWidth(self._theme.px(COLUMN))
        line.setFixedHeight(self._theme.px(LINE))
        line.setAccessibleName(f"{tr(entry.text)}: {', '.join(caps_of(entry))}")
        return line

    def _clear(self) -> None:
        while self._layout.count():
            taken = self._layout.takeAt(0)
            _discard(taken)


def _discard(item: object) -> None:
    """Delete a layout's item with everything in it."""
    layout = getattr(item, "layout", lambda: None)()
    widget = getattr(item, "widget", lambda: None)()
    if layout is not None:
        while layout.count():
            _discard(layout.takeAt(0))
    if widget is not None:
        widget.deleteLater()
