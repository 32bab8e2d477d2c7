"""One client of a chaos run: takes and promises its documents, delivers, and acts as a person where one is needed.

It may be killed at any moment and goes on where it was. What it acknowledged it says in a file that is only appended
to: one JSON line a document, written after the promise returned. A second such file grows by a byte for each document
acknowledged and each filed.
"""

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID

from sagsbud.domain.arrival import IntakeItem, Source, SourceKind
from sagsbud.domain.errors import StoreError
from sagsbud.domain.ids import AktoerId, new_dokument_id, new_item_id, new_order_id
from sagsbud.domain.orders import DokumentDraft, FilingOrder, OutboxEntry, Priority
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.sagsobjekter import Dokumenttype
from sagsbud.domain.states import NEEDS_PERSON, IllegalTransition, OrderEvent, OrderState
from sagsbud.intake.taker import FileTaker
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.delivery import Deliverer
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault
from sagsbud.sagdok import SagDokumentClient, SagDokumentFiling

from tests.chaos.plan import KLE, Planned, contents, plan, sag_ref

KEY = bytes(range(32))
"""A key of the test; the real one comes from a keyring."""


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


class Client:
    """One person's program."""

    def __init__(self, folder: Path, seed: int, number: int, service: SagDokumentClient, acks: Path) -> None:
        self._progress = os.open(acks.with_suffix(".progress"), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._seed = seed
        self._who = Aktoer(AktoerId(UUID(int=100 + number)))
        self.vault = SealedVault(folder / "vault", KEY)
        self.database = EncryptedDatabase(folder / "outbox.db", KEY)
        self.outbox = SealedOutbox(self.database, self.vault, now)
        self.taker = FileTaker(self.vault, self.outbox, now)
        self._acks = os.open(acks, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._acked = {json.loads(line)["document"] for line in acks.read_text().splitlines() if line.endswith("}")}
        self.deliverer = Deliverer(
            self.outbox, self.vault, SagDokumentFiling(service), url="chaos", lock_file=folder / "delivery.lock",
            clock=now, changed=lambda entry: None, filed=lambda entry: self._advance(),
        )  # fmt: skip

    def file_all(self, documents: Sequence[Planned]) -> None:
        """One after another, as a folder is emptied."""
        for document in documents:
            self.file(document)

    def file(self, document: Planned) -> None:
        """Take, decide and promise; again is fine."""
        if document.number in self._acked:
            return
        main, *parts = contents(self._seed, document)
        entry, _taken = self.taker.take_bytes(f"brev-{document.number}.txt", main, Source(SourceKind.FOLDER), now())
        if entry.state is OrderState.DRAFT:
            self._attach(entry, parts)
            entry = self.outbox.promise(entry.item.id, self._order(document, entry))
        self._acknowledge(document, entry)
        self.deliverer.wake()

    def _attach(self, mail: OutboxEntry, parts: list[bytes]) -> None:
        items = []
        for place, part in enumerate(parts, start=1):
            digest, size = self.vault.put(BytesIO(part))
            name, source = f"bilag-{place}.bin", Source(SourceKind.ATTACHMENT)
            item = IntakeItem(new_item_id(), digest, size, name, source, mail.item.received_at)
            items.append(replace(item, parent=mail.item.id, position=place))
        if items:
            self.outbox.add_children(mail.item.id, items)

    def _order(self, document: Planned, entry: OutboxEntry) -> FilingOrder:
        children = self.outbox.children(entry.item.id)
        return FilingOrder(
            id=new_order_id(),
            sag=sag_ref(document.sag),
            kle=KLE,
            main=_draft(entry.item, f"Dokument {document.number}"),
            bilag=tuple(_draft(child.item, f"Bilag {child.item.position}") for child in children),
            decided_by=self._who,
            decided_at=now(),
            priority=Priority.BULK if document.number % 3 else Priority.USER,
        )

    def _acknowledge(self, document: Planned, entry: OutboxEntry) -> None:
        assert entry.order is not None
        drafts = [[str(draft.dokument), draft.digest] for draft in entry.order.drafts]
        line = json.dumps({"document": document.number, "sag": str(entry.order.sag.id), "drafts": drafts})
        os.write(self._acks, line.encode() + b"\n")
        self._acked.add(document.number)
        self._advance()

    def _advance(self) -> None:
        os.write(self._progress, b".")

    def help_out(self) -> int:
        """Press »Try again« wherever it is offered, as a person would; how often."""
        helped = 0
        for entry in self.outbox.page(NEEDS_PERSON, limit=1000):
            reason = entry.problem.trouble.value if entry.problem else "?"
            print(f"helped {entry.state.value} {reason} {entry.problem.params if entry.problem else ''}", flush=True)
            try:
                self.outbox.act(entry.item.id, OrderEvent.RETRIED)
                helped += 1
            except IllegalTransition:
                continue
        return helped


def _draft(item: IntakeItem, titel: str) -> DokumentDraft:
    return DokumentDraft(
        dokument=new_dokument_id(), item=item.id, digest=item.digest, size=item.size, file_name=item.name,
        mime="application/octet-stream", titel=titel, beskrivelse=titel, dokumenttype=Dokumenttype.ANDET,
        brevdato=date(2026, 11, 20), received_at=item.received_at,
    )  # fmt: skip


def main() -> int:
    """Until everything of this client's share is filed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--service", required=True)
    parser.add_argument("--acks", type=Path, required=True)
    for name in ("--seed", "--filings", "--sager", "--clients", "--client"):
        parser.add_argument(name, type=int, required=True)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    args.acks.touch()
    documents = [one for one in plan(args.seed, args.filings, args.sager, args.clients) if one.client == args.client]
    with SagDokumentClient(args.service) as service:
        client = Client(args.folder, args.seed, args.client, service, args.acks)
        client.deliverer.start()
        taking = threading.Thread(target=client.file_all, args=(documents,), daemon=True)
        taking.start()
        while True:
            taking.join(0.5)
            try:
                client.help_out()
                counts = client.outbox.counts()
            except StoreError as error:
                print(f"store {error.trouble.value}", flush=True)
                time.sleep(0.5)
                continue
            if not taking.is_alive() and set(counts) <= {OrderState.FILED} and len(documents) == sum(counts.values()):
                break
        client.deliverer.stop()
        broken = client.outbox.chain_broken_at()
        client.database.close()
    return 0 if broken is None else 1


if __name__ == "__main__":
    sys.exit(main())
