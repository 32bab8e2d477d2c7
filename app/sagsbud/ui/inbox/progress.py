"""A long intake: how far, how fast, how long still, and the way to stop it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from sagsbud.domain.arrival import Taken
from sagsbud.domain.frozen import frozen
from sagsbud.i18n import tr, trn
from sagsbud.ui.inbox.many_filing import Run
from sagsbud.ui.inbox.taking import LONG, Batch
from sagsbud.ui.labels import CutLabel, IconLabel, TextLabel, rule
from sagsbud.ui.texts import count_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING
from sagsbud.ui.whenshown import MadeWhenShown


class ProgressPanel(MadeWhenShown, QWidget):
    """Shown for a batch of many files, gone when it is done."""

    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self.hide()

    def _lay_out(self) -> None:
        theme = self._theme
        self._title = TextLabel(theme, "", "strong")
        self._count = CutLabel(theme, "", "caption", "tx2").stand_beside("strong")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._pace = TextLabel(theme, "", "caption", "tx2")
        self._sum = TextLabel(theme, "", "caption", "tx2")
        self._sum.setAlignment(Qt.AlignmentFlag.AlignRight)
        stop = QPushButton(tr("Stop"))
        stop.setObjectName("small")
        stop.clicked.connect(self.cancelled)
        px = theme.px
        grid = QGridLayout()
        grid.setContentsMargins(px(PANE_PADDING), px(12), px(PANE_PADDING), px(12))
        grid.setHorizontalSpacing(px(14))
        grid.setVerticalSpacing(px(6))
        grid.addWidget(IconLabel(theme, "folder-import", 18, "acctx"), 0, 0)
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(self._title)
        head.addWidget(self._count, stretch=1)
        grid.addLayout(head, 0, 1, 1, 2)
        grid.addWidget(stop, 0, 3)
        grid.addWidget(self._bar, 1, 1, 1, 2)
        grid.addWidget(self._pace, 2, 1)
        grid.addWidget(self._sum, 2, 2)
        grid.setColumnStretch(2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        column.addLayout(grid)

    def take(self, batch: Batch) -> None:
        """How files that were dropped stand."""
        if batch.total < LONG:
            self.hide()
            return
        done = len(batch.answers)
        title = tr("Reading “{name}”", name=batch.label) if batch.label else tr("Reading files")
        counted = tr("{done} of {total} files", done=count_text(done), total=count_text(batch.total))
        pace = tr("{pace} files a minute", pace=count_text(batch.per_minute))
        self.say(Progress(title, counted, done, batch.total, batch.per_minute, pace, _sum_text(batch)))

    def take_run(self, run: Run) -> None:
        """How documents that are filed together stand."""
        if run.total < LONG:
            return
        counted = tr("{done} of {total} documents", done=count_text(run.handled), total=count_text(run.total))
        pace = tr("{pace} documents a minute", pace=count_text(run.per_minute))
        left = trn(
            "{shown} stays in the inbox", "{shown} stay in the inbox", len(run.left), shown=count_text(len(run.left))
        )
        self.say(
            Progress(tr("Putting them in the queue"), counted, run.handled, run.total, run.per_minute, pace,
                     left if run.left else "")
        )  # fmt: skip

    def say(self, now: "Progress") -> None:
        """This far."""
        self.make()
        self._title.setText(now.title)
        self._count.setText(now.counted)
        self._advance(now.done, max(1, now.total))
        self._bar.setAccessibleName(now.counted)
        known = now.per_minute and now.done >= LONG
        self._pace.setText(" · ".join([now.pace, left_text(now)]) if known else "" if now.per_minute else now.pace)
        self._sum.setText(now.sum)
        self.show()

    def _advance(self, done: int, total: int) -> None:
        """A bar paints itself, and all that waits to be painted in the window, at each value; here it waits its turn."""
        self._bar.setUpdatesEnabled(False)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.setUpdatesEnabled(True)


@frozen
class Progress:
    """A long work at one moment: what it is, how far in words and numbers, how fast, and what came of it."""

    title: str
    counted: str
    done: int
    total: int
    per_minute: int
    """By which the time left is reckoned; 0 where `pace` says it already."""
    pace: str
    sum: str = ""


def left_text(now: Progress) -> str:
    """`cirka 4 minutter tilbage`."""
    minutes = (now.total - now.done) / now.per_minute
    if minutes < 1:
        return tr("less than a minute left")
    return trn("about {count} minute left", "about {count} minutes left", round(minutes))


def _sum_text(batch: Batch) -> str:
    """`1.271 klare · 11 kopier · 2 kan ikke tages`."""
    copies = batch.count(Taken.ALREADY_HERE) + batch.count(Taken.ALREADY_FILED)
    refused = batch.count(None)
    ready = batch.count(Taken.NEW)
    parts = [trn("{shown} ready", "{shown} ready", ready, shown=count_text(ready))]
    if copies:
        parts.append(trn("{shown} copy", "{shown} copies", copies, shown=count_text(copies)))
    if refused:
        parts.append(tr("{count} cannot be taken in", count=count_text(refused)))
    return " · ".join(parts)
