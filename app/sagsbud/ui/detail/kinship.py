"""Documents that are nearly the same, here or filed by a colleague: a word with a choice, never in the way."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import DokumentId, ItemId
from sagsbud.domain.twins import Elsewhere
from sagsbud.engine.views import Proposal
from sagsbud.i18n import tr
from sagsbud.ui.detail.loading import Loaded
from sagsbud.ui.labels import escaped, kept_together
from sagsbud.ui.operations import Operations

if TYPE_CHECKING:
    from sagsbud.engine import Engine

PAUSE = 600
"""Milliseconds a document is looked at before colleagues' filings are asked for."""
RELATE, UNRELATE, PUT_AWAY = "relate", "unrelate", "put_away"
"""What the links of the sentence do."""


@frozen
class Kin:
    """A Dokument that is like the one in hand, and the sentence about it."""

    dokument: DokumentId
    sentence: str
    place: str


class Kinship(QObject):
    """Knows what is like each document, and to which of them a person wants it to refer. `known` tells of news."""

    known = Signal(object)
    """The ItemId something was found for."""

    def __init__(self, engine: "Engine", operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._operations = operations
        self._elsewhere: dict[ItemId, Kin | None] = {}
        self._related: dict[ItemId, Kin] = {}
        self._asked: ItemId | None = None
        self._timer = QTimer(self, interval=PAUSE, singleShot=True)
        self._timer.timeout.connect(self._ask)

    def kin_of(self, loaded: Loaded) -> Kin | None:
        """What is like it: in our keeping, else with a colleague."""
        item, alike = loaded.detail.entry.item.id, loaded.alike
        if alike and alike.entry.order:
            sag = alike.entry.order.sag.sagsnummer
            sentence = tr("Nearly the same text is already filed on {sag}.", sag=sag)
            return Kin(alike.entry.order.main.dokument, sentence, sag)
        return self._elsewhere.get(item)

    def look(self, loaded: Loaded) -> None:
        """Ask the service for colleagues' filings of the same bytes, once, when the document is looked at for a while."""
        item = loaded.detail.entry.item.id
        self._timer.stop()
        if item not in self._elsewhere and not loaded.twin:
            self._asked = item
            self._timer.start()

    def _ask(self) -> None:
        item = self._asked
        if item is None:
            return

        def found(others: list[Elsewhere]) -> None:
            self._elsewhere[item] = _kin(others[0]) if others else None
            if others:
                self.known.emit(item)

        def away(_error: SagsbudError) -> None:
            """The service does not say; it is asked again when the document is looked at anew."""

        self._operations.run(self, lambda: self._engine.kin.filed_elsewhere(item), found, away, key="kin")

    # -- the choice ---------------------------------------------------------------------------------------

    def relate(self, item: ItemId, kin: Kin) -> None:
        """It is to refer to that Dokument when it is filed."""
        self._related[item] = kin

    def unrelate(self, item: ItemId) -> None:
        """It is not to refer to anything."""
        self._related.pop(item, None)

    def with_relation(self, proposal: Proposal) -> Proposal:
        """The form with the reference a person asked for."""
        kin = self._related.get(proposal.item)
        return replace(proposal, related=(kin.dokument,)) if kin else proposal

    def note(self, loaded: Loaded) -> tuple[str, str]:
        """The sentence with its links as markup, and as it is spoken; empty when nothing is like it."""
        item = loaded.detail.entry.item.id
        related = self._related.get(item)
        if related:
            sentence = tr("It will refer to the document on {sag}.", sag=related.place)
            return _with_links(sentence, ((UNRELATE, tr("Do not refer to it")),)), sentence
        kin = self.kin_of(loaded)
        if kin is None:
            return "", ""
        links = ((RELATE, tr("Refer to it")), (PUT_AWAY, tr("Put this one away")))
        return _with_links(kin.sentence, links), kin.sentence


def _kin(other: Elsewhere) -> Kin:
    place = other.sag.sagsnummer if other.sag else tr("another case")
    return Kin(other.dokument, tr("A colleague has filed the same file on {sag}.", sag=place), place)


def _with_links(sentence: str, links: tuple[tuple[str, str], ...]) -> str:
    words = " \u2002".join(f'<a href="{name}">{escaped(kept_together(text))}</a>' for name, text in links)
    return f"{escaped(sentence)} {words}"
