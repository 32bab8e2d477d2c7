"""The fields a reviewer is shown unasked: what was suggested, struck out, and what was chosen; the rest folded away."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from sagsbud.domain.secondlook import ReviewField
from sagsbud.domain.suggestions import Band
from sagsbud.i18n import tr, trn
from sagsbud.reviewtexts import field_text
from sagsbud.suggestiontexts import band_text
from sagsbud.ui.buttons import BESIDE_SIGN
from sagsbud.ui.heading import HEADING_TO_WORDS, SIGN_WIDE
from sagsbud.ui.icons import put_sign
from sagsbud.ui.labels import TextLabel, escaped
from sagsbud.ui.review.casewords import value_text
from sagsbud.ui.sheet import tool_button
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import KEPT_BY_QT, RADIUS_CHIP


class StruckLabel(TextLabel):
    """What no longer holds; wraps, so that all of it can be compared with what holds now."""

    def __init__(self, theme: Theme, text: str, font: str, role: str) -> None:
        super().__init__(theme, text, font, role)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)  # in the middle Qt may push what wraps a px down
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def _redress(self) -> None:
        font = QFont(self._theme.font(self._font_role))
        font.setStrikeOut(True)
        self.setFont(font)


class ChosenLabel(QLabel):
    """The value that holds now, on a ground of its own; wraps rather than being cut."""

    def __init__(self, theme: Theme, ground: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ground = ground
        self.setObjectName("chosen")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setIndent(0)  # Qt would add some for what it takes for a frame
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme.changed.connect(self._dress)
        self._dress()

    def say(self, value: str, title: str) -> None:
        """A number with its title, or words alone."""
        self.setText(f"<b>{escaped(value)}</b> {escaped(title)}" if title else escaped(value))
        self.setAccessibleName(f"{value} {title}".strip())

    def _dress(self) -> None:
        px, ground = self._theme.px, getattr(self._theme.tokens, self._ground)
        self.setFont(self._theme.font("body"))
        self.setStyleSheet(
            f"QLabel#chosen {{ background: {ground}; border-radius: {RADIUS_CHIP}px; padding: {px(2)}px {px(8)}px; }}"
        )


class FieldCard(QFrame):
    """One field: its name, the suggestion, the choice. With `approved` what was approved, and what it says now."""

    def __init__(
        self, theme: Theme, shown: ReviewField, parent: QWidget | None = None, *, approved: bool = False
    ) -> None:
        super().__init__(parent)
        self.approved = approved
        self.setObjectName("group")
        self.shown = shown
        px = theme.px
        name = field_text(shown.name)
        then_word, now_word = (tr("Approved"), tr("Now")) if approved else (tr("Suggestion"), tr("Chosen"))
        grid = QGridLayout(self)
        grid.setContentsMargins(px(12), px(8), px(8), px(9))
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(3))
        then, after = (TextLabel(theme, word, "caption", "tx2", self) for word in (then_word, now_word))
        grid.setColumnMinimumWidth(0, max(word.sizeHint().width() for word in (then, after)))
        grid.setColumnStretch(1, 1)
        grid.addWidget(TextLabel(theme, name, "label", "tx2"), 0, 0, 1, 2)
        then.setVisible(shown.changed)
        if shown.changed:
            then.setContentsMargins(0, px(1), 0, 0)
            grid.addWidget(then, 1, 0, Qt.AlignmentFlag.AlignTop)
            before = StruckLabel(theme, _before(shown), "body", "tx2")
            told = tr("Approved: {title}", title=before.text()) if approved else ""
            before.setAccessibleName(told or tr("Suggested: {value}", value=before.text()))
            before.setContentsMargins(px(8), 0, 0, 0)
            grid.addWidget(before, 1, 1, Qt.AlignmentFlag.AlignTop)
        chosen = ChosenLabel(theme, "okbg" if shown.changed else "hov")
        chosen.say(value_text(shown.name, shown.chosen) or tr("nothing"), shown.chosen_title)
        value = chosen.accessibleName()
        chosen.setAccessibleName(tr("Now: {value}", value=value) if approved else tr("Chosen: {value}", value=value))
        after.setContentsMargins(0, px(3), 0, 0)
        grid.addWidget(after, 2, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(chosen, 2, 1)
        if not shown.changed:
            as_suggested = tr("as suggested")
            sure = f"{band_text(shown.band)} · {as_suggested}"
            words = tr("No suggestion") if shown.band is Band.NONE else sure
            grid.addWidget(_indented(TextLabel(theme, words, "caption", "tx2"), px(8)), 3, 1)
        self.setAccessibleName(spoken(shown))


def _indented(widget: QWidget, left: int) -> QWidget:
    whole = QWidget()
    box = QVBoxLayout(whole)
    box.setContentsMargins(left, 0, 0, 0)
    box.addWidget(widget)
    return whole


def spoken(shown: ReviewField) -> str:
    """One field in a sentence."""
    name, chosen = field_text(shown.name), _after(shown)
    if shown.changed:
        return tr(
            "{field}: {before} was suggested, {after} was chosen", field=name, before=_before(shown), after=chosen
        )
    return f"{name}: {chosen}"


def _before(shown: ReviewField) -> str:
    return f"{value_text(shown.name, shown.suggested or '')} {shown.suggested_title}".strip()


def _after(shown: ReviewField) -> str:
    return f"{value_text(shown.name, shown.chosen)} {shown.chosen_title}".strip()


class FoldedFields(QWidget):
    """`7 felter er som foreslået`: unfolds on a press."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.button = QToolButton()
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setCheckable(True)
        self.button.setObjectName("fold")
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(theme.px(SIGN_WIDE + HEADING_TO_WORDS), theme.px(2), 0, theme.px(2))
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(5))
        self._grid.setColumnStretch(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.button)
        box.addWidget(self._rows)
        self.button.toggled.connect(self._turn)
        theme.changed.connect(self._dress)
        self._dress()
        self._rows.hide()

    def show_fields(self, fields: Sequence[ReviewField]) -> None:
        """These are as they were suggested."""
        while self._grid.count():
            taken = self._grid.takeAt(0)
            widget = taken.widget() if taken else None
            if widget:
                widget.deleteLater()
        for at, one in enumerate(fields):
            name = TextLabel(self._theme, field_text(one.name), "caption", "tx2")
            self._grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            value = TextLabel(self._theme, _after(one) or "–", "caption", "tx")
            value.setWordWrap(True)
            self._grid.addWidget(value, at, 1)
        count = len(fields)
        self.button.setText(trn("{count} field is as suggested", "{count} fields are as suggested", count))
        self.button.setAccessibleName(self.button.text().strip())
        self.setVisible(bool(count))

    def _turn(self, open_: bool) -> None:
        self._rows.setVisible(open_)
        self._dress()

    def _dress(self) -> None:
        sign = "chevron-down" if self.button.isChecked() else "chevron-right"
        px = self._theme.px
        side = px(SIGN_WIDE) - 2 * KEPT_BY_QT
        beside = px(SIGN_WIDE + HEADING_TO_WORDS) - side - BESIDE_SIGN
        put_sign(self.button, sign, self._theme, side, gap=beside / self._theme.scale)
        self.button.setFont(self._theme.font("caption"))
        high = tool_button(self._theme.scale)
        self.button.setStyleSheet(
            f"QToolButton#fold {{ color: {self._theme.tokens.tx2}; padding: 0 {self._theme.px(6)}px 0 0; }}"
            f"QToolButton#fold:checked {{ background: transparent; border: none; min-height: {high}px; }}"
        )
