"""Our own drawings, rendered in the colour and size that is asked for.

Each file in `resources/icons` is drawn on a 24-grid with a stroke of 1.5 in `currentColor`. The stroke stays 1.5
logical px at every size, so that small icons do not turn grey and large ones not fat; it grows with the text alone.
"""

from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from sagsbud.shipped import resources
from sagsbud.ui.theme import Theme, polish_anew
from sagsbud.ui.tokens import BASE_PX, WHITE

GRID = 24
STROKE = 1.5
PAPER = WHITE
"""What stands in a drawing for the ground under it."""
GAP = 4
"""px of room that is added to the four that Qt leaves between a sign and the words beside it."""
SIGNED = "signed"
"""Property of a button with a sign beside its words, for the style sheet."""


def pixmap(
    name: str,
    color: QColor | str,
    size: int,
    dpr: float = 1.0,
    ground: str = PAPER,
    stroke: float | None = None,
) -> QPixmap:
    """The drawing at `size` logical px for a screen with this device pixel ratio. Raises OSError for no such name.

    `ground` is the colour of what is drawn on a filled shape; `stroke` overrides the one that goes with the text.
    """
    shade = QColor(color)
    return _render(name, shade.name(), size, dpr, ground, STROKE * _text_scale() if stroke is None else stroke)


def _text_scale() -> float:
    """How much larger than usual the application's text is."""
    return max(1.0, QGuiApplication.font().pixelSize() / BASE_PX)


def icon(name: str, theme: Theme, size: int, role: str = "tx2", gap: int = 0) -> QIcon:
    """The drawing for buttons and actions: in the role's colour, paler when disabled, with a gap of px after it."""
    dpr = _largest_dpr()
    made = QIcon(_with_gap(pixmap(name, theme.color(role), size, dpr), gap))
    made.addPixmap(_with_gap(pixmap(name, theme.color("distx"), size, dpr), gap), QIcon.Mode.Disabled)
    return made


def tick(theme: Theme, size: int) -> QIcon:
    """For what can be on or off in a menu: a tick while it is on. Qt's own does not grow with the text."""
    dpr = _largest_dpr()
    mark = pixmap("check", theme.color("tx"), size, dpr)
    nothing = QPixmap(mark.size())
    nothing.setDevicePixelRatio(dpr)
    nothing.fill(Qt.GlobalColor.transparent)
    made = QIcon(nothing)
    made.addPixmap(mark, QIcon.Mode.Normal, QIcon.State.On)
    return made


def _with_gap(drawing: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return drawing
    dpr = drawing.devicePixelRatio()
    wide = QPixmap(drawing.width() + round(gap * dpr), drawing.height())
    wide.setDevicePixelRatio(dpr)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawing)
    painter.end()
    return wide


def put_sign(
    button: QAbstractButton, name: str, theme: Theme, size: int, role: str = "tx2", *, gap: float = GAP
) -> None:
    """The drawing on a button, `gap` px at 100 % text before the words beside it; 0 where there are none."""
    wide = theme.px(gap)
    button.setIcon(icon(name, theme, size, role, wide))
    button.setIconSize(QSize(size + wide, size))
    if button.property(SIGNED) is not bool(gap):  # Qt leaves room for two spaces after the words; the padding goes
        button.setProperty(SIGNED, bool(gap))
        polish_anew(button)


def app_icon(*sizes: int) -> QIcon:
    """The mark on the window and in the task bar, in these px; in all there are when none are named."""
    made = QIcon()
    for size in sizes or (16, 20, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_render_whole("app", size))
    return made


@lru_cache(maxsize=2048)
def _render(name: str, color: str, size: int, dpr: float, ground: str, stroke: float) -> QPixmap:
    drawn = f'stroke-width="{stroke * GRID / size:.3f}"'
    drawing = (
        _source(name).replace(PAPER, ground).replace("currentColor", color).replace(f'stroke-width="{STROKE}"', drawn)
    )
    return _paint(drawing, size, dpr)


@lru_cache(maxsize=32)
def _render_whole(name: str, size: int) -> QPixmap:
    return _paint(_source(name), size, 1.0)


def _paint(drawing: str, size: int, dpr: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    side = max(1, round(size * dpr))
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(dpr)
    return made


@cache
def _source(name: str) -> str:
    return (_folder() / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _folder() -> Path:
    return resources() / "icons"


def _largest_dpr() -> float:
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
