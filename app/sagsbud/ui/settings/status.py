"""How the system is: the self-test of the running program, to read, to run again and to copy for IT."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sagsbud.checktexts import check_name_text, finding_text
from sagsbud.domain.checks import Check, CheckName, CheckState
from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.frozen import frozen
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.announce import announce
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.edges import PageEdges
from sagsbud.ui.icons import put_sign
from sagsbud.ui.labels import HAIRLINE, IconLabel, TextLabel, edge, frame
from sagsbud.ui.operations import Operations
from sagsbud.ui.settings.status_rows import STATES, Block, CheckRow, breakable
from sagsbud.ui.texts import clock_text, now
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import BESIDE_HEADING, ICON_ROW, PANE_HEADER, ROW_TABLE, SPACE_L, SPACE_M, SPACE_S, SPACE_XL

SERVICE = frozenset({
    CheckName.SERVICE, CheckName.CERTIFICATE, CheckName.LOGIN, CheckName.STANDARD, CheckName.CLOCK, CheckName.SUBJECTS,
})  # fmt: skip
USUAL = tuple(name for name in CheckName if name not in {CheckName.DISTRIBUTOR, CheckName.GATEWAY})
"""What is always looked at."""
WIDE = 860
"""Below this width the facts stand under the checks."""
SIGN = 24


@frozen
class Facts:
    """What is installed here, and where it keeps its things."""

    version: str
    profile: str
    service: str
    data: str
    settings: str

    def lines(self) -> list[tuple[str, str]]:
        """With their names."""
        return [
            (tr("Version"), self.version),
            (tr("Profile"), self.profile),
            (tr("Service"), self.service),
            (tr("Data"), self.data),
            (tr("Settings"), self.settings),
        ]


class StatusPage(QWidget):
    """Looks when it is opened for the first time, and when asked."""

    def __init__(
        self, theme: Theme, checks: Callable[[], Sequence[Check]], facts: Facts, operations: Operations
    ) -> None:
        super().__init__()
        self._theme = theme
        self._look = checks
        self._facts = facts
        self._operations = operations
        self.checks: tuple[Check, ...] = ()
        self._when = ""
        self.busy = False
        self.copy = LinkButton(theme, tr("Copy as text"), "copy")
        self.again = QPushButton(tr("Run again"))
        self._sign = IconLabel(theme, "circle-dashed", SIGN, "tx2")
        self._title = TextLabel(theme, "", "detail_title")
        self._text = TextLabel(theme, "", "caption", "tx2")
        self._service = Block(theme, tr("Service"), self)
        self._machine = Block(theme, tr("This PC"), self)
        self._lay_out()
        self.copy.clicked.connect(self._copy)
        self.again.clicked.connect(self.look)
        theme.changed.connect(self._redress)
        self._redress()

    def _lay_out(self) -> None:
        px = self._theme.px
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head = QHBoxLayout()
        head.setContentsMargins(0, HAIRLINE, 0, 0)
        head.setSpacing(px(BESIDE_HEADING))
        head.addWidget(TextLabel(self._theme, tr("System status"), "pane_title"))
        head.addWidget(TextLabel(self._theme, tr("Read only"), "body", "tx2").stand_beside("pane_title"))
        head.addLayout(self.copy.flush_right("pane_title"), stretch=1)
        top = QWidget()
        top.setFixedHeight(px(PANE_HEADER) - HAIRLINE)
        top.setLayout(head)
        page = QWidget()
        page.setObjectName("page")
        inside = QVBoxLayout(page)
        scroll = QScrollArea()
        above = edge(scroll)
        inside.setContentsMargins(0, 0, 0, px(SPACE_XL))
        inside.setSpacing(px(SPACE_XL))
        inside.addWidget(self._verdict())
        self._two = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._two.setSpacing(px(SPACE_XL))
        self._facts_block = self._installation()
        for parts, share in (((self._service, self._machine), 5), ((self._facts_block,), 2)):
            side = QWidget()
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(px(SPACE_XL))
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
            self._two.addWidget(side, stretch=share)
        inside.addLayout(self._two)
        inside.addStretch(1)
        scroll.setAccessibleName(tr("System status"))
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        PageEdges(self, self._theme, head, inside=inside, scrolled=scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(above)
        column.addWidget(scroll, stretch=1)

    def _verdict(self) -> QWidget:
        px = self._theme.px
        box = frame("group")
        row = QHBoxLayout(box)
        wider = (SIGN - ICON_ROW) / 2  # its sign stands over those of the checks, and its words over their names
        row.setContentsMargins(px(SPACE_L - wider), px(SPACE_L), px(SPACE_L), px(SPACE_L))
        row.setSpacing(px(SPACE_M - wider))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        for label in (self._title, self._text):
            label.setWordWrap(True)
            words.addWidget(label)
        row.addWidget(self._sign)
        row.addLayout(words, stretch=1)
        row.addWidget(self.again)
        return box

    def _installation(self) -> QWidget:
        px, theme = self._theme.px, self._theme
        block = Block(theme, tr("Installation"), self)
        inside = QWidget()
        grid = QGridLayout(inside)
        above = (
            px(ROW_TABLE) - QFontMetrics(theme.font("caption")).height()
        ) // 2  # its first line stands beside that of the first check
        grid.setContentsMargins(px(SPACE_L), above, px(SPACE_L), above)
        grid.setHorizontalSpacing(px(SPACE_M))
        grid.setVerticalSpacing(px(SPACE_S))
        grid.setColumnStretch(1, 1)
        for at, (name, value) in enumerate(self._facts.lines()):
            label = TextLabel(theme, value, "caption")
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setText(breakable(value))
            label.setAccessibleName(f"{name}: {value}")
            grid.addWidget(TextLabel(theme, name, "caption", "tx2"), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, at, 1)
        block.put([inside])
        return block

    def _redress(self) -> None:
        side = self._theme.px(16)
        put_sign(self.again, "refresh", self._theme, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside one another where there is room."""
        super().resizeEvent(event)
        narrow = self.width() < self._theme.px(WIDE)
        self._two.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    # -- looking ------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """It is shown: look, unless it has been looked at."""
        if not self.checks:
            self.look()

    def look(self) -> None:
        """Run every check anew, off the main thread."""
        if self.busy:
            return
        self.busy = True
        self.again.setEnabled(False)
        self._say(
            "circle-dashed", "tx2", tr("Looking at everything …"), tr("It takes a few seconds. Nothing is filed.")
        )
        look = self._look
        self._operations.run(self, lambda: tuple(look()), self._found, self._stopped)
        if not self.checks:
            self._list([Check(name, CheckState.SKIPPED, "not_yet") for name in USUAL])

    def _found(self, checks: tuple[Check, ...]) -> None:
        self._end_look()
        self.checks, self._when = checks, clock_text(now())
        self._list(checks)
        failed = {check.name for check in checks if check.state is CheckState.FAILED}
        looked = tr("Checked at {time}. Nothing was filed.", time=self._when)
        if failed == {CheckName.FOLDERS}:
            away = tr("A folder does not answer. That stops nothing else.")
            self._say("circle-check", "ok", tr("Everything you queue is delivered"), f"{away} {looked}")
        elif failed:
            self._say("circle-alert", "err", tr("Something needs attention"), looked)
        else:
            self._say("circle-check", "ok", tr("Everything is in order"), looked)

    def _list(self, checks: Sequence[Check]) -> None:
        shown = sorted(checks, key=lambda check: list(CheckName).index(check.name))
        for block, wanted in ((self._service, True), (self._machine, False)):
            block.put([CheckRow(self._theme, check) for check in shown if (check.name in SERVICE) is wanted])

    def _stopped(self, error: SagsbudError) -> None:
        self._end_look()
        words = trouble_text(error.trouble, error.params)
        self._say("circle-alert", "err", words.title, f"{words.meaning} {words.action}".strip())

    def _end_look(self) -> None:
        self.busy = False
        self.again.setEnabled(True)

    def _say(self, sign: str, role: str, title: str, text: str) -> None:
        self._sign.show_icon(sign, role)
        self._title.setText(title)
        self._text.setText(text)
        announce(self, title)

    @property
    def verdict(self) -> str:
        """The sentence at the top."""
        return self._title.text()

    def as_text(self) -> str:
        """Facts and findings, a line each, for somebody who helps."""
        lines = [f"{name}: {value}" for name, value in self._facts.lines()]
        lines += ["", tr("Checked at {time}. Nothing was filed.", time=self._when)] if self._when else []
        for check in self.checks:
            subject = f" {check.subject}" if check.subject else ""
            lines.append(f"{tr(STATES[check.state])} · {check_name_text(check.name)}{subject}: {finding_text(check)}")
        return "\n".join(lines)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.as_text())
        self._text.setText(tr("It is on the clipboard."))
        announce(self, self._text.text())
