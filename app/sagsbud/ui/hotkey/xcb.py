"""The few calls of XCB that the key needs, in the libraries that Qt's own connection to the X server stands on.

Everything here belongs to one connection and is called from one thread. Raises OSError where the libraries are not there.
"""

import ctypes
from collections.abc import Mapping
from ctypes import POINTER, Structure, c_char_p, c_int, c_uint8, c_uint16, c_uint32, c_void_p, cast, string_at
from typing import Any

KEY_PRESS, KEY_RELEASE, MAPPING_NOTIFY = 2, 3, 34
BAD_ACCESS = 10
_SENT = 0x80
"""Set in the type of events that another program made up."""
_CLIENT_MESSAGE, _ASYNCHRONOUS = 33, 1
_REDIRECT_AND_NOTIFY = 0x180000
_APPLICATION = 1
"""Who asks for a window: the program itself."""


class _Cookie(Structure):
    _fields_ = (("sequence", c_uint32),)


class _Screens(Structure):
    _fields_ = (("data", POINTER(c_uint32)), ("rem", c_int), ("index", c_int))


class Event(Structure):
    """The beginning that key events share; of the others only `kind` means something."""

    _fields_ = (("kind", c_uint8), ("detail", c_uint8), ("sequence", c_uint16), ("time", c_uint32))
    kind: int
    detail: int
    time: int


class _AtomReply(Structure):
    _fields_ = (("kind", c_uint8), ("pad", c_uint8), ("sequence", c_uint16), ("length", c_uint32), ("atom", c_uint32))


class _ClientMessage(Structure):
    _fields_ = (
        ("kind", c_uint8), ("format", c_uint8), ("sequence", c_uint16), ("window", c_uint32), ("type", c_uint32),
        ("data", c_uint32 * 5),
    )  # fmt: skip


_CALLS = {
    "xcb_connect": (c_void_p, c_char_p, c_void_p),
    "xcb_connection_has_error": (c_int, c_void_p),
    "xcb_get_file_descriptor": (c_int, c_void_p),
    "xcb_disconnect": (None, c_void_p),
    "xcb_get_setup": (c_void_p, c_void_p),
    "xcb_setup_roots_iterator": (_Screens, c_void_p),
    "xcb_grab_key_checked": (_Cookie, c_void_p, c_uint8, c_uint32, c_uint16, c_uint8, c_uint8, c_uint8),
    "xcb_ungrab_key": (_Cookie, c_void_p, c_uint8, c_uint32, c_uint16),
    "xcb_request_check": (POINTER(Event), c_void_p, _Cookie),
    "xcb_poll_for_event": (POINTER(Event), c_void_p),
    "xcb_flush": (c_int, c_void_p),
    "xcb_intern_atom": (_Cookie, c_void_p, c_uint8, c_uint16, c_char_p),
    "xcb_intern_atom_reply": (POINTER(_AtomReply), c_void_p, _Cookie, c_void_p),
    "xcb_send_event": (_Cookie, c_void_p, c_uint8, c_uint32, c_uint32, c_void_p),
}
_KEY_CALLS = {
    "xcb_key_symbols_alloc": (c_void_p, c_void_p),
    "xcb_key_symbols_free": (None, c_void_p),
    "xcb_key_symbols_get_keycode": (POINTER(c_uint8), c_void_p, c_uint32),
}


class Display:
    """A connection of its own to the X server. Raises ConnectionError where there is none."""

    def __init__(self) -> None:
        self._xcb = _library("libxcb.so.1", _CALLS)
        self._keys = _library("libxcb-keysyms.so.1", _KEY_CALLS)
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = (c_void_p,)
        self._at = self._xcb.xcb_connect(None, None)
        if self.lost:
            self.close()
            raise ConnectionError
        self._root: int = self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._at)).data[0]

    @property
    def lost(self) -> bool:
        """Whether the server is gone."""
        return bool(self._xcb.xcb_connection_has_error(self._at))

    def fileno(self) -> int:
        """What can be read when something happened."""
        return int(self._xcb.xcb_get_file_descriptor(self._at))

    def close(self) -> None:
        """End it, and with it all it held."""
        self._xcb.xcb_disconnect(self._at)

    def next(self) -> Event | None:
        """What happened, if anything did; never waits."""
        found = self._xcb.xcb_poll_for_event(self._at)
        if not found:
            return None
        event = Event.from_buffer_copy(string_at(found, ctypes.sizeof(Event)))
        self._free(found)
        event.kind &= ~_SENT
        return event

    def codes(self, symbol: int) -> list[int]:
        """The keys of the keyboard as it is now that bear this sign."""
        symbols = self._keys.xcb_key_symbols_alloc(self._at)
        found = self._keys.xcb_key_symbols_get_keycode(symbols, symbol)
        codes = list(string_at(found)) if found else []
        self._free(found)
        self._keys.xcb_key_symbols_free(symbols)
        return codes

    def grab(self, code: int, modifiers: int) -> int:
        """Be told of this key wherever the keyboard is; the number of the X error, 0 when it is ours."""
        cookie = self._xcb.xcb_grab_key_checked(self._at, 0, self._root, modifiers, code, _ASYNCHRONOUS, _ASYNCHRONOUS)
        refused = self._xcb.xcb_request_check(self._at, cookie)
        if not refused:
            return 0
        number = int(refused.contents.detail)
        self._free(refused)
        return number

    def ungrab(self, code: int, modifiers: int) -> None:
        """Give it back."""
        self._xcb.xcb_ungrab_key(self._at, code, self._root, modifiers)
        self._xcb.xcb_flush(self._at)

    def ask_for_front(self, window: int, time: int) -> None:
        """Ask the window manager for this window, as the person did at `time` by the key."""
        name = b"_NET_ACTIVE_WINDOW"
        reply = self._xcb.xcb_intern_atom_reply(self._at, self._xcb.xcb_intern_atom(self._at, 0, len(name), name), None)
        if not reply:
            return
        data = (c_uint32 * 5)(_APPLICATION, time)
        message = _ClientMessage(_CLIENT_MESSAGE, 32, 0, window, reply.contents.atom, data)
        self._free(reply)
        self._xcb.xcb_send_event(self._at, 0, self._root, _REDIRECT_AND_NOTIFY, cast(ctypes.byref(message), c_void_p))
        self._xcb.xcb_flush(self._at)


def _library(name: str, calls: Mapping[str, tuple[Any, ...]]) -> ctypes.CDLL:
    library = ctypes.CDLL(name)
    for call, (answer, *arguments) in calls.items():
        function = getattr(library, call)
        function.restype, function.argtypes = answer, tuple(arguments)
    return library
