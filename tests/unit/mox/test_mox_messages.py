"""Messages: the headers and bodies of the standard letter for letter, nothing personal outside the body, strict reading."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsbud.domain.errors import Trouble
from sagsbud.domain.ids import DokumentId, OrderId, SagId
from sagsbud.domain.mox import (
    Announcement,
    Heard,
    Livscyklus,
    ObjectChange,
    Objekttype,
    Told,
    of_decision,
    of_failure,
    of_filing,
)
from sagsbud.domain.parties import Part
from sagsbud.domain.sagsobjekter import DokumentFremdrift, Journalpostkode
from sagsbud.domain.verdicts import ReviewDecision, ReviewOrder, ReviewVerb
from sagsbud.mox.announcing import change_message, heard_of, message_of, reference_message
from sagsbud.mox.kind import Kind
from sagsbud.mox.kinds import BY_NAME, KINDS, published_kind
from sagsbud.mox.wire import Malformed, Message, queue_name

from tests.support.orders import CLERK, make_order, make_sag

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DOKUMENT = DokumentId(UUID("11111111-2222-4333-8444-555555555555"))
SAG = SagId(UUID("66666666-7777-4888-8999-aaaaaaaaaaaa"))
MESSAGE = UUID("bbbbbbbb-cccc-4ddd-8eee-ffffffffffff")

names = st.text(min_size=1, max_size=40)
cprs = st.sampled_from(["010101-0000", "0101010000", "311299-0000"])
announcements = st.builds(
    Announcement,
    id=st.uuids(),
    at=st.just(AT),
    what=st.sampled_from(Told),
    dokument=st.uuids().map(DokumentId),
    sag=st.uuids().map(SagId),
    kode=st.sampled_from(Journalpostkode),
    fremdrift=st.sampled_from(DokumentFremdrift),
    trouble=st.sampled_from(Trouble),
)


def told(what: Told, **about: object) -> Message:
    return message_of(replace(Announcement(MESSAGE, AT, what, DOKUMENT), **about))  # type: ignore[arg-type]


def test_a_created_dokument_is_told_as_the_standard_says() -> None:
    message = told(Told.CREATED)

    assert message.headers == {
        "beskedID": str(MESSAGE),
        "beskedversion": "1",
        "beskedtype": "notification",
        "objekttype": "dokument",
        "objektID": str(DOKUMENT),
        "livscykluskode": "Opstaaet",
    }
    assert json.loads(message.body) == {"uuid": str(DOKUMENT)}
    assert message.routing_key == "dokument.Opstaaet"
    assert message.message_id == str(MESSAGE)


def test_an_uploaded_file_is_told_as_the_reference_tells_it() -> None:
    message = told(Told.UPLOADED)

    assert message.headers == {
        "beskedID": str(MESSAGE),
        "beskedversion": "1",
        "operation": "upload",
        "objekttype": "dokument",
        "type": "Manuel",
        "objektreference": str(DOKUMENT),
    }
    assert json.loads(message.body) == {"uuid": str(DOKUMENT)}


def test_a_filing_names_sag_dokument_and_code() -> None:
    message = told(Told.FILED, sag=SAG, kode=Journalpostkode.VEDLAGT)

    assert message.headers == {
        "beskedID": str(MESSAGE),
        "beskedversion": "1",
        "beskedtype": "notification",
        "objekttype": "sag",
        "objektID": str(SAG),
        "livscykluskode": "Rettet",
        "objektreference": str(DOKUMENT),
    }
    assert json.loads(message.body) == {"journalpost": {"kode": "vedlagtdokument"}}
    assert message.routing_key == "sag.Rettet"


def test_a_review_state_and_a_failure_are_told() -> None:
    state = told(Told.STATE, fremdrift=DokumentFremdrift.UNDERREVIEW)
    failed = told(Told.FAILED, trouble=Trouble.SAG_CLOSED)

    assert (state.headers["livscykluskode"], json.loads(state.body)) == ("Rettet", {"fremdrift": "Underreview"})
    assert (failed.headers["beskedtype"], failed.routing_key) == ("fejl", "dokument.fejl")
    assert json.loads(failed.body)["kode"] == "sag_closed"


def test_the_reference_queue_gets_the_body_its_own_relay_writes() -> None:
    change = ObjectChange(Objekttype.SAG, SAG, Livscyklus.SLETTET, "2026-11-23 10:00:00+01")

    message = reference_message(change)

    assert message.headers == {}
    assert json.loads(message.body) == {
        "beskedtype": "Notification",
        "objektID": str(SAG),
        "objekttype": "sag",
        "livscykluskode": "Slettet",
    }


@settings(deadline=None)
@given(announcements)
def test_headers_and_keys_hold_ids_and_words_of_the_standard_alone(announcement: Announcement) -> None:
    message = message_of(announcement)

    ids = {str(announcement.id), str(announcement.dokument), str(announcement.sag)}
    words = [value for value in message.headers.values() if value not in ids]
    assert all(re.fullmatch(r"[a-zA-Z]+|1", word) for word in words)
    assert re.fullmatch(r"(sag|dokument)\.[A-Za-z]+", message.routing_key)


@settings(deadline=None)
@given(titel=names, name=names, cpr=cprs, sagsnummer=names)
def test_nothing_personal_of_an_order_is_in_any_message(titel: str, name: str, cpr: str, sagsnummer: str) -> None:
    mark = "≡"  # what no id and no word of the standard holds, so that a hit is never chance
    sag = replace(make_sag(), titel=mark + titel, sagsnummer=mark + sagsnummer)
    order = make_order(sag=sag, titel=mark + cpr + titel)
    party = Part(mark + name, f"urn:oio:cpr-nr:{cpr}")
    order = replace(order, main=replace(order.main, parter=(party,), file_name=mark + name))

    messages = [message_of(one) for one in [*of_filing(order, AT), of_failure(order, Trouble.SAG_CLOSED, AT)]]

    for message in messages:
        seen = json.dumps([message.routing_key, dict(message.headers), message.body.decode()], ensure_ascii=False)
        assert mark not in seen
        assert cpr not in seen


@settings(deadline=None)
@given(names)
def test_a_header_that_might_be_personal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="objektID"):
        Message({"objektID": f"≡{text}"}, b"{}").check()
    with pytest.raises(ValueError, match="routing key"):
        Message({}, b"{}", f"sag.≡{text}").check()


@settings(deadline=None)
@given(st.uuids(), st.text(max_size=20))
def test_queues_are_named_by_uuid_alone(installation: UUID, role: str) -> None:
    if re.fullmatch("[a-z]+", role):
        assert queue_name(installation, role) == f"sagsbud.{installation}.{role}"
    else:
        with pytest.raises(ValueError, match="queue"):
            queue_name(installation, role)


def test_the_same_filing_is_announced_under_the_same_ids() -> None:
    order = make_order(bilag=2)

    once, again = of_filing(order, AT), of_filing(order, AT)

    assert [one.id for one in once] == [one.id for one in again]
    assert len({one.id for one in once}) == len(once) == 9


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        (ReviewVerb.ASK, [{"fremdrift": "Underreview"}]),
        (ReviewVerb.APPROVE, [{"fremdrift": "Endeligt"}]),
        (ReviewVerb.RETURN, [{}]),
        (ReviewVerb.NOT_TO_BE_FILED, []),
    ],
)
def test_a_decision_under_review_tells_the_state_it_leads_to(verb: ReviewVerb, body: list[dict[str, str]]) -> None:
    order = ReviewOrder(OrderId(MESSAGE), ReviewDecision(DOKUMENT, verb, "1", note="Hemmeligt"), CLERK, AT)

    told_of = [message_of(one) for one in of_decision(order, AT)]

    assert [json.loads(message.body) for message in told_of] == body
    assert all(message.routing_key == "dokument.Rettet" for message in told_of)
    assert [one.id for one in of_decision(order, AT)] == [one.id for one in of_decision(order, AT)]


@settings(deadline=None)
@given(st.sampled_from(Objekttype), st.uuids(), st.sampled_from(Livscyklus), names)
def test_a_change_is_heard_as_it_was_told(
    kind: Objekttype, objekt: UUID, livscyklus: Livscyklus, registrering: str
) -> None:
    change = ObjectChange(kind, objekt, livscyklus, registrering)

    message = change_message(change, lambda: AT)

    assert heard_of(message.headers) == Heard(change.id, kind, objekt, livscyklus)


def test_what_is_no_news_of_an_object_is_passed_over() -> None:
    assert heard_of(told(Told.UPLOADED).headers) is None
    assert heard_of(told(Told.FAILED, trouble=Trouble.REFUSED).headers) is None
    assert heard_of({**told(Told.CREATED).headers, "objekttype": "Klasse"}) is None


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"objektID": "12"}, "objektID"),
        ({"objektID": ""}, "objektID"),
        ({"beskedID": "x"}, "beskedID"),
        ({"livscykluskode": "Vandret"}, "livscykluskode"),
        ({"objekttype": ""}, "objekttype"),
    ],
)
def test_a_wrong_notification_says_which_header(change: dict[str, str], place: str) -> None:
    with pytest.raises(Malformed) as refused:
        heard_of({**told(Told.CREATED).headers, **change})
    assert refused.value.place == place
    with pytest.raises(Malformed):
        heard_of({"objektID": str(uuid4())})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_example_fits_its_schema(kind: Kind) -> None:
    schema = kind.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())

    validator.validate(kind.shown())
    kind.check(kind.example.headers, kind.example.body)
    for name in kind.headers.keys() - kind.optional:
        lacking = {**kind.shown(), "headers": {n: v for n, v in kind.example.headers.items() if n != name}}
        assert not validator.is_valid(lacking)
        with pytest.raises(Malformed, match=name):
            kind.check(lacking["headers"], kind.example.body)
    with pytest.raises(Malformed, match="body"):
        kind.check(kind.example.headers, b"[]")


@settings(deadline=None)
@given(announcements)
def test_everything_that_is_told_fits_its_schema(announcement: Announcement) -> None:
    message = message_of(announcement)

    kind = published_kind(message.headers, message.routing_key)

    kind.check(message.headers, message.body)
    jsonschema.validate({"headers": dict(message.headers), "body": json.loads(message.body)}, kind.schema())


def test_a_message_under_another_key_than_its_own_is_noticed() -> None:
    with pytest.raises(Malformed, match="routing key"):
        published_kind(BY_NAME["object-changed"].example.headers, "sag.Slettet")


def test_the_page_of_messages_is_fresh() -> None:
    root = Path(__file__).parents[3]
    ran = subprocess.run([sys.executable, root / "docs" / "messages.py", "--check"], check=False)
    assert ran.returncode == 0, "docs/mox.md is not what the messages say: run python docs/messages.py"
