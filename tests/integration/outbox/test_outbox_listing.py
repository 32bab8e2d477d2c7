"""Lists in every order, narrowed by what rows are and by words: page by page what sorting them here would give."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sagsbud.domain.extract import Extract, Kind
from sagsbud.domain.ids import BatchId, ItemId, new_item_id
from sagsbud.domain.listing import Filters, Listing, Order, Place, fits, key_of, place_of
from sagsbud.domain.orders import OutboxEntry, Summary
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.domain.suggestions import Band, SuggestionSet
from sagsbud.outbox import narrowing, searching
from sagsbud.outbox.sorting import sorting_of
from sagsbud.outbox.store import SealedOutbox

from tests.support.keeping import Keeping
from tests.support.orders import NOW, make_item, make_order, make_sag

TITLES = ("Åben grund", "Ærø", "ærlig talt", "Ørsted", "zebra", "Ansøgning", "ansøgning", "Brønd", "", "Øko")
SENDERS = ("", "Ådal Slamservice", "Ole", "ole", "Ærø Forsyning", "Bodil", "Grundejerforeningen Øst")
SEED = 7


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeping]:
    """A store that no test changes, with some hundred documents in it."""
    kept = Keeping(tmp_path_factory.mktemp("listing"))
    fill(kept)
    yield kept
    kept.close()


@pytest.fixture(scope="module")
def many(full: Keeping) -> list[OutboxEntry]:
    """The rows of it."""
    with full.database.reading() as connection:
        items = [ItemId(UUID(row["item"])) for row in connection.execute("SELECT item FROM entry ORDER BY seq")]
    found = [full.outbox.entry(item) for item in items]
    return [entry for entry in found if entry]


def fill(kept: Keeping) -> None:
    """Documents of every sort: undecided, in a batch, filed, not to be filed, not read."""
    draw = random.Random(SEED)
    away: list[ItemId] = []
    batch = BatchId(new_item_id())
    for number in range(120):
        content = f"Brev {number}".encode()
        kept.vault.put_all([content])
        received = NOW - timedelta(hours=draw.randrange(0, 400))
        item = replace(make_item(content, f"Fil {number}.txt"), received_at=received)
        if draw.random() < 0.2:
            item = replace(item, batch=batch, position=number)
        kept.outbox.secure(item)
        if draw.random() < 0.9:
            summary = Summary(
                titel=draw.choice(TITLES), sender=draw.choice(SENDERS), kind=draw.choice([Kind.PDF, Kind.EML, Kind.IMAGE]),
                band=draw.choice(list(Band)), attachments=draw.randrange(3), holds_cpr=draw.random() < 0.3,
                sagsnummer=draw.choice(["", "26/1", "26/2"]),
            )  # fmt: skip
            text = draw.choice(["et brev om vandløb", "et andet brev om vej", "ingenting"])
            kept.outbox.keep_reading(item.id, Extract(summary.kind, "x", text), SuggestionSet(), summary)
        if draw.random() < 0.5:
            order = make_order(item, sag=make_sag(draw.randrange(1, 4)), titel=draw.choice(TITLES) or "Titel")
            kept.outbox.promise(item.id, order)
            kept.outbox.apply(item.id, OrderEvent.CLAIMED)
            kept.outbox.apply(item.id, OrderEvent.ACCEPTED)
            kept.outbox.apply(item.id, OrderEvent.PROVEN)
        elif draw.random() < 0.4:
            away.append(item.id)
    for item_id in draw.sample(away, len(away)):
        kept.clock.forward(minutes=7)
        kept.outbox.act(item_id, OrderEvent.WITHDRAWN, reason="advertising")


def pages(outbox: SealedOutbox, state: OrderState, wanted: Listing, size: int = 7) -> list[OutboxEntry]:
    """All of it, a page at a time."""
    rows: list[OutboxEntry] = []
    while True:
        after = place_of(rows[-1], wanted.order) if rows else None
        page = outbox.listed(state, wanted, after=after, limit=size)
        rows += page
        if len(page) < size:
            return rows


def sorted_here(rows: Sequence[OutboxEntry], order: Order) -> list[int]:
    """The numbers of the rows in that order."""
    return [
        row.seq for row in sorted(rows, key=lambda row: (key_of(row, order), -row.seq), reverse=order is Order.OLDEST)
    ]


def batch_of(rows: Sequence[OutboxEntry]) -> BatchId:
    """The one batch there is."""
    return next(row.item.batch for row in rows if row.item.batch)


FILTERS: dict[str, Callable[[Sequence[OutboxEntry]], Filters]] = {
    "nothing": lambda _rows: Filters(),
    "sure": lambda _rows: Filters(bands=frozenset({Band.SURE})),
    "none or unsure": lambda _rows: Filters(bands=frozenset({Band.NONE, Band.UNSURE})),
    "mails": lambda _rows: Filters(kinds=frozenset({Kind.EML, Kind.MSG})),
    "not read": lambda _rows: Filters(kinds=frozenset({Kind.UNKNOWN})),
    "cpr and attachments": lambda _rows: Filters(with_cpr=True, with_attachments=True),
    "old": lambda _rows: Filters(before=NOW - timedelta(hours=200)),
    "batch": lambda rows: Filters(batch=batch_of(rows)),
    "sag": lambda _rows: Filters(sag=make_sag(2).id),
    "everything": lambda _rows: Filters(
        frozenset({Band.SURE, Band.LIKELY}), frozenset({Kind.PDF}), True, True, before=NOW - timedelta(hours=20)
    ),
}


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("name", list(FILTERS))
def test_pages_are_what_sorting_gives(
    full: Keeping, many: list[OutboxEntry], name: str, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the hits are few and collected, or many and met on the way through the list."""
    filters = FILTERS[name](many)
    for most in (narrowing.COLLECTED, 0):
        monkeypatch.setattr(narrowing, "COLLECTED", most)
        for state in (OrderState.DRAFT, OrderState.FILED, OrderState.WITHDRAWN):
            wanted = [row for row in many if row.state is state and fits(row, filters)]
            got = pages(full.outbox, state, Listing(order, filters))
            assert [row.seq for row in got] == sorted_here(wanted, order)


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("name", ["nothing", "sure", "sag", "batch"])
def test_words_narrow_every_order(
    full: Keeping, many: list[OutboxEntry], name: str, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the hits are met on the way through the list, few enough to be sorted, or sorted by the alphabet."""
    monkeypatch.setattr(searching, "GONE_THROUGH", 4)
    monkeypatch.setattr(searching, "SELDOM", 2)
    monkeypatch.setattr(searching, "AT_ONCE", 12)
    monkeypatch.setattr(searching, "AT_FIRST", 2)
    monkeypatch.setattr(searching, "GAP", 2)
    filters = FILTERS[name](many)
    readings = {row.seq: full.outbox.reading(row.item.id) for row in many}
    hits = [row for row in many if (reading := readings[row.seq]) and "vandløb" in reading[0].text]
    assert hits
    for a_row, short in ((0, 1_000), (1, 1_000), (9, 1_000), (0, 9), (9, 9)):
        monkeypatch.setattr(searching, "HITS_A_ROW", a_row)
        monkeypatch.setattr(searching, "SHORT", short)
        for state in (OrderState.DRAFT, OrderState.FILED, OrderState.WITHDRAWN):
            wanted = [row for row in hits if row.state is state and fits(row, filters)]
            got = pages(full.outbox, state, Listing(order, filters, "bre vandlø"))
            assert [row.seq for row in got] == sorted_here(wanted, order)


def test_what_is_decided_is_newest_by_when_that_was(kept: Keeping) -> None:
    first, second, third = (kept.take(f"Brev {number}".encode(), f"brev-{number}.txt") for number in range(3))
    for entry in (second, third, first):
        kept.clock.forward(minutes=1)
        kept.outbox.act(entry.item.id, OrderEvent.WITHDRAWN, reason="draft")
    for order, wanted in ((Order.NEWEST, [first, third, second]), (Order.OLDEST, [second, third, first])):
        found = pages(kept.outbox, OrderState.WITHDRAWN, Listing(order), size=1)
        assert [row.seq for row in found] == [row.seq for row in wanted]


@pytest.mark.parametrize("order", list(Order))
def test_no_order_looks_at_rows_that_do_not_fit(full: Keeping, order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    """The indexes alone decide: no table row is read and nothing is sorted."""
    monkeypatch.setattr(narrowing, "COLLECTED", 0)
    wanted = Listing(order, Filters(with_cpr=True))
    (first,) = full.outbox.listed(OrderState.FILED, wanted, limit=1)
    plans = plans_of(full, wanted) + plans_of(full, wanted, place_of(first, order))
    assert any(sorting_of(OrderState.FILED, order).index in line for line in plans)
    assert all("COVERING INDEX" in line for line in plans if "json_each" not in line)
    assert not any("TEMP B-TREE" in line for line in plans)


@pytest.mark.parametrize(
    "filters",
    [Filters(kinds=frozenset({Kind.ODP})), Filters(before=NOW - timedelta(days=900))],
    ids=["no such kind", "none so old"],
)
@pytest.mark.parametrize("text", ["", "brev"])
def test_that_nothing_fits_is_known_without_going_through_the_list(full: Keeping, filters: Filters, text: str) -> None:
    plans = plans_of(full, Listing(Order.TITLE, filters, text))
    assert plans
    assert all(line.startswith("SEARCH entry USING COVERING INDEX entry_by_looks (<expr>=?") for line in plans)


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST])
@pytest.mark.parametrize(("a_row", "sorts"), [(0, 0), (1_000, 1)], ids=["many", "few"])
def test_what_a_search_finds_is_sorted_without_its_rows(
    full: Keeping, order: Order, a_row: int, sorts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "GONE_THROUGH", 3)
    monkeypatch.setattr(searching, "AT_FIRST", 3)
    monkeypatch.setattr(searching, "HITS_A_ROW", a_row)
    plans = plans_of(full, Listing(order, text="brev"))
    looked = [line for line in plans if " entry USING " in line]
    assert looked
    assert all("COVERING INDEX" in line for line in looked)
    assert sum("TEMP B-TREE" in line for line in plans) == sorts


def test_every_page_by_the_alphabet_is_of_the_same_newest_hits(full: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are asked for at once."""
    monkeypatch.setattr(searching, "SHORT", 9)
    monkeypatch.setattr(searching, "SORTED_AT_MOST", 12)
    wanted = Listing(Order.TITLE, text="brev")
    listed = [[row.seq for row in pages(full.outbox, OrderState.FILED, wanted, size)] for size in (3, 7, 40)]
    assert len(listed[0]) == 12
    assert listed[0] == listed[1] == listed[2]


@pytest.mark.parametrize("order", list(Order))
def test_a_short_list_is_looked_through_whoever_else_has_the_words(
    full: Keeping, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An inbox ends soon, however many of all that was ever filed have the words."""
    monkeypatch.setattr(searching, "HITS_A_ROW", 0)
    asked = asked_for(full, Listing(order, text="brev"), state=OrderState.WITHDRAWN)
    words = [one for one in asked if "search MATCH" in one]
    assert words
    assert all("rowid BETWEEN" in one for one in words)


def asked_for(
    full: Keeping, wanted: Listing, after: Place | None = None, state: OrderState = OrderState.FILED
) -> list[str]:
    """Each look for row numbers and for what a filter finds."""
    asked: list[str] = []
    with full.database.reading() as connection:
        connection.set_trace_callback(asked.append)
        full.outbox.listed(state, wanted, after=after)
        connection.set_trace_callback(None)
    return [one for one in asked if one.startswith("SELECT") and "SELECT * FROM" not in one]


def plans_of(full: Keeping, wanted: Listing, after: Place | None = None) -> list[str]:
    """How the store went about each of them."""
    looks = asked_for(full, wanted, after)
    with full.database.reading() as connection:
        return [row["detail"] for one in looks for row in connection.execute(f"EXPLAIN QUERY PLAN {one}")]


def test_attachments_are_never_listed(kept: Keeping) -> None:
    mail = kept.take(b"Mail", "mail.eml")
    kept.attach(mail, b"Bilag et", b"Bilag to")
    for order in Order:
        assert [row.seq for row in kept.outbox.listed(OrderState.DRAFT, Listing(order))] == [mail.seq]
