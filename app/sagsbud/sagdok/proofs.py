"""The proof of many filings at once, of a service that can give it: its answer in the domain's words."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sagsbud.domain.errors import Busy
from sagsbud.domain.ids import Digest, DokumentId, SagId
from sagsbud.domain.sagsobjekter import DokumentProof


def proofs_of(answer: Mapping[str, Any]) -> dict[DokumentId, DokumentProof]:
    """What an answer proves. Raises Busy for what is none."""
    try:
        proofs = [_proof(given) for given in answer["proofs"]]
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Busy(None, cause="unintelligible") from None
    return {proof.dokument: proof for proof in proofs}


def _proof(given: Mapping[str, Any]) -> DokumentProof:
    return DokumentProof(
        dokument=DokumentId(UUID(given["uuid"])),
        fratidspunkt=str(given["registreringstid"]),
        contents=frozenset(Digest(sha256) for sha256 in given["sha256"]),
        sager=frozenset(SagId(UUID(uuid)) for uuid in given["tilknyttedesager"]),
        journals=frozenset(SagId(UUID(uuid)) for uuid in given["journaliseret"]),
    )
