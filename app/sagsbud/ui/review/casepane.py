"""The right-hand side: the document, its case beside it, and the decision below; one at a time where it is narrow."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import DokumentId, ItemId
from sagsbud.domain.review import ReviewCase, ReviewRow
from sagsbud.domain.reviewdesk import ReviewDesk
from sagsbud.i18n import tr, trn
from sagsbud.ui.buttons import IconButton
from sagsbud.ui.detail.preview import Preview
from sagsbud.ui.edges import AROUND_SIGN
from sagsbud.ui.labels import TextLabel, rule, wall
from sagsbud.ui.operations import Operations
from sagsbud.ui.review.casefoot import CaseFoot
from sagsbud.ui.review.casepanel import CasePanel
from sagsbud.ui.review.casewords import comes_later, no_past_text, subtitle_text
from sagsbud.ui.review.headwords import HeadWords
from sagsbud.ui.review.opening import DokumentPages, Opened, open_document
from sagsbud.ui.review.rowwords import why
from sagsbud.ui.review.table import EDGE, FigureTable
from sagsbud.ui.tabs import PartTabs
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_HEADER, PANE_PADDING, SPACE_S
from sagsbud.ui.viewport import reveal, scrolled, uncut

PANEL = 324
"""px at scale 1.0 of the case beside the document."""
PREVIEW_LEAST = 300
REST = 90
"""Milliseconds the selection rests on a row before its document is fetched."""
CASE, DOCUMENT = range(2)
SEVERAL_SHOWN = 200
"""Of the documents that are selected together, so many are listed."""
ANY_WIDTH = 16_777_215
"""Qt's word for no greatest width."""


