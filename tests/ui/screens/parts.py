"""What is seen in a window, part by part: where each frame and each line of words begins, ends and stands."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QDateEdit,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSplitterHandle,
    QTextEdit,
    QToolButton,
    QWidget,
)

from tests.ui.screens.ink import WORDS, Ink, Pixels, baseline_of, has_frame, has_sign, ink_of, pixels, words_on

LEAVES = (QAbstractButton, QLabel, QLineEdit, QComboBox, QDateEdit, QAbstractItemView, QTextEdit, QPlainTextEdit)
APART = (QSplitterHandle, QHeaderView)
PANE = "pane"
HAIRLINE = 2
AIR = 12
"""The part of a line's height that a letter or a drawing may keep free beside its ink."""
PANE_LEAST = 200
"""px; what is lower stands on a row with what is beside it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something seen in a window, in its px."""

    name: str
    kind: str
    place: QRect
    """Where its layout has put it."""
    left: int
    right: int
    """Where its frame or its words are seen to begin and end."""
    or_left: int
    """Where else a drawing that it begins with can be said to begin: with the air that it has of its own."""
    words: int | None
    """Where its words begin behind a sign."""
    framed: bool
    drawn: bool
    """Whether a drawing is what it begins with."""
    baseline: int | None
    or_baseline: int | None
    """By the layout, and by the ink where it tells."""
    middle: float
    """Of its first line of words, or of all of it."""
    air: int
    """px by which it may miss its edge, for all that can be told: of what paints itself, and of words in a middle."""
    by_words: bool
    """Whether it is as wide as its words are."""
    at_left: bool
    """Whether it is there to begin at the left of its place, as words in the middle and a drawing to press are not."""
    to_right: bool
    """Whether it is there to reach the right edge: a frame, and words that are cut to their length."""
    within: tuple["Part", ...]
    """The frames and panes that it lies in, outermost first."""

    def __str__(self) -> str:
        box = self.place
        return f"{self.name} at {self.left}–{self.right}, {box.top()}–{box.bottom()}"


def parts_of(window: QWidget) -> list[Part]:
    """Each that is seen as it is now."""
    return list(_within(window, window, pixels(window), ()))


def _within(widget: QWidget, window: QWidget, picture: Pixels, around: tuple[Part, ...]) -> Iterator[Part]:
    for child in _children(widget):
        seen = _shown(child, window)
        if seen.isEmpty() or 2 * seen.height() < min(child.height(), window.height()) or _covered(child, seen, window):
            continue
        leaf = isinstance(child, LEAVES) or not any(_children(child))
        framed = has_frame(picture, seen, around[-1].place if around else window.rect())
        whole = Ink(seen.left(), seen.right(), seen.left())
        cut = seen.left() - child.mapTo(window, QPoint()).x()
        ink = whole if framed else ink_of(child, seen, picture, cut) if leaf else None
        part = _part(child, window, ink or whole, framed, around)
        if ink and (framed or not isinstance(child, QAbstractItemView)):
            yield part
        if framed and not leaf:
            yield from _within(child, window, picture, (*around, part))
        elif not leaf:
            pane = (replace(part, kind=PANE),) if _is_pane(child, widget) else ()
            yield from _within(child, window, picture, (*around, *pane))


def _is_pane(widget: QWidget, whole: QWidget) -> bool:
    """Whether it is one of those that divide a window or a page from side to side, or stands beside a wall that does."""
    if widget.width() == whole.width():
        return False
    walls = [one for one in _children(whole) if one.width() <= HAIRLINE and one.height() > PANE_LEAST]
    beside = any(one.y() <= widget.y() and widget.geometry().bottom() <= one.geometry().bottom() for one in walls)
    return beside or widget.height() == whole.height() > PANE_LEAST


def _part(widget: QWidget, window: QWidget, ink: Ink, framed: bool, around: tuple[Part, ...]) -> Part:
    place = QRect(widget.mapTo(window, QPoint()), widget.size())
    metrics, words = QFontMetrics(widget.font()), words_on(widget)
    baseline = baseline_of(widget, place)
    in_middle = isinstance(widget, QLabel) and bool(widget.alignment() & Qt.AlignmentFlag.AlignHCenter)
    drawn = not framed and (not words or has_sign(widget) or not isinstance(widget, WORDS))
    to_press = isinstance(widget, QAbstractButton) and not words
    lit = to_press and isinstance(widget, QToolButton)  # a frame that is seen at times, around a drawing
    return Part(
        name=f"{type(widget).__name__} »{(words or widget.accessibleName())[:40]}«",
        kind=f"{type(widget).__name__}#{widget.objectName()}",
        place=place,
        left=ink.left,
        right=ink.right,
        or_left=ink.or_left,
        words=ink.words,
        framed=framed,
        drawn=drawn,
        baseline=baseline,
        or_baseline=ink.baseline or baseline,
        middle=(
            place.top() + place.bottom()
            if baseline is None
            else 2 * (baseline - metrics.ascent()) + metrics.height() - 1
        )
        / 2,
        air=_air(widget, drawn=drawn, framed=framed),
        by_words=isinstance(widget, QLabel | QAbstractButton),
        at_left=not lit and (framed or not (in_middle or to_press)),
        to_right=(framed and not lit) or (bool(words) and not in_middle and place.width() <= widget.sizeHint().width()),
        within=around,
    )


def _air(widget: QWidget, *, drawn: bool, framed: bool) -> int:
    if framed or has_sign(widget) or (isinstance(widget, QLabel) and not drawn):
        return 0
    return QFontMetrics(widget.font()).height() // AIR


def _children(widget: QWidget) -> Iterator[QWidget]:
    for child in widget.children():
        if not isinstance(child, QWidget) or isinstance(child, APART) or child.isWindow() or not child.isVisible():
            continue
        scrolls = isinstance(widget, QAbstractScrollArea) and child is not widget.viewport()
        if not scrolls and not child.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents):
            yield child


def _shown(widget: QWidget, window: QWidget) -> QRect:
    """What all that it lies in leaves of it, as the window sees it."""
    shown, parent = QRect(widget.mapTo(window, QPoint()), widget.size()), widget.parentWidget()
    while parent is not None:
        shown &= QRect(parent.mapTo(window, QPoint()), parent.size())
        parent = None if parent is window else parent.parentWidget()
    return shown


def _covered(widget: QWidget, seen: QRect, window: QWidget) -> bool:
    """Whether something else lies over its middle."""
    top = window.childAt(seen.center())
    return top is None or not (top is widget or widget.isAncestorOf(top) or top.isAncestorOf(widget))
