"""The watched folders: what each is called, how it is, what happens to its originals; added, changed, taken away."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPointF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QWidget

from sagsbud.domain.arrival import Afterwards
from sagsbud.i18n import N_, tr
from sagsbud.ui.buttons import IconButton, LinkButton
from sagsbud.ui.inbox.side_model import HEALTH, Health
from sagsbud.ui.inbox.side_parts import paint_source
from sagsbud.ui.labels import JOINER, TextLabel
from sagsbud.ui.menus import Menu
from sagsbud.ui.operations import Operations
from sagsbud.ui.places import begin_in
from sagsbud.ui.settings.folder_sheet import FolderSheet
from sagsbud.ui.settings.keeper import Keeper
from sagsbud.ui.settings.rows import Group, Row
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_XS

KEY = "folders"
LOOK_AGAIN, LOOK_SOON = 2000, 200
"""Milliseconds between looks at how the folders are, while they are seen; the shorter while one has not been looked at."""
AFTERWARDS_NOTES = {
    Afterwards.LEAVE: N_("The original stays where it is"),
    Afterwards.MOVE: N_("The original is moved to {target}"),
    Afterwards.ARCHIVE: N_("The original is moved to {target}, in the same subfolders"),
}

Folder = dict[str, Any]
HealthOf = Callable[[], Mapping[str, str]]
"""How each folder is, by its path as it is written; may block."""


def name_of(folder: Folder) -> str:
    """What people know it by."""
    return folder.get("label") or Path(folder["path"]).name or folder["path"]


def _begun(path: str) -> str:
    """A path within a sentence; no line ends after its first stroke."""
    return path.replace("/", f"/{JOINER}", 1) if path.startswith("/") else path


class FolderRow(Row):
    """One folder. `menu` has what can be done with it."""

    stacks = False

    def __init__(self, theme: Theme, folder: Folder) -> None:
        rule = AFTERWARDS_NOTES[Afterwards(folder.get("afterwards", Afterwards.LEAVE))]
        note = f"{folder['path']} · {tr(rule, target=_begun(folder.get('target') or ''))}"
        super().__init__(theme, name_of(folder), note)
        self.folder = folder
        self._mark = _Mark(theme)
        self._state = TextLabel(theme, "", "caption", "tx2")
        self.more = IconButton(theme, "ellipsis", tr("What can be done with {name}", name=name_of(folder)))
        self.menu = Menu(self.more)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        state = QWidget()
        words = QHBoxLayout(state)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(theme.px(SPACE_XS))
        words.addWidget(self._mark)
        words.addWidget(self._state)
        self.put(state, self.more)
        self.say(Health.LOOKING)

    def say(self, health: Health) -> None:
        """How it is now."""
        self._mark.take(health)
        self._state.setText(tr(HEALTH[health]).capitalize())


class _Mark(QWidget):
    """The form of a folder's state."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._health = Health.LOOKING
        self.setFixedSize(theme.px(12), theme.px(16))
        theme.changed.connect(self.update)

    def take(self, health: Health) -> None:
        """Show another."""
        self._health = health
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Centred."""
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_source(p, QPointF(self.width() / 2, self.height() / 2), self._health, self._theme)


class Folders(QObject):
    """Fills a group with the folders, and carries out what is asked of them."""

    def __init__(self, theme: Theme, keeper: Keeper, operations: Operations, health: HealthOf, over: QWidget) -> None:
        """`over` is what a sheet covers."""
        super().__init__(over)
        self._theme = theme
        self._keeper = keeper
        self._operations = operations
        self._health = health
        self._over = over
        self._shown: tuple[list[Folder], bool] | None = None
        self.group = Group(theme, tr("Watched now"))
        self.sheet: FolderSheet | None = None
        self._again = QTimer(self, interval=LOOK_AGAIN)
        self._again.timeout.connect(self.ask)
        self._again.start()
        keeper.changed.connect(self._look)
        self._look()

    @property
    def rows(self) -> list[FolderRow]:
        """One for each folder."""
        return [row for row in self.group.rows if isinstance(row, FolderRow)]

    def _look(self) -> None:
        folders, locked = list(self._keeper.value(KEY)), self._keeper.locked(KEY)
        if self._shown == (folders, locked):
            return
        self._shown = folders, locked
        rows: list[Row] = [self._row(folder, locked=locked) for folder in folders]
        rows += self._last(locked=locked, none=not folders)
        self.group.put_all(rows)
        self.ask()

    def _row(self, folder: Folder, *, locked: bool) -> FolderRow:
        row = FolderRow(self._theme, folder)
        row.changeable = not locked
        row.more.setVisible(not locked)
        row.menu.addAction(tr("Change …")).triggered.connect(lambda: self.change(folder))
        row.menu.addAction(tr("Stop watching")).triggered.connect(lambda: self.remove(folder))
        return row

    def _last(self, *, locked: bool, none: bool) -> Iterator[Row]:
        """That there are none, and the way to one more, or who decided that there is none."""
        if locked:
            row = Row(self._theme, tr("No folder is watched.") if none else tr("The list cannot be changed here."))
            row.set_locked(self._keeper.why_locked(KEY))
            yield row
            return
        if none:
            yield Row(self._theme, tr("No folder is watched."))
        row = Row(self._theme, tr("Add a folder"))
        add = LinkButton(self._theme, tr("Add a folder"), "folder-plus")
        add.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        add.clicked.connect(self.choose)
        row.lead_with(add)
        row.changeable = True
        yield row

    def ask(self) -> None:
        """Look how the folders are, while they are seen."""
        if self.group.isVisible():
            self._operations.run(self, self._health, self._told, key="health")

    def _told(self, known: Mapping[str, str]) -> None:
        new = False
        for row in self.rows:
            told = known.get(row.folder["path"])
            health = Health(told) if told in set(Health) else Health.LOOKING
            new = new or health is Health.LOOKING
            row.say(health)
        self._again.setInterval(LOOK_SOON if new else LOOK_AGAIN)

    # -- what can be done -----------------------------------------------------------------------------------

    def choose(self) -> None:
        """One more, by the chooser."""
        path = QFileDialog.getExistingDirectory(self._over, tr("Add a folder"), begin_in())
        if path:
            self.add(Path(path))

    def add(self, path: Path) -> None:
        """Watch this folder too; one that is watched already is left as it is."""
        folders = list(self._keeper.value(KEY))
        if any(Path(folder["path"]).expanduser() == path for folder in folders):
            self._keeper.refused.emit(KEY, tr("That folder is already watched."))
            return
        folder: Folder = {"path": str(path), "label": path.name, "take": [], "afterwards": "leave", "target": None}
        self._keeper.change(KEY, [*folders, folder])

    def remove(self, folder: Folder) -> None:
        """Watch it no more; what was taken from it stays in the inbox."""
        self._keeper.change(KEY, [one for one in self._keeper.value(KEY) if one != folder])

    def change(self, folder: Folder) -> None:
        """Its name, and what happens to its originals."""

        def changed(new: Folder) -> None:
            self._keeper.change(KEY, [new if one == folder else one for one in self._keeper.value(KEY)])

        self.sheet = FolderSheet(self._theme, self._over.window(), folder, name_of(folder))
        self.sheet.kept.connect(changed)
        self.sheet.closed.connect(self.sheet.deleteLater)
        self.sheet.open()
