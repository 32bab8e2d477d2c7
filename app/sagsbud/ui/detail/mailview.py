"""A mail as a letter: who, to whom, when and about what above, the words below, evidence marked in both."""

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QEvent, QRect, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QTextBrowser, QTextEdit, QVBoxLayout, QWidget

from sagsbud.domain.cpr import mask_cpr, veil_cpr
from sagsbud.domain.extract import EvidenceSource, Extract, MailPage
from sagsbud.i18n import tr
from sagsbud.ui.detail import gutter
from sagsbud.ui.detail.documentview import Marking
from sagsbud.ui.detail.findings import Field, Finding, HeaderRow
from sagsbud.ui.detail.sheets import Range
from sagsbud.ui.detail.textmap import QtPlaces, TextMap
from sagsbud.ui.detail.wording import long_date_text
from sagsbud.ui.icons import pixmap
from sagsbud.ui.theme import Theme

SHOWN_CHARS = 200_000
RECIPIENTS = 8
LINE_HEIGHT = 145
"""Per cent of the font's own."""
PADDING = 20


class MailView(QWidget):
    """Head, note about what was not fetched, and body. Nothing in it can reach the net."""

    scrolled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head = MailHead(theme)
        self.note = NoteBar(theme)
        self.body = MailBody(theme)
        rule = QFrame()
        rule.setObjectName("rule")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self.head, rule, self.note):
            box.addWidget(part)
        box.addWidget(self.body, 1)
        self.note.hide()

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


class MailHead(QWidget):
    """Fra, Til, Dato, Emne in a grid."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values: dict[HeaderRow, str] = {}
        grid = QGridLayout(self)
        side = theme.px(PADDING)
        grid.setContentsMargins(side, theme.px(14), side, theme.px(12))
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(3))
        grid.setColumnStretch(1, 1)
        self._names: dict[HeaderRow, QLabel] = {}
        self._labels: dict[HeaderRow, QLabel] = {}
        titles = (tr("From"), tr("To"), tr("Date"), tr("Subject"))
        for at, (row, title) in enumerate(zip(HeaderRow, titles, strict=True)):
            name = QLabel(title)
            name.setProperty("role", "tx2")
            value = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            value.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            name.setBuddy(value)
            grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, at, 1)
            self._names[row], self._labels[row] = name, value

    def show_mail(self, extract: Extract) -> None:
        """The head of this mail."""
        sender = _bare(extract.sender.evidence.quote) if extract.sender else ""
        to = [_bare(found.evidence.quote) for found in extract.recipients[:RECIPIENTS]]
        more = len(extract.recipients) - len(to)
        sent = next((one.value for one in extract.dates if one.evidence.source is EvidenceSource.HEADER), None)
        subject = next((one.value for one in extract.titles if one.evidence.source is EvidenceSource.HEADER), "")
        self._values = {
            HeaderRow.FROM: sender,
            HeaderRow.TO: ", ".join([*to, tr("and {count} more", count=more)] if more > 0 else to),
            HeaderRow.DATE: long_date_text(sent) if sent else "",
            HeaderRow.SUBJECT: subject,
        }
        self.mark(Marking())

    def mark(self, marking: Marking) -> None:
        """Mark what was read in the head."""
        for row, label in self._labels.items():
            value = self._values.get(row, "")
            here = [one for one in marking.findings if one.row is row] if marking.shown else []
            found = [one for one in here if self._tells(one, mask_cpr(value), marking)]
            text = self._marked(mask_cpr(value), found, marking.focused)
            label.setText(f"<b>{text}</b>" if row is HeaderRow.FROM else text)
            label.setVisible(bool(value))
            self._names[row].setVisible(bool(value))

    @staticmethod
    def _tells(finding: Finding, value: str, marking: Marking) -> bool:
        """The head says by itself what it is; marked are words in it that decided, and what the focused field is from."""
        if finding.field is marking.focused or finding == marking.current:
            return True
        return finding.field in (Field.SAG, Field.KLE) and finding.quote in value and finding.quote != value

    def _marked(self, value: str, found: list[Finding], focused: Field | None) -> str:
        """The value with the quoted part on the evidence's ground; the whole of it when the quote is not in it."""
        if not found:
            return escape(value)
        finding = next((one for one in found if one.field is focused), found[0])
        ground = self._theme.tokens.evs if finding.field is focused else self._theme.tokens.ev
        style = f"background-color:{ground}; color:{self._theme.tokens.pagetx}; text-decoration:underline"
        at = value.find(finding.quote) if finding.quote else -1
        start, end = (at, at + len(finding.quote)) if at >= 0 else (0, len(value))
        return f'{escape(value[:start])}<span style="{style}">{escape(value[start:end])}</span>{escape(value[end:])}'


