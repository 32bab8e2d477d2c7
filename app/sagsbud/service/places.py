"""Where a service keeps its contents: a folder, or the database itself."""

from pathlib import Path

from sagsbud.service.content import ContentStore
from sagsbud.service.database import Database
from sagsbud.service.folder import FolderContent
from sagsbud.service.forms import Sealed
from sagsbud.service.pieces import DatabaseContent


def open_content(folder: Path | None, database: Database, store_key: bytes | None = None) -> ContentStore:
    """The contents in the folder, sealed where there is a key, or with None those in the database."""
    if folder is None:
        return DatabaseContent(database)
    return FolderContent(folder, Sealed(store_key)) if store_key else FolderContent(folder)
