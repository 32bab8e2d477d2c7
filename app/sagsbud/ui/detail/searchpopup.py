"""A search that opens under a field: type, choose by arrow and Enter, or go back with Esc."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.announce import announce
from sagsbud.ui.detail.fields import FieldBlock
from sagsbud.ui.detail.optionpainter import FRAME, OPTION, Option, sign_at, words_at
from sagsbud.ui.detail.options import OptionList
from sagsbud.ui.hints import Hint
from sagsbud.ui.icons import pixmap
from sagsbud.ui.labels import rule
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import (
    FIELD,
    FIELD_SIGN,
    ICON_FIELD,
    KEPT_BY_QT,
    KEY_CAP,
    QUEUE_LINE,
    RADIUS_GROUP,
    ROW_TREE,
    SPACE_S,
    SPACE_XS,
)
from sagsbud.ui.viewport import scroll_of

PAUSE = 60
"""Milliseconds without a key before the search is made."""
BORDER = 2
FEW = 3
"""Rows that are to be seen before it spares what stands below the form."""
MOST = 8
"""Rows of one line shown without scrolling."""
GIVES = 3
"""So many more of them, or fewer."""
_MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})

Search = Callable[[str], Sequence[Option]]
"""Runs off the main thread: what fits the text, best first."""


def _lay_out_around() -> None:
    """Let what was said in the form a moment ago have its room, so that fields and words are where they stay."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


