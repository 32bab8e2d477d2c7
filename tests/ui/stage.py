"""The real program with a face for tests and pictures: a service process, a data folder, demo documents, the window."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from sagsbud.bootstrap import House, open_house
from sagsbud.domain.arrival import Source, SourceKind
from sagsbud.domain.ids import Digest, ItemId
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.workdays import danish_time, is_working_day
from sagsbud.shipped import resources

from tests.support.profiles import begun
from tests.support.program import Service, sag_id

DEMO = resources() / "demo"
PATIENCE = 60_000
"""Milliseconds after which something that should happen counts as hanging."""


@contextmanager
def no_keyring() -> Iterator[None]:
    """The demo profile's key in a file, wherever the tests run."""
    before = os.environ.get("PYTHON_KEYRING_BACKEND")
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHON_KEYRING_BACKEND"]
        else:
            os.environ["PYTHON_KEYRING_BACKEND"] = before


@dataclass
class Stage:
    """A house on a folder of its own, with the service beside it."""

    service: Service
    house: House

    def put_demo(self, *, count: int | None = None) -> list[ItemId]:
        """The demo's documents in the inbox, as if they had come in over some days, and read."""
        plan = json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))
        wanted = plan["inbox"][:count]
        items = [self.put(DEMO / one["file"], one["name"], one["source"], received_at(one)) for one in reversed(wanted)]
        self.house.engine.read_now()
        return items[::-1]

    def put(self, file: Path, name: str | None = None, source: str = "", at: datetime | None = None) -> ItemId:
        """One document in the inbox, not read yet."""
        given = Source(SourceKind.FOLDER if source else SourceKind.DROP, source)
        entry, _taken = self.house.ports.taker.take_bytes(
            name or file.name, file.read_bytes(), given, at or datetime.now(UTC)
        )
        return entry.item.id

    def put_text(self, name: str, text: str) -> ItemId:
        """A small text document in the inbox, read."""
        given = Source(SourceKind.DROP)
        taker = self.house.ports.taker
        entry, _taken = taker.take_bytes(name, text.encode(), given, datetime.now(UTC))
        self.house.engine.read_now()
        return entry.item.id

    def sag(self, sagsnummer: str) -> SagRef:
        """A Sag as it is known here now."""
        sag = self.house.ports.sager.by_number(sagsnummer)
        assert sag
        return sag

    def file(self, item: ItemId, sag: SagRef | str, *, hold: bool = False) -> None:
        """Decide it so."""
        detail = self.house.engine.detail(item)
        assert detail
        wanted = self.sag(sag) if isinstance(sag, str) else sag
        self.house.engine.decide(detail.proposal.on(wanted), hold=hold)

    def overtake(self, item: ItemId, titel: str) -> None:
        """Somebody else writes the Dokument of a promised item before it is sent: another title, another content."""
        entry = self.house.ports.outbox.entry(item)
        assert entry
        assert entry.order
        order, content = entry.order, f"En anden udgave: {titel}".encode()
        digest = Digest(hashlib.sha256(content).hexdigest())
        draft = replace(order.main, titel=titel, brevdato=date(2026, 11, 20), digest=digest, size=len(content))
        service = self.house.ports.service
        klasse = service.klasse(order.kle)
        assert klasse
        service.put_dokument(draft, BytesIO(content), klasse=klasse, bilag=(), order=order)

    def close(self) -> None:
        """Stop everything."""
        self.house.close()
        self.service.stop()


def received_at(one: dict[str, Any]) -> datetime:
    """When a demo document came in: minutes ago, or at a time some working days ago."""
    now = danish_time(datetime.now(UTC))
    if "minutes" in one:
        return max(now - timedelta(minutes=one["minutes"]), now.replace(hour=0, minute=1)).astimezone(UTC)
    day, left = now.date(), one["days"] + (not is_working_day(now.date()))  # on a day off as on the last one before it
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day)
    hour, minute = map(int, one["at"].split("."))
    return datetime.combine(day, time(hour, minute), now.tzinfo).astimezone(UTC)


def seed(service: Service) -> None:
    """The demo's Klasser and Sager in the service."""
    plan = json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))
    klasser = {sag["kle"]: service.put_klasse(sag["kle"]) for sag in plan["sager"]}
    for sag in reversed(plan["sager"]):
        service.put_sag(sag["sagsnummer"], sag["titel"], klasser[sag["kle"]])


def close_sag(service: Service, sagsnummer: str) -> None:
    """Somebody closes the Sag in the service."""
    body = {
        "tilstande": {
            "sagfremdrift": [{"fremdrift": "Afsluttet", "virkning": {"from": "2026-01-02", "to": "infinity"}}]
        }
    }
    service.ask("PATCH", f"/sag/sag/{sag_id(sagsnummer)}", json=body)


def seeded_service(folder: Path) -> Service:
    """A running service with the demo's Klasser and Sager."""
    service = Service(folder).start()
    seed(service)
    return service


def open_stage(
    folder: Path,
    *,
    language: str = "da",
    undo_seconds: int = 20,
    service: Service | None = None,
    settings: Mapping[str, object] | None = None,
) -> Stage:
    """A new stage, on a service of its own unless one is given. The Sager of the service are known to it."""
    service = service or seeded_service(folder / "service")
    data = begun(folder / "data")
    (data / "settings.json").write_text(
        json.dumps({"language": language, "undo_seconds": undo_seconds, **(settings or {})})
    )
    with no_keyring():
        house = open_house(None, data, service.url)
    house.ports.sager.replace_all(house.ports.service.sager())
    return Stage(service, house)


def wait_until(happened: Callable[[], bool], patience: int = PATIENCE) -> None:
    """Run the event loop until it is so. Fails after `patience` milliseconds."""
    loop, ended, look = QEventLoop(), QTimer(), QTimer()
    done = happened()

    def ask() -> None:
        nonlocal done
        if happened():
            done = True
            loop.quit()

    ended.setSingleShot(True)
    ended.timeout.connect(loop.quit)
    look.timeout.connect(ask)
    ended.start(patience)
    look.start(10)
    if not done:
        loop.exec()
    look.stop()
    ended.stop()
    assert done, "it did not happen"


def settle() -> None:
    """Let what is posted be delivered."""
    QCoreApplication.sendPostedEvents()
    QCoreApplication.processEvents()
