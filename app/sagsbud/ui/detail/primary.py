"""The one primary button of the pane, with its key written on it."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import BUTTON_PRIMARY, RADIUS_ROW, SPACE_M

EDGE = 14
"""px from the key to the right edge; the words come no closer to the left one."""


class PrimaryButton(QPushButton):
    """Never truly disabled: while something is missing it can have focus, says what, and leads there when pressed."""

    def __init__(self, theme: Theme, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = key
        self._ready = True
        self.setObjectName("primary")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.updateGeometry)

    @property
    def ready(self) -> bool:
        """Whether pressing it does what it says."""
        return self._ready

    def say(self, text: str, missing: str = "") -> None:
        """Its name, and what is missing before it can be used."""
        self._ready = not missing
        self.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(missing or self._key)
        self.setToolTip(missing)
        self.update()

    def sizeHint(self) -> QSize:
        """40 high at scale 1.0, never narrower than its words."""
        metrics = QFontMetrics(self._theme.font("strong"))
        hint = QFontMetrics(self._theme.font("caption")).horizontalAdvance(self._key)
        wide = metrics.horizontalAdvance(self.text()) + self._theme.px(SPACE_M) + hint
        return QSize(wide + 2 * self._theme.px(EDGE), self._theme.px(BUTTON_PRIMARY))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        """The ground answers the pointer."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """And no longer."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, name in the middle and key at the right; or in the room that the key leaves."""
        theme = self._theme
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "pressed" if self.isDown() else "hover" if self.underMouse() else "acc"
        framed = theme.high_contrast and not self._ready
        p.setPen(QPen(theme.color("distx"), 2) if framed else Qt.PenStyle.NoPen)
        p.setBrush(theme.color(ground if self._ready else "disbg"))
        p.drawRoundedRect(
            QRectF(self.rect()).adjusted(1, 1, -1, -1) if framed else QRectF(self.rect()), RADIUS_ROW, RADIUS_ROW
        )
        p.setPen(theme.color("onacc" if self._ready else "distx"))
        hint = QFontMetrics(theme.font("caption")).horizontalAdvance(self._key)
        words = QFontMetrics(theme.font("strong")).horizontalAdvance(self.text())
        key = QRect(self.width() - hint - theme.px(EDGE), 0, hint + 2, self.height())
        middle = (self.width() - words) // 2
        if middle + words > key.left() - theme.px(SPACE_M):
            middle = (key.left() - words) // 2
        p.setFont(theme.font("strong"))
        p.drawText(QRect(middle, 0, words + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        p.setFont(theme.font("caption"))
        key.setTop(theme.line_air("caption", "strong"))
        p.drawText(key, Qt.AlignmentFlag.AlignVCenter, self._key)
