"""A RabbitMQ broker of our own: temporary folder, own ports, started and stopped by process id."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pika
import pytest

from tests.support.program import free_port

PATIENCE = 90.0
_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


class Broker:
    """A broker that can be stopped, killed and started again on the same folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self._epmd_port = free_port()
        self._distribution_port = free_port()
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        """Where it listens, with the login of a new broker."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}/%2F"

    def start(self) -> "Broker":
        """Start and wait until it accepts connections."""
        log = (self._folder / "log").open("ab")
        with log:
            epmd = ["epmd", "-address", "127.0.0.1", "-port", str(self._epmd_port)]
            self._processes.append(subprocess.Popen(epmd, stdout=log, stderr=log))
            self._processes.append(
                subprocess.Popen([_SERVER], env=self._environment(), stdout=log, stderr=log, start_new_session=True)
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._processes[-1].poll() is None, (self._folder / "log").read_text()[-4000:]
            assert time.monotonic() < deadline, "RabbitMQ does not start"
            time.sleep(0.1)
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it, or with SIGKILL crash it; what was durable is there after `start`."""
        *epmds, server = self._processes
        if server.poll() is None:
            os.killpg(server.pid, how)
            server.wait(PATIENCE)
        for epmd in epmds:
            epmd.terminate()
            epmd.wait(PATIENCE)
        self._processes.clear()

    def _answers(self) -> bool:
        parameters = pika.URLParameters(self.url)
        parameters.socket_timeout = parameters.blocked_connection_timeout = 5
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                pass
            pika.BlockingConnection(parameters).close()
        except (OSError, pika.exceptions.AMQPError):
            return False
        return True

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self._folder),
            "LANG": "C.UTF-8",
            "RABBITMQ_NODENAME": f"sagsbud{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "RABBITMQ_MNESIA_BASE": str(self._folder / "data"),
            "RABBITMQ_LOG_BASE": str(self._folder / "logs"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._folder / "plugins"),
            "RABBITMQ_CONF_ENV_FILE": str(self._folder / "none"),
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }


@contextmanager
def broker() -> Iterator[Broker]:
    """A broker for as long as the block lasts; skips the test with a reason where there can be none."""
    if (
        not _SERVER.exists()
        and os.environ.get("CI")
        and os.name == "posix"
        and os.getuid() == 0
        and shutil.which("apt-get")
    ):
        # the package's own start-up script would start a broker on the standard port: it is told not to
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        command = ["apt-get", "install", "-y", "--no-install-recommends", "rabbitmq-server"]
        subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)
    if not _SERVER.exists():
        pytest.skip("no RabbitMQ on this machine (Debian: apt-get install rabbitmq-server)")
    folder = Path(tempfile.mkdtemp(prefix="sagsbud-mq-"))
    made = Broker(folder)
    try:
        yield made.start()
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
