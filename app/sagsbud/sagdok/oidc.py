"""Logging in at an OpenID Connect issuer: authorization code with PKCE in the system's browser (RFC 8252, RFC 7636).

Only the refresh token is kept, through the KeyStore port; access tokens live in memory. Nothing opens a browser but
`log_in`: a request that has no token raises LoginNeeded, and whoever shows that to a person offers to log in.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from sagsbud.domain.addresses import is_safe
from sagsbud.domain.errors import Busy, LoginNeeded, StoreError
from sagsbud.domain.frozen import frozen
from sagsbud.domain.storeports import KeyStore
from sagsbud.sagdok.errors import retry_after, service_errors
from sagsbud.sagdok.idtoken import hold_id_token
from sagsbud.sagdok.keptsecret import KeptSecret
from sagsbud.sagdok.redirect import RedirectListener
from sagsbud.sagdok.transport import Timeouts, connect

EARLY_SECONDS = 30.0
"""A token this close to its end is not used any more."""
LOGIN_SECONDS = 300.0
SHORT = Timeouts(answer=30.0, send=30.0, turn=30.0)


class GrantRefused(LoginNeeded):
    """The issuer takes a code or a refresh token no longer."""


@frozen
class Access:
    """What one answer of the issuer gave. `until` as `clock` tells the time."""

    header: str = field(repr=False)
    until: float


@frozen
class Issuer:
    """Where an issuer does what, from its discovery document."""

    name: str
    authorization: str
    token: str
    keys: str

    @classmethod
    def found_in(cls, document: Mapping[str, Any], name: str) -> "Issuer":
        """Raises LoginNeeded for an issuer that says it is another one, or whose ways are not protected."""
        ends = [document.get(key) for key in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if document.get("issuer") != name or not all(isinstance(end, str) and is_safe(end) for end in ends):
            raise LoginNeeded(cause="issuer")
        return cls(name, *map(str, ends))


class OidcLogin:
    """An Authorization (see `login`) that logs in at an issuer. Safe to use from several threads."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        keys: KeyStore,
        *,
        scope: str = "openid offline_access",
        ca_file: Path | None = None,
        proxy: str | None = None,
        browser: Callable[[str], bool] = webbrowser.open,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not is_safe(issuer):
            raise ValueError("an issuer off this machine needs https")
        self._name, self._client_id, self._scope = issuer, client_id, scope
        self._kept = KeptSecret(keys, f"oidc:{issuer}:{client_id}")
        self._http = connect(issuer, ca_file=ca_file, proxy=proxy, connections=2, timeouts=SHORT)
        self._browser, self._clock = browser, clock
        self._issuer: Issuer | None = None
        self._access: Access | None = None
        self._working = threading.Lock()

    def __call__(self) -> str:
        """The header for a request, refreshed when it is about to end. Raises LoginNeeded, or why nobody answers."""
        with self._working, _keyring_troubles():
            if self._access is None or self._clock() > self._access.until - EARLY_SECONDS:
                self._refresh()
            assert self._access is not None
            return self._access.header

    def renew(self, refused: str) -> bool:
        """The service takes the header no longer: get another one, unless another thread has just done it."""
        with self._working, _keyring_troubles():
            if self._access and self._access.header == refused:
                self._access = None
            if self._access is None:
                self._refresh()
            return self._access is not None

    def log_in(self, patience: float = LOGIN_SECONDS) -> None:
        """Let a person log in in the browser. Raises LoginNeeded when nothing comes of it in time, StoreError."""
        verifier, state, nonce = (secrets.token_urlsafe(48) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        with RedirectListener(state) as listener:
            asked = {
                "response_type": "code",
                "client_id": self._client_id,
                "redirect_uri": listener.url,
                "scope": self._scope,
                "state": state,
                "nonce": nonce,
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            }
            if not self._browser(f"{self._found().authorization}?{urlencode(asked)}"):
                raise LoginNeeded(cause="browser")
            code = listener.code(patience)
            given = {"grant_type": "authorization_code", "code": code, "redirect_uri": listener.url}
            answer = self._token({**given, "code_verifier": verifier})
        hold_id_token(
            str(answer.get("id_token", "")), self._get(self._found().keys), self._name, self._client_id, nonce
        )
        with self._working:
            self._take(answer)

    def log_out(self) -> None:
        """Forget the login on this machine."""
        with self._working:
            self._access = None
            self._kept.forget()

    def close(self) -> None:
        """Close the connections to the issuer."""
        self._http.close()

    def _refresh(self) -> None:
        """With the kept token, and once more if another program has changed it meanwhile."""
        tried = None
        while (token := self._kept.read()) is not None and token != tried:
            tried = token
            try:
                self._take(self._token({"grant_type": "refresh_token", "refresh_token": token}))
            except GrantRefused:
                continue
            return
        self._access = None
        raise LoginNeeded(cause="login" if tried is None else "login_ended")

    def _take(self, answer: Mapping[str, Any]) -> None:
        token, seconds = answer.get("access_token"), answer.get("expires_in", 60)
        if not isinstance(token, str) or not isinstance(seconds, int | float):
            raise LoginNeeded(cause="issuer")
        refresh = answer.get("refresh_token")
        if isinstance(refresh, str):
            self._kept.keep(refresh)  # before the new access token is used: an issuer may take the old one no longer
        self._access = Access(f"Bearer {token}", self._clock() + seconds)

    def _token(self, form: Mapping[str, str]) -> Mapping[str, Any]:
        """Raises LoginNeeded when the issuer refuses, Busy or Unreachable when it does not answer as it should."""
        with service_errors(writes=False):
            answer = self._http.post(self._found().token, data={**form, "client_id": self._client_id})
        if answer.status_code in (400, 401, 403):
            raise GrantRefused(cause="login_refused")
        return self._object(answer)

    def _found(self) -> Issuer:
        if self._issuer is None:
            document = self._get(self._name.rstrip("/") + "/.well-known/openid-configuration")
            self._issuer = Issuer.found_in(document, self._name)
        return self._issuer

    def _get(self, url: str) -> Mapping[str, Any]:
        with service_errors(writes=False):
            answer = self._http.get(url)
        return self._object(answer)

    def _object(self, answer: httpx.Response) -> Mapping[str, Any]:
        if not answer.is_success:
            raise Busy(retry_after(answer), status=str(answer.status_code), cause="issuer")
        try:
            found = json.loads(answer.content)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Busy(None, cause="issuer")
        return found


@contextmanager
def _keyring_troubles() -> Iterator[None]:
    """Whoever sends a request knows the troubles of services, not those of keyrings: a login helps with both."""
    try:
        yield
    except StoreError as error:
        raise LoginNeeded(cause=error.trouble.value) from None
