"""F6: from pane to pane, each with the place in it where the keyboard was last."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from sagsbud.ui.inbox.window import MainWindow


class PaneRing(QObject):
    """The panes in their order: side bar, list, document, form, queue line; only those that are shown."""

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
    return True
