"""The colours of why a row of the queue is there: warm alone where a decision was stopped."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QTableView
from sagsbud.domain.errors import Trouble
from sagsbud.domain.ids import DokumentId, new_order_id
from sagsbud.domain.orders import Problem
from sagsbud.domain.review import ReviewRow
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.domain.secondlook import ReviewReason
from sagsbud.domain.states import OrderState
from sagsbud.domain.verdicts import Pending, ReviewVerb
from sagsbud.ui.review.table_painting import QueueDelegate
from sagsbud.ui.theme import Theme

THEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
ROW = ReviewRow(
    DokumentId(UUID(int=1)), "Ansøgning", DokumentFremdrift.UNDERREVIEW, "1", THEN, THEN, 0, 0,
    (ReviewReason.SENSITIVE, ReviewReason.SAMPLE),
)  # fmt: skip
LARGE = 4.0
"""At this scale the stems of letters are whole pixels of their colour."""


def colours(qapp: QApplication, row: ReviewRow) -> set[str]:
    """What the last column is painted with, of the roles it may use."""
    theme = Theme(appearance="light", scale=LARGE)
    view = QTableView()
    image = QImage(1600, 240, QImage.Format.Format_RGB32)
    image.fill(theme.color("surf"))
    painter = QPainter(image)
    QueueDelegate(theme, view)._paint_why(painter, QRect(0, 0, image.width(), image.height()), row)
    painter.end()
    view.deleteLater()
    inked = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    return {role for role in ("tx", "tx2", "warn", "err") if theme.color(role).name() in inked}


@pytest.mark.parametrize("stopped", [False, True])
def test_why_it_is_there_is_warm_where_a_decision_was_stopped_and_what_more_there_is_stays_quiet(
    qapp: QApplication, stopped: bool
) -> None:
    problem = Problem(Trouble.DOKUMENT_CHANGED, THEN)
    pending = Pending(new_order_id(), ReviewVerb.APPROVE, OrderState.CONFLICT, THEN, problem)
    row = replace(ROW, pending=pending) if stopped else ROW
    assert colours(qapp, row) == ({"warn", "tx2"} if stopped else {"tx", "tx2"})
