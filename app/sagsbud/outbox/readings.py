"""What was read and suggested, as the rows that keep it, find it by words and find what is like it."""

from collections.abc import Iterator
from typing import Any

from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.extract import Extract
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import Summary
from sagsbud.domain.states import OrderState
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.domain.twins import Likeness, Twin, near_same
from sagsbud.outbox.beginnings import know
from sagsbud.outbox.coding import decode, encode
from sagsbud.outbox.rows import entry_of

SEARCHED_TEXT = 20_000
"""Characters of a document's text that the search knows."""
PROBES = 4
"""Sketch numbers a near-same text is looked for by: that none of them is shared has one chance in thousands."""
CANDIDATES = 200
"""Documents looked at closer for each mark; a form everybody sends may have thousands."""


def keep_reading(
    connection: Any,
    item: ItemId,
    extract: Extract,
    suggestions: SuggestionSet,
    summary: Summary,
    *,
    anew: bool = False,
) -> None:
    """Keep it inside the caller's transaction; it solves a DRAFT's problem, and no other's.

    Suggested `anew` for what was read before, it solves nothing, and changes nothing but a DRAFT.
    """
    row = connection.execute("SELECT seq, record, state, purged FROM entry WHERE item = ?", (str(item),)).fetchone()
    if row is None or row["purged"] or (anew and row["state"] != OrderState.DRAFT):
        return
    connection.execute(
        "INSERT OR REPLACE INTO reading VALUES (?, ?, ?)",
        (str(item), encode(extract).decode(), encode(suggestions).decode()),
    )
    connection.execute(
        "UPDATE entry SET summary = ?, message_id = coalesce(?, message_id), bare = ?,"
        " problem = CASE WHEN state = 'DRAFT' AND NOT ? THEN NULL ELSE problem END WHERE seq = ?",
        (encode(summary).decode(), extract.message_id, int(suggestions.bare), anew, row["seq"]),
    )
    name = decode(IntakeItem, row["record"]).name
    told = (summary.titel, summary.sender, name, extract.text[:SEARCHED_TEXT])
    connection.execute("DELETE FROM search WHERE rowid = ?", (row["seq"],))
    connection.execute(
        "INSERT INTO search (rowid, titel, sender, name, text) VALUES (?, ?, ?, ?, ?)", (row["seq"], *told)
    )
    know(connection, *told)
    _keep_likeness(connection, item, extract)


def _keep_likeness(connection: Any, item: ItemId, extract: Extract) -> None:
    """By what the document is found again when something like it comes."""
    connection.execute("DELETE FROM likeness WHERE item = ?", (str(item),))
    rows = [("mail", extract.mail_key)] if extract.mail_key else []
    if extract.sketch:
        rows.append(("sketch", " ".join(f"{number:08x}" for number in extract.sketch)))
        rows += [("text", f"{number:08x}") for number in extract.sketch[:PROBES]]
    rows += [("thread", one) for one in _thread_of(extract)]
    connection.executemany(
        "INSERT OR IGNORE INTO likeness (kind, value, item) VALUES (?, ?, ?)",
        [(kind, value, str(item)) for kind, value in rows],
    )


def _thread_of(extract: Extract) -> list[str]:
    """By what mails of one exchange find each other: how it began, what this one answers, and itself."""
    if extract.message_id is None:
        return []
    return list(dict.fromkeys((*extract.references[:1], *extract.references[-1:], extract.message_id)))


def twins_of(connection: Any, item: ItemId) -> list[Twin]:
    """What is like the item: the same bytes first, then the same mail, then near-same texts; top-level rows alone."""
    entry = connection.execute("SELECT digest FROM entry WHERE item = ?", (str(item),)).fetchone()
    if entry is None:
        return []
    marks = connection.execute("SELECT kind, value FROM likeness WHERE item = ?", (str(item),)).fetchall()
    found = {row["item"]: Likeness.SAME_FILE for row in _by_digest(connection, entry["digest"])}
    for mark in marks:
        if mark["kind"] == "mail":
            found |= {row["item"]: Likeness.SAME_MAIL for row in marked(connection, mark)} | found
    found |= dict.fromkeys(_near(connection, marks), Likeness.SAME_TEXT) | found
    found.pop(str(item), None)
    order = list(Likeness)
    twins = [Twin(entry_of(row), found[row["item"]]) for row in _rows(connection, list(found))]
    return sorted(twins, key=lambda twin: (order.index(twin.likeness), twin.entry.seq))


def same_mail_decided(connection: Any, item: ItemId) -> frozenset[OrderState]:
    """Where others of the same mail, with other bytes, stand that are decided on; nowhere for what is no mail."""
    rows = connection.execute(
        "SELECT DISTINCT other.state FROM likeness AS mark"
        " JOIN entry AS own ON own.item = mark.item"
        " JOIN likeness AS same ON same.kind = 'mail' AND same.value = mark.value"
        " JOIN entry AS other ON other.item = same.item"
        " WHERE mark.item = ? AND mark.kind = 'mail' AND other.digest <> own.digest AND other.parent IS NULL"
        " AND other.state NOT IN ('DRAFT', 'WITHDRAWN')",
        (str(item),),
    ).fetchall()
    return frozenset(OrderState(row["state"]) for row in rows)


def _by_digest(connection: Any, digest: str) -> Any:
    return connection.execute("SELECT item FROM entry WHERE digest = ? AND parent IS NULL", (digest,)).fetchall()


def marked(connection: Any, mark: Any) -> Any:
    """Who has the mark."""
    query = "SELECT item FROM likeness WHERE kind = ? AND value = ? LIMIT ?"
    return connection.execute(query, (mark["kind"], mark["value"], CANDIDATES)).fetchall()


def _near(connection: Any, marks: Any) -> Iterator[str]:
    own = next((_numbers(mark["value"]) for mark in marks if mark["kind"] == "sketch"), [])
    candidates = {row["item"] for mark in marks if mark["kind"] == "text" for row in marked(connection, mark)}
    for candidate in candidates:
        row = connection.execute(
            "SELECT value FROM likeness WHERE item = ? AND kind = 'sketch'", (candidate,)
        ).fetchone()
        if row and near_same(own, _numbers(row["value"])):
            yield candidate


def _numbers(written: str) -> list[int]:
    return [int(number, 16) for number in written.split()]


def _rows(connection: Any, items: list[str]) -> Any:
    marks = ", ".join("?" * len(items))
    return connection.execute(f"SELECT * FROM entry WHERE parent IS NULL AND item IN ({marks})", items).fetchall()
