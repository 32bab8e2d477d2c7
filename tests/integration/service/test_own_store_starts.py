"""The start of the profile's own store: who waits for whom, and what does not keep it from being sealed."""

from pathlib import Path

import pytest
from sagsbud.service.folder import FolderContent
from sagsbud.service.forms import Sealed
from sagsbud.service.own import OwnStore
from sagsbud.system.embedded import store_key

from tests.support.embedded import embedded

KEY = store_key(bytes(range(32)))
CONTENT = b"Naboen skriver."


@pytest.fixture
def clear(tmp_path: Path) -> OwnStore:
    """A store as it was before there were sealed ones, with one content."""
    with embedded(tmp_path):
        pass
    keep(tmp_path / "content")
    return OwnStore(tmp_path)


def keep(folder: Path) -> str:
    """A content in the clear; its digest."""
    store = FolderContent(folder)
    incoming = store.receive()
    incoming.write(CONTENT)
    sha256 = incoming.keep().sha256
    incoming.drop()
    store.close()
    return sha256


def contents(store: OwnStore) -> list[bytes]:
    """What is in the sealed store."""
    folder = FolderContent(store.content, Sealed(KEY))
    try:
        return [b"".join(folder.chunks(sha256, 0, folder.size(sha256) or 0)) for sha256 in folder.all()]
    finally:
        folder.close()


@pytest.mark.parametrize("place", ["content/4e/.DS_Store", "content/4e/desktop.ini", "content/4e/4e4e"])
def test_a_foreign_file_among_the_contents_does_not_keep_the_store_from_being_sealed(
    clear: OwnStore, place: str
) -> None:
    (clear.folder / place).write_bytes(b"somebody else's")
    with clear.opened(KEY):
        assert contents(clear) == [CONTENT]
    assert not (clear.folder / "content").exists()
