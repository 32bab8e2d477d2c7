"""What the side bar lists: the folders of state with their counts, the sources, the Sager in use."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from sagsbud.domain.frozen import frozen
from sagsbud.domain.listing import SavedSearch
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.engine.views import QueueStatus, View
from sagsbud.i18n import N_, tr, trn
from sagsbud.ui.texts import count_text
from sagsbud.ui.tips import as_tip

Index = QModelIndex | QPersistentModelIndex


class LineKind(StrEnum):
    """What a line of the side bar is."""

    VIEW = "view"
    SECTION = "section"
    SOURCE = "source"
    SAG = "sag"
    SEARCH = "search"
    PAGE = "page"
    FILTER = "filter"


CHOOSABLE = (LineKind.VIEW, LineKind.PAGE, LineKind.FILTER)


class Health(StrEnum):
    """How a watched folder is; the values are the watcher's."""

    LOOKING = "looking"
    WATCHING = "watching"
    POLLING = "polling"
    PAUSED = "paused"
    AWAY = "away"


@frozen
class SourceLine:
    """A watched folder by the name people know it by."""

    label: str
    health: Health


@frozen
class Line:
    """One line. `count` is shown at the right; `needs_you` makes it warm."""

    kind: LineKind
    text: str
    icon: str = ""
    view: View | None = None
    count: int = 0
    needs_you: bool = False
    health: Health | None = None
    note: str = ""
    sag: SagRef | None = None
    search: SavedSearch | None = None
    page: str = ""
    """The name of the page it opens, or of the filter."""

    @property
    def spoken(self) -> str:
        """For a screen reader."""
        match self.kind:
            case LineKind.VIEW | LineKind.PAGE | LineKind.FILTER if self.count:
                return trn("{name}, {count} document", "{name}, {count} documents", self.count, name=self.text)
            case LineKind.SAG if self.sag:
                return tr("Case {number}, {title}", number=self.sag.sagsnummer, title=self.sag.titel)
            case LineKind.SOURCE:
                return f"{self.text}, {tr(HEALTH[self.health or Health.WATCHING])}"
        return self.text


VIEW_NAMES = {
    View.INBOX: N_("Inbox"),
    View.QUEUE: N_("Queue"),
    View.NEEDS_YOU: N_("Needs you"),
    View.REVIEW: N_("For review"),
    View.HANDED: N_("With colleagues"),
    View.FILED: N_("Filed"),
    View.PUT_AWAY: N_("Not for filing"),
}
VIEW_ICONS = {
    View.INBOX: "inbox",
    View.QUEUE: "send",
    View.NEEDS_YOU: "circle-alert",
    View.REVIEW: "eye",
    View.HANDED: "users",
    View.FILED: "folder-check",
    View.PUT_AWAY: "archive-x",
}
HEALTH = {
    Health.LOOKING: N_("being looked at"),
    Health.WATCHING: N_("being watched"),
    Health.POLLING: N_("being watched"),
    Health.PAUSED: N_("paused"),
    Health.AWAY: N_("away"),
}
NOTES = {Health.PAUSED: N_("Pause"), Health.AWAY: N_("Away")}
IMPORTS = "imports"
"""The page of the bulk imports."""
LINE_ROLE = Qt.ItemDataRole.UserRole + 1


