"""`I kø`: what is promised and not yet proven, with how each stands and when it is tried again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.domain.errors import Trouble
from sagsbud.domain.states import OrderState
from sagsbud.i18n import tr, trn
from sagsbud.texts import state_text, trouble_text
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.edges import INSIDE, SIGN_TO_WORDS, PageEdges
from sagsbud.ui.inbox.causes import ICONS, next_of
from sagsbud.ui.inbox.no_rows import NoRows, one_of
from sagsbud.ui.inbox.notice import band_height
from sagsbud.ui.inbox.queue_model import QueueModel
from sagsbud.ui.inbox.queue_table import QueueTable
from sagsbud.ui.inbox.snapshot import Snapshot
from sagsbud.ui.labels import IconLabel, TextLabel, frame
from sagsbud.ui.texts import count_text, since_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, NARROW, PANE_HEADER, SPACE_S


class QueuePage(QWidget):
    """Header, the word about the connection, and the table."""

    undo_asked = Signal(object)
    try_asked = Signal(object)
    try_now_asked = Signal()

    def __init__(self, model: QueueModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._model = model
        self.table = QueueTable(model, theme)
        self._count = TextLabel(theme, "", "body", "tx2").stand_beside("pane_title")
        self._above = QWidget()
        self._band = frame("band")
        self._sign = IconLabel(theme, "cloud-off", ICON_ROW, "warn")
        self._what = TextLabel(theme, "", "strong")
        self._means = TextLabel(theme, "", "body")
        self._means.setWordWrap(True)
        self.nothing = NoRows(
            theme,
            "check",
            tr("Nothing is queued"),
            tr("What you file waits here until it is proven to have arrived. That happens automatically."),
        )
        self.try_ = LinkButton(theme, tr("Try now"))
        self.try_.clicked.connect(self.try_now_asked)
        self.table.undo_asked.connect(self.undo_asked)
        self.table.try_asked.connect(self.try_asked)
        self._lay_out()
        for signal in (model.loaded, model.failed, model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(lambda *_args: self._look())
        model.failed.connect(lambda _error: self.nothing.tell_failure(model.listing))
        self.nothing.again_asked.connect(model.restart)
        self._above.hide()
        self._look()

    def _lay_out(self) -> None:
        px = self._theme.px
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(TextLabel(self._theme, tr("Queue"), "pane_title"))
        head.addWidget(self._count, stretch=1)
        top = QWidget()
        top.setLayout(head)
        top.setFixedHeight(px(PANE_HEADER))
        words = QHBoxLayout(self._band)
        words.setContentsMargins(px(INSIDE), px(SPACE_S), px(INSIDE) - self.try_.room_before(), px(SPACE_S))
        self._band.setMinimumHeight(band_height(self._theme))
        words.setSpacing(px(SIGN_TO_WORDS))
        self._signed = QHBoxLayout()
        self._signed.setSpacing(px(SIGN_TO_WORDS))
        self._signed.addWidget(self._sign, alignment=Qt.AlignmentFlag.AlignTop)
        self._told = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._signed.addLayout(self._told, stretch=1)
        self._told.addWidget(self._what, alignment=Qt.AlignmentFlag.AlignTop)
        self._told.addWidget(self._means, stretch=1)
        self._means.setAlignment(Qt.AlignmentFlag.AlignTop)
        words.addLayout(self._signed, stretch=1)
        words.setAlignment(self._signed, Qt.AlignmentFlag.AlignVCenter)
        words.addWidget(self.try_)
        around = QHBoxLayout(self._above)
        around.setContentsMargins(0, 0, 0, px(12))
        around.addWidget(self._band)
        rows = QHBoxLayout()
        rows.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self._above)
        column.addLayout(one_of(rows, self.nothing), stretch=1)
        PageEdges(self, self._theme, head, around, inside=rows, scrolled=self.table)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What it means stands below what happened where there is little room; the sign on the first line either way."""
        super().resizeEvent(event)
        narrow = self.width() < self._theme.px(NARROW)
        self._told.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._told.setSpacing(0 if narrow else self._theme.px(SPACE_S))
        lower = max(0, self._sign.height() - QFontMetrics(self._theme.font("strong")).height()) // 2
        self._told.setContentsMargins(0, 0 if narrow else lower, 0, 0)
        self._signed.setContentsMargins(0, 0 if narrow else self._beside_button(), 0, 0)
        self._what.setAlignment(Qt.AlignmentFlag.AlignVCenter if narrow else Qt.AlignmentFlag.AlignTop)
        self._what.setMinimumHeight(self._sign.height() if narrow else 0)

    def _beside_button(self) -> int:
        """px above one line that put it on the base line of the button, both in the middle: Qt halves the room of each."""
        self.try_.ensurePolished()
        high = self.try_.sizeHint().height()
        words = (high - QFontMetrics(self._theme.font("body")).height() + 1) // 2
        return 2 * (words - (high - self._what.sizeHint().height()) // 2)

    def take(self, snapshot: Snapshot) -> None:
        """How the connection is, and how many wait."""
        count = snapshot.status.queued
        text = trn("{shown} document waits", "{shown} documents wait", count, shown=count_text(count))
        self._count.setText(text if count else "")
        problem = snapshot.status.service.problem
        login = problem is not None and problem.trouble is Trouble.LOGIN_NEEDED
        self._model.take_hold(self._hold_of(snapshot), for_login=login)
        self._above.setVisible(problem is not None)
        if problem:
            words = trouble_text(problem.trouble, {})
            lost = problem.trouble is Trouble.UNREACHABLE
            time = since_text((snapshot.status.service.lost_since if lost else None) or problem.since)
            lasting = f"{words.heading} ({tr('since {time}', time=time)})."
            self._sign.show_icon(
                "cloud-off" if snapshot.offline else ICONS.get(problem.trouble, "circle-alert"), "warn"
            )
            self._what.setText(tr("No connection since {time}.", time=time) if lost else lasting)
            by_itself = tr("You can go on working. What is queued is encrypted on your PC and is sent automatically.")
            kept = tr("You can go on working. What is queued is encrypted on your PC.")
            self._means.setText(by_itself if snapshot.offline else f"{kept} {next_of(problem)}")

    def _hold_of(self, snapshot: Snapshot) -> str:
        """Why each waits, in the words of its row."""
        problem = snapshot.status.service.problem
        if problem is None:
            return ""
        return tr("Waiting for the connection") if snapshot.offline else state_text(OrderState.BLOCKED)

    def take_focus(self) -> None:
        """The keyboard goes to the rows, or to the way to the work."""
        if self.table.isVisibleTo(self):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.nothing.take_focus()

    def _look(self) -> None:
        empty = not self._model.rowCount() and self._model.whole
        self.nothing.stand_for(self._model, self.table, empty=empty)
        self.table.begin()
