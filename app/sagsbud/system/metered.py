"""Whether the operating system says that what goes over the line costs by the amount."""

import ctypes
import logging
import sys
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

ASKED_AGAIN = 30.0
"""Seconds for which an answer holds."""
_PATIENCE = 2.0
_NETWORK_MANAGER = "/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager"
_YES, _GUESS_YES = 1, 3
"""NMMetered of NetworkManager."""
_COSTS = 0x2 | 0x4 | 0x10000 | 0x40000
"""NLM_CONNECTION_COST of Windows: fixed, variable, over the limit, roaming."""


def ask_system() -> bool:
    """What the system says now; False where it says nothing."""
    try:
        if sys.platform == "win32":
            return bool(_windows_cost() & _COSTS)
        return sys.platform == "linux" and _network_manager() in (_YES, _GUESS_YES)
    except Exception as error:  # noqa: BLE001 - whatever the system answers, documents are not kept back by it
        log.info("whether the line is metered is not known: %s", type(error).__name__)
        return False


class Line:
    """Remembers the answer for a while. Safe to use from several threads."""

    def __init__(self, ask: Callable[[], bool] = ask_system, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._asked = float("-inf")
        self._metered = False

    @property
    def metered(self) -> bool:
        """Whether it costs by the amount, as the system said at most half a minute ago."""
        with self._lock:
            if self._monotonic() - self._asked >= ASKED_AGAIN:
                self._metered, self._asked = self._ask(), self._monotonic()
            return self._metered


def _network_manager() -> int:
    from jeepney import DBusAddress, Properties
    from jeepney.io.blocking import open_dbus_connection

    path, name = _NETWORK_MANAGER
    with open_dbus_connection(bus="SYSTEM") as connection:
        question = Properties(DBusAddress(path, bus_name=name, interface=name)).get("Metered")
        answer = connection.send_and_get_reply(question, timeout=_PATIENCE)
    kind, value = answer.body[0]
    return int(value) if kind == "u" else 0


def _windows_cost() -> int:
    """INetworkCostManager::GetCost of the NetworkListManager."""
    ole32 = ctypes.windll.ole32  # type: ignore[attr-defined]
    listed = _guid("DCB00C01-570F-4A9B-8D69-199FDBA5723B")
    costs = _guid("DCB00008-570F-4A9B-8D69-199FDBA5723B")
    ole32.CoInitializeEx(None, 0)
    manager = ctypes.c_void_p()
    if ole32.CoCreateInstance(ctypes.byref(listed), None, 23, ctypes.byref(costs), ctypes.byref(manager)):
        return 0
    table = ctypes.cast(manager, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p))).contents
    release = ctypes.CFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p)(table[2])
    get_cost = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p, ctypes.POINTER(ctypes.c_ulong), ctypes.c_void_p)(
        table[3]
    )
    cost = ctypes.c_ulong()
    failed = get_cost(manager, ctypes.byref(cost), None)
    release(manager)
    return 0 if failed else int(cost.value)


def _guid(text: str) -> ctypes.Array[ctypes.c_char]:
    from uuid import UUID

    return ctypes.create_string_buffer(UUID(text).bytes_le, 16)
