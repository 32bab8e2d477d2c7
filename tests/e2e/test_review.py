"""A clerk's program, a supervisor's program and one that knows nothing of ours, on one service with logins."""

import json
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.program import PATIENCE, Program, Service, sag_id
from tests.support.stores import database_url, postgres

__all__ = ["database_url", "postgres"]

KLE, SAG = "01.02.03", "26/1182"
CLERK = "22222222-2222-4333-8444-555555555555"
SUPERVISOR = "33333333-2222-4333-8444-555555555555"
COLLEAGUE = "44444444-2222-4333-8444-555555555555"
UNIT = "11111111-2222-4333-8444-555555555555"

Json = dict[str, Any]


@pytest.fixture(params=["sqlite", "postgresql"])
def store_kind(request: pytest.FixtureRequest) -> str:
    """The stores a service can have."""
    kind: str = request.param
    return kind


@pytest.fixture
def service(tmp_path: Path, database_url: str) -> Iterator[Service]:
    """A service with one Sag."""
    running = Service(tmp_path / "service", database=database_url).start()
    running.put_sag(SAG, "Prøvesag", running.put_klasse(KLE))
    yield running
    running.stop()


def program(folder: Path, service: Service, user: str, **settings: Any) -> Program:
    """Somebody's program, with the settings their organisation gave it."""
    folder.mkdir()
    common = {"user": user, "unit": UNIT, "reviewers": [SUPERVISOR, COLLEAGUE], "review_to": SUPERVISOR}
    (folder / "settings.json").write_text(json.dumps({**common, **settings}), encoding="utf-8")
    return Program(folder, service.url)


@pytest.fixture
def supervisor(service: Service, tmp_path: Path) -> Program:
    """Who looks at what others filed."""
    return program(tmp_path / "supervisor", service, SUPERVISOR)


@pytest.fixture
def clerk(service: Service, tmp_path: Path) -> Program:
    """Whose filings of a rule are all looked at."""
    return program(tmp_path / "clerk", service, CLERK, review_reasons=["lagt_af_regel"])


def file_letters(clerk: Program, folder: Path, count: int = 1, state: str = "FILED") -> list[str]:
    """File letters and deliver them; their Dokumenter."""
    letters = []
    for number in range(count):
        letters.append(folder / f"brev-{number}.txt")
        letters[-1].write_text(f"Sagsnr. {SAG}\n\nPrøvebrev {number} om et skur\n")
    filed = clerk.run("file", *letters, "--sag", SAG, "--kle", KLE)
    assert {record["state"] for record in filed.records} == {"QUEUED"}, filed
    synced = clerk.run("sync", "--wait", "5" if state == "IN_REVIEW" else "30")
    assert synced.records[-1]["counts"] == {state: count}, synced
    return [record["dokument"] for record in filed.records]


def waiting(of: Program, *options: str) -> list[str]:
    """The Dokumenter in the queue."""
    return [record["dokument"] for record in of.run("review", "list", *options).records]


def states(service: Service, dokument: str) -> list[tuple[str, str]]:
    """Each state with who said it."""
    whole = service.dokument(dokument, virkningfra="-infinity", virkningtil="infinity")
    periods = sorted(whole["tilstande"]["dokumentfremdrift"], key=lambda period: str(period["virkning"]["from"]))
    return [(period["fremdrift"], period["virkning"]["aktoerref"]) for period in periods]


def by_hand(service: Service, dokument: str, state: str, holder: str, note: str = "") -> None:
    """What `curl` does: one PATCH with the standard's words and nothing else."""
    start = datetime.now(UTC).isoformat()
    virkning = {"from": start, "to": "infinity", "aktoerref": COLLEAGUE, "aktoertypekode": "Bruger", "notetekst": note}
    body = {
        "varianter": None,
        "tilstande": {"dokumentfremdrift": [{"fremdrift": state, "virkning": virkning}]},
        "relationer": {"fordelttil": [{"uuid": holder, "objekttype": "Bruger", "virkning": virkning}]},
    }
    service.ask("PATCH", f"/dokument/dokument/{dokument}", json=body)


def test_a_clerk_a_supervisor_and_another_program_share_the_queue(
    service: Service, clerk: Program, supervisor: Program, tmp_path: Path
) -> None:
    first, second, third = file_letters(clerk, tmp_path, 3)
    listed = supervisor.run("review", "list").records
    assert {(one["dokument"], *one["reasons"], one["filed"]) for one in listed} == {
        (dokument, "lagt_af_regel", True) for dokument in (first, second, third)
    }
    own = clerk.run("review", "approve", first)
    assert (own.code, own.records[0]["reason"]) == (4, "no_right")

    returned = supervisor.run(
        "review", "return", first, "--reason", "title-says-little", "--comment", "Skriv hvilket skur."
    )
    assert (returned.code, returned.records[0]["state"]) == (0, "FILED"), returned
    by_hand(service, second, "Fordelt", CLERK, "Forkert sag")
    assert set(waiting(clerk, "--scope", "returned")) == {first, second}
    asked = clerk.run("review", "ask", first, "--to", SUPERVISOR, "--note", "Skuret i haven")
    assert asked.records[0]["state"] == "FILED", asked
    assert set(waiting(supervisor)) == {first, third}

    killed_after_the_first(supervisor.start("review", "approve", first, third))
    for dokument in (first, third):
        assert states(service, dokument)[-1][0] in ("Underreview", "Endeligt")
    again = supervisor.run("review", "approve", first, third)
    assert {one["reason"] for one in again.records} <= {None, "not_in_review", "pending"}, again
    late = supervisor.run("review", "approve", second)
    assert (late.code, late.records[0]["reason"]) == (1, "not_in_review")

    assert states(service, first) == [
        ("Modtaget", CLERK),
        ("Underreview", CLERK),
        ("Fordelt", SUPERVISOR),
        ("Underreview", CLERK),
        ("Endeligt", SUPERVISOR),
    ]
    assert states(service, third)[-1] == ("Endeligt", SUPERVISOR)
    assert sorted(service.journalposter_on(sag_id(SAG))) == sorted([first, second, third])


def test_what_is_approved_first_is_filed_then_and_what_is_returned_is_in_the_inbox_again(
    service: Service, supervisor: Program, tmp_path: Path
) -> None:
    careful = program(tmp_path / "careful", service, CLERK, review_reasons=["lagt_af_regel"], review_before="always")
    first, second, third = file_letters(careful, tmp_path, 3, state="IN_REVIEW")
    assert service.journalposter_on(sag_id(SAG)) == []

    assert supervisor.run("review", "approve", first).code == 0
    assert supervisor.run("review", "return", third, "--reason", "wrong-sag").code == 0
    by_hand(service, second, "Endeligt", CLERK)  # a program that files nothing: ours sees to the journal

    assert careful.run("sync", "--wait", "30").records[-1]["counts"] == {"DRAFT": 1, "FILED": 2}
    assert sorted(service.journalposter_on(sag_id(SAG))) == sorted([first, second])
    (entry,) = careful.run("queue", "--state", "DRAFT").records
    assert entry["reason"] == "returned"


def killed_after_the_first(process: "subprocess.Popen[bytes]") -> None:
    """End it without a chance to finish, once it has said what came of the first document."""
    assert process.stdout
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
