"""Two caseworkers with the command line: handed over, received, filed, each once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.handing import GIVER, TAKER
from tests.support.program import Program, Service, service_with

KLE, SAG = "01.02.03", "26/1182"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service with one Sag."""
    with service_with(SAG, KLE, tmp_path / "service") as running:
        yield running


def program(folder: Path, service: Service, user: str) -> Program:
    """Somebody's program."""
    folder.mkdir()
    (folder / "settings.json").write_text(json.dumps({"user": user}), encoding="utf-8")
    return Program(folder, service.url)


def test_a_file_is_handed_over_and_filed_by_the_colleague(service: Service, tmp_path: Path) -> None:
    giver = program(tmp_path / "giver", service, str(GIVER.id))
    taker = program(tmp_path / "taker", service, str(TAKER.id))
    letter = tmp_path / "brev.txt"
    letter.write_text(f"Sagsnr. {SAG}\n\nEt prøvebrev om et skur\n")

    myself = giver.run("hand-over", letter, "--to", str(GIVER.id))
    assert (myself.code, myself.records) == (2, [])
    handed = giver.run("hand-over", letter, "--to", str(TAKER.id), "--note", "Den er din")
    (record,) = handed.records
    assert (handed.code, record["state"], record["to"]) == (0, "HANDED", str(TAKER.id)), handed
    again = giver.run("hand-over", record["item"], "--to", str(TAKER.id))
    assert (again.code, again.records[0]["dokument"]) == (0, record["dokument"]), again
    assert giver.run("sync").records[-1]["counts"] == {"HANDED": 1}

    assert taker.run("sync").records[-1]["counts"] == {"DRAFT": 1}
    assert taker.run("sync").records[-1]["counts"] == {"DRAFT": 1}
    again = taker.run("hand-over", str(GIVER.id), "--to", str(GIVER.id))
    assert again.code == 1, "no such item"
    dokument = record["dokument"]
    assert service.content_of(dokument) == letter.read_bytes()
    states = service.dokument(dokument, virkningfra="-infinity", virkningtil="infinity")["tilstande"]
    assert {one["fremdrift"] for one in states["dokumentfremdrift"]} == {"Modtaget", "Fordelt"}
