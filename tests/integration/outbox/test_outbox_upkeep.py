"""Purging after the proof and the grace, sweeping what nobody names, and a history that cannot be changed unseen."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsbud.domain.arrival import Taken
from sagsbud.domain.errors import Refused, StoreError, Trouble
from sagsbud.domain.extract import Extract, Kind
from sagsbud.domain.ids import Digest, new_order_id
from sagsbud.domain.orders import FilingOrder, Summary
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.outbox.housekeeping import PURGED_AT_A_TIME, Housekeeper
from sagsbud.outbox.vault import STRAY_AGE, SealedVault

from tests.support.courier import Courier
from tests.support.keeping import KEY, Keeping
from tests.support.orders import make_item, make_order, make_sag

GRACE = timedelta(days=7)


def keeper(courier: Courier, grace: timedelta | None = GRACE) -> Housekeeper:
    kept = courier.kept
    return Housekeeper(
        kept.outbox, kept.vault, kept.clock, (lambda: grace) if grace else None, lambda: kept.clock.stopwatch
    )


def filed_mail(courier: Courier, content: bytes = b"mail", *parts: bytes) -> FilingOrder:
    kept = courier.kept
    mail = kept.take(content, "mail.eml")
    order = make_order(mail.item, *kept.attach(mail, *parts))
    extract = Extract(Kind.EML, "message/rfc822", "Vi ansoeger om en carport")
    kept.outbox.keep_reading(mail.item.id, extract, SuggestionSet(), Summary("Ansoegning"))
    kept.outbox.promise(mail.item.id, order)
    courier.run()
    assert courier.state(order) is OrderState.FILED
    return order


def files(kept: Keeping) -> int:
    return len(list((kept.folder / "vault").iterdir()))


def test_a_filed_copy_is_purged_after_the_grace_with_a_row_that_proves_it(courier: Courier) -> None:
    kept, order = courier.kept, filed_mail(courier, b"mail", b"et", b"to")
    courier.kept.clock.forward(days=6, hours=23)
    assert keeper(courier).purge() == 0
    courier.kept.clock.forward(hours=2)
    assert keeper(courier).purge() == 1
    entry = kept.entry(order)
    assert entry.purged
    assert all(child.purged for child in kept.outbox.children(order.main.item))
    assert not any(kept.vault.has(draft.digest) for draft in order.drafts)
    assert files(kept) == 0
    row = kept.outbox.history(order.main.item)[-1]
    assert row.what == "purged"
    assert dict(row.detail)["sha256"] == order.main.digest
    assert dict(row.detail)["dokument"] == str(order.main.dokument)
    assert kept.outbox.reading(order.main.item) is None
    assert [found.item.id for found in kept.outbox.page([OrderState.FILED], text="carport")] == [order.main.item]
    assert keeper(courier).purge() == 0


def test_nothing_but_what_was_proven_is_purged(courier: Courier) -> None:
    kept = courier.kept
    draft, waiting = kept.take(b"kladde"), kept.order(b"afvist")
    courier.service.misbehave("put_dokument", Refused(status="400"))
    courier.run()
    assert courier.state(waiting) is OrderState.REJECTED
    courier.kept.clock.forward(days=400)
    assert keeper(courier).purge() == 0
    assert kept.vault.has(draft.item.digest)
    assert kept.vault.has(waiting.main.digest)


def test_without_a_grace_nothing_is_ever_purged(courier: Courier) -> None:
    filed_mail(courier)
    courier.kept.clock.forward(days=4000)
    assert keeper(courier, None).purge() == 0


def test_what_another_document_needs_stays(courier: Courier) -> None:
    kept = courier.kept
    first = filed_mail(courier, b"mail 1", b"samme bilag", b"kun her")
    other = kept.take(b"mail 2")
    kept.attach(other, b"samme bilag")
    courier.kept.clock.forward(days=8)
    keeper(courier).purge()
    shared, own = (draft.digest for draft in first.bilag)
    assert kept.vault.has(shared)
    assert not kept.vault.has(own)
    assert kept.vault.has(other.item.digest)


def test_a_purged_document_that_comes_again_is_known_and_not_filed_twice(courier: Courier) -> None:
    kept, order = courier.kept, filed_mail(courier)
    courier.kept.clock.forward(days=8)
    keeper(courier).purge()
    entry, taken = kept.offer(b"mail")
    assert (entry.item.id, taken) == (order.main.item, Taken.ALREADY_FILED)


def test_a_reading_that_comes_after_the_purge_is_not_kept(courier: Courier) -> None:
    kept, order = courier.kept, filed_mail(courier)
    courier.kept.clock.forward(days=8)
    keeper(courier).purge()
    kept.outbox.keep_reading(order.main.item, Extract(Kind.TXT, "text/plain", "x"), SuggestionSet(), Summary("x"))
    assert kept.outbox.reading(order.main.item) is None


def test_upkeep_does_a_little_at_a_time_and_does_not_come_back_too_soon(courier: Courier) -> None:
    kept = courier.kept
    for number in range(PURGED_AT_A_TIME + 3):
        kept.order(b"%d" % number, sag=make_sag(number % 5 + 1))
    courier.run()
    courier.kept.clock.forward(days=8)
    housekeeper = keeper(courier)
    left = []
    for _ in range(3):
        housekeeper.turn()
        left.append(sum(not entry.purged for entry in kept.outbox.page([OrderState.FILED], limit=1000)))
    assert left == [3, 0, 0]
    filed_mail(courier, b"senere")
    courier.kept.clock.now += timedelta(days=8)
    housekeeper.turn()
    assert not kept.outbox.page([OrderState.FILED], limit=1)[0].purged
    courier.kept.clock.forward(hours=1)
    housekeeper.turn()
    assert kept.outbox.page([OrderState.FILED], limit=1)[0].purged


def test_the_sweep_spares_everything_a_row_names(courier: Courier, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = courier.kept
    mail = kept.take(b"mail")
    kept.attach(mail, b"bilag")
    kept.vault.put(BytesIO(b"ingen raekke"))
    housekeeper = keeper(courier)
    assert housekeeper.sweep() == 0
    monkeypatch.setattr("sagsbud.outbox.vault.time.time", lambda: 4e9)
    assert housekeeper.sweep() == 1
    assert kept.vault.read(mail.item.digest) == b"mail"
    assert kept.vault.read(kept.outbox.children(mail.item.id)[0].item.digest) == b"bilag"


def test_a_document_cannot_be_taken_while_the_sweep_takes_its_content(
    courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = courier.kept
    digest, _ = kept.vault.put(BytesIO(b"Brev"))
    monkeypatch.setattr("sagsbud.outbox.vault.time.time", lambda: 4e9)
    assert keeper(courier).sweep() == 1
    with pytest.raises(StoreError) as refused:
        kept.outbox.secure(replace(make_item(b"Brev"), digest=Digest(digest)))
    assert refused.value.trouble is Trouble.CONTENT_MISSING


class Watched(SealedVault):
    """A vault in which another thread does something in the moment after the folder was listed."""

    meanwhile: Callable[[], object]

    def left_over(self, *, older_than: float = STRAY_AGE) -> list[str]:
        """Names, by then outdated."""
        names = super().left_over(older_than=older_than)
        other = threading.Thread(target=self.meanwhile, daemon=True)
        other.start()
        other.join(60)
        assert not other.is_alive(), "the sweep holds the store while it lists the folder"
        return names


def watched(courier: Courier, meanwhile: Callable[[], object]) -> Housekeeper:
    vault = Watched(courier.kept.folder / "vault", KEY)
    vault.meanwhile = meanwhile
    return Housekeeper(courier.kept.outbox, vault, courier.kept.time, None)


def test_a_document_that_is_taken_after_the_sweep_looked_round_stays(
    courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = courier.kept
    kept.vault.put(BytesIO(b"Brev"))
    kept.vault.put(BytesIO(b"ingen raekke"))
    monkeypatch.setattr("sagsbud.outbox.vault.time.time", lambda: 4e9)
    item = make_item(b"Brev")
    assert watched(courier, lambda: kept.outbox.secure(item)).sweep() == 1
    assert kept.vault.read(item.digest) == b"Brev"


def test_a_content_whose_row_was_purged_stays_when_it_is_to_be_filed_once_more(
    courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, order = courier.kept, filed_mail(courier, b"brev")
    kept.clock.forward(days=8)
    keeper(courier).turn()
    assert not kept.vault.has(order.main.digest)
    kept.vault.put(BytesIO(b"brev"))
    monkeypatch.setattr("sagsbud.outbox.vault.time.time", lambda: 4e9)
    again = replace(order, id=new_order_id())
    corrected = watched(
        courier, lambda: kept.outbox.promise(order.main.item, again, after=OrderEvent.CORRECTED, reason="anden Sag")
    )
    assert corrected.sweep() == 0
    assert kept.vault.read(order.main.digest) == b"brev"


def test_a_content_whose_row_was_purged_is_left_over(courier: Courier, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, order = courier.kept, filed_mail(courier, b"brev")
    kept.clock.forward(days=8)
    keeper(courier).turn()
    kept.vault.put(BytesIO(b"brev"))
    monkeypatch.setattr("sagsbud.outbox.vault.time.time", lambda: 4e9)
    assert keeper(courier).sweep() == 1
    assert not kept.vault.has(order.main.digest)


# -- the history ----------------------------------------------------------------------------------------------

TAMPERING: list[tuple[str, str, int]] = [
    ("one fact changed", "UPDATE history SET what = 'proven' WHERE id = 3", 3),
    ("a time changed", "UPDATE history SET at = at + 1 WHERE id = 1", 1),
    ("an actor changed", "UPDATE history SET actor = 'x' WHERE id = 2", 2),
    ("an item changed", "UPDATE history SET item = 'x' WHERE id = 4", 4),
    ("a detail changed", "UPDATE history SET detail = '{}' WHERE id = 1", 1),
    ("a row taken out", "DELETE FROM history WHERE id = 2", 2),
    ("the first taken out", "DELETE FROM history WHERE id = 1", 1),
    ("the last taken out", "DELETE FROM history WHERE id = 6", 6),
    ("all taken out", "DELETE FROM history", 1),
    ("the links changed too", "UPDATE history SET chain = 'x' WHERE id >= 3", 3),
]


@pytest.mark.parametrize(("how", "statement", "where"), TAMPERING, ids=[how for how, _, _ in TAMPERING])
def test_tampering_with_the_history_is_found_where_it_begins(
    courier: Courier, how: str, statement: str, where: int
) -> None:
    kept = courier.kept
    for number in range(6):
        kept.take(b"%d" % number)
    assert kept.outbox.chain_broken_at() is None
    with kept.database.writing() as connection:
        connection.execute(statement)
    assert kept.outbox.chain_broken_at() == where, how


def test_an_empty_history_holds(courier: Courier) -> None:
    assert courier.kept.outbox.chain_broken_at() is None


def test_the_history_names_nobody_and_quotes_nothing(courier: Courier) -> None:
    kept = courier.kept
    entry = kept.take(b"Karla", "Karla Proeve 010101-0000.pdf")
    kept.outbox.promise(entry.item.id, make_order(entry.item, titel="Ansoegning fra Karla"))
    courier.run()
    told = repr(kept.outbox.history(entry.item.id))
    assert "Karla" not in told
    assert "010101" not in told


@given(
    st.text(max_size=30), st.text(max_size=30), st.dictionaries(st.text(max_size=5), st.text(max_size=10), max_size=3)
)
@settings(max_examples=40, deadline=None)
def test_whatever_is_noted_the_chain_holds_and_reads_back(
    noting: Callable[[str, str, dict[str, str]], bool], what: str, actor: str, detail: dict[str, str]
) -> None:
    assert noting(what, actor, detail)


@pytest.fixture(scope="module")
def noting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str, dict[str, str]], bool]]:
    """Notes something on one outbox for all examples; whether it reads back and the chain holds."""
    kept = Keeping(tmp_path_factory.mktemp("noted"))
    item = kept.take().item.id

    def note(what: str, actor: str, detail: dict[str, str]) -> bool:
        kept.outbox.note(item, what, actor=actor, detail=detail)
        row = kept.outbox.history(item)[-1]
        same = (row.what, row.actor, dict(row.detail)) == (what, actor, detail)
        return same and kept.outbox.chain_broken_at() is None

    yield note
    kept.close()
