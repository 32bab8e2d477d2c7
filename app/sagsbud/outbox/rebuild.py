"""The outbox made anew from the vault alone, when its database is damaged or gone.

What was promised comes back as UNCERTAIN with every write in doubt, so that everything is looked up in the service
before anything is sent: what was filed is found and proven again, what was not is sent; so is what was handed over.
What was in the inbox comes back as DRAFT. A decision about a document under review comes back if it was not carried out, and its Dokument is looked
at before anything is written. A content whose record is lost comes back under a name of its own. The old database is moved aside.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from sagsbud.domain.arrival import IntakeItem, Source, SourceKind
from sagsbud.domain.clock import Clock
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import Digest, ItemId, new_item_id
from sagsbud.domain.orders import FilingOrder, StepState, plan
from sagsbud.domain.states import OrderState
from sagsbud.outbox import chain
from sagsbud.outbox.coding import decode, encode
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.databasefiles import set_aside
from sagsbud.outbox.handedrows import put_handed
from sagsbud.outbox.keymark import check_key
from sagsbud.outbox.records import KeptRecord
from sagsbud.outbox.rows import ITEM_COLUMNS, item_values
from sagsbud.outbox.vault import SealedVault
from sagsbud.outbox.verdicts import kept_decisions, put_verdict

AT_A_TIME = 500
"""Rows of one transaction."""


@frozen
class Rebuilt:
    """What came back. `unreadable` records were damaged; their contents are among the `nameless`."""

    aside: Path | None
    items: int
    promised: int
    nameless: int
    unreadable: int
    decisions: int = 0


def rebuild(path: Path, master_key: bytes, vault: SealedVault, clock: Clock, name_of: Callable[[int], str]) -> Rebuilt:
    """Make the database at `path` anew; only while nobody else uses it. `name_of` names the nth nameless document.

    Raises StoreError WRONG_KEY before anything was touched.
    """
    check_key(path, master_key)
    raw = list(vault.records())
    records = [record for record in map(_decoded, raw) if record]
    named = {digest for record in records for digest in _digests(record)}
    unnamed = list(vault.unnamed(named))
    decisions = kept_decisions(vault)
    if not records and not unnamed and not decisions and not vault.is_empty():
        raise StoreError(Trouble.WRONG_KEY)
    aside = set_aside(path, clock())
    database = EncryptedDatabase(path, master_key)
    try:
        nameless = [_nameless(found, number, name_of, clock) for number, found in enumerate(unnamed, 1)]
        records.sort(key=lambda record: record.item.received_at)
        for batch in _batches([*records, *nameless]):
            with database.writing() as connection:
                for record in batch:
                    _restore(connection, record, clock)
        with database.writing() as connection:
            for order in decisions:
                put_verdict(connection, order, OrderState.UNCERTAIN, clock())
                chain.append(connection, clock(), ItemId(order.id), "rebuilt", detail={"order": str(order.id)})
        for record in nameless:
            vault.put_record(record.item.id, encode(record), decided=True)
    finally:
        database.close()
    promised = sum(record.wanted is OrderState.QUEUED for record in records)
    return Rebuilt(aside, len(records), promised, len(nameless), len(raw) - len(records), len(decisions))


def _decoded(record: bytes | None) -> KeptRecord | None:
    try:
        return decode(KeptRecord, record) if record is not None else None
    except msgspec.MsgspecError:
        return None


def _digests(record: KeptRecord) -> set[Digest]:
    drafts = record.order.drafts if record.order else ()
    return {record.item.digest, *(child.digest for child in record.children), *(draft.digest for draft in drafts)}


def _nameless(found: tuple[Digest, int], number: int, name_of: Callable[[int], str], clock: Clock) -> KeptRecord:
    digest, size = found
    item = IntakeItem(new_item_id(), digest, size, name_of(number), Source(SourceKind.COMMAND), clock())
    return KeptRecord(item)


def _batches(records: list[KeptRecord]) -> Iterator[list[KeptRecord]]:
    for start in range(0, len(records), AT_A_TIME):
        yield records[start : start + AT_A_TIME]


def _restore(connection: Any, record: KeptRecord, clock: Clock) -> None:
    state = OrderState.UNCERTAIN if record.wanted is OrderState.QUEUED else record.wanted
    for item in (record.item, *record.children):
        connection.execute(
            f"INSERT OR IGNORE INTO entry ({ITEM_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            item_values(item, state, clock()),
        )
    if record.handed:
        put_handed(connection, record.handed, OrderState.UNCERTAIN, clock(), started=True)
    if record.order:
        _restore_order(connection, record.order, record.item, in_doubt=state is OrderState.UNCERTAIN)
    chain.append(connection, clock(), record.item.id, "rebuilt", detail={"wanted": record.wanted.value})


def _restore_order(connection: Any, order: FilingOrder, item: IntakeItem, *, in_doubt: bool) -> None:
    steps = plan(order)
    if in_doubt:
        steps = tuple(replace(step, state=StepState.STARTED) for step in steps)
    connection.execute(
        "UPDATE entry SET order_record = ?, sag = ?, priority = ?, steps = ? WHERE item = ?",
        (encode(order).decode(), str(order.sag.id), order.priority.value, encode(steps).decode(), str(item.id)),
    )
