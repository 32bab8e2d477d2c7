"""The line at the bottom that is always there and always true."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import accumulate

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from sagsbud.domain.states import OrderState
from sagsbud.engine.views import QueueStatus, View
from sagsbud.i18n import tr
from sagsbud.ui.actions import ActionId, key_hint
from sagsbud.ui.announce import announce
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.inbox.queue_parts import AROUND_DOT, ConnectionShape, CountButton, Countdown, facts_within
from sagsbud.ui.inbox.snapshot import (
    Headline,
    Snapshot,
    facts_of,
    headline_of,
    needs_text,
    passive_facts,
    promise_text,
    queued_text,
    titled,
)
from sagsbud.ui.labels import CutLabel, TextLabel
from sagsbud.ui.paint import KeyCapLabel
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING, QUEUE_LINE, SPACE_M

SHOWN_AFTER_PROOF = 12.0
"""Seconds for which the line says that the last document is filed."""
NAME_KNOWN, NAME_LEAST = 128, 64
"""px of a document's name by which it is known among others, and with which it is still worth its room."""
PATIENCE = 30_000
"""Milliseconds an answer may take until the line says that it has not come."""


class QueueLine(QWidget):
    """Connection, queue and last contact at the left; what was just decided, and undoing it, at the right."""

    waiting_asked = Signal(object)
    """The View of what waits was asked for."""
    decisions_asked = Signal()
    """The review was, where all that waits are decisions from there."""
    needs_you_asked = Signal()
    undo_asked = Signal()
    try_now_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._snapshot: Snapshot | None = None
        self._waiting = View.QUEUE
        self._spoken = ""
        self._told = "", ""
        """What was decided, with the document's name and without it."""
        self._needed = 0
        self.own_change: Callable[[], datetime | None] = lambda: None
        """When a form was last changed so that the key takes that back."""
        self._other_tries: list[QWidget] = []
        self._causes: QWidget | None = None
        self._proven: tuple[object, datetime] | None = None
        self._shape = ConnectionShape(theme, self)
        self._headline = TextLabel(theme, "", "strong")
        self._queued = CountButton(theme, self)
        self._needs = CountButton(theme, self)
        self._facts = CutLabel(theme, "", "caption", "tx2").stand_beside("strong")
        self._sentence = CutLabel(theme, "", "caption", "tx2").stand_beside("strong")
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._undo = LinkButton(theme, tr("Undo"))
        self._bar = Countdown(theme, self)
        self._seconds = TextLabel(theme, "", "caption", "tx2").stand_beside("strong")
        self._cap = KeyCapLabel(theme, key_hint(ActionId.UNDO), "strong")
        self._sparable: list[QWidget] = []
        """What stands beside the sentence and can go before the document's name does."""
        self._try_now = LinkButton(theme, tr("Try now"))
        self._heard: object = None
        """When the service was heard last, as long as something is under way."""
        self._quiet = False
        self.patience = QTimer(self, interval=PATIENCE, singleShot=True)
        self.patience.timeout.connect(self._lose_patience)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._show_undo)
        self._queued.clicked.connect(self._lead_on)
        self._needs.clicked.connect(self.needs_you_asked)
        self._undo.clicked.connect(self.undo_asked)
        self._try_now.clicked.connect(self.try_now_asked)
        self._lay_out()
        self.setAccessibleName(tr("Queue"))
        self.setAutoFillBackground(True)
        theme.changed.connect(self._redress)
        self._redress()

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(self._theme.px(15), 0, self._theme.px(PANE_PADDING), 0)
        row.setSpacing(self._theme.width("caption", AROUND_DOT))
        row.addWidget(self._shape)
        row.addWidget(self._headline)
        self._dots: dict[QWidget, QWidget] = {}
        for fact in (self._queued, self._needs, self._facts):
            self._dots[fact] = TextLabel(self._theme, "·", "caption", "tx2").stand_beside("strong")
            row.addWidget(self._dots[fact])
            row.addWidget(fact)
        row.addSpacing(self._theme.px(SPACE_M))
        row.addStretch(1)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row.addWidget(self._sentence)
        row.addWidget(self._bar)
        apart = max(0, self._undo.room_before() - row.spacing())  # which the link keeps, and they do with the spacing
        for part in (self._bar, self._seconds):
            part.setContentsMargins(apart, part.contentsMargins().top(), 0, 0)
        self._around_undo = QHBoxLayout()
        self._around_undo.setSpacing(0)  # the link keeps room for itself on both sides
        for word in (self._seconds, self._undo, self._cap):
            self._around_undo.addWidget(word)
        row.addLayout(self._around_undo)
        row.addWidget(self._try_now)
        for late in (self._bar, self._seconds, self._undo, self._cap, self._try_now):
            late.hide()

    def take(self, snapshot: Snapshot) -> None:
        """What is true now."""
        self._snapshot = snapshot
        self._listen(snapshot)
        headline = headline_of(snapshot, quiet=self._quiet)
        self._shape.take(headline)
        self._headline.setText(headline.text)
        self._headline.set_role(headline.role)
        status = snapshot.status
        self._waiting = View.HANDED if status.handing and not status.queued else View.QUEUE
        self._queued.say(status.queued or status.handing or status.deciding, queued_text(status))
        self._needs.say(snapshot.needs_you, needs_text(snapshot.needs_you))
        self._offer_try()
        self._paint_ground(warm=snapshot.is_held_up)
        self._show_undo()
        self._tell(headline, snapshot)

    def _listen(self, snapshot: Snapshot) -> None:
        """While something is under way, every sign of the service gives it its time anew."""
        status = snapshot.status
        heard = (status.service.last_contact,) if status.sending else None
        if heard == self._heard:
            return
        self._heard, self._quiet = heard, False
        if heard:
            self.patience.start()
        else:
            self.patience.stop()

    def _lose_patience(self) -> None:
        self._quiet = True
        if self._snapshot:
            self.take(self._snapshot)

    def leave_trying_to(self, button: QWidget) -> None:
        """While the button of a page is seen, trying is not offered a second time here."""
        self._other_tries.append(button)
        button.installEventFilter(self)
        self._offer_try()

    def leave_causes_to(self, causes: QWidget) -> None:
        """While the causes are seen, what needs a person is tried again from among them."""
        self._causes = causes
        causes.installEventFilter(self)
        self._offer_try()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A page's button comes or goes."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._offer_try()
            self._make_room()
        return super().eventFilter(watched, event)

    def _offer_try(self) -> None:
        """Whatever holds up the whole queue, here or where the page in view says what it is."""
        snapshot, tried = self._snapshot, list(self._other_tries)
        if snapshot and snapshot.cause and self._causes:
            tried.append(self._causes)
        held = snapshot is not None and (snapshot.offline or snapshot.cause) is not None
        self._try_now.setVisible(held and not any(other.isVisible() for other in tried))
        self._end_at_edge()

    def _end_at_edge(self) -> None:
        """The last words end where the panes do, be they pressed or only read."""
        links = ((self._try_now, True), (self._undo, self._cap.isHidden()))
        beyond = next((link.room_before() for link, is_last in links if is_last and not link.isHidden()), 0)
        margins = self._row.contentsMargins()
        margins.setRight(self._theme.px(PANE_PADDING) - beyond)
        self._row.setContentsMargins(margins)

    def _lead_on(self) -> None:
        status = self._snapshot.status if self._snapshot else None
        if status and status.deciding and not status.queued and not status.handing:
            self.decisions_asked.emit()
        else:
            self.waiting_asked.emit(self._waiting)

    def _tell(self, headline: Headline, snapshot: Snapshot) -> None:
        """Say to a screen reader what is other than before, without what ticks; at once when a person is needed."""
        spoken = ", ".join([headline.text, *facts_of(snapshot)[:2]])
        self.setAccessibleDescription(", ".join([headline.text, *facts_of(snapshot)]))
        if self._spoken and spoken != self._spoken:
            announce(self, spoken, assertive=snapshot.needs_you > self._needed)
        self._spoken, self._needed = spoken, snapshot.needs_you

    def _is_for_another(self, status: QueueStatus) -> bool:
        """Whether the key takes back something that was done later."""
        own = self.own_change()
        return status.undo_later or bool(own and status.undo_at and own > status.undo_at)

    def _show_undo(self) -> None:
        snapshot = self._snapshot
        promised = snapshot.promised if snapshot else None
        now = datetime.now(UTC)
        seconds = snapshot.undo_seconds(now) if snapshot else 0
        undoable = seconds > 0
        short = promise_text(promised, undoable=undoable) if promised else ""
        sentence = titled(short, promised, undoable=undoable) if promised else ""
        if promised and promised.state is OrderState.FILED:
            if self._proven is None or self._proven[0] != promised.item:
                self._proven = (promised.item, now)
            late = (now - self._proven[1]).total_seconds() > SHOWN_AFTER_PROOF
            if late or (snapshot and snapshot.is_held_up):  # beside what is held up it reads as filed in spite of that
                sentence = short = ""
        if sentence != self._told[0]:
            announce(self, sentence)
        self._told = sentence, short
        self._bar.take(snapshot.undo_share(now) if snapshot else 0.0)
        self._seconds.setText(tr("{seconds} s", seconds=seconds))
        for widget in (self._seconds, self._undo):
            widget.setVisible(undoable)
        keyed = undoable and not (snapshot and self._is_for_another(snapshot.status))
        self._sparable = [part for part, wanted in ((self._bar, undoable), (self._cap, keyed)) if wanted]
        for part in {self._bar, self._cap} - set(self._sparable):
            part.hide()
        self._make_room()
        if not (undoable or sentence):
            self._tick.stop()
        elif not self._tick.isActive():
            self._tick.start()

    def _make_room(self) -> None:
        """What is only told gives its room to the sentence about what was decided, the last fact first; then its name
        is cut. Where little of it would be left to know it by, the bar goes, then the key, and at last the name."""
        whole, short = self._told
        self._sentence.setText(whole)
        lacking, gone = -self._room_beside(), 0
        freed = list(accumulate(map(self._room_of, self._sparable), initial=0))
        if lacking > 0 and whole != short:
            unnamed = self._sentence.fontMetrics().horizontalAdvance(short)
            named = self._sentence.sizeHint().width() - lacking - unnamed
            if named + freed[-1] < self._theme.px(NAME_LEAST):
                self._sentence.setText(short)
            else:
                gone = min(bisect_left(freed, self._theme.px(NAME_KNOWN) - named), len(self._sparable))
        for at, widget in enumerate(self._sparable):
            widget.setVisible(at >= gone)
        self._end_at_edge()
        facts, dot = self._facts, self._dots[self._facts]
        room = self._room_beside() + freed[gone] - self._room_of(dot) - self._row.spacing()
        facts.setText(facts_within(room, passive_facts(self._snapshot) if self._snapshot else (), self._theme))
        for widget in (facts, dot):
            widget.setVisible(bool(facts.text()))

    def _room_beside(self) -> int:
        """px that all but the facts leave, with all that is sparable; less than none when something is cut."""
        facts = sum(self._room_of(part) for part in (self._facts, self._dots[self._facts]) if not part.isHidden())
        spared = sum(self._room_of(part) for part in self._sparable if part.isHidden())
        beyond = self._theme.px(PANE_PADDING) - self._row.contentsMargins().right()
        return self.width() - self._row.sizeHint().width() - beyond + facts - spared

    def _room_of(self, widget: QWidget) -> int:
        """px that it takes in the row when it is seen."""
        apart = self._around_undo if self._around_undo.indexOf(widget) >= 0 else self._row
        return max(widget.sizeHint().width(), widget.minimumWidth()) + apart.spacing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room."""
        super().resizeEvent(event)
        self._make_room()

    def _paint_ground(self, *, warm: bool) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Window, self._theme.color("warnbg" if warm else "win"))
        self.setPalette(palette)

    def _redress(self) -> None:
        self.setFixedHeight(self._theme.px(QUEUE_LINE))
        self._paint_ground(warm=bool(self._snapshot and self._snapshot.is_held_up))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline above."""
        super().paintEvent(event)
        QPainter(self).fillRect(0, 0, self.width(), 1, self._theme.color("line"))
