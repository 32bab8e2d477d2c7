"""A desktop's portal on a session bus of its own, which says by which proxies an address is reached."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

PORTAL = """
import json, sys
from jeepney import HeaderFields, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
answers = json.loads(sys.argv[1])
connection = open_dbus_connection(bus="SESSION")
connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.portal.Desktop"))
print("ready", flush=True)
while True:
    message = connection.receive()
    if message.header.message_type is not MessageType.method_call:
        continue
    fields = message.header.fields
    asked = (fields.get(HeaderFields.path), fields.get(HeaderFields.interface), fields.get(HeaderFields.member))
    known = asked == ("/org/freedesktop/portal/desktop", "org.freedesktop.portal.ProxyResolver", "Lookup")
    if known and message.body[0] in answers:
        connection.send(new_method_return(message, "as", (answers[message.body[0]],)))
    else:
        connection.send(new_error(message, "org.freedesktop.portal.Error.Failed"))
"""


@contextmanager
def session_bus() -> Iterator[str]:
    """The address of a bus; skips the test with a reason where there can be none."""
    if sys.platform != "linux" or not shutil.which("dbus-daemon"):
        pytest.skip("needs dbus-daemon")
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as daemon:
        try:
            assert daemon.stdout is not None
            yield daemon.stdout.readline().decode().strip()
        finally:
            daemon.kill()


@contextmanager
def portal(answers: Mapping[str, list[str]]) -> Iterator[str]:
    """The address of a bus with a portal that knows these addresses."""
    with session_bus() as address:
        environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": address}
        command = [sys.executable, "-c", PORTAL, json.dumps(dict(answers))]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as running:
            try:
                assert running.stdout is not None
                assert running.stdout.readline() == b"ready\n"
                yield address
            finally:
                running.kill()
