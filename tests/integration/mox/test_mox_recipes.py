"""The two recipes that are shipped: readings by the hundreds, and messages between authorities that are kept apart."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pika
import pytest
from sagsbud.bootstrap import House, open_house
from sagsbud.bootstrap.desk import ServiceDesk
from sagsbud.bootstrap.recipes import Done, RecipeRun
from sagsbud.domain.errors import Trouble
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import OrderState
from sagsbud.engine.views import View
from sagsbud.mox.authorities import AuthorityPost, example
from sagsbud.mox.broker import Broker as Address
from sagsbud.mox.commander import Commander
from sagsbud.mox.recipes import Outcome, prepare, read_recipe, rows_of
from sagsbud.mox.wire import Malformed
from sagsbud.outbox.messages import SealedMessages
from sagsbud.sagdok import SagDokumentClient
from sagsbud.service.main import EmbeddedService
from sagsbud.shipped import resources
from sagsbud.system.settings import Settings

from tests.support.embedded import embedded
from tests.support.keeping import Keeping
from tests.support.messages import Asker
from tests.support.orders import make_sag
from tests.support.profiles import begun
from tests.support.rabbitmq import Broker
from tests.support.waiting import wait_until

SAGER = [make_sag(number) for number in range(1, 21)]
READINGS = resources() / "recipes" / "vandaflaesning.json"
POST = resources() / "recipes" / "myndighedspost.json"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[EmbeddedService]:
    """A service with Sager to file on."""
    with embedded(tmp_path / "service", [*SAGER, replace(make_sag(1182), sagsnummer="26/1182")]) as running:
        yield running


@pytest.fixture
def house(service: EmbeddedService, tmp_path: Path) -> Iterator[House]:
    """The program without a face; nothing runs until it is started."""
    with open_house(None, begun(tmp_path / "data"), service.url) as opened:
        yield opened


def readings(folder: Path, sager: list[SagRef], wrong: int = 0, broken: int = 0) -> Path:
    """A table as the water works' form makes it, with keys that name no Sag and rows that lack a date."""
    folder.mkdir(exist_ok=True)
    rows = ["sagsnummer;maaler;stand;dato"]
    rows += [f"{sag.sagsnummer};{4700 + n};{100 + n};2026-11-{n % 28 + 1:02}" for n, sag in enumerate(sager)]
    rows += [f"99/{n};{9900 + n};1;2026-11-01" for n in range(wrong)]
    rows += [f"{sager[0].sagsnummer};{8800 + n};1;" for n in range(broken)]
    path = folder / "aflaesninger.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def journals(service: EmbeddedService) -> Counter[int]:
    """How many Sager have how many journalposter."""
    with SagDokumentClient(service.url) as client:
        newest = [client.newest("sag", "sag", sag.id) or {} for sag in SAGER]
    return Counter(len(found.get("relationer", {}).get("journalpost", [])) for found in newest)


def test_each_reading_is_filed_on_its_sag_and_wrong_keys_wait_for_a_person(
    house: House, service: EmbeddedService, tmp_path: Path
) -> None:
    folder = readings(tmp_path / "ind", SAGER, wrong=2, broken=1)
    done: list[Done] = []

    tally = RecipeRun(house, read_recipe(READINGS)).over(folder, follow=done.append)
    house.ports.delivery.start()
    wait_until(lambda: house.ports.outbox.counts().get(OrderState.FILED, 0) == len(SAGER))

    assert tally.counts == {Outcome.PROMISED: 20, Outcome.REVIEW: 2, Outcome.WRONG: 1}
    assert [one.wrong for one in done if one.outcome is Outcome.WRONG] == ["dato is missing"]
    assert journals(service) == {1: len(SAGER)}
    waiting = house.engine.lists.page(View.NEEDS_YOU)
    assert [entry.problem.trouble for entry in waiting if entry.problem] == [Trouble.SAG_UNKNOWN] * 2


def test_a_dry_run_counts_and_takes_nothing_and_a_second_run_promises_nothing_twice(
    house: House, service: EmbeddedService, tmp_path: Path
) -> None:
    folder = readings(tmp_path / "ind", SAGER, wrong=1)
    recipe = read_recipe(READINGS)

    assert RecipeRun(house, recipe).over(folder, dry=True).counts == {Outcome.PROMISED: 20, Outcome.REVIEW: 1}
    assert house.ports.outbox.counts() == {}
    cut_off = readings(tmp_path / "foerst", SAGER[:7])
    assert RecipeRun(house, recipe).over(cut_off).counts == {Outcome.PROMISED: 7}
    assert RecipeRun(house, recipe).over(folder).counts == {
        Outcome.ALREADY: 7,
        Outcome.PROMISED: 13,
        Outcome.REVIEW: 1,
    }
    assert RecipeRun(house, recipe).over(folder).counts == {Outcome.ALREADY: 20, Outcome.REVIEW: 1}


