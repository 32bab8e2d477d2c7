"""The ranked subjects: key, number, title; below them how sure and why. Also the rows of a search."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QSizePolicy, QWidget

from sagsbud.ui.detail.optionpainter import OPTION, Option, OptionDelegate
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip
from sagsbud.ui.tokens import RADIUS_ROW
from sagsbud.ui.viewport import give_viewport

Index = QModelIndex | QPersistentModelIndex


class OptionModel(QAbstractListModel):
    """Options as rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._options: Sequence[Option] = ()

    def show(self, options: Sequence[Option]) -> None:
        """These rows from now on."""
        if tuple(options) == tuple(self._options):
            return
        self.beginResetModel()
        self._options = tuple(options)
        self.endResetModel()

    @property
    def options(self) -> Sequence[Option]:
        """What is shown."""
        return self._options

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """So many options."""
        return 0 if parent.isValid() else len(self._options)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The option, and what is said of it."""
        option = self._options[index.row()]
        if role == OPTION:
            return option
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return option.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(
                "\n".join(part for part in (f"{option.number} {option.title}".strip(), option.reason) if part)
            )
        return None


class OptionList(QListView):
    """A list as high as its rows, in a field's frame. `picked` carries the value of the row."""

    picked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, grows: bool = True) -> None:
        super().__init__(parent)
        give_viewport(self)
        self._theme = theme
        self._grows = grows
        self._heights: list[int] = []
        self.rows = OptionModel(self)
        self.setModel(self.rows)
        self.delegate = OptionDelegate(theme, self, search=not grows)
        self.setItemDelegate(self.delegate)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        if grows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._pick)
        self.clicked.connect(self._pick)
        theme.changed.connect(self._dress)
        self._dress()

    def show_options(self, options: Sequence[Option]) -> None:
        """These rows from now on; the row in hand stays in hand."""
        row = self.currentIndex().row()
        self.rows.show(options)
        self._fit()
        if 0 <= row < len(options):
            self.setCurrentIndex(self.rows.index(row))
        self.updateGeometry()

    @property
    def heights(self) -> Sequence[int]:
        """px of height of each row."""
        return self._heights

    def _fit(self) -> None:
        """Give a title and a reason the lines they need."""
        self.delegate.width = self.viewport().width()
        heights = [self.delegate.height_of(option) for option in self.rows.options]
        if heights != self._heights:
            self._heights = heights
            self.scheduleDelayedItemsLayout()
            self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower rows may need more lines."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """All rows and the frame."""
        rows = sum(self._heights) if self._grows else 6 * self.delegate.row_height()
        return QSize(self._theme.px(200), max(rows, self.delegate.row_height()) + 2 * self._theme.border)

    def minimumSizeHint(self) -> QSize:
        """As its hint while it grows."""
        return self.sizeHint() if self._grows else QSize(self._theme.px(160), self.delegate.row_height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space picks, as it does everywhere."""
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid():
            self._pick(index)
        else:
            super().keyPressEvent(event)

    def _pick(self, index: QModelIndex) -> None:
        """A click is told as `clicked` and, on some desktops, as `activated` too: one choice either way."""
        option: Option = index.data(OPTION)
        if not option.chosen:
            self.picked.emit(option.value)

    def _dress(self) -> None:
        t, border = self._theme.tokens, self._theme.border
        self.setStyleSheet(
            f"QListView {{ background: {t.surf}; border: {border}px solid {t.ctl}; border-radius: {RADIUS_ROW}px; }}"
            f"QListView:focus {{ border-color: {t.acc}; }}"
        )
        self._fit()
        self.updateGeometry()
