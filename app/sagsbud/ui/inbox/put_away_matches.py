"""Whether what was searched for without luck is among what is not for filing: looked up before a link leads there."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.listing import Listing
from sagsbud.engine.views import View
from sagsbud.ui.operations import Operations

if TYPE_CHECKING:
    from sagsbud.engine import Engine

COUNTED = 100
"""Documents up to which they are counted; more are said to be more."""


class PutAwayMatches(QObject):
    """Asks once for the same words; `found` brings how many there are, at most one more than COUNTED, and 0 until that is known."""

    found = Signal(int)

    def __init__(self, engine: "Engine", operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._operations = operations
        self._asked: tuple[str, int] | None = None
        self._count = 0

    def look(self, text: str, put_away: int) -> None:
        """For these words among so many that are put away; without either nothing is looked for."""
        wanted = (text, put_away) if text and put_away else None
        if wanted != self._asked:
            self._asked, self._count = wanted, 0
            if wanted:
                self._ask(wanted)
        self.found.emit(self._count)

    def _ask(self, wanted: tuple[str, int]) -> None:
        read, listing = self._engine.lists.rows, Listing(text=wanted[0])

        def arrived(count: int) -> None:
            if wanted == self._asked:
                self._count = count
                self.found.emit(count)

        def unknown(_error: SagsbudError) -> None:
            """Nothing is said of what nobody could look up; it is asked again when it is next looked for."""
            if wanted == self._asked:
                self._asked = None

        self._operations.run(
            self, lambda: len(read(View.PUT_AWAY, listing, limit=COUNTED + 1)), arrived, unknown, key="put away"
        )
