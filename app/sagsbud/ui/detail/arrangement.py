"""How the parts of the pane lie: document and form side by side while there is room, else one at a time."""

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from sagsbud.domain.frozen import frozen
from sagsbud.i18n import tr
from sagsbud.ui.detail.attachments import AttachmentTree
from sagsbud.ui.detail.banner import Banner
from sagsbud.ui.detail.footer import Footer
from sagsbud.ui.detail.formpanel import FormPanel
from sagsbud.ui.detail.header import DetailHeader
from sagsbud.ui.detail.preview import Preview
from sagsbud.ui.detail.statepanel import StatePanel
from sagsbud.ui.detail.vacant import Vacant
from sagsbud.ui.labels import rule, wall
from sagsbud.ui.menus import close_popups_of
from sagsbud.ui.tabs import PartTabs
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PREVIEW_LEAST, PANE_SUGGESTIONS, SPACE_XS
from sagsbud.ui.viewport import end_still, scrolled

FORM, DOCUMENT, ATTACHMENTS = range(3)
LOW = 440
"""px of height at scale 1.0 below which the parts are shown one at a time."""
TREE_ALONE = 640
"""px of height at scale 1.0 below which the attachments are shown without the document."""
ANY_WIDTH = 16_777_215
"""Qt's word for no greatest width."""


@frozen
class Parts:
    """What the pane is made of, top to bottom and left to right."""

    header: DetailHeader
    problem: Banner
    note: Banner
    tree: AttachmentTree
    preview: Preview
    form: FormPanel
    state: StatePanel
    footer: Footer


class _Faces(QStackedLayout):
    """The form and the state: as high as the one that is shown, for what is behind must not make room to scroll.

    It is the layout that answers for its widget, so that a widget of its own would not be asked.
    """

    def heightForWidth(self, width: int) -> int:
        """Of the one that is shown."""
        shown = self.currentWidget()
        return max(shown.heightForWidth(width), shown.minimumSizeHint().height()) if shown else 0

    def sizeHint(self) -> QSize:
        """Of the one that is shown."""
        shown = self.currentWidget()
        return shown.sizeHint() if shown else QSize()

    def minimumSize(self) -> QSize:
        """Of the one that is shown."""
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown else QSize()


