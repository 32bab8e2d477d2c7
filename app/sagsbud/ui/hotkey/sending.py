"""What is copied in another program, as files to take in."""

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, Qt, QUrl
from PySide6.QtGui import QGuiApplication

from sagsbud.ui.inbox.dropped import Dropped, place_of

COPIED_FILES = "x-special/gnome-copied-files"
"""How some file managers name what they copied, and nothing else: what is to be done with it, then an address a line."""


def when_copied(parent: QObject, then: Callable[[Dropped | None], object]) -> None:
    """Ask what is copied: now or, where only the program in front is told, once we are that."""
    if QGuiApplication.platformName() == "wayland" and not _in_front():
        _Waiting(parent, then)
    else:
        then(copied())


class _Waiting(QObject):
    """Until this program is the one in front."""

    def __init__(self, parent: QObject, then: Callable[[Dropped | None], object]) -> None:
        super().__init__(parent)
        self._then: Callable[[Dropped | None], object] | None = then
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._look)

    def _look(self) -> None:
        if _in_front() and self._then:
            then, self._then = self._then, None
            self.deleteLater()
            then(copied())


def _in_front() -> bool:
    return QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive


def copied() -> Dropped | None:
    """Files, or mails that lie in no file; None where nothing of that kind is copied."""
    data = QGuiApplication.clipboard().mimeData()
    return Dropped.of(data) or _listed(data) if data else None


def _listed(data: QMimeData) -> Dropped | None:
    if not data.hasFormat(COPIED_FILES):
        return None
    lines = bytes(data.data(COPIED_FILES).data()).split(b"\n")[1:]
    urls = (QUrl.fromEncoded(line.strip()) for line in lines)
    paths = tuple(place_of(url) for url in urls if url.isLocalFile())
    return Dropped(paths) if paths else None
