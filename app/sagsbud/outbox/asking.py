"""How the service is asked: once more when the connection broke, and what is deleted named for what that means."""

from collections.abc import Callable
from typing import TypeVar

from sagsbud.domain.errors import Busy, Conflict, NotThere, Trouble, Unreachable
from sagsbud.outbox.health import is_no_connection

T = TypeVar("T")


def twice(ask: Callable[[], T]) -> T:
    """A read whose connection broke, or that somebody else's page answered, is simply asked again, once."""
    try:
        return ask()
    except Unreachable as error:
        if is_no_connection(error):
            raise
    except Busy as error:
        if error.params.get("cause") != "unintelligible":
            raise
    return ask()


def deleted_is(trouble: Trouble, ask: Callable[[], T]) -> T:
    """Asked of something deleted, it is a Conflict for this reason."""
    try:
        return ask()
    except NotThere:
        raise Conflict(trouble) from None
