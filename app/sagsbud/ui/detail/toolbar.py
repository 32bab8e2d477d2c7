"""The line above the document: pages, zoom, search in the text, and what was found."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from sagsbud.i18n import percent, quoted, tr, trn
from sagsbud.ui.actions import ActionId, with_key
from sagsbud.ui.detail.findings import Field, Finding, by_place, label_lines
from sagsbud.ui.edges import AROUND_SIGN
from sagsbud.ui.hints import Hint
from sagsbud.ui.icons import GAP, put_sign
from sagsbud.ui.menus import Menu
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, PANE_PADDING
from sagsbud.ui.whenshown import MadeWhenShown

MENU_QUOTE = 44


class Toolbar(QWidget):
    """Buttons only; what they do is up to whoever listens."""

    page_wanted = Signal(int)
    """One page on or back."""
    zoom_wanted = Signal(int)
    """In (1), out (-1), to fit (0)."""
    search_wanted = Signal()
    evidence_toggled = Signal(bool)
    finding_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buttons: dict[QToolButton, str] = {}
        self._found = 0
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.previous = self._button("chevron-up", tr("Previous page"), lambda: self.page_wanted.emit(-1))
        self.following = self._button("chevron-down", tr("Next page"), lambda: self.page_wanted.emit(1))
        self.where = QLabel()
        self.where.setProperty("role", "tx2")
        self.out = self._button("zoom-out", tr("Zoom out"), lambda: self.zoom_wanted.emit(-1))
        self.zoom = self._button("", tr("Fit to the window"), lambda: self.zoom_wanted.emit(0))
        self.into = self._button("zoom-in", tr("Zoom in"), lambda: self.zoom_wanted.emit(1))
        self.seek = self._button("search", tr("Search in the text (Ctrl+F)"), self.search_wanted.emit)
        self.evidence = self._evidence_button()
        self.places = self._places_button()
        line = QHBoxLayout(self)
        edge = theme.px(PANE_PADDING - AROUND_SIGN)
        line.setContentsMargins(edge, theme.px(4), edge, theme.px(4))
        line.setSpacing(theme.px(2))
        self.where.setContentsMargins(theme.px(AROUND_SIGN), 0, theme.px(AROUND_SIGN), 0)
        for part in (self.previous, self.following, self.where, self.out, self.zoom, self.into, self.seek):
            line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self.evidence)
        line.addWidget(self.places)
        theme.changed.connect(self._dress)
        self._dress()

    def _button(self, name: str, words: str, pressed: object) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.clicked.connect(lambda _checked=False: pressed())  # type: ignore[operator]
        if name:
            self._buttons[button] = name
        return button

    def _evidence_button(self) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setChecked(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.toggled.connect(self.evidence_toggled)
        self._buttons[button] = "highlighter"
        return button

    def _places_button(self) -> QToolButton:
        """The list of places: what the marks say, for those who do not see them."""
        button = QToolButton()
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(Menu(button))
        button.setAccessibleName(tr("Places"))
        button.setToolTip(tr("Places"))
        self._buttons[button] = "chevron-down"
        return button

    def show_pages(self, page: int, pages: int) -> None:
        """Which page is in view; nothing where pages mean nothing."""
        for part in (self.previous, self.following, self.where):
            part.setVisible(pages > 0)
        self.where.setText(f"{page} / {pages}")
        self.where.setAccessibleName(tr("Page {page} of {pages}", page=page, pages=pages))
        self.previous.setEnabled(page > 1)
        self.following.setEnabled(page < pages)

    def show_zoom(self, hundredths: int) -> None:
        """How large it is shown."""
        self.zoom.setText(percent(hundredths / 100))

    def show_findings(self, findings: Sequence[Finding], shown: bool) -> None:
        """How many places were found, and where, as a list anybody can walk."""
        places = by_place(finding for finding in findings if not finding.goes_without_saying)
        for button in (self.evidence, self.places):
            button.setVisible(bool(places))
        self._found = len(places)
        self.evidence.setAccessibleName(trn("{count} place", "{count} places", self._found))
        self._name_places()
        self.evidence.blockSignals(True)
        self.evidence.setChecked(shown)
        self.evidence.blockSignals(False)
        menu = self.places.menu()
        menu.clear()
        for finding, read_there in places.items():
            action = QAction(_line_of(finding, read_there), menu)
            action.triggered.connect(lambda _checked=False, one=finding: self.finding_wanted.emit(one))
            menu.addAction(action)

    def _name_places(self) -> None:
        """How many places were found, in words where there is room for them."""
        whole = self.evidence.accessibleName()
        self.evidence.setText(whole)
        if self.sizeHint().width() > self.width():
            self.evidence.setText(str(self._found))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room."""
        super().resizeEvent(event)
        if self._found:
            self._name_places()

    def _dress(self) -> None:
        side, letters = self._theme.px(ICON_ROW), self._theme.letter_keys
        self.zoom.setToolTip(with_key(tr("Fit to the window"), ActionId.ZOOM_FIT, letters=letters))
        whether = with_key(tr("Show or hide what was found"), ActionId.EVIDENCE, letters=letters)
        following = with_key(tr("Next place"), ActionId.NEXT_EVIDENCE, letters=letters)
        self.evidence.setToolTip(f"{whether} · {following}")
        for button, name in self._buttons.items():
            worded = button is self.evidence
            put_sign(button, name, self._theme, side, "acctx" if worded else "tx2", gap=GAP if worded else 0)


