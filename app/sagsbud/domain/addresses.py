"""Addresses of services: what may be called without encryption, and what may be called at all."""

import ipaddress
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """Whether the address is this machine itself."""
    host = _host(url)
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe(url: str) -> bool:
    """Whether an address is https, or http on this machine, and holds no password."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or is_loopback(url)


def is_safe_broker(url: str) -> bool:
    """Whether an address is amqps, or amqp on this machine, perhaps with a virtual host, and holds no login."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("amqp", "amqps") or not parts.hostname or parts.query or parts.fragment:
        return False
    return parts.username is None and (parts.scheme == "amqps" or is_loopback(url))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
