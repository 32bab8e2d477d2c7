"""Qt's own dialogs and menus speak the program's language throughout."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QLineEdit, QTextBrowser, QTreeView, QWidget
from pytestqt.qtbot import QtBot
from sagsbud import i18n
from sagsbud.shipped import resources
from sagsbud.ui.qtwords import QtWords

SAME_IN_BOTH = frozenset({"Computer", "Type", "OK", "root", "/"})
TOLD = ("text", "toolTip", "accessibleName", "accessibleDescription", "windowTitle", "placeholderText")


@pytest.fixture
def words() -> Iterator[QtWords]:
    """Qt's words, silent again afterwards as is the catalogue."""
    before, speaking = i18n.language(), QtWords()
    yield speaking
    speaking.fall_silent()
    i18n.use_language(before, resources() / "translations")


def told_by(widget: QWidget) -> set[str]:
    """Every word in it and its menus."""
    told = set()
    for one in (*widget.findChildren(QWidget), *widget.findChildren(QAction)):
        if not isinstance(one, QTreeView):
            told |= {getattr(one, name)() for name in TOLD if hasattr(one, name) and one.objectName() != "qt_spinbox"}
    for view in widget.findChildren(QAbstractItemView):
        told |= set(_cells(view.model(), view.rootIndex()))
    return {word.split("\t")[0] for word in told if any(letter.isalpha() for letter in word)}


def _cells(model: QAbstractItemModel, root: QModelIndex) -> Iterator[str]:
    for column in range(model.columnCount(root)):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(model.rowCount(root)):
            yield str(model.index(row, column, root).data() or "")


def file_dialog(qtbot: QtBot, folder: Path, mode: QFileDialog.AcceptMode) -> QFileDialog:
    """Qt's own, on a folder with a folder in it."""
    dialog = QFileDialog(None, "", str(folder))
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(mode)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    dialog.show()
    view = dialog.findChild(QTreeView)
    assert view is not None
    qtbot.waitUntil(lambda: view.model().rowCount(view.rootIndex()) == 1)
    return dialog


@pytest.mark.parametrize("mode", [QFileDialog.AcceptMode.AcceptOpen, QFileDialog.AcceptMode.AcceptSave])
def test_no_english_word_is_left_in_the_file_dialog(
    qtbot: QtBot, words: QtWords, tmp_path: Path, mode: QFileDialog.AcceptMode
) -> None:
    (tmp_path / "26-1090").mkdir()
    told = {}
    for language in ("en", "da"):
        i18n.use_language(language, resources() / "translations")
        words.speak()
        told[language] = told_by(file_dialog(qtbot, tmp_path, mode))
    ours = {"", tmp_path.name, str(tmp_path)}
    left = {word for word in told["da"] & told["en"] if str(tmp_path) not in word} - SAME_IN_BOTH - ours
    assert not left
    assert {"&Søg i:", "Fil&type:", "Mappe"} <= told["da"]


def test_the_menus_of_text_are_danish(qtbot: QtBot, words: QtWords) -> None:
    told = {}
    for language in ("en", "da"):
        i18n.use_language(language, resources() / "translations")
        words.speak()
        line, text = QLineEdit(), QTextBrowser()
        for widget in (line, text):
            qtbot.addWidget(widget)
        text.setHtml("<a href='x'>y</a>")
        menus = (line.createStandardContextMenu(), text.createStandardContextMenu())
        told[language] = {action.text() for menu in menus for action in menu.actions() if action.text()}
    assert not told["da"] & told["en"]
