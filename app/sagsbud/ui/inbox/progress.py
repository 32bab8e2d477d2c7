"""A long intake: how far, how fast, how long still, and the way to stop it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QPushButton, QWidget

from sagsbud.domain.arrival import Taken
from sagsbud.i18n import tr, trn
from sagsbud.ui.inbox.taking import LONG, Batch
from sagsbud.ui.labels import CutLabel, IconLabel, TextLabel
from sagsbud.ui.texts import count_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PAGE_PADDING


class ProgressPanel(QWidget):
    """Shown for a batch of many files, gone when it is done."""

    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = TextLabel(theme, "", "strong")
        self._count = CutLabel(theme, "", "caption", "tx2")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._pace = TextLabel(theme, "", "caption", "tx2")
        self._sum = TextLabel(theme, "", "caption", "tx2")
        self._sum.setAlignment(Qt.AlignmentFlag.AlignRight)
        stop = QPushButton(tr("Cancel"))
        stop.setObjectName("small")
        stop.clicked.connect(self.cancelled)
        px = theme.px
        grid = QGridLayout(self)
        grid.setContentsMargins(px(PAGE_PADDING), px(12), px(20), px(12))
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
        self.hide()

    def take(self, batch: Batch) -> None:
        """How the batch stands."""
        if batch.total < LONG:
            self.hide()
            return
        done = len(batch.answers)
        self._title.setText(tr("Reading “{name}”", name=batch.label) if batch.label else tr("Reading files"))
        counted = tr("{done} of {total} files", done=count_text(done), total=count_text(batch.total))
        self._count.setText(counted)
        self._bar.setRange(0, batch.total)
        self._bar.setValue(done)
        self._bar.setAccessibleName(counted)
        self._pace.setText(_pace_text(batch, done))
        self._sum.setText(_sum_text(batch))
        self.show()


def _pace_text(batch: Batch, done: int) -> str:
    """`640 filer i minuttet · cirka 4 minutter tilbage`."""
    pace = batch.per_minute
    if not pace or done < LONG:
        return ""
    minutes = (batch.total - done) / pace
    left = (
        tr("less than a minute left")
        if minutes < 1
        else trn("about {count} minute left", "about {count} minutes left", round(minutes))
    )
    return " · ".join([tr("{pace} files a minute", pace=count_text(pace)), left])


def _sum_text(batch: Batch) -> str:
    """`1.271 klar · 11 kopier · 2 kan ikke tages`."""
    copies = batch.count(Taken.ALREADY_HERE) + batch.count(Taken.ALREADY_FILED)
    refused = batch.count(None)
    parts = [tr("{count} ready", count=count_text(batch.count(Taken.NEW)))]
    if copies:
        parts.append(trn("{shown} copy", "{shown} copies", copies, shown=count_text(copies)))
    if refused:
        parts.append(tr("{count} cannot be taken", count=count_text(refused)))
    return " · ".join(parts)
