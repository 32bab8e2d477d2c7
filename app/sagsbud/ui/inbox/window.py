"""The main window: the panes, and which of them are shown."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from sagsbud.domain.ids import ItemId
from sagsbud.domain.listing import Listing
from sagsbud.engine.views import View
from sagsbud.i18n import tr
from sagsbud.ui.aside import Aside
from sagsbud.ui.edges import is_narrow, keep_edges, page_edge
from sagsbud.ui.inbox.drags import Drags
from sagsbud.ui.inbox.drop import DropOverlay
from sagsbud.ui.inbox.dropped import accept_copy
from sagsbud.ui.inbox.notice import Notice
from sagsbud.ui.inbox.panes import KeyPaths, PaneRing
from sagsbud.ui.inbox.side_model import VIEW_NAMES
from sagsbud.ui.inbox.surroundings import Surroundings
from sagsbud.ui.inbox.window_parts import LISTED, WindowParts
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_LIST_LEAST

if TYPE_CHECKING:
    from sagsbud.engine import Engine
    from sagsbud.ui.inbox.keys_overlay import KeysOverlay
    from sagsbud.ui.nothing import NothingHere


class MainWindow(WindowParts):
    """Shows what a view, its width and the keys ask for. What happens in the panes is the Desk's business."""

    view_shown = Signal(object)
    narrowed = Signal(bool)
    settings_asked = Signal()

    def __init__(self, engine: "Engine", theme: Theme, operations: Operations, around: Surroundings) -> None:
        super().__init__(engine, theme, operations, around)
        self.view = View.INBOX
        self.narrow = False
        self.aside: Aside | None = None
        """The page that has taken the place of side bar and panes."""
        self.reading = False
        """Whether a narrow window shows the document rather than the list."""
        self._inbox_empty = False
        self.drop = DropOverlay(theme, operations, self._content)
        self.panes = PaneRing(self)
        self._drags = Drags(self)
        self._connect()
        self._paths = KeyPaths(self)
        self._restore()
        self.show_view(View.INBOX)
        self.document.begin()

    @cached_property
    def keys(self) -> "KeysOverlay":
        """The overview of keys; made when it is first asked for."""
        from sagsbud.ui.inbox.keys_overlay import KeysOverlay

        return KeysOverlay(self.theme, self.actions_, self)

    # -- connecting ---------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.side.view_asked.connect(self.show_view)
        self.side.offer_settings()
        self.side.settings_asked.connect(self.settings_asked)
        self.line.waiting_asked.connect(self.show_view)
        self.line.needs_you_asked.connect(lambda: self.show_view(View.NEEDS_YOU))
        self.list.opened.connect(lambda _item: self.open_document())
        self.list.several.connect(self._show_many)
        self.list.several_bar.asked.connect(self.open_document)
        self.list.several_bar.one_asked.connect(self.back_to_one)
        self.list.bared.connect(self._show_right)
        self.list.listed.connect(lambda _listing: self._say_title())
        self.list.inbox_asked.connect(lambda: self.show_view(View.INBOX))
        self.document.many.then(lambda many: many.one_asked.connect(self.back_to_one))
        self.stepper.list_asked.connect(self.back_to_list)
        self.stepper.stepped.connect(self.list_step)
        self.pages.queue.then(lambda page: self._lead_back(page.nothing))
        self.pages.troubles.then(lambda page: self._lead_back(page.needs_you.nothing))
        self.pages.troubles.then(lambda page: page.needs_you.emptied.connect(self._show_story))
        self.theme.changed.connect(self._fit)

    def _lead_back(self, nothing: "NothingHere") -> None:
        nothing.asked.connect(lambda: self.show_view(View.INBOX))

    # -- views --------------------------------------------------------------------------------------------

    def show_view(self, view: View) -> None:
        """Open a folder of state; the keyboard follows unless it is in the side bar."""
        self._leave_aside()
        self._page_notice.hide()
        follow = self._focus_is_inside()
        self.view = view
        self.reading = False
        self.side.show_view(view)
        if view in LISTED:
            self.list.show_view(view)
        elif view is View.QUEUE:
            self.queue_model.begin()
        else:
            self.trouble_rows.begin()
        self._arrange()
        self._say_title()
        self.view_shown.emit(view)
        if follow:
            self.take_list_focus()

    def show_aside(self, page: Aside) -> None:
        """Let the page take the place of the panes, of the side bar unless it stays, and of their keys."""
        follow = self._focus_is_inside()
        self._leave_aside()
        holder = self._stack if page.beside else self._places
        if holder.indexOf(page) < 0:
            holder.addWidget(page)
            page.left.connect(self.back_from_aside)
            page.titled.connect(self._say_title)
        self.aside = page
        holder.setCurrentWidget(page)
        self._paths.give_way()
        if page.beside:
            self._page_notice.hide()
            self.side.show_page(page.name)
        self._say_title()
        page.opened()
        if follow:
            page.take_focus()

    def back_from_aside(self) -> None:
        """To the panes as they were left."""
        if self.aside:
            self._leave_aside()
            self._say_title()
            self.take_list_focus()

    def _leave_aside(self) -> None:
        if self.aside:
            page, self.aside = self.aside, None
            self._places.setCurrentWidget(self._panes)
            self._paths.give_way()
            if page.beside:
                self._arrange()
                self.side.back_to(self.view)
            page.closed()

    def _say_title(self) -> None:
        listed = self.list.heading if self.view in LISTED else tr(VIEW_NAMES[self.view])
        name = self.aside.title() if self.aside else listed
        said = tr("{view} · Sagsbud: practice", view=name) if self.practice else tr("{view} · Sagsbud", view=name)
        self.setWindowTitle(said)

    def _focus_is_inside(self) -> bool:
        focus = self.focusWidget()
        return focus is None or self._content.isAncestorOf(focus)

    def show_inbox_empty(self, empty: bool) -> None:
        """Whether the inbox has nothing at all, so that it teaches instead."""
        if empty != self._inbox_empty:
            follow = self._focus_is_inside() or self.list.awaited
            self._inbox_empty = empty
            self._arrange()
            if follow:
                self.take_list_focus()

    def show_item(self, view: View, item: ItemId) -> None:
        """Open a folder of state at an item."""
        if self.view is not view:
            self.show_view(view)
        self.list.search.clear_search()
        self.list.rows.choose(item)
        self.take_list_focus()

    def show_items(self, view: View, items: tuple[ItemId, ...], *, far: bool = False) -> None:
        """Open a folder of state with these chosen, once they are there; with `far` however far down they stand."""
        if self.view is not view:
            self.show_view(view)
        self.list.search.clear_search()
        if far:
            self.list.show_listing(Listing(self.list.listing.order))
        self.list.rows.want(items, far=far)
        self.take_list_focus()

    @property
    def notice(self) -> Notice:
        """Where a sentence is seen now: above the list, or above a page that has none."""
        with_list = self.view in LISTED and not self._inbox_empty_shown and self.list.isVisibleTo(self)
        return self.list.notice if with_list else self._page_notice

    def take_list_focus(self) -> None:
        """The keyboard goes to the list of the view, or to the page in its place."""
        if self.aside:
            self.aside.take_focus()
        elif self._inbox_empty_shown:
            self.list.awaited = False
            self.empty.take_focus()
        elif self.view in LISTED:
            self.list.take_focus()
        elif self.view is View.QUEUE:
            self.queue.take_focus()
        elif self.view is View.NEEDS_YOU:
            self.needs_you.take_focus()

    def open_document(self) -> None:
        """From the row to the document's form; in a narrow window the document takes the list's place."""
        self.list.awaited = False
        if self.narrow:
            self.reading = True
            self._arrange()
        self.panes.focus_detail()

    def _show_many(self, items: tuple[ItemId, ...]) -> None:
        """Several are chosen: what is done with all of them stands where the document stood."""
        self.document.show_many(items, back=self.view is View.PUT_AWAY)
        self._paths.lend()
        self.stepper.setVisible(self.narrow)
        self._count_several()

    def _count_several(self) -> None:
        """Where there is no room beside the list for what is done with them, it says how many, and leads there."""
        self.list.several_bar.say(len(self.document.items) if self.narrow else 0)

    def back_to_one(self) -> None:
        """From several that are chosen to the one that was in hand."""
        self.list.rows.select_one()
        self.take_list_focus()

    def back_to_list(self) -> None:
        """From the document to its row."""
        self.reading = False
        self._arrange()
        self.take_list_focus()

    def list_step(self, rows: int) -> None:
        """To the row so many places further down, from the document."""
        self.list.rows.step(rows)

    def put_down(self, panel: QWidget) -> None:
        """Hide what told how far something has come; a keyboard that was in it goes on in the list."""
        focus = self.focusWidget()
        had_focus = focus is not None and panel.isAncestorOf(focus)
        panel.hide()
        if had_focus:
            self.take_list_focus()

    @property
    def _inbox_empty_shown(self) -> bool:
        return self.view is View.INBOX and self._inbox_empty

    def _arrange(self) -> None:
        """Which panes are shown, by view and width."""
        if self.aside and self.aside.beside:
            page: QWidget = self.aside
        elif self._inbox_empty_shown:
            page = self.empty
        elif self.view in LISTED:
            page = self._split
        else:
            page = self.queue if self.view is View.QUEUE else self.pages.troubles.get()
        self._stack.setCurrentWidget(page)
        self.side.set_rail(self.narrow)
        self.list.setVisible(not self.narrow or not self.reading)
        self._show_right()
        self.stepper.setVisible(self.narrow)
        self._count_several()
        self._show_story()

    def _show_right(self) -> None:
        """The document beside the list, where there may be one, or in its place."""
        self._right.setVisible(self.reading if self.narrow else not self.list.is_bare)

    def _show_story(self) -> None:
        if troubles := self.pages.troubles.there:
            troubles.show_story(beside=not self.narrow)

    # -- size ---------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below a width the panes become views of one stack."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = is_narrow(self, self.theme)
        keep_edges(page_edge(self, self.theme), self._above)
        self.list.setMinimumWidth(0 if narrow else self.theme.px(PANE_LIST_LEAST))
        if narrow != self.narrow:
            self.narrow = narrow
            self.reading = narrow and self.panes.in_detail()
            self._arrange()
            self.narrowed.emit(narrow)

    # -- drags --------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard begins in the list."""
        super().showEvent(event)
        self._drags.watch()
        if not self.focusWidget() or self.focusWidget() is self.side.list:
            self.take_list_focus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Anywhere in the window."""
        self._drags.came(event)
        if self.drop.is_open:
            accept_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Let go beside the panes, as on the queue line: the same as on them."""
        self.drop.dropEvent(event)
        self._drags.went()
