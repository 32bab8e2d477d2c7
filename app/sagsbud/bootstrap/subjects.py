"""The subjects a service of our own must know before anything can be filed in it."""

from pathlib import Path

from sagsbud.domain.errors import ServiceError
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.setup import put_facetter, put_klasser
from sagsbud.suggest.catalogue import LocalKleCatalogue

MARK = "subjects"
"""In the service's folder: the edition whose subjects it has, so that a later start need not ask."""


def teach_embedded(client: SagDokumentClient, catalogue: LocalKleCatalogue, folder: Path) -> None:
    """Give the embedded service every subject and facet of the edition in use; nothing when it has them.

    A service that does not answer now is taught at the next start: the window opens all the same.
    """
    mark, edition = folder / MARK, f"{catalogue.edition} {len(catalogue.loaded.emner)}"
    try:
        if mark.read_text(encoding="utf-8") == edition:
            return
    except (OSError, UnicodeDecodeError):
        pass  # never taught, or it cannot be known
    try:
        put_klasser(client, catalogue.emner())
        put_facetter(client, [(facet.nummer, facet.titel) for facet in catalogue.facetter()])
    except ServiceError:
        return
    mark.write_text(edition, encoding="utf-8")
