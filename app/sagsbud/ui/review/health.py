"""How the programs of the unit are, as far as they have said so themselves."""

from datetime import datetime

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.domain.clienthealth import ClientHealth, QueueHealth
from sagsbud.i18n import tr, trn
from sagsbud.texts import trouble_text
from sagsbud.ui.labels import CutLabel, TextLabel
from sagsbud.ui.review.table import EDGE, ROW, FigureTable
from sagsbud.ui.texts import count_text, moment_text
from sagsbud.ui.theme import Theme

SHOWN = 8
"""Rows that are shown without scrolling."""


class HealthCard(QFrame):
    """A line for each program: when it was last in contact, and what it has not delivered."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("group")
        px = theme.px
        self.title = TextLabel(theme, tr("The unit's queues"), "strong")
        self.note = CutLabel(theme, "", "caption", "tx2")
        self.table = FigureTable(theme, tr("The unit's queues"))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(18 - EDGE), px(13), px(18 - EDGE), px(10))
        column.setSpacing(px(1))
        for label in (self.title, self.note):
            line = QHBoxLayout()
            line.setContentsMargins(px(EDGE), 0, 0, 0)
            line.addWidget(label)
            column.addLayout(line)
        column.addSpacing(px(6))
        column.addWidget(self.table)

    def show_health(self, health: QueueHealth) -> None:
        """What they last said."""
        clients = sorted(health.clients, key=lambda one: one.last_contact)
        self.note.setText(health_sentence(health))
        heads = (
            tr("Program"), tr("Last in contact"), tr("Undelivered"), tr("Oldest"), tr("Needs a person"),
            tr("Not decided"), tr("Oldest in the inbox"),
        )  # fmt: skip
        self.table.fill(heads, [_cells(client) for client in clients], right=False)
        self.table.setVisible(bool(clients))
        self.table.setFixedHeight(self._theme.px(ROW) * (min(SHOWN, len(clients)) + 1) + 2)


def _cells(client: ClientHealth) -> tuple[str, ...]:
    version = f" · {client.version}" if client.version else ""
    return (
        client.client + version, moment_text(client.last_contact), _number(client.undelivered),
        _moment(client.oldest_undelivered), _number(client.needs_person), _number(client.undecided),
        _moment(client.oldest_undecided),
    )  # fmt: skip


def _number(count: int) -> str:
    return count_text(count) if count else "–"


def _moment(at: datetime | None) -> str:
    return moment_text(at) if at else "–"


def health_sentence(health: QueueHealth) -> str:
    """What all of it comes to."""
    if health.problem is not None:
        told = trouble_text(health.problem, {}).title
        return tr("{what} Shown as it was {time}.", what=told, time=moment_text(health.as_of)) if health.as_of else told
    if not health.clients:
        return tr("No program in the unit has reported yet.")
    late = sum(one.undelivered for one in health.clients)
    count = len(health.clients)
    programs = trn("{shown} program has reported.", "{shown} programs have reported.", count, shown=count_text(count))
    if not late:
        return tr("{programs} Everything is delivered.", programs=programs)
    waiting = trn("{shown} document waits to be delivered.", "{shown} documents wait to be delivered.", late,
                  shown=count_text(late))  # fmt: skip
    return f"{programs} {waiting}"
