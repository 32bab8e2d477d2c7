"""Running the service as a process."""

import argparse
import ipaddress
import json
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import uvicorn
from sqlalchemy import select

from sagsbud.service.access import Gate, Role, User
from sagsbud.service.app import make_app
from sagsbud.service.content import ContentStore
from sagsbud.service.database import Database
from sagsbud.service.tables import indhold

LARGEST_HEADERS = 64 * 1024


@dataclass(frozen=True, slots=True)
class Options:
    """Where the service listens and keeps. Off loopback it needs tokens and a certificate."""

    database: str
    content: Path
    host: str = "127.0.0.1"
    port: int = 8000
    tokens: Sequence[str] = ()
    """Each `role:token`, with role reader, caseworker or supervisor."""
    certificate: Path | None = None
    key: Path | None = None
    ready_file: Path | None = None
    """Written with `{"url", "pid"}` once connections are accepted."""


class UnsafeOptions(ValueError):
    """The service would be open to others without protection; it does not start."""


def serve(options: Options) -> None:
    """Serve until stopped by SIGTERM or SIGINT. Raises UnsafeOptions, NewerSchema, OSError."""
    gate = _gate(options)
    listener = _listen(options)
    url = _url(options, listener)
    app = make_app(Database(options.database), ContentStore(options.content), gate)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=LARGEST_HEADERS,
        timeout_keep_alive=75,
        ssl_certfile=options.certificate,
        ssl_keyfile=options.key,
    )
    if options.ready_file:
        _announce(options.ready_file, url)
    uvicorn.Server(config).run(sockets=[listener])


def check(database_url: str, folder: Path) -> list[str]:
    """What lies in the content folder without an owner: digests, and names of uploads that were cut off."""
    database, content = Database(database_url), ContentStore(folder)
    with database.reading() as connection:
        owned = set(connection.execute(select(indhold.c.sha256).where(indhold.c.slettet == 0)).scalars())
    database.close()
    return sorted(set(content.all()) - owned) + [path.name for path in content.leftovers()]


def _gate(options: Options) -> Gate:
    tokens: dict[str, User] = {}
    for given in options.tokens:
        role, _, token = given.partition(":")
        if role not in list(Role) or not token:
            raise UnsafeOptions("a token has the form role:token, with role " + ", ".join(Role))
        tokens[token] = User(str(uuid5(NAMESPACE_URL, f"sagsbud:token:{role}:{token}")), Role(role))
    loopback = options.host == "localhost" or ipaddress.ip_address(options.host).is_loopback
    if not loopback and not (tokens and options.certificate):
        raise UnsafeOptions("off loopback the service needs --token and --certificate")
    return Gate(tokens)


def _listen(options: Options) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in options.host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((options.host, options.port))
    listener.listen(128)
    return listener


def _url(options: Options, listener: socket.socket) -> str:
    scheme = "https" if options.certificate else "http"
    host = f"[{options.host}]" if ":" in options.host else options.host
    return f"{scheme}://{host}:{listener.getsockname()[1]}"


def _announce(ready_file: Path, url: str) -> None:
    waiting = ready_file.with_suffix(".tmp")
    waiting.write_text(json.dumps({"url": url, "pid": os.getpid()}))
    waiting.replace(ready_file)


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m sagsbud.service`: the service as the program starts it for itself."""
    parser = argparse.ArgumentParser(prog="sagsbud.service")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--database", required=True)
    parser.add_argument("--content", type=Path, required=True)
    parser.add_argument("--ready-file", type=Path)
    args = parser.parse_args(arguments)
    serve(Options(args.database, args.content, args.host, args.port, ready_file=args.ready_file))
