"""Everything a developer does, with nothing but Python: `python3 dev.py setup|run|test|check|bench|texts|package|lock`.

The first call makes `.venv` from the hashed lock and sees to the system libraries; later ones start at once. What follows
the command is handed on: `python3 dev.py test -k outbox`, `python3 dev.py run --headless`.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "sagsbud-setup"
"""Holds the fingerprint of what the environment was made from."""
WINDOW_STAMP = VENV / "sagsbud-window"
"""There when the libraries of a window were found."""
LOCK = HERE / "requirements.lock"
WINDOW_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt loads for a window on Linux, and the Debian package each library comes in."""
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_PACKAGE = "fonts-inter"


class Stop(Exception):
    """Something is missing that only the person at the keyboard can mend; the text says what and how."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        print(f"usage: python3 dev.py {'|'.join(COMMANDS)} [arguments]\n\n{__doc__}", file=sys.stderr)
        return 2
    try:
        set_up(needs_window=command is test or (command is run and _has_display()))
        return command(arguments[1:])
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        return error.returncode or 1


# -- setting up -----------------------------------------------------------------------------------------------


def set_up(*, needs_window: bool) -> None:
    """A virtual environment with exactly what is locked, and the libraries Qt needs. Nothing to do: no time spent."""
    if sys.version_info < (3, 11):  # noqa: UP036 - said before anything newer is used
        raise Stop(f"Sagsbud needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    wanted = _fingerprint()
    ready = STAMP.exists() and STAMP.read_text() == wanted and PYTHON.exists()
    if ready and (WINDOW_STAMP.exists() or not needs_window):
        return
    if not ready:
        _say("Setting up (once; a minute or two) …")
    complete = _see_to_packages(needs_window=needs_window)
    if not ready:
        _make_environment()
        STAMP.write_text(wanted)
    if complete:
        WINDOW_STAMP.touch()


def _make_environment() -> None:
    if not PYTHON.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", str(LOCK)], check=True, cwd=HERE)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(HERE)], check=True, cwd=HERE)


def _fingerprint() -> str:
    """Changes whenever the environment must be made anew."""
    parts = (LOCK.read_bytes(), (HERE / "pyproject.toml").read_bytes(), sys.version.encode(), str(HERE).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _has_display() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _see_to_packages(*, needs_window: bool) -> bool:
    """Install the Debian packages that are missing, as root; else say which. Whether all are there. Raises Stop."""
    if sys.platform != "linux":
        return True
    environment = [] if importlib.util.find_spec("ensurepip") or PYTHON.exists() else ["python3-venv"]
    missing = environment + _missing_libraries()
    if not missing:
        return True
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.getuid() == 0 and shutil.which("apt-get"):
        _say(line)
        _apt_get("update")
        _apt_get(*line.split()[1:])
        return True
    sentence = f"Sagsbud needs packages that this machine lacks. Ask whoever runs it for:\n\n    sudo {line}\n"
    if environment or needs_window:
        raise Stop(sentence)
    _say(sentence + "Going on without: a window cannot be opened until they are there.")
    return False


def _apt_get(*arguments: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)


def _missing_libraries() -> list[str]:
    missing = []
    for library, package in WINDOW_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    if not any(_has_font(Path(folder).expanduser()) for folder in FONTS):
        missing.append(FONT_PACKAGE)
    return missing


def _has_font(folder: Path) -> bool:
    return any(file.suffix in (".ttf", ".otf", ".ttc") for file in folder.rglob("*"))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# -- commands -------------------------------------------------------------------------------------------------


def setup(_arguments: Sequence[str]) -> int:
    """Only what every command does first."""
    return 0


def run(arguments: Sequence[str]) -> int:
    """The program on the demo profile: its window, or without a display the same job with a summary."""
    return _program("-m", "sagsbud", "demo", *arguments)


def test(arguments: Sequence[str]) -> int:
    """The tests, in random order, on all cores, those of a file mostly on one. More arguments go to pytest."""
    chosen = any(given.startswith(("-n", "-p", "--pdb")) for given in arguments)
    spread = [] if chosen else ["-n", str(os.cpu_count() or 1), "--dist", "worksteal"]
    return _program("-m", "pytest", *spread, *arguments)


def check(_arguments: Sequence[str]) -> int:
    """Style, types, import directions, texts and the lock; all of them, so that one run shows everything."""
    places = ["app", "tests", "resources", "installer", "dev.py"]
    results = [
        _program("-m", "ruff", "check", *places),
        _program("-m", "ruff", "format", "--check", *places),
        _program("-m", "mypy", "app", "tests", "installer", "dev.py", "resources/translations"),
        _tool("lint-imports"),
        _check_lock(),
    ]
    return max(results)


def bench(arguments: Sequence[str]) -> int:
    """`bench NAME`: one of tests/bench, each of which compares with a peer in the same run."""
    folder = HERE / "tests" / "bench"
    names = sorted(file.stem for file in folder.glob("[a-z]*.py"))
    if not arguments or arguments[0] not in names:
        _say("usage: python3 dev.py bench " + "|".join(names))
        return 2
    return _program("-m", f"tests.bench.{arguments[0]}", *arguments[1:])


def texts(arguments: Sequence[str]) -> int:
    """Bring the Danish catalogue up to date, with a translator's tables if given; lists what lacks a translation."""
    return _program("resources/translations/catalogue.py", *arguments)


def package(arguments: Sequence[str]) -> int:
    """The packages, in dist/: `package [folder|deb|msi|sbom]`."""
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--require-hashes",
        "--no-deps",
    ]
    subprocess.run([*pip, "-r", str(HERE / "installer" / "requirements.lock")], check=True, cwd=HERE)
    return _program("-m", "installer.build", *arguments)


def lock(_arguments: Sequence[str]) -> int:
    """Resolve the dependencies of pyproject.toml anew for every platform (with uv, in an environment of its own)."""
    tools = HERE / "build" / "lock-tools"
    venv.create(tools, with_pip=True)
    python = tools / BIN.name / PYTHON.name
    subprocess.run([python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "uv"], check=True)
    options = ["--universal", "--python-version", "3.11", "--group", "dev", "--generate-hashes", "--no-header"]
    options += ["--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--upgrade", "--quiet", "-o", LOCK.name]
    return _wait([str(python), "-m", "uv", "pip", "compile", *options, "pyproject.toml"])


def _check_lock() -> int:
    text = LOCK.read_text()
    if "://" in text or "--hash=" not in text:
        _say("requirements.lock must hold hashes and no addresses; make it with: python3 dev.py lock")
        return 1
    return 0


def _program(*arguments: str) -> int:
    return _wait([str(PYTHON), *arguments])


def _tool(name: str) -> int:
    return _wait([str(BIN / name)])


def _wait(command: list[str]) -> int:
    try:
        return subprocess.run(command, cwd=HERE, check=False).returncode
    except KeyboardInterrupt:
        return 130


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "setup": setup,
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "texts": texts,
    "package": package,
    "lock": lock,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
