"""The parts of a form: a label above, a link beside it, the field, and below it how sure we are and why."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sagsbud.domain.suggestions import Band
from sagsbud.suggestiontexts import band_text
from sagsbud.ui.detail.findings import Field
from sagsbud.ui.detail.reasonline import ReasonLine
from sagsbud.ui.focus import OWN_RING, paint_ring
from sagsbud.ui.pressing import is_enter
from sagsbud.ui.texts import begun_large
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import RADIUS_CHIP, TARGET_LEAST

AROUND_LINK = 4
"""px on each side of a link's words."""


class FieldBlock(QWidget):
    """Label (and a link at its right), field, reason. The reason is also what a screen reader says of the field."""

    def __init__(self, theme: Theme, field: Field | None, title: str, control: QWidget, parent: QWidget | None = None):
        super().__init__(parent)
        self.field = field
        self.control = control
        self.label = QLabel(title)
        self.label.setFont(theme.font("label"))
        self.label.setMinimumHeight(theme.px(TARGET_LEAST))  # alike with a link beside it and without one
        self.label.setProperty("role", "tx2")
        self.label.setBuddy(control)
        self.reason = ReasonLine(theme)
        self._head = QHBoxLayout()
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.addWidget(self.label, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(self._head)
        box.addSpacing(theme.px(1))
        box.addWidget(control)
        box.addWidget(self.reason)
        if not control.accessibleName():
            control.setAccessibleName(title)
        self._theme = theme
        theme.changed.connect(self._dress)

    def say(self, band: Band | None, reason: str) -> None:
        """How sure, and why; nothing at all with neither. Why alone is a sentence of its own."""
        if band is None:
            reason = begun_large(reason)
        self.reason.say(band, reason)
        spoken = ", ".join(part for part in (band_text(band) if band else "", reason) if part)
        self.control.setAccessibleDescription(spoken)

    def add_link(self, link: QWidget) -> None:
        """Something to press at the right of the label."""
        self._head.addWidget(link)

    def add_below(self, control: QWidget) -> None:
        """Another control in the same place, for when the first has nothing to show."""
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertWidget(box.indexOf(self.control) + 1, control)

    def _dress(self) -> None:
        self.label.setFont(self._theme.font("label"))


class LinkLabel(QAbstractButton):
    """Words one can press, as in `Search all: K`; `key` is named while keys of one letter work."""

    def __init__(
        self, theme: Theme, words: str, pressed: Callable[[], object], *, key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = words
        self._key = key
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty(OWN_RING, True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda _checked=False: pressed())
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setText(f"{self._words}: {self._key}" if self._key and self._theme.letter_keys else self._words)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """At least as high as a target must be."""
        metrics = QFontMetrics(self._theme.font("caption"))
        return QSize(
            metrics.horizontalAdvance(self.text()) + 2 * self._theme.px(AROUND_LINK),
            max(self._theme.px(TARGET_LEAST), metrics.height()),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, too."""
        if is_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The words at the right, where the field ends; in the middle of their ring while the keyboard is here."""
        p = QPainter(self)
        font = QFont(self._theme.font("caption"))
        font.setUnderline(self.underMouse() or self._theme.high_contrast)
        p.setFont(font)
        p.setPen(self._theme.color("acctx" if self.underMouse() else "tx3"))
        across = Qt.AlignmentFlag.AlignHCenter if self.hasFocus() else Qt.AlignmentFlag.AlignRight
        p.drawText(self.rect(), across | Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            paint_ring(p, QRectF(self.rect()), self._theme, RADIUS_CHIP)
