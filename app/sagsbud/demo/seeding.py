"""Brings the demo about: cases in the service, some documents filed earlier, the others in the inbox. Again is fine."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sagsbud.bootstrap import House
from sagsbud.demo.plan import DemoDocument, DemoPlan
from sagsbud.domain.arrival import Source, SourceKind, Taken
from sagsbud.domain.errors import PolicyError
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import Priority
from sagsbud.domain.parties import Aktoer, AktoerTypeKode
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.states import IN_QUEUE, OrderState
from sagsbud.domain.workdays import danish_time
from sagsbud.sagdok.setup import aktoer_id, put_aktoer, put_facetter, put_klasser, put_sag
from sagsbud.system.preferences import LivePreferences

PATIENCE = 120.0
"""Seconds the documents filed earlier may take."""
LOOK_INTERVAL = 0.02
OPENED, SET_UP, FILED = 0.6, 0.7, 0.9
"""How much is done when the house is open, when the cases are there, and when what was filed earlier lies on them."""


@frozen
class Given:
    """One document of the plan in the program's keeping."""

    document: DemoDocument
    path: Path
    item: ItemId
    taken: Taken


def bring_about(
    house: House, plan: DemoPlan, folder: Path, told: Callable[[float], None] = lambda _share: None
) -> list[Given]:
    """Service, settings, what was filed earlier, and the inbox; starts the delivery. `told` how much of it is done.

    Raises SagsbudError.
    """
    told(OPENED)
    set_up(house, plan)
    told(SET_UP)
    house.ports.delivery.start()
    file_earlier(house, plan, folder)
    told(FILED)
    inbox = take_inbox(house, plan, folder)
    told(1.0)
    return inbox


def set_up(house: House, plan: DemoPlan) -> None:
    """The subject plan and the cases in the service, the settings of the profile. Raises ServiceError."""
    _put_world(house, plan)
    choices = {"own_domains": list(plan.own_domains), "folders": _folders(house, plan)}
    for key, value in choices.items():
        with contextlib.suppress(PolicyError):  # the organisation's choice stands
            if not house.preferences.value(key):
                house.preferences.change(key, value)
    house.engine.refresh_sager()


def belong(preferences: LivePreferences, plan: DemoPlan) -> None:
    """The demo's authority and unit in the settings of the profile, before the program is opened on them."""
    chosen = {"authority": authority_of(plan), "unit": unit_of(plan)}
    for key, aktoer in chosen.items():
        with contextlib.suppress(PolicyError):  # the organisation's choice stands
            if not preferences.value(key):
                preferences.change(key, str(aktoer.id))


def authority_of(plan: DemoPlan) -> Aktoer:
    """The municipality."""
    kind = AktoerTypeKode.ORGANISATION
    return Aktoer(aktoer_id(plan.authority, kind), kind, plan.authority)


def unit_of(plan: DemoPlan) -> Aktoer:
    """The unit everybody in the demo works in."""
    kind = AktoerTypeKode.ENHED
    return Aktoer(aktoer_id(plan.unit, kind), kind, plan.unit)


def _people(house: House, plan: DemoPlan) -> list[Aktoer]:
    first, *others = plan.people
    kind = AktoerTypeKode.BRUGER
    return [replace(house.ports.aktoer, navn=first), *(Aktoer(aktoer_id(navn, kind), kind, navn) for navn in others)]


def _put_world(house: House, plan: DemoPlan) -> None:
    client = house.client
    authority = authority_of(plan)
    put_aktoer(client, authority)
    for aktoer in (unit_of(plan), *_people(house, plan)):
        put_aktoer(client, aktoer, authority.id)
    put_klasser(client, house.ports.kle.emner())
    put_facetter(client, [(facet.nummer, facet.titel) for facet in house.ports.kle.facetter()])
    for sag in plan.sager:
        put_sag(client, sag.ref)


def _folders(house: House, plan: DemoPlan) -> list[dict[str, str]]:
    """Watched folders one can put files into, with the names the sources of the demo have."""
    made = []
    for label in plan.sources:
        folder = house.folders.data / "kilder" / label
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made.append({"path": str(folder), "label": label})
    return made


def file_earlier(house: House, plan: DemoPlan, folder: Path) -> bool:
    """What lies on its case before the demo begins; whether all of it does. The delivery must be running."""
    earlier = [_take(house, document, folder) for document in plan.filed]
    house.engine.read_now()
    sager = {sag.sagsnummer: sag.ref for sag in plan.sager}
    for given in earlier:
        _decide(house, given.item, sager[given.document.sag])
    return _wait(lambda: all(_settled(house, given.item) for given in earlier))


def take_inbox(house: House, plan: DemoPlan, folder: Path) -> list[Given]:
    """Everything else into the inbox, the oldest first. Raises IntakeError, StoreError."""
    now = danish_time(house.ports.clock())
    oldest_first = sorted(plan.inbox, key=lambda document: document.arrived(now))
    return [_take(house, document, folder) for document in oldest_first]


def _take(house: House, document: DemoDocument, folder: Path) -> Given:
    path = folder / document.file
    source, arrived = Source(SourceKind.DEMO, document.source), document.arrived(danish_time(house.ports.clock()))
    entry, taken = house.ports.taker.take_bytes(document.name, path.read_bytes(), source, arrived)
    return Given(document, path, entry.item.id, taken)


def _decide(house: House, item: ItemId, sag: SagRef) -> None:
    detail = house.engine.detail(item)
    if detail and detail.entry.state is OrderState.DRAFT:
        proposal = replace(detail.proposal, sag=sag, kle=sag.kle, facet=sag.facet)
        house.engine.decide(proposal, priority=Priority.AUTOMATIC, hold=False)


def _settled(house: House, item: ItemId) -> bool:
    entry = house.ports.outbox.entry(item)
    return entry is None or entry.state not in IN_QUEUE


def _wait(done: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_INTERVAL)
    return True
