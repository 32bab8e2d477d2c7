"""What is filed in a chaos run: letters and mails with attachments, the same for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid5

from sagsbud.domain.ids import SagId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.sagsobjekter import SagFremdrift, SagRef

KLE = KleNummer("01.02.03")
SMALLEST, LARGEST = 500, 60_000
"""Bytes of a content."""
MAIL_SHARE = 0.2
MOST_ATTACHMENTS = 3
_SPACE = UUID("6e0f4c1e-5f5e-4b53-9d0e-6a5d0b8f3a11")


@dataclass(frozen=True)
class Planned:
    """One document with its attachments: `number` counts documents, `parts` is how many Dokumenter it becomes."""

    number: int
    client: int
    sag: int
    parts: int


def plan(seed: int, filings: int, sager: int, clients: int) -> list[Planned]:
    """Documents that become exactly `filings` Dokumenter."""
    chance = random.Random(f"plan:{seed}")
    documents: list[Planned] = []
    left = filings
    while left:
        parts = 1 + chance.randint(1, MOST_ATTACHMENTS) if chance.random() < MAIL_SHARE else 1
        parts = min(parts, left)
        number = len(documents)
        documents.append(Planned(number, number % clients, chance.randrange(sager), parts))
        left -= parts
    return documents


def contents(seed: int, document: Planned) -> Iterator[bytes]:
    """The bytes of the document and its attachments."""
    for part in range(document.parts):
        chance = random.Random(f"content:{seed}:{document.number}:{part}")
        yield f"Dokument {document.number} del {part}\n".encode() + chance.randbytes(chance.randint(SMALLEST, LARGEST))


def sag_number(sag: int) -> str:
    """How people call the Sag."""
    return f"26/{10_000 + sag}"


def sag_uuid(sag: int) -> UUID:
    """Its uuid."""
    return uuid5(_SPACE, f"sag {sag_number(sag)}")


def sag_ref(sag: int) -> SagRef:
    """The Sag as an order names it."""
    return SagRef(SagId(sag_uuid(sag)), sag_number(sag), f"Prøvesag {sag}", SagFremdrift.OPLYST, KLE)
