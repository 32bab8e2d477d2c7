"""Rooms that are opened when something is first asked of them, so that the window is there before they are.

What they import is heavy (numerics, HTTP, child processes) and none of it is needed to show the rows of the store.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Later:
    """Stands in for a room. Safe to ask from several threads; an opening that fails is tried again when asked again."""

    def __init__(self, opening: Callable[[], Any]) -> None:
        self.__opening = opening
        self.__opened = Lock()
        self.__room: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(Later.room(self), name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_Later__"):
            super().__setattr__(name, value)
        else:
            setattr(Later.room(self), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(Later.room(self), name)

    def room(self) -> Any:
        """The room itself, opened now when nobody asked before. Raises what its opening raises."""
        with self.__opened:
            if self.__room is None:
                self.__room = self.__opening()
            return self.__room

    def close_room(self) -> None:
        """Close the room, if it was ever opened. Its own `close` is asked of the room, like all else."""
        with self.__opened:
            if self.__room is not None:
                self.__room.close()


def opened(room: T) -> T:
    """The room itself, opened now if it is still closed."""
    return cast(T, Later.room(room)) if isinstance(room, Later) else room


def close_opened(room: object) -> None:
    """Close a room that stands to be opened later, if it was."""
    if isinstance(room, Later):
        Later.close_room(room)


class Rooms:
    """The rooms of one house that are opened later; `open` opens those that are still closed."""

    def __init__(self) -> None:
        self._all: list[Later] = []

    def later(self, opening: Callable[[], T]) -> T:
        """What `opening` makes, made when something is first asked of it."""
        stand_in = Later(opening)
        self._all.append(stand_in)
        return cast(T, stand_in)

    def open(self) -> None:
        """Open them all, in the order they were named."""
        for one in self._all:
            Later.room(one)
