"""What a person types, as the search understands it: every word a beginning, since the last one is not finished yet.

For the beginning of a word FTS5 collects all hits there are before it answers with the first, unless the beginning is so
short that it has an index. For whole words it answers hit by hit. So a beginning is first turned into the words it
begins, which costs a look into the index for each.
"""

import re
from typing import Any

INDEXED = 3
"""Letters up to which beginnings have an index of their own."""
MOST = 100
"""Words a beginning is turned into; with more of them it is left to FTS5."""
_PLAIN = re.compile(r"[0-9a-zæøåäöüé]+")
_UNMARKED = str.maketrans("åäöüé", "aaoue")
"""Letters the index keeps without their marks; of any others it is not known here."""

_NEXT = "SELECT term FROM temp.known WHERE term >= ? AND term <= ? LIMIT 1"


def match_of(connection: Any, text: str) -> str:
    """The FTS5 expression for the text, empty for none; nothing in it is taken for the search's own language.

    One letter alone begins half of all words there are: it is looked for as it stands.
    """
    plain = text.encode(errors="ignore").decode().replace("\0", " ")
    return " AND ".join(_beginning(connection, word) for word in plain.split())


def _beginning(connection: Any, word: str) -> str:
    if len(word) == 1:
        return _quoted(word)
    folded = word.lower()
    if len(word) > INDEXED and _PLAIN.fullmatch(folded):
        known = _known(connection, folded.translate(_UNMARKED))
        if 0 < len(known) <= MOST:
            return f"({' OR '.join(map(_quoted, known))})"
    return f"{_quoted(word)}*"


def _known(connection: Any, beginning: str) -> list[str]:
    """The words in the index that begin so, and one more than `MOST` at most: each is found from the one before."""
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.known USING fts5vocab('main', 'search', 'instance')")
    last = f"{beginning}\U0010ffff"
    found: list[str] = []
    start = beginning
    while len(found) <= MOST:
        row = connection.execute(_NEXT, (start, last)).fetchone()
        if row is None:
            break
        found.append(row["term"])
        start = f"{row['term']}\x01"
    return found


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