class CasePane(QWidget):
    """Shows one ReviewRow, or how many are selected. What is asked for comes out as signals."""

    approve_asked = Signal()
    reassign_asked = Signal()
    withdraw_asked = Signal()
    back_asked = Signal()

    def __init__(self, desk: ReviewDesk, theme: Theme, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._theme = theme
        self._operations = operations
        self._row: ReviewRow | None = None
        self._count = 0
        self._past_asked = False
        self._missing = False
        """Whether something of what is shown could not be fetched and may come later."""
        self.narrow: bool | None = None
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = HeadWords(theme, "", "detail_title")
        self.subtitle = HeadWords(theme, "", "caption", "tx2")
        self.back = IconButton(theme, "arrow-left", tr("Back to the list"), key="Esc", size=18)
        self.past = IconButton(theme, "history", tr("What happened?"), size=18)
        self.past.setCheckable(True)
        self.preview = Preview(DokumentPages(desk), theme, operations)
        self.panel = CasePanel(theme)
        self.tabs = PartTabs(theme, (tr("Changes"), tr("Document")))
        self.footer = CaseFoot(theme)
        self.primary = self.footer.primary
        self._rest = QTimer(self, interval=REST, singleShot=True)
        self._rest.timeout.connect(self._fetch)
        self._lay_out()
        self._connect()
        self.show_rows([])

    # -- building -----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        px = self._theme.px
        self.head = QWidget()
        self.head.setMinimumHeight(px(PANE_HEADER))
        line = self._line = QHBoxLayout(self.head)
        line.setContentsMargins(px(PANE_PADDING), 0, px(PANE_PADDING - AROUND_SIGN), 0)
        line.setSpacing(px(6))
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        words.addStretch(1)
        line.addWidget(self.back)
        line.addLayout(words, 1)
        line.addWidget(self.past)
        self.panel.setObjectName("pane")
        self.panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll = scrolled(self.panel, self.panel.column)
        name = tr("The documents that are selected")
        self.several = FigureTable(self._theme, name, inset=PANE_PADDING - EDGE, breaks=True)
        self.nothing = TextLabel(self._theme, tr("Nothing is selected."), "body", "tx2")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._wall, self._rule = wall(), rule()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self.tabs.setAccessibleName(tr("Part of the document that is shown"))

    def _connect(self) -> None:
        self.footer.approve_asked.connect(self.approve_asked)
        self.footer.reassign_asked.connect(self.reassign_asked)
        self.footer.withdraw_asked.connect(self.withdraw_asked)
        self.back.clicked.connect(lambda _checked=False: self.back_asked.emit())
        self.past.toggled.connect(self._show_past)
        self.tabs.currentChanged.connect(lambda _at: self._show_parts())

    # -- showing ------------------------------------------------------------------------------------------

    @property
    def row(self) -> ReviewRow | None:
        """What is shown; None for none, and for several."""
        return self._row

    @property
    def shown(self) -> DokumentId | None:
        """The Dokument that is shown."""
        return self._row.dokument if self._row else None

    def show_rows(self, rows: Sequence[ReviewRow]) -> None:
        """One document, or the sum of several, or nothing."""
        before = self._row
        self._row = rows[0] if len(rows) == 1 else None
        self._count = len(rows)
        self.footer.show_rows(rows)
        if self._row is not None:
            self.title.setText(self._row.titel)
            self.subtitle.setText(subtitle_text(self._row))
            if before != self._row:
                self.panel.show_row(self._row)
            if before is None or before.dokument != self._row.dokument:
                self._scroll.verticalScrollBar().setValue(0)
                self._past_asked = False
                self.preview.clear()
                self._rest.start()
            elif before.version != self._row.version:
                self._rest.start()
        else:
            self._rest.stop()
            self.preview.clear()
            self.title.setText(trn("{count} document", "{count} documents", self._count) if self._count else "")
            self.subtitle.setText("")
            if rows:
                self.panel.show_several(rows)
                told = [(row.titel, why(row)[0]) for row in rows[:SEVERAL_SHOWN]]
                self.several.fill((tr("Document"), tr("Why here")), told, right=False, first_wide=True)
        alone = not self.subtitle.text()
        self.subtitle.setVisible(not alone)
        self.title.stand_beside("pane_title" if alone else "detail_title")  # the list's heading is beside it
        self._place()

    def _fetch(self) -> None:
        row = self._row
        if row is None:
            return
        self._missing = False
        desk, dokument = self._desk, row.dokument
        self._operations.run(
            self,
            lambda: desk.case(dokument),
            self._case_came,
            lambda error: self._case_lost(dokument, error),
            key="case",
        )
        self._operations.run(
            self, lambda: open_document(desk, dokument), lambda opened: self._opened(dokument, opened), key="document"
        )

    def _case_came(self, case: ReviewCase) -> None:
        if case.row.dokument == self.shown:
            self.panel.show_case(case)
            self._go_to_past()

    def _case_lost(self, dokument: DokumentId, error: SagsbudError) -> None:
        """Offline the list's own knowledge stays; a document that is gone is told by the list."""
        if dokument == self.shown:
            self._missing = comes_later(error)
            self.panel.show_no_past(no_past_text(error))
            self._go_to_past()

    def fetch_missing(self) -> None:
        """There is a connection: fetch what could not be fetched without one."""
        if self._missing:
            self._rest.start()

    def _opened(self, dokument: DokumentId, opened: Opened) -> None:
        if dokument == self.shown:
            self.preview.show_extract(ItemId(dokument), opened.extract, opened.text, opened.veils, opened.nothing)

    def _show_past(self, shown: bool) -> None:
        self.panel.show_past(shown=shown)
        self._past_asked = shown
        if shown:
            self.tabs.setCurrentIndex(CASE)
            self._go_to_past()

    def _go_to_past(self) -> None:
        """To what was just asked for, as soon as it is known."""
        if self._past_asked and self.panel.past_told:
            self._past_asked = False
            reveal(self._scroll, self.panel.past_title, self.panel.past_end)
            QTimer.singleShot(0, self._scroll, self._uncut)

    def _uncut(self) -> None:
        """No line stands cut above what was asked for."""
        lines = [line for line in self.panel.findChildren(TextLabel) if line.isVisible()]
        uncut(self._scroll, self.panel.folded.button, *lines)

    # -- size ---------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side while there is room."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        px = self._theme.px
        narrow = self.width() < px(PANEL + PREVIEW_LEAST)
        if narrow != self.narrow:
            self.narrow = narrow
            self._break_words(narrow)
            grid = self._grid
            parts = (self.head, self._rule, self.tabs, self.preview, self._wall, self._scroll, self.several,
                     self.nothing, self.footer)  # fmt: skip
            for part in parts:
                grid.removeWidget(part)
                part.setParent(self)
            columns = 1 if narrow else 3
            grid.addWidget(self.head, 0, 0, 1, columns)
            grid.addWidget(self._rule, 1, 0, 1, columns)
            grid.addWidget(self.tabs, 2, 0)
            grid.addWidget(self.preview, 3, 0, 1 if narrow else 2, 1)
            grid.addWidget(self.several, 3, 0, 1 if narrow else 2, 1)
            grid.addWidget(self.nothing, 3, 0, 1 if narrow else 2, columns)
            grid.addWidget(self._wall, 2, 0 if narrow else 1, 1 if narrow else 3, 1)
            grid.addWidget(self._scroll, 3, 0 if narrow else 2)
            grid.addWidget(self.footer, 4, 0 if narrow else 2)
            for column in range(3):
                grid.setColumnStretch(column, int(column == 0))
            grid.setRowStretch(3, 1)
            for part in (self._scroll, self.footer):
                part.setMinimumWidth(0 if narrow else px(PANEL))
                part.setMaximumWidth(ANY_WIDTH if narrow else px(PANEL))
        self._show_parts()

    def _break_words(self, narrow: bool) -> None:
        """The list is as narrow as this, and cuts a title too: here it is read whole."""
        around = self._theme.px(SPACE_S) if narrow else 0
        margins = self._line.contentsMargins()
        self._line.setContentsMargins(margins.left(), around, margins.right(), around)
        for words in (self.title, self.subtitle):
            words.setWordWrap(narrow)

    def _head_height(self) -> int:
        """Where one document's words are broken, room for two lines of each, so that it is as high for short ones."""
        theme = self._theme
        if not self.narrow or self._row is None:
            return theme.px(PANE_HEADER)
        fonts = [QFontMetrics(theme.font(role)) for role in ("detail_title", "caption")]
        words = sum(font.height() + font.lineSpacing() for font in fonts) + theme.px(1)
        return words + 2 * theme.px(SPACE_S)

    def _show_parts(self) -> None:
        one, narrow, at = self._row is not None, bool(self.narrow), self.tabs.currentIndex()
        some = self._count > 0
        self.tabs.setVisible(narrow and some)
        self._wall.setVisible(not narrow and self._count > 0)
        self.preview.setVisible(one and (not narrow or at == DOCUMENT))
        self._scroll.setVisible(some and (not narrow or at == CASE))
        self.several.setVisible(some and not one and (not narrow or at == DOCUMENT))
        self.nothing.setVisible(not some)
        for part in (self.head, self._rule, self.footer):
            part.setVisible(some)
        self.past.setVisible(one)
        self.head.setMinimumHeight(self._head_height())

    def show_back(self, shown: bool) -> None:
        """Whether the list is behind this pane rather than beside it."""
        self.back.setVisible(shown)
        margins = self._line.contentsMargins()
        margins.setLeft(self._theme.px(PANE_PADDING - AROUND_SIGN if shown else PANE_PADDING))
        self._line.setContentsMargins(margins)

    def parts(self) -> list[QWidget]:
        """What F6 walks through."""
        return [self.head, self.preview, self._scroll, self.footer]
