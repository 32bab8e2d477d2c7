"""Rows of the list on their way to a Sag in the side bar, as a drag carries them within the window."""

from collections.abc import Iterable
from uuid import UUID

from PySide6.QtCore import QMimeData

from sagsbud.domain.ids import ItemId

FORMAT = "application/x-sagsbud-items"
"""Ids alone: nothing of a document leaves the window."""


def carry(items: Iterable[ItemId]) -> QMimeData:
    """What a drag of these rows carries."""
    data = QMimeData()
    data.setData(FORMAT, " ".join(str(item) for item in items).encode())
    return data


def is_carried(data: QMimeData) -> bool:
    """Whether a drag carries rows."""
    return data.hasFormat(FORMAT)


def carried(data: QMimeData) -> tuple[ItemId, ...]:
    """The rows a drag carries; none when it is another program's."""
    words = bytes(data.data(FORMAT).data()).decode(errors="replace").split()
    try:
        return tuple(ItemId(UUID(word)) for word in words)
    except ValueError:
        return ()
