"""Bearer tokens of an OpenID Connect issuer: signed by its published keys, for us, not expired, with a user and a role."""

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from uuid import UUID

import jwt

from sagsbud.service.access import Role, User
from sagsbud.service.errors import Refusal

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Public-key signatures only: with a shared secret whoever checks tokens could also make them."""
LEEWAY_SECONDS = 30
FETCH_SECONDS = 10.0
LARGEST_ANSWER = 1 << 20
KEYS_LIVE_SECONDS = 3600.0
FRESH_SECONDS = 10.0
"""An unknown key makes us ask the issuer again, but no oftener than this."""


class UnsafeIssuer(ValueError):
    """The issuer's address is not protected on its way to us."""


class OidcIssuer:
    """One issuer, found by its discovery document when the first token comes."""

    def __init__(self, issuer: str, audience: str, clock: Callable[[], float] = time.monotonic) -> None:
        parts = urlsplit(issuer)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
            raise UnsafeIssuer("an issuer off this machine needs https")
        self._issuer = issuer
        self._audience = audience
        self._clock = clock
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._fetched = float("-inf")
        self._fetching = threading.Lock()

    def user(self, token: str) -> User:
        """The user in the claim `uuid` with the strongest of the roles. Raises Refusal 401, 403, 503."""
        try:
            key = self._key(str(jwt.get_unverified_header(token).get("kid", "")))
            claims = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud"]},
            )
        except jwt.ExpiredSignatureError:
            raise Refusal(401, "The token has expired.") from None
        except jwt.PyJWTError:
            raise Refusal(401, "The token is not valid.") from None
        return User(_uuid(claims), _role(claims, self._audience))

    def _key(self, kid: str) -> jwt.PyJWK:
        with self._fetching:
            age = self._clock() - self._fetched
            if age > KEYS_LIVE_SECONDS or (kid not in self._keys and age > FRESH_SECONDS):
                self._fetch()
            found = self._keys.get(kid)
        if found is None:
            raise Refusal(401, "The token is signed with a key its issuer does not publish.")
        return found

    def _fetch(self) -> None:
        self._fetched = self._clock()
        try:
            configuration = _get(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
            if configuration.get("issuer") != self._issuer:
                raise Refusal(503, "The issuer of tokens says that it is another one.")
            self._keys = _signing_keys(_get(configuration["jwks_uri"]))
        except (URLError, OSError, ValueError, TypeError, KeyError, jwt.PyJWTError):
            if not self._keys:
                raise Refusal(503, "The issuer of tokens does not answer. Try again later.") from None


def _get(url: str) -> dict[str, Any]:
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("not an address on the web")
    with urllib.request.urlopen(url, timeout=FETCH_SECONDS) as answer:
        found = json.loads(answer.read(LARGEST_ANSWER))
    return dict(found)


def _signing_keys(jwks: Mapping[str, Any]) -> dict[str, jwt.PyJWK]:
    keys: dict[str, jwt.PyJWK] = {}
    for entry in jwks["keys"]:
        if entry.get("kid") and entry.get("use", "sig") == "sig" and entry.get("kty") != "oct":
            try:
                keys[str(entry["kid"])] = jwt.PyJWK(entry)
            except jwt.PyJWTError:
                continue  # a kind of key we cannot use stands beside those we can
    return keys


def _uuid(claims: Mapping[str, Any]) -> str:
    try:
        return str(UUID(claims.get("uuid")))
    except (TypeError, ValueError, AttributeError):
        raise Refusal(403, "The token has no claim uuid that names the user.") from None


def _role(claims: Mapping[str, Any], audience: str) -> Role:
    """The strongest role among the token's own, the realm's and this audience's."""
    holders = [claims, claims.get("realm_access"), (claims.get("resource_access") or {}).get(audience)]
    named = {role for holder in holders if isinstance(holder, dict) for role in holder.get("roles") or ()}
    for role in reversed(Role):
        if role.value in named:
            return role
    raise Refusal(403, "The token has none of the roles " + ", ".join(Role) + ".")
