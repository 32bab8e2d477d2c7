"""What the document says: pages, text or mail, and a way to search and move about in it."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.extract import EvidenceSource, Extract, Kind, MailPage, PageImage
from sagsbud.domain.ids import ItemId
from sagsbud.engine.views import Detail
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.detail.loading import Contents
from sagsbud.ui.detail.markedcontents import MarkedContents
from sagsbud.ui.detail.marks import Marking, covers, hits_in
from sagsbud.ui.detail.sheets import PageSheet, Range
from sagsbud.ui.detail.textsheet import Setting, TextSheet, text_sheets
from sagsbud.ui.detail.wording import MAILS
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

RENDERED = frozenset({Kind.PDF, Kind.IMAGE})
"""Kinds whose pages are shown as pictures."""
LAID_OUT = frozenset({Kind.EML, Kind.MSG, Kind.HTML})
"""Kinds that may have a page of HTML."""
IN_PARAGRAPHS = frozenset({Kind.DOCX, Kind.DOC, Kind.ODT, Kind.RTF, Kind.HTML})
"""Kinds whose lines end where a paragraph ends, so that some air belongs between them."""
PARAGRAPH_GAP = 0.45
VEILS = 500


class PageSource(Protocol):
    """Where pages and mails come from: the engine's contents, or the service for what lies there."""

    def page_image(self, item: ItemId, page: int, width: int, ranges: Sequence[Range] = ()) -> PageImage:
        """A rendered page (from 1). Blocks; raises SagsbudError."""

    def mail_page(self, item: ItemId) -> MailPage:
        """A mail's HTML as it may be shown. Blocks; raises SagsbudError."""


