"""Cards and lines one chooses among: a radio or check mark with its words. Real radio buttons and check boxes, drawn by us."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy

from sagsbud.ui.focus import OWN_RING, RING, paint_ring
from sagsbud.ui.labels import kept_together
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import RADIUS_GROUP, SPACE_S, SPACE_XS

CHOSEN = 2
"""px of frame around the card that is chosen."""
MARK = 16
PADDING = 13
MARK_TO_WORDS = 11
"""px between the mark and the words."""
TO_NOTE = 2
"""px between a title and the note below it."""
LINE = 26
"""px of height that a line of words takes."""
_WRAPPED = int(Qt.TextFlag.TextWordWrap)
_UNBOUNDED = 10_000


if TYPE_CHECKING:
    _Button = QAbstractButton
else:
    _Button = object


class _Card(_Button):
    """What both kinds of card share; mixed into a button."""

    round_mark = False

    def dress(self, theme: Theme, title: str, note: str, *, flat: bool) -> None:
        """A flat card has no frame of its own."""
        self.look, self.note, self.flat = theme, note, flat
        self.setText(title)
        self.setProperty(OWN_RING, True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._name()
        theme.changed.connect(self.update)

    def say(self, title: str, note: str) -> None:
        """Other words."""
        self.note = note
        self.setText(title)
        self._name()
        self.updateGeometry()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(self.note)

    def hitButton(self, at: QPoint) -> bool:
        """All of it."""
        return self.rect().contains(at)

    def heightForWidth(self, width: int) -> int:
        """As high as its words, wrapped."""
        return _height(self, width)

    def sizeHint(self) -> QSize:
        """At the width it has."""
        width = max(self.width(), self.look.px(220))
        return QSize(width, _height(self, width))

    def minimumSizeHint(self) -> QSize:
        """Never cut in height."""
        least = self.look.px(120)
        return QSize(least, _height(self, max(self.width(), least)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At another width its words take another height."""
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The card."""
        _paint(self, round_mark=self.round_mark)


def padding(theme: Theme, *, flat: bool) -> int:
    """px from a card's edge to its mark: as far from the frame around flat ones as from that of any other."""
    return theme.px(PADDING) - (theme.border if flat else 0)


def _left(card: "_Card") -> int:
    return padding(card.look, flat=card.flat) + card.look.px(MARK + MARK_TO_WORDS)


def _words(card: "_Card", width: int) -> tuple[QRect, QRect]:
    """Where title and note stand in a card of this width."""
    theme, left, top = card.look, _left(card), card.look.px(PADDING - 2)
    room = QRect(left, top, max(1, width - left - theme.px(PADDING)), _UNBOUNDED)
    strong = QFontMetrics(theme.font("strong"))
    title = strong.boundingRect(room, _WRAPPED, kept_together(card.text()))
    note = QRect(left, title.bottom() + 1 + theme.px(TO_NOTE), room.width(), 0)
    if card.note:
        note = QFontMetrics(theme.font("caption")).boundingRect(
            note.adjusted(0, 0, 0, _UNBOUNDED), _WRAPPED, kept_together(card.note)
        )
    return title, note


def _height(card: "_Card", width: int) -> int:
    title, note = _words(card, width)
    return max((note if card.note else title).bottom() + 1, title.top() + card.look.px(MARK)) + card.look.px(
        PADDING - 2
    )


