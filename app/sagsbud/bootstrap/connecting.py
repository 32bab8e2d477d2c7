"""The rooms that speak with the service. Importing this loads HTTP and its models."""

from collections.abc import Callable

from sagsbud.bootstrap.following import path_of
from sagsbud.domain.filingports import FilingService
from sagsbud.sagdok import SagDokumentClient, SagDokumentFiling
from sagsbud.sagdok.handing import SagDokumentHanding
from sagsbud.sagdok.mapping import Belonging
from sagsbud.sagdok.pacing import Pace
from sagsbud.sagdok.reviewing import SagDokumentReview
from sagsbud.system.settings import Settings
from sagsbud.system.tokens import BearerTokenFile
from sagsbud.system.wayout import way_out

BYTES_IN_KBIT = 125


def client_for(
    url: str, settings: Settings, authorization: Callable[[], str | None] | None = None
) -> SagDokumentClient:
    """A client that goes the way the settings say. Never raises: a way that cannot be gone refuses each request.

    With `authorization` it logs in as that says, and not as the settings do.
    """
    certificate, key = path_of(settings.client_certificate), path_of(settings.client_key)
    token = path_of(settings.token_file)
    return SagDokumentClient(
        url,
        ca_file=path_of(settings.ca_file),
        client_certificate=(certificate, key) if certificate else None,
        proxy=way_out(url, settings.proxy),
        pace=Pace(settings.bandwidth_kbits * BYTES_IN_KBIT),
        authorization=authorization or (BearerTokenFile(token) if token else None),
    )


def filing_over(client: SagDokumentClient, settings: Settings) -> SagDokumentFiling:
    """Filing as the settings' authority and unit."""
    return SagDokumentFiling(client, Belonging(settings.authority, settings.unit))


def handing_over(
    client: SagDokumentClient, filing: FilingService, review: SagDokumentReview, settings: Settings
) -> SagDokumentHanding:
    """Giving to colleagues and receiving from them, as the settings' authority and unit."""
    return SagDokumentHanding(client, filing, review, Belonging(settings.authority, settings.unit))


def review_over(client: SagDokumentClient, filing: FilingService) -> SagDokumentReview:
    """The supervisor's side of the same service."""
    return SagDokumentReview(client, filing)
