"""What the window says, worded from the state of things alone: the queue line, causes, rows, times and sizes."""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from sagsbud import i18n
from sagsbud.domain.contact import ServiceStatus
from sagsbud.domain.errors import Trouble
from sagsbud.domain.extract import Kind
from sagsbud.domain.ids import new_item_id
from sagsbud.domain.orders import HistoryRow, OutboxEntry, Problem, Summary
from sagsbud.domain.states import OrderState
from sagsbud.domain.suggestions import Band
from sagsbud.engine import QueueStatus
from sagsbud.shipped import resources
from sagsbud.ui.detail.happened import event_text
from sagsbud.ui.inbox.causes import STEPS, Step, cause_of, cause_of_queue
from sagsbud.ui.inbox.happenings import happenings_of
from sagsbud.ui.inbox.queue_line import QueueLine
from sagsbud.ui.inbox.row import row_of
from sagsbud.ui.inbox.snapshot import Promised, Snapshot, facts_of, headline_of, promise_text
from sagsbud.ui.texts import clock_text, count_text, date_text, day_heading, moment_text, since_text, size_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING

from tests.support.orders import make_item

AT = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def in_another_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own clock shows another day than the one in Denmark."""
    if sys.platform == "win32":
        pytest.skip("a program cannot choose its own zone there")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(params=["da", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Each language in turn."""
    i18n.use_language(request.param, resources() / "translations")
    return str(request.param)


def snapshot(
    *,
    problem: Trouble | None = None,
    store: Trouble | None = None,
    contact: datetime | None = AT,
    queued: int = 0,
    needs_you: int = 0,
    deciding: int = 0,
    held: bool = False,
    sending: int = 0,
) -> Snapshot:
    """The queue as it might stand."""
    service = ServiceStatus("https://sag.example", contact, Problem(problem, AT) if problem else None)
    status = QueueStatus(
        service,
        Problem(store, AT) if store else None,
        3,
        queued,
        needs_you,
        0,
        1,
        deciding=deciding,
        sending=sending,
        store_held=held,
    )
    return Snapshot(status)


@pytest.mark.parametrize(
    ("given", "shape", "text"),
    [
        (snapshot(), "dot", "Connected"),
        (snapshot(contact=None), "ring", "Not in contact yet"),
        (snapshot(problem=Trouble.UNREACHABLE), "cloud-off", "No connection"),
        (snapshot(problem=Trouble.BUSY), "cloud-off", "The service is busy"),
        (snapshot(problem=Trouble.REFUSED), "cloud-off", "Refused by Sag og Dokument"),
        (snapshot(problem=Trouble.LOGIN_NEEDED), "triangle", "Waiting for login"),
        (snapshot(problem=Trouble.UNREACHABLE, store=Trouble.DISK_FULL), "triangle", "The disk is full"),
        (snapshot(problem=Trouble.UNREACHABLE, held=True), "triangle", "The store is in use"),
    ],
)
def test_the_queue_line_begins_with_what_is_true(given: Snapshot, shape: str, text: str) -> None:
    headline = headline_of(given)
    assert (headline.shape, headline.text) == (shape, text)


def test_a_service_that_takes_what_is_sent_and_does_not_answer_is_not_called_connected(
    theme: Theme,
) -> None:
    line = QueueLine(theme)

    def told() -> str:
        return line.accessibleDescription().split(",")[0]

    line.take(snapshot(queued=1))
    assert not line.patience.isActive(), "nobody waits for an answer"
    line.take(snapshot(queued=1, sending=1))
    assert line.patience.isActive()
    assert told() == "Connected"
    line.patience.timeout.emit()
    assert told() == "The service has not answered yet"
    line.take(snapshot(queued=2, sending=1))
    assert told() == "The service has not answered yet", "one more in the queue is no answer"
    line.take(snapshot(queued=2, sending=1, contact=AT + timedelta(minutes=1)))
    assert told() == "Connected"
    assert line.patience.isActive(), "the next answer has its own time"
    line.take(snapshot(contact=AT + timedelta(minutes=2)))
    assert not line.patience.isActive()


