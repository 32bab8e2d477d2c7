"""Ids as distinct types, so that one cannot be passed where another is meant."""

from typing import NewType
from uuid import UUID, uuid4

DokumentId = NewType("DokumentId", UUID)
"""The Dokument's uuid in the service, minted by us when the order is decided."""
SagId = NewType("SagId", UUID)
"""The Sag's uuid in the service."""
KlasseId = NewType("KlasseId", UUID)
"""The uuid of a Klasse (a KLE number or facet) in the service's Klassifikation."""
AktoerId = NewType("AktoerId", UUID)
"""A Bruger, OrganisationEnhed or ItSystem that acts."""
ItemId = NewType("ItemId", UUID)
"""One thing that arrived: a file or a mail, for as long as this machine knows it."""
OrderId = NewType("OrderId", UUID)
"""One decision to file an item; a changed decision gets a new id."""
BatchId = NewType("BatchId", UUID)
"""One bulk import; its items stay out of the inbox until asked for."""
Digest = NewType("Digest", str)
"""Lower-case hexadecimal sha256 of the bytes as they arrived."""
MessageId = NewType("MessageId", str)
"""RFC 5322 Message-ID without angle brackets. Not unique: different mails share one."""


def new_item_id() -> ItemId:
    """A fresh random ItemId."""
    return ItemId(uuid4())


def new_order_id() -> OrderId:
    """A fresh random OrderId."""
    return OrderId(uuid4())


def new_sag_id() -> SagId:
    """A fresh random SagId."""
    return SagId(uuid4())


def new_dokument_id() -> DokumentId:
    """A fresh random DokumentId."""
    return DokumentId(uuid4())
