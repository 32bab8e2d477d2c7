"""A mail as a letter: who, to whom, when and about what above, the words below, evidence marked in both."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from sagsbud.domain.extract import Extract, MailPage
from sagsbud.i18n import tr
from sagsbud.ui.detail.mailbody import MailBody
from sagsbud.ui.detail.mailhead import MailHead
from sagsbud.ui.detail.marks import Marking
from sagsbud.ui.edges import INSIDE, WORDS_AT
from sagsbud.ui.focus import paint_ring
from sagsbud.ui.icons import pixmap
from sagsbud.ui.labels import TextLabel, rule
from sagsbud.ui.paint import paint_ground
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING, RADIUS_ROW
from sagsbud.ui.viewport import end_still

HEAD_MOST = 0.6
"""Of the height: of a head that is higher the rest is scrolled, so that the words below keep some lines."""
LEAST = 80


class MailView(QWidget):
    """Head, note about what was not fetched, and body. Nothing in it can reach the net."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head = MailHead(theme)
        self.above = HeadArea(theme, self.head)
        self.note = NoteBar(theme)
        self.body = MailBody(theme)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self.above, rule(), self.note):
            box.addWidget(part)
        box.addWidget(self.body, 1)
        self.note.hide()

    def sizeHint(self) -> QSize:
        """As the pane gives."""
        return QSize(self._theme.px(480), self._theme.px(200))

    def minimumSizeHint(self) -> QSize:
        """It can be low."""
        return QSize(0, self._theme.px(LEAST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low view has a low head."""
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        """As high as its lines, as long as that leaves the words their part."""
        head = self.head
        whole = head.heightForWidth(self.width()) if head.hasHeightForWidth() else head.sizeHint().height()
        self.above.setFixedHeight(min(whole, int(HEAD_MOST * self.height())))

    def show_text(self, extract: Extract) -> None:
        """The mail's own words, at once."""
        self.head.show_mail(extract)
        self._fit_head()
        self.above.verticalScrollBar().setValue(0)
        self.note.hide()
        self.body.show_text(extract.text)

    def show_page(self, page: MailPage) -> None:
        """The mail as it was laid out, when it was; and what was left unfetched."""
        if page.html:
            self.body.show_page(page.html)
        self.note.setVisible(page.remote > 0)

    def mark(self, marking: Marking) -> None:
        """Draw these marks from now on."""
        self.head.mark(marking)
        self.body.mark(marking)


class HeadArea(QScrollArea):
    """The lines of a head; where they have too little room they are scrolled, by the keyboard too."""

    def __init__(self, theme: Theme, head: MailHead) -> None:
        super().__init__(widgetResizable=True)
        self._ring = _Ring(theme, self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("The top of the email"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(head)
        end_still(head.grid, self)
        self.verticalScrollBar().rangeChanged.connect(self._take_keys)

    def _take_keys(self, _least: int, most: int) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if most else Qt.FocusPolicy.NoFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The ring is around it."""
        super().resizeEvent(event)
        self._ring.setGeometry(self.rect())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard came."""
        super().focusInEvent(event)
        self._ring.raise_()
        self._ring.show()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """It went."""
        super().focusOutEvent(event)
        self._ring.hide()


class _Ring(QWidget):
    """Lies over the head and lets the mouse through."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ring alone."""
        paint_ring(QPainter(self), QRectF(self.rect()), self._theme)


class NoteBar(QFrame):
    """One quiet line above the body."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        words = tr("Pictures from the internet were not fetched. The email is shown as stored.")
        self._label = TextLabel(theme, words, role="tx2")
        self._label.setWordWrap(True)
        box = QVBoxLayout(self)
        px = theme.px
        box.setContentsMargins(px(PANE_PADDING + WORDS_AT), px(22), px(PANE_PADDING + INSIDE), px(8))
        box.addWidget(self._label)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A grey bar with its sign."""
        p = QPainter(self)
        side = self._theme.px(PANE_PADDING)
        bar = QRect(side, self._theme.px(14), self.width() - 2 * side, self.height() - self._theme.px(14))
        paint_ground(p, QRectF(bar), "hov", self._theme, RADIUS_ROW)
        size = self._theme.px(16)
        sign = pixmap("image-off", self._theme.color("tx2"), size, self.devicePixelRatioF())
        p.drawPixmap(bar.left() + self._theme.px(INSIDE), bar.center().y() - size // 2 + 1, sign)
