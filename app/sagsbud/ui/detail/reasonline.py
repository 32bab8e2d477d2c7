"""Below a field: how sure we are, and why."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from sagsbud.domain.suggestions import Band
from sagsbud.suggestiontexts import band_text
from sagsbud.ui.labels import DOT, escaped, kept_together
from sagsbud.ui.paint import confidence_side, paint_confidence
from sagsbud.ui.theme import Theme
from sagsbud.ui.whenshown import MadeWhenShown


class ReasonLine(MadeWhenShown, QWidget):
    """`shape word · reason` in one or more lines."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._said: tuple[Band | None, str] = (None, "")
        theme.changed.connect(self._show)
        self.hide()

    def _lay_out(self) -> None:
        theme = self._theme
        self._shape = _Shape(theme)
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, theme.px(5), 0, 0)
        box.setSpacing(theme.px(5))
        box.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self._text, 1)

    def say(self, band: Band | None, reason: str) -> None:
        """Show this, or nothing."""
        self._said = (band, reason)
        self._show()

    @property
    def said(self) -> str:
        """What is shown, as plain words."""
        band, reason = self._said
        return " · ".join(part for part in (band_text(band) if band else "", reason) if part)

    def _show(self) -> None:
        band, reason = self._said
        if band is None and not reason and not self.made:
            return
        self.make()
        tokens = self._theme.tokens
        parts = []
        if band is not None:
            sure = f"color:{tokens.acctx}; font-weight:500" if band is Band.SURE else f"color:{tokens.tx2}"
            parts.append(f'<span style="{sure}">{escaped(band_text(band))}</span>')
        if reason:
            parts.append(f'<span style="color:{tokens.tx2}">{escaped(kept_together(reason))}</span>')
        self._text.setFont(self._theme.font("caption"))
        self._text.setAccessibleName(self.said)
        self._text.setText(f'<span style="color:{tokens.tx2}">{DOT}</span>'.join(parts))
        self._shape.show_band(band)
        self.setVisible(bool(parts))


class _Shape(QWidget):
    """The confidence's shape, as high as one line of its text."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._band: Band | None = None

    def show_band(self, band: Band | None) -> None:
        self._band = band
        self.setVisible(band is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(confidence_side(self._theme), QFontMetrics(self._theme.font("caption")).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._band is not None:
            color = self._theme.color("acctx" if self._band is Band.SURE else "tx2")
            paint_confidence(QPainter(self), self.rect(), self._band, color)
