"""What a screen reader gets to know of the desktop: windows and controls by role, name and state, over AT-SPI."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

PATIENCE = 60.0
"""Seconds a program may leave a question unanswered."""
_REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_INTERFACE = "org.a11y.atspi."
_STATES = {
    "active": 1, "checked": 4, "editable": 7, "enabled": 8, "expanded": 10, "focusable": 11, "focused": 12,
    "selected": 23, "sensitive": 24, "showing": 25,
}  # fmt: skip
"""The bits of AT-SPI's state set that somebody here asks for."""
_EVENTS = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object", member="StateChanged")


class Gone(Exception):
    """What was asked about is not there any more."""


@dataclass(frozen=True)
class Seen:
    """One thing on the screen; what is said of it is asked for anew each time."""

    _eyes: "Eyes" = field(repr=False, compare=False)
    bus: str
    path: str

    @property
    def name(self) -> str:
        """What a screen reader says."""
        return str(self._property("Accessible", "Name"))

    @property
    def role(self) -> str:
        """Its kind in AT-SPI's words."""
        return str(self._ask("Accessible", "GetRoleName")[0])

    @property
    def description(self) -> str:
        """What a screen reader says after the name."""
        return str(self._property("Accessible", "Description"))

    @property
    def states(self) -> frozenset[str]:
        """Those of its states that have a name here."""
        low, high = self._ask("Accessible", "GetState")[0]
        bits = low | high << 32
        return frozenset(name for name, bit in _STATES.items() if bits >> bit & 1)

    @property
    def parent(self) -> "Seen":
        """What it is inside of."""
        return Seen(self._eyes, *self._property("Accessible", "Parent"))

    @property
    def children(self) -> "list[Seen]":
        """What is inside it."""
        return [Seen(self._eyes, *child) for child in self._ask("Accessible", "GetChildren")[0]]

    @property
    def text(self) -> str:
        """What stands in a field."""
        return str(self._ask("Text", "GetText", "ii", (0, -1))[0])

    @property
    def selected(self) -> "Seen | None":
        """The row of a list that is selected."""
        chosen: tuple[str, str] = self._ask("Selection", "GetSelectedChild", "i", (0,))[0]
        return None if chosen[1].endswith("/null") else Seen(self._eyes, *chosen)

    @property
    def middle(self) -> tuple[int, int]:
        """Its middle, in pixels of the screen."""
        left, top, right, bottom = self.box
        return (left + right) // 2, (top + bottom) // 2

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Where it begins and ends, in pixels of the screen: left, top, right, bottom."""
        left, top, width, height = self._ask("Component", "GetExtents", "u", (0,))[0]
        return left, top, left + width, top + height

    def below(self) -> "Iterator[Seen]":
        """Everything inside it that is on the screen, from the top."""
        for child in self.children:
            try:
                if "showing" in child.states:
                    yield child
                    yield from child.below()
            except Gone:
                continue  # closed while it was looked at

    def find(self, role: str, fits: "str | Callable[[str], bool]") -> "Seen | None":
        """The first on the screen of a role, by its name or the beginning of it, or by what the name must be."""
        test = (lambda name: name.startswith(fits)) if isinstance(fits, str) else fits
        return next((one for one in self.below() if one.role == role and test(one.name)), None)

    def _property(self, interface: str, name: str) -> Any:
        (value,) = self._eyes.ask(self, "org.freedesktop.DBus.Properties", "Get", "ss", (_INTERFACE + interface, name))
        return value[1]

    def _ask(self, interface: str, method: str, signature: str = "", body: tuple[Any, ...] = ()) -> Any:
        return self._eyes.ask(self, _INTERFACE + interface, method, signature, body)


class Eyes:
    """A connection to the desktop's bus of accessibility, for one thread."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        session = open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"])
        asked = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
        (address,) = session.send_and_get_reply(asked, timeout=PATIENCE).body
        session.close()
        self._bus: DBusConnection = open_dbus_connection(address)
        self._told: deque[Any] = self._bus.filter(_EVENTS, bufsize=10_000).queue
        Proxy(message_bus, self._bus).AddMatch(_EVENTS)
        registry = DBusAddress("/org/a11y/atspi/registry", _REGISTRY[0], _REGISTRY[0])
        self._send(new_method_call(registry, "RegisterEvent", "s", ("object:state-changed:focused",)))
        self._focus: Seen | None = None

    def close(self) -> None:
        """See nothing more."""
        self._bus.close()

    def programs(self) -> list[Seen]:
        """The programs that have windows."""
        return Seen(self, *_REGISTRY).children

    @property
    def focus(self) -> Seen | None:
        """Where the keyboard is, as it was last told; a menu or a search that opens tells of nothing else."""
        self.programs()  # what was told meanwhile is read with the answer
        while self._told:
            event = self._told.popleft()
            where = Seen(self, event.header.fields[HeaderFields.sender], event.header.fields[HeaderFields.path])
            if event.body[:2] == ("focused", 1):
                self._focus = where
        return self._focus

    def ask(self, seen: Seen, interface: str, method: str, signature: str, body: tuple[Any, ...]) -> tuple[Any, ...]:
        """One question. Raises Gone, TimeoutError for a program that does not answer."""
        return self._send(new_method_call(DBusAddress(seen.path, seen.bus, interface), method, signature, body))

    def _send(self, question: Any) -> tuple[Any, ...]:
        reply = self._bus.send_and_get_reply(question, timeout=PATIENCE)
        if reply.header.message_type is MessageType.error:
            raise Gone(str(reply.body))
        answer: tuple[Any, ...] = reply.body
        return answer
