"""The overview's numbers as tables: no head is cut, figures stand below their heads, rows are whole."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget
from sagsbud import i18n
from sagsbud.shipped import resources
from sagsbud.ui.review.cards import LEAST_IN_ROW, LEAST_WIDTH, CardGrid, Placed
from sagsbud.ui.review.chart import INNER, PADDING, ChartCard
from sagsbud.ui.review.headline import Headlines
from sagsbud.ui.review.plots.drawing import Drawing
from sagsbud.ui.review.plots.promise import Kept, Promise
from sagsbud.ui.review.plots.rank import Lying, Rank
from sagsbud.ui.review.plots.shares import Share, Shares
from sagsbud.ui.review.table import EDGE, ROW, FigureTable
from sagsbud.ui.review.table_painting import in_two
from sagsbud.ui.review.told import ROWS, Headline
from sagsbud.ui.theme import Theme

from tests.ui.ink import last_ink
from tests.ui.stage import settle

NARROWEST = {"promise": LEAST_IN_ROW, "returns": LEAST_IN_ROW, "used": LEAST_WIDTH}
"""px that a card may have, as narrow as the overview ever makes it."""
KEPT = tuple(Kept(0.25 + n / 10, 0.4 + n / 20, 0.28, 0.65, 1000 + n) for n in range(8))
DRAWINGS: dict[str, Drawing] = {
    "promise": Promise(KEPT, nothing=""),
    "used": Shares([Share("07 Affald og genbrug", 0.79, 0.75, 0.83, 1355)], unit="KLE-hovedgruppe", nothing=""),
    "returns": Rank(
        [Lying("Titlen siger for lidt", 17), Lying("En part mangler", 9)], unit="Grund", number="Returneret", summary="",
        nothing="",
    ),
}  # fmt: skip


Show = Callable[[str], FigureTable]


@pytest.fixture
def show(theme: Theme) -> Iterator[Show]:
    """A drawing's table on the narrowest card, in Danish."""
    i18n.use_language("da", resources() / "translations")
    cards: list[ChartCard] = []

    def show_one(name: str) -> FigureTable:
        card = ChartCard(theme, "")
        cards.append(card)
        card.show_drawing(DRAWINGS[name], "")
        card.switch.setChecked(True)
        card.resize(NARROWEST[name], theme.px(276))
        card.show()
        settle()
        return card.table

    yield show_one
    for card in cards:
        card.close()
        card.deleteLater()


@pytest.mark.parametrize("name", list(DRAWINGS))
def test_every_head_is_read_whole_and_all_columns_are_in_view(show: Show, name: str) -> None:
    table = show(name)
    head = table.horizontalHeader()
    for at in range(table.columnCount()):
        assert table.columnWidth(at) >= head.sectionSizeHint(at), table.model().headerData(at, head.orientation())
    assert head.length() <= table.viewport().width()


def test_figures_stand_below_the_end_of_their_head(show: Show, theme: Theme) -> None:
    table = show("returns")
    left = table.columnViewportPosition(1)
    written = []
    for strip in (table.horizontalHeader().viewport(), table.viewport()):
        image = strip.grab().toImage().copy(left, 0, table.columnWidth(1), theme.px(ROW) - 4)
        written.append(last_ink(image))
    assert abs(written[0] - written[1]) <= 2


def test_no_row_is_cut_where_rows_are_scrolled(show: Show, theme: Theme) -> None:
    table = show("promise")
    tall, row = table.viewport().height(), table.rowHeight(0)
    assert table.verticalScrollBar().maximum() > 0
    assert row >= theme.px(ROW)
    assert tall % row < tall // row


def test_rows_have_two_lines_where_a_name_is_longer_than_its_column(theme: Theme) -> None:
    table = FigureTable(theme, breaks=True)
    table.fill(
        ("Document", "Why here"), [("A short one", "Sample"), ("long " * 12, "Sample")], right=False, first_wide=True
    )
    table.resize(theme.px(300), theme.px(300))
    table.show()
    settle()
    line = table.fontMetrics().height()
    assert table.rowHeight(0) >= theme.px(ROW) + line
    table.resize(theme.px(900), theme.px(300))
    settle()
    assert table.rowHeight(0) < theme.px(ROW) + line
    table.close()
    table.deleteLater()


