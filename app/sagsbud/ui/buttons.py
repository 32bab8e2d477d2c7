"""Small buttons that several panes share: a drawing, words like a link, what clears a search."""

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.icons import GAP, icon, put_sign
from sagsbud.ui.paint import paint_elided
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip
from sagsbud.ui.tokens import BUTTON_PADDING, KEPT_BY_QT, SPACE_M, SPACE_S, TARGET_LEAST

BESIDE_SIGN = 4
"""px that Qt adds to the sign of a tool button before its words, half of them before the sign."""
AROUND_LINK = 5
"""px before and behind a link's words, its frame among them; Qt adds a space each."""


class IconButton(QToolButton):
    """A tool button with one of our drawings; its name is also its tool tip, with the key."""

    def __init__(
        self, theme: Theme, name: str, text: str, *, key: str = "", size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = name
        self._icon_size = size
        self.setAccessibleName(text)
        self.setToolTip(as_tip(f"{text} ({key})" if key else text))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._draw()
        theme.changed.connect(self._draw)

    def show_icon(self, name: str) -> None:
        """Show another drawing."""
        self._icon_name = name
        self._draw()

    def _draw(self) -> None:
        side = self._theme.px(self._icon_size)
        self.setIcon(icon(self._icon_name, self._theme, side))
        self.setIconSize(QSize(side, side))


class ClearButton(IconButton):
    """At the right end of a search field while there are words in it."""

    def __init__(self, theme: Theme, field: QLineEdit) -> None:
        super().__init__(theme, "x", tr("Clear the search"), key="Esc", size=14, parent=field)
        self._field = field
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()
        field.textChanged.connect(lambda text: self.setVisible(bool(text)))
        field.installEventFilter(self)
        theme.changed.connect(self._place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It stays at the end."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        px = self._theme.px
        self.setFixedSize(px(26), px(TARGET_LEAST))
        beside = (self.width() - self.iconSize().width()) // 2
        self.move(
            self._field.width() - px(SPACE_M) - self.width() + beside, (self._field.height() - self.height()) // 2
        )


class KeyedButton(QPushButton):
    """A button with its key behind its words, smaller and lighter than they are; all of it stands in the middle."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.key = ""

    def say(self, text: str, key: str) -> None:
        """Its words; the key is empty while there is none."""
        self.setText(text)
        self.key = key
        px = self._theme.px
        self.setStyleSheet(f"QPushButton {{ padding-right: {px(BUTTON_PADDING) + self._room()}px; }}" if key else "")

    def _room(self) -> int:
        """px that the key takes with the gap before it."""
        return self._theme.px(SPACE_S) + self._theme.width("caption", self.key) if self.key else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """What the style draws, then the key."""
        super().paintEvent(event)
        if not self.key:
            return
        theme, sign = self._theme, self.iconSize().width() + BESIDE_SIGN if not self.icon().isNull() else 0
        drawn = sign + self.fontMetrics().horizontalAdvance(self.text()) + self._room()
        behind = (self.width() + drawn) // 2
        key = QRect(behind - theme.width("caption", self.key), 0, self.width(), self.height())
        p = QPainter(self)
        role = "tx2" if self.isEnabled() else "distx"
        paint_elided(p, key, self.key, theme.font("caption"), theme.color(role), theme.line_air("caption", "medium"))


class LinkButton(QToolButton):
    """Words that can be pressed, in the accent's colour."""

    def __init__(
        self, theme: Theme, text: str, name: str = "", parent: QWidget | None = None, *, beside: int = 0
    ) -> None:
        """`beside` are the px at 100 % text between sign and words, where others stand in a column with them."""
        super().__init__(parent)
        self.setObjectName("link")
        self._theme = theme
        self._beside = beside
        self._icon_name = name
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if name:
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._draw()
        theme.changed.connect(self._draw)

    def room_behind(self) -> int:
        """px that Qt keeps free behind the words of one with a sign."""
        self.ensurePolished()
        words = self.fontMetrics().horizontalAdvance(self.text())
        return self.sizeHint().width() - self.iconSize().width() - BESIDE_SIGN - words

    def room_before(self) -> int:
        """px that are kept free before its sign; or before its words, and as many behind them."""
        return KEPT_BY_QT if self._icon_name else self._theme.px(AROUND_LINK) + self._theme.width("strong", " ")

    def flush(self) -> QHBoxLayout:
        """Lays it out by itself so that its sign or its words begin where the column does."""
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addSpacing(-self.room_before())
        line.addWidget(self)
        line.addStretch(1)
        return line

    def flush_right(self, beside: str = "strong") -> QHBoxLayout:
        """Lays it out by itself so that its words end where the column does, on one base line with words in that font."""
        line = QHBoxLayout()
        line.setContentsMargins(0, self._theme.line_air("strong", beside), 0, 0)
        line.setSpacing(0)
        line.addStretch(1)
        line.addWidget(self)
        line.addSpacing(-(self.room_behind() if self._icon_name else self.room_before()))
        return line

    def changeEvent(self, event: QEvent) -> None:
        """Its name follows its text."""
        super().changeEvent(event)
        self.setAccessibleName(self.text())

    def _draw(self) -> None:
        if self._icon_name:
            theme = self._theme
            gap = (theme.px(self._beside) - BESIDE_SIGN + KEPT_BY_QT) / theme.scale if self._beside else GAP
            put_sign(self, self._icon_name, theme, theme.px(16), "acctx", gap=gap)
