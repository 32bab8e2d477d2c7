"""Why something goes back, one key each: the commonest reasons, and own words."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from sagsbud.domain.verdicts import ReturnReason
from sagsbud.i18n import tr
from sagsbud.reviewtexts import return_text
from sagsbud.ui.actions import ActionId, key_hint
from sagsbud.ui.labels import rule
from sagsbud.ui.paint import key_cap_width, paint_elided, paint_key_cap
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import KEY_CAP, RADIUS_CHIP

ROW = 33
WITH_KEYS = (ReturnReason.WRONG_KLE, ReturnReason.TITLE_SAYS_LITTLE, ReturnReason.PARTY_MISSING)
"""The reasons under 1, 2 and 3."""
CHOICES = (ActionId.CHOOSE_1, ActionId.CHOOSE_2, ActionId.CHOOSE_3)


class TemplateButton(QAbstractButton):
    """A key cap and what the key does."""

    def __init__(
        self, theme: Theme, id_: ActionId, words: str, role: str = "tx", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._id, self._role = id_, role
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setAccessibleDescription(key_hint(self._id, letters=self._theme.letter_keys))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(self._theme.px(180), self._theme.px(ROW))

    def enterEvent(self, event: QEnterEvent) -> None:
        """The ground answers the pointer."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """And no longer."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Cap and words."""
        t, px = self._theme, self._theme.px
        p = QPainter(self)
        if self.isDown() or self.underMouse():
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(t.color("sel" if self.isDown() else "hov"))
            p.drawRoundedRect(self.rect().adjusted(2, 1, -2, -1), RADIUS_CHIP, RADIUS_CHIP)
        key = key_hint(self._id, letters=t.letter_keys)
        wide = max(key_cap_width(t, one) for one in (key, key_hint(ActionId.CHOOSE_1, letters=t.letter_keys)))
        cap = QRect(px(9), (self.height() - px(KEY_CAP)) // 2, wide, px(KEY_CAP))
        if key:
            paint_key_cap(p, cap, key, t)
        left = cap.right() + px(9)
        words = QRect(left, 0, self.width() - left - px(8), self.height())
        paint_elided(p, words, self.text(), t.font("body"), t.color(self._role))


class TemplateList(QFrame):
    """`picked` carries a ReturnReason, `own_asked` asks for the sheet with own words and the rarer reasons."""

    picked = Signal(object)
    own_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picks")
        self.buttons: Sequence[TemplateButton] = [
            TemplateButton(theme, id_, return_text(reason)) for id_, reason in zip(CHOICES, WITH_KEYS, strict=True)
        ]
        self.own = TemplateButton(theme, ActionId.RETURN, tr("Another reason …"), "tx2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for button, reason in zip(self.buttons, WITH_KEYS, strict=True):
            button.clicked.connect(lambda _checked=False, one=reason: self.picked.emit(one))
            column.addWidget(button)
            column.addWidget(rule())
        self.own.clicked.connect(lambda _checked=False: self.own_asked.emit())
        column.addWidget(self.own)
