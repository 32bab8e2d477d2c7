"""Words in two fonts beside each other stand on one line."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStyleOptionViewItem, QVBoxLayout, QWidget
from sagsbud.i18n import tr
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.inbox.drop import DropOverlay
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.inbox.happenings import Happening
from sagsbud.ui.inbox.many_table import Target, TargetList
from sagsbud.ui.inbox.queue_model import QueueModel
from sagsbud.ui.inbox.queue_page import QueuePage
from sagsbud.ui.inbox.timeline import TimelinePanel
from sagsbud.ui.labels import CutLabel, TextLabel
from sagsbud.ui.operations import Operations
from sagsbud.ui.overhang import overhang
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import RADIUS_ROW, SPACE_S

from tests.ui.ink import lowest_ink
from tests.ui.stage import Stage, settle


class Written(QPainter):
    """Keeps where each word is written."""

    def __init__(self, on: QPixmap) -> None:
        super().__init__(on)
        self.at: dict[str, QRect] = {}

    def drawText(self, rect: QRect, _flags: int, text: str) -> None:  # type: ignore[override]  # noqa: N802 - Qt's name
        """Keep it."""
        self.at[text] = rect


@pytest.mark.parametrize("wide", [1100, 500])
def test_what_happened_to_the_connection_and_what_it_means(
    stage: Stage, operations: Operations, theme: Theme, wide: int
) -> None:
    page = QueuePage(QueueModel(stage.house.engine, operations), theme)
    for label in (page._what, page._means, page.try_):
        label.setText("HHH")
    page._above.show()
    page.resize(wide, 400)
    page.show()
    settle()
    what, means = (lowest_ink(page, label) for label in (page._what, page._means))
    beside = page._what.mapTo(page, QPoint()).x() != page._means.mapTo(page, QPoint()).x()
    assert beside is (wide == 1100)
    assert what == means == lowest_ink(page, page.try_, frame=RADIUS_ROW) if beside else what < means
    page.close()


def test_the_number_of_a_case_and_its_title(theme: Theme) -> None:
    rows = TargetList(theme)
    rows.rows.show([Target("Ansøgning", "file-text", "26/1182", "Tilbygning", goes=True)])
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 400, 52)
    picture = QPixmap(400, 52)
    painter = Written(picture)
    rows.itemDelegate().paint(painter, option, rows.rows.index(0))
    painter.end()
    number, title = painter.at["26/1182"], painter.at["Tilbygning"]
    assert title.top() == number.top() + theme.line_air("caption", "strong")


def test_the_name_of_a_file_and_what_it_is(theme: Theme, operations: Operations) -> None:
    window = QWidget()
    window.resize(800, 600)
    overlay = DropOverlay(theme, operations, window)
    overlay.open(Dropped((Path("/brev.docx"),)), sager=False)
    note = next(label for label in overlay.findChildren(TextLabel) if label.text() == "Word")
    assert note.contentsMargins().top() == theme.line_air("caption", "medium")


@pytest.mark.parametrize("kind", [TextLabel, CutLabel])
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_letter_that_reaches_out_is_whole_and_its_words_begin_where_others_do(
    theme: Theme, kind: type[TextLabel], wrapped: bool
) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    hooked, straight = kind(theme, "Jord", "page_title"), kind(theme, "Hegn", "page_title")
    for label in (hooked, straight):
        label.setWordWrap(wrapped)
        column.addWidget(label)
    window.show()
    by = overhang(theme.font("page_title"), "Jord")
    for wide in (400, 300):
        window.resize(wide, 200)
        settle()
        begins = {label.mapTo(window, label.contentsRect().topLeft()).x() for label in (hooked, straight)}
        assert begins == {column.contentsMargins().left()}
        assert hooked.x() == straight.x() - by
        assert hooked.geometry().right() == straight.geometry().right()
    wanted = QFontMetrics(theme.font("page_title")).horizontalAdvance("Jord")
    assert wrapped or hooked.sizeHint().width() - wanted <= 1, "it asks for no room but that of its words"
    for label in (hooked, straight):
        label.setContentsMargins(0, theme.px(SPACE_S), 0, 0)
    settle()
    begins = {label.mapTo(window, label.contentsRect().topLeft()).x() for label in (hooked, straight)}
    assert len(begins) == 1, "whatever room it is given above"
    hooked.setText("Hegn")
    settle()
    assert hooked.x() == straight.x()
    window.close()


@pytest.mark.parametrize("first", ["J", "H"])
def test_words_that_just_fit_their_place_are_as_high_as_one_line(theme: Theme, first: str) -> None:
    label = TextLabel(theme, f"{first}ord bliver liggende på grunden", "page_title")
    wide = label.sizeHint().width()
    label.setWordWrap(True)
    assert label.heightForWidth(wide) == label.heightForWidth(2 * wide) < label.heightForWidth(wide // 2)


@pytest.mark.parametrize("beside", ["body", "caption"])
def test_the_last_line_of_what_happened_stands_on_that_of_the_page_beside_it(theme: Theme, beside: str) -> None:
    page, story = QWidget(), TimelinePanel(theme)
    words, button = TextLabel(theme, "Gælder", beside).stand_beside("strong"), QPushButton("Behold")
    foot = QHBoxLayout()
    foot.addWidget(words, stretch=1)
    foot.addWidget(button)
    left, row = QVBoxLayout(), QHBoxLayout(page)
    left.addStretch(1)
    left.addLayout(foot)
    row.setContentsMargins(0, 0, 0, 0)
    row.addLayout(left, stretch=1)
    row.addWidget(story)
    story.end_with(words)
    story.show_story("Brev", [Happening("Taget ind", "i dag")])
    page.show()
    for high, padding in ((400, 8), (500, 24)):
        left.setContentsMargins(0, 0, 0, padding)
        page.resize(800, high)
        settle()
        copy = next(one for one in story.findChildren(LinkButton) if one.text() == tr("Copy details"))
        middles = [part.mapTo(page, QPoint(0, 0)).y() + part.height() / 2 for part in (words, copy)]
        assert abs(middles[0] - middles[1]) <= 0.5
    page.close()
