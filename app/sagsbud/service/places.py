"""Where a service keeps its contents: a folder, or the database itself."""

from pathlib import Path

from sagsbud.service.content import ContentStore
from sagsbud.service.database import Database
from sagsbud.service.folder import FolderContent
from sagsbud.service.pieces import DatabaseContent


def open_content(folder: Path | None, database: Database) -> ContentStore:
    """The contents in the folder, or with None those in the database."""
    return DatabaseContent(database) if folder is None else FolderContent(folder)
