"""Who may do what. On loopback nobody needs a token; elsewhere a bearer token names the user and the role."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sagsbud.service.errors import Refusal

NOBODY = "42c432e8-9c4a-11e6-9f62-873cf34a735f"
"""The brugerref of the reference when nobody has logged in."""


class Role(StrEnum):
    """What a token allows."""

    READER = "reader"
    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class User:
    """Who a request acts for."""

    brugerref: str
    role: Role

    def may_write(self) -> None:
        """Raises Refusal for a reader."""
        if self.role is Role.READER:
            raise Refusal(403, "This token may only read.")


@dataclass(frozen=True, slots=True)
class Gate:
    """Static tokens and what they stand for; no tokens means that everybody on loopback is let in."""

    tokens: Mapping[str, User]

    def enter(self, authorization: str | None) -> User:
        """The user of a request. Raises Refusal 401."""
        if not self.tokens:
            return User(NOBODY, Role.SUPERVISOR)
        scheme, _, given = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not given:
            raise Refusal(401, "No Authorization header with a bearer token.")
        for token, user in self.tokens.items():
            if hmac.compare_digest(token.encode(), given.strip().encode()):
                return user
        raise Refusal(401, "The token is not valid.")
