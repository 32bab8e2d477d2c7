"""Whom do we tell, and in what words? A client library for OIO Sag and Dokument services, usable alone."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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

_HOMES = {
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
}


def __getattr__(name: str) -> Any:
    """Load a part when it is asked for: whoever only wants the models (the service) starts without HTTP."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