def _line_of(finding: Finding, read_there: Sequence[Finding]) -> str:
    """Date: »20. november 2026« · page 1."""
    (fields,) = label_lines((one.field for one in read_there), len(Field))
    quote = finding.quote if len(finding.quote) <= MENU_QUOTE else finding.quote[: MENU_QUOTE - 1] + "…"
    said = [f"{fields}: {quoted(quote)}"]
    if finding.page:
        said.append(tr("page {page}", page=finding.page))
    return " · ".join(said).replace("&", "&&")


class FindBar(MadeWhenShown, QWidget):
    """A search field over the document."""

    words_changed = Signal(str)
    step = Signal(int)
    """To the next hit (1) or the one before (-1)."""
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self.hide()

    def _lay_out(self) -> None:
        theme = self._theme
        self.field = QLineEdit()
        Hint(theme, self.field, tr("Search in the text"))
        self.field.setAccessibleName(tr("Search in the text"))
        self._count = QLabel()
        self._count.setProperty("role", "tx2")
        line = QHBoxLayout(self)
        px = theme.px
        line.setContentsMargins(px(PANE_PADDING), px(4), px(PANE_PADDING - AROUND_SIGN), px(4))
        line.addWidget(self.field, 1)
        line.addWidget(self._count)
        for name, words, pressed in (
            ("chevron-up", tr("Previous hit"), lambda: self.step.emit(-1)),
            ("chevron-down", tr("Next hit"), lambda: self.step.emit(1)),
            ("x", tr("Close"), self.closed.emit),
        ):
            button = QToolButton()
            put_sign(button, name, theme, px(ICON_ROW), gap=0)
            button.setAccessibleName(words)
            button.setToolTip(words)
            button.clicked.connect(lambda _checked=False, act=pressed: act())
            line.addWidget(button)
        self.field.textChanged.connect(self.words_changed)
        self.field.installEventFilter(self)

    def show_hits(self, at: int, count: int) -> None:
        """Which of how many."""
        words = tr("{at} of {count}", at=at + 1, count=count) if count else tr("No hits")
        self._count.setText(words if self.field.text() else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter to the next, Shift+Enter back, Esc closes."""
        if watched is not self.field or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        escape = event.key() == Qt.Key.Key_Escape
        if event.type() is QEvent.Type.ShortcutOverride and escape:
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress and escape:
            self.closed.emit()
            return True
        if event.type() is QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step.emit(-1 if back else 1)
            return True
        return super().eventFilter(watched, event)
