"""A file manager as small as can be: `python tests/caseworker/filemanager.py FILE…`, a window whose rows are dragged out
or copied.

A program of its own, so that what it drags is a real drop between two programs (XDND).
"""

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, QUrl
from PySide6.QtGui import QDrag, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem

NAME = "Dokumenter"
COPIED = "Kopieret"
"""What it is called when something was copied."""
PLACE = (0, 0, 240, 1000)
CELL = QSize(119, 20)
"""In two columns all documents of a day are in sight."""
PATH = Qt.ItemDataRole.UserRole


class Files(QListWidget):
    """The files; the list stays where it is, a row that is dragged is copied."""

    def __init__(self, files: list[Path]) -> None:
        super().__init__()
        self.setWindowTitle(NAME)
        self.setAccessibleName(NAME)
        self.setWindowFlags(Qt.WindowType.FramelessWindowHint)
        self.setDragEnabled(True)
        self.setUniformItemSizes(True)
        self.setWrapping(True)
        self.setGridSize(CELL)
        for file in files:
            item = QListWidgetItem(file.name)
            item.setData(PATH, str(file))
            self.addItem(item)

    def startDrag(self, _supported: Qt.DropAction) -> None:  # noqa: N802 - Qt's name
        """The row in hand as a file."""
        drag = QDrag(self)
        drag.setMimeData(self._in_hand())
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl+C copies the selected rows."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setMimeData(self._in_hand())
            self.setWindowTitle(COPIED)
        else:
            super().keyPressEvent(event)

    def _in_hand(self) -> QMimeData:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(item.data(PATH)) for item in self.selectedItems()])
        return data


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    shown = Files([Path(name) for name in sys.argv[1:]])
    shown.setGeometry(*PLACE)
    shown.show()
    sys.exit(app.exec())
