"""One order's way through every kind of answer: nothing lost, nothing twice, and always a true reason."""

from datetime import timedelta

import pytest
from sagsbud.domain.errors import AnswerLost, Busy, LoginNeeded, SagsbudError, Trouble, Unreachable
from sagsbud.domain.orders import StepState
from sagsbud.domain.states import OrderState
from sagsbud.outbox.carrier import SETTLING

from tests.support.courier import Courier, filed_once
from tests.support.filing import READS, WRITES
from tests.support.orders import make_order, make_sag

RESET = AnswerLost(cause="ReadError")

FAILED = AnswerLost(status="500")

BROKEN_READ = Unreachable(cause="ReadError")


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
