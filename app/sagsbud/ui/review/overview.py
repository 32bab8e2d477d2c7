"""`Overblik`: how the unit's filing goes, in pictures; on paper and as figures when asked for."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sagsbud.domain.clienthealth import QueueHealth
from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.figures import Overview, OverviewFilter
from sagsbud.domain.ids import AktoerId
from sagsbud.domain.reviewdesk import ReviewDesk
from sagsbud.domain.workdays import danish_date
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.aside import Aside
from sagsbud.ui.detail.controls import SignedComboBox
from sagsbud.ui.edges import PageEdges
from sagsbud.ui.icons import put_sign
from sagsbud.ui.inbox.notice import Notice
from sagsbud.ui.labels import TextLabel, rule
from sagsbud.ui.operations import Operations
from sagsbud.ui.review.cards import CardGrid, Placed
from sagsbud.ui.review.chart import ChartCard
from sagsbud.ui.review.headline import Headlines
from sagsbud.ui.review.health import HealthCard
from sagsbud.ui.review.lines import OVERVIEW as OVERVIEW
from sagsbud.ui.review.rowwords import named
from sagsbud.ui.review.savingfigures import SavingFigures, Shown
from sagsbud.ui.review.sourceline import SourceLine
from sagsbud.ui.review.told import (
    PERIODS,
    ROWS,
    Period,
    headlines_of,
    pictures_of,
    since_of,
    source_text,
)
from sagsbud.ui.texts import now
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_HEADER, SPACE_M
from sagsbud.ui.viewport import scrolled

GAP = 8
AGAIN = 60_000
"""Milliseconds between looks while the page is shown."""


class OverviewPage(Aside):
    """Header with what is shown, the figures, the cards. Stands beside the side bar."""

    beside = True
    name = OVERVIEW

    shown = Signal()
    """New figures are on the screen."""

    def __init__(self, desk: ReviewDesk, theme: Theme, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._operations = operations
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.unit = SignedComboBox(theme)
        self.unit.setAccessibleName(tr("Unit"))
        self.unit.addItem(tr("All units"), None)
        self.period = SignedComboBox(theme)
        self.period.setAccessibleName(tr("Period"))
        for period, (_days, words) in PERIODS.items():
            self.period.addItem(tr(words), period)
        self.csv = self._button("CSV", tr("Save the figures as CSV"))
        self.pdf = self._button("PDF", tr("Save the overview as PDF"))
        self.notice = Notice(theme)
        self.notice.setObjectName("group")  # it lies among the cards, on the window's own ground
        self.saving = SavingFigures(self, theme, operations, self.notice)
        self.headlines = Headlines(theme)
        self.cards = {key: ChartCard(theme, "") for row in ROWS for key, _share in row}
        self.health = HealthCard(theme)
        self._lay_out()
        self.unit.currentIndexChanged.connect(lambda _at: self.look())
        self.period.currentIndexChanged.connect(lambda _at: self.look())
        self._again = QTimer(self, interval=AGAIN)
        self._again.timeout.connect(self.look)
        self.csv.clicked.connect(lambda _checked=False: self.saving.ask("csv"))
        self.pdf.clicked.connect(lambda _checked=False: self.saving.ask("pdf"))
        theme.changed.connect(self._dress)
        self._dress()

    # -- building -----------------------------------------------------------------------------------------

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(name)
        button.setEnabled(False)
        why = tr("The figures are not here yet.")
        button.setToolTip(why)
        button.setAccessibleDescription(why)
        return button

    @staticmethod
    def _allow(button: QPushButton) -> None:
        button.setEnabled(True)
        button.setToolTip(button.accessibleName())
        button.setAccessibleDescription("")

    @property
    def _at_right(self) -> tuple[QWidget, ...]:
        """What is chosen and saved with, right of the title."""
        return (self.unit, self.period, self.csv, self.pdf)

    def _lay_out(self) -> None:
        px = self._theme.px
        head = self._head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(px(GAP))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(TextLabel(self._theme, tr("Overview"), "pane_title"))
        words.addStretch(1)
        head.addLayout(words, 1)
        for part in self._at_right:
            head.addWidget(part)
        self._top = QWidget()
        self._top.setObjectName("pane")
        self._top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._top.setLayout(head)
        rows = [[Placed(card := self.cards[key], share, card.least_width) for key, share in row] for row in ROWS]
        self.grid = CardGrid(self._theme, rows)
        foot = TextLabel(self._theme, tr("Shown per unit and subject, never per employee."), "caption", "tx2")
        inside = QWidget()
        inside.setObjectName("window")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, px(SPACE_M), 0, px(SPACE_M))
        column.setSpacing(px(13))
        column.addWidget(self.notice)
        column.addWidget(self.headlines)
        column.addWidget(self.grid, 1)
        column.addWidget(self.health)
        column.addWidget(foot)
        self._scroll = scrolled(inside)
        self._scroll.setObjectName("ground")
        PageEdges(self, self._theme, head, inside=column, scrolled=self._scroll)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._top)
        whole.addWidget(rule())
        whole.addWidget(self._scroll, 1)
        self.notice.hide()
        self.source = SourceLine(self._theme, words, column)

    def _dress(self) -> None:
        theme, side = self._theme, self._theme.px(16)
        self._top.setFixedHeight(theme.px(PANE_HEADER))
        for button in (self.csv, self.pdf):
            put_sign(button, "download", theme, side, "tx")
        self._scroll.setStyleSheet(f"QScrollArea#ground {{ background: {theme.tokens.win}; }}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """How much of the header is left for the words below the title."""
        beside = sum(part.sizeHint().width() + self._theme.px(GAP) for part in self._at_right)
        edges = self._head.contentsMargins()
        self.source.make_room(self.width() - edges.left() - edges.right() - beside)

    def parts(self) -> list[QWidget]:
        """What F6 walks through."""
        return [self._top, self._scroll]

    def title(self) -> str:
        """The window's title."""
        return tr("Overview")

    def opened(self) -> None:
        """Read the figures, and again now and then: the service is counted in the background."""
        self.look()
        self._again.start()

    def closed(self) -> None:
        """Nobody looks any more."""
        self._again.stop()

    def take_focus(self) -> None:
        """The keyboard begins at what is shown."""
        self.unit.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_search(self) -> None:
        """There is nothing to search in: to what is shown."""
        self.take_focus()

    def step_back(self) -> None:
        """Esc."""
        self.left.emit()

    def end(self) -> None:
        """It hears of nothing."""

    # -- reading ------------------------------------------------------------------------------------------

    @property
    def wanted(self) -> OverviewFilter:
        """What is asked for now."""
        today = danish_date(now())
        unit: AktoerId | None = self.unit.currentData()
        return OverviewFilter(since_of(Period(self.period.currentData()), today), today, unit)

    def look(self) -> None:
        """Read the figures and show them."""
        wanted, unit = self.wanted, self.unit.currentText()

        def read() -> tuple[Overview, QueueHealth]:
            return self._desk.overview(wanted), self._desk.health()

        self._operations.run(self, read, lambda told: self._show(wanted, unit, *told), self._failed, key="overview")

    def _show(self, wanted: OverviewFilter, unit: str, overview: Overview, health: QueueHealth) -> None:
        headlines = headlines_of(overview)
        pictures = pictures_of(overview, wanted.until, cut_off=health.problem is not None)
        self.saving.take(Shown(headlines, pictures, wanted, unit))
        self.notice.hide()
        self.headlines.show_figures(headlines)
        for picture in pictures:
            self.cards[picture.key].show_drawing(picture.drawing, picture.note, picture.title)
        self.health.show_health(health)
        self.source.setText(source_text(overview))
        self._make_room()
        self._offer_units(overview)
        self._allow(self.csv)
        self._allow(self.pdf)
        self.grid.place()
        self.shown.emit()

    def _offer_units(self, overview: Overview) -> None:
        known = [(self.unit.itemData(at), self.unit.itemText(at)) for at in range(1, self.unit.count())]
        units = [(id_, named(id_, name)) for id_, name in overview.units]
        if known == units:
            return
        chosen = self.unit.currentData()
        self.unit.blockSignals(True)
        while self.unit.count() > 1:
            self.unit.removeItem(1)
        for id_, name in units:
            self.unit.addItem(name, id_)
        self.unit.setCurrentIndex(max(0, self.unit.findData(chosen)))
        self.unit.blockSignals(False)

    def _failed(self, error: SagsbudError) -> None:
        self.notice.say(trouble_text(error.trouble, error.params).whole, icon="circle-alert", role="warn", stays=True)
