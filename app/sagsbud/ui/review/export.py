"""The overview on paper and as figures: the same drawings, in the colours of paper."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from sagsbud import __version__
from sagsbud.i18n import tr
from sagsbud.ui.review.plots.drawing import hairline, write
from sagsbud.ui.review.told import ROWS, Headline, Picture
from sagsbud.ui.theme import ROLES
from sagsbud.ui.tokens import LIGHT

DPI = 96
"""The drawings are made in px; so many of them are an inch on paper."""
SHARPNESS = 8
GAP = 16
HEAD = 58
STRIP = 82
PADDING = 14
"""px between a frame and its words."""
MARGIN_MM = 14
PAPER_ROWS = (ROWS[0], tuple(zip((key for key, _share in ROWS[1]), (550, 300, 270), strict=True)))
"""As on the screen, but for the names: paper has no second look at what is cut."""


class Paper:
    """Light colours and plain sizes, whatever the screen shows. For one thread."""

    scale = 1.0

    def __init__(self, family: str) -> None:
        self._family = family

    def color(self, role: str) -> QColor:
        """The role's colour on white."""
        return QColor(getattr(LIGHT, role))

    def font(self, role: str) -> QFont:
        """The role's font."""
        size, weight = ROLES[role]
        font = QFont(self._family)
        font.setPixelSize(round(size))
        font.setWeight(weight)
        return font

    def px(self, length: float) -> int:
        """A px is a px."""
        return round(length)


def write_pdf(
    target: Path, title: str, below: str, headlines: Sequence[Headline], pictures: Sequence[Picture], family: str
) -> None:
    """One landscape page, A4. Raises OSError when it cannot be written."""
    with target.open("ab"):
        pass  # says what is wrong with the place, which the writer would not
    writer = QPdfWriter(str(target))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageOrientation(QPageLayout.Orientation.Landscape)
    writer.setPageMargins(QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM), QPageLayout.Unit.Millimeter)
    writer.setResolution(DPI * SHARPNESS)
    writer.setTitle(title)
    writer.setCreator(f"Sagsbud {__version__}")
    painter = QPainter(writer)
    if not painter.isActive():
        raise OSError(str(target))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(SHARPNESS, SHARPNESS)
    page = QRectF(0, 0, writer.width() / SHARPNESS, writer.height() / SHARPNESS)
    _page(painter, page, Paper(family), title, below, headlines, pictures)
    painter.end()


def _page(
    p: QPainter, page: QRectF, look: Paper, title: str, below: str, headlines: Sequence[Headline],
    pictures: Sequence[Picture],
) -> None:  # fmt: skip
    write(p, QRectF(page.left(), page.top(), page.width(), 28), title, look.font("page_title"), look.color("tx"))
    write(p, QRectF(page.left(), page.top() + 29, page.width(), 18), below, look.font("caption"), look.color("tx2"))
    strip = QRectF(page.left(), page.top() + HEAD, page.width(), STRIP)
    _frame(p, strip, look)
    wide = strip.width() / len(headlines)
    for at, one in enumerate(headlines):
        cell = QRectF(strip.left() + wide * at, strip.top(), wide, strip.height())
        _headline(p, cell.adjusted(PADDING, 9, -PADDING, -9), look, one)
        if at:
            hairline(p, cell.topLeft(), cell.bottomLeft(), look)
    top = strip.bottom() + GAP
    tall = (page.bottom() - top - 26 - GAP * (len(PAPER_ROWS) - 1)) / len(PAPER_ROWS)
    by_key = {picture.key: picture for picture in pictures}
    for row in PAPER_ROWS:
        left, shares = page.left(), sum(share for _key, share in row)
        for key, share in row:
            wide = (page.width() - GAP * (len(row) - 1)) * share / shares
            _card(p, QRectF(left, top, wide, tall), look, by_key[key])
            left += wide + GAP
        top += tall + GAP
    foot = QRectF(page.left(), page.bottom() - 18, page.width(), 18)
    write(p, foot, tr("Shown per unit and subject, never per employee."), look.font("caption"), look.color("tx2"))


def _headline(p: QPainter, cell: QRectF, look: Paper, one: Headline) -> None:
    """A figure below its name, and below that what puts it in its place."""
    small = look.font("caption")
    write(p, QRectF(cell.left(), cell.top(), cell.width(), 18), one.name, small, look.color("tx2"))
    figure = QRectF(cell.left(), cell.top() + 18, cell.width(), 28)
    write(p, figure, one.figure, look.font("pane_title"), look.color("tx"))
    write(p, QRectF(cell.left(), cell.bottom() - 18, cell.width(), 18), one.note, small, look.color("tx2"))


def _card(p: QPainter, rect: QRectF, look: Paper, picture: Picture) -> None:
    _frame(p, rect, look)
    left, wide = rect.left() + PADDING, rect.width() - 2 * PADDING
    write(p, QRectF(left, rect.top() + 9, wide, 18), picture.title, look.font("strong"), look.color("tx"))
    write(p, QRectF(left, rect.top() + 27, wide, 16), picture.note, look.font("caption"), look.color("tx2"))
    inner = QRectF(left, rect.top() + 54, wide, rect.height() - 64)
    if picture.drawing.nothing:
        write(p, inner, picture.drawing.nothing, look.font("body"), look.color("tx2"), Qt.AlignmentFlag.AlignHCenter)
        return
    picture.drawing.paint(p, inner, look)


def _frame(p: QPainter, rect: QRectF, look: Paper) -> None:
    p.setPen(QPen(look.color("line"), 1))
    p.setBrush(look.color("surf"))
    p.drawRoundedRect(rect, 6, 6)


def csv_text(
    title: str, below: str, headlines: Sequence[Headline], pictures: Sequence[Picture], *, semicolons: bool
) -> str:
    """Every figure that is shown, one table after the other, with an empty line between them.

    With semicolons where the comma stands in numbers, as spreadsheets here expect.
    """
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";" if semicolons else ",", lineterminator="\r\n")
    rows.writerow([title, below])
    rows.writerow([])
    for headline in headlines:
        rows.writerow([headline.name, headline.figure, headline.note])
    for picture in pictures:
        table = picture.drawing.table()
        rows.writerow([])
        rows.writerow([picture.title])
        rows.writerow(table.head)
        rows.writerows(table.rows)
    return out.getvalue()


def write_csv(target: Path, text: str) -> None:
    """With a byte order mark, so that a spreadsheet knows its letters. Raises OSError."""
    target.write_bytes(text.encode("utf-8-sig"))


def file_name(unit: str, made: date, ending: str) -> str:
    """`Overblik Byg og Miljø 2026-11-25.pdf`, with nothing a file name may not hold."""
    plain = "".join(one for one in unit if one.isalnum() or one in " -_.").strip()
    return " ".join(part for part in (tr("Overview"), plain, made.isoformat()) if part) + f".{ending}"
