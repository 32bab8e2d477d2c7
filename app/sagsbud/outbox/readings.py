"""What was read and suggested, as the rows that keep it, find it by words and find what is like it."""

from typing import Any

from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.extract import Extract
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import Summary
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.outbox.coding import decode, encode

SEARCHED_TEXT = 20_000
"""Characters of a document's text that the search knows."""


def keep_reading(connection: Any, item: ItemId, extract: Extract, suggestions: SuggestionSet, summary: Summary) -> None:
    """Keep it inside the caller's transaction; it solves a DRAFT's problem, and no other's."""
    row = connection.execute("SELECT seq, record, purged FROM entry WHERE item = ?", (str(item),)).fetchone()
    if row is None or row["purged"]:
        return
    connection.execute(
        "INSERT OR REPLACE INTO reading VALUES (?, ?, ?)",
        (str(item), encode(extract).decode(), encode(suggestions).decode()),
    )
    connection.execute(
        "UPDATE entry SET summary = ?, message_id = coalesce(?, message_id), bare = ?,"
        " problem = CASE state WHEN 'DRAFT' THEN NULL ELSE problem END WHERE seq = ?",
        (encode(summary).decode(), extract.message_id, int(suggestions.bare), row["seq"]),
    )
    name = decode(IntakeItem, row["record"]).name
    connection.execute("DELETE FROM search WHERE rowid = ?", (row["seq"],))
    connection.execute(
        "INSERT INTO search (rowid, titel, sender, name, text) VALUES (?, ?, ?, ?, ?)",
        (row["seq"], summary.titel, summary.sender, name, extract.text[:SEARCHED_TEXT]),
    )
