"""A document that is no longer a draft: where it stands, what it is filed as, what can be done, what has happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sagsbud.domain.errors import Trouble
from sagsbud.domain.orders import HistoryRow, OutboxEntry
from sagsbud.domain.states import IN_QUEUE, OrderState
from sagsbud.engine import Detail
from sagsbud.i18n import tr, trn
from sagsbud.texts import state_text, trouble_text
from sagsbud.ui.detail.fields import paint_field_frame
from sagsbud.ui.detail.happened import waiting_text
from sagsbud.ui.detail.heading import Heading, section
from sagsbud.ui.icons import pixmap
from sagsbud.ui.inbox.happenings import happenings_of
from sagsbud.ui.inbox.timeline import Timeline
from sagsbud.ui.labels import LinkButton, TextLabel
from sagsbud.ui.paint import paint_elided
from sagsbud.ui.texts import date_text, moment_text, now
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, RADIUS_ROW

SAG_TROUBLES = frozenset({Trouble.SAG_CLOSED, Trouble.SAG_GONE, Trouble.SAG_UNKNOWN})
"""Troubles that another case solves."""


class Command(StrEnum):
    """What can be done with a document that is no draft."""

    CHOOSE_SAG = "choose_sag"
    CHANGE = "change"
    RETRY = "retry"
    UNDO = "undo"
    RESTORE = "restore"
    WITHDRAW = "withdraw"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Face:
    """What the panel says of one state, and the commands it offers: the first is the primary one, if any."""

    title: str
    sentence: str
    sign: str
    role: str = "tx2"
    primary: Command | None = None
    links: tuple[Command, ...] = ()


def face_of(entry: OutboxEntry) -> Face:
    """The face of the entry's state."""
    state = entry.state
    if state is OrderState.FILED:
        when = moment_text(entry.receipt.proven_at) if entry.receipt else ""
        return Face(
            tr("Filed"),
            tr("Read back {when}. The content is the same to the last byte.", when=when),
            "folder-check",
            "ok",
            links=(Command.COPY,),
        )
    if state is OrderState.WITHDRAWN:
        return Face(
            state_text(state),
            tr("The original is kept until the grace period is over."),
            "archive-x",
            links=(Command.RESTORE,),
        )
    if state is OrderState.IN_REVIEW:
        return Face(state_text(state), tr("A colleague looks at it before it is sent."), "eye", links=(Command.UNDO,))
    if state in IN_QUEUE:
        return _waiting(entry)
    return _trouble(entry)


def _waiting(entry: OutboxEntry) -> Face:
    links: tuple[Command, ...] = ()
    if entry.untouched and entry.state in (OrderState.QUEUED, OrderState.WAITING, OrderState.BLOCKED):
        links += (Command.UNDO,)
    if entry.state is OrderState.WAITING:
        links = (Command.RETRY, *links)
    sign = {OrderState.UNCERTAIN: "circle-help", OrderState.BLOCKED: "log-in", OrderState.WAITING: "clock"}
    sentence = waiting_text(entry, now())
    if entry.problem:
        sentence = f"{trouble_text(entry.problem.trouble, dict(entry.problem.params)).title} {sentence}"
    return Face(state_text(entry.state), sentence, sign.get(entry.state, "send"), links=links)


def _trouble(entry: OutboxEntry) -> Face:
    problem = entry.problem
    told = trouble_text(problem.trouble, dict(problem.params)) if problem else None
    primary = Command.CHOOSE_SAG if problem and problem.trouble in SAG_TROUBLES else Command.CHANGE
    title = told.title.rstrip(".") if told else state_text(entry.state)
    sentence = f"{told.meaning} {told.action}".strip() if told else ""
    return Face(title, sentence, "circle-alert", "warn", primary, (Command.RETRY, Command.WITHDRAW))


def command_text(command: Command) -> str:
    """What the link says."""
    return {
        Command.CHOOSE_SAG: tr("Choose another case"),
        Command.CHANGE: tr("Change the fields"),
        Command.RETRY: tr("Try again now"),
        Command.UNDO: tr("Undo and move back to the inbox"),
        Command.RESTORE: tr("File it after all"),
        Command.WITHDRAW: tr("Not to be filed"),
        Command.COPY: tr("Copy the receipt"),
    }[command]


SIGNS = {
    Command.RETRY: "refresh",
    Command.UNDO: "undo",
    Command.RESTORE: "undo",
    Command.WITHDRAW: "archive-x",
    Command.COPY: "copy",
}


