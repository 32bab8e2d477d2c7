"""The tables of the store and how an older one becomes a newer one."""

from sagsbud.domain.listing import LAST, LATEST, Order

SCHEMA_VERSION = 11

_VERSION_1 = """
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    item TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL,          -- IntakeItem
    digest TEXT NOT NULL,
    parent TEXT,
    position INTEGER NOT NULL,
    message_id TEXT,
    state TEXT NOT NULL,
    order_record TEXT,             -- FilingOrder
    sag TEXT,
    priority INTEGER NOT NULL DEFAULT 0,
    steps TEXT NOT NULL DEFAULT '[]',
    problem TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    due INTEGER,                   -- microseconds since 1970, UTC
    changed_at INTEGER NOT NULL,
    receipt TEXT,
    summary TEXT,
    purged INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX entry_state ON entry (state, seq) WHERE parent IS NULL;
CREATE INDEX entry_digest ON entry (digest);
CREATE INDEX entry_parent ON entry (parent, position) WHERE parent IS NOT NULL;
CREATE INDEX entry_message ON entry (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX entry_unread ON entry (seq) WHERE state = 'DRAFT' AND summary IS NULL AND problem IS NULL;
CREATE INDEX entry_troubled ON entry (seq) WHERE state = 'DRAFT' AND problem IS NOT NULL AND parent IS NULL;
CREATE INDEX entry_due ON entry (state, due) WHERE state IN ('QUEUED', 'WAITING', 'UNCERTAIN', 'BLOCKED');
CREATE TABLE tally (state TEXT PRIMARY KEY, count INTEGER NOT NULL);
CREATE TRIGGER tally_new AFTER INSERT ON entry WHEN new.parent IS NULL BEGIN
    INSERT INTO tally VALUES (new.state, 1) ON CONFLICT (state) DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER tally_moved AFTER UPDATE OF state ON entry WHEN new.parent IS NULL AND new.state <> old.state BEGIN
    UPDATE tally SET count = count - 1 WHERE state = old.state;
    INSERT INTO tally VALUES (new.state, 1) ON CONFLICT (state) DO UPDATE SET count = count + 1;
END;
CREATE TABLE reading (
    item TEXT PRIMARY KEY,
    extract TEXT NOT NULL,
    suggestions TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    item TEXT NOT NULL,
    what TEXT NOT NULL,
    actor TEXT NOT NULL,
    detail TEXT NOT NULL,
    chain TEXT NOT NULL            -- sha256 of the row before and this one
);
CREATE INDEX history_item ON history (item, id);
CREATE VIRTUAL TABLE search USING fts5 (titel, sender, name, text, content='', contentless_delete=1, prefix='2 3');
"""

_TO_2 = """
ALTER TABLE entry ADD COLUMN strikes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
UPDATE entry SET told = 1 WHERE state = 'FILED';
UPDATE entry SET state = (SELECT above.state FROM entry AS above WHERE above.item = entry.parent)
    WHERE parent IN (SELECT item FROM entry);
DROP INDEX entry_due;
CREATE INDEX entry_turn ON entry (priority, attempts, seq, due, sag)
    WHERE state IN ('QUEUED', 'WAITING', 'UNCERTAIN') AND parent IS NULL;
CREATE INDEX entry_next ON entry (due) WHERE state IN ('WAITING', 'UNCERTAIN') AND parent IS NULL;
CREATE INDEX entry_unpurged ON entry (changed_at) WHERE state = 'FILED' AND purged = 0 AND parent IS NULL;
CREATE INDEX entry_untold ON entry (seq) WHERE state = 'FILED' AND told = 0 AND parent IS NULL;
"""
"""`strikes`: how often running the service failed on this order alone. `told`: whether the filing was passed on.
Attachments stand where their mail stands."""

_TO_3 = """
ALTER TABLE entry ADD COLUMN batch TEXT;
ALTER TABLE entry ADD COLUMN bare INTEGER NOT NULL DEFAULT 0;
CREATE TABLE batch (
    id TEXT PRIMARY KEY,
    record TEXT NOT NULL,          -- Batch
    begun_at INTEGER NOT NULL,
    ended_at INTEGER
);
CREATE UNIQUE INDEX entry_batch ON entry (batch, position) WHERE batch IS NOT NULL AND parent IS NULL;
CREATE INDEX entry_state_batch ON entry (state, batch, seq) WHERE parent IS NULL;
CREATE INDEX entry_bare ON entry (seq) WHERE bare = 1 AND state = 'DRAFT';
DROP INDEX entry_unread;
CREATE INDEX entry_unread ON entry (batch IS NOT NULL, seq)
    WHERE state = 'DRAFT' AND summary IS NULL AND problem IS NULL;
DROP TRIGGER tally_new;
DROP TRIGGER tally_moved;
CREATE TRIGGER tally_new AFTER INSERT ON entry WHEN new.parent IS NULL BEGIN
    INSERT INTO tally VALUES (iif(new.state = 'DRAFT', 'DRAFT' || coalesce(':' || new.batch, ''), new.state), 1)
        ON CONFLICT (state) DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER tally_moved AFTER UPDATE OF state, batch ON entry
    WHEN new.parent IS NULL AND (new.state <> old.state OR new.batch IS NOT old.batch) BEGIN
    UPDATE tally SET count = count - 1
        WHERE state = iif(old.state = 'DRAFT', 'DRAFT' || coalesce(':' || old.batch, ''), old.state);
    INSERT INTO tally VALUES (iif(new.state = 'DRAFT', 'DRAFT' || coalesce(':' || new.batch, ''), new.state), 1)
        ON CONFLICT (state) DO UPDATE SET count = count + 1;
END;
CREATE TABLE likeness (
    kind TEXT NOT NULL,            -- mail, text, or a band of text
    value TEXT NOT NULL,
    item TEXT NOT NULL,
    PRIMARY KEY (kind, value, item)
) WITHOUT ROWID;
CREATE INDEX likeness_item ON likeness (item);
"""
"""`batch`: the bulk import an item came with; undecided it is counted and listed apart, as `DRAFT:<batch>`. `bare`: read
but without suggestions yet. `likeness`: by what the same mail, or nearly the same text, is found again."""

