"""One text in the keyring, in pieces: Windows holds no more than 1,280 characters under one name."""

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.storeports import KeyStore

PIECE = 900
"""Bytes under one name; the keyring writes them with a third more characters."""
MOST_PIECES = 20


class KeptSecret:
    """A secret under `name`, `name:1`, `name:2`, …; the first piece says how many there are."""

    def __init__(self, keys: KeyStore, name: str) -> None:
        self._keys = keys
        self._name = name

    def read(self) -> str | None:
        """The secret, None when there is none or a piece is missing."""
        first = self._keys.get(self._name)
        count, _, begun = (first or b"").partition(b" ")
        if first is None or not count.isdigit():
            return None
        others = [self._keys.get(f"{self._name}:{number}") for number in range(1, int(count))]
        if None in others:
            return None
        return (begun + b"".join(piece or b"" for piece in others)).decode("utf-8", "replace")

    def keep(self, secret: str) -> None:
        """Keep the secret. The first piece is written last, so that a half-written secret is none."""
        text = secret.encode()
        pieces = [text[begin : begin + PIECE] for begin in range(0, len(text), PIECE)] or [b""]
        if len(pieces) > MOST_PIECES:
            raise StoreError(Trouble.KEYRING_LOCKED, cause="too_large")
        if len(pieces) > 1 or self._count() > 1:
            self.forget()
        for number, piece in enumerate(pieces[1:], start=1):
            self._keys.set(f"{self._name}:{number}", piece)
        self._keys.set(self._name, f"{len(pieces)} ".encode() + pieces[0])

    def forget(self) -> None:
        """Forget the secret; fine when there is none."""
        count = self._count()
        self._keys.delete(self._name)
        for number in range(1, count):
            self._keys.delete(f"{self._name}:{number}")

    def _count(self) -> int:
        count = (self._keys.get(self._name) or b"").partition(b" ")[0]
        return int(count) if count.isdigit() else 0
