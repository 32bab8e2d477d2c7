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


def derive(master: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose from the master key."""
    return HKDF(hashes.SHA256(), 32, None, purpose.encode()).derive(master)


def seal(key: bytes, chunks: Iterable[bytes], purpose: bytes) -> Iterator[bytes]:
    """The sealed form of the chunks, piece by piece."""
    prefix = os.urandom(_PREFIX)
    cipher, head = AESGCM(key), MAGIC + prefix
    yield head
    waiting, number = b"", 0
    for chunk in _even(chunks):
        if waiting:
            yield cipher.encrypt(_nonce(prefix, number, last=False), waiting, head + purpose)
            number += 1
        waiting = chunk
    yield cipher.encrypt(_nonce(prefix, number, last=True), waiting, head + purpose)


class Unsealed(io.RawIOBase):
    """The plain bytes of a sealed file as a stream. Raises Unsealable at the first damaged chunk.

    With `expected`, a sha256, the last chunk comes only when the whole is what was asked for: whoever passes the
    stream on never passes on all of a wrong document. The end can be asked for (`seek(0, SEEK_END)`), so that the
    length is known before anything is read; reading itself only goes forward.
    """

    def __init__(self, key: bytes, sealed: IO[bytes], purpose: bytes, expected: str | None = None) -> None:
        self._sealed = sealed
        self.size = _plain_size(sealed.seek(0, os.SEEK_END))
        sealed.seek(0)
        head = sealed.read(_HEAD)
        if len(head) != _HEAD or not head.startswith(MAGIC):
            raise Unsealable
        self._cipher, self._prefix, self._extra = AESGCM(key), head[len(MAGIC) :], head + purpose
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
        try:
            plain = self._cipher.decrypt(nonce, current, self._extra)
        except (InvalidTag, ValueError):
            raise Unsealable from None
        if self._expected is not None:
            self._digest.update(plain)
            if self._done and self._digest.hexdigest() != self._expected:
                raise Unsealable
        return plain


def _plain_size(sealed: int) -> int:
    chunks = max(1, -(-(sealed - _HEAD) // (CHUNK + _TAG)))
    return max(0, sealed - _HEAD - chunks * _TAG)


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)


def _even(chunks: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for chunk in chunks:
        if not waiting and len(chunk) == CHUNK:
            yield chunk
            continue
        waiting += chunk
        while len(waiting) >= CHUNK:
            yield bytes(waiting[:CHUNK])
            del waiting[:CHUNK]
    if waiting:
        yield bytes(waiting)
