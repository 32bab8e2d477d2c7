"""Names that say nothing and stay the same: for folders, items and hosts in what leaves the machine.

The key is this profile's own, so that nobody outside can try names, and the same thing has the same pseudonym in the
bundle of today and the one of last week. The same key seals the lines of the log: only lines that went through its
filter carry a seal that fits.
"""

import hashlib
import hmac
import os
from pathlib import Path

from sagsbud.system.folders import make_private

FILE = "pseudonyms.key"
KEY_BYTES = 32
SEAL_DIGITS = 10


class Pseudonyms:
    """Pseudonyms and seals under one key, which is kept in a file and made when first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._key: bytes | None = None

    @classmethod
    def beside(cls, ready_file: Path) -> "Pseudonyms | None":
        """Those of the profile whose own service announces itself in this file; None when it is nobody's."""
        key = ready_file.absolute().parent.parent / FILE
        return cls(key) if key.is_file() else None

    def make(self) -> None:
        """Make the key now, so that others find it."""
        self.seal("")

    def of(self, kind: str, value: str) -> str:
        """`kind-xxxxxx`, the same for the same value."""
        return f"{kind}-{self._digest(f'{kind}:{value}')[:6]}"

    def seal(self, line: str) -> str:
        """What stands at the end of a log line to show whose it is."""
        return self._digest(f"log:{line}")[:SEAL_DIGITS]

    def is_sealed(self, line: str, seal: str) -> bool:
        """Whether the line was written by our own log, to the letter."""
        return hmac.compare_digest(self.seal(line), seal)

    def _digest(self, text: str) -> str:
        if self._key is None:
            self._key = self._load()
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def _load(self) -> bytes:
        """The kept key. Where none can be kept, one for this process: then nothing of it is recognised later."""
        try:
            make_private(self._path.parent)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        except FileExistsError:
            return self._kept()
        except OSError:
            return os.urandom(KEY_BYTES)
        key = os.urandom(KEY_BYTES)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
        return key

    def _kept(self) -> bytes:
        try:
            key = self._path.read_bytes()
        except OSError:
            key = b""
        return key if len(key) == KEY_BYTES else os.urandom(KEY_BYTES)
