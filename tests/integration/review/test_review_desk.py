"""The supervisor's desk as the screens and commands use it: on a real store, a real service, offline too."""

from datetime import timedelta
from uuid import UUID

import pytest
from sagsbud.bootstrap import House
from sagsbud.domain.changes import Change, QueueChanged
from sagsbud.domain.cpr import cpr_serials
from sagsbud.domain.errors import Trouble
from sagsbud.domain.figures import OverviewFilter
from sagsbud.domain.ids import ItemId
from sagsbud.domain.review import ReviewFilter, ReviewRow, SavedFilter, Scope
from sagsbud.domain.secondlook import FieldName, ReviewReason
from sagsbud.domain.states import OrderState
from sagsbud.domain.verdicts import Decided, Refusal, ReturnReason, ReviewDecision, ReviewVerb
from sagsbud.domain.workdays import danish_date
from sagsbud.engine.review import Review
from sagsbud.service.main import EmbeddedService
from sagsbud.ui.review.opening import DokumentPages

from tests.support.orders import CLERK, KLE
from tests.support.papers import text_pdf
from tests.support.review import COLLEAGUE, SAG, SUPERVISOR, ReviewWorld, since_now
from tests.support.stores import StartService
from tests.support.waiting import wait_until


def carried(house: House) -> None:
    """Let the decisions be carried to the service."""
    assert house.ports.review
    house.ports.review.delivery.settle()


def only(desk: Review, wanted: ReviewFilter = ReviewFilter()) -> ReviewRow:  # noqa: B008 - frozen
    (row,) = desk.page(wanted).rows
    return row


def approve(desk: Review, *rows: ReviewRow, sampled: bool = False) -> list[Decided]:
    return desk.decide([ReviewDecision(row.dokument, ReviewVerb.APPROVE, row.version, sampled=sampled) for row in rows])


def test_the_queue_shows_why_and_what_was_changed(world: ReviewWorld, desk: Review) -> None:
    order = world.file()
    assert desk.refresh()

    row = only(desk)

    assert (row.dokument, row.titel, row.sagsnummer, row.kle) == (order.main.dokument, "Nabobemærkninger", "26/1", KLE)
    assert (row.reasons, row.changed, row.refusal) == ((ReviewReason.CHANGED_CLASS,), (FieldName.KLE,), None)
    assert (row.person and row.person.id, row.holder and row.holder.id) == (CLERK.id, SUPERVISOR.id)
    case = desk.case(row.dokument)
    assert [step.fremdrift.value for step in case.steps] == ["Modtaget", "Underreview"]
    assert desk.content(row.dokument) == ("brev.txt", b"Kaere kommune")


def test_where_the_last_digits_of_a_cpr_number_stand_on_a_page_is_told(world: ReviewWorld, desk: Review) -> None:
    order = world.file(name="brev.pdf", content=text_pdf(["Cpr-nummer 320285-0000\nMosevej 3"]))
    assert desk.refresh()
    extract = desk.extract(order.main.dokument)
    (serial,) = cpr_serials(extract.text)

    image = DokumentPages(desk).page_image(ItemId(order.main.dokument), 1, 600, [serial])

    ((mark,),) = image.marks
    assert extract.text[slice(*serial)] == "0000"
    assert mark.left < mark.right
    assert mark.top < mark.bottom


def test_filters_narrow_it_down_and_are_kept(world: ReviewWorld, desk: Review) -> None:
    world.file(since=timedelta(days=14), titel="Gammelt brev")
    world.file(titel="Nyt brev")
    desk.refresh()

    assert [row.titel for row in desk.page().rows] == ["Gammelt brev", "Nyt brev"]
    assert only(desk, ReviewFilter(youngest=3)).titel == "Gammelt brev"
    assert only(desk, ReviewFilter(text="nyt 26/1")).titel == "Nyt brev"
    assert desk.page().oldest >= 3
    assert desk.page(ReviewFilter(text="nyt 26/1")).oldest <= 1, "of those that fit, not of the whole queue"
    assert desk.count(ReviewFilter(kle="02.34", person=CLERK.id)) == 2
    assert desk.count(ReviewFilter(changed=FieldName.TITEL)) == 0
    assert sum(count for _, count in desk.page().ages) == 2
    saved = [SavedFilter("Ændret KLE-emne", ReviewFilter(changed=FieldName.KLE))]
    desk.save_filters(saved)
    assert desk.filters() == saved


