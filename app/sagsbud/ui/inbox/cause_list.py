"""The list of causes, each line with what it means and a button for its next action."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sagsbud.i18n import tr
from sagsbud.ui.focus import paint_row
from sagsbud.ui.icons import pixmap
from sagsbud.ui.inbox.cause_model import CAUSE_ROLE, CauseModel, Index
from sagsbud.ui.inbox.causes import Cause
from sagsbud.ui.paint import chip_width, paint_chip, paint_elided
from sagsbud.ui.theme import Theme, polish_anew
from sagsbud.ui.tokens import CHIP
from sagsbud.ui.viewport import give_viewport, is_hovered

MARGIN = 12
TEXT_AT = 52
BUTTON = 180
LINE = 19


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
        px = self._theme.px
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
            left = rect.right() - px(MARGIN) - px(14) - px(BUTTON)
            button.setGeometry(left, rect.top() + (rect.height() - tall) // 2, px(BUTTON), tall)
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
        return QSize(10, px(15) + px(LINE) + self._sentence_height(cause.text, width) + px(24) + px(19))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The line without its button."""
        cause: Cause = index.data(CAUSE_ROLE)
        t, px = self._theme, self._theme.px
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = option.rect.adjusted(px(MARGIN), 0, -px(MARGIN), 0)
        selected = self._view.selectionModel().isSelected(index)
        hovered = is_hovered(self._view, index)
        active = self._view.isActiveWindow()
        if selected or hovered:
            paint_row(painter, QRectF(body), t, selected=selected, active=active, focused=self._view.hasFocus())
        if not selected and index.row() + 1 < index.model().rowCount():
            painter.setPen(QPen(t.color("line"), 1))
            painter.drawLine(
                body.left() + px(TEXT_AT), option.rect.bottom(), body.right() - px(14), option.rect.bottom()
            )
        side = px(20)
        drawing = pixmap(cause.icon, t.color(cause.role), side, painter.device().devicePixelRatioF())
        painter.drawPixmap(body.left() + px(14), body.top() + px(15), drawing)
        self._words(painter, body, cause, "on_selection" if selected else "plain")
        painter.restore()

    def _words(self, p: QPainter, body: QRect, cause: Cause, chip: str) -> None:
        t, px = self._theme, self._theme.px
        left, width = body.left() + px(TEXT_AT), self._text_width(self._view.viewport().width())
        top = body.top() + px(15)
        paint_elided(p, QRect(left, top, width, px(LINE)), cause.title, t.font("strong"), t.color("tx"))
        top += px(LINE) + px(2)
        tall = self._sentence_height(cause.text, width)
        p.setFont(t.font("body"))
        p.setPen(t.color("tx"))
        p.drawText(QRect(left, top, width, tall), Qt.TextFlag.TextWordWrap, cause.text)
        line = QRect(left, top + tall + px(5), width, px(LINE))
        at = left
        if cause.chip:
            wide = chip_width(t, cause.chip)
            box = QRect(left, line.top() + (line.height() - px(CHIP)) // 2, wide, px(CHIP))
            paint_chip(p, box, cause.chip, "", chip, t)
            at += wide + px(8)
        rest = QRect(at, line.top(), left + width - at, line.height())
        paint_elided(p, rest, cause.note, t.font("caption"), t.color("tx2"))

    def _text_width(self, whole: int) -> int:
        px = self._theme.px
        return max(px(120), whole - 2 * px(MARGIN) - px(TEXT_AT) - px(BUTTON) - px(40))

    def _sentence_height(self, text: str, width: int) -> int:
        metrics = QFontMetrics(self._theme.font("body"))
        return metrics.boundingRect(QRect(0, 0, width, 4000), Qt.TextFlag.TextWordWrap, text).height()
