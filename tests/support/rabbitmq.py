"""A RabbitMQ broker of our own: temporary folder, own ports, started and stopped by process id.

It has a supply of virtual hosts, so that each test has one to itself, and beside the plain port one with TLS where a
certificate logs in.
"""

import base64
import hashlib
import json
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

from tests.support.certificates import Authority, Pair
from tests.support.packages import need
from tests.support.program import free_port

PATIENCE = 120.0
VHOSTS = 90
READER = "reader"
"""A user who may look at everything and change nothing."""
_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


class Broker:
    """A broker that can be stopped, killed and started again on the same folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.tls_port = free_port()
        self._epmd_port = free_port()
        self._distribution_port = free_port()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._unused = [f"v{number}" for number in range(VHOSTS)]
        authority = Authority(folder / "certificates")
        self.ca_file = authority.certificate
        self._server_pair = authority.issue("localhost")
        self.gateway = authority.issue("gateway")
        """A client certificate that logs the user `gateway` in."""
        self.stranger = authority.issue("stranger")
        """A client certificate of somebody the broker does not know."""
        self._configure()

    def vhost(self) -> str:
        """A virtual host nobody has used yet."""
        return self._unused.pop()

    def url(self, vhost: str) -> str:
        """Where it listens without TLS; the guest has every virtual host."""
        return f"amqp://127.0.0.1:{self.port}/{vhost}"

    def tls_url(self, vhost: str) -> str:
        """Where it listens with TLS."""
        return f"amqps://localhost:{self.tls_port}/{vhost}"

    def connect(self, vhost: str, user: str = "guest") -> pika.BlockingConnection:
        """A plain client's connection; each user's password is its name."""
        credentials = pika.PlainCredentials(user, user)
        return pika.BlockingConnection(
            pika.ConnectionParameters("127.0.0.1", self.port, vhost, credentials, socket_timeout=PATIENCE)
        )

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
        if not self._processes:
            return
        *epmds, server = self._processes
        if server.poll() is None:
            os.killpg(server.pid, how)
            server.wait(PATIENCE)
        for epmd in epmds:
            epmd.terminate()
            epmd.wait(PATIENCE)
        self._processes.clear()

    def _configure(self) -> None:
        settings = {
            "listeners.tcp.1": f"127.0.0.1:{self.port}",
            "listeners.ssl.1": f"127.0.0.1:{self.tls_port}",
            "ssl_options.cacertfile": self.ca_file,
            "ssl_options.certfile": self._server_pair.certificate,
            "ssl_options.keyfile": self._server_pair.key,
            "ssl_options.verify": "verify_peer",
            "ssl_options.fail_if_no_peer_cert": "false",
            "ssl_cert_login_from": "common_name",
            "auth_mechanisms.1": "PLAIN",
            "auth_mechanisms.2": "EXTERNAL",
            "load_definitions": self._folder / "definitions.json",
        }
        (self._folder / "rabbitmq.conf").write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
        (self._folder / "plugins").write_text("[rabbitmq_auth_mechanism_ssl].\n")
        hosts = ["/", *self._unused, "29189999", "29188888"]
        full = {"configure": ".*", "write": ".*", "read": ".*"}
        rights = [{"user": "guest", "vhost": host, **full} for host in hosts]
        rights += [{"user": "gateway", "vhost": host, **full} for host in hosts]
        rights += [{"user": host, "vhost": host, **full} for host in ("29189999", "29188888")]
        rights += [{"user": READER, "vhost": host, "configure": "^$", "write": "^$", "read": ".*"} for host in hosts]
        users = ["guest", "gateway", "29189999", "29188888", READER]
        definitions = {
            "users": [
                {
                    "name": user,
                    "password_hash": _hashed(user),
                    "hashing_algorithm": "rabbit_password_hashing_sha256",
                    "tags": "administrator" if user == "guest" else "",
                }
                for user in users
            ],
            "vhosts": [{"name": host} for host in hosts],
            "permissions": rights,
        }
        (self._folder / "definitions.json").write_text(json.dumps(definitions))

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                pass
            self.connect("29188888").close()
        except (OSError, pika.exceptions.AMQPError):
            return False
        return True

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self._folder),
            "LANG": "C.UTF-8",
            "RABBITMQ_NODENAME": f"sagsbud{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "RABBITMQ_MNESIA_BASE": str(self._folder / "data"),
            "RABBITMQ_LOG_BASE": str(self._folder / "logs"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(self._folder / "rabbitmq"),
            "RABBITMQ_CONF_ENV_FILE": str(self._folder / "none"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none",
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }


def _hashed(password: str) -> str:
    salt = b"salt"
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def certificate_of(pair: Pair) -> tuple[Path, Path]:
    """As clients take it."""
    return pair.certificate, pair.key


@contextmanager
def broker() -> Iterator[Broker]:
    """A broker for as long as the block lasts; skips the test with a reason where there can be none."""
    need("RabbitMQ", ("rabbitmq-server",), lambda: not _SERVER.exists())
    folder = Path(tempfile.mkdtemp(prefix="sagsbud-mq-"))
    made = Broker(folder)
    try:
        yield made.start()
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
