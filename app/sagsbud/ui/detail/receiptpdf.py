"""The receipt of a filed document as a page that can be printed: what was filed, the proof, and what happened."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSaveFile
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.orders import HistoryRow, OutboxEntry
from sagsbud.domain.workdays import danish_date
from sagsbud.i18n import tr
from sagsbud.ui.detail.faces import facts_of
from sagsbud.ui.inbox.happenings import happenings_of
from sagsbud.ui.labels import escaped
from sagsbud.ui.texts import clock_text, date_text, now

MARGIN = 20
"""Millimetres."""
DPI = 300
POINTS = 10
LONG_AGO = date(1970, 1, 1)
"""Taken for today, so that no time is written as today or yesterday: a page is read later."""


def receipt_html(entry: OutboxEntry, history: Sequence[HistoryRow]) -> str:
    """The page. CPR numbers in titles are masked."""
    order = entry.order
    facts = [(tr("File name"), mask_cpr(entry.item.name))]
    if order:
        sag = f"{order.sag.sagsnummer} {mask_cpr(order.sag.titel)}"
        facts = [(tr("Case"), sag), (tr("Title"), mask_cpr(order.main.titel)), *facts]
    facts += [(name, value) for name, value in facts_of(entry) if name not in (tr("Decided"), tr("Read back"))]
    if order:
        facts.append((tr("Decided"), _moment(order.decided_at)))
    if entry.receipt:
        facts += [(tr("Attachment"), str(bilag)) for bilag in entry.receipt.bilag]
        facts.append((tr("Read back"), _moment(entry.receipt.proven_at)))
        facts.append((tr("The service's answer"), _answer(entry, history)))
    told = [(happening.note, happening.text) for happening in happenings_of(history, LONG_AGO)]
    made = tr("Made by Sagsbud on {date}. The content was read back and is the same to the last byte.",
              date=date_text(now().date()))  # fmt: skip
    return (
        f"<h2>{escaped(tr('Receipt'))}</h2>{_table(facts)}"
        f"<h3>{escaped(tr('What happened?'))}</h3>{_table(told)}<p>{escaped(made)}</p>"
    )


def _answer(entry: OutboxEntry, history: Sequence[HistoryRow]) -> str:
    """What the service said to it, and as of when it stands there."""
    assert entry.receipt is not None
    if any(row.what == "found_whole" for row in history):
        words = tr("Was there already")
    else:
        words = tr("Updated") if entry.order and entry.order.adopts else tr("Created")
    try:
        at = datetime.fromisoformat(entry.receipt.fratidspunkt)
    except ValueError:
        return words
    return f"{words}, {_moment(at)}"


def _moment(at: datetime) -> str:
    return f"{date_text(danish_date(at))} {clock_text(at)}"


def _table(rows: Sequence[tuple[str, str]]) -> str:
    lines = (f"<tr><td width='34%'>{escaped(name)}</td><td>{escaped(value)}</td></tr>" for name, value in rows)
    return f"<table width='100%' cellspacing='4'>{''.join(lines)}</table>"


def write_pdf(path: Path, html: str) -> None:
    """Whole or not at all. Raises StoreError when the folder does not take it."""
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise StoreError(Trouble.STORE_READ_ONLY)
    writer = QPdfWriter(file)
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Millimeter)
    writer.setTitle(tr("Receipt"))
    document = QTextDocument()
    font = QFont(QFont().family(), POINTS)  # a plain one: figures and colons of other shapes are copied as other signs
    font.setFeature(QFont.Tag("calt"), 0)
    document.setDefaultFont(font)
    document.setHtml(html)
    document.print_(writer)
    del writer
    if not file.commit():
        raise StoreError(Trouble.STORE_READ_ONLY)
