"""The queue at the left, the document and its case at the right: what is read, where the keyboard is, how wide it is."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.review import ReviewFilter, ReviewOrdering, ReviewPage
from sagsbud.domain.reviewdesk import ReviewDesk
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.aside import Aside
from sagsbud.ui.operations import Operations
from sagsbud.ui.review.casepane import CasePane
from sagsbud.ui.review.lines import REVIEW as REVIEW
from sagsbud.ui.review.listpart import ListPart
from sagsbud.ui.review.model import QueueModel
from sagsbud.ui.review.sheets import Sheet
from sagsbud.ui.theme import Theme

LIST = 590
LIST_LEAST = 360
CASE_LEAST = 330
SEEN_AROUND = 40
"""Rows above and below the current one that are asked for first."""


class QueueFrame(Aside):
    """The page without anything that can be said about a document."""

    beside = True

    def __init__(
        self, desk: ReviewDesk, theme: Theme, operations: Operations, state_file: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._operations = operations
        self._state_file = state_file
        self._reading = self._some = False
        self.narrow: bool | None = None
        self.sheet: Sheet | None = None
        self.model = QueueModel(desk, operations, self)
        self.list = ListPart(self.model, theme)
        self.case = CasePane(desk, theme, operations)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self._split.addWidget(self.case)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([theme.px(LIST), theme.px(1000)])
        self._split.handle(1).setAccessibleName(tr("Width of the list"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._split)
        self.setMinimumSize(1, 1)
        self._restore()
        self._connect_parts()

    def _connect_parts(self) -> None:
        table, case, part = self.list.table, self.case, self.list
        table.chosen.connect(lambda _row: self._show())
        table.several.connect(lambda _count: self._show())
        table.opened.connect(self.open_document)
        table.sorted_by.connect(self._sort)
        self.model.read.connect(self._came)
        self.model.lost.connect(self._lost)
        for signal in (self.model.rowsInserted, self.model.rowsRemoved, self.model.modelReset):
            signal.connect(lambda *_at: self._some_or_none())
        part.search.searched.connect(lambda text: self.show_filter(replace(self.model.wanted, text=text)))
        part.search.left.connect(self.take_list_focus)
        part.nothing.asked.connect(self.take_list_focus)
        part.filters.wanted.connect(self.show_filter)
        part.several_bar.asked.connect(self.open_document)
        part.several_bar.one_asked.connect(self._back_to_one)
        case.back_asked.connect(self.back_to_list)

    # -- an aside -----------------------------------------------------------------------------------------

    def title(self) -> str:
        """The window's title."""
        return tr("For review")

    def parts(self) -> list[QWidget]:
        """What F6 walks through."""
        return [self.list, *self.case.parts()]

    def opened(self) -> None:
        """Look at the queue, and keep looking while it is shown."""
        self.model.restart(self.model.wanted)

    def take_focus(self) -> None:
        """The keyboard goes to the list."""
        self.take_list_focus()

    def closed(self) -> None:
        """Nobody looks any more."""
        self._tell_watched(None)

    def go_to_search(self) -> None:
        """Ctrl+F."""
        self.back_to_list()
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()

    def step_back(self) -> None:
        """Esc: out of the search, out of the document, out of several, out of the page."""
        if self.list.search.hasFocus():
            self.list.search.step_back()
        elif self.case.isAncestorOf(self.focusWidget() or self):
            self.back_to_list()
        elif len(self.list.table.selected()) > 1:
            self._back_to_one()
        else:
            self.left.emit()

    def end(self) -> None:
        """The window ends."""
        self.closed()

    # -- reading ------------------------------------------------------------------------------------------

    def look(self) -> None:
        """The queue may be another: read what is shown anew."""
        self.model.look()

    def refresh(self) -> None:
        """Ask the service at once."""
        self._operations.run(self, self._desk.refresh, lambda _answered: self.model.look())

    def _came(self, page: ReviewPage) -> None:
        self.list.take(page)
        if page.problem is None:
            self.case.fetch_missing()
        self._watch()

    def _lost(self, error: SagsbudError) -> None:
        self._say(trouble_text(error.trouble, error.params).whole, warn=True)

    def _watch(self) -> None:
        """What is on the screen is asked for first."""
        at = max(0, self.list.table.currentIndex().row())
        shown = self.model.shown[max(0, at - SEEN_AROUND) : at + SEEN_AROUND]
        if self.isVisible():
            self._tell_watched(shown)

    def _tell_watched(self, shown: Sequence[DokumentId] | None) -> None:
        self._operations.run(self, lambda: self._desk.watch(shown), lambda _none: None, key="watch")

    def _show(self) -> None:
        self.case.show_rows(self.list.table.selected())
        self._count_several()

    def _count_several(self) -> None:
        """Where what is done with several does not stand beside the list, it says how many, and leads there."""
        self.list.several_bar.say(len(self.list.table.selected()) if self.narrow else 0)

    def _back_to_one(self) -> None:
        self.list.table.choose(self.list.table.currentIndex().row())
        self.take_list_focus()

    def _some_or_none(self) -> None:
        """Without a document the list has the whole page."""
        if bool(self.model.rowCount()) is self._some:
            return
        self._some = not self._some
        focus = self.window().focusWidget()
        here = focus is None or self.isAncestorOf(focus)
        self._arrange()
        if here and not self.list.search.text():
            self.take_list_focus()

    def _sort(self, ordering: ReviewOrdering) -> None:
        self.model.restart(self.model.wanted, ordering)

    def show_filter(self, wanted: ReviewFilter) -> None:
        """Show this part of the queue."""
        self.list.show_filter(wanted)
        self.model.restart(wanted)

    def _say(self, words: str, *, warn: bool = False) -> None:
        icon, role = ("circle-alert", "warn") if warn else ("info", "acctx")
        self.list.notice.say(words, icon=icon, role=role, stays=warn)

    def _open(self, sheet: Sheet) -> None:
        self.sheet = sheet
        sheet.closed.connect(sheet.deleteLater)
        sheet.open()

    # -- size ---------------------------------------------------------------------------------------------

    def take_list_focus(self) -> None:
        """The keyboard goes to the list, or to the search while there is none."""
        there = self.list.table if self.model.rowCount() else self.list.search
        there.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_document(self) -> None:
        """From the row to its case; in a narrow page in the list's place."""
        self._reading = True
        self._arrange()
        self.case.primary.setFocus(Qt.FocusReason.TabFocusReason)

    def back_to_list(self) -> None:
        """From the case to its row."""
        self._reading = False
        self._arrange()
        self.take_list_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """List and document beside each other while there is room."""
        super().resizeEvent(event)
        narrow = self.width() < self._theme.px(LIST_LEAST + CASE_LEAST)
        if narrow != self.narrow:
            self.narrow = narrow
            self._arrange()

    def _arrange(self) -> None:
        narrow = bool(self.narrow)
        self.list.setMinimumWidth(0 if narrow else self._theme.px(LIST_LEAST))
        self.case.setMinimumWidth(0 if narrow else self._theme.px(CASE_LEAST))
        self.list.setVisible(not narrow or not self._reading or not self.model.rowCount())
        some = self.model.rowCount() > 0
        self.case.setVisible(some and (not narrow or self._reading))
        self.case.show_back(narrow)
        self._count_several()

    def _restore(self) -> None:
        split = _kept(self._state_file).value("review_split") if self._state_file else None
        if split:
            self._split.restoreState(split)

    def keep_sizes(self) -> None:
        """Remember how wide the list is."""
        if self._state_file:
            kept = _kept(self._state_file)
            kept.setValue("review_split", self._split.saveState())
            kept.sync()


def _kept(state_file: Path) -> QSettings:
    return QSettings(str(state_file), QSettings.Format.IniFormat)
