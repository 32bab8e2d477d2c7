"""`sagsbud demo`: the main job on demo documents, in the window or, without a screen, from end to end with a table."""

import time
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sagsbud.bootstrap import House, open_house, prepare
from sagsbud.bootstrap.keeping import proven_key
from sagsbud.cli.choosing import Chooser
from sagsbud.cli.demotable import print_table
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.cli.window import Houses, show
from sagsbud.demo import DemoPlan, Given, belong, bring_about, load_plan
from sagsbud.display import has_display
from sagsbud.domain.addresses import is_loopback
from sagsbud.domain.arrival import Taken
from sagsbud.domain.errors import ServiceError
from sagsbud.domain.frozen import frozen
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import IN_QUEUE, OrderState
from sagsbud.engine.front import House as WindowHouse
from sagsbud.i18n import tr, trn
from sagsbud.shipped import resources
from sagsbud.system.embedded import EmbeddedService
from sagsbud.system.folders import DEMO, Folders

PATIENCE = 120.0
"""Seconds the delivery may take."""
LOOK_INTERVAL = 0.02
GIVEN_UP = timedelta(seconds=20)
"""How long a trouble with the service may last before nothing more is expected of it."""


@frozen
class Outcome:
    """What became of one document."""

    given: Given
    entry: OutboxEntry
    reason: str | None
    verified: bool


def run(args: Namespace, out: Output) -> Exit:
    """Bring the demo about in a profile of its own, then show it. Again is fine: nothing is filed twice."""
    if args.service and not is_loopback(args.service):
        out.warn(tr("The demo creates cases that do not exist. It only files in a service on this machine."))
        return Exit.POLICY
    profile = args.profile or (None if args.data else DEMO)
    folders, preferences = prepare(profile, args.data)
    folders.make()
    scene = Scene(profile, args.data, args.service, folders)
    belong(preferences, scene.plan)
    try:
        shown = None if args.headless or args.json or not has_display() else _window(scene, out)
        return _headless(scene, out) if shown is None else shown
    finally:
        scene.close()


class Scene:
    """Where the demo takes place. Its service lives until `close`, whatever is opened and closed meanwhile."""

    def __init__(self, profile: str | None, data: Path | None, url: str | None, folders: Folders) -> None:
        self.profile = profile
        self.given_data = data
        self.url = url
        self._folders = folders
        self._service: EmbeddedService | None = None
        self.folder = resources() / "demo"
        self.plan: DemoPlan = load_plan(self.folder)
        self.data = folders.data

    def open(self) -> House:
        """The program on the demo's profile. Raises as `open_house`."""
        self.url = self.url or self._start()
        return open_house(self.profile, self.given_data, self.url)

    def bring_about(self, house: House) -> list[Given]:
        """The demo's documents in the inbox; starts the delivery. Raises SagsbudError."""
        return bring_about(house, self.plan, self.folder)

    def close(self) -> None:
        """End the service if it was started here."""
        if self._service:
            self._service.stop()

    def _start(self) -> str:
        self._service = EmbeddedService(self._folders.service, proven_key(self._folders, on_loopback=True).key)
        return self._service.start()


def _window(scene: Scene, out: Output) -> Exit | None:
    """Show the inbox until the window is closed; None where Qt's own libraries are missing."""
    try:
        from sagsbud.ui.opening import Names
    except ImportError:
        out.warn(tr("The window cannot be opened here. The demo runs without it."))
        return None

    names = Names(scene.plan.unit, scene.plan.authority)
    return show(scene.data, DemoHouses(scene, out), out, names=names)


class DemoHouses(Houses):
    """A house in which the demo has been brought about, the first time one is opened."""

    def __init__(self, scene: Scene, out: Output) -> None:
        super().__init__(scene.profile, scene.given_data, None, out)
        self._scene = scene
        self._is_set = False

    def begin(self) -> None:
        """Nothing can be opened before the demo is brought about."""

    def open(self) -> WindowHouse:
        """A house, waited for."""
        if not self._is_set:
            with self._scene.open() as house:
                self._scene.bring_about(house)
            self._is_set = True
        self._given = (*self._given[:2], self._scene.url)
        return super().open()


