"""The run: a service, a net between, clients that are killed and started again until everything is filed."""

import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sagsbud.domain.klassifikation import KleEmne
from sagsbud.domain.states import OrderState
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault
from sagsbud.sagdok import SagDokumentClient
from sagsbud.sagdok.setup import put_klasser, put_sag

from tests.chaos.client import KEY, now
from tests.chaos.judge import Verdict, acknowledged, judge
from tests.chaos.plan import KLE, plan, sag_ref
from tests.chaos.reference import ReferenceProxy
from tests.support.faults import Fault, FaultProxy, Mortal, by_seed
from tests.support.program import Service

SHARE = 0.004
"""Of the requests, for each kind of misfortune: with all kinds, one in fifteen goes wrong."""


@dataclass(frozen=True)
class Options:
    """How much of everything."""

    filings: int
    sager: int
    kills: int
    seed: int
    clients: int = 2
    share: float = SHARE
    patience: float = 3600.0
    """Seconds after which the run is given up."""
    service_kills: int = 0
    """How often the service is killed and started again."""
    reference: bool = False
    """Whether the service has the manners of the reference, as they were recorded, in place of a bad net."""


@dataclass
class Result:
    """What came of it."""

    verdict: Verdict
    seconds: float
    kills: int
    requests: int
    faults: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    chains_hold: bool = True
    helped: dict[str, int] = field(default_factory=dict)
    """How often a person was needed, by reason."""

    @property
    def good(self) -> bool:
        """Whether nothing was lost, nothing twice, and the histories hold."""
        return self.verdict.good and self.chains_hold and set(self.states) <= {OrderState.FILED.value}


def run(folder: Path, options: Options, tell: Callable[[str], None] = lambda line: None) -> Result:
    """One whole run below the folder."""
    began = time.monotonic()
    service = Service(folder / "service")
    url = os.environ.get("SAGSBUD_REFERENCE_URL") or service.start().url
    try:
        _set_up(url, options.sager)
        with _between(url, options) as proxy:
            clients = [_client(folder, proxy.url, options, number) for number in range(options.clients)]
            documents = plan(options.seed, options.filings, options.sager, options.clients)
            kills = _fight(folder, service, clients, options, len(documents), tell)
            happened = proxy.met if isinstance(proxy, ReferenceProxy) else proxy.happened
            requests, faults = proxy.requests, {str(fault): count for fault, count in sorted(happened.items())}
        acks = acknowledged(_acks(folder, number) for number in range(options.clients))
        tell("asking the service what it holds")
        verdict = judge(url, options.seed, documents, acks, options.sager)
    finally:
        service.stop()
    result = Result(verdict, time.monotonic() - began, kills, requests, faults)
    for number in range(options.clients):
        _look_into(folder / f"client-{number}", result)
        for line in (folder / f"client-{number}.log").read_text().splitlines():
            if line.startswith("helped"):
                result.helped[line.split(" ", 1)[1]] = result.helped.get(line.split(" ", 1)[1], 0) + 1
    return result


def _between(url: str, options: Options) -> FaultProxy:
    """What stands between the clients and the service."""
    if options.reference:
        return ReferenceProxy(url, seed=options.seed, share=options.share * len(Fault))
    return FaultProxy(url, by_seed(options.seed, dict.fromkeys(Fault, options.share)), seed=options.seed)


def _set_up(url: str, sager: int) -> None:
    with SagDokumentClient(url) as client:
        put_klasser(client, [KleEmne(KLE, "Prøveemne")])
        for sag in range(sager):
            put_sag(client, sag_ref(sag))


def _client(folder: Path, url: str, options: Options, number: int) -> Mortal:
    command = [sys.executable, "-m", "tests.chaos.client", "--folder", str(folder / f"client-{number}")]
    command += ["--service", url, "--acks", str(_acks(folder, number)), "--client", str(number)]
    for name in ("seed", "filings", "sager", "clients"):
        command += [f"--{name}", str(getattr(options, name))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(path) for path in sys.path if path])}
    return Mortal(command, environment, str(folder / f"client-{number}.log"))


def _acks(folder: Path, number: int) -> Path:
    return folder / f"client-{number}.acks"


def _fight(
    folder: Path, service: Service, clients: list[Mortal], options: Options, documents: int, tell: Callable[[str], None]
) -> int:
    """Kill clients as the work goes on, until all have ended well; how many kills there were."""
    chance, deadline = random.Random(f"kills:{options.seed}"), time.monotonic() + options.patience
    for client in clients:
        client.start()
    kills = said = killed_service = 0
    while any(client.code != 0 for client in clients):
        assert time.monotonic() < deadline, "the run does not end"
        time.sleep(0.02)
        for number, client in enumerate(clients):
            if client.code not in (None, 0, -9):
                raise AssertionError((folder / f"client-{number}.log").read_text()[-2000:])
            if client.code == -9:
                client.start()
        progress = _progress(folder, options, documents)
        if progress * (options.kills + 1) > kills + 1 and kills < options.kills:
            time.sleep(chance.uniform(0.0, 0.4))
            kills += chance.choice(clients).kill()
        if progress * (options.service_kills + 1) > killed_service + 1 and killed_service < options.service_kills:
            _kill(service)
            killed_service += 1
        if int(progress * 20) > said:
            said = int(progress * 20)
            tell(f"{progress:4.0%} done, {kills} kills")
    return kills


def _kill(service: Service) -> None:
    assert service.process is not None, "a reference service is not ours to kill"
    service.process.kill()
    service.process.wait()
    service.start()


def _progress(folder: Path, options: Options, documents: int) -> float:
    """Half of it is promising, half is filing."""
    paths = [_acks(folder, number).with_suffix(".progress") for number in range(options.clients)]
    return min(1.0, sum(path.stat().st_size for path in paths if path.exists()) / (2 * documents))


def _look_into(folder: Path, result: Result) -> None:
    database = EncryptedDatabase(folder / "outbox.db", KEY)
    outbox = SealedOutbox(database, SealedVault(folder / "vault", KEY), now)
    for state, count in outbox.counts().items():
        result.states[state.value] = result.states.get(state.value, 0) + count
    result.chains_hold = result.chains_hold and outbox.chain_broken_at() is None
    database.close()