class Preview(MarkedContents):
    """Shows one item: the document itself, or an attachment chosen in the tree."""

    original_wanted = Signal(object)
    copy_wanted = Signal(object)
    """The IntakeItem that is to be opened in its own program, or saved."""

    def __init__(self, source: PageSource, theme: Theme, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(source.page_image, theme, operations, parent)
        self._source = source
        self._item: ItemId | None = None
        self._text = ""
        self._shown: IntakeItem | None = None
        """The item itself, when it is one of those here."""
        self._connect()

    def _connect(self) -> None:
        self.toolbar.page_wanted.connect(self._turn)
        self.toolbar.zoom_wanted.connect(self._zoom)
        self.toolbar.search_wanted.connect(self.search)
        self.toolbar.evidence_toggled.connect(self.show_evidence)
        self.toolbar.finding_wanted.connect(self.go_to)
        self.findbar.words_changed.connect(self._find)
        self.findbar.step.connect(self._step)
        self.findbar.closed.connect(self.close_search)
        self.document.page_changed.connect(lambda _page: self._show_where())
        self.document.zoom_changed.connect(self._show_where)
        self.loader.failed.connect(self._page_failed)
        self.nothing.original_wanted.connect(lambda: self.original_wanted.emit(self._shown))
        self.nothing.copy_wanted.connect(lambda: self.copy_wanted.emit(self._shown))
        self._theme.changed.connect(self._dress)
        self.document.installEventFilter(self)
        self.late_mail.then(lambda mail: mail.body.installEventFilter(self))

    # -- showing ------------------------------------------------------------------------------------------

    @property
    def item(self) -> ItemId | None:
        """What is shown."""
        return self._item

    def show_item(self, contents: Contents) -> None:
        """Show this document; the same one again only when there is news of its text."""
        detail = contents.detail
        self._shown = detail.entry.item
        known = detail.extract is not None or detail.entry.problem is not None
        self.nothing.offer(original=known and contents.original, copy=known and not detail.entry.purged)
        self.show_extract(detail.entry.item.id, detail.extract, contents.text, contents.veils, _why_nothing(detail))

    def show_extract(
        self, item: ItemId, extract: Extract | None, text: str, veils: tuple[Range, ...], nothing: str
    ) -> None:
        """Show what was read of a document; `nothing` says why, when nothing was."""
        if item == self._item and extract == self._extract:
            return
        self.close_search()
        self._item, self._extract, self._text = item, extract, text
        self._marking = Marking(shown=self._marking.shown, veils=covers(text, veils[:VEILS]))
        self.loader.clear()
        kind = extract.kind if extract else Kind.UNKNOWN
        if extract is None:
            self._say(nothing)
        elif kind in RENDERED:
            self._show_pages(item, extract)
        elif kind in MAILS:
            self._show_mail(item, extract)
        elif extract.text.strip():
            self._show_text(extract)
        else:
            self._say(tr("There is nothing to show for this file."))
        self._show_where()

    def clear(self) -> None:
        """Nothing is shown."""
        self.loader.clear()
        self.close_search()
        self._item = self._extract = None
        self._say("")
        self._show_where()

    def _say(self, words: str) -> None:
        self.nothing.say(words)
        self._stack.setCurrentWidget(self.nothing)
        self.document.show_sheets([])
        self.toolbar.show_findings((), self._marking.shown)

    def _show_pages(self, item: ItemId, extract: Extract) -> None:
        sheets = [PageSheet(number, tint=self._theme.color("page")) for number in range(1, max(1, extract.pages) + 1)]
        self._stack.setCurrentWidget(self.document)
        self.document.show_sheets(sheets)
        self.loader.load(item, sheets)

    def _show_text(self, extract: Extract) -> None:
        theme = self._theme
        title = extract.titles[0].evidence if extract.titles else None
        setting = Setting(
            theme.font("body"),
            theme.color("pagetx"),
            theme.color("page"),
            theme.scale,
            gap=PARAGRAPH_GAP if extract.kind in IN_PARAGRAPHS else 0.0,
            strong=(title.start, title.end) if title and title.source is EvidenceSource.TEXT else (0, 0),
        )
        self._stack.setCurrentWidget(self.document)
        self.document.show_sheets(text_sheets(self._text, extract.page_starts, setting), seamless=True)

    def _show_mail(self, item: ItemId, extract: Extract) -> None:
        self._stack.setCurrentWidget(self.mail)
        self.mail.show_text(extract)
        if extract.kind in LAID_OUT:
            self._operations.run(
                self,
                lambda: self._source.mail_page(item),
                lambda page: self._mail_arrived(item, page),
                _as_text,
                key="mail",
            )

    def _mail_arrived(self, item: ItemId, page: MailPage) -> None:
        if item == self._item:
            self.mail.show_page(page)
            self._mark()

    def _page_failed(self, error: SagsbudError) -> None:
        """A page that cannot be drawn is still told as text, when there is text."""
        sheets = self.document.sheets
        if any(isinstance(sheet, PageSheet) and sheet.image is not None for sheet in sheets):
            return
        self.loader.clear()
        if self._extract is not None and self._extract.text.strip():
            self._show_text(self._extract)
            self._mark()
        else:
            told = trouble_text(error.trouble, error.params)
            self._say(f"{told.title} {told.meaning}")
        self._show_where()

    def _show_where(self) -> None:
        paged = self._stack.currentWidget() is self.document and self._extract is not None and self._extract.pages > 0
        self.toolbar.show_pages(self.document.page, self.document.pages if paged else 0)
        mail = self.mail_shown
        self.toolbar.show_zoom(mail.body.zoom_percent if mail else self.document.zoom_percent)
        for part in (self.toolbar, self._rule):
            part.setVisible(self._stack.currentWidget() is not self.nothing)

    # -- searching ----------------------------------------------------------------------------------------

    def search(self) -> None:
        """Open the search and go to it."""
        if self._extract is None:
            return
        self.findbar.show()
        self.findbar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.findbar.field.selectAll()

    def close_search(self) -> None:
        """Close it, and take its marks away."""
        if self.findbar.isVisibleTo(self):
            had = self.findbar.field.hasFocus()
            self.findbar.hide()
            self.findbar.field.clear()
            if had:
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self, words: str) -> None:
        text = self._extract.text if self._extract else ""
        hits = tuple(hits_in(text, words))
        self._marking = self._with(hits=hits, hit=0 if hits else -1)
        self._mark()
        self._show_hit()

    def _step(self, by: int) -> None:
        hits = self._marking.hits
        if hits:
            self._marking = self._with(hit=(self._marking.hit + by) % len(hits))
            self._mark()
            self._show_hit()

    def _show_hit(self) -> None:
        hits, at = self._marking.hits, self._marking.hit
        self.findbar.show_hits(at, len(hits))
        if 0 <= at < len(hits):
            self._go_to_span(hits[at], self._page_of(hits[at]))

    # -- moving -------------------------------------------------------------------------------------------

    def _turn(self, by: int) -> None:
        self.document.go_to_page(self.document.page + by)

    def zoom_fit(self) -> None:
        """To the window's width, then to the whole page."""
        self._zoom(0)

    def zoom_in(self) -> None:
        """Larger."""
        self._zoom(1)

    def zoom_out(self) -> None:
        """Smaller."""
        self._zoom(-1)

    def _zoom(self, way: int) -> None:
        if mail := self.mail_shown:
            body = mail.body
            body.zoom_to(body.zoom_percent / 100 + 0.1 * way if way else 1.0)
            self._show_where()
        elif way:
            (self.document.zoom_in if way > 0 else self.document.zoom_out)()
        else:
            self.document.zoom_fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+F means this text while it has focus."""
        if isinstance(event, QKeyEvent) and _is_find(event):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self.search()
                return True
        return super().eventFilter(watched, event)

    def _dress(self) -> None:
        font, ink, paper = self._theme.font("body"), self._theme.color("pagetx"), self._theme.color("page")
        for sheet in self.document.sheets:
            if isinstance(sheet, PageSheet):
                sheet.tint = paper
            elif isinstance(sheet, TextSheet):
                sheet.dress(font, ink, paper)
        self.document.place()
        self._mark()


def _is_find(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def _why_nothing(detail: Detail) -> str:
    if detail.entry.problem is None:
        return tr("The document is being read.")
    return tr("There is nothing to show for this file.")


def _as_text(_error: SagsbudError) -> None:
    """A mail whose page cannot be laid out stays the text it is already shown as."""