def test_a_recipe_that_cannot_be_used_is_refused_by_name(tmp_path: Path) -> None:
    good = json.loads(READINGS.read_text(encoding="utf-8"))
    for change, place in (
        ({"navn": "Store Bogstaver"}, "navn"),
        ({"dokumenttype": "Digt"}, "dokumenttype"),
        ({"som": "telegram"}, "recipe"),
        ({"kilde": {"besked": "x", "modtager": "12", "afsendere": []}}, "kilde"),
    ):
        path = tmp_path / "opskrift.json"
        path.write_text(json.dumps({**good, **change}), encoding="utf-8")
        with pytest.raises(Malformed) as refused:
            read_recipe(path)
        assert refused.value.place == place


def test_json_forms_are_rows_too_and_files_that_are_none_are_named(house: House, tmp_path: Path) -> None:
    recipe = read_recipe(READINGS)
    assert recipe.files is not None
    form = tmp_path / "form.json"
    form.write_text(
        json.dumps({"sagsnummer": SAGER[0].sagsnummer, "maaler": 4711, "stand": 12.5, "dato": "2026-11-20"})
    )
    (row,) = rows_of(recipe.files, form)
    prepared = prepare(recipe, row.fields)
    assert prepared.titel == "Aflæsning af vandmåler 4711"
    assert b"Stand: 12.5 m3" in prepared.content

    folder = tmp_path / "ind"
    folder.mkdir()
    (folder / "a.csv").write_text('sagsnummer;maaler\n"26', encoding="utf-8")
    shutil.copy(form, folder / "b.json")
    assert RecipeRun(house, recipe).over(folder).not_read == ["a.csv"]


# -- between authorities ------------------------------------------------------------------------------------------

OURS, THEIRS = "29189999", "29188888"


@pytest.fixture
def office(rabbit: Broker, service: EmbeddedService, tmp_path: Path) -> Iterator[Asker]:
    """Our authority's agent on our virtual host, and the way another authority's gateway reaches it."""
    keeping = Keeping(tmp_path / "kept")
    desk = ServiceDesk(service.url, Settings(), own_login=True)
    post = AuthorityPost(read_recipe(POST), desk)
    address = Address.at(rabbit.url(OURS), login=lambda: (OURS, OURS))
    ledger = SealedMessages(keeping.database, keeping.clock)
    commander = Commander(
        address, ledger, post.trade, lambda: datetime.now(UTC), exchange=post.exchange, queue=post.queue
    )
    commander.start()
    gateway = Asker(rabbit, OURS, post.exchange, user="gateway")
    try:
        wait_until(lambda: commander.connected)
        yield gateway
    finally:
        gateway.close()
        commander.stop()
        desk.close()
        keeping.close()


def test_a_message_from_another_authority_is_filed_and_answered_with_a_receipt(
    office: Asker, service: EmbeddedService
) -> None:
    message = uuid4()
    receipt = office.ask({"beskedtype": "besked"}, raw=example(), message=message)
    again = office.ask({"beskedtype": "besked"}, raw=example(), message=message)

    assert receipt.headers["beskedtype"] == "svar"
    assert receipt.body == again.body
    with SagDokumentClient(service.url) as client:
        assert client.search("sag", "sag", journalpost=receipt.body["uuid"]) == [make_sag(1182).id]


@pytest.mark.parametrize(
    ("change", "place"), [({"modtager": THEIRS}, "modtager"), ({"afsender": OURS}, "afsender")], ids=["for", "from"]
)
def test_a_message_across_authorities_is_refused(
    office: Asker, service: EmbeddedService, change: dict[str, str], place: str
) -> None:
    refused = office.ask({"beskedtype": "besked"}, {**json.loads(example()), **change})

    assert refused.headers["beskedtype"] == "fejl"
    assert (refused.body["kode"], refused.body["felt"]) == ("other_authority", place)
    with SagDokumentClient(service.url) as client:
        assert client.search("dokument", "dokument", brugervendtnoegle="%") == []


def test_the_broker_lets_no_authority_into_anothers_virtual_host(rabbit: Broker) -> None:
    rabbit.connect(OURS, user=OURS).close()
    with pytest.raises((pika.exceptions.ProbableAccessDeniedError, pika.exceptions.ConnectionClosedByBroker)):
        rabbit.connect(OURS, user=THEIRS)
