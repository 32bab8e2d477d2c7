"""An embedded service in this process, with a Klasse and Sager to file on."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sagsbud.domain.klassifikation import KleEmne
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.setup import put_klasser, put_sag
from sagsbud.service.main import EmbeddedService, Options

from tests.support.orders import KLE


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
