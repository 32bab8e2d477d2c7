"""What is like a document is found again: the same bytes, the same mail, nearly the same text."""

from dataclasses import replace

import pytest
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.extract import Extract, Kind
from sagsbud.domain.ids import new_item_id
from sagsbud.domain.orders import OutboxEntry, Summary
from sagsbud.domain.states import OrderState
from sagsbud.domain.suggestions import SuggestionSet
from sagsbud.domain.twins import Likeness

from tests.support.keeping import Keeping

SKETCH = tuple(range(100, 116))


def read(kept: Keeping, content: bytes, *, mail_key: str = "", sketch: tuple[int, ...] = ()) -> OutboxEntry:
    entry = kept.take(content)
    extract = Extract(Kind.EML, "message/rfc822", "tekst", mail_key=mail_key, sketch=sketch)
    kept.outbox.keep_reading(entry.item.id, extract, SuggestionSet(), Summary("Mail"))
    return entry


def likenesses(kept: Keeping, entry: OutboxEntry) -> list[tuple[object, Likeness]]:
    return [(twin.entry.item.id, twin.likeness) for twin in kept.outbox.twins(entry.item.id)]


def test_the_same_mail_before_near_same_text_and_nobody_twice(kept: Keeping) -> None:
    mail = read(kept, b"en", mail_key="k", sketch=SKETCH)
    same = read(kept, b"to", mail_key="k", sketch=SKETCH)
    near = read(kept, b"tre", mail_key="andet", sketch=(*SKETCH[:14], 1000, 1001))
    read(kept, b"fire", mail_key="tredje", sketch=(*SKETCH[:8], *range(2000, 2008)))
    read(kept, b"fem")
    assert likenesses(kept, mail) == [
        (same.item.id, Likeness.SAME_MAIL),
        (near.item.id, Likeness.SAME_TEXT),
    ]
    assert likenesses(kept, same)[0] == (mail.item.id, Likeness.SAME_MAIL)


def test_a_document_taken_once_more_is_a_row_of_its_own_with_its_twin(kept: Keeping) -> None:
    first = kept.take(b"Brev")
    again = kept.outbox.repeat(replace(first.item, id=new_item_id()))
    assert (again.state, again.seq) == (OrderState.DRAFT, first.seq + 1)
    assert likenesses(kept, again) == [(first.item.id, Likeness.SAME_FILE)]
    assert kept.offer(b"Brev")[0].item.id == first.item.id
    kept.vault.discard(first.item.digest)
    with pytest.raises(StoreError) as refused:
        kept.outbox.repeat(replace(first.item, id=new_item_id()))
    assert refused.value.trouble is Trouble.CONTENT_MISSING


def test_attachments_are_nobodys_twins_and_a_new_reading_replaces_the_old_marks(kept: Keeping) -> None:
    mail = read(kept, b"mail", mail_key="k")
    kept.attach(mail, b"Brev")
    letter = kept.take(b"Brev")
    assert likenesses(kept, letter) == []
    other = read(kept, b"anden", mail_key="k")
    assert likenesses(kept, other) == [(mail.item.id, Likeness.SAME_MAIL)]
    kept.outbox.keep_reading(mail.item.id, Extract(Kind.EML, "x", mail_key="ny"), SuggestionSet(), Summary("Mail"))
    assert likenesses(kept, other) == []
