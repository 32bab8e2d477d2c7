"""What is like a document without being the same: mails of one exchange, shared rare words, one sender."""

from dataclasses import replace

from sagsbud.domain.alike import Resemblance
from sagsbud.domain.extract import Extract, Kind
from sagsbud.domain.ids import MessageId, new_item_id
from sagsbud.domain.orders import OutboxEntry, Summary
from sagsbud.domain.states import OrderEvent
from sagsbud.domain.suggestions import SuggestionSet

from tests.support.keeping import Keeping

WORDS = ("carport", "kirkestien", "nabohøring", "skelgrænse", "tagrende", "byggelinje")


def read(
    kept: Keeping, content: bytes, text: str = "ingenting", *, sender: str = "", id_: str = "", answers: str = ""
) -> OutboxEntry:
    entry = kept.take(content)
    references = (MessageId(answers),) if answers else ()
    message_id = MessageId(id_) if id_ else None
    extract = Extract(Kind.EML, "message/rfc822", text, message_id=message_id, references=references)
    kept.outbox.keep_reading(entry.item.id, extract, SuggestionSet(), Summary("Brev", sender=sender))
    return entry


def found(kept: Keeping, entry: OutboxEntry) -> list[tuple[int, tuple[Resemblance, ...]]]:
    return [(one.entry.seq, one.by) for one in kept.outbox.alike(entry.item.id, WORDS)]


def test_an_exchange_of_mails_comes_before_shared_words_and_these_before_the_sender(kept: Keeping) -> None:
    mine = read(kept, b"1", " ".join(WORDS), sender="Karina Holst", id_="b@x.example", answers="a@x.example")
    sender = read(kept, b"2", sender="Karina Holst")
    words = read(kept, b"3", "en carport ved kirkestien efter nabohøring om en skelgrænse", sender="Poul Lund")
    begun = read(kept, b"4", id_="a@x.example")
    answer = read(kept, b"5", sender="Karina Holst", id_="c@x.example", answers="b@x.example")
    sibling = read(kept, b"6", id_="d@x.example", answers="a@x.example")
    read(kept, b"7", "et helt andet brev om en carport", sender="Bodil Toft")
    assert found(kept, mine) == [
        (answer.seq, (Resemblance.THREAD, Resemblance.SENDER)),
        (sibling.seq, (Resemblance.THREAD,)),
        (begun.seq, (Resemblance.THREAD,)),
        (words.seq, (Resemblance.WORDS,)),
        (sender.seq, (Resemblance.SENDER,)),
    ]
    (shared,) = [one.words for one in kept.outbox.alike(mine.item.id, WORDS) if one.words]
    assert set(shared) == {"kirkestien", "nabohøring", "skelgrænse"}, "the rarest of them"


def test_the_same_file_taken_again_is_the_likest(kept: Keeping) -> None:
    mine = read(kept, b"1", sender="Karina Holst")
    other = read(kept, b"2", sender="Karina Holst")
    again = kept.outbox.repeat(replace(mine.item, id=new_item_id()))
    assert [seq for seq, _by in found(kept, mine)] == [again.seq, other.seq]


def test_neither_itself_nor_attachments_nor_what_was_put_away_is_named(kept: Keeping) -> None:
    mine = read(kept, b"1", " ".join(WORDS), sender="Karina Holst")
    kept.attach(mine, b"Bilag")
    away = read(kept, b"2", " ".join(WORDS), sender="Karina Holst")
    assert [seq for seq, _by in found(kept, mine)] == [away.seq]
    kept.outbox.act(away.item.id, OrderEvent.WITHDRAWN)
    assert found(kept, mine) == []


def test_words_that_mean_something_to_the_search_are_words(kept: Keeping) -> None:
    mine = read(kept, b"1")
    assert kept.outbox.alike(mine.item.id, ('"', "NEAR", "a OR b", "sag*", "§35a")) == []
