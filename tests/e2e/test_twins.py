"""A document a colleague has filed, and a mail that was filed from another mailbox: known before they are filed again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsbud.bootstrap import open_house
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.ids import DokumentId

from tests.support import papers
from tests.support.program import Program, Service, sag_id, service_with

SAG, KLE = "26/9001", "01.02.03"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with service_with(SAG, KLE, tmp_path / "service") as running:
        yield running


def filed(program: Program, path: Path) -> None:
    program.run("file", path, "--sag", SAG, "--kle", KLE)
    assert program.run("sync", "--wait", "30").records[-1]["counts"] == {"FILED": 1}


def test_what_a_colleague_filed_is_asked_of_the_service(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "brev.txt"
    path.write_text("Et brev, som begge har fået.")
    filed(Program(tmp_path / "kollega", service.url), path)
    (dokument,) = service.dokumenter_on(sag_id(SAG))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with open_house(None, tmp_path / "mig", service.url) as house:
        (answer,) = house.engine.take_now(path, Source(SourceKind.COMMAND))
        assert answer.item is not None
        twins = house.engine.kin.twins(answer.item, ask_service=True)
        assert twins.here == ()
        assert [str(uuid) for uuid in twins.elsewhere] == [dokument]
    with open_house(None, tmp_path / "kollega", service.url) as house:
        (again,) = house.engine.take_now(path, Source(SourceKind.COMMAND))
        assert again.item is not None
        assert house.engine.kin.twins(again.item, ask_service=True).elsewhere == tuple[DokumentId, ...]()


def test_a_mail_filed_from_one_mailbox_is_not_filed_from_another_by_a_rule(service: Service, tmp_path: Path) -> None:
    mail = papers.mail("Ansøgning, sag 26/9001", "Hermed min ansøgning om tilladelse til en carport.")
    first, second = tmp_path / "min.eml", tmp_path / "faelles.eml"
    first.write_bytes(mail.as_bytes())
    second.write_bytes(b"X-Mozilla-Status: 0001\r\nStatus: RO\r\n" + mail.as_bytes())
    program = Program(tmp_path / "data", service.url)
    filed(program, first)
    taken = program.run("intake", second)
    assert [twin["likeness"] for twin in taken.records[0]["twins"]] == ["same_mail"]
    assert (taken.records[0]["twins"][0]["state"], taken.records[0]["twins"][0]["sag"]) == ("FILED", SAG)
    again = program.run("file", second, "--sag", SAG, "--kle", KLE)
    assert [(record["state"], record["reason"]) for record in again.records] == [("DRAFT", "already_filed")]
    assert len(service.dokumenter_on(sag_id(SAG))) == 1
