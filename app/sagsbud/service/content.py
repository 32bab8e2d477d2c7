"""Contents by their sha256, each kept once: in a folder, or in the database, by what the service is told.

Whatever the place, a content is whole and durable when the row of its owner is committed, and gone soon after the last
owner is. Two things could break that, and every place has to stand them: a crash between the two, and a deletion by
one request of what another is just about to own.
"""

from collections.abc import Callable, Iterator
from typing import IO, Protocol

from sqlalchemy import Connection

from sagsbud.domain.frozen import frozen

CHUNK = 1 << 20


@frozen
class Stored:
    """A content that came whole and is not yet owned by anybody."""

    sha256: str
    size: int
    source: IO[bytes] | None = None
    """Its bytes, where they are not in their place yet."""
    place: Callable[[], None] = lambda: None
    """Bring it to its place, again if it was removed from there."""


class Incoming(Protocol):
    """A content being received. It ends with `drop`, also after `keep`."""

    def write(self, chunk: bytes) -> None:
        """Add bytes."""

    def keep(self) -> Stored:
        """All bytes have come: make them ready to be owned."""

    def drop(self) -> None:
        """Forget what was not kept."""


class ContentStore(Protocol):
    """A place for contents."""

    def receive(self) -> Incoming:
        """Begin to take a content."""

    def settle(self, connection: Connection, stored: Stored) -> None:
        """See to it that the content stays; called when the owner's row is written and before it is committed."""

    def size(self, sha256: str) -> int | None:
        """How many bytes are there, None for no such content."""

    def chunks(self, sha256: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` to before `end`; fewer when the content is removed meanwhile."""

    def discard(self, connection: Connection, sha256: str) -> None:
        """Remove the content; fine when it is gone."""

    def all(self) -> Iterator[str]:
        """The sha256 of everything that is there."""

    def may_be_stray(self, sha256: str, *, alone: bool) -> bool:
        """Whether a content without an owner can no longer be waiting for its row."""

    def remains(self, *, alone: bool) -> list[str]:
        """Names of uploads that were cut off: all when nobody else serves the place, else those past their grace."""

    def remove_remains(self, names: list[str]) -> None:
        """Forget these uploads."""

    def be_alone(self) -> bool:
        """Keep others from serving the place; False when somebody does already."""

    def share(self) -> bool:
        """Serve the place together with others; False when somebody is alone with it."""

    def close(self) -> None:
        """Give the place up."""
