"""Running a recipe over a folder: each row becomes a promise like any other, so that a run that is cut off goes on.

The same row again is the same bytes, and those are known; so a repeat promises nothing twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from sagsbud.bootstrap.house import House
from sagsbud.domain.arrival import Source, SourceKind, Taken
from sagsbud.domain.errors import Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import DokumentId, new_order_id
from sagsbud.domain.orders import DokumentDraft, FilingOrder, OutboxEntry, Priority, Problem
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.sagsobjekter import Journalpostkode, SagRef
from sagsbud.domain.states import OrderState
from sagsbud.mox.recipes import Files, Outcome, Prepared, Recipe, Row, prepare, rows_of
from sagsbud.mox.wire import Malformed


@frozen
class Done:
    """What became of one row: its place, and the Dokument it becomes or why not."""

    place: str
    outcome: Outcome
    dokument: DokumentId | None = None
    wrong: str = ""


@dataclass
class RecipeTally:
    """How many rows came to what."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    not_read: list[str] = field(default_factory=list)
    """Files that are no tables."""

    @property
    def rows(self) -> int:
        """All of them."""
        return self.counts.total()


class RecipeRun:
    """One recipe on one house. Not for several threads at once."""

    def __init__(self, house: House, recipe: Recipe) -> None:
        self._ports = house.ports
        self._recipe = recipe
        self._sager: dict[str, SagRef | None] = {}

    def over(
        self, folder: Path, *, dry: bool = False, follow: Callable[[Done], None] = lambda done: None
    ) -> RecipeTally:
        """Every row of every file, in the order of the names; with `dry` nothing is taken.

        Raises StoreError, ServiceError when a key cannot be looked up; then run it again.
        """
        files = self._recipe.files
        if files is None:
            raise Malformed("kilde", "names no files")
        tally = RecipeTally()
        for path in _paths(folder, files):
            try:
                for row in rows_of(files, path):
                    done = self._row(row, dry=dry)
                    tally.counts[done.outcome] += 1
                    follow(done)
            except (Malformed, OSError):
                tally.not_read.append(path.name)
        return tally

    def _row(self, row: Row, *, dry: bool) -> Done:
        try:
            prepared = prepare(self._recipe, row.fields)
        except Malformed as error:
            return Done(row.place, Outcome.WRONG, wrong=f"{error.place} {error.wrong}")
        sag = self._sag(prepared.key)
        if dry:
            return Done(row.place, Outcome.PROMISED if sag else Outcome.REVIEW)
        entry, taken = self._ports.taker.take_bytes(
            prepared.filnavn, prepared.content, Source(SourceKind.FOLDER, self._recipe.navn), self._ports.clock()
        )
        if taken is not Taken.NEW and entry.state is not OrderState.DRAFT:
            return Done(row.place, Outcome.ALREADY, entry.order.main.dokument if entry.order else None)
        if sag is None or sag.kle is None:
            problem = Problem(Trouble.SAG_UNKNOWN, self._ports.clock(), (("sag", prepared.key),))
            self._ports.outbox.note_problem(entry.item.id, problem)
            return Done(row.place, Outcome.REVIEW)
        order = order_of(self._recipe, prepared, entry, sag, self._ports.aktoer)
        self._ports.outbox.promise(entry.item.id, order)
        self._ports.delivery.wake()
        return Done(row.place, Outcome.PROMISED, order.main.dokument)

    def _sag(self, key: str) -> SagRef | None:
        """The open Sag the key names; asked of the service once for each key this machine does not know."""
        if key not in self._sager:
            known = self._ports.sager.by_number(key)
            found = [known] if known else self._ports.service.sager(key)
            self._sager[key] = found[0] if len(found) == 1 and found[0].is_open else None
        return self._sager[key]


def order_of(recipe: Recipe, prepared: Prepared, entry: OutboxEntry, sag: SagRef, by: Aktoer) -> FilingOrder:
    """The order a row becomes."""
    assert sag.kle is not None
    item = entry.item
    draft = DokumentDraft(
        dokument=DokumentId(uuid4()),
        item=item.id,
        digest=item.digest,
        size=item.size,
        file_name=item.name,
        mime="text/plain",
        titel=prepared.titel,
        beskrivelse=prepared.titel,
        dokumenttype=prepared.dokumenttype,
        brevdato=prepared.dato,
        received_at=item.received_at,
    )
    note = recipe.som == "journalnotat"
    return FilingOrder(
        id=new_order_id(),
        sag=sag,
        kle=sag.kle,
        facet=sag.facet,
        main=draft,
        decided_by=by,
        decided_at=item.received_at,
        kode=Journalpostkode.JOURNALNOTAT if note else Journalpostkode.TILAKTERET,
        priority=Priority.BULK,
    )


def _paths(folder: Path, files: Files) -> Iterator[Path]:
    found = {path for pattern in files.filer for path in folder.glob(pattern) if path.is_file()}
    return iter(sorted(found))