def test_a_figure_and_its_unit_stay_on_one_line(theme: Theme) -> None:
    table = FigureTable(theme, breaks=True)
    table.fill(("Group", "Between"), [("long " * 12, "81 til 88 %")])
    table.resize(theme.px(260), theme.px(300))
    table.show()
    settle()
    assert table.wordWrap()
    left, row = table.columnViewportPosition(1), table.rowHeight(0)
    picture = table.viewport().grab().toImage().copy(left, 0, table.columnWidth(1), row)
    ground = picture.pixel(0, 0)
    inked = [y for y in range(row) if any(picture.pixel(x, y) != ground for x in range(picture.width()))]
    assert inked[-1] - inked[0] + 1 <= table.fontMetrics().height()
    table.close()
    table.deleteLater()


@pytest.mark.parametrize("words", [12, 40])
def test_words_that_need_more_than_two_lines_are_cut_at_the_end_of_the_second(theme: Theme, words: int) -> None:
    table = FigureTable(theme, breaks=True)
    table.fill(("Document", "Why here"), [("long " * words, "Sample")] * 2, right=False, first_wide=True)
    table.resize(theme.px(300), theme.px(300))
    table.show()
    settle()
    row, line = table.rowHeight(0), table.fontMetrics().height()
    picture = table.viewport().grab().toImage().copy(0, 0, table.columnWidth(0), row)
    ground = picture.pixel(0, 0)
    inked = [y for y in range(row) if any(picture.pixel(x, y) != ground for x in range(picture.width()))]
    assert line < inked[-1] - inked[0] + 1 <= 2 * line
    table.close()
    table.deleteLater()


def test_the_px_below_the_last_whole_row_stay_empty_when_rows_are_scrolled(theme: Theme) -> None:
    table = FigureTable(theme)
    table.fill(("Name", "Number"), [("M" * 9, "1")] * 90)
    table.resize(theme.px(300), theme.px(300))
    table.show()
    settle()
    row, view = table.rowHeight(0), table.viewport()
    table.verticalHeader().setDefaultSectionSize(row + 5)
    for at in (0, 3):
        table.verticalScrollBar().setValue(at)
        settle()
        picture = view.grab().toImage()
        last = view.height() // (row + 5) * (row + 5)
        assert last < view.height()
        below = {picture.pixel(x, y) for x in range(view.width()) for y in range(last, view.height())}
        assert len(below) == 1
    table.close()
    table.deleteLater()


def test_figures_end_where_drawings_do_with_a_scroll_bar_and_without(show: Show, theme: Theme) -> None:
    for name, scrolled in (("promise", True), ("returns", False)):
        table = show(name)
        assert (table.verticalScrollBar().maximum() > 0) is scrolled
        card = table.window()
        end = table.viewport().mapTo(card, QPoint(table.viewport().width(), 0)).x()
        assert card.width() - end - 1 == theme.px(PADDING - INNER), "the card's frame is drawn within it"


def test_the_rule_below_the_heads_begins_and_ends_with_the_words(show: Show, theme: Theme) -> None:
    strip = show("returns").horizontalHeader().viewport()
    picture, line = strip.grab().toImage(), theme.color("line")
    ruled = [x for x in range(strip.width()) if picture.pixelColor(x, strip.height() - 1) == line]
    assert (ruled[0], ruled[-1] + 1) == (theme.px(EDGE), strip.width() - theme.px(EDGE))


@pytest.mark.parametrize("width", range(620, 1200, 58))
def test_no_card_is_narrower_than_its_figures_are(theme: Theme, width: int) -> None:
    """As wide as the page is in windows from a small one to that of the drawings."""
    cards = {key: QWidget() for row in ROWS for key, _share in row}
    grid = CardGrid(theme, [[Placed(cards[key], share) for key, share in row] for row in ROWS])
    grid.resize(width, 900)
    grid.show()
    settle()
    in_rows = cards["days"].y() == cards["ages"].y()
    least = LEAST_IN_ROW if in_rows else LEAST_WIDTH
    assert min(card.width() for card in cards.values()) >= min(least - 1, width)
    grid.close()
    grid.deleteLater()


