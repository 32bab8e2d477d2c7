"""Sealing bytes: AES-256-GCM in chunks, so that a gigabyte needs no gigabyte of memory.

A sealed file is `SGB1`, a random 7-byte prefix, then chunks of at most CHUNK plain bytes with their 16-byte tag.
The nonce of a chunk is prefix + 4-byte number + 1 byte that is 1 for the last chunk, so chunks can neither be cut
off, swapped nor repeated. The header and the file's purpose are authenticated with every chunk.
"""

import hashlib
import io
import os
import struct
from collections.abc import Iterable, Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"SGB1"
CHUNK = 1 << 20
_PREFIX = 7
_TAG = 16
_HEAD = len(MAGIC) + _PREFIX


class Unsealable(Exception):
    """The sealed bytes are damaged, cut off, sealed with another key, or not the ones that were asked for."""


def derive(master: bytes, purpose: str, length: int = 32) -> bytes:
    """A key for one purpose from the master key."""
    return HKDF(hashes.SHA256(), length, None, purpose.encode()).derive(master)


def seal(key: bytes, chunks: Iterable[bytes], purpose: bytes) -> Iterator[bytes]:
    """The sealed form of the chunks, piece by piece."""
    sealer = Sealer(key, purpose)
    for chunk in chunks:
        yield from sealer.add(chunk)
    yield from sealer.end()


class Sealer:
    """Seals bytes as they come; it never holds more than one chunk of them."""

    def __init__(self, key: bytes, purpose: bytes) -> None:
        self._cipher, self._prefix = AESGCM(key), os.urandom(_PREFIX)
        self._head = MAGIC + self._prefix
        self._extra = self._head + purpose
        self._waiting = bytearray()
        self._number = 0

    def add(self, plain: bytes) -> Iterator[bytes]:
        """What of the sealed form can be written now."""
        left = memoryview(plain)
        while left:
            if len(self._waiting) == CHUNK:  # only now is it known not to be the last
                yield from self._chunk(last=False)
            room = CHUNK - len(self._waiting)
            self._waiting += left[:room]
            left = left[room:]

    def end(self) -> Iterator[bytes]:
        """The rest of it. Nothing can be added any more."""
        yield from self._chunk(last=True)

    def _chunk(self, *, last: bool) -> Iterator[bytes]:
        if self._number == 0:
            yield self._head
        yield self._cipher.encrypt(_nonce(self._prefix, self._number, last=last), self._waiting, self._extra)
        self._number += 1
        self._waiting = bytearray()


def unseal_part(key: bytes, sealed: IO[bytes], purpose: bytes, start: int, end: int) -> Iterator[bytes]:
    """The plain bytes from `start` to before `end`, of which at least one is there: no other chunks are read.

    Raises Unsealable.
    """
    last = _chunks(sealed.seek(0, os.SEEK_END)) - 1
    sealed.seek(0)
    prefix, extra = _opened(sealed, purpose)
    cipher, number = AESGCM(key), start // CHUNK
    sealed.seek(_HEAD + number * (CHUNK + _TAG))
    while start < end:
        plain = _unsealed(cipher, _nonce(prefix, number, last=number == last), sealed.read(CHUNK + _TAG), extra)
        wanted = plain[start - number * CHUNK : end - number * CHUNK]
        if not wanted:
            raise Unsealable
        yield wanted
        start += len(wanted)
        number += 1


class Unsealed(io.RawIOBase):
    """The plain bytes of a sealed file as a stream. Raises Unsealable at the first damaged chunk.

    With `expected`, a sha256, the last chunk comes only when the whole is what was asked for: whoever passes the
    stream on never passes on all of a wrong document. The end can be asked for (`seek(0, SEEK_END)`), so that the
    length is known before anything is read; reading itself only goes forward.
    """

    def __init__(self, key: bytes, sealed: IO[bytes], purpose: bytes, expected: str | None = None) -> None:
        self._sealed = sealed
        self.size = plain_size(sealed.seek(0, os.SEEK_END))
        sealed.seek(0)
        self._cipher, (self._prefix, self._extra) = AESGCM(key), _opened(sealed, purpose)
        self._expected = expected
        self._digest = hashlib.sha256()
        self._number = 0
        self._next = sealed.read(CHUNK + _TAG)
        self._plain = memoryview(b"")
        self._done = False
        self._at = 0
        self._shown = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._shown

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_END and offset == 0:
            self._shown = self.size
        elif whence == os.SEEK_SET and offset == self._at:
            self._shown = self._at
        else:
            raise io.UnsupportedOperation("a sealed stream only goes forward")
        return self._shown

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        while not self._plain and not self._done:
            self._plain = memoryview(self._chunk())
        size = min(len(buffer), len(self._plain))
        buffer[:size] = self._plain[:size]
        self._plain = self._plain[size:]
        self._at += size
        self._shown = self._at
        return size

    def readall(self) -> bytes:
        pieces = [bytes(self._plain)]
        self._plain = memoryview(b"")
        while not self._done:
            pieces.append(self._chunk())
        whole = b"".join(pieces)
        self._at += len(whole)
        self._shown = self._at
        return whole

    def close(self) -> None:
        self._sealed.close()
        super().close()

    def _chunk(self) -> bytes:
        current, self._next = self._next, self._sealed.read(CHUNK + _TAG)
        self._done = not self._next
        nonce = _nonce(self._prefix, self._number, last=self._done)
        self._number += 1
        plain = _unsealed(self._cipher, nonce, current, self._extra)
        if self._expected is not None:
            self._digest.update(plain)
            if self._done and self._digest.hexdigest() != self._expected:
                raise Unsealable
        return plain


def plain_size(sealed: int) -> int:
    """How many bytes are sealed in a file of so many."""
    return max(0, sealed - _HEAD - _chunks(sealed) * _TAG)


def _chunks(sealed: int) -> int:
    return max(1, -(-(sealed - _HEAD) // (CHUNK + _TAG)))


def _opened(sealed: IO[bytes], purpose: bytes) -> tuple[bytes, bytes]:
    """Prefix of the nonces and what is authenticated, from the head of a file."""
    head = sealed.read(_HEAD)
    if len(head) != _HEAD or not head.startswith(MAGIC):
        raise Unsealable
    return head[len(MAGIC) :], head + purpose


def _unsealed(cipher: AESGCM, nonce: bytes, sealed: bytes, extra: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, sealed, extra)
    except (InvalidTag, ValueError):
        raise Unsealable from None


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)
