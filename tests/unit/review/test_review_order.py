"""In which order the queue stands: by the age that each row shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sagsbud.domain.ids import DokumentId
from sagsbud.domain.review import Edit, ReviewOrdering, ReviewRow
from sagsbud.domain.sagsobjekter import DokumentFremdrift
from sagsbud.review.rows import sort_key

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def row(titel: str, days: int) -> ReviewRow:
    then = NOW - timedelta(days=days)
    return ReviewRow(
        DokumentId(UUID(int=days)), titel, DokumentFremdrift.UNDERREVIEW, "1", then, then, days, days
    )  # fmt: skip


def test_what_was_changed_after_its_approval_is_as_old_as_the_change() -> None:
    changed = replace(row("Byggetilladelse", 40), age=1, edited=Edit(None, NOW - timedelta(days=1)))
    rows = sorted([changed, row("Fuldmagt", 0), row("Klage", 3)], key=sort_key(ReviewOrdering.AGE))
    assert [one.age for one in rows] == [3, 1, 0]
