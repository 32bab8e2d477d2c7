"""A desktop of our own: X server, session bus, window manager. Each is a process, ended by its id."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 60.0
SIZE = (1940, 1000)
PROGRAMS = {
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "openbox": "openbox",
    "dbus-daemon": "dbus",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
}
"""What a desktop here consists of, and the Debian package each comes in."""
_THEME = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <applications><application class="*" type="normal"><decor>no</decor></application></applications>
</openbox_config>
"""
"""Windows without frames: what is seen is the program alone."""


def missing() -> bool:
    """Whether something a desktop needs is not on this machine."""
    return not all(map(shutil.which, PROGRAMS))


@dataclass(frozen=True)
class Desktop:
    """A running one; `environment` leads programs to it."""

    home: Path
    environment: Mapping[str, str]
    _ending: ExitStack = field(repr=False)

    def start(self, *command: str | Path, log: str) -> "subprocess.Popen[bytes]":
        """Start a program of the user's; what it says goes to a file of this name in the home."""
        said = self._ending.enter_context((self.home / log).open("ab"))
        process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=self.environment
        )
        self._ending.callback(end, process)
        return process

    def said(self, log: str) -> str:
        """What a program said so far."""
        return (self.home / log).read_text(errors="replace")

    def picture(self, file: Path) -> None:
        """What the screen shows, as a PNG."""
        from PIL import ImageGrab

        file.parent.mkdir(parents=True, exist_ok=True)
        ImageGrab.grab(xdisplay=self.environment["DISPLAY"]).save(file)


@contextmanager
def desktop() -> Iterator[Desktop]:
    """A desktop for as long as the block lasts; programs started on it end with it."""
    with ExitStack() as ending:
        home = Path(tempfile.mkdtemp(prefix="sagsbud-desk-"))
        ending.callback(shutil.rmtree, home, ignore_errors=True)
        for name in ("run", "config/openbox", "data", "cache", "Downloads"):
            (home / name).mkdir(parents=True, mode=0o700)
        (home / "config/openbox/rc.xml").write_text(_THEME)
        environment = {name: value for name, value in os.environ.items() if name not in _NOT_OURS} | {
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",  # as a desktop says when a screen reader runs
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        environment["DISPLAY"] = ":" + _x_server(ending, environment)
        environment["DBUS_SESSION_BUS_ADDRESS"] = _bus(ending, environment)
        made = Desktop(home, environment, ending)
        made.start("openbox", log="openbox.log")
        yield made


_NOT_OURS = {"WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "LANGUAGE"}


def _x_server(ending: ExitStack, environment: Mapping[str, str]) -> str:
    """Its number, which it chooses itself once it answers."""
    reading, writing = os.pipe()
    width, height = SIZE
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(
        command, pass_fds=[writing], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    os.close(writing)
    ending.callback(end, server)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    assert number, "the X server does not start"
    return number


def _bus(ending: ExitStack, environment: Mapping[str, str]) -> str:
    """Its address; it starts the bus of accessibility when somebody asks for it."""
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert bus.stdout
    ending.callback(bus.stdout.close)
    ending.callback(end, bus)
    return bus.stdout.readline().decode().strip()


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to end, and wait."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
