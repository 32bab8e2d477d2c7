"""One request and its answer, with login, renewal and errors in the domain's words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec

from sagsbud.domain.errors import AnswerLost, Busy, LoginNeeded
from sagsbud.sagdok.errors import refusal, service_errors
from sagsbud.sagdok.login import Authorization, Renewable

Json = dict[str, Any]
LARGEST_ANSWER = 256 * 1024 * 1024
"""Bytes of one answer in JSON; a Sag with 100,000 journalposter has about 50 MB."""
LARGEST_REFUSAL = 64 * 1024
_UNAUTHORIZED = 401


class Session:
    """Sends requests over one pool of connections. Safe to use from several threads."""

    def __init__(self, http: httpx.Client, authorization: Authorization | None) -> None:
        self._http = http
        self._base = str(http.base_url).rstrip("/")
        """Told with each request: to join it to a path costs the HTTP library a tenth of a request."""
        self._authorization = authorization

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def json(self, method: str, path: str, **options: Any) -> Json:
        """The object a request is answered with. Raises ServiceError."""
        with self.answer(method, path, **options) as response:
            text = _beginning(response, LARGEST_ANSWER)
        try:
            answer = msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            answer = None
        if isinstance(answer, dict):
            return answer
        # a proxy's page with status 200 says nothing about what the service did
        raise AnswerLost(cause="unintelligible") if _writes(method) else Busy(None, cause="unintelligible")

    @contextmanager
    def answer(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any
    ) -> Iterator[httpx.Response]:
        """A response within 2xx whose body is still to come. Raises ServiceError.

        401 says that nothing was done; with a new login the request is sent once more.
        """
        login = self.login()
        for attempt in range(2):
            with (
                service_errors(writes=_writes(method)),
                self._http.stream(
                    method, self._base + path, headers={**login, **(headers or {})}, **options
                ) as response,
            ):
                if response.is_success:
                    yield response
                    return
                body = _beginning(response, LARGEST_REFUSAL)
            if response.status_code != _UNAUTHORIZED or attempt or not self._renewed(login):
                raise refusal(response, body, writes=_writes(method))
            login = self.login()

    def login(self) -> dict[str, str]:
        """The headers that say who is calling. Raises LoginNeeded."""
        value = self._authorization() if self._authorization else None
        return {"Authorization": value} if value else {}

    def _renewed(self, login: Mapping[str, str]) -> bool:
        if not isinstance(self._authorization, Renewable):
            return False
        try:
            return self._authorization.renew(login.get("Authorization", ""))
        except LoginNeeded:
            return False


def _writes(method: str) -> bool:
    return method not in ("GET", "HEAD")


def _beginning(response: httpx.Response, longest: int) -> bytes:
    text = bytearray()
    for piece in response.iter_bytes():
        text += piece
        if len(text) > longest:
            break
    return bytes(text[:longest])
