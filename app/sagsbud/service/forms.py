"""How a content lies in a file: as it is, or sealed under a name that says nothing."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from sagsbud.sealing import Sealer, Unsealable, derive, plain_size, unseal_part
from sagsbud.service.content import CHUNK

_PURPOSE = b"service content"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Written(Protocol):
    """What is to be written of a content whose bytes come one after another."""

    def add(self, plain: bytes) -> Iterator[bytes]:
        """What can be written now."""

    def end(self) -> Iterator[bytes]:
        """The rest."""


class Form(Protocol):
    """One way to lie in a file."""

    def name(self, sha256: str) -> str:
        """What the file of the content is called."""

    def digest(self, name: str) -> str | None:
        """The sha256 of the content in a file of this name, None when it is not one of ours."""

    def size(self, lying: int) -> int:
        """How many bytes a content has whose file has so many."""

    def writing(self) -> Written:
        """Begin to write one."""

    def read(self, file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` to before `end`; fewer when the file is damaged."""


class AsItIs:
    """The bytes themselves, named by their sha256."""

    def name(self, sha256: str) -> str:
        """The digest."""
        return sha256

    def digest(self, name: str) -> str | None:
        """The name, unless a desktop or another program put it there."""
        return name if _SHA256.fullmatch(name) else None

    def size(self, lying: int) -> int:
        """The same."""
        return lying

    def writing(self) -> Written:
        """Everything as it comes."""
        return self

    def add(self, plain: bytes) -> Iterator[bytes]:
        """The same."""
        yield plain

    def end(self) -> Iterator[bytes]:
        """Nothing."""
        return iter(())

    def read(self, file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
        """As they lie there."""
        file.seek(start)
        while start < end:
            chunk = file.read(min(CHUNK, end - start))
            if not chunk:
                return
            start += len(chunk)
            yield chunk


class Sealed:
    """Sealed as the vault seals, with keys of their own.

    The name is a keyed digest of the sha256 that whoever has the key can turn back: AES-SIV, whose result says no more
    of it than a keyed hash would, so that a check tells whose a file is without reading it.
    """

    def __init__(self, store_key: bytes) -> None:
        self._key = derive(store_key, "service contents")
        self._names = AESSIV(derive(store_key, "service names", 64))

    def name(self, sha256: str) -> str:
        """In hexadecimal, for file systems that do not tell capitals from small letters."""
        return self._names.encrypt(bytes.fromhex(sha256), None).hex()

    def digest(self, name: str) -> str | None:
        """None also for what was named with another key."""
        with suppress(ValueError, InvalidTag):
            return self._names.decrypt(bytes.fromhex(name), None).hex()
        return None

    def size(self, lying: int) -> int:
        """Without what sealing adds."""
        return plain_size(lying)

    def writing(self) -> Written:
        """In chunks, each on its own."""
        return Sealer(self._key, _PURPOSE)

    def read(self, file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
        """Only the chunks in which they lie are opened."""
        with suppress(Unsealable):
            yield from unseal_part(self._key, file, _PURPOSE, start, end)


AS_IT_IS = AsItIs()
