"""The files of Dokumenter under review: fetched from the service, and the last few kept while they are looked at."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import field
from datetime import datetime

from sagsbud.domain.errors import StoreError
from sagsbud.domain.extract import Extract, MailPage, PageImage
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.review import ReviewDokument
from sagsbud.engine.ports import Ports, ReviewPorts

KEPT = 4


@frozen
class ReviewFile:
    """A file as it was fetched."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)
    received_at: datetime


class ReviewFiles:
    """Everything blocks on the net and raises ServiceError. `read` reads a Dokument that the queue does not know."""

    def __init__(self, ports: Ports, review: ReviewPorts, read: Callable[[DokumentId], ReviewDokument]) -> None:
        self._ports = ports
        self._review = review
        self._read = read
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[DokumentId, str], ReviewFile] = OrderedDict()

    def extract(self, dokument: DokumentId) -> Extract:
        """What the file says, without the words on scans. Raises ExtractError."""
        file = self.of(dokument)
        return self._ports.extractor.read(file.name, file.content, file.received_at, ocr=False)

    def page_image(self, dokument: DokumentId, page: int, width: int, ranges: Sequence[tuple[int, int]]) -> PageImage:
        """A rendered page, with where it has these ranges of the text. Raises ExtractError."""
        file = self.of(dokument)
        return self._ports.extractor.render(file.name, file.content, page, width, ranges)

    def mail_page(self, dokument: DokumentId) -> MailPage:
        """A mail's HTML. Raises ExtractError."""
        file = self.of(dokument)
        return self._ports.extractor.mail_page(file.name, file.content)

    def of(self, dokument: DokumentId) -> ReviewFile:
        """The Dokument's file; the history says that somebody looked at it."""
        seen = self._review.queue.known(dokument) or self._read(dokument)
        place = (dokument, seen.content_url or "")
        with self._lock:
            if place in self._kept:
                self._kept.move_to_end(place)
                return self._kept[place]
        found = ReviewFile(seen.file_name, self._review.service.content(seen), seen.received_at)
        with suppress(StoreError):  # what can be read is shown even when nothing can be written
            self._review.verdicts.viewed(dokument, str(self._ports.aktoer.id))
        with self._lock:
            self._kept[place] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found
