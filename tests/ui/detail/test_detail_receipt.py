"""The receipt as a page that can be printed."""

import unicodedata
from pathlib import Path

import pytest
from pypdf import PdfReader
from sagsbud.domain.states import OrderState
from sagsbud.domain.workdays import danish_time
from sagsbud.ui.detail.faces import receipt_text

from tests.ui.detail.conftest import Desk
from tests.ui.detail.papers import Papers


@pytest.mark.usefixtures("delivery")
def test_the_receipt_of_a_filed_document_is_written_whole_or_not_at_all(
    desk: Desk, papers: Papers, folder: Path
) -> None:
    item = desk.take("brev 010101-0000.txt", papers.text())
    detail = desk.engine.detail(item)
    assert detail
    desk.engine.decide(detail.proposal, hold=False)

    def filed() -> bool:
        entry = desk.engine.entry(item)
        return entry is not None and entry.state is OrderState.FILED

    desk.until(filed)
    pane = desk.show(item)
    target = folder / "kvittering.pdf"
    pane.write_receipt(target)
    written = "".join("".join(page.extract_text().split()) for page in PdfReader(target).pages)
    text = unicodedata.normalize("NFKC", written)  # two letters that are set as one
    entry = desk.engine.entry(item)
    assert entry
    assert entry.receipt
    assert str(entry.receipt.dokument) in text
    assert entry.item.digest in text
    assert "26/1182" in text
    assert f"{danish_time(entry.receipt.proven_at):%H:%M}" in text
    assert "010101-0000" not in text
    assert "+00:00" not in text, "no moment as a machine writes it"
    assert f"answerCreated,{danish_time(entry.receipt.proven_at).day}" in text
    assert entry.receipt.fratidspunkt in receipt_text(entry), "which is in what is copied"
    told: list[object] = []
    pane.saved.connect(told.append)
    pane.not_saved.connect(lambda: told.append("refused"))
    pane.write_receipt(folder / "no such folder" / "kvittering.pdf")
    pane.write_receipt(target)
    assert told == ["refused", target]
