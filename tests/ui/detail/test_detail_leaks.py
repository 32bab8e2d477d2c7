"""Opening and closing a document again and again keeps memory flat, and leaves no widget behind.

The long form, a thousand times: `SAGSBUD_LEAK_TIMES=1000 python3 dev.py test tests/ui/detail/test_detail_leaks.py`.
"""

import gc
import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sagsbud.ui.detail.notesheet import NoteSheet

from tests.ui.detail.conftest import Desk
from tests.ui.detail.papers import Papers
from tests.ui.stage import settle

TIMES = int(os.environ.get("SAGSBUD_LEAK_TIMES", "120"))
WARM = 40
"""Openings after which caches are as full as they get."""
GROWTH = 12_000_000
"""Bytes that may come and go with the allocator; a page's picture, kept each time, would be a hundred times that."""


def resident() -> int:
    """Bytes of memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc to read memory from")
def test_opening_and_closing_a_document_again_and_again_keeps_memory_flat(desk: Desk, papers: Papers) -> None:
    items = [
        desk.take("brev.txt", papers.text()),
        desk.take("nabo.eml", papers.mail([("plan.txt", papers.text(), "text/plain")])),
    ]

    def open_and_close(times: int) -> None:
        for at in range(times):
            desk.pane.show_item(items[at % len(items)])
            desk.rest()
            desk.pane.show_item(None)
        settle()
        gc.collect()

    open_and_close(WARM)
    widgets, before = len(QApplication.allWidgets()), resident()
    open_and_close(TIMES)
    assert len(QApplication.allWidgets()) <= widgets
    assert resident() - before < GROWTH


def test_cards_leave_nothing_behind(desk: Desk, papers: Papers) -> None:
    desk.show(desk.take("brev.txt", papers.text()))

    def write_and_leave() -> None:
        desk.pane.write_note()
        (card,) = desk.window.findChildren(NoteSheet)
        card.close_overlay()
        del card
        desk.until(lambda: not desk.window.findChildren(NoteSheet))

    write_and_leave()
    widgets = len(QApplication.allWidgets())
    for _ in range(20):
        write_and_leave()
    assert len(QApplication.allWidgets()) <= widgets
