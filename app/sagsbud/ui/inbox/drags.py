"""Drags that come over the window, whichever field is under the pointer."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QDragEnterEvent

from sagsbud.ui.inbox.carried import is_carried
from sagsbud.ui.inbox.dropped import Dropped

if TYPE_CHECKING:
    from sagsbud.ui.inbox.window import MainWindow


class Drags(QObject):
    """Shows where a drag may be let go, and takes that away when it has gone or ended."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._going = QTimer(self, singleShot=True, interval=0)
        """Until the field under the pointer has had the event, and it is known that the drag does not go on."""
        self._going.timeout.connect(self.went)

    def watch(self) -> None:
        """Hear of drags before any field does, so that a file can be let go anywhere."""
        handle = self._window.window().windowHandle()
        if handle:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A drag that comes, goes or ends."""
        if event.type() is QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            self.came(event)
        elif event.type() in (QEvent.Type.DragLeave, QEvent.Type.Drop):
            self._going.start()
        return super().eventFilter(watched, event)

    def came(self, event: QDragEnterEvent) -> None:
        """Something is over the window, perhaps again before it was taken for gone."""
        self._going.stop()
        window = self._window
        dropped = None if window.drop.is_open else Dropped.of(event.mimeData())
        if dropped or is_carried(event.mimeData()):
            window.side.list.show_targets(True)
        if dropped:
            window.drop.open(dropped, sager=window.side_model.has_sager and not window.narrow)

    def went(self) -> None:
        """It is gone, or was let go."""
        self._window.side.list.show_targets(False)
        self._window.drop.hide()
