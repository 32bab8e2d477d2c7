"""What is told of pictures without eyes is told where it is so, and nowhere else."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from sagsbud import i18n
from sagsbud.shipped import resources

from tests.ui.screens.faults import faults_in


@pytest.fixture
def window(qapp: object) -> Iterator[QWidget]:
    """An empty window in Danish."""
    i18n.use_language("da", resources() / "translations")
    made = QWidget()
    made.resize(400, 200)
    yield made
    made.close()


@pytest.fixture(params=["da", "en"])
def language(request: pytest.FixtureRequest, window: QWidget) -> str:
    """The window in each language in turn."""
    i18n.use_language(request.param, resources() / "translations")
    return str(request.param)


def shown(window: QWidget, *widgets: QWidget) -> list[str]:
    """What is found when these stand below each other."""
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    window.show()
    return faults_in(window)


def hinting(words: str) -> QLineEdit:
    """An empty field with a hint."""
    field = QLineEdit()
    field.setPlaceholderText(words)
    return field


def test_words_that_have_room_and_are_in_the_windows_language_are_no_fault(window: QWidget, language: str) -> None:
    words = {"da": ("Indstillinger", "Settings"), "en": ("Settings", "Indstillinger")}[language]
    assert shown(window, QLabel(words[0]), QPushButton("Ansøgning til Mosevej 3, 26/1090"), hinting(words[0])) == []


def test_words_in_the_other_language_are_told_wherever_they_stand(window: QWidget, language: str) -> None:
    foreign = {"da": "Settings", "en": "Indstillinger"}[language]
    told = f"»{foreign}« is not in the window's language"
    assert shown(window, QLabel(foreign), QLabel("Mosevej 3")) == [told]


def test_a_hint_in_the_other_language_is_told(window: QWidget, language: str) -> None:
    foreign = {"da": "Settings", "en": "Indstillinger"}[language]
    assert shown(window, hinting(foreign)) == [f"»{foreign}« is not in the window's language"]


def test_words_without_room_and_what_reaches_out_are_told(window: QWidget) -> None:
    narrow = QLabel("Slip, så lægges filerne i indbakken")
    narrow.setFixedWidth(60)
    box, button = QWidget(), QPushButton("Journalisér")
    box.setFixedSize(40, 30)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(button)
    button.setMinimumWidth(150)
    found = shown(window, narrow, box)
    assert "QLabel »Slip, så lægges filerne i indbakken« has less room than its words" in found
    assert "QPushButton »Journalisér« reaches out of what it lies in" in found
    assert "QPushButton »Journalisér« is cut at the side" in found


def test_what_lies_over_another_is_told(window: QWidget) -> None:
    one, other = QLabel("Titel"), QLabel("Dato")
    for label in (one, other):
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
    assert shown(window, one, other) == []
    other.setGeometry(one.geometry())
    assert faults_in(window) == ["QLabel »Titel« and QLabel »Dato« overlap"]


def test_what_layouts_within_layouts_place_is_looked_at_too(window: QWidget) -> None:
    outer, inner = QHBoxLayout(window), QVBoxLayout()
    outer.addLayout(inner)
    labels = QLabel("Titel"), QLabel("Dato")
    for label in labels:
        inner.addWidget(label)
    window.show()
    assert faults_in(window) == []
    labels[1].setGeometry(labels[0].geometry())
    assert faults_in(window) == ["QLabel »Titel« and QLabel »Dato« overlap"]
    labels[1].move(390, 150)
    assert faults_in(window) == ["QLabel »Dato« reaches out of what it lies in"]
