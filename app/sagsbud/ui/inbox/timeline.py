"""`Hvad er der sket?`: the time line of a document or of the whole queue, and what belongs to it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from sagsbud.i18n import tr, trn
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.heading import HEADING_TO_WORDS, SIGN_WIDE
from sagsbud.ui.inbox.happenings import Happening
from sagsbud.ui.labels import CutLabel, TextLabel, frame, rule
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_HEADER, PANE_PADDING, PANE_STORY, SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS

STEP = 48
TEXT, NOTE = 19, 17
"""px of the one line that a point's words take in a step, and of the one that its note takes."""
LEFT = SIGN_WIDE + HEADING_TO_WORDS
WAITING_SHOWN = 3


def above_heading(theme: Theme) -> int:
    """px above the heading of a panel, which stands on one line with the name of the page beside it."""
    page, own = QFontMetrics(theme.font("pane_title")), QFontMetrics(theme.font("detail_title"))
    return (theme.px(PANE_HEADER) - page.height()) // 2 + page.ascent() - own.ascent()


class TimelinePanel(QWidget):
    """A heading, the points, and for the queue the documents that wait."""

    queue_asked = Signal()
    copy_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._headed, self._told = True, False
        self._foot: QWidget | None = None
        self._subject = CutLabel(theme, "", "caption", "tx2")
        self._line = Timeline(theme)
        self._waiting_title = TextLabel(theme, "", "label", "tx2")
        self._waiting = frame("picks")
        self._waiting_rows = QVBoxLayout(self._waiting)
        self._waiting_rows.setContentsMargins(0, 0, 0, 0)
        self._waiting_rows.setSpacing(0)
        self._more = TextLabel(theme, "", "caption", "tx2")
        self._all = LinkButton(theme, tr("Show all in the queue"))
        self._copy = LinkButton(theme, tr("Copy details"), "copy")
        self._all.clicked.connect(self.queue_asked)
        self._copy.clicked.connect(self.copy_asked)
        self._lay_out()
        self.show_story("", ())

    def _lay_out(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setSpacing(px(SPACE_S))
        self._heading = TextLabel(self._theme, tr("What happened?"), "detail_title")
        column.addWidget(self._heading)
        column.addWidget(self._subject)
        column.addSpacing(px(6))
        column.addWidget(self._line)
        self._rule = rule()
        column.addWidget(self._rule)
        column.addWidget(self._waiting_title)
        column.addWidget(self._waiting)
        rest = QHBoxLayout()
        rest.setSpacing(px(2))
        rest.addWidget(self._more)
        rest.addLayout(self._all.flush_right(), 1)
        column.addLayout(rest)
        column.addStretch(1)
        column.addLayout(self._copy.flush())
        self.stand(on_card=False)

    def stand(self, *, on_card: bool) -> None:
        """On a card, which says itself what it is, or beside a page."""
        px, inside = self._theme.px, self.layout()
        assert inside is not None
        self._headed = not on_card
        self._heading.setVisible(self._headed and self._told)
        edge = px(SPACE_XL if on_card else PANE_PADDING)
        above = px(SPACE_XS) if on_card else above_heading(self._theme)
        inside.setContentsMargins(edge, above, edge, px(SPACE_M) if on_card else self._below())
        self.setFixedWidth(px(PANE_STORY) + 2 * (edge - px(PANE_PADDING)))

    def end_with(self, foot: QWidget) -> None:
        """Beside a page with these words at its foot: the last line stands on theirs."""
        self._foot = foot
        foot.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The foot has another place."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize) and self._headed:
            self.stand(on_card=False)
        return super().eventFilter(watched, event)

    def _below(self) -> int:
        """px below the last line beside a page."""
        around = self._foot.parentWidget() if self._foot else None
        if not self._foot or not around:
            return self._theme.px(SPACE_L)
        words = self._foot.geometry()
        return around.height() - words.top() - (words.height() + self._copy.sizeHint().height()) // 2

    def show_story(
        self,
        subject: str,
        happenings: Sequence[Happening],
        waiting_title: str = "",
        waiting: Sequence[tuple[str, str]] = (),
        waiting_count: int = 0,
    ) -> None:
        """A time line; `waiting` are the titles and case numbers of the first documents that wait."""
        self._subject.setText(subject)
        self._line.take(happenings)
        self._told = bool(happenings)
        self._heading.setVisible(self._headed and self._told)
        self._copy.setVisible(self._told)
        shown = bool(waiting)
        for widget in (self._rule, self._waiting_title, self._waiting, self._more, self._all):
            widget.setVisible(shown)
        self._waiting_title.setText(waiting_title)
        while self._waiting_rows.count():
            taken = self._waiting_rows.takeAt(0)
            old = taken.widget() if taken else None
            if old:
                old.deleteLater()
        for at, (title, number) in enumerate(waiting[:WAITING_SHOWN]):
            if at:
                self._waiting_rows.addWidget(rule())
            self._waiting_rows.addWidget(self._waiting_row(title, number))
        rest = waiting_count - min(len(waiting), WAITING_SHOWN)
        self._more.setText(trn("and {count} more.", "and {count} more.", rest) if rest > 0 else "")
        self._more.setVisible(shown and rest > 0)

    def _waiting_row(self, title: str, number: str) -> QWidget:
        px = self._theme.px
        row = QWidget()
        row.setFixedHeight(px(30))
        line = QHBoxLayout(row)
        line.setContentsMargins(px(10), 0, px(10), 0)
        line.addWidget(CutLabel(self._theme, title), stretch=1)
        line.addWidget(TextLabel(self._theme, number, "caption", "tx2").stand_beside("body"))
        return row


class Timeline(QWidget):
    """The points on a line: discs for what is done, a diamond for what stopped it, a ring for what comes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._points: list[Happening] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)

    def take(self, happenings: Sequence[Happening]) -> None:
        """Show these."""
        self._points = list(happenings)
        self.setAccessibleName(". ".join(f"{point.text}, {point.note}" for point in self._points))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as there are points."""
        return QSize(200, self._theme.px(STEP) * len(self._points))

    def heightForWidth(self, width: int) -> int:
        """Words break where they are too long for a line."""
        return sum(self._step(point, width - self._theme.px(LEFT)) for point in self._points)

    def _step(self, point: Happening, width: int) -> int:
        return self._theme.px(STEP) + self._more(point, width) + self._tall(point.note, "caption", width)

    def _more(self, point: Happening, width: int) -> int:
        """px that the point's own words take beyond their one line."""
        return self._tall(point.text, _font_of(point), width)

    def _tall(self, words: str, font: str, width: int) -> int:
        px = self._theme.px
        room = QRect(0, 0, max(width, px(100)), px(400))
        metrics = QFontMetrics(self._theme.font(font))
        return max(0, metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, words).height() - metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Line, marks and words."""
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        t, px = self._theme, self._theme.px
        centre_x, top, width = px(9) + 0.5, 0, self.width() - px(LEFT)
        for at, point in enumerate(self._points):
            step = self._step(point, width)
            centre = QPointF(centre_x, top + QFontMetrics(t.font(_font_of(point))).height() / 2)
            if at + 1 < len(self._points):
                p.setPen(QPen(t.color("ctl"), 1))
                p.drawLine(QPointF(centre_x, centre.y() + px(7)), QPointF(centre_x, centre.y() + step - px(7)))
            self._mark(p, centre, point.mark)
            more = self._more(point, width)
            p.setFont(t.font(_font_of(point)))
            p.setPen(t.color("tx"))
            p.drawText(QRect(px(LEFT), top, width, px(TEXT) + more), Qt.TextFlag.TextWordWrap, point.text)
            p.setFont(t.font("caption"))
            p.setPen(t.color("tx2"))
            note = QRect(px(LEFT), top + px(TEXT) + more, width, step - px(STEP) - more + px(NOTE))
            p.drawText(note, Qt.TextFlag.TextWordWrap, point.note)
            top += step

    def _mark(self, p: QPainter, centre: QPointF, mark: str) -> None:
        t, px = self._theme, self._theme.px
        if mark == "stop":
            reach = px(7)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(t.color("warn"))
            corners = [(0, -reach), (reach, 0), (0, reach), (-reach, 0)]
            p.drawPolygon(QPolygonF([centre + QPointF(x, y) for x, y in corners]))
        elif mark == "open":
            p.setPen(QPen(t.color("tx2"), 1.5))
            p.setBrush(t.color("surf"))
            p.drawEllipse(centre, px(5), px(5))
        else:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(t.color("tx3"))
            p.drawEllipse(centre, px(5.5), px(5.5))


def _font_of(point: Happening) -> str:
    return "body" if point.mark == "open" else "strong"