class SideModel(QAbstractListModel):
    """The lines, made anew from what is known; only what differs is said to have changed."""

    def __init__(self, views: Sequence[View], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._views = tuple(views)
        self._counts: dict[View, int] = {}
        self._handed_any = False
        self._put_away_any = False
        """Whether there is or was something that is not to be filed."""
        self._sources: tuple[SourceLine, ...] = ()
        self._favourites: tuple[SagRef, ...] = ()
        self._searches: tuple[SavedSearch, ...] = ()
        self._imports: tuple[Line, ...] = ()
        self._sager: tuple[SagRef, ...] = ()
        self._pages: tuple[Line, ...] = ()
        self._more: tuple[Line, ...] = ()
        self._lines = self._make()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many lines."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The line under LINE_ROLE, its text, its sentence, and the tool tip of the rail."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(_tool_tip(line))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only folders of state, pages and filters can be chosen; a Sag takes a drop."""
        kind = self._lines[index.row()].kind
        if kind in CHOOSABLE:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if kind is LineKind.SEARCH:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if kind is LineKind.SAG:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDropEnabled
        return Qt.ItemFlag.NoItemFlags

    def line(self, at: int) -> Line | None:
        """The line at a place."""
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def place_of(self, view: View) -> int:
        """Where a folder of state is; -1 when it is not shown."""
        return next((at for at, line in enumerate(self._lines) if line.view is view), -1)

    def place_of_page(self, page: str) -> int:
        """Where a page or filter is; -1 when it is not shown."""
        return next((at for at, line in enumerate(self._lines) if page and line.page == page), -1)

    def place_of_kept(self, kept: SavedSearch | SagRef | str) -> int:
        """Where a search that was kept, a Sag, or a page by its name, is; -1 when it is not shown."""
        return next((at for at, line in enumerate(self._lines) if kept in (line.search, line.sag, line.page)), -1)

    @property
    def searches(self) -> tuple[SavedSearch, ...]:
        """The lists somebody wants to come back to, as they are called here."""
        return self._searches

    @property
    def has_sager(self) -> bool:
        """Whether there are Sager to drop on."""
        return any(line.kind is LineKind.SAG for line in self._lines)

    def take_status(self, status: QueueStatus, needs_you: int) -> None:
        """New counts; `needs_you` counts causes of the whole queue too."""
        self._counts = {
            View.INBOX: status.inbox,
            View.QUEUE: status.queued,
            View.NEEDS_YOU: needs_you,
            View.REVIEW: status.in_review,
            View.HANDED: status.handed,
        }
        self._handed_any = status.handed_ever > 0
        self._put_away_any = self._put_away_any or status.put_away > 0
        self._become(self._make())

    def take_sources(self, sources: Sequence[SourceLine]) -> None:
        """Which folders are watched, and how they are."""
        self._sources = tuple(sources)
        self._become(self._make())

    def take_sager(self, sager: Sequence[SagRef]) -> None:
        """The Sager in use."""
        self._sager = tuple(sager)
        self._become(self._make())

    def take_pages(self, pages: Sequence[Line], more: Sequence[Line] = ()) -> None:
        """The pages beside the folders of state, the first where documents of one's own under review would be; `more`
        are lines below that belong to the page that is open, in place of the sources and Sager."""
        self._pages, self._more = tuple(pages), tuple(more)
        self._become(self._make())

    def take_favourites(self, sager: Sequence[SagRef]) -> None:
        """The Sager somebody marked."""
        self._favourites = tuple(sager)
        self._become(self._make())

    def take_imports(self, undecided: int, shown: bool) -> None:
        """How many documents wait in bulk imports; the line is there while there are any imports."""
        line = Line(LineKind.PAGE, tr("Imports"), "folder-import", count=undecided, page=IMPORTS)
        self._imports = (line,) if shown else ()
        self._become(self._make())

    def take_searches(self, searches: Sequence[SavedSearch]) -> None:
        """The lists somebody wants to come back to."""
        self._searches = tuple(searches)
        self._become(self._make())

    def _make(self) -> list[Line]:
        lines = []
        for view in self._views:
            count = self._counts.get(view, 0)
            if view is View.REVIEW and self._pages:
                lines.append(self._pages[0])
                continue
            if not self._is_shown(view):
                continue
            lines.append(Line(LineKind.VIEW, tr(VIEW_NAMES[view]), VIEW_ICONS[view], view, count,
                              needs_you=view is View.NEEDS_YOU and count > 0))  # fmt: skip
        lines += self._imports
        lines += self._pages[1:]
        if self._more:
            return [*lines, *self._more]
        if self._sources:
            lines.append(Line(LineKind.SECTION, tr("Sources")))
        for source in self._sources:
            note = tr(NOTES[source.health]) if source.health in NOTES else ""
            lines.append(Line(LineKind.SOURCE, source.label, health=source.health, note=note))
        if self._searches:
            lines.append(Line(LineKind.SECTION, tr("Searches")))
        lines += [Line(LineKind.SEARCH, one.name, "search", search=one) for one in self._searches]
        if self._favourites:
            lines.append(Line(LineKind.SECTION, tr("Favourites")))
        lines += [Line(LineKind.SAG, sag.sagsnummer, "star", sag=sag) for sag in self._favourites]
        if self._sager:
            lines.append(Line(LineKind.SECTION, tr("Cases")))
        lines += [Line(LineKind.SAG, sag.sagsnummer, "folder", sag=sag) for sag in self._sager]
        return lines

    def _is_shown(self, view: View) -> bool:
        """Folders that most never need are there when they have something, or had."""
        match view:
            case View.REVIEW:
                return self._counts.get(view, 0) > 0
            case View.HANDED:
                return self._handed_any
            case View.PUT_AWAY:
                return self._put_away_any
        return True

    def _become(self, lines: list[Line]) -> None:
        if [(line.kind, line.view, line.page) for line in lines] != [
            (line.kind, line.view, line.page) for line in self._lines
        ]:
            self.beginResetModel()
            self._lines = lines
            self.endResetModel()
            return
        for at, (old, new) in enumerate(zip(self._lines, lines, strict=True)):
            if old != new:
                self._lines[at] = new
                self.dataChanged.emit(self.index(at), self.index(at))


def _tool_tip(line: Line) -> str:
    if line.kind is LineKind.SAG and line.sag:
        return line.sag.titel + "\n" + tr("Drop documents here to file them on the case. Press to see what is on it.")
    return "" if line.kind is LineKind.SECTION else line.spoken


def count_of(line: Line) -> str:
    """The count as shown; empty for none."""
    return count_text(line.count) if line.count else ""
