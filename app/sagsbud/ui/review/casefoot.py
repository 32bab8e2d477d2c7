"""What stands below a case however it is scrolled: what becomes of the document, and the buttons that decide it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sagsbud.domain.review import ReviewRow
from sagsbud.i18n import tr, trn
from sagsbud.ui.actions import ActionId, key_hint
from sagsbud.ui.buttons import KeyedButton
from sagsbud.ui.detail.primary import PrimaryButton
from sagsbud.ui.edges import AROUND_FOOT, BEFORE_BUTTON
from sagsbud.ui.icons import put_sign
from sagsbud.ui.labels import TextLabel, rule
from sagsbud.ui.menus import Menu
from sagsbud.ui.review.casewords import above_button_text, final_text, missing_text, not_withdrawn_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import ICON_FIELD, PANE_PADDING, SPACE_S


class CaseFoot(QWidget):
    """Decides about one document, or about several together. What is asked for comes out as signals."""

    approve_asked = Signal()
    reassign_asked = Signal()
    withdraw_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._final = ""
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sentence = TextLabel(theme, "", "caption", "tx2")
        self.sentence.setWordWrap(True)
        self.primary = PrimaryButton(theme, "Ctrl+Enter")
        self.reassign = KeyedButton(theme)
        self.reassign.setAccessibleName(tr("Reassign …"))
        self.more = QPushButton(tr("More …"))
        self._menu = Menu(self.more)
        self.withdraw = self._menu.addAction(tr("Not to be filed …"))
        self.more.setMenu(self._menu)
        self._lay_out()
        self.primary.clicked.connect(lambda _checked=False: self.approve_asked.emit())
        self.reassign.clicked.connect(lambda _checked=False: self.reassign_asked.emit())
        self.withdraw.triggered.connect(lambda _checked=False: self.withdraw_asked.emit())
        theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        px = self._theme.px
        second = QHBoxLayout()
        second.setSpacing(px(SPACE_S))
        second.addWidget(self.reassign, 3)
        second.addWidget(self.more, 2)
        inner = QVBoxLayout()
        inner.setContentsMargins(px(PANE_PADDING), px(AROUND_FOOT), px(PANE_PADDING), px(AROUND_FOOT))
        inner.setSpacing(px(BEFORE_BUTTON))
        inner.addWidget(self.sentence)
        buttons = QVBoxLayout()
        buttons.setSpacing(px(SPACE_S))
        buttons.addWidget(self.primary)
        buttons.addLayout(second)
        inner.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule())
        column.addLayout(inner)

    def _dress(self) -> None:
        theme = self._theme
        put_sign(self.reassign, "users", theme, theme.px(ICON_FIELD), "tx")
        key = key_hint(ActionId.REASSIGN, letters=theme.letter_keys)
        self.reassign.say(tr("Reassign …"), key)
        self._describe()
        self.more.setStyleSheet("QPushButton::menu-indicator { image: none; width: 0; }")

    def show_rows(self, rows: Sequence[ReviewRow]) -> None:
        """What can be decided about these."""
        free = sum(row.refusal is None for row in rows)
        many = trn("Approve {count} document", "Approve {count} documents", free)
        self.primary.say(many if len(rows) > 1 and free else tr("Approve"), missing_text(rows))
        self.sentence.setText(above_button_text(rows))
        self.sentence.setVisible(bool(self.sentence.text()))
        self._final = final_text(rows)
        self.reassign.setEnabled(not self._final)
        self._describe()
        why = not_withdrawn_text(rows)
        self.withdraw.setEnabled(bool(rows) and not why)
        self.withdraw.setToolTip(why)
        self._menu.setToolTipsVisible(bool(why))

    def _describe(self) -> None:
        """Why it cannot be reassigned, else the key that does it."""
        self.reassign.setToolTip(self._final)
        key = key_hint(ActionId.REASSIGN, letters=self._theme.letter_keys)
        self.reassign.setAccessibleDescription(self._final or key)