def _paint(card: "_Card", *, round_mark: bool) -> None:
    theme, on = card.look, card.isChecked()
    p = QPainter(card)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QRectF(card.rect())
    focused = card.hasFocus() and card.isActiveWindow()
    if not card.flat:
        thick = _frame_width(card, focused=focused)
        bright = focused or (on and not theme.high_contrast)  # there that colour is the keyboard's: the mark tells
        p.setPen(QPen(theme.color("acc" if bright else "ctl"), thick))
        p.setBrush(theme.color("sel" if on else "hov" if card.underMouse() else "surf"))
        p.drawRoundedRect(frame.adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2), RADIUS_GROUP, RADIUS_GROUP)
    elif card.underMouse():
        p.fillRect(card.rect(), theme.color("hov"))
    title, note = _words(card, card.width())
    line = QFontMetrics(theme.font("strong")).height()
    side = theme.px(MARK)
    mark = QRect(padding(theme, flat=card.flat), title.top() + (line - side) // 2, side, side)
    _paint_mark(p, mark, theme, on=on, round_mark=round_mark, role="acc" if card.isEnabled() else "distx")
    p.setPen(theme.color("tx" if card.isEnabled() else "distx"))
    _paint_title(p, card, title)
    if card.note:
        p.setFont(theme.font("caption"))
        p.setPen(theme.color("tx2" if card.isEnabled() else "distx"))
        p.drawText(note, _WRAPPED, kept_together(card.note))
    if card.flat and focused:
        paint_ring(p, frame, theme, RADIUS_GROUP - 3)


def _frame_width(card: "_Card", *, focused: bool) -> int:
    """What is chosen has a stronger frame; where the keyboard is, the ring lies against it, as one line with it."""
    if focused:
        return CHOSEN + RING
    return CHOSEN if card.isChecked() or card.look.high_contrast else 1


def _paint_title(p: QPainter, card: "_Card", rect: QRect) -> None:
    theme = card.look
    wide = rect.adjusted(0, 0, theme.px(PADDING), 0)
    p.setFont(theme.font("strong" if not card.flat else "medium"))
    p.drawText(wide, _WRAPPED, kept_together(card.text()))


def _paint_mark(p: QPainter, rect: QRect, theme: Theme, *, on: bool, round_mark: bool, role: str = "acc") -> None:
    """The form says what kind of choice it is, the filling whether it is chosen, its colour whether it can be changed."""
    shape = QRectF(rect).adjusted(0.75, 0.75, -0.75, -0.75)
    p.setPen(QPen(theme.color(role if on else "ctl"), 1.5))
    p.setBrush(theme.color(role) if on else Qt.BrushStyle.NoBrush)
    if round_mark:
        p.drawEllipse(shape)
        if on:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(theme.color("onacc"))
            p.drawEllipse(shape.center(), shape.width() * 0.2, shape.width() * 0.2)
        return
    p.drawRoundedRect(shape, 4, 4)
    if on:
        p.setPen(
            QPen(
                theme.color("onacc" if role == "acc" else "surf"),
                max(1.8, rect.width() * 0.12),
                c=Qt.PenCapStyle.RoundCap,
            )
        )
        part = shape.width()
        corner = shape.topLeft()
        points = [QPointF(0.24, 0.52), QPointF(0.43, 0.7), QPointF(0.77, 0.32)]
        p.drawPolyline([corner + point * part for point in points])


class RadioCard(_Card, QRadioButton):
    """One of several."""

    round_mark = True

    def __init__(self, theme: Theme, title: str, note: str = "") -> None:
        super().__init__()
        self.dress(theme, title, note, flat=False)


class CheckCard(_Card, QCheckBox):
    """Any of several."""

    def __init__(self, theme: Theme, title: str, note: str = "", *, flat: bool = False) -> None:
        super().__init__()
        self.dress(theme, title, note, flat=flat)


class RadioLine(QRadioButton):
    """One of several, in a line of words."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__(words)
        self._theme = theme
        self.setAccessibleName(words)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """The mark and the words, with room for the ring around them."""
        px, metrics = self._theme.px, QFontMetrics(self._theme.font("body"))
        wide = px(MARK + SPACE_S) + metrics.horizontalAdvance(self.text()) + px(SPACE_XS)
        return QSize(wide, max(px(LINE), metrics.height()))

    @property
    def air(self) -> int:
        """px above and below what is drawn in it."""
        words = QFontMetrics(self._theme.font("body")).height()
        return (self.sizeHint().height() - max(self._theme.px(MARK), words)) // 2

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def hitButton(self, at: QPoint) -> bool:
        """All of it."""
        return self.rect().contains(at)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The mark and the words beside it."""
        theme, side = self._theme, self._theme.px(MARK)
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark = QRect(0, (self.height() - side) // 2, side, side)
        _paint_mark(p, mark, theme, on=self.isChecked(), round_mark=True)
        p.setFont(theme.font("body"))
        p.setPen(theme.color("tx"))
        words = self.rect().adjusted(side + theme.px(SPACE_S), 0, 0, 0)
        p.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
