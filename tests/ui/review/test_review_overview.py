"""The overview over the real figures: counted in the service, saved on paper and as figures."""

from pathlib import Path

from pypdf import PdfReader
from sagsbud.domain.figures import OverviewFilter
from sagsbud.domain.workdays import danish_date
from sagsbud.ui.review.overview import OVERVIEW
from sagsbud.ui.review.told import Period, since_of
from sagsbud.ui.texts import now

from tests.ui.review.conftest import OpenSupervised, OpenWindow
from tests.ui.stage import settle, wait_until


def test_what_was_filed_is_counted_and_saved(
    open_supervised: OpenSupervised, open_window: OpenWindow, tmp_path: Path
) -> None:
    supervised = open_supervised(shared=True)
    supervised.files(3)
    window = open_window(supervised)
    desk = supervised.boss.house.engine.review
    assert desk
    window.corner.open(OVERVIEW)
    page = window.corner.overview
    today = danish_date(now())
    wanted = OverviewFilter(since_of(Period.YEAR, today), today)
    wait_until(lambda: desk.overview(wanted).filed >= 3, 120_000)
    page.period.setCurrentIndex(page.period.findData(Period.YEAR))
    wait_until(lambda: page.headlines.figures[0] not in ("", "0"))
    filed = page.headlines.figures[0]
    assert page.cards["days"].title.text() == "Filed per week"
    for kind in ("csv", "pdf"):
        page.saving.write(kind, tmp_path / f"overview.{kind}")
        wait_until(lambda kind=kind: page.notice.text == f"Saved as “overview.{kind}”.")  # type: ignore[misc]
    assert f"Filed,{filed}" in (tmp_path / "overview.csv").read_text(encoding="utf-8-sig")
    (sheet,) = PdfReader(tmp_path / "overview.pdf").pages
    assert "never per employee" in " ".join(sheet.extract_text().split())
    page.saving.write("pdf", tmp_path / "no such folder" / "overview.pdf")
    wait_until(lambda: "could not be saved" in page.notice.text)


def test_nothing_yet_is_said_and_nothing_drawn(open_supervised: OpenSupervised, open_window: OpenWindow) -> None:
    supervised = open_supervised(shared=True)
    window = open_window(supervised)
    window.corner.open(OVERVIEW)
    page = window.corner.overview
    wait_until(page.csv.isEnabled)
    assert page.cards["days"].nothing.isVisible()
    assert page.cards["days"].nothing.text() == "Nothing was filed in this period."
    assert not page.cards["days"].switch.isVisible()


def test_how_old_the_figures_are_is_told_in_a_narrow_window_too(
    open_supervised: OpenSupervised, open_window: OpenWindow
) -> None:
    supervised = open_supervised(shared=True)
    window = open_window(supervised)
    window.corner.open(OVERVIEW)
    page = window.corner.overview
    wait_until(lambda: page.source.text() != "")
    for width in (1400, 480, 1400):
        page.resize(width, page.height())
        settle()
        told = page.source
        assert told.isVisible()
        assert told.height() >= told.heightForWidth(told.width())
        assert told.mapTo(page, told.rect().bottomRight()).x() < page.width()
