"""Opening a house in a process of its own. Its process starts before all else is imported: a window waits for it."""

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sagsbud.ownprogram import own_program, start_by_itself

if TYPE_CHECKING:
    from sagsbud.apart.distant import DistantHouse
    from sagsbud.apart.wire import Wire


class HouseProcess:
    """A house that is being opened next door, from the moment this is made. `open` waits for it."""

    def __init__(self, profile: str | None, data: Path | None, service: str | None) -> None:
        given = json.dumps({"profile": profile, "data": str(data) if data else None, "service": service})
        self._process = start_by_itself([*own_program("--house", "sagsbud.bootstrap.nextdoor"), given])

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @cached_property
    def _wire(self) -> "Wire":
        from sagsbud.apart.wire import Wire

        assert self._process.stdout
        assert self._process.stdin
        return Wire(self._process.stdout, self._process.stdin)

    def open(self) -> "DistantHouse":
        """The house, with its language in use here too. Raises what opening it raised."""
        from sagsbud.apart.distant import DistantHouse
        from sagsbud.apart.surface import Failed, Opened
        from sagsbud.apart.wire import LineEnded, Question
        from sagsbud.domain.errors import StoreError, Trouble

        try:
            while isinstance(word := self._wire.receive(), Question):
                self._wire.send(_passphrase())
        except LineEnded:
            self.close()
            raise StoreError(Trouble.HOUSE_ENDED) from None
        if isinstance(word, Opened):
            house = DistantHouse(self._wire, word, ended=self._wait, speak=_speak)
            _speak(house.preferences.value("language"))
            return house
        self.close()
        assert isinstance(word, Failed), "the first word is one of the two"
        raise word.error

    def close(self) -> None:
        """Nobody wants the house any more; wait until its process is gone."""
        self._wire.close()
        self._wait()

    def _wait(self) -> None:
        self._process.wait()


def open_house_apart(profile: str | None, data: Path | None, service: str | None) -> "DistantHouse":
    """Open a house in a process of its own. Raises as `open_house`."""
    return HouseProcess(profile, data, service).open()


def _speak(language: str) -> None:
    from sagsbud import i18n
    from sagsbud.shipped import resources

    i18n.use_language(language, resources() / "translations")


def _passphrase() -> str | None:
    from sagsbud.bootstrap.profile import ask_passphrase

    return ask_passphrase()
