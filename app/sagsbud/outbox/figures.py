"""The counts of a unit's filings, kept as they come in the encrypted store: the domain's Figures."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sagsbud.domain.clock import Clock
from sagsbud.domain.figures import FigureRow, FilingFacts
from sagsbud.domain.ids import AktoerId, DokumentId
from sagsbud.outbox import chain
from sagsbud.outbox.coding import decode, encode
from sagsbud.outbox.database import EncryptedDatabase, keep, kept

Cells = Callable[[FilingFacts], list[tuple[str, str, int]]]

TAKEN_TOGETHER = 1000
EVERYBODY = ""
"""The unit under which all units are counted together, so that nobody has to add them up."""
_HARVESTED = "harvested"


class KeptFigures:
    """`cells` says in which counts a filing takes part. Safe to use from several threads and processes."""

    def __init__(self, database: EncryptedDatabase, cells: Cells, clock: Clock) -> None:
        self._database = database
        self._cells = cells
        self._clock = clock

    def take(self, facts: Iterable[FilingFacts]) -> int:
        """Count these, each in place of what was counted of it before."""
        new = 0
        pending = list(facts)
        for start in range(0, len(pending), TAKEN_TOGETHER):
            with self._database.writing(durable=False) as connection:
                new += self._take(connection, pending[start : start + TAKEN_TOGETHER])
        return new

    def _take(self, connection: Any, facts: list[FilingFacts]) -> int:
        latest = {one.dokument: one for one in facts}
        known = self._known(connection, latest)
        delta: Counter[tuple[str, int, str, str, int]] = Counter()
        for dokument, one in latest.items():
            before = known.get(dokument)
            if before == one:
                continue
            if before:
                delta.subtract(self._places(before))
            delta.update(self._places(one))
        connection.executemany(
            "INSERT INTO figure (unit, day, kind, grp, bucket, n) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (unit, day, kind, grp, bucket) DO UPDATE SET n = n + excluded.n",
            [(*place, count) for place, count in delta.items() if count],
        )
        now = chain.micros(self._clock())
        connection.executemany(
            "INSERT OR REPLACE INTO fact (dokument, record, unsettled) VALUES (?, ?, ?)",
            [(str(dokument), encode(one).decode(), None if one.settled else now) for dokument, one in latest.items()],
        )
        return len(latest) - len(known)

    def _places(self, facts: FilingFacts) -> list[tuple[str, int, str, str, int]]:
        units = [EVERYBODY, str(facts.unit)] if facts.unit else [EVERYBODY]
        return [(unit, facts.day.toordinal(), *cell) for cell in self._cells(facts) for unit in units]

    def _known(self, connection: Any, dokumenter: Iterable[DokumentId]) -> dict[DokumentId, FilingFacts]:
        wanted = [str(dokument) for dokument in dokumenter]
        query = f"SELECT record FROM fact WHERE dokument IN ({', '.join('?' * len(wanted))})"
        found = [decode(FilingFacts, row["record"]) for row in connection.execute(query, wanted).fetchall()]
        return {facts.dokument: facts for facts in found}

    def unknown(self, dokumenter: Collection[DokumentId]) -> list[DokumentId]:
        """Those that were never counted, in their order."""
        known: set[str] = set()
        wanted = [str(dokument) for dokument in dokumenter]
        with self._database.reading() as connection:
            for start in range(0, len(wanted), TAKEN_TOGETHER):
                some = wanted[start : start + TAKEN_TOGETHER]
                query = f"SELECT dokument FROM fact WHERE dokument IN ({', '.join('?' * len(some))})"
                known.update(row["dokument"] for row in connection.execute(query, some).fetchall())
        return [dokument for dokument in dokumenter if str(dokument) not in known]

    def unsettled(self, limit: int) -> list[DokumentId]:
        """Counted while their review was under way, the longest not looked at first."""
        query = "SELECT dokument FROM fact WHERE unsettled IS NOT NULL ORDER BY unsettled LIMIT ?"
        with self._database.reading() as connection:
            return [DokumentId(UUID(row["dokument"])) for row in connection.execute(query, (limit,)).fetchall()]

    def rows(self, since: date, until: date, unit: AktoerId | None) -> list[FigureRow]:
        """The counts of these days."""
        query = "SELECT day, kind, grp, bucket, n FROM figure WHERE unit = ? AND day BETWEEN ? AND ? AND n <> 0"
        values = (str(unit) if unit else EVERYBODY, since.toordinal(), until.toordinal())
        with self._database.reading() as connection:
            found = connection.execute(query, values).fetchall()
        return [FigureRow(date.fromordinal(row[0]), row[1], row[2], row[3], row[4]) for row in found]

    def sums(self, since: date, until: date, unit: AktoerId | None) -> list[FigureRow]:
        """As `rows`, added up by the store: filings by day, times by week (its Monday), everything else as a whole."""
        query = """
            SELECT CASE kind WHEN 'filed' THEN day WHEN 'hours' THEN day - (day - 1) % 7 ELSE ?2 END AS at, kind,
                iif(kind = 'filed', '', grp) AS of, bucket, sum(n) AS many
            FROM figure WHERE unit = ?1 AND day BETWEEN ?2 AND ?3 GROUP BY at, kind, of, bucket HAVING many <> 0
        """
        values = (str(unit) if unit else EVERYBODY, since.toordinal(), until.toordinal())
        with self._database.reading() as connection:
            found = connection.execute(query, values).fetchall()
        return [FigureRow(date.fromordinal(row[0]), row[1], row[2], row[3], row[4]) for row in found]

    def units(self) -> list[AktoerId]:
        """The units there are figures of."""
        # one step in the key for each unit, instead of all its days
        query = """
            WITH RECURSIVE one(unit) AS (
                SELECT min(unit) FROM figure WHERE unit > ''
                UNION ALL SELECT (SELECT min(unit) FROM figure WHERE unit > one.unit) FROM one WHERE one.unit IS NOT NULL
            ) SELECT unit FROM one WHERE unit IS NOT NULL
        """
        with self._database.reading() as connection:
            return [AktoerId(UUID(row["unit"])) for row in connection.execute(query).fetchall()]

    def harvested(self) -> datetime | None:
        """Up to when the service was counted."""
        with self._database.reading() as connection:
            at = kept(connection, _HARVESTED)
        return chain.moment(int(at)) if at else None

    def note_harvest(self, at: datetime) -> None:
        """The service was counted up to now."""
        with self._database.writing(durable=False) as connection:
            keep(connection, _HARVESTED, str(chain.micros(at)))
