"""What the status page is made of: findings with what to do about them, under headings."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.checktexts import check_name_text, finding_text, remedy_text
from sagsbud.domain.checks import Check, CheckState
from sagsbud.i18n import N_, tr
from sagsbud.ui.labels import IconLabel, TextLabel, frame, rule
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_ROW, ROW_TABLE, SPACE_L, SPACE_M, SPACE_S, SPACE_XS

SIGNS = {
    CheckState.OK: ("circle-check", "ok"),
    CheckState.NOTE: ("info", "warn"),
    CheckState.SKIPPED: ("circle-dashed", "tx2"),
    CheckState.FAILED: ("circle-alert", "err"),
}
STATES = {
    CheckState.OK: N_("In order"),
    CheckState.NOTE: N_("Good to know"),
    CheckState.SKIPPED: N_("Not looked at"),
    CheckState.FAILED: N_("Needs attention"),
}
NAME = 180
"""px at 100 % text for a check's name."""


class Block(QWidget):
    """A heading over a frame."""

    def __init__(self, theme: Theme, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._frame = frame("group")
        self._inside = QVBoxLayout(self._frame)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(TextLabel(theme, title, "group_title"))
        column.addWidget(self._frame)
        self.hide()

    def put(self, rows: Sequence[QWidget]) -> None:
        """These and no others; without any it is not shown."""
        while (item := self._inside.takeAt(0)) is not None:
            if gone := item.widget():
                gone.hide()
                gone.deleteLater()
        for at, row in enumerate(rows):
            if at:
                self._inside.addWidget(rule())
            self._inside.addWidget(row)
        self.setVisible(bool(rows))


class CheckRow(QWidget):
    """One finding, with what to do about it."""

    def __init__(self, theme: Theme, check: Check) -> None:
        super().__init__()
        px = theme.px
        sign, role = SIGNS[check.state]
        name = TextLabel(theme, check_name_text(check.name), "medium")
        name.setFixedWidth(px(NAME))
        name.setWordWrap(True)
        mark = IconLabel(theme, sign, ICON_ROW, role)
        mark.setAccessibleName(tr(STATES[check.state]))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        finding = TextLabel(theme, finding_text(check), "caption", "tx2")
        texts = [finding]
        if check.subject:
            texts.insert(0, TextLabel(theme, breakable(check.subject), "caption", "tx"))
        remedy = remedy_text(check)
        if remedy and check.state is not CheckState.OK:
            texts.append(TextLabel(theme, remedy, "caption", "warn"))
        texts[0].stand_beside("medium")
        for label in texts:
            label.setWordWrap(True)
            words.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(SPACE_L), px(SPACE_S), px(SPACE_L), px(SPACE_S))
        row.setSpacing(px(SPACE_M))
        row.addWidget(mark)
        row.addWidget(name)
        row.addLayout(words, stretch=1)
        self.setMinimumHeight(px(ROW_TABLE))
        self.setContentsMargins(0, px(SPACE_XS) // 2, 0, px(SPACE_XS) // 2)
        self.setAccessibleName(
            f"{check_name_text(check.name)}, {tr(STATES[check.state])}: {finding.text()} {remedy}".strip()
        )


def breakable(path: str) -> str:
    """With places where a long path may go on in the next line."""
    return path.replace("/", "/\u200b").replace("\\", "\\\u200b")
