"""Whom do we tell, and in what words? A client library for OIO Sag and Dokument services, usable alone."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sagsbud.sagdok.client import SagDokumentClient
    from sagsbud.sagdok.filing import SagDokumentFiling

__all__ = ["SagDokumentClient", "SagDokumentFiling"]

_HOMES = {"SagDokumentClient": "client", "SagDokumentFiling": "filing"}


def __getattr__(name: str) -> Any:
    """Load the client when it is asked for: whoever only wants the models (the service) starts without HTTP."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
