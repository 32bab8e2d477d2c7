"""The way to a service: whose certificates are trusted, which proxy is used, how long to wait.

Where the way itself cannot be made (a CA file that is gone, a proxy setting nobody understands), the connection is
there all the same and refuses each request with its reason, so that a window opens and its queue is kept.
"""

import ssl
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import truststore

from sagsbud.domain.addresses import is_loopback
from sagsbud.domain.errors import CertificateRefused, ServiceError, Unreachable
from sagsbud.domain.frozen import frozen

CONNECT_SECONDS = 10.0
DIRECT = "direct"


@frozen
class Timeouts:
    """Seconds to wait: for a connection, for each piece of an answer, until a piece is taken, for a free connection."""

    connect: float = CONNECT_SECONDS
    answer: float = 120.0
    send: float = 120.0
    turn: float = 120.0


class Refusing(httpx.BaseTransport):
    """A way that cannot be gone."""

    def __init__(self, error: ServiceError) -> None:
        self._error = error

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raise the reason."""
        raise self._error


class _Cookies(httpx.Cookies):
    """Looks into an answer only where it sets one: looking costs a quarter of a request."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Keep what the answer sets."""
        if "set-cookie" in response.headers:
            super().extract_cookies(response)


class _Client(httpx.Client):
    """The HTTP library's, with these cookies."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._cookies = _Cookies()


def certificates(extra: Path | None = None) -> ssl.SSLContext:
    """The operating system's trust store, with an organisation's own CA besides. There is no way to switch it off."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if extra:
        context.load_verify_locations(extra)
    return context


def connect(
    url: str,
    *,
    ca_file: Path | None = None,
    client_certificate: tuple[Path, Path | None] | None = None,
    proxy: str | None = None,
    connections: int = 8,
    timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
) -> httpx.Client:
    """A pool of connections. `proxy` is an address, `direct`, or None for the system's; never one to this machine."""
    try:
        context = certificates(ca_file)
    except (OSError, ssl.SSLError):
        return _client(url, Refusing(CertificateRefused(cause="ca_file")))
    try:
        if client_certificate:
            context.load_cert_chain(client_certificate[0], client_certificate[1], password=_no_password)
    except (OSError, ssl.SSLError, ValueError):
        return _client(url, Refusing(CertificateRefused(cause="client_certificate")))
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    by_system = proxy is None and not is_loopback(url)
    named = None if proxy == DIRECT or is_loopback(url) else proxy
    try:
        return _client(url, None, timeouts, verify=context, limits=limits, trust_env=by_system, proxy=named)
    except (ImportError, ValueError, httpx.InvalidURL):  # a scheme of proxies nobody here speaks
        return _client(url, Refusing(Unreachable(cause="proxy")))


def proxy_on_the_way(url: str, proxy: str | None) -> str | None:
    """`host:port` of the proxy `connect` goes through, None when it goes straight."""
    if proxy == DIRECT or is_loopback(url):
        return None
    parts = urlsplit(url)
    found = proxy
    if found is None and not urllib.request.proxy_bypass(parts.netloc):
        proxies = urllib.request.getproxies()
        found = proxies.get(parts.scheme) or proxies.get("all")
    if not found:
        return None
    way = urlsplit(found if "://" in found else f"http://{found}")
    return f"{way.hostname}:{way.port or (443 if way.scheme == 'https' else 80)}"


def _client(
    url: str,
    transport: httpx.BaseTransport | None,
    timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
    **options: object,
) -> httpx.Client:
    return _Client(
        base_url=url.rstrip("/"),
        transport=transport,
        timeout=httpx.Timeout(timeouts.answer, connect=timeouts.connect, write=timeouts.send, pool=timeouts.turn),
        headers={"Accept": "application/json", "Cache-Control": "no-store"},
        follow_redirects=False,
        **options,
    )


def _no_password() -> str:
    """A key with a password would make OpenSSL ask at a terminal that may not be there."""
    raise ValueError("encrypted key")
