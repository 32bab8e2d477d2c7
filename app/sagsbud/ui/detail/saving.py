"""What a person takes out of here: the original in its own program, a copy or a receipt as a file."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.errors import SagsbudError, StoreError, Trouble
from sagsbud.i18n import tr
from sagsbud.ui.detail.loading import Loaded
from sagsbud.ui.operations import Operations
from sagsbud.ui.places import begin_in

if TYPE_CHECKING:
    from sagsbud.engine import Engine


class Saving(QObject):
    """Asks where it goes, and puts it there."""

    saved = Signal(object)
    """The Path of a file that is written."""
    not_saved = Signal()
    """The folder does not take it."""

    def __init__(self, engine: "Engine", operations: Operations, pane: QWidget) -> None:
        super().__init__(pane)
        self._engine = engine
        self._operations = operations
        self._pane = pane
        self._folder: Path | None = None
        """Where the last file was put."""

    def open_original(self, item: IntakeItem) -> None:
        """The file it came from, where that is known."""
        if item.origin is not None:
            QDesktopServices.openUrl(QUrl.fromEncoded(item.origin.absolute().as_uri().encode()))

    def save_copy(self, item: IntakeItem) -> None:
        """As it was received, also one piece of a mail."""
        target = self._ask(tr("Save a copy"), item.name)
        if target is None:
            return
        engine = self._engine

        def write(content: bytes) -> None:
            self._operations.run(self, lambda: _written(target, content), self.saved.emit, self._refused)

        self._operations.run(self, lambda: engine.contents.original(item.id), write)

    def save_receipt(self, loaded: Loaded) -> None:
        """The receipt as a page."""
        entry = loaded.detail.entry
        number = entry.order.sag.sagsnummer.replace("/", "-") if entry.order else ""
        name = tr("Receipt {sag}", sag=number).strip()
        target = self._ask(tr("Save the receipt as PDF …"), f"{name}.pdf", "PDF (*.pdf)")
        if target:
            self.write_receipt(loaded, target)

    def _ask(self, words: str, name: str, kinds: str = "") -> Path | None:
        path, _filter = QFileDialog.getSaveFileName(self._pane, words, begin_in(self._folder, name), kinds)
        if not path:
            return None
        self._folder = Path(path).parent
        return Path(path)

    def write_receipt(self, loaded: Loaded, path: Path) -> None:
        """Into this file."""
        from sagsbud.ui.detail.receiptpdf import receipt_html, write_pdf

        try:
            write_pdf(path, receipt_html(loaded.detail.entry, loaded.history))
        except StoreError as error:
            self._refused(error)
        else:
            self.saved.emit(path)

    def _refused(self, _error: SagsbudError) -> None:
        self.not_saved.emit()


def _written(path: Path, content: bytes) -> Path:
    """Write it. Raises StoreError when the folder does not take it."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise StoreError(Trouble.STORE_READ_ONLY) from error
    return path
