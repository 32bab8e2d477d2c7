"""The way out that the operating system names for an address, by its script for automatic configuration (PAC) too.

A script is a program that somebody else's server sends. It is run by the system, which has a place for that, and never by
this program: on Linux by the desktop's portal, on Windows by WinHTTP, there only from an address that somebody has set.
"""

import ctypes
import logging
import sys
import urllib.request
from collections.abc import Iterable

from sagsbud.domain.addresses import is_loopback

log = logging.getLogger(__name__)

DIRECT = "direct"
_PATIENCE = 5.0
"""Seconds the desktop may take to run its script."""
_PORTAL = "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Desktop", "org.freedesktop.portal.ProxyResolver"
_NO_PROXY, _BY_SCRIPT = 1, 2
"""WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_AUTOPROXY_CONFIG_URL."""


def way_out(url: str, setting: str | None) -> str | None:
    """An address of a proxy, `direct`, or None where neither the setting nor the system names anything.

    Variables of the environment, such as HTTPS_PROXY, are stronger than the system and are left to whoever connects.
    """
    if setting or is_loopback(url) or urllib.request.getproxies_environment().keys() - {"no"}:
        return setting
    return ask_system(url)


def ask_system(url: str) -> str | None:
    """What the system says of this address; None where it says nothing, also while no script can be had."""
    try:
        if sys.platform == "win32":
            return first_of(_windows(url).replace(";", " ").split())
        return first_of(_portal(url)) if sys.platform == "linux" else None
    except Exception as error:  # noqa: BLE001 - whatever the system answers, there is the ordinary way to be tried
        log.info("the system names no way out: %s", type(error).__name__)
        return None


def first_of(ways: Iterable[str]) -> str | None:
    """The first way of those that the system names that can be gone: straight, or by a proxy that speaks HTTP."""
    for way in ways:
        scheme, found, host = way.partition("://")
        if not found:
            scheme, host = "http", way
        if scheme == DIRECT:
            return DIRECT
        if scheme in ("http", "https") and host:
            return f"{scheme}://{host.rstrip('/')}"
    return None


def _portal(url: str) -> list[str]:
    """The desktop's answer; only of a portal that runs already, since starting one takes longer than it is worth."""
    from jeepney import DBusAddress, MessageFlag, MessageType, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    path, name, interface = _PORTAL
    question = new_method_call(DBusAddress(path, bus_name=name, interface=interface), "Lookup", "s", (url,))
    question.header.flags |= MessageFlag.no_auto_start
    with open_dbus_connection(bus="SESSION") as connection:
        answer = connection.send_and_get_reply(question, timeout=_PATIENCE)
    if answer.header.message_type is not MessageType.method_return:
        return []
    return [str(way) for way in answer.body[0]]


class _OfUser(ctypes.Structure):
    """WINHTTP_CURRENT_USER_IE_PROXY_CONFIG."""

    _fields_ = (
        ("detect", ctypes.c_int),
        ("script", ctypes.c_wchar_p),
        ("proxy", ctypes.c_wchar_p),
        ("bypass", ctypes.c_wchar_p),
    )


class _Options(ctypes.Structure):
    """WINHTTP_AUTOPROXY_OPTIONS."""

    _fields_ = (
        ("flags", ctypes.c_uint32),
        ("detect", ctypes.c_uint32),
        ("script", ctypes.c_wchar_p),
        ("reserved", ctypes.c_void_p),
        ("reserved_too", ctypes.c_uint32),
        ("log_on", ctypes.c_int),
    )


class _Answer(ctypes.Structure):
    """WINHTTP_PROXY_INFO."""

    _fields_ = (("access", ctypes.c_uint32), ("proxy", ctypes.c_wchar_p), ("bypass", ctypes.c_wchar_p))


def _windows(url: str) -> str:
    """What the user's script says, `direct://` or proxies in their order; empty without a script."""
    winhttp = ctypes.windll.winhttp  # type: ignore[attr-defined]
    winhttp.WinHttpOpen.restype = ctypes.c_void_p
    user = _OfUser()
    if not winhttp.WinHttpGetIEProxyConfigForCurrentUser(ctypes.byref(user)) or not user.script:
        return ""
    session = ctypes.c_void_p(winhttp.WinHttpOpen("Sagsbud", _NO_PROXY, None, None, 0))
    options, answer = _Options(flags=_BY_SCRIPT, script=user.script, log_on=1), _Answer()
    try:
        if not winhttp.WinHttpGetProxyForUrl(session, url, ctypes.byref(options), ctypes.byref(answer)):
            return ""
    finally:
        winhttp.WinHttpCloseHandle(session)
    return "direct://" if answer.access == _NO_PROXY else answer.proxy or ""
