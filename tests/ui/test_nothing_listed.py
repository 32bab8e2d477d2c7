"""A list without rows: its words have their room, and what leads elsewhere is counted and asked for again."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.listing import Listing
from sagsbud.engine import View
from sagsbud.ui.inbox.nothing_listed import NothingListed
from sagsbud.ui.inbox.put_away_matches import COUNTED, PutAwayMatches
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_LIST

from tests.ui.stage import settle, wait_until


class PutAway:
    """An engine that has so many rows that fit, or cannot read them."""

    def __init__(self, there: int) -> None:
        self.there = there
        self.readable = True
        self.lists = SimpleNamespace(rows=self._rows)

    def _rows(self, _view: View, _wanted: Listing, *, limit: int) -> list[int]:
        if not self.readable:
            raise StoreError(Trouble.STORE_DAMAGED)
        return list(range(min(self.there, limit)))


def look(matches: PutAwayMatches, operations: Operations) -> int:
    """How many are told of in the end."""
    told: list[int] = []
    matches.found.connect(told.append)
    matches.look("ansøgning", 200)
    wait_until(lambda: operations.idle)
    matches.found.disconnect(told.append)
    return told[-1]


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_overlaps_however_low_the_place_is(undressed: None, qapp: QApplication, scale: float) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    page = NothingListed(theme)
    page.show_for(View.INBOX, Listing(text="ansøgning om tilbygning og carport"))
    parts = (page.heading, page.sentence, page.button, page.elsewhere, page.in_put_away)
    page.show()
    for height in (150, 260, 330, 420, 900):
        page.resize(theme.px(PANE_LIST), theme.px(height))
        for count in (0, 3):
            page.say_put_away(count)
            settle()
            there = [part for part in parts if part.isVisible()]
            assert all(part.height() >= part.heightForWidth(part.width()) for part in there)
            assert all(not above.geometry().intersects(below.geometry()) for above, below in pairwise(there))
            fits = page._scroll.verticalScrollBar().maximum() == 0
            assert fits or not page.drawing.isVisible(), "words before drawings"
    assert page.drawing.isVisible()
    page.close()


@pytest.mark.parametrize(("there", "shown"), [(COUNTED, "Show 100 that"), (COUNTED + 20, "Show 100+ that")])
def test_more_are_said_to_be_more_only_where_there_are(theme: Theme, there: int, shown: str) -> None:
    parent, operations, page = QObject(), Operations(), NothingListed(theme)
    engine: Any = PutAway(there)
    page.say_put_away(look(PutAwayMatches(engine, operations, parent), operations))
    operations.close()
    assert page.in_put_away.text().startswith(shown)


def test_what_could_not_be_looked_up_is_asked_again(theme: Theme) -> None:
    parent, operations = QObject(), Operations()
    engine: Any = PutAway(2)
    matches = PutAwayMatches(engine, operations, parent)
    engine.readable = False
    assert look(matches, operations) == 0
    engine.readable = True
    assert look(matches, operations) == 2
    operations.close()
