"""The look in force: tokens light or dark, fonts by role, the text's scale, and one style sheet made from them."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QFontMetrics,
    QFontMetricsF,
    QGuiApplication,
    QPalette,
)
from PySide6.QtWidgets import QApplication, QWidget

from sagsbud.ui.focus import FocusRing
from sagsbud.ui.palette import from_system, palette_of, system_accent, with_accent
from sagsbud.ui.sheet import style_sheet
from sagsbud.ui.tokens import BASE_PX, DARK, LIGHT, SMALLEST_PX

ROLES: dict[str, tuple[float, QFont.Weight]] = {
    "chip": (11.5, QFont.Weight.Medium),
    "caption": (12, QFont.Weight.Normal),
    "label": (12, QFont.Weight.Medium),
    "body": (13, QFont.Weight.Normal),
    "medium": (13, QFont.Weight.Medium),
    "strong": (13, QFont.Weight.DemiBold),
    "group_title": (14, QFont.Weight.DemiBold),
    "detail_title": (15, QFont.Weight.DemiBold),
    "pane_title": (17, QFont.Weight.DemiBold),
    "page_title": (22, QFont.Weight.DemiBold),
}
"""Size in px at scale 1.0, and weight."""

UNNAMED_FAMILIES = frozenset({"", "Sans", "Sans Serif", "sans-serif", "DejaVu Sans", "Bitstream Vera Sans"})
"""What a desktop without a font of its own answers."""
PREFERRED_FAMILIES = ("Inter", "Noto Sans", "Open Sans", "Liberation Sans")
WIDTHS_KEPT = 2000
"""Words whose width is remembered."""


class Theme(QObject):
    """Tokens, fonts and sizes for every painter; `changed` says that all of them are to be asked for anew."""

    changed = Signal()

    def __init__(self, *, appearance: str = "system", scale: float | None = None) -> None:
        """`appearance` is system, light or dark; `scale` overrides the system's text size (1.0 = 13 px)."""
        super().__init__()
        self._appearance = appearance
        self._given_scale = scale
        self.scale = scale or 1.0
        self.dark = appearance == "dark"
        self.high_contrast = False
        self.letter_keys = True
        self.tokens = DARK if self.dark else LIGHT
        self._fonts: dict[str, QFont] = {}
        self._widths: dict[tuple[str, str], int] = {}
        self._colors: dict[str, QColor] = {}
        self._family = ""
        self._app: QApplication | None = None
        self._system = QPalette()

    def apply(self, app: QApplication) -> None:
        """Dress the application, and follow the system from now on."""
        self._app = app
        self._system = _system_palette(app)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        self._family = _family(font)
        self.scale = self._given_scale or max(1.0, QFontInfo(font).pixelSize() / BASE_PX)
        self._ring = FocusRing(self, app)
        app.styleHints().colorSchemeChanged.connect(self._dress)
        self._dress()

    def name_letter_keys(self, on: bool) -> None:
        """Whether caps and hints name keys of one letter or figure, as those work only while they are switched on."""
        if on != self.letter_keys:
            self.letter_keys = on
            self.changed.emit()

    @property
    def appearance(self) -> str:
        """What was chosen: system, light or dark."""
        return self._appearance

    def choose(self, appearance: str) -> None:
        """Change the appearance while running."""
        self._appearance = appearance
        self._dress()

    @property
    def border(self) -> int:
        """px of the frames of cards, fields and buttons."""
        return 2 if self.high_contrast else 1

    def color(self, role: str) -> QColor:
        """The role's colour."""
        found = self._colors.get(role)
        if found is None:
            found = self._colors[role] = QColor(getattr(self.tokens, role))
        return found

    def font(self, role: str) -> QFont:
        """The role's font at the text scale, with figures of equal width. Not to be changed: copy it first."""
        found = self._fonts.get(role)
        if found is None:
            size, weight = ROLES[role]
            found = QFont(self._family) if self._family else QFont()
            found.setPixelSize(round(max(size, SMALLEST_PX) * self.scale))
            found.setWeight(weight)
            found.setItalic(False)  # said, else a painter takes it from what it paints on
            found.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[role] = found
        return found

    def width(self, role: str, text: str) -> int:
        """How wide a line is in the role's font, in px; for words that come again and again."""
        found = self._widths.get((role, text))
        if found is None:
            if len(self._widths) >= WIDTHS_KEPT:
                self._widths.clear()
            found = self._widths[role, text] = QFontMetrics(self.font(role)).horizontalAdvance(text)
        return found

    def line_air(self, role: str, beside: str) -> int:
        """px above a line in the role's font that put it on the base line of one in a larger font, both in the middle."""
        own, other = QFontMetricsF(self.font(role)), QFontMetricsF(self.font(beside))
        higher = (other.ascent() - other.height() / 2) - (own.ascent() - own.height() / 2)
        return max(0, round(2 * higher))

    def px(self, length: float) -> int:
        """A height or control size at the text scale."""
        return round(length * self.scale)

    @property
    def reduced_motion(self) -> bool:
        """Whether the system asks for no animation; then every duration is 0."""
        if sys.platform == "win32":
            return not _windows_animates()
        return not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)

    def duration(self, milliseconds: int) -> int:
        """An animation's length here."""
        return 0 if self.reduced_motion else milliseconds

    @contextmanager
    def undressed(self) -> Iterator[None]:
        """Put many widgets together inside: they are dressed once, when all are there.

        Under a style sheet each widget that is put into another is dressed anew with all that is in it.
        """
        sheet = self._app.styleSheet() if self._app else ""
        if self._app and sheet:
            self._app.setStyleSheet("")
        try:
            yield
        finally:
            if self._app and sheet:
                self._app.setStyleSheet(sheet)

    def _dress(self) -> None:
        if self._app is None:
            return
        self.dark = self._is_dark()
        self.high_contrast = _high_contrast()
        tokens = DARK if self.dark else LIGHT
        accent = system_accent(self._system)
        if self.high_contrast:
            tokens = from_system(self._system, tokens)
        elif accent:
            tokens = with_accent(tokens, accent, dark=self.dark)
        self.tokens = tokens
        self._colors.clear()
        self._fonts.clear()
        self._widths.clear()
        self._app.setFont(self.font("body"))
        self._app.setPalette(palette_of(tokens))
        self._app.setStyleSheet(style_sheet(tokens, self.scale, border=self.border))
        self.changed.emit()

    def _is_dark(self) -> bool:
        if self._appearance in ("light", "dark"):
            return self._appearance == "dark"
        return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def polish_anew(widget: QWidget) -> None:
    """Let the style sheet look at its properties again, unless it has not looked at them yet."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _system_palette(app: QApplication) -> QPalette:
    """The palette before anybody dressed the application."""
    kept = app.property("system-palette")
    if isinstance(kept, QPalette):
        return kept
    palette = QPalette(app.palette())
    app.setProperty("system-palette", palette)
    return palette


def _high_contrast() -> bool:
    hints = QGuiApplication.styleHints()  # its wrapper must outlive the one of what it owns
    accessibility = hints.accessibility()
    return bool(accessibility.contrastPreference() is Qt.ContrastPreference.HighContrast)


def _family(font: QFont) -> str:
    """The system's family; where the system names none, the best one that is there."""
    if font.family() not in UNNAMED_FAMILIES and QFontInfo(font).family() not in UNNAMED_FAMILIES:
        return font.family()
    known = set(QFontDatabase.families())
    return next((family for family in PREFERRED_FAMILIES if family in known), font.family())


def _windows_animates() -> bool:
    """SPI_GETCLIENTAREAANIMATION."""
    shown = ctypes.c_int(1)
    if sys.platform == "win32":
        ctypes.windll.user32.SystemParametersInfoW(0x1042, 0, ctypes.byref(shown), 0)
    return bool(shown.value)