class Arrangement(QObject):
    """Lays the parts out in the pane, anew whenever its size asks for it."""

    def __init__(self, pane: QWidget, parts: Parts, theme: Theme) -> None:
        super().__init__(pane)
        self._pane = pane
        self._parts = parts
        self._theme = theme
        self._has_children = False
        self._filler = QWidget()
        self.vacant = Vacant(theme, pane)
        self.narrow: bool | None = None
        parts.header.setParent(pane)
        self.tabs = PartTabs(theme, (tr("Suggestion"), tr("Document"), tr("Attached")), pane)
        self._beside_document, self._above_form = QVBoxLayout(), QVBoxLayout()
        self._left = self._make_left(pane)
        self._faces = _Faces()
        self._scroll = self._make_scroll()
        self._scroll.setParent(pane)
        self._wall, self._head_rule = wall(pane), rule(pane)
        parts.footer.setParent(pane)
        self._grid = QGridLayout(pane)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self.tabs.currentChanged.connect(lambda _at: self.show_tab())

    def _make_left(self, pane: QWidget) -> QWidget:
        parts = self._parts
        left = QWidget(pane)
        left.setObjectName("pane")
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = self._beside_document
        left.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._tree_rule = rule()
        self._tree_air = QWidget()
        self._tree_air.setFixedHeight(self._theme.px(SPACE_XS))
        for part in (parts.problem, parts.note, self._tree_air, parts.tree, self._tree_rule):
            column.addWidget(part)
        column.addWidget(parts.preview, 1)
        column.addWidget(self._filler, 1)
        return left

    def _make_scroll(self) -> QScrollArea:
        faces = QWidget()
        faces.setObjectName("pane")
        faces.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        faces.setMinimumWidth(1)
        faces.setLayout(self._faces)
        self._faces.addWidget(self._parts.form)
        self._faces.addWidget(self._parts.state)
        page = QWidget()
        page.setObjectName("page")
        page.setMinimumWidth(1)  # one wide line must not push all the others over the edge
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._above_form.setSpacing(0)
        column.addLayout(self._above_form)
        column.addWidget(faces, 1)
        scroll = scrolled(page)
        for face in (self._parts.form, self._parts.state):
            inside = face.layout()
            assert inside is not None
            end_still(inside, scroll)
        scroll.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._end_told())
        return scroll

    # -- what is shown ------------------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """No document."""
        for part in (self._parts.header, self._parts.footer, self._left, self._scroll):
            part.hide()
        for line in (self._wall, self._head_rule, self.tabs):
            line.hide()
        self.vacant.begin()

    def count_attached(self, count: int) -> None:
        """The document has so many attachments."""
        self.tabs.setTabText(ATTACHMENTS, tr("Attached ({count})", count=count))

    def show_face(self, face: FormPanel | StatePanel, *, tree: bool) -> None:
        """The form or the state; `tree` when there is anything inside the document."""
        self.tabs.setTabText(FORM, face.tab_name)
        self.vacant.end()
        self._faces.setCurrentWidget(face)
        self._parts.header.show()
        self._head_rule.show()
        self._has_children = tree
        self.tabs.setTabVisible(ATTACHMENTS, tree)
        self.fit()
        self.show_tab()

    def show_tab(self, tab: int | None = None) -> None:
        """In the narrow pane one part at a time: the one asked for, or the one that was chosen."""
        if tab is not None and self.narrow and tab != self.tabs.currentIndex():
            self.tabs.setCurrentIndex(tab)
            return
        narrow, at = bool(self.narrow), self.tabs.currentIndex()
        self._tell(self._above_form if narrow and at == FORM else self._beside_document)
        self.tabs.setVisible(narrow)
        self._wall.setVisible(not narrow)
        self._keep_keyboard(self._left if at == FORM else self._scroll, hides=narrow)
        self._scroll.setVisible(not narrow or at == FORM)
        self._left.setVisible(not narrow or at != FORM)
        self._parts.tree.setVisible(self._has_children and (not narrow or at == ATTACHMENTS))
        alone = narrow and at == ATTACHMENTS and self._pane.height() < self._theme.px(TREE_ALONE)
        self._parts.preview.setVisible(not alone)
        self._filler.setVisible(alone)
        self._parts.tree.stand_alone(alone)
        tree = self._parts.tree.isVisibleTo(self._left)
        self._tree_air.setVisible(tree)
        self._tree_rule.setVisible(tree and not alone)

    def _keep_keyboard(self, part: QWidget, *, hides: bool) -> None:
        """A part that hides gives it to the tabs, or it would be lost to whatever comes next in the window."""
        focus = self._pane.window().focusWidget()
        if hides and focus and part.isAncestorOf(focus):
            self.tabs.setFocus(Qt.FocusReason.TabFocusReason)

    def begin_anew(self) -> None:
        """Another document is shown, from its top and with nothing open that was meant for the one before."""
        close_popups_of(self._pane)
        self._scroll.verticalScrollBar().setValue(0)

    def _tell(self, place: QVBoxLayout) -> None:
        """What is wrong with the document, and what is to be known of it, above the part that is seen."""
        for at, part in enumerate((self._parts.problem, self._parts.note)):
            if place.indexOf(part) < 0:
                silent = part.isHidden()
                place.insertWidget(at, part)
                part.setHidden(silent)
        self._end_told()

    def _end_told(self) -> None:
        """Above the form it ends where the fields do, with a scroll bar and without one."""
        bar = self._scroll.verticalScrollBar()
        beside = bar.maximum() > 0 and self._above_form.indexOf(self._parts.problem) >= 0
        for part in (self._parts.problem, self._parts.note):
            part.stand_beside_bar(bar.sizeHint().width() if beside else 0)

    # -- size ---------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Follow the pane's size; whether anything moved."""
        px, pane = self._theme.px, self._pane
        narrow = pane.width() < px(PANE_PREVIEW_LEAST + PANE_SUGGESTIONS) or pane.height() < px(LOW)
        if narrow != self.narrow:
            self.narrow = narrow
            self._place(narrow)
            if self._parts.header.isVisibleTo(pane):
                self.show_tab()

    def _place(self, narrow: bool) -> None:
        grid, parts = self._grid, self._parts
        lines = (self._head_rule, self.tabs, self._wall)
        for part in (self.vacant, parts.header, *lines, self._left, self._scroll, parts.footer):
            grid.removeWidget(part)
        columns = 1 if narrow else 3
        grid.addWidget(parts.header, 0, 0, 1, columns)
        grid.addWidget(self._head_rule, 1, 0, 1, columns)
        grid.addWidget(self.vacant, 3, 0, 1, columns)
        if narrow:
            grid.addWidget(self.tabs, 2, 0)
            grid.addWidget(self._left, 3, 0)
            grid.addWidget(self._scroll, 3, 0)
            grid.addWidget(parts.footer, 4, 0)
        else:
            grid.addWidget(self._left, 2, 0, 3, 1)
            grid.addWidget(self._wall, 2, 1, 3, 1)
            grid.addWidget(self._scroll, 2, 2, 2, 1)
            grid.addWidget(parts.footer, 4, 2)
        for column in range(3):
            grid.setColumnStretch(column, int(column == 0))
        grid.setRowStretch(3, 1)
        width = self._theme.px(PANE_SUGGESTIONS)
        for part in (self._scroll, parts.footer):
            part.setMinimumWidth(0 if narrow else width)
            part.setMaximumWidth(ANY_WIDTH if narrow else width)
        parts.footer.lie_flat(narrow)
