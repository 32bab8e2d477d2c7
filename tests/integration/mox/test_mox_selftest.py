"""The self-test's rows about the broker, the national distributor and the gateway, with each trouble brought about for real."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sagsbud.bootstrap.brokerchecks import broker_checks
from sagsbud.bootstrap.messaging import installation
from sagsbud.checktexts import check_name_text, finding_text, remedy_text
from sagsbud.domain.checks import Check, CheckName, CheckState
from sagsbud.mox.afsend import EXCHANGE
from sagsbud.mox.wire import TOPIC, queue_name
from sagsbud.system.folders import Folders
from sagsbud.system.settings import Settings, settings_of

from tests.support.program import free_port
from tests.support.rabbitmq import READER, Broker
from tests.support.waiting import wait_until

OK, NOTE, SKIPPED, FAILED = CheckState.OK, CheckState.NOTE, CheckState.SKIPPED, CheckState.FAILED
Rows = dict[CheckName, Check]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A profile."""
    return Folders.of("fjordby", tmp_path / "data").make()


@pytest.fixture
def channel(rabbit: Broker, vhost: str) -> Iterator[Any]:
    """Somebody else on the organisation's broker."""
    connection = rabbit.connect(vhost)
    yield connection.channel()
    connection.close()


@pytest.fixture
def distributor(rabbit: Broker, tmp_path: Path) -> dict[str, object]:
    """Settings of a gateway for which all is well."""
    host = rabbit.vhost()
    connection = rabbit.connect(host)
    connection.channel().exchange_declare(EXCHANGE, "fanout", durable=True)
    connection.close()
    return {
        "authority": "29189999",
        "ca_file": str(rabbit.ca_file),
        "gateway_url": rabbit.tls_url(host),
        "gateway_certificate": str(rabbit.gateway.certificate),
        "gateway_key": str(rabbit.gateway.key),
        "gateway_token_file": str(secret(tmp_path / "token", "et-token")),
        "gateway_system": str(uuid4()),
        "gateway_message_type": str(uuid4()),
    }


def secret(path: Path, text: str) -> Path:
    """A file for its owner alone."""
    path.write_text(text + "\n")
    path.chmod(0o600)
    return path


def looked_at(folders: Folders, **settings: object) -> Rows:
    """The rows, each with sentences that name all they name."""
    rows = {row.name: row for row in broker_checks(folders, settings_of(dict(settings)))}
    for row in rows.values():
        spoken = f"{check_name_text(row.name)}: {finding_text(row)} {remedy_text(row)}"
        assert "{" not in spoken
        assert remedy_text(row) or row.state in (OK, SKIPPED)
    return rows


# -- the organisation's broker ------------------------------------------------------------------------------------


def test_where_none_is_set_nothing_is_said(folders: Folders) -> None:
    assert list(broker_checks(folders, Settings())) == []


def test_a_broker_that_will_do_is_looked_at_without_a_trace(
    rabbit: Broker, vhost: str, channel: Any, folders: Folders
) -> None:
    found = looked_at(folders, broker_url=rabbit.url(vhost))[CheckName.BROKER]
    assert (found.state, found.code) == (NOTE, "broker_missing")
    channel.exchange_declare(TOPIC, "topic", durable=True)
    channel.queue_declare("everything")
    channel.queue_bind("everything", TOPIC, "#")
    found = looked_at(folders, broker_url=rabbit.url(vhost))[CheckName.BROKER]
    assert (found.state, found.code) == (OK, "broker_answers")
    assert channel.queue_declare("everything", passive=True).method.message_count == 0


def test_an_exchange_of_another_kind_is_named(rabbit: Broker, vhost: str, channel: Any, folders: Folders) -> None:
    channel.exchange_declare("sager", "fanout")
    found = looked_at(folders, broker_url=rabbit.url(vhost), broker_topic="sager")[CheckName.BROKER]
    assert (found.state, found.code, found.params["exchange"]) == (FAILED, "broker_other", "sager")


def test_a_user_with_too_few_rights_is_named(
    rabbit: Broker, vhost: str, channel: Any, folders: Folders, tmp_path: Path
) -> None:
    channel.exchange_declare(TOPIC, "topic", durable=True)
    login = secret(tmp_path / "login", f"{READER}:{READER}")
    found = looked_at(folders, broker_url=rabbit.url(vhost), broker_login_file=str(login))[CheckName.BROKER]
    assert (found.state, found.code) == (FAILED, "broker_rights")


