"""From place to place in the window by key: to a view or the search, from pane to pane, and back."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from sagsbud.engine.views import View
from sagsbud.ui.actions import ActionId
from sagsbud.ui.inbox.window_parts import LISTED
from sagsbud.ui.viewport import bring_up

if TYPE_CHECKING:
    from sagsbud.ui.inbox.window import MainWindow

ASIDE_KEYS = frozenset({
    ActionId.INBOX, ActionId.QUEUE, ActionId.NEEDS_YOU, ActionId.TO_REVIEW, ActionId.FILED, ActionId.SEARCH,
    ActionId.NEXT_PANE, ActionId.PREVIOUS_PANE, ActionId.SETTINGS, ActionId.KEYS, ActionId.BACK, ActionId.UNDO,
    ActionId.OVERVIEW,
})  # fmt: skip
"""What can be done by key while a page has taken the panes' place."""


class KeyPaths:
    """Where the keys lead that name a place, and Esc out of each; the keyboard goes there wherever it was."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        provide = window.actions_.provide
        for id_, view in (
            (ActionId.INBOX, View.INBOX),
            (ActionId.QUEUE, View.QUEUE),
            (ActionId.NEEDS_YOU, View.NEEDS_YOU),
            (ActionId.FILED, View.FILED),
        ):
            provide(id_, partial(self._go_to, view))
        provide(ActionId.SETTINGS, window.settings_asked.emit)
        provide(ActionId.TO_REVIEW, self._go_to_review)
        provide(ActionId.SEARCH, self._go_to_search)
        provide(ActionId.NEXT_PANE, window.panes.next)
        provide(ActionId.PREVIOUS_PANE, window.panes.previous)
        provide(ActionId.KEYS, self._show_keys)
        provide(ActionId.BACK, self._step_back)
        window.list.each_list(lambda _view, rows: window.actions_.put_in(ActionId.ZOOM_FIT, rows))

    def give_way(self) -> None:
        """Keep only the keys that a page in the panes' place leaves them; all of them when there is none."""
        aside = self._window.aside
        self._window.actions_.keep_only(ASIDE_KEYS | aside.keys if aside else None)
        self.lend()

    def lend(self) -> None:
        """Let what stands where the document's form stood have its keys: a page, else several documents."""
        window = self._window
        own = window.aside.slots() if window.aside else window.many.slots() if window.document.items else {}
        window.actions_.lend(own)

    def _show_keys(self) -> None:
        self._window.keys.open()

    def _go_to(self, view: View) -> None:
        self._window.show_view(view)
        self._window.take_list_focus()

    def _go_to_review(self) -> None:
        if self._window.side_model.place_of(View.REVIEW) >= 0:
            self._go_to(View.REVIEW)

    def _go_to_search(self) -> None:
        window = self._window
        if window.aside:
            window.aside.go_to_search()
            return
        if window.view not in LISTED:
            window.show_view(View.INBOX)
        if window.narrow and window.reading:
            window.back_to_list()
        window.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        window.list.search.selectAll()

    def _step_back(self) -> None:
        """Out of the side bar that was unfolded, out of the search, out of the document, back to the inbox."""
        window = self._window
        if window.side.fold():
            return
        if window.aside:
            window.aside.step_back()
        elif window.list.search.hasFocus():
            window.list.search.step_back()
        elif window.document.items:
            window.back_to_one()
        elif window.view in LISTED and window.panes.in_detail():
            window.back_to_list()
        elif window.view is not View.INBOX:
            self._go_to(View.INBOX)


class PaneRing(QObject):
    """F6: the panes in their order: side bar, list, document, form, queue line; only those that are shown.

    Each keeps the place in it where the keyboard was last.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._last: dict[QWidget, QWidget] = {}
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._remember)

    def next(self) -> None:
        """To the next pane."""
        self._go(1)

    def previous(self) -> None:
        """To the previous pane."""
        self._go(-1)

    def in_detail(self) -> bool:
        """Whether the keyboard is in the document or its form."""
        focus = self._window.focusWidget()
        return focus is not None and self._window.document.isAncestorOf(focus)

    def focus_detail(self) -> None:
        """To the form of the document that is shown."""
        many, detail = self._window.document.many.there, self._window.detail
        for pane in (many, detail.form, detail.footer, detail):
            if pane and pane.isVisible() and _focus_inside(pane, self._last.get(pane)):
                return

    def _panes(self) -> list[QWidget]:
        window = self._window
        panes: list[QWidget] = [
            window.side,
            window.list,
            *window.pages.panes(),
            *window.document.panes(),
            window.line,
        ]
        if window.aside:
            panes[:-1] = [*([window.side] if window.aside.beside else []), *window.aside.parts()]
        if window.practice:
            panes.insert(0, window.practice)
        return [pane for pane in panes if pane.isVisible() and _inside(pane)]

    def _go(self, step: int) -> None:
        panes = self._panes()
        focus = self._window.focusWidget()
        at = next((place for place, pane in enumerate(panes) if focus and _holds(pane, focus)), -1 if step > 0 else 0)
        for offset in range(1, len(panes) + 1):
            pane = panes[(at + step * offset) % len(panes)]
            if _focus_inside(pane, self._last.get(pane)):
                return

    def _remember(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or not self._window.isAncestorOf(new):
            return
        for pane in self._panes():
            if _holds(pane, new):
                self._last[pane] = new


def _holds(pane: QWidget, widget: QWidget) -> bool:
    return pane is widget or pane.isAncestorOf(widget)


def _inside(pane: QWidget) -> list[QWidget]:
    """What takes the keyboard in a pane, in its order."""
    return [
        child
        for child in [pane, *pane.findChildren(QWidget)]
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled()
    ]


def _focus_inside(pane: QWidget, last: QWidget | None) -> bool:
    candidates = _inside(pane)
    if not candidates:
        return False
    target = last if last is not None and last in candidates else candidates[0]
    target.setFocus(Qt.FocusReason.TabFocusReason)
    bring_up(target)
    return True
