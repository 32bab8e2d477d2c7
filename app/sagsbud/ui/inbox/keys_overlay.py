"""The overview of keys, built from the table of actions, so that it cannot be out of date."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.actions import GROUPS, Actions, Entry, Group
from sagsbud.ui.labels import TextLabel, edge, rule
from sagsbud.ui.overlay import Overlay
from sagsbud.ui.paint import KeyCapLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS, SPACE_XXL

COLUMNS = ((Group.FILE, Group.HELP), (Group.FIELDS, Group.LIST), (Group.GO, Group.DOCUMENT))
WITH_REVIEW = ((Group.FILE, Group.REVIEW), (Group.FIELDS, Group.LIST), (Group.GO, Group.DOCUMENT, Group.HELP))
COLUMN = 288
GAP = 40
LINE = 33
MARGIN = 2
"""px between the card's frame and what is on it."""


class KeysOverlay(Overlay):
    """What can be done by key, in as many columns as the window has room for."""

    def __init__(self, theme: Theme, actions: Actions, over: QWidget) -> None:
        super().__init__(theme, over, tr("Shortcuts"))
        self._actions = actions
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName(tr("Shortcuts"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._head = self._make_head()
        layout = QVBoxLayout(self.card)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(0)
        layout.addLayout(self._head)
        layout.addWidget(edge(self._scroll))
        layout.addWidget(self._scroll)

    def open(self) -> None:
        """Build it from what is provided now, and show it."""
        page = self._page()
        self._scroll.setWidget(page)
        room = self.over.size()
        wanted = page.sizeHint()
        around = self._theme.px(SPACE_L)
        head = self._head.sizeHint().height() + 1
        tall = min(wanted.height() + head, room.height() - 2 * around)
        if tall < wanted.height() + head:
            self._make_way_for_bar(page)
        frame = 2 * (MARGIN + self._theme.border)
        self.card.setFixedSize(min(wanted.width(), room.width() - 2 * around) + frame, tall + frame)
        super().open()
        self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_way_for_bar(self, page: QWidget) -> None:
        """The bar takes of the margin: the keys end where the head does."""
        inside = page.layout()
        assert inside is not None
        margins = inside.contentsMargins()
        margins.setRight(margins.right() - self._scroll.verticalScrollBar().sizeHint().width())
        inside.setContentsMargins(margins)

    def _page(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        page = QWidget()
        page.setObjectName("page")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(px(SPACE_XXL), px(SPACE_XS), px(SPACE_XXL), px(SPACE_XL))
        layout.setSpacing(px(SPACE_L))
        columns = QHBoxLayout()
        columns.setSpacing(px(GAP))
        for groups in self._columns():
            columns.addLayout(self._column(groups, self._actions.shown()))
        layout.addLayout(columns)
        layout.addWidget(rule())
        note = TextLabel(theme, "", "caption", "tx2")
        note.setWordWrap(True)
        work = tr("Single-letter and number keys work when the cursor is not in a text field.")
        can_be_off = tr("They can be switched off in the settings.")
        off = tr("Single-letter and number keys are switched off in the settings.")
        note.setText(f"{work} {can_be_off}" if self._actions.single_keys else off)
        layout.addWidget(note)
        return page

    def _columns(self) -> list[tuple[Group, ...]]:
        room = self.over.width()
        px = self._theme.px
        count = max(1, min(len(COLUMNS), (room - 2 * px(SPACE_XXL)) // px(COLUMN + GAP)))
        columns = WITH_REVIEW if self._lines((Group.REVIEW,)) else COLUMNS
        if count == len(columns):
            return list(columns)
        every = tuple(group for groups in columns for group in groups)
        cuts = range(1, len(every)) if count > 1 else range(len(every), len(every) + 1)
        cut = min(cuts, key=lambda at: max(self._lines(every[:at]), self._lines(every[at:])))
        return [groups for groups in (every[:cut], every[cut:]) if groups]

    def _lines(self, groups: tuple[Group, ...]) -> int:
        """How many lines a column of these has, with those of their names."""
        entries = [entry.group for entry in self._actions.shown() if entry.group in groups]
        return len(entries) + len(set(entries))

    def _make_head(self) -> QHBoxLayout:
        px = self._theme.px
        head = QHBoxLayout()
        head.setContentsMargins(px(SPACE_XXL), px(SPACE_XL), px(SPACE_XXL), px(SPACE_M))
        head.setSpacing(px(6))
        head.addWidget(TextLabel(self._theme, tr("Shortcuts"), "pane_title"))
        head.addStretch(1)
        head.addWidget(TextLabel(self._theme, tr("Close"), "caption", "tx2"))
        head.addWidget(KeyCapLabel(self._theme, "Esc", "caption"))
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
                above = rule()
                above.setMinimumWidth(self._theme.px(COLUMN))
                column.addWidget(above)
                column.addLayout(self._line(entry))
            column.addSpacing(self._theme.px(SPACE_S))
        column.addStretch(1)
        return column

    def _line(self, entry: Entry) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(6))
        name, caps = TextLabel(self._theme, tr(entry.text)), self._actions.caps_of(entry)
        name.setFixedHeight(self._theme.px(LINE))
        name.setAccessibleName(f"{tr(entry.text)}: {', '.join(caps)}")
        row.addWidget(name, stretch=1)
        for cap in caps:
            row.addWidget(KeyCapLabel(self._theme, cap), alignment=Qt.AlignmentFlag.AlignVCenter)
        return row
