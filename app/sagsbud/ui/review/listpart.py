"""The left-hand side: what waits, how much of it, the search, the filters, and what is true of the connection."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sagsbud.domain.figures import CERTAINTY, SampleReport
from sagsbud.domain.review import ReviewFilter, ReviewPage, Scope
from sagsbud.i18n import percent, tr
from sagsbud.texts import trouble_text
from sagsbud.ui.actions import ActionId, key_hint
from sagsbud.ui.buttons import IconButton, LinkButton
from sagsbud.ui.edges import AROUND_SIGN, INSIDE, WORDS_AT
from sagsbud.ui.inbox.notice import Notice, band_height
from sagsbud.ui.inbox.search_field import SearchField
from sagsbud.ui.inbox.several_bar import SeveralBar
from sagsbud.ui.labels import CutLabel, IconLabel, TextLabel
from sagsbud.ui.menus import Menu
from sagsbud.ui.nothing import NothingHere
from sagsbud.ui.review.filterbar import FilterBar, filter_text
from sagsbud.ui.review.model import QueueModel
from sagsbud.ui.review.plots.figures import between_text
from sagsbud.ui.review.rowwords import counted
from sagsbud.ui.review.table_view import HEAD, QueueTable
from sagsbud.ui.signed import on_first_line
from sagsbud.ui.texts import count_text, moment_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_FIELD, PANE_HEADER, PANE_PADDING, ROW_REVIEW, SPACE_S, SPACE_XS


class ListPart(QWidget):
    """`sample_asked`, `tray_asked`, `sample_ended` come from the menu and the sample's line."""

    sample_asked = Signal()
    tray_asked = Signal()
    sample_ended = Signal()

    def __init__(self, model: QueueModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._page: ReviewPage | None = None
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = TextLabel(theme, tr("For review"), "pane_title")
        self.count = CutLabel(theme, "", "body", "tx2").stand_beside("pane_title")
        self.filter_button = IconButton(theme, "list-filter", tr("Filter"), size=18)
        self.filter_button.setCheckable(True)
        self.menu_button = IconButton(theme, "ellipsis", tr("More"), size=18)
        self.search = SearchField(theme, tr("Search in title, case and KLE"), key_hint(ActionId.SEARCH))
        self.filters = FilterBar(theme)
        self.notice = Notice(theme)
        self.connection = Connection(theme)
        self.sample = SampleLine(theme)
        self.table = QueueTable(model, theme)
        self.nothing = NothingHere(theme, "eye", "", "")
        self.several_bar = SeveralBar(theme)
        self._body = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        px = self._theme.px
        top = QWidget()
        top.setFixedHeight(px(PANE_HEADER))
        head = QHBoxLayout(top)
        head.setContentsMargins(px(PANE_PADDING), 0, px(PANE_PADDING - AROUND_SIGN), 0)
        head.setSpacing(px(10))
        head.addWidget(self.title)
        head.addWidget(self.count, 1)
        tools = QHBoxLayout()
        tools.setSpacing(px(SPACE_XS))
        tools.addWidget(self.filter_button)
        tools.addWidget(self.menu_button)
        head.addLayout(tools)
        above = QVBoxLayout()
        above.setContentsMargins(px(PANE_PADDING), 0, px(PANE_PADDING), px(SPACE_S))
        above.setSpacing(px(SPACE_S))
        for part in (self.search, self.filters, self.connection, self.sample, self.notice):
            above.addWidget(part)
        tallest = max(band_height(self._theme), *(band.sizeHint().height() for band in (self.connection, self.sample)))
        for band in (self.connection, self.sample, self.notice):
            band.setMinimumHeight(tallest)
        self._body.setMinimumHeight(px(HEAD + 2 * ROW_REVIEW))
        self._body.addWidget(self.table)
        self._body.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addLayout(above)
        column.addWidget(self._body, 1)
        column.addWidget(self.several_bar)
        self.filters.hide()
        self.connection.hide()
        self.sample.hide()

    def _connect(self) -> None:
        menu = Menu(self.menu_button)
        menu.addAction(tr("Draw a sample …")).triggered.connect(lambda _checked=False: self.sample_asked.emit())
        menu.addAction(tr("Move a colleague's tray …")).triggered.connect(lambda _checked=False: self.tray_asked.emit())
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(self.menu_button.ToolButtonPopupMode.InstantPopup)
        self.nothing.asked.connect(self.filters.clear.click)
        self.filter_button.toggled.connect(self.filters.setVisible)
        self.sample.end.clicked.connect(lambda _checked=False: self.sample_ended.emit())
        for signal in (self._model.rowsInserted, self._model.rowsRemoved, self._model.modelReset):
            signal.connect(lambda *_at: self._look())

    def take(self, page: ReviewPage) -> None:
        """A page came: how many there are, what can be chosen, how the connection is."""
        self._page = page
        self.filters.offer(page)
        self.connection.take(page)
        self._look()

    def show_filter(self, wanted: ReviewFilter) -> None:
        """What is chosen."""
        self.filters.show_filter(wanted)
        if self.search.text().strip() != wanted.text:
            self.search.setText(wanted.text)

    def _look(self) -> None:
        page, rows = self._page, self._model.rowCount()
        if page is None:
            self.nothing.say("clock", tr("The queue is being read"), "", "")
            self._body.setCurrentWidget(self.nothing)
            return
        self.count.setText(counted(self._model.total, self._model.oldest, whole=page.whole))
        self._body.setCurrentWidget(self.table if rows else self.nothing)
        self.nothing.say(*self._why_empty(page))

    def _why_empty(self, page: ReviewPage) -> tuple[str, str, str, str]:
        """Sign, heading, sentence, and what can be done about it."""
        wanted = self._model.wanted
        if page.as_of is None and page.problem is not None:
            words = trouble_text(page.problem, {})
            return "cloud-off", words.heading, f"{words.meaning} {words.action}".strip(), ""
        if page.as_of is None:
            return "clock", tr("The queue is being read"), "", ""
        if self._model.sampling:
            return "check", tr("The whole sample is decided"), "", ""
        if wanted.text or filter_text(wanted, page):
            sign = "search" if wanted.text else "list-filter"
            return (
                sign,
                tr("Nothing found"),
                tr("Nothing here matches what you are looking for."),
                tr("Show everything"),
            )
        if wanted.scope is Scope.RETURNED:
            return "check", tr("Nothing has been returned to you"), "", ""
        return (
            "check",
            tr("Nothing waits for review"),
            tr("Everything is reviewed. New documents appear here automatically."),
            "",
        )


class Connection(QFrame):
    """The word about the connection, when there is none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        px = theme.px
        self.setObjectName("band")
        self.words = TextLabel(theme, "", "caption", "tx")
        self.words.setWordWrap(True)
        self.try_ = LinkButton(theme, tr("Try now"))
        line = QHBoxLayout(self)
        line.setContentsMargins(*_inside_band(theme, self.try_))
        beside = px(WORDS_AT - INSIDE - ICON_FIELD)
        line.setSpacing(beside)
        line.addLayout(on_first_line(IconLabel(theme, "cloud-off", ICON_FIELD, "warn"), self.words, beside), 1)
        line.addWidget(self.try_)

    def take(self, page: ReviewPage) -> None:
        """What is shown is as of then; what is decided is kept."""
        offline = page.problem is not None and page.as_of is not None
        self.setVisible(offline)
        if page.problem is None or page.as_of is None:
            return
        told = trouble_text(page.problem, {}).title
        self.words.setText(
            tr("{what} The list is as it was {time}. What you decide is kept here and is sent automatically.", what=told,
               time=moment_text(page.as_of))
        )  # fmt: skip


class SampleLine(QFrame):
    """How far the sample has come, and what it says of all."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("band")
        self.words = TextLabel(theme, "", "strong")
        self.rate = TextLabel(theme, "", "caption", "tx2")
        for label in (self.words, self.rate):
            label.setWordWrap(True)
        self.end = LinkButton(theme, tr("End the sample"))
        first = QHBoxLayout()
        first.setSpacing(theme.px(SPACE_S))
        first.addWidget(self.words, 1)
        first.addWidget(self.end)
        left, above, right, below = _inside_band(theme, self.end)
        around = (self.end.sizeHint().height() - QFontMetrics(theme.font("strong")).height()) // 2
        column = QVBoxLayout(self)
        column.setContentsMargins(left, above - around, right, below)
        column.setSpacing(0)
        column.addLayout(first)
        column.addWidget(self.rate)
        column.addStretch(1)

    def show_report(self, report: SampleReport, drawn: int) -> None:
        """The share that had to go back, and between which shares it is in all."""
        looked = tr("Sample: {count} of {drawn} looked at", count=report.n, drawn=drawn)
        self.words.setText(looked)
        self.rate.setText(sample_text(report))


def _inside_band(theme: Theme, link: LinkButton) -> tuple[int, int, int, int]:
    """A band's margins: the words of the link at its right end as far inside as what begins at its left."""
    inside, above = theme.px(INSIDE), theme.px(SPACE_S)
    return inside, above, inside - link.room_before(), above


def sample_text(report: SampleReport) -> str:
    """What a sample says, with its doubt."""
    if not report.n or report.rate is None:
        return tr("Approve or return each. The share you return shows how many of all would go back.")
    back = tr("{count} returned", count=count_text(report.errors))
    return tr(
        "{back}: {rate}. With {sure} certainty, {between} of all would go back.",
        back=back, rate=percent(report.rate), sure=percent(CERTAINTY), between=between_text(report.low, report.high),
    )  # fmt: skip
