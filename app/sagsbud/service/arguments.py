"""The service's options on a command line. Light, so that a command that serves nothing loads nothing of the service."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything a service process can be told; the caller gives `--database` a default of its own."""
    listening = parser.add_argument_group("listening")
    listening.add_argument("--host", default="127.0.0.1", help="an IP address or localhost (default: %(default)s)")
    listening.add_argument("--port", type=_port, default=8000, help="0 takes a free one (default: %(default)s)")
    listening.add_argument("--certificate", type=Path, metavar="FILE", help="PEM, with its chain")
    listening.add_argument("--key", type=Path, metavar="FILE", help="PEM; the certificate's private key")
    listening.add_argument("--behind-proxy", action="store_true", help="TLS ends in a proxy in front")
    listening.add_argument("--ready-file", type=Path, metavar="FILE", help="written with url and pid when it listens")
    listening.add_argument("--with-parent", action="store_true", help="end when standard input ends")
    listening.add_argument(
        "--own-store", type=Path, help=argparse.SUPPRESS
    )  # its key is the first line of standard input
    login = parser.add_argument_group("login")
    login.add_argument(
        "--token",
        action="append",
        default=[],
        metavar="ROLE:TOKEN",
        help="or ROLE:TOKEN:UUID, with role reader, caseworker or supervisor; others on this machine can see it",
    )
    login.add_argument("--token-file", type=Path, metavar="FILE", help="such tokens, one a line")
    login.add_argument("--oidc-issuer", metavar="URL")
    login.add_argument("--oidc-audience", default="sagsbud", metavar="NAME", help="default: %(default)s")
    store = parser.add_argument_group("store")
    store.add_argument(
        "--database", metavar="URL", help="sqlite:///FILE or postgresql://… (default: the profile's own, sealed)"
    )
    store.add_argument(
        "--content",
        type=Path,
        metavar="DIR",
        help="with --database: folder of contents (default: beside the SQLite file)",
    )
    upkeep = store.add_mutually_exclusive_group()
    upkeep.add_argument("--check", action="store_true", help="look for contents nobody owns, then end")
    upkeep.add_argument("--backup", type=Path, metavar="DIR", help="save everything there, then end")
    upkeep.add_argument("--restore", type=Path, metavar="DIR", help="bring a backup into an empty store, then end")
    store.add_argument("--remove", action="store_true", help="with --check: remove what nobody owns")


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)
