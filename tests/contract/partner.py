"""Filing services under test: the adapter over the embedded service, and the one in memory."""

from collections.abc import Callable
from dataclasses import dataclass

from sagsbud.domain.filingports import FilingService
from sagsbud.domain.ids import DokumentId, SagId
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.sagdok import SagDokumentClient, SagDokumentFiling
from sagsbud.sagdok.setup import put_sag

from tests.support.filing import MemoryService
from tests.support.orders import KLE


@dataclass
class Partner:
    """A service under test, with ways to change its world behind its back."""

    filing: FilingService
    add_sag: Callable[[SagRef], None]
    delete_sag: Callable[[SagId], None]
    delete_dokument: Callable[[DokumentId], None]
    unreachable: Callable[[], FilingService]
    posts: Callable[[SagId], list[DokumentId]]


def memory_partner() -> Partner:
    """In memory."""
    memory = MemoryService(proves_many=True)
    memory.add_klasse(KLE)
    away = MemoryService(closed=True)
    return Partner(
        filing=memory,
        add_sag=memory.add_sag,
        delete_sag=memory.delete,
        delete_dokument=memory.delete,
        unreachable=lambda: away,
        posts=memory.posts,
    )


def embedded_partner(client: SagDokumentClient) -> Partner:
    """Behind the client."""

    def posts(sag: SagId) -> list[DokumentId]:
        registration = client.newest("sag", "sag", sag) or {}
        found = registration["relationer"].get("journalpost", [])
        return [DokumentId(post["uuid"]) for post in found if post.get("uuid")]

    return Partner(
        filing=SagDokumentFiling(client),
        add_sag=lambda sag: put_sag(client, sag),
        delete_sag=lambda sag: client.delete("sag", "sag", sag),
        delete_dokument=lambda dokument: client.delete("dokument", "dokument", dokument),
        unreachable=lambda: SagDokumentFiling(SagDokumentClient("http://127.0.0.1:9")),
        posts=posts,
    )