def test_a_broker_that_does_not_let_us_in(rabbit: Broker, vhost: str, folders: Folders, tmp_path: Path) -> None:
    login = secret(tmp_path / "login", "guest:forkert")
    troubles = {
        "broker_login": {"broker_url": rabbit.url(vhost), "broker_login_file": str(login)},
        "broker_certificate": {"broker_url": rabbit.tls_url(vhost)},
        "broker_away": {"broker_url": f"amqp://127.0.0.1:{free_port()}/"},
    }
    found = {code: looked_at(folders, **settings)[CheckName.BROKER] for code, settings in troubles.items()}
    assert {code: (row.state, row.code) for code, row in found.items()} == {code: (FAILED, code) for code in troubles}


# -- the distributor ----------------------------------------------------------------------------------------------

Spoil = Callable[[Broker, dict[str, object]], dict[str, object]]
TROUBLES: dict[str, Spoil] = {
    "distributor_settings": lambda rabbit, settings: {"authority": str(uuid4())},
    "distributor_token": lambda rabbit, settings: {"gateway_token_file": "/findes/ikke"},
    "distributor_certificate": lambda rabbit, settings: {"ca_file": None},
    "distributor_login": lambda rabbit, settings: {
        "gateway_certificate": str(rabbit.stranger.certificate),
        "gateway_key": str(rabbit.stranger.key),
    },
    "distributor_away": lambda rabbit, settings: {"gateway_url": f"amqps://localhost:{free_port()}/v"},
    "distributor_missing": lambda rabbit, settings: {"gateway_url": rabbit.tls_url("29188888")},
}


def test_a_distributor_that_lets_us_in(
    rabbit: Broker, vhost: str, folders: Folders, distributor: dict[str, object]
) -> None:
    found = looked_at(folders, broker_url=rabbit.url(vhost), **distributor)[CheckName.DISTRIBUTOR]
    assert (found.state, found.code) == (OK, "distributor_answers")


@pytest.mark.parametrize("code", sorted(TROUBLES))
def test_what_is_wrong_with_the_distributor_is_named(
    rabbit: Broker, folders: Folders, distributor: dict[str, object], code: str
) -> None:
    spoilt = distributor | TROUBLES[code](rabbit, distributor)
    found = looked_at(folders, **spoilt)
    assert (found[CheckName.DISTRIBUTOR].state, found[CheckName.DISTRIBUTOR].code) == (FAILED, code)
    assert found[CheckName.GATEWAY].code == "gateway_no_broker"


# -- the gateway --------------------------------------------------------------------------------------------------


def test_what_waits_for_the_distributor_and_whether_a_gateway_takes_it(
    rabbit: Broker, vhost: str, channel: Any, folders: Folders, distributor: dict[str, object]
) -> None:
    def gateway() -> tuple[CheckState, str, str | None]:
        row = looked_at(folders, broker_url=rabbit.url(vhost), **distributor)[CheckName.GATEWAY]
        return row.state, row.code, row.params.get("waiting")

    assert gateway() == (NOTE, "gateway_not_begun", None)
    queue = queue_name(installation(folders.data), "gateway")
    assert gateway() == (NOTE, "gateway_not_begun", None)
    channel.queue_declare(queue)
    channel.confirm_delivery()
    channel.basic_publish("", queue, b"{}")
    wait_until(lambda: gateway() == (FAILED, "gateway_stopped", "1"))
    channel.basic_consume(queue, lambda *_: None)
    wait_until(lambda: gateway() == (OK, "gateway_runs", "0"))


def test_a_gateway_behind_a_broker_that_is_away_is_not_looked_at(
    folders: Folders, distributor: dict[str, object]
) -> None:
    installation(folders.data)
    found = looked_at(folders, broker_url=f"amqp://127.0.0.1:{free_port()}/", **distributor)
    assert found[CheckName.BROKER].code == "broker_away"
    assert (found[CheckName.GATEWAY].state, found[CheckName.DISTRIBUTOR].state) == (SKIPPED, OK)
