"""What one answer of the service tells besides its contents: how long it took, its clock, its certificate."""

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from sagsbud.domain.checks import Contact
from sagsbud.sagdok.transport import CONNECT_SECONDS


def contact_of(response: httpx.Response, began: float, proxy: str | None) -> Contact:
    """The contact of a response that is still open; `began` as `time.monotonic` told it."""
    took = timedelta(seconds=time.monotonic() - began)
    return Contact(took, _clock_offset(response, took), _certificate_until(response), proxy)


def takes_connections(address: str) -> bool:
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
