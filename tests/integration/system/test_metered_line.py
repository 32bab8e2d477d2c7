"""Whether the line is metered: asked of a NetworkManager on a real bus, and what the delivery makes of it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sagsbud.bootstrap.following import least_priority
from sagsbud.domain.errors import Trouble
from sagsbud.domain.orders import Priority
from sagsbud.domain.states import OrderState
from sagsbud.outbox.delivery import Deliverer
from sagsbud.system.metered import ASKED_AGAIN, Line
from sagsbud.system.settings import Settings

from tests.support.filing import MemoryService
from tests.support.keeping import Keeping
from tests.support.orders import KLE, make_sag
from tests.support.waiting import wait_until

MANAGER = """
import sys
from jeepney import HeaderFields, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
connection = open_dbus_connection(bus="SYSTEM")
connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.NetworkManager"))
print("ready", flush=True)
while True:
    message = connection.receive()
    if message.header.message_type is not MessageType.method_call:
        continue
    asked = (message.header.fields.get(HeaderFields.path), message.body)
    if asked == ("/org/freedesktop/NetworkManager", ("org.freedesktop.NetworkManager", "Metered")):
        connection.send(new_method_return(message, "v", (("u", int(sys.argv[1])),)))
    else:
        connection.send(new_error(message, "org.freedesktop.DBus.Error.UnknownProperty"))
"""
ASK = "from sagsbud.system.metered import ask_system; print(ask_system())"


@pytest.fixture
def bus() -> Iterator[dict[str, str]]:
    """An environment with a system bus of its own."""
    if sys.platform != "linux" or not _has_bus():
        pytest.skip("needs dbus-daemon")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"], stdout=subprocess.PIPE
    )
    try:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().decode().strip()
        yield os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": address, "PYTHONPATH": os.pathsep.join(sys.path)}
    finally:
        daemon.kill()
        daemon.communicate()


def _has_bus() -> bool:
    from shutil import which

    return which("dbus-daemon") is not None


def asked(environment: dict[str, str]) -> str:
    ran = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, timeout=120, check=True)
    return ran.stdout.decode().strip()


@pytest.mark.parametrize(("said", "metered"), [(1, "True"), (3, "True"), (2, "False"), (4, "False"), (0, "False")])
def test_network_manager_is_believed(bus: dict[str, str], said: int, metered: str) -> None:
    manager = subprocess.Popen([sys.executable, "-c", MANAGER, str(said)], env=bus, stdout=subprocess.PIPE)
    try:
        assert manager.stdout is not None
        assert manager.stdout.readline() == b"ready\n"
        assert asked(bus) == metered
    finally:
        manager.kill()
        manager.communicate()


def test_where_nobody_answers_nothing_is_kept_back(bus: dict[str, str]) -> None:
    assert asked(bus) == "False"
    assert asked(bus | {"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere/at/all"}) == "False"


def test_an_answer_holds_for_a_while() -> None:
    answers, now = iter([True, False]), [0.0]
    line = Line(lambda: next(answers), lambda: now[0])
    assert line.metered
    now[0] = ASKED_AGAIN - 1
    assert line.metered
    now[0] = ASKED_AGAIN
    assert not line.metered


@pytest.mark.parametrize(
    ("setting", "metered", "least"),
    [
        ("send", True, Priority.BULK), ("bulk_waits", True, Priority.USER), ("wait", True, None),
        ("bulk_waits", False, Priority.BULK), ("wait", False, Priority.BULK),
    ],
)  # fmt: skip
def test_the_setting_says_what_a_metered_line_is_good_for(setting: str, metered: bool, least: Priority | None) -> None:
    assert least_priority(Settings(on_metered=setting), Line(lambda: metered)) is least  # type: ignore[arg-type]


def test_bulk_waits_for_another_line_and_then_goes_by_itself(tmp_path: Path) -> None:
    kept, service = Keeping(tmp_path / "data", real_time=True), MemoryService()
    service.add_klasse(KLE)
    service.add_sag(make_sag(1))
    service.add_sag(make_sag(2))
    bulk = kept.order(b"Fra en import", sag=make_sag(1), priority=Priority.BULK)
    mine = kept.order(b"Lige lagt", sag=make_sag(2))
    least: list[Priority] = [Priority.USER]
    worker = Deliverer(
        kept.outbox, kept.vault, service, url="memory:", lock_file=kept.folder / "delivery.lock", clock=kept.time,
        changed=lambda entry: None, filed=lambda entry: None, least=lambda: least[0],
    )  # fmt: skip
    worker.start()
    try:
        wait_until(lambda: kept.entry(mine).state is OrderState.FILED)
        wait_until(lambda: worker.status().problem is not None)
        problem = worker.status().problem
        assert problem is not None
        assert problem.trouble is Trouble.METERED
        assert kept.entry(bulk).state is OrderState.QUEUED
        least[0] = Priority.BULK
        wait_until(lambda: kept.entry(bulk).state is OrderState.FILED)
        wait_until(lambda: worker.status().problem is None)
    finally:
        worker.stop()
        kept.close()
