"""One order's way through every kind of answer: nothing lost, nothing twice, and always a true reason."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sagsbud.domain.errors import (
    AnswerLost,
    Busy,
    CertificateRefused,
    LoginNeeded,
    Refused,
    SagsbudError,
    Trouble,
    Unreachable,
)
from sagsbud.domain.ids import new_dokument_id
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.orders import DokumentDraft, FilingOrder, Retired, StepState
from sagsbud.domain.states import OrderEvent, OrderState
from sagsbud.outbox.carrier import SETTLING
from sagsbud.outbox.setbacks import MOST_STRIKES

from tests.support.courier import Courier, filed_once
from tests.support.filing import READS, WRITES
from tests.support.orders import again, digest_of, make_order, make_sag

RESET = AnswerLost(cause="ReadError")
FAILED = AnswerLost(status="500")
BROKEN_READ = Unreachable(cause="ReadError")


@pytest.fixture
def courier(tmp_path: Path) -> Iterator[Courier]:
    """A courier with an empty bag."""
    made = Courier(tmp_path / "data")
    yield made
    made.kept.close()


def mail_with(courier: Courier, *bilag: bytes) -> "object":
    mail = courier.kept.take(b"mail", "mail.eml")
    parts = courier.kept.attach(mail, *bilag)
    order = make_order(mail.item, *parts)
    courier.kept.outbox.promise(mail.item.id, order)
    return order


def test_a_letter_is_sent_proven_and_filed(courier: Courier) -> None:
    order = courier.kept.order()
    courier.run()
    filed_once(courier, order)
    assert [state for _item, state in courier.passed] == [OrderState.SENDING, OrderState.VERIFYING]
    told = [row.what for row in courier.kept.outbox.history(order.main.item)]
    assert told == [
        "taken", "decided", "claimed", "dokument_started", "dokument_done", "journalpost_started",
        "journalpost_done", "accepted", "proven",
    ]  # fmt: skip


def test_a_mail_and_its_attachments_are_filed_in_order(courier: Courier) -> None:
    mail = courier.kept.take(b"mail", "mail.eml")
    parts = courier.kept.attach(mail, b"et", b"to", b"tre")
    order = make_order(mail.item, *parts)
    courier.kept.outbox.promise(mail.item.id, order)
    courier.run()
    filed_once(courier, order)
    assert courier.service.posts(order.sag.id) == [draft.dokument for draft in order.drafts]
    assert courier.service.dokumenter[order.main.dokument].bilag == {draft.dokument for draft in order.bilag}
    assert {child.state for child in courier.kept.outbox.children(mail.item.id)} == {OrderState.FILED}


def test_every_write_is_kept_as_started_before_it_leaves(courier: Courier) -> None:
    order = courier.kept.order()
    seen: list[tuple[str, tuple[StepState, ...], OrderState]] = []

    def look(name: str, _about: object) -> None:
        if name in WRITES:
            entry = courier.kept.entry(order)
            seen.append((name, tuple(step.state for step in entry.steps), entry.state))

    courier.service.on_call = look
    courier.run()
    started, done, pending = StepState.STARTED, StepState.DONE, StepState.PENDING
    assert seen == [
        ("put_dokument", (started, pending), OrderState.SENDING),
        ("add_journalpost", (done, started), OrderState.SENDING),
    ]


@pytest.mark.parametrize("after", [False, True], ids=["before-commit", "after-commit"])
@pytest.mark.parametrize("error", [RESET, FAILED, Busy(2.0, status="503"), LoginNeeded(status="401")], ids=str)
@pytest.mark.parametrize("write", WRITES)
def test_one_bad_answer_to_a_write_costs_nothing(
    courier: Courier, write: str, error: SagsbudError, after: bool
) -> None:
    order = courier.kept.order()
    courier.service.misbehave(write, error, after=after)
    courier.run()
    filed_once(courier, order)
    assert courier.service.called(write).count(order.main.dokument) == (1 if after else 2)


@pytest.mark.parametrize(
    "error", [BROKEN_READ, Busy(None, status="500"), Unreachable(cause="connect"), LoginNeeded()], ids=str
)
@pytest.mark.parametrize("read", [name for name in READS if name not in ("probe", "single_journalpost")])
def test_one_bad_answer_to_a_read_costs_nothing(courier: Courier, read: str, error: SagsbudError) -> None:
    order = courier.kept.order()
    courier.service.misbehave(read, error)
    courier.run()
    filed_once(courier, order)


@pytest.mark.parametrize("write", WRITES)
def test_a_lost_answer_is_looked_up_before_anything_is_sent_again(courier: Courier, write: str) -> None:
    order = courier.kept.order()
    courier.service.misbehave(write, RESET)
    courier.turn()
    entry = courier.kept.entry(order)
    assert entry.state is OrderState.UNCERTAIN
    assert entry.problem is not None
    assert entry.problem.trouble is Trouble.ANSWER_LOST
    before = len(courier.service.calls)
    courier.run()
    asked = [name for name, _about in courier.service.calls[before:]]
    assert asked.index(write) > asked.index("dokument" if write == "put_dokument" else "has_journalpost")
    filed_once(courier, order)


def test_a_look_up_that_finds_nothing_is_not_believed_at_once(courier: Courier) -> None:
    order = courier.kept.order()
    lost_at = courier.kept.clock.now
    courier.service.misbehave("add_journalpost", RESET)
    sent_again: list[timedelta] = []

    def look(name: str, _about: object) -> None:
        if name == "add_journalpost":
            sent_again.append(courier.kept.clock.now - lost_at)

    courier.service.on_call = look
    courier.run()
    assert sent_again[0] == timedelta(0)
    assert sent_again[1] >= SETTLING
    filed_once(courier, order)


def test_a_request_that_arrives_late_is_found_and_not_repeated(courier: Courier) -> None:
    order = courier.kept.order()
    courier.service.misbehave("add_journalpost", RESET)
    courier.turn()
    courier.kept.clock.forward(seconds=1)
    courier.turn()
    assert courier.state(order) is OrderState.UNCERTAIN
    courier.service.journal[order.sag.id].append(order.main.dokument)
    courier.run()
    assert courier.service.called("add_journalpost") == [order.main.dokument]
    filed_once(courier, order)


def test_a_request_that_arrives_after_its_repeat_is_taken_back(courier: Courier) -> None:
    order = courier.kept.order()
    courier.service.misbehave("add_journalpost", RESET)

    def look(name: str, _about: object) -> None:
        if name == "content_digest":  # the proof has begun: now the first request comes through after all
            courier.service.on_call = lambda name, about: None
            courier.service.journal[order.sag.id].append(order.main.dokument)

    courier.service.on_call = look
    courier.run()
    filed_once(courier, order)


def test_a_journalpost_sent_once_costs_no_reading_of_the_sag(courier: Courier) -> None:
    courier.kept.order()
    courier.run()
    assert courier.service.called("single_journalpost") == []


@pytest.mark.parametrize(
    "at", ["sag", "klasse", "dokument", "put_dokument", "add_journalpost", "has_journalpost", "content_digest"]
)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_request_loses_and_doubles_nothing(courier: Courier, at: str, after: bool) -> None:
    class Killed(BaseException):
        """The process ends here."""

    mail = courier.kept.take(b"mail", "mail.eml")
    order = make_order(mail.item, *courier.kept.attach(mail, b"et", b"to"))
    courier.kept.outbox.promise(mail.item.id, order)
    for _ in range(12):
        count = 0

        def die(name: str, _about: object) -> None:
            nonlocal count
            if name == at:
                count += 1
                if count == 2 or at in ("sag", "klasse"):
                    raise Killed

        if not after:
            courier.service.on_call = die
        try:
            if after:
                courier.service.misbehave(at, Killed())  # type: ignore[arg-type]  # stands for the end of the process
                courier.service._misdeeds[at][-1].after = True
            courier.turn()
        except Killed:
            courier.restart()
    courier.service.on_call = lambda name, about: None
    courier.service._misdeeds.clear()
    courier.run()
    filed_once(courier, order)


def test_what_a_crash_left_in_the_middle_is_uncertain_never_failed(courier: Courier) -> None:
    sending, verifying = courier.kept.order(b"et"), courier.kept.order(b"to", sag=make_sag(2))
    courier.kept.claims.claim(courier.kept.entry(sending))
    courier.kept.claims.accepted(courier.kept.claims.claim(courier.kept.entry(verifying)))
    courier.restart()
    assert courier.state(sending) is courier.state(verifying) is OrderState.UNCERTAIN
    courier.run()
    filed_once(courier, sending, verifying)


# -- the world changed meanwhile -----------------------------------------------------------------------------


def problem_of(courier: Courier, order: object) -> Trouble:
    problem = courier.kept.entry(order).problem  # type: ignore[arg-type]
    assert problem is not None
    return problem.trouble


def test_a_closed_sag_is_a_conflict_and_nothing_was_sent(courier: Courier) -> None:
    order = courier.kept.order()
    courier.service.close_sag(order.sag.id)
    courier.run()
    entry = courier.kept.entry(order)
    assert (entry.state, problem_of(courier, order)) == (OrderState.CONFLICT, Trouble.SAG_CLOSED)
    assert entry.untouched
    assert courier.service.called("put_dokument") == []


def test_a_sag_that_is_gone_is_a_conflict(courier: Courier) -> None:
    deleted, unknown = courier.kept.order(b"et"), courier.kept.order(b"to", sag=make_sag(99))
    courier.service.delete(deleted.sag.id)
    courier.run()
    for order in (deleted, unknown):
        assert courier.state(order) is OrderState.CONFLICT
        assert problem_of(courier, order) is Trouble.SAG_GONE


def test_a_sag_deleted_between_dokument_and_journalpost_is_a_conflict_with_its_reason(courier: Courier) -> None:
    order = courier.kept.order()

    def delete(name: str, _about: object) -> None:
        if name == "add_journalpost":
            courier.service.delete(order.sag.id)

    courier.service.on_call = delete
    courier.run()
    assert courier.state(order) is OrderState.CONFLICT
    assert problem_of(courier, order) is Trouble.SAG_GONE


def test_a_dokument_somebody_moved_meanwhile_is_not_overwritten(courier: Courier) -> None:
    order = courier.kept.order()
    courier.service.misbehave("add_journalpost", RESET)
    courier.turn()
    moved = replace(courier.service.dokumenter[order.main.dokument], sager=frozenset({make_sag(2).id}))
    courier.service.dokumenter[order.main.dokument] = moved
    courier.run()
    assert courier.state(order) is OrderState.CONFLICT
    assert problem_of(courier, order) is Trouble.DOKUMENT_CHANGED
    assert courier.service.dokumenter[order.main.dokument] is moved
    assert courier.service.called("put_dokument") == [order.main.dokument]


@pytest.mark.parametrize("when", ["dokument", "has_journalpost"])
def test_a_dokument_somebody_deleted_meanwhile_is_not_brought_back(courier: Courier, when: str) -> None:
    order = courier.kept.order()

    def delete(name: str, _about: object) -> None:
        if name == when and courier.service.dokumenter:
            courier.service.delete(order.main.dokument)

    courier.service.on_call = delete
    courier.service.misbehave("put_dokument", RESET, after=True)
    courier.run()
    assert courier.state(order) is OrderState.CONFLICT
    assert problem_of(courier, order) is Trouble.DOKUMENT_GONE
    assert courier.service.called("put_dokument") == [order.main.dokument]


def test_other_bytes_on_the_way_back_once_are_read_again(courier: Courier) -> None:
    order = courier.kept.order()
    real = courier.service.content_digest
    answers = iter(["0" * 64])
    courier.service.content_digest = lambda filed: next(answers, None) or real(filed)  # type: ignore[method-assign, return-value, assignment]
    courier.run()
    filed_once(courier, order)


def test_other_bytes_in_the_service_are_a_conflict(courier: Courier) -> None:
    order = courier.kept.order()

    def swap(name: str, _about: object) -> None:
        if name == "content_digest":
            courier.service.contents[order.main.dokument] = b"noget helt andet"

    courier.service.on_call = swap
    courier.run()
    assert courier.state(order) is OrderState.CONFLICT
    assert problem_of(courier, order) is Trouble.CONTENT_DIFFERS


def test_a_klasse_the_service_does_not_know_needs_a_person(courier: Courier) -> None:
    entry = courier.kept.take()
    order = replace(make_order(entry.item), kle=KleNummer("99.99.99"))
    courier.kept.outbox.promise(entry.item.id, order)
    courier.run()
    assert courier.state(order) is OrderState.REJECTED
    assert problem_of(courier, order) is Trouble.KLASSE_UNKNOWN_IN_SERVICE
    assert courier.kept.entry(order).untouched


@pytest.mark.parametrize("write", WRITES)
def test_what_is_refused_for_good_needs_a_person_and_can_be_tried_again(courier: Courier, write: str) -> None:
    order = courier.kept.order()
    courier.service.misbehave(write, Refused(status="400"))
    courier.run()
    assert courier.state(order) is OrderState.REJECTED
    assert problem_of(courier, order) is Trouble.REFUSED
    courier.kept.outbox.act(order.main.item, OrderEvent.RETRIED)
    courier.run()
    filed_once(courier, order)


def test_a_conflict_decided_anew_is_filed_on_the_other_sag(courier: Courier) -> None:
    order = courier.kept.order()
    courier.service.close_sag(order.sag.id)
    courier.run()
    courier.kept.outbox.act(order.main.item, OrderEvent.REVISED)
    anew = again(order, sag=make_sag(2))
    courier.kept.outbox.promise(order.main.item, anew)
    courier.run()
    filed_once(courier, anew)
    assert courier.service.posts(order.sag.id) == []


def decided_anew(courier: Courier, order: FilingOrder, left: DokumentDraft, number: int = 2) -> FilingOrder:
    """The person chooses another Sag after a try that left a Dokument behind."""
    courier.kept.outbox.act(order.main.item, OrderEvent.REVISED)
    main = replace(order.main, dokument=new_dokument_id())
    retired = Retired(left.dokument, order.sag.id, left.digest, main.dokument)
    anew = replace(again(order, sag=make_sag(number)), main=main, retires=(retired,))
    courier.kept.outbox.promise(order.main.item, anew)
    return anew


def half_sent(courier: Courier) -> FilingOrder:
    """The Dokument stands in the service, its journalpost was refused."""
    order = courier.kept.order()
    courier.service.misbehave("add_journalpost", Refused(status="400"))
    courier.run()
    assert courier.state(order) is OrderState.REJECTED
    assert order.main.dokument in courier.service.dokumenter
    return order


def test_what_an_earlier_decision_left_unfiled_is_taken_out_of_use(courier: Courier) -> None:
    order = half_sent(courier)
    anew = decided_anew(courier, order, order.main)
    courier.run()
    filed_once(courier, anew)
    assert courier.service.dokumenter[order.main.dokument].passive
    assert courier.service.posts(order.sag.id) == []


def test_what_an_earlier_decision_filed_stays_and_points_to_the_newer_one(courier: Courier) -> None:
    order = half_sent(courier)
    courier.service.journal[order.sag.id].append(order.main.dokument)
    anew = decided_anew(courier, order, order.main)
    courier.run()
    filed_once(courier, anew)
    old = courier.service.dokumenter[order.main.dokument]
    assert (old.passive, old.nyrevision) == (False, anew.main.dokument)
    assert courier.service.posts(order.sag.id) == [order.main.dokument]


def test_what_somebody_else_made_of_it_is_left_alone(courier: Courier) -> None:
    order = half_sent(courier)
    taken_over = replace(courier.service.dokumenter[order.main.dokument], sager=frozenset({make_sag(4).id}))
    courier.service.dokumenter[order.main.dokument] = taken_over
    anew = decided_anew(courier, order, order.main)
    courier.run()
    filed_once(courier, anew)
    assert courier.service.dokumenter[order.main.dokument] == taken_over


@pytest.mark.parametrize("error", [RESET, FAILED], ids=str)
@pytest.mark.parametrize("after", [False, True], ids=["before-commit", "after-commit"])
def test_a_lost_answer_while_retiring_costs_nothing(courier: Courier, error: SagsbudError, after: bool) -> None:
    order = half_sent(courier)
    anew = decided_anew(courier, order, order.main)
    courier.service.misbehave("passivate", error, after=after)
    courier.run()
    filed_once(courier, anew)
    assert courier.service.dokumenter[order.main.dokument].passive
    assert len(courier.service.called("passivate")) == (1 if after else 2)


def test_an_earlier_dokument_that_is_gone_needs_no_retiring(courier: Courier) -> None:
    order = half_sent(courier)
    courier.service.delete(order.main.dokument)
    anew = decided_anew(courier, order, order.main)
    courier.run()
    filed_once(courier, anew)
    assert courier.service.called("passivate") == []


# -- what does not go away ------------------------------------------------------------------------------------


def test_an_order_a_running_service_always_fails_on_ends_with_a_person(courier: Courier) -> None:
    poison = courier.kept.order(b"gift")
    good = [courier.kept.order(b"%d" % number, sag=make_sag(2)) for number in range(3)]

    tries = 0

    def fail(name: str, about: object) -> None:
        nonlocal tries
        if name == "put_dokument" and about == poison.main.dokument:
            tries += 1
            raise FAILED

    courier.service.on_call = fail
    courier.run()
    filed_once(courier, *good)
    entry = courier.kept.entry(poison)
    assert entry.state is OrderState.REJECTED
    assert entry.problem is not None
    assert dict(entry.problem.params)["status"] == "500"
    assert tries == MOST_STRIKES


def test_an_order_the_login_is_not_good_for_does_not_shut_out_the_others_for_ever(courier: Courier) -> None:
    secret = courier.kept.order(b"hemmelig")
    good = [courier.kept.order(b"%d" % number, sag=make_sag(2)) for number in range(3)]

    def forbid(name: str, about: object) -> None:
        if name == "put_dokument" and about == secret.main.dokument:
            raise LoginNeeded(status="403")

    courier.service.on_call = forbid
    courier.run()
    filed_once(courier, *good)
    entry = courier.kept.entry(secret)
    assert entry.state is OrderState.REJECTED
    assert entry.problem is not None
    assert dict(entry.problem.params)["status"] == "403"


def test_a_service_that_fails_on_everything_is_paused_and_nobody_is_blamed(courier: Courier) -> None:
    orders = [courier.kept.order(b"%d" % number, sag=make_sag(number % 5 + 1)) for number in range(10)]
    courier.service.always(FAILED, *WRITES)
    began, unhappy = courier.kept.clock.now, False
    for _ in range(300):
        courier.turn()
        courier.kept.clock.forward(seconds=1)
        unhappy = unhappy or not courier.health.is_open
        if unhappy:  # from the first time on it is said all the time
            problem = courier.health.status.problem
            assert problem is not None
            assert (problem.trouble, dict(problem.params)["status"]) == (Trouble.BUSY, "500")
    assert unhappy
    hours = (courier.kept.clock.now - began).total_seconds() / 3600
    writes = len(courier.service.called("put_dokument"))
    assert writes < 60 + 120 * hours, "hammers a service that fails"
    assert {courier.state(order) for order in orders} <= {
        OrderState.QUEUED, OrderState.WAITING, OrderState.UNCERTAIN,
    }  # fmt: skip
    courier.service.always(None, *WRITES)
    courier.run()
    filed_once(courier, *orders)


def test_a_service_that_acknowledges_and_forgets_is_not_believed_for_ever(courier: Courier) -> None:
    order = courier.kept.order()

    def forget(name: str, _about: object) -> None:
        if name == "has_journalpost":
            courier.service.journal.clear()

    courier.service.on_call = forget
    courier.run()
    assert courier.state(order) is OrderState.REJECTED
    assert len(courier.service.called("add_journalpost")) <= MOST_STRIKES


def test_a_content_that_is_missing_is_named_and_nothing_was_sent(courier: Courier) -> None:
    order = courier.kept.order()
    courier.kept.vault.discard(order.main.digest)
    courier.run()
    entry = courier.kept.entry(order)
    assert (entry.state, problem_of(courier, order)) == (OrderState.REJECTED, Trouble.CONTENT_MISSING)
    assert entry.untouched
    _entry, _taken = courier.kept.offer(b"Brev")
    courier.kept.outbox.act(order.main.item, OrderEvent.RETRIED)
    courier.run()
    filed_once(courier, order)


def test_a_content_that_is_damaged_is_never_sent_whole(courier: Courier) -> None:
    order = courier.kept.order()
    path = courier.kept.vault._path(order.main.digest)
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    path.write_bytes(bytes(damaged))
    courier.run()
    assert courier.state(order) is OrderState.REJECTED
    assert problem_of(courier, order) is Trouble.CONTENT_DAMAGED
    assert order.main.dokument not in courier.service.contents


def test_contents_swapped_in_the_vault_do_not_end_on_the_wrong_sag(courier: Courier) -> None:
    one, other = courier.kept.order(b"den ene borgers brev"), courier.kept.order(b"den andens", sag=make_sag(2))
    first, second = (courier.kept.vault._path(order.main.digest) for order in (one, other))
    a, b = first.read_bytes(), second.read_bytes()
    first.write_bytes(b)
    second.write_bytes(a)
    courier.run()
    for order in (one, other):
        assert problem_of(courier, order) is Trouble.CONTENT_DAMAGED
    assert courier.service.contents == {}


@pytest.mark.warns_in_log
def test_a_defect_parks_its_order_and_spares_the_others(courier: Courier) -> None:
    bad, good = courier.kept.order(b"et"), courier.kept.order(b"to", sag=make_sag(2))

    def break_down(name: str, about: object) -> None:
        if name == "put_dokument" and about == bad.main.dokument:
            raise ZeroDivisionError("010101-0000")

    courier.service.on_call = break_down
    courier.run()
    filed_once(courier, good)
    entry = courier.kept.entry(bad)
    assert entry.state is OrderState.REJECTED
    assert entry.problem is not None
    assert (entry.problem.trouble, entry.problem.params) == (Trouble.DEFECT, (("kind", "ZeroDivisionError"),))


# -- the whole service ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [LoginNeeded(status="401"), CertificateRefused(), Unreachable(cause="connect"), Busy(30.0, status="503")],
    ids=str,
)
def test_what_shuts_the_whole_service_costs_one_try_not_one_an_order(courier: Courier, error: SagsbudError) -> None:
    orders = [courier.kept.order(b"%d" % number, sag=make_sag(number % 5 + 1)) for number in range(20)]
    courier.service.always(error, *READS, *WRITES)
    for _ in range(20):
        courier.turn()
    tried = [order for order in orders if courier.kept.entry(order).attempts]
    assert len(tried) == 1
    assert courier.health.status.problem is not None
    assert courier.health.status.problem.trouble is error.trouble
    courier.service.always(None, *READS, *WRITES)
    courier.run()
    filed_once(courier, *orders)


def test_when_the_service_opens_again_nobody_waits_out_the_old_pause(courier: Courier) -> None:
    order = courier.kept.order()
    courier.service.closed = True
    for _ in range(15):
        courier.turn()
    courier.service.closed = False
    reopened = courier.kept.clock.now
    courier.run()
    filed_once(courier, order)
    assert courier.kept.clock.now - reopened < timedelta(minutes=2)


def test_a_person_who_undoes_while_others_are_let_in_stops_nothing(courier: Courier) -> None:
    orders = [courier.kept.order(b"%d" % number, sag=make_sag(number % 5 + 1)) for number in range(3)]
    for order in orders:
        courier.kept.outbox.apply(order.main.item, OrderEvent.SHUT_OUT)
    apply = courier.kept.outbox.apply

    def first_undo(*given: object, **named: object) -> object:
        courier.kept.outbox.apply = apply  # type: ignore[method-assign]
        courier.kept.outbox.act(orders[0].main.item, OrderEvent.UNDONE)
        courier.kept.outbox.act(orders[1].main.item, OrderEvent.UNDONE)
        courier.kept.outbox.act(orders[2].main.item, OrderEvent.UNDONE)
        return apply(*given, **named)  # type: ignore[arg-type]

    courier.kept.outbox.apply = first_undo  # type: ignore[method-assign, assignment]
    courier.kept.claims.let_in()
    assert {courier.state(order) for order in orders} == {OrderState.DRAFT}


# -- time -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(hours=-3), timedelta(days=400)], ids=str)
def test_a_clock_that_jumps_delays_nothing_for_long(courier: Courier, jump: timedelta) -> None:
    orders = [courier.kept.order(b"%d" % number, sag=make_sag(number % 5 + 1)) for number in range(4)]
    courier.service.misbehave("put_dokument", RESET, FAILED, Busy(60.0, status="429"))
    for _ in range(3):
        courier.turn()
    courier.kept.clock.put(jump)
    began = courier.kept.clock.now
    for _ in range(400):
        if courier.turn() is None:
            courier.kept.clock.forward(seconds=5)
    filed_once(courier, *orders)
    assert courier.kept.clock.now - began < timedelta(hours=1)


def test_a_mail_with_many_attachments_gets_through_a_bad_net_without_waiting_longer_each_time(courier: Courier) -> None:
    """Of thirty reads every fifth is answered with a failure, so that no try gets through whole."""
    mail = courier.kept.take(b"mail", "mail.eml")
    parts = courier.kept.attach(mail, *(b"bilag %d" % number for number in range(9)))
    order = make_order(mail.item, *parts)
    courier.kept.outbox.promise(mail.item.id, order)
    reads: list[str] = []

    def stumble(name: str, _about: object) -> None:
        if name in READS and name != "probe":
            reads.append(name)
            if len(reads) % 5 == 0:
                raise Busy(None, status="500")

    courier.service.on_call = stumble
    began = courier.kept.clock.now
    courier.run()
    filed_once(courier, order)
    assert courier.kept.entry(order).attempts > 5
    assert courier.kept.clock.now - began < timedelta(minutes=1)


def test_a_proof_that_was_cut_short_does_not_read_again_what_was_equal(courier: Courier) -> None:
    mail = courier.kept.take(b"mail", "mail.eml")
    order = make_order(mail.item, *courier.kept.attach(mail, b"et", b"to"))
    courier.kept.outbox.promise(mail.item.id, order)
    refused: list[object] = []

    def stumble(name: str, about: object) -> None:
        if name == "content_digest" and about == order.bilag[-1].dokument and not refused:
            refused.append(about)
            raise Busy(None, status="500")

    courier.service.on_call = stumble
    courier.run()
    filed_once(courier, order)
    assert [courier.service.called("content_digest").count(draft.dokument) for draft in order.drafts] == [1, 1, 1]


@pytest.mark.parametrize("other_content", [True, False], ids=["made_something_of_it", "changed_its_title"])
def test_what_somebody_changes_in_the_moment_before_it_is_retired_is_looked_at_anew(
    courier: Courier, other_content: bool
) -> None:
    order = half_sent(courier)
    left = order.main.dokument
    changed: list[object] = []

    def somebody_else(name: str, about: object) -> None:
        if name == "passivate" and about == left and not changed:
            changed.append(about)
            ours = courier.service.dokumenter[left]
            digest = digest_of(b"deres") if other_content else ours.digest
            theirs = replace(ours, titel="Deres", fratidspunkt="later", digest=digest)
            courier.service.dokumenter[left] = theirs

    courier.service.on_call = somebody_else
    anew = decided_anew(courier, order, order.main)
    courier.run()
    filed_once(courier, anew)
    stands = courier.service.dokumenter[left]
    assert (changed, stands.titel) == ([left], "Deres")
    assert stands.passive is not other_content
