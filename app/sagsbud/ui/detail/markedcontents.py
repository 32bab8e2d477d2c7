"""The places of a document, mail or text in which evidence and hits are marked, and how to get to them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from sagsbud.domain.extract import Extract
from sagsbud.i18n import tr
from sagsbud.ui.detail.documentview import DocumentView
from sagsbud.ui.detail.findings import Field, Finding, by_place
from sagsbud.ui.detail.marks import Marking
from sagsbud.ui.detail.pages import PageLoader, RenderPage
from sagsbud.ui.detail.sheets import Range
from sagsbud.ui.detail.toolbar import FindBar, Toolbar
from sagsbud.ui.detail.unshown import Unshown
from sagsbud.ui.labels import rule
from sagsbud.ui.late import Late, Making
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.ui.detail.mailview import MailView


class MarkedContents(QWidget):
    """The parts of the preview, with marks; what is shown in them is the Preview's business."""

    def __init__(
        self,
        page_image: RenderPage,
        theme: Theme,
        operations: Operations,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._operations = operations
        self._extract: Extract | None = None
        self._marking = Marking()
        self.toolbar = Toolbar(theme)
        self.findbar = FindBar(theme)
        self.document = DocumentView(theme)
        self.document.setAccessibleName(tr("The document"))
        self.late_mail = Late(_mail(theme))
        self.nothing = Unshown(theme)
        self._stack = QStackedWidget()
        for part in (self.document, self.nothing):
            self._stack.addWidget(part)
        self.late_mail.then(self._stack.addWidget)
        self.loader = PageLoader(page_image, operations, self.document)
        self._lay_out()

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._rule = rule()
        for part in (self.toolbar, self.findbar, self._rule):
            box.addWidget(part)
        box.addWidget(self._stack, 1)

    @property
    def mail(self) -> "MailView":
        """Where mails are shown; made now unless it is there."""
        return self.late_mail.get()

    @property
    def mail_shown(self) -> "MailView | None":
        """The same while one is shown."""
        mail = self.late_mail.there
        return mail if mail and self._stack.currentWidget() is mail else None

    @property
    def view(self) -> QWidget:
        """What has the document in it now."""
        mail = self.mail_shown
        return mail.body if mail else self.document

    @property
    def marking(self) -> Marking:
        """What is marked now."""
        return self._marking

    def mark(self, findings: tuple[Finding, ...], focused: Field | None = None) -> None:
        """Mark these places, those of the focused field stronger."""
        self._marking = self._with(findings=findings, focused=focused)
        self._mark()

    def focus_field(self, field: Field | None) -> None:
        """Another field has focus: mark its places stronger, and show the first when none is in view."""
        if field is self._marking.focused:
            return
        self._marking = self._with(focused=field)
        self._mark()

    def show_evidence(self, shown: bool) -> None:
        """Marks on or off."""
        self._marking = self._with(shown=shown)
        self._mark()

    def toggle_evidence(self) -> None:
        """Marks on when off, off when on."""
        self.show_evidence(not self._marking.shown)

    def next_finding(self) -> None:
        """The next place, from the top again after the last; marks come on for it."""
        places = list(by_place(one for one in self._marking.findings if one.row is None))
        if not places:
            return
        current = self._marking.current
        at = places.index(current) + 1 if current in places else 0
        self.go_to(places[at % len(places)])

    def go_to(self, finding: Finding) -> None:
        """Bring a place into view."""
        self._marking = self._with(shown=True, current=finding)
        self._mark()
        if finding.row is None:
            self._go_to_span((finding.start, finding.end), finding.page)
        else:
            self.mail.go_to_row(finding.row)

    def _go_to_span(self, span: Range, page: int) -> None:
        if mail := self.mail_shown:
            mail.body.go_to(span)
        else:
            self.document.go_to(span, page)
            if not any(sheet.rects(span, 100) for sheet in self.document.visible()):
                QTimer.singleShot(0, self, lambda: self.document.go_to(span, page))

    def _with(self, **changes: object) -> Marking:
        before = self._marking
        values = {
            "findings": before.findings,
            "shown": before.shown,
            "focused": before.focused,
            "hits": before.hits,
            "hit": before.hit,
            "current": before.current,
            "veils": before.veils,
        }
        return Marking(**{**values, **changes})  # type: ignore[arg-type]

    def _mark(self) -> None:
        marking = self._marking
        self.toolbar.show_findings(marking.findings, marking.shown)
        mail = self.mail_shown
        if made := self.late_mail.there:
            made.mark(marking if mail else Marking())
        self.document.mark(Marking() if mail else marking)
        spans = [((one.start, one.end), one.page) for one in marking.findings if one.row is None]
        spans += [(span, self._page_of(span)) for span in (*marking.hits, *marking.veils)]
        self.loader.find(spans)

    def _page_of(self, span: Range) -> int:
        starts = self._extract.page_starts if self._extract else ()
        return sum(start <= span[0] for start in starts)


def _mail(theme: Theme) -> "Making[MailView]":
    yield "sagsbud.ui.detail.mailview"
    from sagsbud.ui.detail.mailview import MailView

    return MailView(theme)
