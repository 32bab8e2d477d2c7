"""Which rows of the list are chosen: the one in hand, and the others with it."""

from collections.abc import Collection

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from sagsbud.domain.ids import ItemId
from sagsbud.engine.views import View
from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.inbox.rows_layout import Index, RowsLayout
from sagsbud.ui.theme import Theme

SEVERAL = frozenset({View.INBOX, View.PUT_AWAY})
"""Views in which several rows can be chosen, since something can be done with them together."""
EVERY = 10_000
"""So many rows at most are read for somebody who chooses all there are."""


class RowsChoice(RowsLayout):
    """`chosen` tells the selected item."""

    chosen = Signal(object)
    """An ItemId, or None when nothing is selected."""
    several = Signal(tuple)
    """The ItemIds of two and more rows that are selected, in their order; empty once it is one again."""

    def __init__(self, model: RowModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, parent)
        self._wanted: frozenset[ItemId] = frozenset()
        self._far = False
        """Whether pages are read until they come."""
        self._kept: ItemId | None = None
        """What was in hand before other rows were asked for, to be in hand again when they have come."""
        self._every = 0
        """How many are chosen of all that are wanted, while more are read; 0 when not all are wanted."""
        self._several: tuple[ItemId, ...] = ()
        self._from = QPersistentModelIndex()
        """Where a choice of several began."""
        self._extending = False
        model.rowsAboutToBeRemoved.connect(self._step_off)  # before the selection hears of it and steps back
        model.rested.connect(self._read_on)
        self.setModel(model)
        many = model.view in SEVERAL
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)

    def item(self) -> ItemId | None:
        """The selected item."""
        row = self._rows.row(self.currentIndex().row())
        return row.item if row else None

    def selected(self) -> tuple[ItemId, ...]:
        """The items of all selected rows, top down."""
        chosen = self.selectionModel().selection()
        ranges = sorted((chosen.at(place).top(), chosen.at(place).bottom()) for place in range(chosen.count()))
        places = (at for top, bottom in ranges for at in range(top, bottom + 1))
        return tuple(row.item for at in places if (row := self._rows.row(at)))

    @property
    def several_now(self) -> tuple[ItemId, ...]:
        """The selected items when they are more than one."""
        return self._several

    def select_items(self, items: Collection[ItemId]) -> None:
        """Select those of them that are there, the first of them in hand."""
        places = sorted(at for item in items if (at := self._rows.place_of(item)) >= 0)
        if not places:
            return
        self.setCurrentIndex(self._rows.index(places[0], 0))
        chosen = QItemSelection()
        for at in places:
            chosen.select(self._rows.index(at, 0), self._rows.index(at, 0))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def select_one(self) -> None:
        """Only the row in hand from now on."""
        if self.currentIndex().isValid():
            self.setCurrentIndex(self.currentIndex())
            self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def choose(self, item: ItemId) -> bool:
        """Select the item's row; when it is not there yet, as soon as it is. Whether it is there now."""
        return self.want((item,))

    def want(self, items: Collection[ItemId], *, far: bool = False) -> bool:
        """Select these rows; those that are not there yet, as soon as they are. Whether all are there now.

        With `far` page after page is read until they have come.
        """
        there = [item for item in items if self._rows.place_of(item) >= 0]
        self._wanted = frozenset(items) if len(there) < len(items) else frozenset()
        if there and not self._wanted:
            self.select_items(there)
        self._far = far and bool(self._wanted)
        if self._far and self._rows.canFetchMore(QModelIndex()):
            self._rows.fetchMore(QModelIndex())
        return not self._wanted

    def keep(self, item: ItemId | None, *, far: bool = True) -> None:
        """Other rows are asked for: have this one in hand and in sight among them, with `far` however far down."""
        self.wait_no_more()
        self._kept, self._far = item, far and item is not None

    def wait_no_more(self) -> None:
        """Rows that were wanted and are not there are not chosen when they come."""
        self._wanted = frozenset()

    def wait_for_no_other(self, item: ItemId | None) -> None:
        """Somebody works on this one: no other takes the hand when it comes."""
        if item not in self._wanted:
            self.wait_no_more()

    @property
    def awaits(self) -> bool:
        """Whether the row that is to be in hand may still come."""
        return self._kept is not None

    def _find_kept(self) -> None:
        kept, rows = self._kept, self._rows
        if kept is None:
            return
        if rows.place_of(kept) >= 0:
            self._kept = None
            self.select_items((kept,))
            self.scrollTo(self.currentIndex())
        elif self._far and rows.rowCount() < EVERY and rows.canFetchMore(QModelIndex()):
            rows.fetchMore(QModelIndex())
        else:
            self._kept = None
            if self.item() is None:
                self.choose_first()

    def selectAll(self) -> None:
        """All rows there are, those too that are not read yet."""
        if self._rows.view not in SEVERAL:
            return
        super().selectAll()
        if self._rows.whole:
            return
        self._every = len(self.selected())
        if self._rows.canFetchMore(QModelIndex()):
            self._read_on()

    def _read_on(self) -> None:
        """Rows that were waited for may have come; else the next page is read."""
        if self._wanted:
            self._kept = None
            self.want(self._wanted, far=self._far)
        self._find_kept()
        every, self._every = self._every, 0
        if not every or every != len(self.selected()):  # somebody chose otherwise meanwhile
            return
        if self._rows.canFetchMore(QModelIndex()) and self._rows.rowCount() < EVERY:
            self._every = every
            self._rows.fetchMore(QModelIndex())
        elif self._rows.rowCount() > every:
            super().selectAll()

    def choose_first(self) -> None:
        """Select the first row."""
        if self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0, 0))

    def step(self, rows: int) -> None:
        """Select the row so many places further down."""
        at = min(max(0, self.currentIndex().row() + rows), self._rows.rowCount() - 1)
        if at >= 0:
            self.setCurrentIndex(self._rows.index(at, 0))

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """What is chosen by the program is chosen alone, whatever keys are held down."""
        if event is None:
            return QItemSelectionModel.SelectionFlag.ClearAndSelect
        return super().selectionCommand(index, event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell of several, and when it is one again."""
        super().selectionChanged(selected, deselected)
        self._tell_several()
        self.viewport().update()

    def reset(self) -> None:
        """Other rows: none of them is chosen, which no signal tells."""
        super().reset()
        self._tell_several()

    def _tell_several(self) -> None:
        items = self.selected()
        several = items if len(items) > 1 else ()
        if several != self._several:
            self._several = several
            self._take_in_hand(items)
            self._say_in_use()
            self.several.emit(several)

    def _take_in_hand(self, items: tuple[ItemId, ...]) -> None:
        """What is left of several is what is shown and acted on."""
        if len(items) == 1 and items[0] != self.item():
            index = self._rows.index(self._rows.place_of(items[0]), 0)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell who listens, and keep the row in sight."""
        super().currentChanged(current, previous)
        if not self._extending:
            self._from = QPersistentModelIndex(current)
        row = self._rows.row(current.row()) if current.isValid() else None
        self.chosen.emit(row.item if row else None)
        self.viewport().update()

    def _step_off(self, _parent: Index, first: int, last: int) -> None:
        """The row in hand goes: of those chosen with it the nearest is taken in hand, else the next, at the end the one
        before."""
        current = self.currentIndex().row()
        if not first <= current <= last:
            return
        flag = QItemSelectionModel.SelectionFlag
        kept = [one.row() for one in self.selectionModel().selectedIndexes() if not first <= one.row() <= last]
        if kept:
            nearest = min(kept, key=lambda at: abs(at - current))
            self.selectionModel().setCurrentIndex(self._rows.index(nearest, 0), flag.NoUpdate)
            return
        target = last + 1 if last + 1 < self._rows.rowCount() else first - 1
        if target >= 0:
            self.selectionModel().setCurrentIndex(self._rows.index(target, 0), flag.ClearAndSelect)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select what a mouse press covers: the row under it."""
        index = self.indexAt(rect.center())
        if index.isValid():
            self.selectionModel().select(QItemSelection(index, index), command)

    def _extend(self, target: QModelIndex) -> None:
        """Select from where the choice began to here."""
        if not target.isValid():
            return
        if self._rows.view not in SEVERAL:
            self.setCurrentIndex(target)
            return
        flag = QItemSelectionModel.SelectionFlag
        start = self._from.row() if self._from.isValid() else target.row()
        first, last = sorted((start, target.row()))
        self._extending = True
        self.selectionModel().setCurrentIndex(target, flag.NoUpdate)
        self._extending = False
        chosen = QItemSelection(self._rows.index(first, 0), self._rows.index(last, 0))
        self.selectionModel().select(chosen, flag.ClearAndSelect)
        self.scrollTo(target)