_TO_4 = """
CREATE TABLE origin (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    item TEXT NOT NULL
) WITHOUT ROWID;
"""
"""Files that were taken as they lay, so that a restart reads none of a folder's files again."""

_TO_5 = """
CREATE TABLE verdict (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    dokument TEXT NOT NULL,
    verb TEXT NOT NULL,
    record TEXT NOT NULL,          -- ReviewOrder
    state TEXT NOT NULL,
    problem TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    due INTEGER,
    decided_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    version TEXT NOT NULL DEFAULT '',
    sampled INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX verdict_open ON verdict (state, seq) WHERE state NOT IN ('FILED', 'WITHDRAWN');
CREATE INDEX verdict_time ON verdict (decided_at, verb);
CREATE INDEX verdict_sample ON verdict (decided_at) WHERE sampled = 1;
CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE fact (
    dokument TEXT PRIMARY KEY,
    record TEXT NOT NULL,          -- what it added to the figures
    unsettled INTEGER              -- when it was last looked at, while its review is under way
) WITHOUT ROWID;
CREATE INDEX fact_unsettled ON fact (unsettled) WHERE unsettled IS NOT NULL;
CREATE TABLE figure (
    unit TEXT NOT NULL,            -- empty for all of them together
    day INTEGER NOT NULL,
    kind TEXT NOT NULL,
    grp TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (unit, day, kind, grp, bucket)
) WITHOUT ROWID;
"""
"""`verdict`: what was said about Dokumenter under review, on its way as filings are. `figure`: the overview's counts,
kept as they come, with what each Dokument added in `fact`."""


def _folded(text: str) -> str:
    """As `domain.listing.fold` does it."""
    for capital, small, place in (("Æ", "æ", "{"), ("Ø", "ø", "|"), ("Å", "å", "}")):
        text = f"replace(replace({text}, '{capital}', '{place}'), '{small}', '{place}')"
    return f"lower({text})"


_LISTED_IN_6 = "parent IS NULL AND state IN ('DRAFT', 'IN_REVIEW', 'FILED')"
LISTED = "parent IS NULL AND state IN ('DRAFT', 'IN_REVIEW', 'HANDED', 'FILED', 'WITHDRAWN')"
"""Rows that stand in a list which can be sorted and narrowed; word for word in the indexes and in every query."""
DRAWER = "iif(state = 'DRAFT', 'DRAFT' || coalesce(':' || batch, ''), state)"
KEYS = {
    Order.TITLE: _folded(
        "coalesce(json_extract(order_record, '$.main.titel'), json_extract(summary, '$.titel'),"
        " json_extract(record, '$.name'))"
    ),
    Order.SENDER: _folded(f"coalesce(nullif(json_extract(summary, '$.sender'), ''), '{LAST}')"),
    Order.SAG: (
        "coalesce(nullif(coalesce(json_extract(order_record, '$.sag.sagsnummer'),"
        f" json_extract(summary, '$.sagsnummer')), ''), '{LAST}')"
    ),
    Order.BATCH: f"coalesce(batch, json_extract(record, '$.released_from'), '{LAST}')",
}
"""By what rows are sorted, as `domain.listing.key_of` says it."""
BAND = "coalesce(json_extract(summary, '$.band'), 'intet')"
KIND = "coalesce(json_extract(summary, '$.kind'), 'unknown')"
CPR = "json_extract(summary, '$.holds_cpr')"
FILES = "json_extract(summary, '$.attachments')"
RECEIVED = "substr(json_extract(record, '$.received_at'), 1, 16)"
_NARROWING = f"parent, state, {BAND}, {KIND}, {CPR}, {FILES}, {RECEIVED}, batch"


def _listed(name: str, key: str = "", rows: str = _LISTED_IN_6) -> str:
    return f"CREATE INDEX {name} ON entry ({DRAWER}, {key}-seq, {_NARROWING}) WHERE {rows};"