def test_the_queue_line_goes_on_with_what_waits() -> None:
    contact = f"last in contact {since_text(AT)}"
    assert facts_of(snapshot()) == ["everything is delivered", "nothing needs you", contact]
    assert facts_of(snapshot(needs_you=1))[:2] == ["nothing is queued", "1 needs you"], "that one is not delivered"
    offline = snapshot(problem=Trouble.UNREACHABLE, queued=1307, needs_you=1)
    assert facts_of(offline) == ["1,307 queued", "1 needs you", "the queue is sent automatically", contact]
    reviewing = snapshot(problem=Trouble.UNREACHABLE, deciding=2)
    assert facts_of(reviewing)[:3] == [
        "2 decisions wait",
        "nothing needs you",
        "what waits is sent automatically",
    ]
    assert facts_of(snapshot(deciding=1))[0] == "1 decision on its way"
    login = snapshot(problem=Trouble.LOGIN_NEEDED, queued=2, needs_you=2)
    assert facts_of(login)[:2] == ["2 queued", "3 need you"], "the login counts as one of them"


def test_filed_is_the_word_for_what_was_proven_alone() -> None:
    for state in OrderState:
        promised = Promised(new_item_id(), "Brev", "26/1182", state)
        for undoable in (True, False):
            assert ("Filed" in promise_text(promised, undoable=undoable)) is (state is OrderState.FILED)


def test_nothing_is_told_as_filed_beside_what_holds_up_the_queue(theme: Theme) -> None:
    line = QueueLine(theme)
    filed = Promised(new_item_id(), "Brev", "26/1182", OrderState.FILED)
    for problem in (None, Trouble.UNREACHABLE, Trouble.LOGIN_NEEDED):
        line.take(replace(snapshot(problem=problem), promised=filed))
        assert ("Filed on 26/1182" in line._sentence.text()) is (problem is None)


def test_the_name_of_what_was_decided_is_cut_before_it_goes(theme: Theme) -> None:
    line = QueueLine(theme)
    line.show()
    name = "Supplerende bilag til ansøgningen om byggetilladelse til tilbygningen"
    filed = Promised(new_item_id(), name, "26/1182", OrderState.FILED)
    told: set[tuple[bool, bool]] = set()
    for wide in range(1400, 300, -20):
        line.resize(wide, line.height())
        line.take(replace(snapshot(), promised=filed))
        QApplication.sendPostedEvents(line, QEvent.Type.LayoutRequest)
        line._row.activate()
        named = name in line._sentence.text()
        told.add((named, bool(line._facts.text())))
        least = line._sentence.fontMetrics().horizontalAdvance("Filed on 26/1182: »Supp")
        assert not named or line._sentence.width() >= least
        assert named or line._sentence.text() == "Filed on 26/1182"
        assert not line._facts.text() or line._row.sizeHint().width() <= line.width()
    assert told == {(True, True), (True, False), (False, False)}, "the facts give way to the name"
    line.close()


def test_the_bar_and_the_key_go_before_the_name_of_what_can_be_undone(theme: Theme) -> None:
    line = QueueLine(theme)
    line.show()
    hour = timedelta(hours=1)
    status = replace(snapshot().status, undo_until=datetime.now(UTC) + hour, undo_hold=hour)
    handed = Promised(new_item_id(), "Besigtigelse på Mosevej", "", OrderState.HANDED, to="Bo Prøvesen")
    told: list[tuple[bool, bool, bool]] = []
    for wide in range(1400, 300, -2):
        line.resize(wide, line.height())
        line.take(replace(snapshot(), status=status, promised=handed))
        told.append((not line._bar.isHidden(), not line._cap.isHidden(), "Mosevej" in line._sentence.text()))
        assert not line._facts.text() or all(told[-1])
        assert not line._undo.isHidden()
        line._row.activate()
        last, beyond = (line._cap, 0) if told[-1][1] else (line._undo, line._undo.room_before())
        assert line.width() - last.geometry().right() - 1 == theme.px(PANE_PADDING) - beyond
    steps = [now for before, now in zip([(), *told], told, strict=False) if now != before]
    assert steps == [(True, True, True), (False, True, True), (False, False, True), (True, True, False)]
    line.close()


