"""What is like a document without being the same: one exchange of mails, shared rare words, one sender.

Found by what the store keeps anyway: the marks of readings, the search, and the list by sender.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sagsbud.domain.alike import Alike, Resemblance
from sagsbud.domain.ids import ItemId
from sagsbud.domain.listing import LAST, Order, key_of
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.outbox.readings import marked, twins_of
from sagsbud.outbox.rows import entry_of
from sagsbud.outbox.schema import DRAWER, KEYS, LISTED

HITS = 60
"""So many newest documents are looked at for each word; one that as many have tells nothing."""
SHARE_WITH_WORD, FEW_WITH_WORD = 8, 3
"""A word that more than an eighth of all documents have tells nothing either, as what stands in every letter's head."""
SENT = 20
"""So many newest documents of the same sender, of the undecided and of the filed."""
LEAST_WORDS, LEAST_SHARE = 4, 0.15
"""From how many shared words, and from which share of all by rarity, two texts are called alike."""
SHOWN_WORDS = 3
WEIGHTS = {
    Resemblance.SAME_FILE: 9.0,
    Resemblance.SAME_MAIL: 8.0,
    Resemblance.SAME_TEXT: 7.0,
    Resemblance.THREAD: 5.0,
    Resemblance.WORDS: 4.0,
    Resemblance.SENDER: 0.5,
}
"""What each counts for the order; of words the share of them."""
_Found = dict[int, dict[Resemblance, float]]


def alike_of(connection: Any, item: ItemId, words: Sequence[str], limit: int) -> list[Alike]:
    """Top-level rows like the item, the likest first; `words` are its rarest.

    Nothing that was put away, and nothing undecided of a batch, which is listed with its batch alone.
    """
    row = connection.execute("SELECT * FROM entry WHERE item = ?", (str(item),)).fetchone()
    if row is None:
        return []
    entry = entry_of(row)
    found: _Found = defaultdict(dict)
    for twin in twins_of(connection, item):
        found[twin.entry.seq][Resemblance(twin.likeness.value)] = 1.0
    for seq in _in_thread(connection, item):
        found[seq][Resemblance.THREAD] = 1.0
    for seq in _of_sender(connection, entry):
        found[seq][Resemblance.SENDER] = 1.0
    shared = _sharing(connection, words, found)
    found.pop(entry.seq, None)
    ranked = sorted(found, key=lambda seq: (-sum(WEIGHTS[by] * much for by, much in found[seq].items()), -seq))
    return _rows(connection, ranked, found, shared, limit)


def _rows(
    connection: Any, ranked: Sequence[int], found: _Found, shared: dict[int, list[str]], limit: int
) -> list[Alike]:
    alike: list[Alike] = []
    for seq in ranked:
        row = connection.execute(
            f"SELECT * FROM entry WHERE seq = ? AND parent IS NULL AND state <> ? AND {DRAWER} = state",
            (seq, OrderState.WITHDRAWN.value),
        ).fetchone()
        if row is not None:
            by = tuple(one for one in Resemblance if one in found[seq])
            words = shared.get(seq, []) if Resemblance.WORDS in by else []
            alike.append(Alike(entry_of(row), by, tuple(words[:SHOWN_WORDS])))
        if len(alike) == limit:
            break
    return alike


def _in_thread(connection: Any, item: ItemId) -> list[int]:
    """Mails that answer one another, or the same one."""
    marks = connection.execute(
        "SELECT kind, value FROM likeness WHERE item = ? AND kind = 'thread'", (str(item),)
    ).fetchall()
    items = {row["item"] for mark in marks for row in marked(connection, mark)}
    seqs: list[int] = []
    for column, values in (("item", sorted(items)), ("message_id", [mark["value"] for mark in marks])):
        query = f"SELECT seq FROM entry WHERE {column} IN ({', '.join('?' * len(values))}) AND parent IS NULL"
        seqs += [row["seq"] for row in connection.execute(query, values).fetchall()]
    return seqs


def _of_sender(connection: Any, entry: OutboxEntry) -> list[int]:
    """The newest of the same sender, those that are undecided and those that are filed."""
    sender = key_of(entry, Order.SENDER)
    if sender == LAST:
        return []
    query = (
        f"SELECT seq FROM entry INDEXED BY entry_by_sender WHERE {LISTED} AND {DRAWER} = ?"
        f" AND {KEYS[Order.SENDER]} = ? ORDER BY -seq LIMIT ?"
    )
    return [
        row["seq"]
        for state in (OrderState.DRAFT, OrderState.FILED)
        for row in connection.execute(query, (state.value, sender, SENT)).fetchall()
    ]


def _sharing(connection: Any, words: Sequence[str], found: _Found) -> dict[int, list[str]]:
    """Notes who shares enough of the words, by how rare they are here; the words each shares, the rarest first."""
    total = connection.execute("SELECT max(seq) FROM entry").fetchone()[0] or 0
    most = min(HITS - 1, max(FEW_WITH_WORD, total // SHARE_WITH_WORD))
    found_by = ((word, _having(connection, word)) for word in dict.fromkeys(words))
    hits = {word: rows for word, rows in found_by if len(rows) <= most}
    rarity = {word: math.log(1 + (most + 1) / (len(rows) + 1)) for word, rows in hits.items()}
    shared: dict[int, list[str]] = defaultdict(list)
    for word in sorted(hits, key=lambda one: -rarity[one]):
        for seq in hits[word]:
            shared[seq].append(word)
    whole = sum(rarity.values())
    for seq, common in shared.items():
        share = sum(rarity[word] for word in common) / whole if whole else 0.0
        if len(common) >= LEAST_WORDS and share >= LEAST_SHARE:
            found[seq][Resemblance.WORDS] = min(1.0, share)
    return shared


def _having(connection: Any, word: str) -> list[int]:
    query = "SELECT rowid AS seq FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?"
    quoted = '"' + word.replace('"', '""') + '"'
    return [row["seq"] for row in connection.execute(query, (quoted, HITS)).fetchall()]
