"""The pool of warm child processes behind the domain's `Extractor`."""

import logging
import queue
import threading
from collections.abc import Iterable, Sequence
from datetime import datetime

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Extract, MailPage, PageImage
from sagsbud.domain.filenames import readable
from sagsbud.extract.child import ChildProcess
from sagsbud.extract.limits import Limits, cores
from sagsbud.extract.wire import (
    Answer,
    ErrorAnswer,
    MailPageAnswer,
    MailPageTask,
    ReadAnswer,
    ReadTask,
    RenderAnswer,
    RenderTask,
    Task,
)

CLOSED = "closed"

log = logging.getLogger(__name__)


class ChildExtractor:
    """Reads untrusted bytes in child processes: as many as cores, started when first needed, replaced when they die.

    Safe to call from several threads; a caller waits while all children are busy. A file that kills its child
    is that file's error, and the next file meets a fresh child. `own_domains` are the mail domains of the authority.
    """

    def __init__(
        self, workers: int | None = None, limits: Limits | None = None, own_domains: Iterable[str] = ()
    ) -> None:
        self.workers = max(1, workers if workers is not None else cores())
        self._limits = limits or Limits()
        self._own_domains: tuple[str, ...] = ()
        self.use_own_domains(own_domains)
        self._idle: queue.LifoQueue[ChildProcess | None] = queue.LifoQueue()
        for _ in range(self.workers):
            self._idle.put(None)
        self._lock = threading.Lock()
        self._all: set[ChildProcess] = set()
        self._closed = False

    def use_own_domains(self, own_domains: Iterable[str]) -> None:
        """The mail domains of the authority from now on."""
        self._own_domains = tuple(sorted({domain.lower().lstrip("@.") for domain in own_domains}))

    def read(self, name: str, content: bytes, received_at: datetime, *, ocr: bool = True) -> Extract:
        """Everything the file says. Raises ExtractError."""
        answer = self._ask(ReadTask(readable(name), received_at, self._own_domains, ocr), content)
        if isinstance(answer, ReadAnswer):
            return answer.extract
        raise ExtractError(Trouble.READING_CRASHED)

    def render(
        self, name: str, content: bytes, page: int, width: int, ranges: Sequence[tuple[int, int]] = ()
    ) -> PageImage:
        """Page `page` (from 1) at `width` pixels with the rectangles of the text ranges on it. Raises ExtractError."""
        answer = self._ask(RenderTask(readable(name), page, width, tuple(ranges)), content)
        if isinstance(answer, RenderAnswer):
            return answer.image
        raise ExtractError(Trouble.READING_CRASHED)

    def mail_page(self, name: str, content: bytes) -> MailPage:
        """The mail's HTML as it may be shown. Raises ExtractError."""
        answer = self._ask(MailPageTask(readable(name)), content)
        if isinstance(answer, MailPageAnswer):
            return answer.page
        raise ExtractError(Trouble.READING_CRASHED)

    def close(self) -> None:
        """End all children; a reading under way ends with READING_CRASHED."""
        with self._lock:
            self._closed = True
            children, self._all = self._all, set()
        for child in children:
            child.kill()

    def _ask(self, task: Task, content: bytes) -> Answer:
        if len(content) > self._limits.content_bytes:
            raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="bytes")
        child = self._idle.get()
        try:
            child = self._ready(child)
            answer = child.ask(task, content)
        except ExtractError as error:
            if self._closed:
                raise closed() from None
            log.info("a reading process ended in the middle of a file: %s", error.trouble.value)
            raise
        finally:
            self._idle.put(self._after(child))
        if isinstance(answer, ErrorAnswer):
            raise ExtractError(answer.trouble, **answer.params)
        return answer

    def _ready(self, child: ChildProcess | None) -> ChildProcess:
        if child is not None and child.alive:
            return child
        if child is not None:
            self._forget(child)
        with self._lock:
            if self._closed:
                raise closed()
            fresh = ChildProcess(self._limits)
            self._all.add(fresh)
        return fresh

    def _after(self, child: ChildProcess | None) -> ChildProcess | None:
        """What goes back into the pool: the child, or an empty place when it died or has read enough."""
        if child is None or (child.alive and child.asked < self._limits.files_per_child):
            return child
        self._forget(child)
        return None

    def _forget(self, child: ChildProcess) -> None:
        with self._lock:
            self._all.discard(child)
        child.kill()


def closed() -> ExtractError:
    """What a reading ends with when the pool is closed: no word about the file."""
    return ExtractError(Trouble.READING_CRASHED, why=CLOSED)
