"""What a drag from another program carries: files, or mails that lie in no file."""

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QEvent, QMimeData, Qt, QUrl
from PySide6.QtGui import QDropEvent

from sagsbud.domain.frozen import frozen

MAIL_TYPES = ("message/rfc822", "application/vnd.ms-outlook")
"""Formats that hold one whole mail, and the ending its file would have."""
ENDINGS = {"message/rfc822": ".eml", "application/vnd.ms-outlook": ".msg"}


@frozen
class Dropped:
    """Paths on this machine, or documents as bytes with a name for each."""

    paths: tuple[Path, ...] = ()
    contents: tuple[tuple[str, bytes], ...] = ()

    @property
    def count(self) -> int:
        """How many things were dropped; a folder counts as one."""
        return len(self.paths) + len(self.contents)

    @classmethod
    def of(cls, data: QMimeData) -> "Dropped | None":
        """What can be taken, or None.

        The other program is asked, so ask once, when the drag comes: a quick hand has let go before it has been over a
        second field, and until our window hears of that too, the other program answers no more.
        """
        paths = tuple(place_of(url) for url in data.urls() if url.isLocalFile())
        if paths:
            return cls(paths=paths)
        for kind in MAIL_TYPES:
            if data.hasFormat(kind):
                return cls(contents=((_name(data, kind), bytes(data.data(kind).data())),))
        return None


def place_of(url: QUrl) -> Path:
    """The path behind the address. Qt would lose the bytes of a name that is no UTF-8."""
    if os.name == "nt" or url.host():
        return Path(url.toLocalFile())
    return Path(os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded))))


def accept_copy(event: QDropEvent) -> None:
    """Say that it is copied, whatever the other program proposes: after a move it may delete its own."""
    if event.possibleActions() & Qt.DropAction.CopyAction:
        event.setDropAction(Qt.DropAction.CopyAction)
    elif event.type() is QEvent.Type.Drop:
        event.setDropAction(Qt.DropAction.IgnoreAction)
    event.accept()


def _name(data: QMimeData, kind: str) -> str:
    """A name for a mail: what the other program calls it, else »mail«."""
    given = data.text().strip().splitlines()[0] if data.hasText() and data.text().strip() else ""
    stem = "".join(char for char in given if char.isprintable() and char not in '/\\:*?"<>|')[:80].strip(" .")
    return (stem or "mail") + ENDINGS[kind]