def test_the_figures_at_the_top_are_read_whole_in_boxes_of_one_width(theme: Theme) -> None:
    figures = Headlines(theme)
    told = (("Journaliseret", "1.419", "71 færre end forrige periode"), ("Ventetid", "2,6 timer", "median, før 4,1 timer"),
            ("Ældste", "Ingen", "alt er journaliseret"), ("Første forslag blev brugt", "81 %", "± 2"))  # fmt: skip
    figures.show_figures([Headline(*one) for one in told])
    figures.show()
    rows = set()
    for width in range(theme.px(1300), theme.px(250), -theme.px(50)):
        figures.resize(width, theme.px(300))
        settle()
        cells = figures.cells
        assert all(label.width() >= label.sizeHint().width() for cell in cells for label in (cell.name, cell.note))
        assert max(cell.width() for cell in cells) - min(cell.width() for cell in cells) <= 1
        rows.add(len({cell.y() for cell in cells}))
    assert rows == {1, 2, 4}
    figures.close()
    figures.deleteLater()


def test_the_box_of_figures_is_as_high_whatever_is_said_beside_them(theme: Theme) -> None:
    figures = Headlines(theme)
    figures.show()
    heights, below = set(), set()
    for note in ("", "± 2", "mange flere end i hele den forrige periode"):
        figures.show_figures([Headline("Journaliseret", "1.419", note)] * 4)
        figures.resize(theme.px(1300), figures.minimumSizeHint().height())
        settle()
        heights.add(figures.minimumSizeHint().height())
        below.add(figures.cells[0].note.y() >= figures.cells[0].figure.geometry().bottom())
    assert below == {True, False}
    assert len(heights) == 1
    figures.close()
    figures.deleteLater()


def test_reasons_break_before_a_title_is_cut(theme: Theme) -> None:
    table = FigureTable(theme, breaks=True)
    told = [("Tømningsattest for samletank, Mosevej 3", "Andres cpr-numre i teksten"), ("Foto", "Stikprøve")]
    table.fill(("Dokument", "Hvorfor her"), told, right=False, first_wide=True)
    whole = table.columnWidth(1)
    table.resize(theme.px(275), 300)
    table.show()
    settle()
    metrics = table.fontMetrics()
    assert table.columnWidth(1) < max(whole, metrics.horizontalAdvance(told[0][1]))
    assert table.columnWidth(1) >= in_two(told[0][1], metrics)
    assert table.columnWidth(0) + table.columnWidth(1) <= table.viewport().width()
    table.close()
    table.deleteLater()


def test_words_on_two_lines_need_the_wider_of_them(theme: Theme) -> None:
    metrics = QFontMetrics(theme.font("caption"))
    assert in_two("Other people's CPR numbers", metrics) == max(
        map(metrics.horizontalAdvance, ("Other people's", "CPR numbers"))
    )
    assert in_two("Sample", metrics) == metrics.horizontalAdvance("Sample")
    assert in_two("", metrics) == 0


def test_cards_lie_below_one_another_where_a_title_would_be_cut_beside_another(theme: Theme) -> None:
    made = [ChartCard(theme, "") for _ in range(3)]
    made[2].show_drawing(DRAWINGS["used"], "", "Første forslag blev brugt, pr. KLE-hovedgruppe")
    grid = CardGrid(theme, [[Placed(card, 1.0, card.least_width) for card in made]])
    columns = set()
    for width in range(theme.px(1400), theme.px(400), -theme.px(50)):
        grid.resize(width, theme.px(900))
        grid.show()
        settle()
        assert all(card.title.width() >= card.title.sizeHint().width() for card in made)
        columns.add(len({card.x() for card in made}))
    assert columns == {1, 2, 3}
    grid.close()
    grid.deleteLater()
