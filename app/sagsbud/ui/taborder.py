"""Tab goes through the window as it is seen, whenever each of its parts was made."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QWidget

from sagsbud.domain.frozen import frozen
from sagsbud.ui.detail.fields import FieldBlock
from sagsbud.ui.tokens import SPACE_XS

ONE_STOP = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit)
"""What is one stop, whatever it is made of."""


@frozen
class _Part:
    """One child with what takes the keyboard in it."""

    place: QRect
    stops: tuple[QWidget, ...]


def put_in_order(window: QWidget) -> None:
    """Let the keyboard go through what is shown as it stands."""
    for one, next_ in pairwise(stops(window)):
        QWidget.setTabOrder(one, next_)


def stops(part: QWidget) -> list[QWidget]:
    """What takes the keyboard in it now, row after row and column after column; a field before what is beside its name."""
    if not part.isVisible() or not part.isEnabled():
        return []
    found = [part] if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None else []
    if isinstance(part, ONE_STOP):
        return found
    children = part.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    parts = [_Part(child.geometry(), tuple(stops(child))) for child in children if not child.isWindow()]
    found += [stop for one in _as_read([one for one in parts if one.stops]) for stop in one.stops]
    if isinstance(part, FieldBlock):
        found.sort(key=lambda stop: stop is not part.control and not part.control.isAncestorOf(stop))
    return found


def _as_read(parts: Sequence[_Part]) -> list[_Part]:
    """From above where they can be parted by a line across, else from the left by one down, and so on in each piece."""
    if len(parts) < 2:
        return list(parts)
    for upright in (True, False):
        pieces = _cut(parts, upright=upright)
        if len(pieces) > 1:
            return [one for piece in pieces for one in _as_read(piece)]
    return sorted(parts, key=lambda one: (one.place.y(), one.place.x()))


def _cut(parts: Sequence[_Part], *, upright: bool) -> list[list[_Part]]:
    """Pieces that do not lie beside each other; an overlap of a few px is none."""

    def reach(one: _Part) -> tuple[int, int]:
        place = one.place
        return (place.top(), place.bottom()) if upright else (place.left(), place.right())

    pieces: list[list[_Part]] = []
    end = 0
    for one in sorted(parts, key=reach):
        begin, its_end = reach(one)
        if pieces and begin <= end - SPACE_XS:
            pieces[-1].append(one)
            end = max(end, its_end)
        else:
            pieces.append([one])
            end = its_end
    return pieces
