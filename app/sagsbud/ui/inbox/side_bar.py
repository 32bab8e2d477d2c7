"""The side bar: whose work this is, the list, and the way to the settings."""

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSpacerItem, QVBoxLayout, QWidget

from sagsbud.domain.listing import SavedSearch
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.engine.views import View
from sagsbud.i18n import tr
from sagsbud.ui.inbox.side_model import IMPORTS, LineKind, SideModel
from sagsbud.ui.inbox.side_view import SideView
from sagsbud.ui.labels import CutLabel, edge
from sagsbud.ui.sidebutton import SIDE_MARGIN, SideButton
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip
from sagsbud.ui.tokens import PANE_RAIL, PANE_SIDE, ROW_RAIL, ROW_SIDE, SIDE_SIGN


class SideBar(QWidget):
    """`view_asked` tells which folder of state is wanted."""

    view_asked = Signal(object)
    page_asked = Signal(str)
    """The name of a page beside the folders, or of a filter of it."""
    settings_asked = Signal()
    imports_asked = Signal()
    sag_asked = Signal(object)
    """A SagRef whose documents are wanted."""
    search_asked = Signal(object)
    """A SavedSearch."""
    whole_asked = Signal()
    """All of the folder is wanted, of which a search or a Sag is open."""

    def __init__(
        self, theme: Theme, model: SideModel, title: str, subtitle: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._view: View | None = View.INBOX
        self._page = ""
        self._kept: SavedSearch | SagRef | str | None = None
        """The search that was kept, the Sag, or the page whose documents are listed, that is open in the folder."""
        self._narrow = False
        """Whether there is room for icons only."""
        self._unfolded = False
        """Whether all of it is shown all the same, until something is chosen or the keyboard goes elsewhere."""
        self._marking = False
        self._after_press = QTimer(self, singleShot=True, interval=QApplication.doubleClickInterval())
        self._after_press.timeout.connect(self._fold_behind)
        self.list = SideView(model, theme)
        self.list.setAccessibleName(tr("Folders"))
        self._title = CutLabel(theme, title, "strong")
        self._subtitle = CutLabel(theme, subtitle, "caption", "tx2")
        self._settings = SideButton(theme, "settings", tr("Settings"))
        self._settings.clicked.connect(self.settings_asked)
        self._settings.hide()
        self.whole = SideButton(theme, "side-bar", tr("Show the whole side bar"))
        self.whole.clicked.connect(self._turn)
        self.whole.hide()
        self._lay_out()
        self.list.clicked.connect(self._ask)
        self.list.activated.connect(self._ask)
        self.list.clicked.connect(self.fold)
        self.list.activated.connect(self.fold)
        self.list.selectionModel().currentChanged.connect(lambda now, _before: self._ask(now))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._look_away)
        model.modelReset.connect(self._keep)
        theme.changed.connect(self._redress)
        self._redress()
        self.show_view(View.INBOX)

    def _lay_out(self) -> None:
        px = self._theme.px
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(SIDE_MARGIN + px(SIDE_SIGN), px(14), px(12), px(10))
        head.setSpacing(px(1))
        head.addWidget(self._title)
        head.addWidget(self._subtitle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        self._above = QSpacerItem(0, 0)
        column.addSpacerItem(self._above)
        column.addWidget(self.list, stretch=1)
        column.addWidget(edge(self.list, below=True))
        foot = QVBoxLayout()
        foot.setContentsMargins(SIDE_MARGIN, px(4), SIDE_MARGIN, px(8))
        foot.setSpacing(0)
        for button in (self.whole, self._settings):
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            foot.addLayout(row)
        column.addLayout(foot)

    def offer_settings(self) -> None:
        """There are settings to go to."""
        self._settings.show()

    def set_rail(self, rail: bool) -> None:
        """Icons only, until somebody unfolds it, or whole lines."""
        self._narrow = rail
        self._unfolded = self._unfolded and rail
        self._fit()

    def fold(self) -> bool:
        """Icons only again; whether it was unfolded."""
        was_unfolded, self._unfolded = self._unfolded, False
        if was_unfolded:
            self._fit()
        return was_unfolded

    def _turn(self) -> None:
        if not self.fold():
            self._unfolded = True
            self._fit()
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_away(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._unfolded and now is not None and not self.isAncestorOf(now):
            self._fold_behind()

    def _fold_behind(self) -> None:
        """Unless somebody came back. What is pressed stays under the pointer, for a second press and for a drag too."""
        there = QApplication.focusWidget()
        if QApplication.mouseButtons() or self.list.dragging:
            self._after_press.start()
        elif there is not None and not self.isAncestorOf(there):
            self.fold()

    @property
    def _rail(self) -> bool:
        return self._narrow and not self._unfolded

    def _fit(self) -> None:
        rail = self._rail
        self.whole.say(tr("Show the whole side bar") if rail else tr("Show less"))
        self.whole.setVisible(self._narrow)
        self._head.setVisible(not rail)
        self._above.changeSize(0, self._theme.px(8) if rail else 0)
        self.list.set_rail(rail)
        self._redress()
        self._mark()

    def show_view(self, view: View) -> None:
        """Mark the folder that is open."""
        self._view, self._page, self._kept = view, "", None
        self._mark()

    def show_page(self, page: str) -> None:
        """Mark the page or filter that is open."""
        self._view, self._page = None, page
        self._mark()

    def back_to(self, view: View) -> None:
        """Mark the folder behind the page again, and what is open in it."""
        self._view, self._page = view, ""
        self._mark()

    def show_kept(self, kept: SavedSearch | SagRef | str) -> None:
        """Mark the search or the Sag that is open, where it has a line that is seen; else its folder stays marked."""
        self._kept = kept
        self._mark()

    @property
    def kept_open(self) -> bool:
        """Whether a search that was kept, or a Sag, is open rather than a whole folder."""
        return self._kept is not None

    def _mark(self) -> None:
        at = self._place()
        if at >= 0 and self.list.currentIndex().row() != at:
            self._marking = True
            self.list.setCurrentIndex(self._model.index(at))
            self._marking = False

    def _place(self) -> int:
        if self._view is None:
            return self._model.place_of_page(self._page)
        seen = self._kept and (not self._rail or self._kept == IMPORTS)  # a rail has lines for folders and pages only
        at = self._model.place_of_kept(self._kept) if self._kept and seen else -1
        return at if at >= 0 else self._model.place_of(self._view)

    def _ask(self, index: QModelIndex) -> None:
        line = self._model.line(index.row())
        if line is None or self._marking:
            return
        if line.kind is LineKind.VIEW and line.view is not None and line.view is not self._view:
            self._view, self._page = line.view, ""
            self.view_asked.emit(line.view)
        elif line.kind is LineKind.VIEW and self._kept:
            self._kept = None
            self.whole_asked.emit()
        elif line.kind in (LineKind.PAGE, LineKind.FILTER) and line.page != self._page:
            self._view, self._page = None, line.page
            if line.page == IMPORTS:
                self.imports_asked.emit()
            else:
                self.page_asked.emit(line.page)
        elif line.search and (line.search != self._kept or self._view is None):
            self._kept = line.search
            self.search_asked.emit(line.search)
        elif line.sag and (line.sag != self._kept or self._view is None):
            self._kept = line.sag
            self.sag_asked.emit(line.sag)

    def _keep(self) -> None:
        self.list.set_rail(self._rail)
        self._mark()

    def _redress(self) -> None:
        px = self._theme.px
        self.setFixedWidth(px(PANE_RAIL if self._rail else PANE_SIDE))
        for button in (self.whole, self._settings):
            button.dress(rail=self._rail)
            button.setFixedHeight(px(ROW_RAIL if self._rail else ROW_SIDE))
            button.setToolTip(as_tip(button.text()) if self._rail else "")
