"""Who may do what. On loopback nobody needs a token; elsewhere a bearer token names the user and the role."""

import hmac
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Protocol

from sagsbud.domain.frozen import frozen
from sagsbud.service.errors import Refusal

NOBODY = "42c432e8-9c4a-11e6-9f62-873cf34a735f"
"""The brugerref of the reference when nobody has logged in."""


class Role(StrEnum):
    """What a token allows, least first."""

    READER = "reader"
    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"


@frozen
class User:
    """Who a request acts for."""

    brugerref: str
    role: Role

    def may_write(self) -> None:
        """Raises Refusal for a reader."""
        if self.role is Role.READER:
            raise Refusal(403, "This token may only read.")

    def may_delete(self) -> None:
        """Raises Refusal for everybody but a supervisor."""
        if self.role is not Role.SUPERVISOR:
            raise Refusal(403, "Only a supervisor may delete.")


class TokenIssuer(Protocol):
    """Somebody whose signed tokens are believed."""

    def user(self, token: str) -> User:
        """Who the token is for. Raises Refusal 401, 403 or 503."""


@frozen
class Gate:
    """Static tokens and what they stand for, and an issuer of others; neither: everybody (on loopback) is let in."""

    tokens: Mapping[str, User] = field(default_factory=dict)
    issuer: TokenIssuer | None = None

    def enter(self, authorization: str | None) -> User:
        """The user of a request. Raises Refusal 401, and what the issuer raises."""
        if not self.tokens and not self.issuer:
            return User(NOBODY, Role.SUPERVISOR)
        scheme, _, given = (authorization or "").partition(" ")
        given = given.strip()
        if scheme.lower() != "bearer" or not given:
            raise Refusal(401, "No Authorization header with a bearer token.")
        for token, user in self.tokens.items():
            if hmac.compare_digest(token.encode(), given.encode("utf-8", "replace")):
                return user
        if self.issuer and given.count(".") == 2:
            return self.issuer.user(given)
        raise Refusal(401, "The token is not valid.")
