"""What a person types, as the search understands it: every word a beginning, since the last one is not finished yet.

For the beginning of a word FTS5 collects all hits there are before it answers with the first, unless the beginning is so
short that it has an index. For whole words it answers hit by hit. So a beginning is first turned into the words it
begins, which are kept in a table of their own.
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


def know(connection: Any, *texts: str) -> None:
    """Keep the words of what the search is told of, taken apart as the search does it, in the caller's transaction."""
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.told USING fts5 (text, content='')")
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.told_word USING fts5vocab (temp, told, row)")
    connection.executemany("INSERT INTO temp.told (text) VALUES (?)", [(text,) for text in texts])
    connection.execute("INSERT OR IGNORE INTO word SELECT term FROM temp.told_word")
    connection.execute("INSERT INTO temp.told (told) VALUES ('delete-all')")


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
    """The words that begin so, and one more than `MOST` at most."""
    query = "SELECT word FROM word WHERE word >= ? AND word <= ? ORDER BY word LIMIT ?"
    return [row["word"] for row in connection.execute(query, (beginning, f"{beginning}\U0010ffff", MOST + 1))]


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
