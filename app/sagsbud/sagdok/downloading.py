"""A content as it comes, read like a file: memory stays flat whatever the size."""

import io
from collections.abc import Iterator


class PieceStream(io.RawIOBase):
    """Pieces of bytes as a stream that goes forward."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill from the next piece; 0 when there is none. Raises ServiceError."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = piece
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size
