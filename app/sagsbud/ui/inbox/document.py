"""Where the document stands: its pane, or the one for several. Neither is there before the rows are painted."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from sagsbud.ui.actions import ActionId, Actions
from sagsbud.ui.detail.making import PROVIDED, detail_pane
from sagsbud.ui.late import Late, Making
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.domain.ids import ItemId
    from sagsbud.engine import Engine
    from sagsbud.ui.inbox.many_pane import ManyPane


class DocumentStack(QStackedWidget):
    """`detail` and `many`, late. A key of the document's form that is pressed before it is there waits for it."""

    def __init__(self, engine: "Engine", theme: Theme, operations: Operations, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self._operations = operations
        self.detail = Late(detail_pane(engine, theme, operations, actions, self))
        self.many = Late(_many_pane(engine, theme, operations))
        self.detail.then(self._put)
        self.many.then(self._put)
        for id_ in PROVIDED:
            actions.provide(id_, partial(self._press, id_))

    def begin(self) -> None:
        """Make the pane of one as soon as operations may run; the other when several are chosen."""
        self.detail.begin(self._operations, self)

    @property
    def items(self) -> "tuple[ItemId, ...]":
        """The documents that are chosen, when they are several."""
        return self.many.there.items if self.many.there else ()

    def show_many(self, items: "tuple[ItemId, ...]", *, back: bool) -> None:
        """These are chosen; () for at most one. `back` says that they were put away."""
        if items or self.many.there:
            self.many.get().show_items(items, back=back)
        if items:
            self.setCurrentWidget(self.many.get())
        elif self.detail.there:
            self.setCurrentWidget(self.detail.there)

    def panes(self) -> list[QWidget]:
        """What F6 walks through, of what is there."""
        detail, many = self.detail.there, self.many.there
        parts = [detail.tree, detail.preview, detail.form, detail.state, detail.footer] if detail else []
        return [*parts, *([many] if many else [])]

    def _press(self, id_: ActionId) -> None:
        self.detail.get().then(self._actions[id_].trigger)

    def _put(self, pane: QWidget) -> None:
        """In its place."""
        self.insertWidget(0 if pane is self.detail.there else self.count(), pane)
        if not self.items:
            self.setCurrentIndex(0)


def _many_pane(engine: "Engine", theme: Theme, operations: Operations) -> "Making[ManyPane]":
    yield "sagsbud.ui.inbox.many_pane"
    from sagsbud.ui.inbox.many_pane import ManyPane

    return ManyPane(engine, theme, operations)
