"""What one answer of the service tells besides its contents: how long it took, its clock, its certificate."""

import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx


@dataclass(frozen=True, slots=True)
class Contact:
    """`clock_offset` is the service's clock minus ours, None when it does not say."""

    took: timedelta
    clock_offset: timedelta | None
    certificate_until: datetime | None
    """When the service's certificate ends; None without TLS."""


def contact_of(response: httpx.Response, began: float) -> Contact:
    """The contact of a response that is still open; `began` as `time.monotonic` told it."""
    took = timedelta(seconds=time.monotonic() - began)
    return Contact(took, _clock_offset(response, took), _certificate_until(response))


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
