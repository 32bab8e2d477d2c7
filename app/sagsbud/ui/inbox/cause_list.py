"""The list of causes, each line with what it means and a button for its next action."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sagsbud.i18n import tr
from sagsbud.ui.edges import INSIDE
from sagsbud.ui.focus import paint_row
from sagsbud.ui.icons import pixmap
from sagsbud.ui.inbox.cause_model import CAUSE_ROLE, CauseModel, Index
from sagsbud.ui.inbox.causes import Cause
from sagsbud.ui.paint import chip_width, paint_chip
from sagsbud.ui.theme import Theme, polish_anew
from sagsbud.ui.tokens import CHIP, SPACE_L, SPACE_XL
from sagsbud.ui.viewport import give_viewport, is_hovered

SIGN = 20
TEXT_AT = INSIDE + SIGN + SPACE_L
BEFORE_BUTTON = SPACE_XL
BUTTON = 180
"""px at scale 1.0 that a button has at least."""
BESIDE_WORDS = 16
"""px on each side of a button's words, with its frame."""
LINE = 19
AROUND = 15
"""px from a line's edge to its words, above them as below."""


class CauseList(QListView):
    """The list. The button of each visible line is a real one; the selected line's is the primary."""

    chosen = Signal(object)
    acted = Signal(object)
    """The Cause whose action is asked for."""

    def __init__(self, model: CauseModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_viewport(self)
        self._causes = model
        self._theme = theme
        self._buttons: list[QPushButton] = []
        self._button_width = 0
        model.modelReset.connect(self._measure)
        theme.changed.connect(self._measure)
        self._measure()
        self.setModel(model)
        self.setItemDelegate(CauseDelegate(theme, self))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Needs you"))
        model.modelReset.connect(self._keep_choice)
        theme.changed.connect(self.doItemsLayout)
        self._last: tuple[object, str] | None = None

    def cause(self) -> Cause | None:
        """The selected cause."""
        return self._causes.cause(self.currentIndex().row())

    @property
    def button_width(self) -> int:
        """px of all buttons, in which the longest words are read whole."""
        return self._button_width

    def _measure(self) -> None:
        """Once for all lines: each of them asks for it whenever they are laid out."""
        words = {cause.button for at in range(self._causes.rowCount()) if (cause := self._causes.cause(at))}
        longest = max((self._theme.width("strong", one) for one in words), default=0)
        self._button_width = max(self._theme.px(BUTTON), longest + 2 * self._theme.px(BESIDE_WORDS))

    def act(self) -> None:
        """Do what the selected line's button says."""
        cause = self.cause()
        if cause:
            self.acted.emit(cause)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell, and make the button of the line the primary one."""
        super().currentChanged(current, previous)
        cause = self._causes.cause(current.row()) if current.isValid() else None
        if cause:
            self._last = (cause.item, cause.title)
        self.chosen.emit(cause)
        self._place_buttons()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does the next action."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.act()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break anew."""
        super().resizeEvent(event)
        self.doItemsLayout()

    def updateGeometries(self) -> None:
        """The buttons follow."""
        super().updateGeometries()
        self._place_buttons()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The buttons follow."""
        super().scrollContentsBy(dx, dy)
        self._place_buttons()

    def _keep_choice(self) -> None:
        """The same cause stays selected; when it is gone, the first."""
        keys = [(cause.item, cause.title) for at in range(self._causes.rowCount()) if (cause := self._causes.cause(at))]
        at = keys.index(self._last) if self._last in keys else 0
        if keys:
            self.setCurrentIndex(self._causes.index(at))
        else:
            self.chosen.emit(None)
        self._place_buttons()

    def _place_buttons(self) -> None:
        px, wide = self._theme.px, self.button_width
        height = self.viewport().height()
        used = 0
        for at in range(self._causes.rowCount()):
            rect = self.visualRect(self._causes.index(at))
            if rect.bottom() < 0 or rect.top() > height:
                continue
            cause = self._causes.cause(at)
            if cause is None:
                continue
            button = self._button(used)
            used += 1
            chosen = at == self.currentIndex().row()
            _dress(button, cause, primary=chosen)
            tall = px(34)
            left = rect.right() + 1 - px(INSIDE) - wide
            button.setGeometry(left, rect.top() + (rect.height() - tall) // 2, wide, tall)
            button.setProperty("at", at)
            button.show()
        for button in self._buttons[used:]:
            button.hide()

    def _button(self, at: int) -> QPushButton:
        while len(self._buttons) <= at:
            button = QPushButton(self.viewport())
            button.clicked.connect(lambda _checked=False, of=button: self._clicked(of))
            self._buttons.append(button)
        return self._buttons[at]

    def _clicked(self, button: QPushButton) -> None:
        at = int(button.property("at"))
        self.setCurrentIndex(self._causes.index(at))
        self.act()


def _dress(button: QPushButton, cause: Cause, *, primary: bool) -> None:
    name = "primary" if primary else "plain"
    button.setText(cause.button)
    button.setAccessibleName(f"{cause.button}: {cause.title}")
    if button.objectName() != name:
        button.setObjectName(name)
        polish_anew(button)


class CauseDelegate(QStyledItemDelegate):
    """Paints a line: icon, title, what it means, and since when."""

    def __init__(self, theme: Theme, view: CauseList) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the sentence needs."""
        cause: Cause = index.data(CAUSE_ROLE)
        px = self._theme.px
        width = self._text_width(self._view.viewport().width())
        title, text, note = self._heights(cause, width)
        below = px(AROUND) - self._above_note()
        return QSize(10, px(AROUND) + title + px(2) + text + px(3) + note + below)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The line without its button."""
        cause: Cause = index.data(CAUSE_ROLE)
        t, px = self._theme, self._theme.px
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = option.rect
        selected = self._view.selectionModel().isSelected(index)
        hovered = is_hovered(self._view, index)
        active = self._view.isActiveWindow()
        if selected or hovered:
            paint_row(painter, QRectF(body), t, selected=selected, active=active, focused=self._view.hasFocus())
        if not selected and index.row() + 1 < index.model().rowCount():
            words = body.adjusted(px(TEXT_AT), 0, -px(INSIDE), 0)
            painter.fillRect(QRect(words.left(), body.bottom(), words.width(), 1), t.color("line"))
        side = px(SIGN)
        drawing = pixmap(cause.icon, t.color(cause.role), side, painter.device().devicePixelRatioF())
        middle = body.top() + px(AROUND) + QFontMetrics(t.font("strong")).height() // 2
        painter.drawPixmap(body.left() + px(INSIDE), middle - side // 2, drawing)
        self._words(painter, body, cause, "on_row" if selected or hovered else "plain")
        painter.restore()

    def _words(self, p: QPainter, body: QRect, cause: Cause, chip: str) -> None:
        t, px = self._theme, self._theme.px
        left, width = body.left() + px(TEXT_AT), self._text_width(self._view.viewport().width())
        title, text, note = self._heights(cause, width)
        top = body.top() + px(AROUND)
        p.setPen(t.color("tx"))
        for words, font, tall in ((cause.title, "strong", title), (cause.text, "body", text)):
            p.setFont(t.font(font))
            p.drawText(QRect(left, top, width, tall), Qt.TextFlag.TextWordWrap, words)
            top += tall + px(2)
        line = QRect(left, top + px(1), width, px(LINE))
        if cause.chip:
            box = QRect(left, line.top() + (line.height() - px(CHIP)) // 2, chip_width(t, cause.chip), px(CHIP))
            paint_chip(p, box, cause.chip, "", chip, t)
        p.setFont(t.font("caption"))
        p.setPen(t.color("tx2"))
        beside = self._beside_chip(cause)
        rest = QRect(left + beside, line.top() + self._above_note(), width - beside, note)
        p.drawText(rest, Qt.TextFlag.TextWordWrap, in_lines(cause.note, rest.width(), t))

    def _heights(self, cause: Cause, width: int) -> tuple[int, int, int]:
        """px of the title, of what it means and of since when, each broken into as many lines as it needs."""
        line = self._theme.px(LINE)
        room = width - self._beside_chip(cause)
        note = self._height(in_lines(cause.note, room, self._theme), "caption", room)
        return (
            max(line, self._height(cause.title, "strong", width)),
            self._height(cause.text, "body", width),
            max(line, note),
        )

    def _above_note(self) -> int:
        """px of its line that are empty above the note; below it there are as many."""
        return max(0, self._theme.px(LINE) - QFontMetrics(self._theme.font("caption")).height()) // 2

    def _beside_chip(self, cause: Cause) -> int:
        """px from the left at which the note begins."""
        return chip_width(self._theme, cause.chip) + self._theme.px(8) if cause.chip else 0

    def _text_width(self, whole: int) -> int:
        px = self._theme.px
        return max(px(120), whole - px(TEXT_AT + BEFORE_BUTTON + INSIDE) - self._view.button_width)

    def _height(self, text: str, font: str, width: int) -> int:
        metrics = QFontMetrics(self._theme.font(font))
        return metrics.boundingRect(QRect(0, 0, width, 4000), Qt.TextFlag.TextWordWrap, text).height()


def in_lines(note: str, room: int, theme: Theme) -> str:
    """Where something is, and since when: on a line of its own where so many px have no room for both."""
    if theme.width("caption", note) <= room:
        return note
    return "\n".join(part for part in note.rpartition(" · ")[::2] if part)
