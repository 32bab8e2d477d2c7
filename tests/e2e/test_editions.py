"""Where the subject plan comes from: its public address on somebody's word, and the service's own Klassifikation."""

import json
from pathlib import Path
from typing import Any

import pytest
from sagsbud.cli.exits import Exit
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.klasser import read_klasser
from sagsbud.sagdok.setup import klasse_id

from tests.support.embedded import embedded
from tests.support.orders import KLE
from tests.support.otherservices import Way, nobody, service
from tests.support.program import Program

RETIRED, SUCCESSOR = KleNummer("00.01.98"), KleNummer("00.01.99")
SINCE = {"from": "2020-01-01T00:00:00+00:00", "to": "infinity"}
PUBLISHED = "KLENummer='00.99.01':KLETitel='Prøvesager':Keywords[Weight]=drageflyvning[5];\n"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The command line over a folder of its own."""
    return Program(tmp_path / "data")


def settle(program: Program, **values: Any) -> None:
    """The user's settings of the profile."""
    program.data.mkdir(exist_ok=True)
    (program.data / "settings.json").write_text(json.dumps(values), encoding="utf-8")


def klasse(nummer: KleNummer, titel: str, *, published: bool = True, replaces: KleNummer | None = None) -> Any:
    """A Klasse with guidance, a keyword and perhaps one it took the place of."""
    attributes = {
        "brugervendtnoegle": str(nummer),
        "titel": titel,
        "beskrivelse": "Her journaliseres prøver.",
        "soegeord": [["drageflyvning", "", ""]],
        "virkning": SINCE,
    }
    relation = [{"uuid": str(klasse_id(replaces)), "objekttype": "Klasse", "virkning": SINCE}] if replaces else []
    state = "Publiceret" if published else "IkkePubliceret"
    return {
        "attributter": {"klasseegenskaber": [attributes]},
        "tilstande": {"klassepubliceret": [{"publiceret": state, "virkning": SINCE}]},
        "relationer": {"erstatter": relation} if relation else {},
    }


def test_the_service_tells_its_own_numbers_with_what_took_their_place(tmp_path: Path, program: Program) -> None:
    with embedded(tmp_path / "service") as running, SagDokumentClient(running.url) as client:
        put = {
            RETIRED: klasse(RETIRED, "Gamle prøver", published=False),
            SUCCESSOR: klasse(SUCCESSOR, "Prøver", replaces=RETIRED),
        }
        for nummer, body in put.items():
            client.put("klassifikation", "klasse", klasse_id(nummer), body)
        client.create("klassifikation", "klasse", klasse(RETIRED, "Ikke KLE") | _key("Bygning"))
        taken = program.run("kle", "import", "--from-service", "--service", running.url)
        assert (taken.code, taken.records[0]["subjects"]) == (Exit.DONE, 3)
        assert [str(one.key) for one in read_klasser(client)] == sorted(map(str, (KLE, RETIRED, SUCCESSOR)))
    (found,) = program.run("kle", "search", "drageflyvning").records
    assert (found["kle"], found["guidance"]) == (str(SUCCESSOR), "Her journaliseres prøver.")
    (old,) = program.run("kle", "search", str(RETIRED)).records
    assert (old["retired"], old["successors"]) == (True, [str(SUCCESSOR)])


def _key(key: str) -> Any:
    attributes = {"brugervendtnoegle": key, "titel": "Ikke KLE", "virkning": SINCE}
    return {"attributter": {"klasseegenskaber": [attributes]}}


def test_the_published_words_are_fetched_on_request(program: Program) -> None:
    way = Way(body=PUBLISHED.encode(), kind="text/plain")
    with service(way) as url:
        settle(program, kle_address=f"{url}/OS2KLE_9.9.txt")
        assert way.asked == []
        taken = program.run("kle", "import", "--download")
    assert (taken.code, taken.records[0]["edition"], taken.records[0]["subjects"]) == (Exit.DONE, "OS2KLE 9.9", 1)
    assert way.asked == ["GET /OS2KLE_9.9.txt HTTP/1.1"]


@pytest.mark.parametrize(
    "way",
    [Way(status=404), Way(status=500), Way(status=302, headers={"Location": "/"}), None],
    ids=["missing", "down", "elsewhere", "nobody"],
)
def test_a_fetch_that_fails_leaves_the_edition_in_use(program: Program, way: Way | None) -> None:
    if way is None:
        settle(program, kle_address=nobody() + "/OS2KLE.txt")
        code = program.run("kle", "import", "--download").code
    else:
        with service(way) as url:
            settle(program, kle_address=f"{url}/OS2KLE.txt")
            code = program.run("kle", "import", "--download").code
    assert code == Exit.UNREACHABLE
    assert program.run("kle", "search", "byggesag").code == Exit.DONE


def test_a_page_that_is_no_plan_is_refused(program: Program) -> None:
    with service(Way(body=b"<html>login</html>", kind="text/html")) as url:
        settle(program, kle_address=f"{url}/OS2KLE.txt")
        refused = program.run("kle", "import", "--download")
    assert (refused.code, refused.records) == (Exit.NEEDS_PERSON, [])
    assert "starter" in refused.err
