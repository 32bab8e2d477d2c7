"""What cannot be shown leads on: to the original in its own program, or to a copy."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from sagsbud.domain.arrival import Source, SourceKind, StableFile

from tests.ui.detail.conftest import Desk
from tests.ui.detail.papers import Papers

BROKEN = b"%PDF-1.7\nodelagt"


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that is chosen whenever it is asked where something is to be saved."""
    target = tmp_path / "kopi.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(target), ""))
    return target


def test_a_copy_is_saved_of_what_only_lies_here(desk: Desk, chosen: Path) -> None:
    content = BROKEN + b" alene"
    nothing = desk.show(desk.take("stykker.pdf", content)).preview.nothing
    assert nothing.text() == "There is nothing to show for this file."
    assert not nothing.original.isVisible()
    QTest.mouseClick(nothing.copy, Qt.MouseButton.LeftButton)
    desk.until(lambda: chosen.is_file() and chosen.read_bytes() == content)


def test_a_copy_is_that_of_the_piece_that_is_looked_at(desk: Desk, papers: Papers, chosen: Path) -> None:
    piece = BROKEN + b" i en mail"
    pane = desk.show(desk.take("nabo.eml", papers.mail([("stykker.pdf", piece, "application/pdf")])))
    pane.tree.setCurrentIndex(pane.tree.rows.index(1))
    desk.until(pane.preview.nothing.copy.isVisible)
    QTest.mouseClick(pane.preview.nothing.copy, Qt.MouseButton.LeftButton)
    desk.until(lambda: chosen.is_file() and chosen.read_bytes() == piece)


def test_the_original_is_opened_where_it_still_lies(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    file = tmp_path / "scan.pdf"
    file.write_bytes(BROKEN + b" i mappen")
    size, mtime = file.stat().st_size, file.stat().st_mtime_ns
    found = StableFile(file, Source(SourceKind.FOLDER, "Post"), size, mtime, datetime.now(UTC))
    entry, _taken = desk.stage.house.ports.taker.take(found)
    desk.engine.read_now()
    nothing = desk.show(entry.item.id).preview.nothing
    assert not nothing.copy.isVisible()
    QTest.mouseClick(nothing.original, Qt.MouseButton.LeftButton)
    assert [Path(url.toLocalFile()) for url in opened] == [file]


def test_a_line_is_drawn_below_the_tools_only_where_there_are_tools(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("stykker.pdf", BROKEN + b" uden noget at vise"))
    line = pane.preview._rule
    desk.until(lambda: not pane.preview.toolbar.isVisible())
    assert not line.isVisible()
    desk.show(desk.take("nabo.eml", papers.mail([])))
    desk.until(pane.preview.toolbar.isVisible)
    assert line.isVisible()
