"""What a setting says is what the program then does, judged from outside: by the service, the disk and the screen."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sagsbud.service.main import EmbeddedService, Options

from tests.support.program import Program, Service, sag_id, service_with

KLE, SAG = "01.02.03", "26/1182"
UNIT = "11111111-2222-4333-8444-555555555555"
USER = "22222222-2222-4333-8444-555555555555"
ORGANISATION = "33333333-2222-4333-8444-555555555555"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service with one Sag."""
    with service_with(SAG, KLE, tmp_path / "service") as running:
        yield running


def settle(data: Path, **settings: Any) -> None:
    """Write the user's settings."""
    data.mkdir(exist_ok=True)
    (data / "settings.json").write_text(json.dumps(settings), encoding="utf-8")


def file_one(program: Program, folder: Path) -> str:
    """File one letter and deliver it; its Dokument."""
    letter = folder / "brev.txt"
    letter.write_text("Sagsnr. 26/1182\n\nPrøvebrev\n")
    filed = program.run("file", letter, "--sag", SAG, "--kle", KLE)
    assert [record["state"] for record in filed.records] == ["QUEUED"], filed
    synced = program.run("sync", "--wait", "30")
    assert synced.records[-1]["counts"] == {"FILED": 1}, synced
    dokument: str = filed.records[0]["dokument"]
    return dokument


def relations_of(service: Service, dokument: str) -> dict[str, Any]:
    """The relations of a Dokument as the service has them."""
    found: dict[str, Any] = service.dokument(dokument)["relationer"]
    return found


def test_the_service_the_authority_the_unit_and_the_user(service: Service, tmp_path: Path) -> None:
    settle(tmp_path / "data", service_url=service.url, authority="12345678", unit=UNIT, user=USER)
    relations = relations_of(service, file_one(Program(tmp_path / "data"), tmp_path))
    assert [(one["urn"], one["objekttype"]) for one in relations["ejer"]] == [
        ("urn:oio:cvr-nr:12345678", "Organisation")
    ]
    assert [(one["uuid"], one["objekttype"]) for one in relations["ansvarlig"]] == [(UNIT, "OrganisationEnhed")]
    assert [one["uuid"] for one in relations["primaerbehandler"]] == [USER]


def test_an_authority_may_be_a_uuid_and_a_user_is_the_same_each_time(service: Service, tmp_path: Path) -> None:
    settle(tmp_path / "data", authority=ORGANISATION)
    relations = relations_of(service, file_one(Program(tmp_path / "data", service.url), tmp_path))
    assert [one["uuid"] for one in relations["ejer"]] == [ORGANISATION]
    assert "ansvarlig" not in relations
    other = Program(tmp_path / "anden", service.url, {"USER": "en-anden", "LOGNAME": "en-anden"})
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "brev.txt").write_text("Sagsnr. 26/1182\n\nEt andet brev\n")
    other.run("file", tmp_path / "to" / "brev.txt", "--sag", SAG, "--kle", KLE)
    second = other.run("sync", "--wait", "30")
    assert second.records[-1]["counts"] == {"FILED": 1}
    by = {
        relations_of(service, dokument)["primaerbehandler"][0]["uuid"]
        for dokument in service.dokumenter_on(sag_id(SAG))
    }
    assert len(by) == 1  # who is logged in is asked of the system, not of a variable


@pytest.mark.parametrize(("days", "kept"), [(0, False), (7, True)])
def test_the_copy_on_this_machine_goes_after_the_grace(service: Service, tmp_path: Path, days: int, kept: bool) -> None:
    settle(tmp_path / "data", grace_days=days)
    program = Program(tmp_path / "data", service.url)
    dokument = file_one(program, tmp_path)
    for _ in range(20):
        if not contents(tmp_path / "data" / "vault"):
            break
        program.run("sync")
        if kept:
            break
    assert bool(contents(tmp_path / "data" / "vault")) is kept
    assert service.content_of(dokument) == (tmp_path / "brev.txt").read_bytes()


def test_the_token_in_a_file_opens_a_service_that_asks_for_one(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("gyldig-til-proeven\n")
    settle(tmp_path / "data", token_file=str(token))
    with locked_service(tmp_path / "locked", "caseworker:gyldig-til-proeven") as url:
        program = Program(tmp_path / "data", url)
        token.chmod(0o644)
        assert login_of(program) == ("failed", "login_needed")
        token.chmod(0o600)
        assert login_of(program) == ("ok", "login_good")
        token.write_text("en-anden")
        assert login_of(program) == ("failed", "login_needed")
    log = (tmp_path / "data" / "logs" / "sagsbud.log").read_text()
    assert "gyldig" not in log


def login_of(program: Program) -> tuple[str, str]:
    """How the self-test finds the login."""
    (row,) = [row for row in program.run("selftest").records[0]["checks"] if row["name"] == "login"]
    return row["state"], row["code"]


@contextmanager
def locked_service(folder: Path, token: str) -> Iterator[str]:
    """A service that wants a token."""
    folder.mkdir()
    options = Options(
        database=f"sqlite:///{folder / 'service.db'}", content=folder / "content", port=0, tokens=(token,)
    )
    running = EmbeddedService(options).start()
    yield running.url
    running.stop()


def contents(vault: Path) -> list[str]:
    """The sealed contents in a vault."""
    return [path.name for path in vault.iterdir() if not path.suffix]


@pytest.mark.parametrize(("language", "said"), [("da", "Prøve: "), ("en", "Trial: ")])
def test_the_language_of_what_is_said(service: Service, tmp_path: Path, language: str, said: str) -> None:
    settle(tmp_path / "data", language=language)
    assert f"sagsbud: {said}" in Program(tmp_path / "data", service.url).run("queue").err


@pytest.mark.skipif(os.name != "posix", reason="the home of a user on POSIX")
def test_a_folder_may_be_named_from_the_users_home(tmp_path: Path, service: Service) -> None:
    (tmp_path / "hjem" / "Scan").mkdir(parents=True)
    settle(tmp_path / "data", folders=[{"path": "~/Scan"}])
    ran = Program(tmp_path / "data", service.url, {"HOME": str(tmp_path / "hjem")}).run("selftest")
    (row,) = [row for row in ran.records[0]["checks"] if row["name"] == "folders"]
    assert (row["state"], row["subject"]) == ("ok", str(tmp_path / "hjem" / "Scan"))
