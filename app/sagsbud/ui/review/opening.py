"""What is read of one document under review, off the main thread: the case itself, and the document beside it."""

from collections.abc import Sequence
from dataclasses import field

from sagsbud.domain.cpr import cpr_serials, veiled
from sagsbud.domain.errors import NotThere, SagsbudError
from sagsbud.domain.extract import Extract, MailPage, PageImage
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import DokumentId, ItemId
from sagsbud.domain.reviewdesk import ReviewDesk
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.detail.sheets import Range


@frozen
class Opened:
    """The document as it may be shown; without an extract `nothing` says why."""

    extract: Extract | None = None
    text: str = field(default="", repr=False)
    """As long as the extract's text, with the last digits of CPR numbers veiled."""
    veils: tuple[Range, ...] = ()
    nothing: str = ""


def open_document(desk: ReviewDesk, dokument: DokumentId) -> Opened:
    """Fetch and read the file; what stops that is told in the document's place."""
    try:
        extract = desk.extract(dokument)
    except NotThere:
        return Opened(nothing=tr("Sag og Dokument has no file of this document."))
    except SagsbudError as error:
        told = trouble_text(error.trouble, error.params)
        return Opened(nothing=f"{told.title} {told.meaning}")
    veils = tuple(cpr_serials(extract.text))
    return Opened(extract, veiled(extract.text, veils), veils)


class DokumentPages:
    """The preview's pages from the service. A Dokument's uuid stands where an item's does."""

    def __init__(self, desk: ReviewDesk) -> None:
        self._desk = desk

    def page_image(self, item: ItemId, page: int, width: int, ranges: Sequence[Range] = ()) -> PageImage:
        """A rendered page, with where it has these ranges of the text."""
        return self._desk.page_image(DokumentId(item), page, width, ranges)

    def mail_page(self, item: ItemId) -> MailPage:
        """A mail's HTML as it may be shown."""
        return self._desk.mail_page(DokumentId(item))
