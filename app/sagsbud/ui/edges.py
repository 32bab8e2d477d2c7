"""The edges of a column: its heading, its fields, its rows' grounds and its rules all begin and end at them."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QLayout, QToolButton, QWidget

from sagsbud.ui.buttons import BESIDE_SIGN
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, NARROW, PAGE_PADDING, PANE_PADDING, SPACE_M, SPACE_S

INSIDE = SPACE_M
"""px from the edge of a row's ground, a field or a notice to its sign."""
SIGN_TO_WORDS = SPACE_S
"""px from a sign to the words beside it."""
WORDS_AT = INSIDE + ICON_ROW + SIGN_TO_WORDS
"""px from the edge of a row's ground, a field or a notice to its words."""
AROUND_FOOT = SPACE_M
"""px above and below what stands at the foot of a pane or a page."""
BEFORE_BUTTON = 10
"""px between what a foot says and its buttons."""
AROUND_SIGN = 6
"""px that a tool button keeps free on each side of its sign: so much nearer to the edge it stands."""
HANDLE = 9
"""px at 100 % text from the left of what is dragged in a scroll bar to the bar's right edge."""


def is_narrow(window: QWidget, theme: Theme) -> bool:
    """Whether its panes are shown one at a time."""
    return window.width() < NARROW * theme.scale


def page_edge(page: QWidget, theme: Theme) -> int:
    """px to the edges of a page of its own; in a narrow window those of the panes that it stands for."""
    return theme.px(PANE_PADDING if is_narrow(page.window(), theme) else PAGE_PADDING)


def room_behind(button: QToolButton, theme: Theme) -> int:
    """px that a tool button keeps free behind its words, or behind its sign where it shows no words."""
    if button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly:
        return theme.px(AROUND_SIGN)
    button.ensurePolished()
    words = button.fontMetrics().horizontalAdvance(button.text())
    return button.sizeHint().width() - theme.px(AROUND_SIGN) - button.iconSize().width() - BESIDE_SIGN - words


def keep_edges(edge: int, *layouts: QLayout, beside: int = 0) -> None:
    """Begin and end there, less what stands beside at the right, with the room above and below that there was."""
    for layout in layouts:
        margins = layout.contentsMargins()
        layout.setContentsMargins(edge, margins.top(), edge - beside, margins.bottom())


class PageEdges(QObject):
    """Keeps what is laid out on a page at the page's edges.

    What is `scrolled` ends there with a bar and without one; `inside` is the layout it is in, or that it shows.
    The bar stands at the very edge of the page either way: where it is inside the edges, it is as wide as they are.
    """

    def __init__(
        self, page: QWidget, theme: Theme, *layouts: QLayout, inside: QLayout, scrolled: QAbstractScrollArea
    ) -> None:
        super().__init__(page)
        self._page, self._theme = page, theme
        self._layouts, self._inside, self._bar = layouts, inside, scrolled.verticalScrollBar()
        self._widens = inside.indexOf(scrolled) >= 0
        self._widened = 0
        self._bar.rangeChanged.connect(lambda _least, _most: self._keep())
        page.installEventFilter(self)
        self._keep()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page is wider or narrower."""
        if event.type() is QEvent.Type.Resize:
            self._keep()
        return super().eventFilter(watched, event)

    def _keep(self) -> None:
        edge = page_edge(self._page, self._theme)
        keep_edges(edge, *self._layouts)
        if self._widens and edge != self._widened:
            self._widened = edge
            self._bar.setStyleSheet(
                f"QScrollBar:vertical {{ width: {edge}px; }}"
                f"QScrollBar::handle:vertical {{ margin-left: {edge - self._theme.px(HANDLE)}px; }}"
            )
        keep_edges(edge, self._inside, beside=self._bar.sizeHint().width() if self._bar.maximum() > 0 else 0)
