"""What can be told of a picture without eyes: words cut or in the wrong language, and parts that overlap."""

import gettext
import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations

from PySide6.QtCore import QAbstractTableModel, QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QLabel,
    QLayout,
    QLineEdit,
    QMenu,
    QSplitter,
    QStackedLayout,
    QWidget,
)
from sagsbud import i18n
from sagsbud.shipped import resources

from tests.ui.accessible import controls_in, cramped, label_of

_PLACE = re.compile(r"\\\{\w*(?:\\:[^}]*)?\\\}")
TELLING = 8
"""Letters that tell a sentence with places to fill in from other words."""
ROWS = 60
"""Rows of a list whose words are read: more than a window shows."""


def faults_in(window: QWidget) -> list[str]:
    """Each fault once, in words that tell which widget has it."""
    found = [f"{label_of(one)} has less room than its words" for one in cramped(window)]
    found += [f"{label_of(one)} is cut at the side" for one in controls_in(window) if cut_off(one)]
    found += [f"{label_of(one)} and {label_of(other)} overlap" for one, other in overlapping(window)]
    found += [f"{label_of(one)} reaches out of what it lies in" for one in reaching_out(window)]
    found += [f"»{words}« is not in the window's language" for words in untranslated(window)]
    return list(dict.fromkeys(found))


def cut_off(widget: QWidget) -> bool:
    """Whether what it lies in ends before it does, sideways; what lies over it does not count."""
    if isinstance(widget, QAbstractScrollArea):
        return False
    shown, parent = widget.rect(), widget.parentWidget()
    while parent is not None and not widget.isWindow():
        shown &= parent.rect().translated(widget.mapFrom(parent, QPoint()))
        parent = None if parent.isWindow() else parent.parentWidget()
    return shown.width() < widget.width()


def overlapping(window: QWidget) -> Iterator[tuple[QWidget, QWidget]]:
    """Widgets that the layouts of one widget place, where one lies over the other."""
    for parent in (window, *window.findChildren(QWidget)):
        if not parent.isVisible() or isinstance(parent, QSplitter):
            continue
        for one, other in combinations([one for one in placed_by(parent.layout()) if one.isVisible()], 2):
            both = one.geometry() & other.geometry()
            if both.width() > 1 and both.height() > 1:
                yield one, other


def reaching_out(window: QWidget) -> Iterator[QWidget]:
    """Widgets a layout has placed beyond the edge of what they lie in."""
    for parent in (window, *window.findChildren(QWidget)):
        inside = parent.rect().adjusted(-1, -1, 1, 1)
        for one in () if isinstance(parent, QSplitter) else placed_by(parent.layout()):
            if not one.visibleRegion().isEmpty() and not inside.contains(one.geometry()):
                yield one


def placed_by(layout: QLayout | None) -> Iterator[QWidget]:
    """The widgets in it and in the layouts within it, but for pages that take each other's place.

    PySide is not asked for a layout's items: it can take one for what stood at its place in memory before.
    """
    parent = layout.parentWidget() if layout else None
    if layout is None or parent is None:
        return
    layouts = [one for one in (layout, *layout.findChildren(QLayout)) if not isinstance(one, QStackedLayout)]
    for widget in parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if any(one.indexOf(widget) >= 0 for one in layouts):
            yield widget


# -- words ----------------------------------------------------------------------------------------------------------


def untranslated(window: QWidget) -> Iterator[str]:
    """What stands in the language that is not the window's, told by the catalogue."""
    foreign, own = _patterns(i18n.language())
    for words in words_of(window):
        if foreign.fullmatch(words) and not own.fullmatch(words):
            yield words


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The catalogue's sentences in the other language, and in the one in use."""
    with (resources() / "translations" / "da.mo").open("rb") as compiled:
        catalogue: dict[object, str] = gettext.GNUTranslations(compiled)._catalog  # type: ignore[attr-defined]
    english, danish = set[str](), set[str]()
    for key, translated in catalogue.items():
        original = key[0] if isinstance(key, tuple) else str(key)
        if original and original != translated:
            english.add(original)
            danish.add(translated)
    foreign, own = (english, danish) if language == "da" else (danish, english)
    return _any_of(foreign), _any_of(own)


def _any_of(sentences: set[str]) -> re.Pattern[str]:
    """A pattern of them all, without those that any title could be taken for: »{sender} to {receiver}«."""
    telling = (one for one in sentences if len(re.sub(r"\{[^}]*\}|\W", "", one)) >= (TELLING if "{" in one else 3))
    return re.compile("|".join(_PLACE.sub(".+?", re.escape(one)) for one in telling), re.DOTALL)


def words_of(window: QWidget) -> Iterator[str]:
    """Everything that is written or said of what is seen in it."""
    for one in (window, *window.findChildren(QWidget)):
        if one.isVisible() and not one.visibleRegion().isEmpty():
            yield from filter(None, (one.toolTip(), one.accessibleName(), one.accessibleDescription(), *_written(one)))


def _written(widget: QWidget) -> Iterator[str]:
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
        case QMenu():
            yield from (action.text() for action in widget.actions())
        case QAbstractItemView() if model := widget.model():
            root = widget.rootIndex()
            places = (
                model.index(row, column, root)
                for row in range(min(model.rowCount(root), ROWS))
                for column in range(model.columnCount(root) if isinstance(model, QAbstractTableModel) else 1)
            )
            yield from (str(place.data(Qt.ItemDataRole.DisplayRole) or "") for place in places)