class SearchPopup(QFrame):
    """One search field with its hits. `picked` carries the value of the row that was chosen."""

    picked = Signal(object)

    def __init__(self, theme: Theme, operations: Operations, search: Search, hint: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self._operations = operations
        self._search = search
        self._answered: str | None = None
        self._pick_when_found = False
        self._below = True
        self._place, self._free = QRect(), QRect()
        self._form: QScrollArea | None = None
        self._foot = theme.px(SPACE_XS)
        self._cover = 0
        """px below its frame that hide what would look out from under it cut in two."""
        self.setObjectName("search")
        self.field = QLineEdit()
        Hint(theme, self.field, hint)
        self.field.setAccessibleName(hint)
        self.list = OptionList(theme, grows=False)
        self.list.setAccessibleName(hint)
        self._sign = QLabel()
        self._count = QLabel()
        self._count.setProperty("role", "tx3")
        self._empty = QLabel(tr("Nothing matches. Try another word."), wordWrap=True)
        self._empty.setProperty("role", "tx2")
        self._lay_out()
        self.field.installEventFilter(self)
        self.list.picked.connect(self._picked)
        self.list.selectionModel().currentChanged.connect(self._say)
        self._timer = QTimer(self, interval=PAUSE, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self.field.textEdited.connect(lambda _text: self._timer.start())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def _lay_out(self) -> None:
        theme = self._theme
        head = self._head = QHBoxLayout()
        before = sign_at(theme)
        head.setContentsMargins(before, 0, theme.px(FIELD_SIGN) - FRAME, FRAME - 1)  # the rule is where the field ends
        head.setSpacing(0)
        side, words = theme.px(ICON_FIELD), words_at(theme) - before
        self._sign.setFixedWidth(theme.px(KEY_CAP))
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.setTextMargins(words - theme.px(KEY_CAP) - KEPT_BY_QT, 0, 0, 0)
        self._sign.setPixmap(pixmap("search", theme.color("tx2"), side, self.devicePixelRatioF()))
        head.addWidget(self._sign)
        head.addWidget(self.field, 1)
        head.addSpacing(theme.px(SPACE_S))
        head.addWidget(self._count)
        self._empty.setContentsMargins(words_at(theme), theme.px(10), theme.px(FIELD_SIGN) - FRAME, theme.px(12))
        self._empty.hide()
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, self._foot)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(rule())
        box.addWidget(self.list, 100)
        box.addWidget(self._empty)
        self._draw_frame()
        ground = QPalette(self.palette())
        ground.setColor(QPalette.ColorRole.Window, theme.color("surf"))
        self.setPalette(ground)
        self.list.setStyleSheet(f"QListView {{ background: {theme.tokens.surf}; border: none; }}")

    def _draw_frame(self) -> None:
        t, tall = self._theme.tokens, self._theme.px(FIELD) - 2 * FRAME
        self.setStyleSheet(
            f"QFrame#search {{ background: {t.surf}; border: {BORDER}px solid {t.acc}; border-radius: {RADIUS_GROUP}px;"
            f" margin-bottom: {self._cover}px; }}"
            "QLineEdit, QLineEdit:focus { border: none; padding: 0; background: transparent;"
            f" min-height: {tall}px; max-height: {tall}px; }}"
        )

    def open_under(self, field: QWidget, text: str = "") -> None:
        """Open at the field, as wide as it is, on whichever side there is room; the queue line stays seen."""
        _lay_out_around()
        self._free = self._room_around(field)
        self._place = QRect(field.mapToGlobal(QPoint(0, 0)), field.size())
        self._below = self._room_below() >= min(self._most(), self._room_above())
        self._stand(self._most())
        self.field.setText(text)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self._ask()

    def _room_around(self, field: QWidget) -> QRect:
        """Where it may stand; a form that scrolls brings its field up first, with its label. It does not pass the form's top,
        nor its end unless there were hardly any rows then.
        """
        px = self._theme.px
        inside = field.window().geometry().adjusted(0, px(SPACE_S), 0, -px(QUEUE_LINE + SPACE_XS))
        form = self._form = scroll_of(field)
        if form is not None:
            top = form.viewport().mapToGlobal(QPoint(0, 0)).y()
            at = field.mapToGlobal(QPoint(0, 0)).y()
            if at < top or at + self._most() > inside.bottom():
                block = field.parentWidget()
                begin = (block if isinstance(block, FieldBlock) else field).mapToGlobal(QPoint(0, 0)).y()
                form.verticalScrollBar().setValue(form.verticalScrollBar().value() + begin - top - px(SPACE_S))
            inside.setTop(top)
            foot, at = top + form.viewport().height() - px(SPACE_XS), field.mapToGlobal(QPoint(0, 0)).y()
            if foot - at >= self._around() + px(FEW * ROW_TREE):  # what stands below the form is not cut by its end
                inside.setBottom(min(inside.bottom(), foot))
        screen = QGuiApplication.screenAt(inside.center()) or field.screen()
        return inside & screen.availableGeometry()

    def _room_below(self) -> int:
        return self._free.bottom() + 1 - self._place.top()

    def _room_above(self) -> int:
        return self._place.bottom() + 1 - self._free.top()

    def _around(self) -> int:
        """px of height of everything but the hits."""
        return self._head.sizeHint().height() + 1 + 2 * BORDER + 1 + self._foot

    def _most(self) -> int:
        """px of height with so many rows as are shown without scrolling."""
        return self._around() + self._theme.px(MOST * ROW_TREE)

    def _stand(self, height: int) -> None:
        """Be so high where the field is, if there is room; the edge that is at the field stays."""
        place, free = self._place, self._free
        height = self._within(height)
        width = max(place.width(), self._theme.px(300))
        left = min(max(free.left(), place.left()), free.right() - width)
        self.setGeometry(left, place.top() if self._below else place.bottom() + 1 - height, width, height)

    def _within(self, height: int) -> int:
        """So much of it as there is room for."""
        return min(height, self._room_below() if self._below else self._room_above())

    def _most_rows(self) -> int:
        """How many whole rows there is room for; some more or fewer where it would else cover words or a field in part."""
        ends = self._ends()
        most = bisect_right(ends, self._theme.px(MOST * ROW_TREE)) - 1
        room = self._within(self._around() + ends[most + GIVES]) - self._around()
        fewer_or_more = sorted(range(-GIVES, GIVES + 1), key=lambda more: (abs(more), -more))
        counts = [most + more for more in fewer_or_more if most + more > 0 and ends[most + more] <= room]
        counts = counts or [max(1, bisect_right(ends, room) - 1)]
        return next((count for count in counts if not self._looks_out(self._around() + ends[count])), counts[0])

    def _ends(self) -> list[int]:
        """px from the first hit to the end of so many of them; as if there were more where there are few."""
        more = [self._theme.px(ROW_TREE)] * (MOST + GIVES)
        return list(accumulate([*self.list.heights, *more], initial=0))

    def _looks_out(self, height: int) -> int:
        """How many px of words or a field of the form that begin above its end look out below it, at the most."""
        end, tall = self._place.top() + height, self._theme.px(FIELD)
        out = [
            past
            for part in self._beneath()
            if part.height() <= tall
            and (isinstance(part, QLabel) or _can_have_focus(part))
            and 0 < (past := part.mapToGlobal(QPoint(0, part.height())).y() - end) < part.height()
        ]
        return max(out, default=0)

    def _beneath(self) -> list[QWidget]:
        """What of the form is in view, where the popup opens downwards over it."""
        parts = self._form.findChildren(QWidget) if self._form and self._below else ()
        return [
            part
            for part in parts
            if part.isVisible() and not self.isAncestorOf(part) and not part.visibleRegion().isEmpty()
        ]

    def _fit(self) -> None:
        """As high as the hits, up to its most: its frame ends with a whole row; what would look out by less than half is hidden."""
        _lay_out_around()
        rows = self._ends()[min(self.list.rows.rowCount(), self._most_rows())]
        words = self._empty.heightForWidth(self.width() - 2) if not self._empty.isHidden() else 0
        height = self._around() + rows + words
        out = self._looks_out(height)
        cover = max(0, self._within(height + out) - height) if out < self.list.delegate.row_height() // 2 else 0
        if cover != self._cover:
            self._cover = cover
            self._draw_frame()
        self._box.activate()  # or it cannot become lower than it was
        self._stand(height + self._cover)

    def _ask(self) -> None:
        text = self.field.text()
        self._operations.run(self, lambda: self._search(text), lambda found: self._found(text, found), key="search")

    @property
    def answered(self) -> str | None:
        """The words the rows are the answer to; None before the first answer."""
        return self._answered

    def _found(self, text: str, options: Sequence[Option]) -> None:
        self._answered = text
        self.list.delegate.wanted = text.strip()
        self.list.show_options(options)
        self.list.setCurrentIndex(self.list.rows.index(first_in_hand(options)))
        count = sum(option.found for option in options)
        self._count.setText(str(count) if self.field.text() and count else "")
        self.list.setVisible(bool(options))
        missed = not options and bool(text.strip())
        self._empty.setVisible(missed)
        self._fit()
        if missed:
            announce(self.field, self._empty.text())
        if self._pick_when_found and text == self.field.text():
            self._pick_current()

    def _say(self, index: QModelIndex) -> None:
        """The row in hand, since the keyboard stays in the field."""
        if index.isValid():
            announce(self.field, index.data(Qt.ItemDataRole.AccessibleTextRole))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows walk the hits while the words stay in the field; Enter takes the hit."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick_current()
                return True
        return super().eventFilter(watched, event)

    def _pick_current(self) -> None:
        """Take the hit in hand; while the words are still being looked up, take the first that comes."""
        self._pick_when_found = self._answered != self.field.text()
        if self._pick_when_found:
            self._timer.stop()
            self._ask()
            return
        index = self.list.currentIndex()
        if index.isValid():
            option: Option = index.data(OPTION)
            self._picked(option.value)

    def _picked(self, value: object) -> None:
        self.list.blockSignals(True)
        self.close()
        self.picked.emit(value)


def first_in_hand(options: Sequence[Option]) -> int:
    """The row that Enter takes before an arrow was pressed; -1 where what was found is closed, and the rest is to make anew."""
    closed = any(option.closed for option in options)
    takes = (at for at, option in enumerate(options) if not option.closed and (option.found or not closed))
    return next(takes, -1)


def _can_have_focus(part: QWidget) -> bool:
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
