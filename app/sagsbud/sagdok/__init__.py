"""Whom do we tell, and in what words? A client library for OIO Sag and Dokument services, usable alone."""

from typing import TYPE_CHECKING

from sagsbud.lazily import loading

if TYPE_CHECKING:
    from sagsbud.sagdok.capabilities import Capabilities
    from sagsbud.sagdok.changes import Change, Changes
    from sagsbud.sagdok.client import SagDokumentClient
    from sagsbud.sagdok.filing import SagDokumentFiling
    from sagsbud.sagdok.login import Bearer, SamlAssertion
    from sagsbud.sagdok.models.values import Virkning
    from sagsbud.sagdok.oidc import OidcLogin
    from sagsbud.sagdok.simple import Document, file_document
    from sagsbud.sagdok.transport import Timeouts

__all__ = [
    "Bearer", "Capabilities", "Change", "Changes", "Document", "OidcLogin", "SagDokumentClient", "SagDokumentFiling", "SamlAssertion",
    "Timeouts", "Virkning", "file_document",
]  # fmt: skip

__getattr__ = loading(
    __name__,
    {
        "Bearer": "login",
        "Capabilities": "capabilities",
        "Change": "changes",
        "Changes": "changes",
        "Document": "simple",
        "OidcLogin": "oidc",
        "SagDokumentClient": "client",
        "SagDokumentFiling": "filing",
        "SamlAssertion": "login",
        "Timeouts": "transport",
        "Virkning": "models.values",
        "file_document": "simple",
    },
)
"""Whoever only wants the models (the service) starts without HTTP."""
