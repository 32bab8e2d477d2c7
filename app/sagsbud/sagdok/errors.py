"""Foreign errors become the domain's at this one seam, each with its retry class.

What is known not to have been sent may simply be sent again; what may have been carried out must be looked up.
Bodies of errors are read for a short reason at most and never kept: they may quote a CPR number.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from sagsbud.domain.errors import (
    AnswerLost,
    Busy,
    CertificateRefused,
    Conflict,
    LoginNeeded,
    NotThere,
    Refused,
    ServiceError,
    Trouble,
    Unreachable,
)

NO_CHANGE = "does not give raise to a new registration"
"""The reference's way to say that a PATCH changed nothing (its error code is MO400)."""
LIFECYCLE = "Invalid [livscyklus] transition"


class NoChange(Refused):
    """The service refused a change because everything is already so."""


@contextmanager
def service_errors(*, writes: bool) -> Iterator[None]:
    """Turn transport failures into ServiceErrors. `writes` when the request may change something."""
    try:
        yield
    except httpx.ConnectTimeout:
        raise Unreachable(cause="timeout") from None
    except httpx.ReadTimeout as error:
        if writes:
            raise AnswerLost(cause=type(error).__name__) from None
        raise Unreachable(cause="timeout") from None
    except httpx.ConnectError as error:
        cause = certificate_cause(error)
        if cause:
            raise CertificateRefused(cause=cause) from None
        raise Unreachable(cause="name" if _is_name(error) else "connect") from None
    except httpx.ProxyError:
        raise Unreachable(cause="proxy") from None
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.PoolTimeout):
        raise Unreachable(cause="route") from None
    except httpx.HTTPError as error:
        if _wants_our_certificate(error):
            raise CertificateRefused(cause="client_certificate") from None
        if writes:
            raise AnswerLost(cause=type(error).__name__) from None
        raise Unreachable(cause=type(error).__name__) from None


_CERTIFICATE_CAUSES = {
    9: "not_yet_valid", 10: "expired", 18: "unknown_ca", 19: "unknown_ca", 20: "unknown_ca", 21: "unknown_ca",
    23: "revoked", 62: "other_name", 64: "other_name",
    0x800B0101: "expired", 0x800B0109: "unknown_ca", 0x800B010A: "unknown_ca", 0x800B010C: "revoked",
    0x800B010F: "other_name",
}  # fmt: skip
"""OpenSSL's verify codes, and those of Windows (CERT_E_…), which checks chains itself."""


def certificate_cause(error: BaseException | None) -> str:
    """Why TLS failed, as a code; empty when it was not TLS that failed."""
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _CERTIFICATE_CAUSES.get(cause.verify_code & 0xFFFFFFFF, "not_trusted")
        if isinstance(cause, ssl.SSLError):
            return "handshake"
    return ""


def _wants_our_certificate(error: BaseException) -> bool:
    """In TLS 1.3 a server says only after the handshake that it wanted a certificate; it has looked at nothing then."""
    reasons = {cause.reason or "" for cause in _chain(error) if isinstance(cause, ssl.SSLError)}
    return any("ALERT_CERTIFICATE" in reason or "ALERT_BAD_CERTIFICATE" in reason for reason in reasons)


def _is_name(error: BaseException) -> bool:
    return any(isinstance(cause, socket.gaierror) for cause in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def refusal(response: httpx.Response, body: bytes, *, writes: bool) -> ServiceError:
    """What an answer outside 2xx means. Of the body only the beginning is needed."""
    status = response.status_code
    params = {"status": str(status)}
    text = body[:4096].decode("utf-8", "replace") if "json" in response.headers.get("content-type", "") else ""
    if status in (401, 403, 407):
        return LoginNeeded(**params)
    if status == 410:
        return NotThere(Trouble.REFUSED, state="deleted")
    if status == 404:
        # a service says `message`; anything else (a proxy's page, an unknown route) only tells that it is not one
        found = NotThere(Trouble.REFUSED, state="unknown")
        return found if '"message"' in text else Unreachable(cause="address", **params)
    if status == 412:
        return Conflict(Trouble.DOKUMENT_CHANGED, **params)
    if status in (429, 503):
        return Busy(retry_after(response), **params)
    if status >= 500 or status in (408, 409) or 300 <= status < 400:
        return AnswerLost(**params) if writes else Busy(None, **params)
    if NO_CHANGE in text:
        return NoChange(Trouble.REFUSED, **params)
    if LIFECYCLE in text:
        return AnswerLost(**params, cause="lifecycle")
    return Refused(Trouble.REFUSED, **params)


def retry_after(response: httpx.Response) -> float | None:
    """Seconds the service asks to be left alone, given as a number or a date."""
    given = response.headers.get("retry-after", "").strip()
    if not given:
        return None
    if given.isdigit():
        return float(given)
    try:
        return max(0.0, (parsedate_to_datetime(given) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
