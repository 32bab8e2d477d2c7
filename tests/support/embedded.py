"""An embedded service in this process, with a Klasse and Sager to file on."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sagsbud.bootstrap import House, open_house
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.ids import ItemId
from sagsbud.domain.klassifikation import KleEmne
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.setup import put_klasser, put_sag
from sagsbud.service.main import EmbeddedService, Options

from tests.support.orders import KLE
from tests.support.profiles import begun


@contextmanager
def embedded(folder: Path, sager: Iterable[SagRef] = ()) -> Iterator[EmbeddedService]:
    """A running service on SQLite below the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    options = Options(database=f"sqlite:///{folder / 'service.db'}", content=folder / "content", port=0)
    service = EmbeddedService(options).start()
    try:
        with SagDokumentClient(service.url) as client:
            put_klasser(client, [KleEmne(KLE, "Byggesager")])
            for sag in sager:
                put_sag(client, sag)
        yield service
    finally:
        service.stop()


@contextmanager
def house_on_embedded(folder: Path, sager: Iterable[SagRef]) -> Iterator[House]:
    """The whole program without a face, on such a service; no thread of its own runs."""
    with (
        embedded(folder / "service", sager) as service,
        open_house(data=begun(folder / "data"), service=service.url) as opened,
    ):
        yield opened


def dropped(house: House, path: Path) -> ItemId:
    """The item of a file that is taken in here and now."""
    (answer,) = house.engine.take_now(path, Source(SourceKind.DROP))
    assert answer.item is not None
    return answer.item
