"""Whom do we tell, and in what words? A client library for OIO Sag and Dokument services, usable alone."""

from sagsbud.sagdok.client import SagDokumentClient
from sagsbud.sagdok.filing import SagDokumentFiling

__all__ = ["SagDokumentClient", "SagDokumentFiling"]
