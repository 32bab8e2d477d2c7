"""Ctrl+K: one field that leads to a folder of state, a search that was kept, a Sag or a document."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.domain.listing import Listing, SavedSearch, fold
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.engine.views import View
from sagsbud.i18n import tr
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.inbox.row import icon_of, row_of
from sagsbud.ui.inbox.side_model import VIEW_ICONS, VIEW_NAMES
from sagsbud.ui.operations import Operations
from sagsbud.ui.overlay import Veil
from sagsbud.ui.texts import now
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ROW_SUGGESTION

if TYPE_CHECKING:
    from sagsbud.engine import Engine

SAGER = 8
DOCUMENTS = 5
"""Of each folder of state."""
WIDTH = 620
ROWS = 9


@frozen
class Destination:
    """Where a row leads: a folder, a Sag, a search that was kept, or a document in a folder."""

    view: View | None = None
    sag: SagRef | None = None
    item: ItemId | None = None
    search: SavedSearch | None = None


def destinations(
    engine: "Engine", text: str, views: Sequence[View], searches: Sequence[SavedSearch] = ()
) -> list[Option]:
    """What fits the words, folders first, then searches, Sager and documents. Blocks."""
    wanted = fold(text.strip())
    options = [
        Option(Destination(view), "", tr(VIEW_NAMES[view]), reason=tr("Folder"), sign=VIEW_ICONS[view])
        for view in views
        if wanted in fold(tr(VIEW_NAMES[view]))
    ]
    options += [
        Option(Destination(search=one), "", one.name, reason=tr("Saved search"), sign="search")
        for one in searches
        if wanted in fold(one.name)
    ]
    sager = engine.sager(text, SAGER)
    if not wanted:
        marked = engine.lists.favourites()
        sager = [*marked, *(sag for sag in sager if sag not in marked)][:SAGER]
    options += [
        Option(
            Destination(sag=sag),
            sag.sagsnummer,
            sag.titel,
            reason=tr("Case") if sag.is_open else tr("Case, closed"),
            sign="folder",
        )
        for sag in sager
    ]
    if wanted:
        for view in (View.INBOX, View.FILED, View.PUT_AWAY):
            found = engine.lists.rows(view, Listing(text=text.strip()), limit=DOCUMENTS)
            options += [_document(entry, view) for entry in found]
    return options


def _document(entry: OutboxEntry, view: View) -> Option:
    row = row_of(entry, now().date())
    where = " ".join(part for part in (row.sagsnummer, row.sag_titel) if part) if view is View.FILED else ""
    reason = " · ".join(part for part in (tr(VIEW_NAMES[view]), row.sender, where) if part)
    return Option(Destination(view, item=entry.item.id), "", row.title, reason=reason, sign=icon_of(entry))


class Jump(SearchPopup):
    """`picked` brings a Destination."""

    def __init__(
        self, theme: Theme, operations: Operations, search: Callable[[str], Sequence[Option]], parent: QWidget
    ) -> None:
        super().__init__(theme, operations, search, tr("Go to a case, a folder or a document"), parent)
        self._room = 0
        self._veil: Veil | None = None

    def open_over(self, window: QWidget) -> None:
        """In the upper middle of the window, which is veiled meanwhile."""
        px = self._theme.px
        width = min(px(WIDTH), window.width() - px(32))
        height = min(px(46 + ROWS * ROW_SUGGESTION), window.height() - px(48))
        at = window.mapToGlobal(QPoint((window.width() - width) // 2, min(px(72), (window.height() - height) // 2)))
        self._room = height
        self._place, self._free = QRect(at, QSize(width, 0)), window.screen().availableGeometry()
        self._stand(height)
        self._veil = Veil(self._theme, window)
        self._veil.spread()
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """The veil goes with it."""
        super().hideEvent(event)
        if self._veil is not None:
            self._veil.hide()
            self._veil.deleteLater()
            self._veil = None

    def _most(self) -> int:
        """px of height that there is in the window."""
        return self._room
