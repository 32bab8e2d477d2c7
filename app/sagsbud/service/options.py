"""What a service process is told at its start, and which of it would be unsafe."""

import ipaddress
from collections.abc import Sequence
from dataclasses import field
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from sagsbud.domain.frozen import frozen
from sagsbud.service.access import Gate, Role, TokenIssuer, User
from sagsbud.service.database import sqlite_file


class UnsafeOptions(ValueError):
    """The service would be open to others without protection; it does not start."""


@frozen
class Options:
    """Where the service listens and keeps. Off loopback it needs a login and TLS."""

    database: str
    content: Path | None
    """The folder of contents; None keeps them in the database."""
    host: str = "127.0.0.1"
    port: int = 8000
    tokens: Sequence[str] = ()
    """Each `role:token` or `role:token:uuid`, with role reader, caseworker or supervisor and the uuid of the user."""
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False
    """TLS ends in a proxy in front of us."""
    oidc_issuer: str | None = None
    oidc_audience: str = "sagsbud"
    ready_file: Path | None = None
    """Written with `{"url", "pid", "instance"}` once connections are accepted."""
    store_key: bytes | None = field(default=None, repr=False)
    """What the SQLite file and the folder are sealed with; None leaves them as they are."""

    def gate(self) -> Gate:
        """Who is let in. Raises UnsafeOptions."""
        tokens = dict(_token(given) for given in self.tokens)
        issuer = _issuer(self.oidc_issuer, self.oidc_audience) if self.oidc_issuer else None
        if not is_loopback(self.host):
            if not tokens and not issuer:
                raise UnsafeOptions("off loopback the service needs tokens or an OIDC issuer")
            if not self.certificate and not self.behind_proxy:
                raise UnsafeOptions("off loopback the service needs a certificate, or a proxy that has one")
        return Gate(tokens, issuer)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address. Raises UnsafeOptions for what is not an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise UnsafeOptions("the host must be an IP address or localhost") from None


def content_folder(content: Path | str | None, database: str) -> Path | None:
    """The folder of contents, None for the database: as given, or beside the SQLite file.

    Given as a path, as `file:///PATH` or as `database:`. Raises UnsafeOptions, BadDatabase.
    """
    given = str(content or "")
    if given.rstrip(":/") == "database":
        return None
    if given.startswith("file:"):
        return Path("/" + given.removeprefix("file:").lstrip("/"))
    if given:
        return Path(given)
    file = sqlite_file(database)
    if file is None:
        raise UnsafeOptions("with a database server, say where the contents are kept: a folder, or database:")
    return file.with_suffix(".content")


def _issuer(url: str, audience: str) -> TokenIssuer:
    from sagsbud.service.oidc import OidcIssuer, UnsafeIssuer  # here: few services need the libraries behind it

    try:
        return OidcIssuer(url, audience)
    except UnsafeIssuer as error:
        raise UnsafeOptions(str(error)) from None


def _token(given: str) -> tuple[str, User]:
    role, _, token = given.partition(":")
    token, _, named = token.partition(":")
    if role not in list(Role) or not token:
        raise UnsafeOptions("a token has the form role:token or role:token:uuid, with role " + ", ".join(Role))
    try:
        bruger = UUID(named) if named else uuid5(NAMESPACE_URL, f"sagsbud:token:{role}:{token}")
    except ValueError:
        raise UnsafeOptions("the third part of a token is the uuid of its user") from None
    return token, User(str(bruger), Role(role))
