"""Whether the file manager's menu sends files here."""

from pathlib import Path

import pytest
from sagsbud.system import filemanager


@pytest.mark.skipif("sys.platform == 'win32'")
def test_it_does_where_the_package_has_put_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = tmp_path / "one", tmp_path / "other"
    monkeypatch.setattr(filemanager, "ENTRIES", entries)
    assert not filemanager.sends_here()
    entries[1].touch()
    assert filemanager.sends_here()
