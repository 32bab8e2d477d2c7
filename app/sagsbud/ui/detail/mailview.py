"""A mail as a letter: who, to whom, when and about what above, the words below, evidence marked in both."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from sagsbud.domain.extract import Extract, MailPage
from sagsbud.i18n import tr
from sagsbud.ui.detail.findings import HeaderRow
from sagsbud.ui.detail.mailbody import MailBody
from sagsbud.ui.detail.mailhead import MailHead
from sagsbud.ui.detail.marks import Marking
from sagsbud.ui.edges import INSIDE, WORDS_AT
from sagsbud.ui.icons import pixmap
from sagsbud.ui.labels import TextLabel, rule
from sagsbud.ui.paint import paint_ground
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING, RADIUS_ROW

LEAST = 80


class MailView(QWidget):
    """Head, note about what was not fetched, and words, scrolled as one. Nothing in it can reach the net."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head = MailHead(theme)
        self.note = NoteBar(theme)
        self.body = MailBody(theme)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.head, rule(), self.note):
            column.addWidget(part)
        self.note.hide()
        self.body.put_above(above)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.body)

    def sizeHint(self) -> QSize:
        """As the pane gives."""
        return QSize(self._theme.px(480), self._theme.px(200))

    def minimumSizeHint(self) -> QSize:
        """It can be low."""
        return QSize(0, self._theme.px(LEAST))

    def show_text(self, extract: Extract) -> None:
        """The mail's own words, at once."""
        self.head.show_mail(extract)
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

    def go_to_row(self, row: HeaderRow) -> None:
        """Bring a line of the head into view."""
        self.body.go_above(self.head.value(row))


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
