"""The unit's keywords over what this profile has filed: try first, then keep."""

from collections.abc import Mapping
from pathlib import Path

from sagsbud.bootstrap.profile import prepare, starter_plan
from sagsbud.domain.frozen import frozen
from sagsbud.suggest.catalogue import LocalKleCatalogue
from sagsbud.suggest.memory import FilingMemory
from sagsbud.suggest.sager import LocalSagDirectory
from sagsbud.suggest.unitwords import UnitWords
from sagsbud.suggest.workbench import Move, moves
from sagsbud.system.keys import master_key

PAST = 5_000
"""So many of the newest filings are judged; more take longer than anybody waits."""


@frozen
class Trial:
    """What a change of words would do: of `judged` past filings these move; `sagsnumre` names their Sager by uuid."""

    judged: int
    moves: tuple[Move, ...]
    sagsnumre: Mapping[str, str]


def unit_words(profile: str | None, data: Path | None) -> UnitWords:
    """The words in use."""
    return _catalogue(profile, data).unit_words


def try_words(profile: str | None, data: Path | None, words: UnitWords) -> Trial:
    """Judge the past filings with and without the change; nothing is kept. Raises StoreError without the key."""
    folders, _ = prepare(profile, data)
    catalogue = _catalogue(profile, data)
    if not folders.outbox.exists():
        return Trial(0, (), {})
    key = master_key(folders, on_loopback=True).key
    memory = FilingMemory(folders.data / "memory.db", key)
    directory = LocalSagDirectory(folders.data / "sager.db", key)
    try:
        past = memory.past(PAST)
        moved = tuple(moves(catalogue.loaded, catalogue.tried(words), past))
        names = {str(sag.id): sag.sagsnummer for sag in directory.all()}
    finally:
        memory.close()
        directory.close()
    return Trial(len(past), moved, names)


def use_words(profile: str | None, data: Path | None, words: UnitWords) -> None:
    """Keep the words. Raises OSError."""
    _catalogue(profile, data).use_unit_words(words)


def _catalogue(profile: str | None, data: Path | None) -> LocalKleCatalogue:
    folders, _ = prepare(profile, data)
    folders.make()
    folders.kle.mkdir(exist_ok=True)
    return LocalKleCatalogue(starter_plan(), folders.kle)
