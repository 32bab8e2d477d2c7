"""A bearer token from a file, for machines and agents that no person logs in on."""

import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)


class BearerTokenFile:
    """Gives the value of the Authorization header, read anew for each request, so that a new token holds at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._told = False

    def __call__(self) -> str | None:
        """`Bearer …`, or None for a file that is missing, empty or open to others; the service then asks for a login."""
        token = self._read()
        if token:
            self._told = False
            return f"Bearer {token}"
        if not self._told:
            self._told = True
            log.info("the file with the token cannot be used")
        return None

    def _read(self) -> str:
        try:
            if os.name == "posix" and self._path.stat().st_mode & 0o077:
                return ""
            token = self._path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""
        return token if token.isprintable() and " " not in token else ""
