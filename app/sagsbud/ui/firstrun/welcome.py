"""The card of the first run: three steps, back and forth, each of which can be passed by."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sagsbud.i18n import tr
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.firstrun.facts import Start
from sagsbud.ui.firstrun.folders import FolderStep
from sagsbud.ui.firstrun.service import ServiceStep
from sagsbud.ui.firstrun.step import Step, Tone
from sagsbud.ui.firstrun.subjects import SubjectStep
from sagsbud.ui.labels import TextLabel, below_edge, rule
from sagsbud.ui.operations import Operations
from sagsbud.ui.overlay import Overlay
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_M, SPACE_S, SPACE_XL, SPACE_XS, SPACE_XXL
from sagsbud.ui.viewport import scrolled

WIDTH = 448
HEIGHT = 616
BAR = 32
BAR_THICK = 4
KEPT = "welcomed"
"""In the file that remembers the window: whether the first run has been."""


def is_due(state_file: Path | None) -> bool:
    """Whether nobody was welcomed on this profile yet, nor had its window open; without a file to remember it, no."""
    if state_file is None:
        return False
    kept = QSettings(str(state_file), QSettings.Format.IniFormat)
    return not kept.value(KEPT) and not kept.value("window")


def remember(state_file: Path | None) -> None:
    """The first run has been."""
    if state_file and state_file.parent.is_dir():
        kept = QSettings(str(state_file), QSettings.Format.IniFormat)
        kept.setValue(KEPT, "1")
        kept.sync()


class Welcome(Overlay):
    """`finished` says that the window may be used, with whether another service was chosen."""

    finished = Signal(bool)

    def __init__(self, theme: Theme, over: QWidget, start: Start, operations: Operations) -> None:
        super().__init__(theme, over, tr("Welcome to Sagsbud"))
        self.service = ServiceStep(theme, start, operations)
        self.folders = FolderStep(theme, start, operations)
        self.subjects = SubjectStep(theme, start, operations)
        self.steps: list[Step] = [self.service, self.folders, self.subjects]
        self._at = 0
        self._bars = _Bars(theme, len(self.steps))
        self._stack = QStackedWidget()
        self.back = QPushButton(tr("Back"))
        self.skip = LinkButton(theme, tr("Skip"))
        self.practise = LinkButton(theme, tr("Practise first"))
        """Where the last step leads to beside the inbox, when that is offered."""
        self._practice_offered = False
        self.next = QPushButton()
        self.next.setObjectName("primary")
        self.next.setDefault(True)
        self._lay_out()
        for step in self.steps:
            step.done.connect(self._step_done)
        self.back.clicked.connect(lambda: self._show(self._at - 1))
        self.skip.clicked.connect(self._pass_by)
        self.next.clicked.connect(self._go_on)
        self._show(0)

    def _lay_out(self) -> None:
        px = self._theme.px
        for step in self.steps:
            page = QWidget()
            page.setObjectName("page")
            inside = QVBoxLayout(page)
            inside.setContentsMargins(px(SPACE_XXL), px(SPACE_XS), px(SPACE_XXL), px(SPACE_S))
            inside.addWidget(step)
            scroll = scrolled(page, inside)
            bring = partial(_bring_up, scroll, step, self._theme)
            step.outcome.said.connect(partial(QTimer.singleShot, 0, step, bring))
            scroll.verticalScrollBar().rangeChanged.connect(lambda _least, _most, bring=bring: bring())
            self._stack.addWidget(below_edge(scroll))
        head = QHBoxLayout()
        head.setContentsMargins(px(SPACE_XXL), px(SPACE_XL), px(SPACE_XXL), px(SPACE_M))
        head.addWidget(self._bars)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(SPACE_XXL), px(SPACE_M), px(SPACE_XXL), px(SPACE_M))
        foot.setSpacing(px(SPACE_M))
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.skip)
        foot.addWidget(self.practise)
        foot.addWidget(self.next)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._stack, stretch=1)
        column.addWidget(rule())
        column.addLayout(foot)

    @property
    def step(self) -> Step:
        """The one that is shown."""
        return self.steps[self._at]

    def offer_practice(self, enter: Callable[[], None]) -> None:
        """Whoever is through may try it on examples first."""

        def practise() -> None:
            self._finish()
            enter()

        self._practice_offered = True
        self.practise.clicked.connect(practise)
        self._show(self._at)

    def open(self) -> None:
        """With the first question."""
        super().open()
        self._begin_step()

    def _show(self, at: int) -> None:
        self._at = at
        last = at == len(self.steps) - 1
        self._stack.setCurrentIndex(at)
        self._bars.show_step(at, self.step.question)
        self.back.setVisible(at > 0)
        self.next.setText(tr("Open the inbox") if last else tr("Next"))
        self.skip.setVisible(not last)
        self.practise.setVisible(last and self._practice_offered)
        if self.isVisible():
            self._begin_step()

    def _begin_step(self) -> None:
        """The keyboard goes to what the step asks first, where all of that is decided elsewhere to the way on."""
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        self.step.opened()

    def _pass_by(self) -> None:
        self.step.pass_by()

    def _go_on(self) -> None:
        self.step.go_on()

    def _step_done(self) -> None:
        if self._at + 1 < len(self.steps):
            self._show(self._at + 1)
        else:
            self._finish()

    def _finish(self) -> None:
        if self.isVisible():
            self.close_overlay()
            self.finished.emit(self.service.moved)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc leaves everything as it is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next.click()
        elif event.key() == Qt.Key.Key_Escape:
            self._finish()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press beside the card does nothing: too much would be lost by a slip."""
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As large as the picture, or as there is room for."""
        super().resizeEvent(event)
        margin = 2 * self._theme.px(SPACE_M)
        self.card.setFixedSize(
            min(self._theme.px(WIDTH), self.width() - margin), min(self._theme.px(HEIGHT), self.height() - margin)
        )


def _bring_up(scroll: QScrollArea, step: Step, theme: Theme) -> None:
    """Let what stands in the way be read where there is little room, and cut nothing above it in its middle."""
    page = step.parentWidget()
    layout = page.layout() if page else None
    if page is None or layout is None or not step.outcome.isVisible():
        return
    layout.activate()
    margins = layout.contentsMargins()
    if step.outcome.tone is not Tone.WARM:
        margins.setBottom(theme.px(SPACE_S))
        layout.setContentsMargins(margins)
        return
    end = step.outcome.mapTo(page, QPoint(0, step.outcome.height())).y() + theme.px(SPACE_S)
    away = max(0, end - scroll.viewport().height())
    for part in (step.heading, step.remark, *step.findChildren(QAbstractButton)):
        top = part.mapTo(page, QPoint()).y()
        if part.isVisible() and top < away < top + part.height():
            away = top + part.height()
    whole = layout.totalHeightForWidth(page.width()) - margins.bottom()
    margins.setBottom(max(theme.px(SPACE_S), away + scroll.viewport().height() - whole if away else 0))
    layout.setContentsMargins(margins)
    scroll.verticalScrollBar().setValue(away)


class _Bars(QWidget):
    """How far one is: bars, and the same in words."""

    def __init__(self, theme: Theme, count: int) -> None:
        super().__init__()
        self._theme, self._count, self._at = theme, count, 0
        self._words = TextLabel(theme, "", "caption", "tx2")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px((BAR + 6) * count + 8), 0, 0, 0)
        row.addWidget(self._words, stretch=1)
        theme.changed.connect(self.update)

    def show_step(self, at: int, question: str) -> None:
        """Another one."""
        self._at = at
        self._words.setText(tr("Step {number} of {count}", number=at + 1, count=self._count))
        self.setAccessibleName(f"{self._words.text()}: {question}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Those that are done or shown are filled; in high contrast the others are hollow."""
        p, theme = QPainter(self), self._theme
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = theme.px(BAR_THICK) + 2 * theme.high_contrast
        for at in range(self._count):
            bar = QRectF(at * theme.px(BAR + 6), (self.height() - thick) // 2, theme.px(BAR), thick)
            role = "acc" if at <= self._at else "line"
            p.setPen(QPen(theme.color(role), 1) if theme.high_contrast else Qt.PenStyle.NoPen)
            p.setBrush(theme.color("surf" if theme.high_contrast and role == "line" else role))
            edge = theme.high_contrast / 2
            p.drawRoundedRect(bar.adjusted(edge, edge, -edge, -edge), 2, 2)