def test_what_belongs_to_undoing_stands_evenly_apart(theme: Theme) -> None:
    line = QueueLine(theme)
    line.resize(1400, line.height())
    line.show()
    hour = timedelta(hours=1)
    status = replace(snapshot().status, undo_until=datetime.now(UTC) + hour, undo_hold=hour)
    handed = Promised(new_item_id(), "Foto", "", OrderState.HANDED, to="Bo Prøvesen")
    line.take(replace(snapshot(), status=status, promised=handed))
    line._row.activate()
    padding = line._undo.room_before()
    words: list[tuple[QWidget, int, int]]
    words = [(part, part.contentsMargins().left(), 0) for part in (line._sentence, line._bar, line._seconds)]
    words += [(line._undo, padding, padding), (line._cap, 0, 0)]
    edges = [(part.x() + before, part.geometry().right() + 1 - behind) for part, before, behind in words]
    gaps = [begin - end for (_, end), (begin, _) in pairwise(edges)]
    assert gaps == [padding] * 4
    line.close()


def test_what_is_only_told_gives_way_one_fact_at_a_time_from_the_last_on(theme: Theme) -> None:
    line = QueueLine(theme)
    line.show()
    told: list[str] = []
    wide = 1400
    while not told or told[-1]:
        line.resize(wide, line.height())
        line.take(snapshot(problem=Trouble.UNREACHABLE, queued=4, needs_you=2))
        wide -= 4
        told += [line._facts.text()] if line._facts.text() not in told else []
        assert not line._facts.text() or line._row.sizeHint().width() <= line.width()
    by_itself = "the queue is sent automatically"
    assert [text.startswith(by_itself) for text in told] == [True, True, False]
    assert told[1:] == [by_itself, ""]
    line.close()


def test_a_login_is_one_cause_that_says_how_many_wait(language: str) -> None:
    cause = cause_of_queue(snapshot(problem=Trouble.LOGIN_NEEDED, queued=9), TODAY)
    assert cause
    assert cause.item is None
    assert cause.step is Step.TRY_NOW
    assert "9" in cause.text
    assert cause.title == {"da": "Dit login er udløbet", "en": "Your login has expired"}[language]
    assert cause_of_queue(snapshot(problem=Trouble.UNREACHABLE, queued=9), TODAY) is None, "that passes by itself"


def entry_with(trouble: Trouble, state: OrderState) -> OutboxEntry:
    """A row that stands still."""
    summary = Summary("Høringssvar til lokalplan 114", kind=Kind.PDF)
    return OutboxEntry(1, make_item(), state, problem=Problem(trouble, AT), summary=summary)


@pytest.mark.parametrize("trouble", list(Trouble))
@pytest.mark.parametrize("state", [OrderState.DRAFT, OrderState.REJECTED, OrderState.CONFLICT])
def test_every_trouble_has_a_cause_in_words_with_one_next_action(
    language: str, trouble: Trouble, state: OrderState
) -> None:
    cause = cause_of(entry_with(trouble, state), TODAY)
    assert cause
    assert cause.title
    assert not cause.title.endswith(".")
    assert "Høringssvar til lokalplan 114" in cause.text
    assert cause.button
    assert "_" not in f"{cause.title} {cause.text} {cause.note}", "no codes"
    if state is OrderState.DRAFT and trouble not in STEPS:
        assert cause.step is Step.FILL_IN


def test_a_row_masks_what_the_file_name_holds_and_says_its_age() -> None:
    item = replace(make_item(name="Brev til 010101-0000.txt"), received_at=AT - timedelta(days=5))
    row = row_of(OutboxEntry(7, item), TODAY)
    assert row.title == "Brev til 010101-xxxx.txt"
    assert [chip.text for chip in row.chips] == ["Being read", "3 days"]
    assert row.chips[-1].kind == "err"
    assert row.band is None
    read = OutboxEntry(7, item, summary=Summary("Brev", "Karina Holst", Kind.TXT, Band.SURE, 1, holds_cpr=True))
    spoken = row_of(read, TODAY).spoken
    assert spoken.startswith("Brev, from Karina Holst, 18 Nov 2026 ")
    assert spoken.endswith("1 attachment, contains a CPR number, sure suggestion")


