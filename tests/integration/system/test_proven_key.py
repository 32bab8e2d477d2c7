"""A key that is not the documents' own seals nothing, whoever would have started the embedded service with it."""

import base64
from pathlib import Path

import pytest
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.system.folders import Folders

from tests.support.embedded import embedded
from tests.support.program import Program

WAYS = (("sync",), ("serve", "--check"), ("selftest",), ("kle", "import", "--from-service"), ("demo", "--headless"))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way[0])
def test_with_another_key_than_the_outbox_has_the_service_stays_as_it_is(tmp_path: Path, way: tuple[str, ...]) -> None:
    folders = Folders.of(None, tmp_path)
    EncryptedDatabase(folders.outbox, bytes(range(32))).close()
    (tmp_path / "trial.key").write_text(base64.b64encode(bytes(32)).decode())
    with embedded(folders.service):
        pass  # in the clear, as former versions left it
    before = lying(folders.service)
    ran = Program(tmp_path).run(*way)
    assert ran.code == 4, ran
    assert "wrong_key" in str(ran.records), ran
    assert lying(folders.service) == before


def lying(folder: Path) -> dict[Path, bytes]:
    """Every file below the folder, and what is in it."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
