"""The vault alone makes the outbox anew: nothing is lost, nothing is filed twice, nothing that was taken back is sent."""

import pytest
from sagsbud.domain.errors import AnswerLost, StoreError, Trouble
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.outbox.rebuild import Rebuilt, rebuild

from tests.support.courier import Courier, filed_once
from tests.support.keeping import KEY
from tests.support.orders import make_order, make_sag


def lose_and_rebuild(courier: Courier, *, damage: bool = False) -> Rebuilt:
    """The database is gone, or is not one any more; then the vault is all there is."""
    kept = courier.kept
    kept.close()
    path = kept.folder / "outbox.db"
    for part in kept.folder.glob("outbox.db*"):
        if damage and part == path:
            part.write_bytes(b"\x55" * 8192)
        else:
            part.unlink()
    made = rebuild(path, KEY, kept.vault, kept.clock, lambda number: f"Fundet {number}")
    courier.restart()
    return made


@pytest.mark.parametrize("damage", [False, True], ids=["gone", "damaged"])
def test_everything_promised_is_filed_once_whatever_had_been_sent_by_then(courier: Courier, damage: bool) -> None:
    kept = courier.kept
    mail = kept.take(b"mail", "mail.eml")
    order = make_order(mail.item, *kept.attach(mail, b"et", b"to"))
    kept.outbox.promise(mail.item.id, order)
    filed = [kept.order(b"%d" % number, sag=make_sag(2)) for number in range(3)]
    courier.run()
    half = kept.order(b"halvt", sag=make_sag(3))
    courier.service.misbehave("add_journalpost", AnswerLost(cause="ReadError"))
    courier.turn()
    waiting = kept.order(b"venter", sag=make_sag(4))

    made = lose_and_rebuild(courier, damage=damage)

    assert (made.items, made.promised, made.nameless, made.unreadable) == (6, 6, 0, 0)
    assert (made.aside is not None) is damage
    if made.aside:
        assert made.aside.read_bytes() == b"\x55" * 8192
    assert kept.outbox.counts() == {OrderState.UNCERTAIN: 6}
    courier.run()
    filed_once(courier, order, *filed, half, waiting)
    assert {child.state for child in kept.outbox.children(mail.item.id)} == {OrderState.FILED}


def test_what_was_undone_withdrawn_or_waits_for_review_comes_back_as_that(courier: Courier) -> None:
    kept = courier.kept
    undone, withdrawn, kept_back, read_only = (kept.take(content) for content in (b"a", b"b", b"c", b"d"))
    kept.outbox.promise(undone.item.id, make_order(undone.item))
    kept.outbox.act(undone.item.id, OrderEvent.UNDONE)
    kept.outbox.act(withdrawn.item.id, OrderEvent.WITHDRAWN)
    kept.outbox.promise(kept_back.item.id, make_order(kept_back.item), review=True)
    lose_and_rebuild(courier)
    states = {entry.item.id: entry.state for entry in kept.outbox.page(OrderState)}
    assert states == {
        undone.item.id: OrderState.DRAFT,
        withdrawn.item.id: OrderState.WITHDRAWN,
        kept_back.item.id: OrderState.IN_REVIEW,
        read_only.item.id: OrderState.DRAFT,
    }
    courier.run()
    assert courier.service.dokumenter == {}


def test_an_order_approved_after_review_comes_back_promised(courier: Courier) -> None:
    kept = courier.kept
    entry = kept.take()
    order = make_order(entry.item)
    kept.outbox.promise(entry.item.id, order, review=True)
    kept.outbox.act(entry.item.id, OrderEvent.APPROVED)
    lose_and_rebuild(courier)
    courier.run()
    filed_once(courier, order)


def test_the_inbox_comes_back_with_names_and_attachments(courier: Courier) -> None:
    kept = courier.kept
    letter, mail = kept.take(b"brev", "Ansoegning.pdf"), kept.take(b"mail", "mail.eml")
    parts = kept.attach(mail, b"et", b"to")
    lose_and_rebuild(courier)
    back = {entry.item.id: entry.item for entry in kept.outbox.page([OrderState.DRAFT])}
    assert back == {letter.item.id: letter.item, mail.item.id: mail.item}
    assert [child.item for child in kept.outbox.children(mail.item.id)] == parts
    assert [row.what for row in kept.outbox.history(letter.item.id)] == ["rebuilt"]


def test_a_content_whose_record_is_lost_comes_back_under_a_name_of_its_own(courier: Courier) -> None:
    kept = courier.kept
    known, lost, damaged = kept.take(b"kendt"), kept.take(b"uden kort"), kept.take(b"skadet kort")
    assert len(list(kept.vault.records())) == 3
    kept.vault.discard_record(lost.item.id)
    path = kept.vault._record_path(damaged.item.id)
    path.write_bytes(path.read_bytes()[:-3])
    made = lose_and_rebuild(courier)
    assert (made.items, made.nameless, made.unreadable) == (1, 2, 1)
    found = kept.outbox.page([OrderState.DRAFT])
    assert {entry.item.digest for entry in found} == {e.item.digest for e in (known, lost, damaged)}
    assert {entry.item.name for entry in found} == {"brev.txt", "Fundet 1", "Fundet 2"}
    assert kept.vault.read(lost.item.digest) == b"uden kort"
    again = lose_and_rebuild(courier)
    assert again.nameless == 0
    assert {entry.item.name for entry in kept.outbox.page([OrderState.DRAFT])} == {"brev.txt", "Fundet 1", "Fundet 2"}


def test_an_order_whose_content_is_lost_too_is_filed_if_it_was_sent_and_named_if_not(courier: Courier) -> None:
    kept = courier.kept
    sent = kept.order(b"sendt")
    courier.run()
    unsent = kept.order(b"ikke sendt")
    for order in (sent, unsent):
        kept.vault.discard(order.main.digest)
    lose_and_rebuild(courier)
    courier.run()
    assert courier.state(sent) is OrderState.FILED
    problem = kept.entry(unsent).problem
    assert problem is not None
    assert (courier.state(unsent), problem.trouble) == (OrderState.REJECTED, Trouble.CONTENT_MISSING)


@pytest.mark.parametrize("mark", [True, False], ids=["with-mark", "mark-lost"])
def test_a_wrong_key_touches_nothing(courier: Courier, mark: bool) -> None:
    kept = courier.kept
    entry = kept.take()
    kept.close()
    path = kept.folder / "outbox.db"
    if not mark:
        path.with_suffix(".key-mark").unlink()
    from sagsbud.outbox.vault import SealedVault

    thief = SealedVault(kept.folder / "vault", bytes(32))
    with pytest.raises(StoreError) as refused:
        rebuild(path, bytes(32), thief, kept.clock, str)
    assert refused.value.trouble is Trouble.WRONG_KEY
    kept.open()
    assert kept.outbox.entry(entry.item.id) == entry


def test_an_empty_vault_makes_an_empty_outbox(courier: Courier) -> None:
    made = lose_and_rebuild(courier)
    assert (made.items, made.nameless) == (0, 0)
    assert courier.kept.outbox.counts() == {}