def _bare(written: str) -> str:
    """An address without a name stands without its brackets."""
    return written[1:-1] if written.startswith("<") and written.endswith(">") else written


class NoteBar(QFrame):
    """One quiet line above the body."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._label = QLabel(
            tr("Pictures from the net were not fetched. The mail is shown as it is kept."), wordWrap=True
        )
        self._label.setProperty("role", "tx2")
        box = QVBoxLayout(self)
        side = theme.px(PADDING)
        box.setContentsMargins(side + theme.px(34), theme.px(22), side + theme.px(12), theme.px(8))
        box.addWidget(self._label)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A grey bar with its sign."""
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self._theme.color("hov"))
        side = self._theme.px(PADDING)
        bar = QRect(side, self._theme.px(14), self.width() - 2 * side, self.height() - self._theme.px(14))
        p.drawRoundedRect(bar, 6, 6)
        size = self._theme.px(16)
        sign = pixmap("image-off", self._theme.color("tx2"), size, self.devicePixelRatioF())
        p.drawPixmap(bar.left() + self._theme.px(10), bar.center().y() - size // 2 + 1, sign)


class MailBody(QTextBrowser):
    """The words of the mail. Loads nothing: no picture, no style, no link."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marking = Marking()
        self._map = TextMap("", "")
        self._text = ""
        self._zoom = 1.0
        self._margin = _Margin(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(0)
        self.setAccessibleName(tr("The mail"))
        self.setStyleSheet("QTextBrowser, QTextBrowser:focus { padding: 0; border: none; }")
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._margin.update())
        self._dress()
        theme.changed.connect(self._dress)

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        """Nothing is loaded, from wherever."""
        return None

    @property
    def plain(self) -> str:
        """The words as they are shown."""
        return self.toPlainText()

    def show_text(self, text: str) -> None:
        """Plain words."""
        self._text = text[:SHOWN_CHARS]
        self.setPlainText(veil_cpr(self._text))
        self._settle()

    def show_page(self, html: str) -> None:
        """Structure and words of an already cleaned page."""
        self.setHtml(html)
        self._veil()
        self._settle()

    def _veil(self) -> None:
        """Hide the last digits of CPR numbers, also where the page splits them over its tags."""
        plain = self.document().toRawText()
        veiled = veil_cpr(plain)
        places = QtPlaces(plain)
        cursor = QTextCursor(self.document())
        for at, (was, now) in enumerate(zip(plain, veiled, strict=True)):
            if was != now:
                cursor.setPosition(places.to_qt(at))
                cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
                cursor.insertText("x")

    def _settle(self) -> None:
        """Airy lines, and the marks where the words now stand."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        form = QTextBlockFormat()
        form.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(form)
        self._map = TextMap(veil_cpr(self._text), self.document().toRawText())
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.mark(self._marking)

    def _dress(self) -> None:
        font = QFont(self._theme.font("body"))
        font.setPixelSize(round(font.pixelSize() * self._zoom))
        self.document().setDefaultFont(font)
        self.setFont(font)
        side = self._theme.px(PADDING)
        self.setViewportMargins(side, self._theme.px(16), self._theme.px(gutter.WIDTH) + 4, 0)
        self.mark(self._marking)

    # -- marks --------------------------------------------------------------------------------------------

    def mark(self, marking: Marking) -> None:
        """Draw these marks from now on."""
        self._marking = marking
        chosen = [self._selection(span, strong) for span, strong in self._marked_spans()]
        chosen += [self._hit(hit, at == marking.hit) for at, hit in enumerate(marking.hits)]
        self.setExtraSelections([one for one in chosen if one is not None])
        self._margin.update()

    def _marked_spans(self) -> Iterable[tuple[Range, bool]]:
        focused, current = self._marking.focused, self._marking.current
        for one in sorted(self._marking.places, key=lambda place: place.field is focused):
            yield (one.start, one.end), one.field is focused or one == current

    def _selection(self, span: Range, strong: bool) -> QTextEdit.ExtraSelection | None:
        form = QTextCharFormat()
        form.setBackground(self._theme.color("evs" if strong else "ev"))
        form.setForeground(self._theme.color("pagetx"))
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        form.setUnderlineColor(self._theme.color("evl"))
        return self._extra(span, form)

    def _hit(self, span: Range, current: bool) -> QTextEdit.ExtraSelection | None:
        form = QTextCharFormat()
        form.setBackground(self._theme.color("acc" if current else "sel"))
        form.setForeground(self._theme.color("onacc" if current else "tx"))
        return self._extra(span, form)

    def _extra(self, span: Range, form: QTextCharFormat) -> QTextEdit.ExtraSelection | None:
        cursor = self.cursor_at(span)
        if cursor is None:
            return None
        extra = QTextEdit.ExtraSelection()
        extra.cursor, extra.format = cursor, form
        return extra

    def cursor_at(self, span: Range) -> QTextCursor | None:
        """The characters of the mail's text where they stand in what is shown; None when they do not."""
        found = self._map.find(span)
        if found is None:
            return None
        cursor = QTextCursor(self.document())
        cursor.setPosition(found[0])
        cursor.setPosition(found[1], QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def places(self) -> list[tuple[Field, float]]:
        """The height of each marked field's first line, in px of the viewport."""
        found: list[tuple[Field, float]] = []
        for one in self._marking.places:
            cursor = self.cursor_at((one.start, one.end))
            if cursor is not None:
                cursor.setPosition(cursor.selectionStart())
                found.append((one.field, float(self.cursorRect(cursor).center().y())))
        return found

    def go_to(self, span: Range) -> None:
        """Bring the place into view, a third from the top."""
        cursor = self.cursor_at(span)
        if cursor is None:
            return
        rect = self.cursorRect(cursor)
        if rect.top() < 0 or rect.bottom() > self.viewport().height():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + rect.top() - self.viewport().height() // 3)

    # -- zoom ---------------------------------------------------------------------------------------------

    @property
    def zoom_percent(self) -> int:
        """The text's size against the window's."""
        return round(100 * self._zoom)

    def zoom_to(self, factor: float) -> None:
        """Larger or smaller words."""
        self._zoom = min(4.0, max(0.5, factor))
        self._dress()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom as everywhere else."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_to(self._zoom + (0.1 if event.angleDelta().y() > 0 else -0.1))
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The margin stands beside the words."""
        super().resizeEvent(event)
        port = self.viewport().geometry()
        wide = self._theme.px(gutter.WIDTH) + 4
        self._margin.setGeometry(port.right() + 1, port.top(), wide, port.height())

    def changeEvent(self, event: QEvent) -> None:
        """Paint in the palette in force."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._margin.update()


class _Margin(QWidget):
    """The names of the fields beside the words."""

    def __init__(self, body: MailBody) -> None:
        super().__init__(body)
        self._body = body
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Leaders and names."""
        theme = self._body._theme
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = float(theme.px(16))
        notes = gutter.gathered(self._body.places(), self._body._marking.focused, line)
        gutter.paint_notes(p, notes, 0.0, theme)