class StatePanel(QWidget):
    """`commanded` carries a Command."""

    commanded = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.heading = Heading(theme)
        self.card = SagCard(theme)
        self.facts = FactGrid(theme)
        self.history = Timeline(theme)
        self._links = QVBoxLayout()
        self._links.setSpacing(theme.px(2))
        box = QVBoxLayout(self)
        side = theme.px(18)
        box.setContentsMargins(side, theme.px(14), side, theme.px(18))
        box.setSpacing(theme.px(14))
        box.addWidget(self.heading)
        self._place = section(theme, tr("Case"), self.card)
        box.addWidget(self._place)
        box.addWidget(self.facts)
        box.addLayout(self._links)
        box.addWidget(section(theme, tr("What has happened?"), self.history))
        box.addStretch(1)

    def show_detail(self, detail: Detail, history: Sequence[HistoryRow]) -> Face:
        """This entry; answers with its face."""
        entry = detail.entry
        face = face_of(entry)
        self.heading.say(face.title, face.sentence, sign=face.sign, role=face.role)
        self._place.setVisible(entry.order is not None)
        if entry.order:
            sag = entry.order.sag
            self.card.show_card(
                sag.sagsnummer, sag.titel, entry.order.main.titel, filed=entry.state is OrderState.FILED
            )
        self.facts.show_facts(facts_of(entry))
        self.history.take(happenings_of(history, now().date()))
        self._show_links(face.links)
        return face

    def _show_links(self, commands: tuple[Command, ...]) -> None:
        while (item := self._links.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for command in commands:
            button = LinkButton(self._theme, "\u2009" + command_text(command), SIGNS[command])
            button.clicked.connect(lambda _checked=False, one=command: self.commanded.emit(one))
            self._links.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


def facts_of(entry: OutboxEntry) -> list[tuple[str, str]]:
    """What is on record of an order: names and values."""
    order, receipt = entry.order, entry.receipt
    facts: list[tuple[str, str]] = []
    if order:
        facts.append((tr("KLE subject"), str(order.kle)))
        facts.append((tr("Date"), date_text(order.main.brevdato)))
        if order.bilag:
            facts.append((tr("With it"), trn("{count} attachment", "{count} attachments", len(order.bilag))))
        facts.append((tr("Decided"), moment_text(order.decided_at)))
    if receipt:
        facts.append((tr("Read back"), moment_text(receipt.proven_at)))
        facts.append((tr("Document"), str(receipt.dokument)))
        facts.append((tr("sha256"), receipt.digest))
    return facts


def receipt_text(entry: OutboxEntry) -> str:
    """The receipt as lines to paste somewhere."""
    sag = (
        [(tr("Case"), f"{entry.order.sag.sagsnummer} {entry.order.sag.titel}"), (tr("Title"), entry.order.main.titel)]
        if entry.order
        else []
    )
    return "\n".join(f"{name}: {value}" for name, value in (*sag, *facts_of(entry)))


class SagCard(QWidget):
    """The case in a frame: number and title, and the document's title on it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown = ("", "", "", False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_card(self, number: str, title: str, below: str, *, filed: bool) -> None:
        """This case."""
        self._shown = (number, title, below, filed)
        self.setAccessibleName(f"{number} {title}, {below}")
        self.setToolTip(f"{number} {title}\n{below}")
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(self._theme.px(200), self._theme.px(56))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Frame, sign, two lines."""
        theme = self._theme
        number, title, below, filed = self._shown
        p = QPainter(self)
        paint_field_frame(p, self.rect(), theme, over=False, focused=False)
        side = theme.px(ICON_ROW)
        sign = pixmap("folder-check" if filed else "folder", theme.color("acctx"), side, self.devicePixelRatioF())
        p.drawPixmap(theme.px(11), theme.px(10), sign)
        left, line = theme.px(11) + side + theme.px(9), QFontMetrics(theme.font("body")).height()
        top, right = theme.px(10), self.width() - theme.px(10)
        used = paint_elided(p, QRect(left, top, right - left, line), number, theme.font("strong"), theme.color("tx"))
        rest = QRect(left + used + theme.px(7), top, max(0, right - left - used - theme.px(7)), line)
        paint_elided(p, rest, title, theme.font("body"), theme.color("tx"))
        low = QRect(left, top + line, right - left, line)
        paint_elided(p, low, below, theme.font("caption"), theme.color("tx2"))


class FactGrid(QFrame):
    """Names and values in a frame; every value can be selected and copied."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._facts: Sequence[tuple[str, str]] = ()
        self.setObjectName("facts")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.px(11), theme.px(8), theme.px(11), theme.px(8))
        self._grid.setHorizontalSpacing(theme.px(14))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        """What is shown."""
        return self._facts

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """These from now on."""
        if facts == self._facts:
            return
        self._facts = facts
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, value) in enumerate(facts):
            caption = TextLabel(self._theme, name, "caption", "tx2")
            words = TextLabel(self._theme, _breakable(value), "caption")
            words.setWordWrap(True)
            words.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            words.setAccessibleName(f"{name}: {value}")
            self._grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 1)
        self.setVisible(bool(facts))

    def _dress(self) -> None:
        t = self._theme.tokens
        self.setStyleSheet(f"QFrame#facts {{ border: 1px solid {t.line}; border-radius: {RADIUS_ROW}px; }}")


def _breakable(value: str) -> str:
    """A long run of letters gets places to break, which copy as nothing."""
    return value if len(value) < 40 else "\u200b".join(value[at : at + 16] for at in range(0, len(value), 16))


def copy_text(text: str) -> None:
    """Onto the clipboard."""
    QGuiApplication.clipboard().setText(text)