def _headless(scene: Scene, out: Output) -> Exit:
    with scene.open() as house:
        house.say_warnings(out.warn)
        out.progress(tr("The cases are being prepared."))
        inbox = scene.bring_about(house)
        out.progress(trn("{count} document is being read.", "{count} documents are being read.", len(inbox)))
        house.engine.read_now()
        reasons = _decide(house, inbox)
        _deliver(house, inbox, out)
        out.progress(tr("Everything is read back."))
        outcomes = [_outcome(house, given, reasons.get(given.document.name)) for given in inbox]
        out.progress_done()
        out.record(_record(house.service_url, outcomes))
        print_table(out, outcomes, house.service_url)
        return _exit(house, outcomes)


def _decide(house: House, inbox: Sequence[Given]) -> dict[str, str | None]:
    """Let the rule decide what waits; why it did not, by document."""
    chooser = Chooser(house, None, None, auto=True)
    reasons: dict[str, str | None] = {}
    for given in inbox:
        entry = house.ports.outbox.entry(given.item)
        if entry and entry.state is OrderState.DRAFT:
            _, reasons[given.document.name] = chooser.decide(entry)
    return reasons


def _deliver(house: House, inbox: Sequence[Given], out: Output) -> None:
    """Wait until nothing of the demo is under way, or there is no point in waiting."""
    deadline, last = time.monotonic() + PATIENCE, -1
    while time.monotonic() < deadline:
        entries = [house.ports.outbox.entry(given.item) for given in inbox]
        left = sum(entry is not None and entry.state in IN_QUEUE for entry in entries)
        if left and left != last:
            out.progress(trn("{count} document is on its way.", "{count} documents are on their way.", left))
            last = left
        problem = house.ports.delivery.status().problem
        if not left or (problem and house.ports.clock() - problem.since > GIVEN_UP):
            return
        time.sleep(LOOK_INTERVAL)


def _outcome(house: House, given: Given, missing: str | None) -> Outcome:
    entry = house.ports.outbox.entry(given.item)
    assert entry is not None, "nothing is ever dropped from the outbox"
    if entry.state is OrderState.FILED:
        earlier = Taken.ALREADY_FILED.value if given.taken is Taken.ALREADY_FILED else None
        return Outcome(given, entry, earlier, _is_there(house, entry))
    return Outcome(given, entry, entry.problem.trouble.value if entry.problem else missing, False)


def _is_there(house: House, entry: OutboxEntry) -> bool:
    """Whether the service has the Dokument on its Sag with the very bytes, asked once more and apart from the delivery."""
    order, service = entry.order, house.ports.service
    assert order is not None, "what is filed was ordered"
    try:
        for draft in order.drafts:
            filed = service.dokument(draft.dokument)
            if filed is None or not service.has_journalpost(order.sag.id, draft.dokument):
                return False
            if service.content_digest(filed) != draft.digest:
                return False
    except ServiceError:
        return False
    return True


def _record(url: str, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    documents = [_document(outcome) for outcome in outcomes]
    counts = Counter(document["state"] for document in documents)
    return {"service": url, "documents": documents, "counts": dict(counts)}


def _document(outcome: Outcome) -> dict[str, Any]:
    """`path state reason dokument sag kle sha256 verified`, and the `bilag` that became Dokumenter of their own."""
    entry, order = outcome.entry, outcome.entry.order
    return {
        "path": str(outcome.given.path),
        "name": outcome.given.document.name,
        "state": entry.state.value,
        "reason": outcome.reason,
        "dokument": str(order.main.dokument) if order else None,
        "sag": order.sag.sagsnummer if order else None,
        "kle": str(order.kle) if order else None,
        "sha256": entry.item.digest,
        "verified": outcome.verified,
        "bilag": [{"dokument": str(draft.dokument), "sha256": draft.digest} for draft in order.bilag] if order else [],
    }


def _exit(house: House, outcomes: Sequence[Outcome]) -> Exit:
    """That some documents need a person is how the demo is meant; that one did not arrive is not."""
    whole = all(one.verified if one.entry.state is OrderState.FILED else one.reason for one in outcomes)
    on_the_way = any(one.entry.state in IN_QUEUE for one in outcomes)
    if whole and not on_the_way:
        return Exit.DONE
    return Exit.UNREACHABLE if house.ports.delivery.status().problem else Exit.NEEDS_PERSON
