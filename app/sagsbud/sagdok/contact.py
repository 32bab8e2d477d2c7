"""What one answer of the service tells besides its contents: how long it took, its clock, its certificate."""

import socket
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from sagsbud.domain.checks import Contact
from sagsbud.domain.errors import Unreachable
from sagsbud.sagdok.errors import refusal, service_errors
from sagsbud.sagdok.transport import CONNECT_SECONDS

CONTACT_SECONDS = 15.0


def ask_contact(http: httpx.Client, login: Callable[[], Mapping[str, str]], proxy: str | None) -> Contact:
    """One cheap search. Raises ServiceError; a proxy that is not there is named."""
    began = time.monotonic()
    params = {"brugervendtnoegle": "-", "maximalantalresultater": "1"}
    try:
        with (
            service_errors(writes=False),
            http.stream("GET", "/sag/sag", params=params, headers=login(), timeout=CONTACT_SECONDS) as response,
        ):
            told = _contact_of(response, began, proxy)
            body = response.read()
    except Unreachable:
        if proxy and not _takes_connections(proxy):
            raise Unreachable(cause="proxy") from None
        raise
    if not response.is_success:
        raise refusal(response, body, writes=False)
    return told


def _contact_of(response: httpx.Response, began: float, proxy: str | None) -> Contact:
    """The contact of a response that is still open; `began` as `time.monotonic` told it."""
    took = timedelta(seconds=time.monotonic() - began)
    return Contact(took, _clock_offset(response, took), _certificate_until(response), proxy)


def _takes_connections(address: str) -> bool:
    """Whether anybody listens at `host:port`."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS).close()
    except (OSError, ValueError):
        return False
    return True


def _clock_offset(response: httpx.Response, took: timedelta) -> timedelta | None:
    """The header has whole seconds, cut off, and is half the way old: taken as in the middle of both."""
    try:
        theirs = parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    if theirs.tzinfo is None:
        return None
    return theirs + timedelta(milliseconds=500) + took / 2 - datetime.now(UTC)


def _certificate_until(response: httpx.Response) -> datetime | None:
    stream = response.extensions.get("network_stream")
    tls = stream.get_extra_info("ssl_object") if stream else None
    certificate = tls.getpeercert() if tls else None
    until = certificate.get("notAfter") if certificate else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(until)), UTC) if until else None