def test_an_approval_is_kept_at_once_and_carried_later(world: ReviewWorld, house: House, desk: Review) -> None:
    dokument = world.file().main.dokument
    desk.refresh()

    (answer,) = approve(desk, only(desk))

    assert answer.pending
    assert answer.pending.state is OrderState.QUEUED
    assert desk.page().rows == ()
    assert world.states(dokument)[-1][0] == "Underreview"
    carried(house)
    assert world.states(dokument)[-1] == ("Endeligt", str(SUPERVISOR.id))
    assert desk.unsettled() == 0
    desk.refresh()
    assert desk.page().total == 0


def test_a_decision_can_be_taken_back_until_it_is_carried(world: ReviewWorld, house: House, desk: Review) -> None:
    world.file()
    desk.refresh()
    (answer,) = approve(desk, only(desk))
    assert answer.pending
    (again,) = desk.decide([ReviewDecision(answer.dokument, ReviewVerb.APPROVE, "")])
    assert again.refusal is Refusal.PENDING

    assert desk.undo(answer.pending.id)

    assert only(desk).pending is None
    (second,) = approve(desk, only(desk))
    assert second.pending
    carried(house)
    assert not desk.undo(second.pending.id)


def test_what_somebody_changed_meanwhile_stops_and_is_shown(world: ReviewWorld, house: House, desk: Review) -> None:
    dokument = world.file().main.dokument
    desk.refresh()
    approve(desk, only(desk))
    edited = {"attributter": {"dokumentegenskaber": [{"titel": "Ændret imens", "virkning": since_now(CLERK)}]}}
    world.patch(dokument, edited)

    carried(house)
    desk.refresh()

    row = only(desk, ReviewFilter(stopped=True))
    assert row.titel == "Ændret imens"
    assert row.pending
    assert row.pending.state is OrderState.CONFLICT
    assert row.pending.problem
    assert dict(row.pending.problem.params)["refusal"] == Refusal.CHANGED
    (answer,) = approve(desk, row)
    assert answer.pending
    carried(house)
    assert world.states(dokument)[-1][0] == "Endeligt"


def test_without_the_service_the_queue_stands_and_decisions_wait(
    world: ReviewWorld, house: House, desk: Review, service: EmbeddedService, start_service: StartService
) -> None:
    dokument = world.file().main.dokument
    desk.refresh()
    row = only(desk)
    port = int(service.url.rsplit(":", 1)[1])
    service.stop()

    assert not desk.refresh()
    assert desk.page().problem is Trouble.UNREACHABLE
    assert only(desk) == row
    heard: list[Change] = []
    house.engine.subscribe(heard.append)
    approve(desk, row)
    assert QueueChanged() in heard
    carried(house)
    assert desk.unsettled() == 1
    assert house.engine.status().deciding == 1

    start_service(port=port)
    assert house.ports.review

    def arrived() -> bool:
        carried(house)
        return desk.unsettled() == 0

    heard.clear()
    wait_until(arrived)
    assert world.states(dokument)[-1][0] == "Endeligt"
    assert house.engine.status().deciding == 0
    assert QueueChanged() in heard


def test_the_queue_line_says_so_when_only_the_look_at_the_queue_failed(
    house: House, desk: Review, service: EmbeddedService, start_service: StartService
) -> None:
    heard: list[Change] = []
    house.engine.subscribe(heard.append)
    desk.refresh()
    assert house.engine.status().service.problem is None
    port = int(service.url.rsplit(":", 1)[1])
    service.stop()

    desk.refresh()
    problem = house.engine.status().service.problem
    assert problem
    assert problem.trouble is Trouble.UNREACHABLE
    assert heard.count(QueueChanged()) == 1

    start_service(port=port)
    wait_until(desk.refresh)
    assert house.engine.status().service.problem is None
    assert heard.count(QueueChanged()) == 2


