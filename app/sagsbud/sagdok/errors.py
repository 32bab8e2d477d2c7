"""Foreign errors become the domain's at this one seam, each with its retry class.

What is known not to have been sent may simply be sent again; what may have been carried out must be looked up.
Bodies of errors are read for a short reason at most and never kept: they may quote a CPR number.
"""

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
    except httpx.ConnectError as error:
        if _is_certificate(error):
            raise CertificateRefused() from None
        raise Unreachable(cause="connect") from None
    except (httpx.ProxyError, httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.PoolTimeout):
        raise Unreachable(cause="route") from None
    except httpx.HTTPError as error:
        if writes:
            raise AnswerLost(cause=type(error).__name__) from None
        raise Unreachable(cause=type(error).__name__) from None


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def refusal(response: httpx.Response, *, writes: bool) -> ServiceError:
    """What an answer outside 2xx means. The response's body has been read."""
    status = response.status_code
    params = {"status": str(status)}
    if status in (401, 403, 407):
        return LoginNeeded(**params)
    if status in (404, 410):
        return NotThere(Trouble.REFUSED, state="deleted" if status == 410 else "unknown")
    if status in (429, 503):
        return Busy(retry_after(response), **params)
    if status >= 500 or status in (408, 409):
        return AnswerLost(**params) if writes else Busy(None, **params)
    text = response.text[:4096] if "json" in response.headers.get("content-type", "") else ""
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