_TO_6 = f"""
{_listed("entry_listed")}
{_listed("entry_by_titel", KEYS[Order.TITLE] + ", ")}
{_listed("entry_by_sender", KEYS[Order.SENDER] + ", ")}
{_listed("entry_by_sag", KEYS[Order.SAG] + ", ")}
{_listed("entry_by_batch", KEYS[Order.BATCH] + ", ")}
CREATE INDEX entry_of_sag ON entry (sag, seq) WHERE parent IS NULL AND sag IS NOT NULL;
"""
"""Lists in every order that is offered, and what lies on one Sag."""

LOOKS = f"{BAND} || ' ' || {KIND} || ' ' || coalesce({CPR}, 0) || ' ' || (coalesce({FILES}, 0) > 0)"
"""Everything a filter asks of a row but its age and its batch, in one word; a store has a few dozen of them."""

_TO_7 = f"""
CREATE INDEX entry_by_looks ON entry ({DRAWER}, {LOOKS}, {RECEIVED}, parent, state, batch) WHERE {_LISTED_IN_6};
CREATE INDEX entry_kept ON entry (digest) WHERE purged = 0;
"""
"""What a filter finds, told before a list is gone through for it; and which contents are kept."""

_TO_8 = """
ALTER TABLE entry ADD COLUMN given TEXT;
CREATE UNIQUE INDEX entry_given ON entry (given) WHERE given IS NOT NULL;
CREATE TABLE handover (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    item TEXT NOT NULL,
    dokument TEXT NOT NULL,
    record TEXT NOT NULL,          -- HandOver
    state TEXT NOT NULL,
    problem TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    due INTEGER,
    changed_at INTEGER NOT NULL,
    started INTEGER NOT NULL DEFAULT 0,
    recalled INTEGER NOT NULL DEFAULT 0,
    fate TEXT,                     -- Fate
    settled INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX handover_open ON handover (state, seq) WHERE state NOT IN ('FILED', 'WITHDRAWN');
CREATE INDEX handover_away ON handover (seq) WHERE settled = 0 AND state <> 'WITHDRAWN';
CREATE INDEX handover_done ON handover (changed_at) WHERE settled = 1;
CREATE INDEX handover_item ON handover (item, seq);
CREATE INDEX handover_dokument ON handover (dokument, seq);
"""
"""`handover`: what was given to colleagues, on its way as filings are; `settled` is 1 when nothing more is expected to
happen to it, and 2 when its copy is gone too. `given`: the Dokument a colleague handed over, received once."""

_TO_9 = """
DROP INDEX entry_next;
"""
"""No question was answered by it: whose turn it is, is told by `entry_turn`."""

_TO_10 = """
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE temp.indexed USING fts5vocab (main, search, row);
INSERT INTO word SELECT term FROM temp.indexed;
DROP TABLE temp.indexed;
"""
"""Every word of the search, once: to ask the index itself for the next word takes as long as the one before has hits."""

CHANGED = f"printf('%016d', {LATEST} - changed_at)"
"""By what decided rows are sorted, as `domain.listing.key_of` says it: what changed last stands first."""

_TO_11 = f"""
DROP INDEX entry_listed;
DROP INDEX entry_by_titel;
DROP INDEX entry_by_sender;
DROP INDEX entry_by_sag;
DROP INDEX entry_by_batch;
DROP INDEX entry_by_looks;
{_listed("entry_listed", rows=LISTED)}
{_listed("entry_by_change", CHANGED + ", ", LISTED)}
{_listed("entry_by_titel", KEYS[Order.TITLE] + ", ", LISTED)}
{_listed("entry_by_sender", KEYS[Order.SENDER] + ", ", LISTED)}
{_listed("entry_by_sag", KEYS[Order.SAG] + ", ", LISTED)}
{_listed("entry_by_batch", KEYS[Order.BATCH] + ", ", LISTED)}
CREATE INDEX entry_by_looks ON entry ({DRAWER}, {LOOKS}, {RECEIVED}, parent, state, batch) WHERE {LISTED};
CREATE INDEX entry_searched ON entry (seq, {DRAWER}, changed_at, {_NARROWING}) WHERE {LISTED};
"""
"""What is with colleagues and what is not to be filed is listed as the rest is; what is decided by when that was, and
what was moved into the inbox by the import it came with. What a search finds is sorted without looking at its rows."""

SCHEMA = _VERSION_1 + _TO_2 + _TO_3 + _TO_4 + _TO_5 + _TO_6 + _TO_7 + _TO_8 + _TO_9 + _TO_10 + _TO_11

MIGRATIONS: dict[int, str] = {
    1: _TO_2, 2: _TO_3, 3: _TO_4, 4: _TO_5, 5: _TO_6, 6: _TO_7, 7: _TO_8, 8: _TO_9, 9: _TO_10, 10: _TO_11,
}  # fmt: skip
"""From version n to n + 1. The store is copied aside before the first one runs."""