def test_a_colleagues_tray_goes_to_somebody_else(world: ReviewWorld, house: House, desk: Review) -> None:
    first, second = world.file().main.dokument, world.file().main.dokument
    desk.refresh()
    desk.decide([ReviewDecision(second, ReviewVerb.RETURN, world.seen(second).version, ReturnReason.WRONG_SAG)])
    carried(house)

    waiting = desk.move_tray(SUPERVISOR, COLLEAGUE, "Sygdom")
    returned = desk.move_tray(CLERK, COLLEAGUE, "Sygdom")
    carried(house)

    assert (waiting.found, returned.found) == (1, 1)
    assert world.queue(COLLEAGUE) == [str(first)]
    assert world.now(second)["fordelttil"] == [str(COLLEAGUE.id)]
    house.preferences.change("reviewers", [str(COLLEAGUE.id)])
    assert desk.move_tray(COLLEAGUE, SUPERVISOR, "").refusal is Refusal.NO_RIGHT


def test_a_sample_tells_the_rate_with_its_interval(world: ReviewWorld, house: House, desk: Review) -> None:
    for number in range(6):
        world.file(titel=f"Brev {number}")
    desk.refresh()
    assert desk.sample_report().rate is None

    drawn = desk.draw_sample(ReviewFilter(), 4)
    rows = [row for row in desk.page().rows if row.dokument in drawn]
    approve(desk, *rows[1:], sampled=True)
    wrong = ReviewDecision(rows[0].dokument, ReviewVerb.RETURN, rows[0].version, ReturnReason.WRONG_KLE, sampled=True)
    desk.decide([wrong])

    report = desk.sample_report()
    assert (report.n, report.errors, report.drawn, report.rate) == (4, 1, 4, 0.25)
    assert 0.0 < report.low < 0.25 < report.high < 1.0


def test_the_overview_counts_what_the_service_holds(world: ReviewWorld, house: House, desk: Review) -> None:
    returned = world.file().main.dokument
    world.file()
    desk.refresh()
    version = world.seen(returned).version
    desk.decide([ReviewDecision(returned, ReviewVerb.RETURN, version, ReturnReason.WRONG_KLE, "se sagen")])
    carried(house)
    while desk.harvest():
        pass

    today = danish_date(house.ports.clock())
    wanted = OverviewFilter(today - timedelta(days=29), today)
    told = desk.overview(wanted)

    assert (told.filed, told.reviewed) == (2, 1)
    assert told.median_hours == pytest.approx(2.0, rel=0.2)
    assert [(one.reason, one.count) for one in told.returns] == [(ReturnReason.WRONG_KLE, 1)]
    assert desk.export_rows(wanted)[0][0] == "day"


def test_programs_report_their_queues_without_names(world: ReviewWorld, desk: Review) -> None:
    assert desk.health().clients == ()

    desk.report()
    desk.report()

    (health,) = desk.health().clients
    assert (health.undelivered, health.undecided, health.oldest_undelivered) == (0, 0, None)
    kept = str(world.registreringer(UUID(health.client)))
    assert str(SUPERVISOR.id) not in kept


def test_that_the_unit_cannot_be_asked_is_looked_into_soon(desk: Review, service: EmbeddedService) -> None:
    woken: list[bool] = []
    desk.wake = lambda: woken.append(True)
    desk.health()
    assert woken == []
    service.stop()

    assert desk.health().problem is Trouble.UNREACHABLE
    assert woken == [True]


def test_the_returned_are_the_clerks_to_mend(world: ReviewWorld, house: House, desk: Review) -> None:
    dokument = world.file().main.dokument
    desk.refresh()
    desk.decide([ReviewDecision(dokument, ReviewVerb.RETURN, only(desk).version, ReturnReason.PARTY_MISSING)])
    carried(house)
    period = since_now(CLERK)
    mine = {"relationer": {"fordelttil": [{"uuid": str(SUPERVISOR.id), "objekttype": "Bruger", "virkning": period}]}}
    world.patch(dokument, mine)

    desk.page(ReviewFilter(scope=Scope.RETURNED))
    desk.refresh()

    row = only(desk, ReviewFilter(scope=Scope.RETURNED))
    assert (row.question, row.sag) == ("En part mangler", SAG.id)
