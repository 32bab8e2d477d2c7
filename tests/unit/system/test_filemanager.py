"""Whether the file manager's menu sends files here."""

from pathlib import Path

import pytest
from sagsbud.system import filemanager


@pytest.mark.skipif("sys.platform == 'win32'")
def test_it_does_where_the_package_has_put_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = tmp_path / "entry"
    monkeypatch.setattr(filemanager, "ENTRIES", {"KDE": entry})
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    assert not filemanager.sends_here()
    entry.touch()
    assert filemanager.sends_here()
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
    assert not filemanager.sends_here(), "its file manager does not read the entry"
