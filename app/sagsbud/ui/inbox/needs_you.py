"""`Kræver dig`: every cause with what it means and one next action; a line goes away when its cause is solved."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.i18n import tr, trn
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.edges import PageEdges
from sagsbud.ui.inbox.cause_list import CauseList
from sagsbud.ui.inbox.cause_model import CauseModel
from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.inbox.no_rows import NoRows, one_of
from sagsbud.ui.inbox.snapshot import Snapshot
from sagsbud.ui.labels import HAIRLINE, IconLabel, TextLabel, edge, rule
from sagsbud.ui.texts import count_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_HEADER


class NeedsYouPage(QWidget):
    """Header, the causes, and the word that they go by themselves."""

    emptied = Signal(bool)
    """Whether there is nothing to show now."""

    def __init__(
        self, rows: RowModel, theme: Theme, beside: LinkButton | None = None, parent: QWidget | None = None
    ) -> None:
        """`beside` stands at the foot, behind what is said there."""
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.causes = CauseModel(rows, self)
        self.list = CauseList(self.causes, theme)
        self._count = TextLabel(theme, "", "body", "tx2").stand_beside("pane_title")
        self._foot_rule = rule()
        self._below = QWidget()
        self.nothing = NoRows(
            theme,
            "check",
            tr("Nothing needs you"),
            tr(
                "A closed case, a file that cannot be read or a login that has expired is listed here, with what you "
                "can do."
            ),
        )
        px = theme.px
        head = QHBoxLayout()
        head.setContentsMargins(0, HAIRLINE, 0, 0)
        head.setSpacing(px(10))
        head.addWidget(TextLabel(theme, tr("Needs you"), "pane_title"))
        head.addWidget(self._count, stretch=1)
        top = QWidget()
        top.setLayout(head)
        top.setFixedHeight(px(PANE_HEADER) - HAIRLINE)
        foot = QHBoxLayout(self._below)
        foot.setContentsMargins(0, px(10), 0, px(12))
        foot.setSpacing(px(8))
        foot.addWidget(IconLabel(theme, "check", 16))
        self.goes = TextLabel(theme, tr("A line goes away by itself when its cause is resolved."), "caption", "tx2")
        self.goes.stand_beside("strong").setWordWrap(True)
        foot.addWidget(self.goes, stretch=1)
        if beside:
            foot.addLayout(beside.flush_right("caption"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(edge(self.list))
        causes = QHBoxLayout()
        causes.addWidget(self.list)
        column.addLayout(one_of(causes, self.nothing), stretch=1)
        column.addWidget(self._foot_rule)
        column.addWidget(self._below)
        PageEdges(self, theme, head, foot, inside=causes, scrolled=self.list)
        self._rows = rows
        self.causes.modelReset.connect(self._say)
        rows.loaded.connect(self._say)
        rows.failed.connect(self._say)
        rows.failed.connect(lambda _error: self.nothing.tell_failure(rows.listing))
        self.nothing.again_asked.connect(rows.restart)
        self._waiting = 0
        self._say()

    def take(self, snapshot: Snapshot) -> None:
        """What is true of the whole queue."""
        self._waiting = snapshot.status.queued if snapshot.cause else 0
        self.causes.take(snapshot)
        self._say()

    def _say(self) -> None:
        causes = self.causes.rowCount()
        documents = sum(1 for at in range(causes) if (cause := self.causes.cause(at)) and cause.item) + self._waiting
        count = trn("{shown} cause", "{shown} causes", causes, shown=count_text(causes))
        held = trn("{shown} document", "{shown} documents", documents, shown=count_text(documents))
        absent = self.nothing.stand_for(self._rows, self.list, empty=not causes and self._rows.whole)
        self._count.setText(f"{count}, {held}" if causes and not absent else "")
        for part in (self._foot_rule, self._below):
            part.setVisible(not absent)
        self.emptied.emit(absent)

    @property
    def is_empty(self) -> bool:
        """Whether nothing needs a person, or nobody knows."""
        return not self.list.isVisibleTo(self)

    def take_focus(self) -> None:
        """The keyboard goes to the causes, or to the way to the work."""
        if self.is_empty:
            self.nothing.take_focus()
        else:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
