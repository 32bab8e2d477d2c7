"""The overview's drawings: what they say in words, where their marks are, and that they paint what they say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sagsbud import i18n
from sagsbud.domain.figures import (
    AgeCount,
    CalibrationBin,
    DayCount,
    GroupShare,
    Overview,
    OverviewFilter,
    ReasonCount,
    WeekTimes,
)
from sagsbud.domain.ids import AktoerId
from sagsbud.domain.verdicts import ReturnReason
from sagsbud.shipped import resources
from sagsbud.ui.review import told
from sagsbud.ui.review.chart import ChartCard
from sagsbud.ui.review.export import csv_text, file_name
from sagsbud.ui.review.plots.columns import Columns
from sagsbud.ui.review.plots.drawing import round_top
from sagsbud.ui.review.plots.figures import hours_before, hours_words
from sagsbud.ui.review.plots.spread import Span, Spread
from sagsbud.ui.review.told import Period, headlines_of, pictures_of, since_of
from sagsbud.ui.texts import moment_text
from sagsbud.ui.theme import Theme

TODAY = date(2026, 11, 25)
UNIT = AktoerId(UUID(int=7))
SHEET = QRectF(0, 0, 380, 240)


def month() -> OverviewFilter:
    return OverviewFilter(since_of(Period.MONTH, TODAY), TODAY)


def overview(wanted: OverviewFilter | None = None) -> Overview:
    """A unit with a busy month."""
    wanted = wanted or month()
    length = (wanted.until - wanted.since).days + 1
    days = [wanted.since + timedelta(days=n) for n in range(length)]
    return Overview(
        filter=wanted,
        filed=2284,
        filed_before=2072,
        median_hours=2.4,
        p90_hours=10.4,
        median_before=3.1,
        oldest_age=5,
        oldest_count=1,
        used_share=0.87,
        used_low=0.85,
        used_high=0.89,
        used_n=1100,
        days=tuple(DayCount(day, 100 + day.day if day.weekday() < 5 else 0) for day in days),
        weeks=tuple(WeekTimes(date(2026, 11, 2) + timedelta(weeks=n), 100, 6.0 - n, 29.0 - n) for n in range(4)),
        ages=tuple(AgeCount(days, count) for days, count in enumerate([214, 71, 19, 6, 2])),
        groups=(GroupShare("02", "Fast ejendom", 412, 0.94, 0.92, 0.96), GroupShare("00", "Styrelse", 41, 0.63, 0.48, 0.76)),
        calibration=(CalibrationBin(0.5, 0.47, 0.4, 0.54, 80), CalibrationBin(0.9, 0.9, 0.87, 0.92, 300)),
        returns=(ReasonCount(ReturnReason.TITLE_SAYS_LITTLE, 11), ReasonCount(ReturnReason.WRONG_KLE, 17)),
        reviewed=612,
        units=((UNIT, "Byg og Miljø"),),
    )  # fmt: skip


def nothing() -> Overview:
    """A unit that has not begun."""
    return Overview(month(), 0, 0, None, None, None, None, 0, None, 0, 0, 0, (), (), (), (), (), (), 0)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(appearance="light", scale=1.0)


def inked(paint: object, theme: Theme, chosen: int = -1) -> set[str]:
    """The colours on a sheet after painting on it."""
    image = QImage(SHEET.size().toSize(), QImage.Format.Format_RGB32)
    image.fill(theme.color("surf"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint.paint(painter, SHEET, theme, chosen)  # type: ignore[attr-defined]
    painter.end()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize(
    ("highest", "top", "step"),
    [(0, 1, 1), (2, 2, 1), (7, 9, 3), (30, 30, 10), (142, 150, 50), (635, 750, 250), (2284, 2400, 800)],
)
def test_an_axis_ends_at_a_round_number_above_the_highest(highest: float, top: float, step: float) -> None:
    assert round_top(highest, whole=True) == (top, step)


def test_every_picture_tells_itself_in_words_and_in_a_table() -> None:
    pictures = {picture.key: picture for picture in pictures_of(overview(), TODAY)}
    told = {key: picture.drawing.summary() for key, picture in pictures.items()}
    assert told["days"].endswith("most of them Friday 30 October: 130.")
    assert told["times"].startswith("Half are filed within 3 hours, nine out of ten within 26 hours; in week 45")
    assert told["ages"] == "312 wait, 8 of them past the limit."
    assert told["used"] == "From 63% in 00 Styrelse to 94% in 02 Fast ejendom."
    assert told["promise"] == "Of those called 90% sure, 90% were right."
    assert told["returns"] == "28 of 612 were returned."
    for picture in pictures.values():
        table = picture.drawing.table()
        assert len(table.rows) == picture.drawing.count
        assert {len(row) for row in table.rows} == {len(table.head)}
        assert all(picture.drawing.words(at) for at in range(picture.drawing.count))


def test_the_limits_of_the_filing_duty_stand_over_the_first_bar_that_reaches_them() -> None:
    ages = next(picture for picture in pictures_of(overview(), TODAY) if picture.key == "ages")
    rows = [name for name, _count in ages.drawing.table().rows]
    assert rows == ["Today", "1 working day", "2 working days", "3 working days", "4 or more"]
    bars = ages.drawing._bars  # type: ignore[attr-defined]
    assert [bar.above for bar in bars] == ["", "warning from 1 day", "", "late from 3 days", ""]


def test_reasons_come_with_the_commonest_first() -> None:
    returns = next(picture for picture in pictures_of(overview(), TODAY) if picture.key == "returns")
    assert returns.drawing.table().rows == (("Wrong KLE subject", "17"), ("The title says too little", "11"))


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_every_picture_paints_its_marks_in_the_accents_colour(qapp: QApplication, appearance: str) -> None:
    from sagsbud.ui.tokens import DARK, LIGHT

    theme = Theme(appearance=appearance, scale=1.0)
    accent = (DARK if appearance == "dark" else LIGHT).acc.lower()
    for picture in pictures_of(overview(), TODAY):
        assert accent in inked(picture.drawing, theme), picture.key
        assert inked(picture.drawing, theme, 0), picture.key


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_marks_have_places_that_do_not_lie_over_each_other(qapp: QApplication, scale: float) -> None:
    theme = Theme(appearance="light", scale=scale)
    sheet = QRectF(0, 0, 760, 480)
    for picture in pictures_of(overview(), TODAY):
        places = picture.drawing.places(sheet, theme)
        assert len(places) == picture.drawing.count
        shrunk = [place.adjusted(0.5, 0.5, -0.5, -0.5) for place in places]
        assert not any(a.intersects(b) for at, a in enumerate(shrunk) for b in shrunk[at + 1 :]), picture.key
        assert all(sheet.adjusted(-1, -1, 1, 1).contains(place) for place in places), picture.key


def test_a_long_period_is_told_by_the_week() -> None:
    wanted = OverviewFilter(since_of(Period.YEAR, TODAY), TODAY)
    days = pictures_of(overview(wanted), TODAY)[0]
    assert days.title == "Filed per week"
    assert days.drawing.count == 53
    total = sum(int(count.replace(",", "")) for _name, count in days.drawing.table().rows)
    assert total == sum(one.filed for one in overview(wanted).days)


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("wide", [330, 380, 760])
@pytest.mark.parametrize("period", list(Period))
def test_a_label_stands_in_the_middle_below_its_own_mark(
    qapp: QApplication, period: Period, wide: int, scale: float
) -> None:
    look = Theme(appearance="light", scale=scale)
    sheet = QRectF(0, 0, wide * scale, 240 * scale)
    since = since_of(period, TODAY)
    mondays = [since + timedelta(weeks=n) for n in range((TODAY - since).days // 7 + 1)]
    weeks = tuple(WeekTimes(monday, 100, 4.0, 20.0) for monday in mondays)
    shown = replace(overview(OverviewFilter(since, TODAY)), weeks=weeks)
    columns, spread = (picture.drawing for picture in pictures_of(shown, TODAY)[:2])
    assert isinstance(columns, Columns)
    assert isinstance(spread, Spread)
    middles = [place.center().x() for place in columns.places(sheet, look)]
    points = [spread._x(spread._plot(sheet, look), at) for at in range(spread.count)]
    for rooms, centres in ((columns.labels(sheet, look), middles), (spread.labels(sheet, look), points)):
        written = [(room, centre) for room, centre in zip(rooms, centres, strict=True) if not room.isNull()]
        assert written[-1][1] == centres[-1]
        assert len(written) > 1
        assert all(abs(room.center().x() - centre) < 0.5 for room, centre in written[1:])
        assert all(room.left() <= centre <= room.right() for room, centre in written)
        assert all(a.right() < b.left() for (a, _), (b, _) in pairwise(written))
        assert all(sheet.left() <= room.left() and room.right() <= sheet.right() for room, _ in written)


def test_the_word_below_the_last_column_ends_where_the_axis_does(theme: Theme) -> None:
    columns = pictures_of(overview(), TODAY)[0].drawing
    assert isinstance(columns, Columns)
    last = columns.labels(SHEET, theme)[-1]
    assert (last.isNull(), last.right()) == (False, SHEET.right())


def test_how_old_what_waits_is_is_of_the_last_count_while_there_is_no_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    then, at_last = datetime(2026, 11, 20, 9, 14, tzinfo=UTC), datetime(2026, 11, 20, 11, 2, tzinfo=UTC)
    monkeypatch.setattr(told, "now", lambda: at_last)
    counted = replace(overview(), harvested_until=then)
    notes = [
        next(picture.note for picture in pictures_of(counted, TODAY, cut_off=cut_off) if picture.key == "ages")
        for cut_off in (False, True)
    ]
    assert notes == [f"Age in working days, {moment_text(at)}." for at in (at_last, then)]


def test_days_off_are_left_out_unless_something_was_filed() -> None:
    names = [name for name, _count in pictures_of(overview(), TODAY)[0].drawing.table().rows]
    assert not any("Saturday" in name or "Sunday" in name for name in names)
    assert names[-1] == "Wednesday 25 November"


def test_the_figures_at_the_top_are_put_in_their_place() -> None:
    assert [one.spoken for one in headlines_of(overview())] == [
        "Filed: 2,284, 212 more than the period before",
        "From received to filed: 2.4 hours, median, was 3.1",
        "Oldest not filed: 5 working days, 1 document",
        "First suggestion was used: 87%, ± 2 · 1,100 with a suggestion",
    ]


def test_nothing_to_show_is_said_and_not_drawn(theme: Theme) -> None:
    for picture in pictures_of(nothing(), TODAY):
        assert picture.drawing.nothing
        assert picture.drawing.summary() == picture.drawing.nothing
    assert headlines_of(nothing())[2].figure == "None"


@pytest.mark.parametrize(
    ("hours", "words"), [(0.4, "24 min"), (1, "1 hour"), (2.44, "2.4 hours"), (26, "26 hours"), (60, "2.5 days")]
)
def test_hours_are_said_in_the_unit_that_reads_best(hours: float, words: str) -> None:
    assert hours_words(hours) == words


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ((5, 5.8, 12.4), ["5.0 hours", "5.8 hours", "12.4 hours"]),
        ((12, 26.3), ["12 hours", "26 hours"]),
        ((0.4, 11, 72, 84), ["24 min", "11 hours", "3.0 days", "3.5 days"]),
    ],
)
def test_hours_in_a_column_have_equal_decimals(column: tuple[float, ...], words: list[str]) -> None:
    spans = [Span(str(at), str(at), hours, hours) for at, hours in enumerate(column)]
    assert [[row[1], row[2]] for row in Spread(spans, unit="", nothing="").table().rows] == [
        [one, one] for one in words
    ]


@pytest.mark.parametrize(("before", "now", "words"), [(3.1, 2.4, "3.1"), (1, 2.4, "1 hour"), (60, 26, "2.5 days")])
def test_what_was_before_has_its_unit_only_where_it_is_another(before: float, now: float, words: str) -> None:
    assert hours_before(before, now) == words


def test_danish_has_its_comma_and_its_space() -> None:
    assert i18n.percent(0.87) == "87%"
    i18n.use_language("da", resources() / "translations")
    assert hours_words(2.4) == "2,4 timer"
    assert i18n.percent(0.87) == "87 %"


def test_the_arrow_keys_walk_over_the_marks_and_enter_opens_the_table(theme: Theme) -> None:
    picture = next(picture for picture in pictures_of(overview(), TODAY) if picture.key == "used")
    card = ChartCard(theme, picture.title)
    card.show_drawing(picture.drawing, picture.note)
    card.resize(440, 300)
    card.show()
    assert card.canvas.accessibleName() == picture.title
    assert card.canvas.accessibleDescription() == picture.drawing.summary()
    QTest.keyClick(card.canvas, Qt.Key.Key_Right)
    assert card.note.text() == "02 Fast ejendom: 94%, 92 to 96%, 412"
    QTest.keyClick(card.canvas, Qt.Key.Key_End)
    assert card.note.text().startswith("00 Styrelse: 63%")
    QTest.keyClick(card.canvas, Qt.Key.Key_Return)
    assert card.table.isVisible()
    assert card.table.rowCount() == 2
    card.switch.click()
    assert card.canvas.isVisible()
    card.close()


def test_the_figures_as_csv_are_those_that_are_shown() -> None:
    shown = overview()
    text = csv_text("Overview", "Byg og Miljø", headlines_of(shown), pictures_of(shown, TODAY), semicolons=False)
    lines = text.split("\r\n")
    assert lines[0] == "Overview,Byg og Miljø"
    assert "Wrong KLE subject,17" in lines
    assert '"2,284"' in text
    assert file_name("Byg/Miljø", TODAY, "csv") == "Overview BygMiljø 2026-11-25.csv"


def test_the_first_label_stands_in_the_middle_below_its_point_however_wide_it_is(theme: Theme) -> None:
    spread = Spread([Span(f"the whole of week {n}", f"week {n}", 2.0, 9.0) for n in (44, 45, 46)], unit="", nothing="")
    second = spread.places(SHEET, theme)[1]
    point = second.center().x() - second.width()
    assert abs(spread.labels(SHEET, theme)[0].center().x() - point) < 1
