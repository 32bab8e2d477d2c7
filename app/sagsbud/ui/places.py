"""Where a dialog for files begins."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths


def begin_in(last: Path | None = None, name: str = "") -> str:
    """The folder used last, else one's documents, else one's home; a folder that is not there is no place to begin."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    folder = next((one for one in (last, documents) if one and one.is_dir()), Path.home())
    return str(folder / name) if name else str(folder)