def test_history_tells_the_same_thing_once_and_not_the_machinery() -> None:
    item = new_item_id()
    whats = ["taken", "decided", "claimed", "not_sent", "claimed", "not_sent", "claimed", "accepted", "proven"]
    rows = [HistoryRow(AT + timedelta(minutes=n), item, what) for n, what in enumerate(whats)]
    told = happenings_of(rows, TODAY)
    assert len(told) == 4
    assert told[2].note.endswith(clock_text(AT + timedelta(minutes=5))), "the latest time of what was repeated"
    stopped = happenings_of([*rows[:2], HistoryRow(AT, item, "refused", "", (("trouble", "sag_closed"),))], TODAY)
    assert stopped[-1].mark == "stop"
    assert "The case is closed" in stopped[-1].note


def test_what_could_not_be_read_is_told_once_with_why() -> None:
    row = HistoryRow(AT, new_item_id(), "not_readable", "", (("trouble", "reading_crashed"),))
    (told,) = happenings_of([row], TODAY)
    assert (told.text, told.note, told.mark) == ("The file could not be read", moment_text(AT, TODAY), "stop")


def test_who_looks_at_what_lies_with_a_colleague_is_not_taken_for_the_colleague() -> None:
    item = new_item_id()
    whats = ["viewed", "handed_over", "viewed", "handing_proven", "viewed"]
    rows = [HistoryRow(AT + timedelta(minutes=n), item, what) for n, what in enumerate(whats)]
    looked = event_text(rows[0])
    assert [one.text == looked for one in happenings_of(rows, TODAY)] == [True, False, False]
    back = [*rows, *(replace(rows[4], what=what) for what in ("handed_back", "viewed"))]
    assert [one.text for one in happenings_of(back, TODAY)][-1] == looked


def test_times_dates_and_sizes_are_written_as_people_here_write_them(language: str) -> None:
    clock = clock_text(AT)
    danish = language == "da"
    assert clock == ("10.42" if danish else "10:42")
    assert date_text(TODAY) == ("23.11.2026" if danish else "23 Nov 2026")
    assert day_heading(date(2026, 11, 20)) == ("Fredag 20. november" if danish else "Friday 20 November")
    assert moment_text(AT, TODAY) == (f"i dag {clock}" if danish else f"today {clock}")
    assert moment_text(AT, TODAY + timedelta(days=2)) == (f"mandag {clock}" if danish else f"Monday {clock}")
    assert moment_text(AT, TODAY + timedelta(days=20)).startswith(date_text(TODAY))
    assert since_text(AT, TODAY) == clock, "»siden i dag« is not said"
    assert since_text(AT, TODAY + timedelta(days=2)) == moment_text(AT, TODAY + timedelta(days=2))
    assert (size_text(999), size_text(412_300)) == ("999 byte" if danish else "999 bytes", "412 kB")
    assert size_text(1_240_000) == ("1,2 MB" if danish else "1.2 MB")
    assert count_text(1307) == ("1.307" if danish else "1,307")


@pytest.mark.usefixtures("in_another_zone")
def test_clock_and_day_are_those_of_denmark_on_a_machine_of_another_zone() -> None:
    i18n.use_language("da", resources() / "translations")
    late = AT.replace(hour=21)
    assert moment_text(late, TODAY) == "i dag 22.42"
    assert since_text(late, TODAY) == "22.42"
    item = replace(make_item(), received_at=late)
    assert row_of(OutboxEntry(7, item), TODAY).time == "22.42"


@pytest.mark.parametrize(("left", "share"), [(20, 1.0), (15, 0.75), (1, 0.05), (0, 0.0), (-5, 0.0)])
def test_how_much_of_the_time_to_undo_is_left_is_told_of_the_whole_of_it(left: int, share: float) -> None:
    whole = timedelta(seconds=20)
    status = replace(snapshot().status, undo_until=AT + timedelta(seconds=left), undo_hold=whole)
    assert Snapshot(status).undo_share(AT) == pytest.approx(share)


def test_where_nothing_can_be_undone_no_share_is_left() -> None:
    assert snapshot().undo_share(AT) == 0
