"""Items in the store: secured once, listed truly, found by their words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sagsbud.domain.arrival import Taken
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.extract import Extract, Kind
from sagsbud.domain.ids import new_item_id
from sagsbud.domain.orders import OutboxEntry, Problem, Summary
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.domain.suggestions import SuggestionSet

from tests.support.keeping import Keeping
from tests.support.orders import NOW, make_item, make_order


def read(kept: Keeping, entry: OutboxEntry, titel: str, text: str = "") -> None:
    extract = Extract(kind=Kind.TXT, mime="text/plain", text=text)
    kept.outbox.keep_reading(entry.item.id, extract, SuggestionSet(), Summary(titel, sender="Fjordby Forsyning"))


def test_a_document_is_there_after_a_restart(kept: Keeping) -> None:
    entry = kept.take(b"Brev", "brev.txt")
    kept.reopen()
    assert kept.outbox.entry(entry.item.id) == entry
    assert kept.vault.read(entry.item.digest) == b"Brev"
    assert [row.what for row in kept.outbox.history(entry.item.id)] == ["taken"]


def test_the_same_bytes_are_one_document_whatever_they_are_called(kept: Keeping) -> None:
    first = kept.take(b"Brev", "brev.txt")
    again, taken = kept.offer(b"Brev", "kopi af brev.txt")
    assert (again, taken) == (first, Taken.ALREADY_HERE)
    assert kept.outbox.counts() == {OrderState.DRAFT: 1}


def test_a_document_never_counts_as_taken_without_its_content(kept: Keeping) -> None:
    with pytest.raises(StoreError) as refused:
        kept.outbox.secure(make_item(b"aldrig lagt i hvaelvingen"))
    assert refused.value.trouble is Trouble.CONTENT_MISSING
    assert kept.outbox.counts() == {}


def test_attachments_keep_their_places_and_come_once(kept: Keeping) -> None:
    mail = kept.take(b"mail", "mail.eml")
    first = kept.attach(mail, b"et", b"to", b"tre")
    kept.attach(mail, b"et", b"to", b"tre", b"fire")
    children = kept.outbox.children(mail.item.id)
    assert [child.item.position for child in children] == [1, 2, 3, 4]
    assert [child.item.id for child in children[:3]] == [item.id for item in first]
    assert kept.outbox.counts() == {OrderState.DRAFT: 1}


def test_the_same_attachment_in_two_mails_is_an_attachment_of_both(kept: Keeping) -> None:
    mails = [kept.take(b"mail %d" % number) for number in range(2)]
    for mail in mails:
        kept.attach(mail, b"samme bilag")
    found = kept.outbox.by_digest(kept.outbox.children(mails[0].item.id)[0].item.digest)
    assert [entry.item.parent for entry in found] == [mail.item.id for mail in mails]


def test_an_attachment_does_not_hide_a_document_with_the_same_bytes(kept: Keeping) -> None:
    kept.attach(kept.take(b"mail"), b"samme bytes")
    _entry, taken = kept.offer(b"samme bytes")
    assert taken is Taken.NEW


@pytest.mark.parametrize(
    ("event", "state"), [(OrderEvent.WITHDRAWN, OrderState.WITHDRAWN), (OrderEvent.DECIDED, OrderState.QUEUED)]
)
def test_attachments_stand_where_their_mail_stands(kept: Keeping, event: OrderEvent, state: OrderState) -> None:
    mail = kept.take(b"mail")
    kept.attach(mail, b"et", b"to")
    if event is OrderEvent.DECIDED:
        kept.outbox.promise(mail.item.id, make_order(mail.item))
    else:
        kept.outbox.act(mail.item.id, event)
    assert {child.state for child in kept.outbox.children(mail.item.id)} == {state}
    kept.outbox.act(mail.item.id, OrderEvent.UNDONE if state is OrderState.QUEUED else OrderEvent.RESTORED)
    assert {child.state for child in kept.outbox.children(mail.item.id)} == {OrderState.DRAFT}


def test_attachments_that_come_late_stand_where_their_mail_stands_by_then(kept: Keeping) -> None:
    mail = kept.take(b"mail")
    kept.outbox.promise(mail.item.id, make_order(mail.item))
    kept.attach(mail, b"sent fundet")
    assert [child.state for child in kept.outbox.children(mail.item.id)] == [OrderState.QUEUED]
    assert kept.outbox.unread() == []


def test_attachments_of_nothing_are_a_defect(kept: Keeping) -> None:
    with pytest.raises(KeyError):
        kept.outbox.add_children(new_item_id(), [])


def test_pages_follow_each_other_without_gap_or_repeat(kept: Keeping) -> None:
    entries = [kept.take(b"%d" % number) for number in range(25)]
    for entry in entries[::3]:
        kept.outbox.promise(entry.item.id, make_order(entry.item))
    for entry in entries[1::3]:
        kept.outbox.act(entry.item.id, OrderEvent.WITHDRAWN)
    seen: list[int] = []
    before = None
    while page := kept.outbox.page(OrderState, before=before, limit=4):
        seen += [entry.seq for entry in page]
        before = page[-1].seq
    assert seen == sorted((entry.seq for entry in entries), reverse=True)
    oldest = kept.outbox.page([OrderState.DRAFT, OrderState.WITHDRAWN], limit=5, newest_first=False)
    assert [entry.seq for entry in oldest] == [entry.seq for n, entry in enumerate(entries) if n % 3][:5]
    assert kept.outbox.page([]) == []


def test_a_page_shows_no_attachments(kept: Keeping) -> None:
    mail = kept.take(b"mail")
    kept.attach(mail, b"bilag")
    assert [entry.item.id for entry in kept.outbox.page([OrderState.DRAFT])] == [mail.item.id]


def test_unread_are_drafts_and_their_attachments_oldest_first_until_read_or_troubled(kept: Keeping) -> None:
    mail, letter, scan = kept.take(b"mail"), kept.take(b"brev"), kept.take(b"scan")
    (part,) = kept.attach(mail, b"bilag")
    read(kept, letter, "Brev")
    kept.outbox.note_problem(scan.item.id, Problem(Trouble.ENCRYPTED, NOW))
    assert [entry.item.id for entry in kept.outbox.unread()] == [mail.item.id, part.id]
    assert kept.outbox.troubled() == 1
    assert [entry.item.id for entry in kept.outbox.page([OrderState.DRAFT], troubled=True)] == [scan.item.id]
    kept.outbox.note_problem(scan.item.id, None)
    assert kept.outbox.troubled() == 0


def test_what_was_read_is_kept_and_found_by_its_words(kept: Keeping) -> None:
    letter, other = kept.take(b"brev", "Scan_0412.pdf"), kept.take(b"andet")
    read(kept, letter, "Ansøgning om byggetilladelse", "Vi søger om tilladelse til en carport på Møllevej.")
    read(kept, other, "Klage over støj", "Musikken spiller til langt ud på natten.")
    for words in ("byggetilladelse", "BYGGE", "møllevej carport", "forsyning scan", 'til"ladelse', "ansøg"):
        found = kept.outbox.page([OrderState.DRAFT], text=words)
        if words == 'til"ladelse':
            assert found == []
        else:
            assert letter.item.id in {entry.item.id for entry in found}, words
            assert (other.item.id in {entry.item.id for entry in found}) is False, words
    assert kept.outbox.page([OrderState.FILED], text="byggetilladelse") == []
    extract, suggestions = kept.outbox.reading(letter.item.id) or (None, None)
    assert extract is not None
    assert extract.text.startswith("Vi søger")
    assert suggestions == SuggestionSet()


@pytest.mark.parametrize(
    "text", ['"', "'", "*", "a*b", "-", "NOT", "(", "a AND", "titel:x", "\0", "a\0b", "{", "^a", "\ud800", "ø" * 500]
)
def test_any_text_can_be_searched_for(kept: Keeping, text: str) -> None:
    read(kept, kept.take(b"brev"), "Brev")
    kept.outbox.page([OrderState.DRAFT], text=text)


def test_reading_again_replaces_what_is_searched(kept: Keeping) -> None:
    letter = kept.take(b"brev")
    read(kept, letter, "Gammel titel")
    read(kept, letter, "Ny overskrift")
    assert kept.outbox.page([OrderState.DRAFT], text="gammel") == []
    assert len(kept.outbox.page([OrderState.DRAFT], text="overskrift")) == 1


def test_a_reading_that_comes_late_leaves_the_orders_problem_alone(kept: Keeping) -> None:
    order = kept.order()
    kept.claims.claim(kept.entry(order))
    problem = Problem(Trouble.BUSY, NOW)
    kept.outbox.apply(order.main.item, OrderEvent.NOT_SENT, problem=problem, due=NOW + timedelta(seconds=5))
    read(kept, kept.entry(order), "Brev")
    assert kept.entry(order).problem == problem


def test_a_problem_of_reading_is_only_a_drafts(kept: Keeping) -> None:
    order = kept.order()
    kept.outbox.note_problem(order.main.item, Problem(Trouble.DAMAGED, NOW))
    assert kept.entry(order).problem is None
    assert "not_readable" not in [row.what for row in kept.outbox.history(order.main.item)]


def test_the_row_of_an_order_shows_what_was_decided(kept: Keeping) -> None:
    letter = kept.take(b"brev")
    read(kept, letter, "Læst titel")
    order = make_order(letter.item, titel="Rettet titel")
    kept.outbox.promise(letter.item.id, order)
    summary = kept.entry(order).summary
    assert summary is not None
    assert (summary.titel, summary.sagsnummer) == ("Rettet titel", order.sag.sagsnummer)


def test_what_is_unknown_is_none_or_nothing(kept: Keeping) -> None:
    nobody = new_item_id()
    assert kept.outbox.entry(nobody) is None
    assert kept.outbox.reading(nobody) is None
    assert kept.outbox.history(nobody) == []
    kept.outbox.keep_reading(nobody, Extract(Kind.TXT, "text/plain", ""), SuggestionSet(), Summary("x"))
    with pytest.raises(KeyError):
        kept.outbox.act(nobody, OrderEvent.WITHDRAWN)


def test_a_look_is_written_into_the_history(kept: Keeping) -> None:
    entry = kept.take()
    kept.outbox.note(entry.item.id, "viewed", actor="somebody", detail={"page": "1"})
    row = kept.outbox.history(entry.item.id)[-1]
    assert (row.what, row.actor, row.detail) == ("viewed", "somebody", (("page", "1"),))
    assert kept.outbox.entry(entry.item.id) == replace(entry)
