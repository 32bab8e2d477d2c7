"""What reading, suggesting and the subject plan need, without a store or a service."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from sagsbud.bootstrap.profile import prepare, starter_plan
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.extract.pool import ChildExtractor
from sagsbud.suggest.catalogue import LocalKleCatalogue
from sagsbud.suggest.classify import classify
from sagsbud.suggest.sager import LocalSagDirectory
from sagsbud.suggest.suggester import LocalSuggester
from sagsbud.system.keys import master_key


@dataclass
class Reader:
    """What reading and suggesting need, without a store."""

    extractor: ChildExtractor
    suggester: LocalSuggester
    _closing: list[Callable[[], None]]

    @property
    def workers(self) -> int:
        """How many files are read at a time."""
        return self.extractor.workers

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for close in self._closing:
            close()


def open_reader(profile: str | None, data: Path | None) -> Reader:
    """For `inspect`: with what this profile has learned when its key is at hand, else from the subject plan alone."""
    folders, preferences = prepare(profile, data)
    catalogue = LocalKleCatalogue(starter_plan(), folders.kle if folders.kle.exists() else None)
    extractor = ChildExtractor(own_domains=preferences.current.own_domains)
    try:
        known = folders.outbox.exists()
        key = master_key(folders, on_loopback=True).key if known else None
    except StoreError as error:
        if error.trouble not in (Trouble.NO_KEYRING, Trouble.KEYRING_LOCKED):
            raise
        key = None
    sager = folders.data / "sager.db" if key else Path(":memory:")
    memory = folders.data / "memory.db" if key else Path(":memory:")
    directory = LocalSagDirectory(sager, key or bytes(32))
    suggester = LocalSuggester(catalogue, directory, memory, key or bytes(32))
    return Reader(extractor, suggester, [extractor.close, suggester.close, directory.close])


def open_catalogue(profile: str | None, data: Path | None) -> LocalKleCatalogue:
    """The subject plan of a profile."""
    folders, _ = prepare(profile, data)
    return LocalKleCatalogue(starter_plan(), folders.kle if folders.kle.exists() else None)


def classifier(
    profile: str | None, data: Path | None, index: Path | None
) -> Callable[[Iterable[str], TextIO, Iterable[str] | None], list[str]]:
    """`classify` over a profile's subject plan, or over the plan in a file."""
    if index is None:
        catalogue = open_catalogue(profile, data)
    else:
        catalogue = LocalKleCatalogue(starter_plan())
        catalogue.install(index)
    return lambda source, out, learn: classify(catalogue, source, out, learn)
