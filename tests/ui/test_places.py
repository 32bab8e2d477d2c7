"""Where a dialog for files begins."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from sagsbud.ui.places import begin_in


def test_it_begins_in_a_folder_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents, last = tmp_path / "Dokumenter", tmp_path / "sidst"
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(documents))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert begin_in() == str(tmp_path)
    assert begin_in(last, "kvittering.pdf") == str(tmp_path / "kvittering.pdf")
    documents.mkdir()
    assert begin_in(last) == str(documents)
    last.mkdir()
    assert begin_in(last, "kvittering.pdf") == str(last / "kvittering.pdf")
