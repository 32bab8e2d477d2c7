"""A Python of our own in which every process tells whom it contacts, reader processes in isolated mode included.

It is a virtual environment that borrows the packages of this one and starts each process with an audit hook: whatever is
not allowed is written down and made to fail. A `.pth` file brings the hook in, for some systems have a `sitecustomize` of
their own that would come first.
"""

import json
import sysconfig
import venv
from pathlib import Path
from typing import Any

import sagsbud

_HOOK = """
import json, os, sys

ALLOWED = set(map(tuple, json.loads({allowed!r})))
RECORD = {record!r}
NAMES = {{"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0}}

def told(event, args):
    if event in ("socket.connect", "socket.sendto"):
        address = args[1]
        if not isinstance(address, tuple):  # a socket of this machine's file system
            return None
        return (str(address[0]), int(address[1]))
    if event in NAMES:
        return (str(args[0]), int(args[1] or 0) if event == "socket.getaddrinfo" else 0)
    return None

def hook(event, args):
    if not event.startswith("socket."):
        return
    contact = told(event, args)
    if contact is None:
        return
    good = contact in ALLOWED
    descriptor = os.open(RECORD, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(descriptor, (json.dumps([good, event, *contact]) + "\\n").encode())
    os.close(descriptor)
    if not good:
        raise RuntimeError(f"contacted {{contact}}")

sys.addaudithook(hook)
"""


class WatchedPython:
    """The interpreter, and what its processes did."""

    def __init__(self, folder: Path, allowed: list[tuple[str, int]]) -> None:
        self._record = folder / "contacts.jsonl"
        builder = venv.EnvBuilder(with_pip=False, symlinks=True)
        builder.create(folder / "python")
        binaries = "Scripts" if sysconfig.get_platform().startswith("win") else "bin"
        self.executable = str(folder / "python" / binaries / "python")
        (packages,) = (folder / "python").rglob("site-packages")
        borrowed = [sysconfig.get_paths()["purelib"], str(Path(sagsbud.__file__).parent.parent)]
        (packages / "borrowed.pth").write_text("\n".join(borrowed) + "\n")
        hook = _HOOK.format(allowed=json.dumps(allowed), record=str(self._record))
        (packages / "watched.py").write_text(hook)
        (packages / "watched.pth").write_text("import watched\n")

    def contacts(self) -> set[tuple[str, int]]:
        """All hosts and ports that were contacted or looked up."""
        return {(str(row[2]), int(row[3])) for row in self._rows()}

    def forbidden(self) -> list[list[Any]]:
        """What was tried and not allowed."""
        return [row for row in self._rows() if not row[0]]

    def _rows(self) -> list[list[Any]]:
        try:
            return [json.loads(line) for line in self._record.read_text().splitlines()]
        except FileNotFoundError:
            return []
