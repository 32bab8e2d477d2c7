"""Links in columns and in rows of settings: their words stand where other words and fields do."""

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from sagsbud.ui.labels import LinkButton
from sagsbud.ui.settings.rows import Row
from sagsbud.ui.theme import Theme


@pytest.mark.parametrize("sign", ["", "copy"])
def test_a_link_begins_where_its_column_does(theme: Theme, sign: str) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(40, 8, 40, 8)
    link = LinkButton(theme, "Show all", sign)
    column.addLayout(link.flush())
    page.resize(400, 60)
    page.show()
    assert link.x() + link.room_before() == 40


def test_a_link_in_a_row_ends_where_a_field_does(theme: Theme) -> None:
    row = Row(theme, "No folder is watched.")
    link = LinkButton(theme, "Add a folder", "folder-plus")
    row.put(link)
    row.resize(700, 60)
    row.show()
    QApplication.processEvents()
    assert link.x() + link.width() - link.room_behind() == 700 - theme.px(16)
