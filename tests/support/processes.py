"""Service processes under fire: several on one store, and one that is killed in the middle of uploads."""

import hashlib
import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
from sagsbud.service.main import Options

from tests.support.oio import content_of, dokument, journalpost, put_dokument
from tests.support.stores import ServiceProcess, run_upkeep, service_process
from tests.support.waiting import wait_until

UPLOADERS = 4
SIZES = (100, 50_000, 600_000)


def client_at(url: str) -> httpx.Client:
    """A patient client."""
    return httpx.Client(base_url=url, trust_env=False, timeout=120)


def file_and_delete(urls: list[str], case: str, clients: int, each: int) -> list[str]:
    """Clients that write at one process and read at another: Dokumenter that share contents, filed, half of them deleted.

    The uuids that were not deleted. Fails with the first answer that is not as it should be.
    """

    def work(number: int) -> list[str]:
        mine = []
        here_url, there_url = urls[number % len(urls)], urls[(number + 1) % len(urls)]
        with client_at(here_url) as here, client_at(there_url) as there:
            for turn in range(each):
                same = shared_content(turn)
                uuid = put_dokument(here, dokument("Brev", "brev"), brev=same).raise_for_status().json()["uuid"]
                post = {"relationer": {"journalpost": [journalpost(uuid)]}}
                there.patch(f"/sag/sag/{case}", json=post).raise_for_status()
                if turn % 2:
                    here.delete(f"/dokument/dokument/{uuid}").raise_for_status()
                    assert there.get(f"/dokument/dokument/{uuid}").status_code == 410
                else:
                    assert content_of(there, uuid) == same
                    mine.append(uuid)
        return mine

    with ThreadPoolExecutor(clients) as pool:
        return [uuid for mine in pool.map(work, range(clients)) for uuid in mine]


def shared_content(turn: int) -> bytes:
    """Everybody has these, and deletes half of them again."""
    return f"fælles {turn % 10}".encode()


@dataclass
class Uploads:
    """Uploads by several clients until the service is gone, with what it acknowledged."""

    chance: random.Random
    each: int
    """Uploads before a kill, at most."""
    acknowledged: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _left: int = 0

    def run_until_killed(self, service: ServiceProcess) -> None:
        """Kill the service once a random number of the uploads has been acknowledged."""
        self._left = self.each
        enough = len(self.acknowledged) + self.chance.randrange(1, self.each)
        threads = [threading.Thread(target=self._upload, args=(service.url,)) for _ in range(UPLOADERS)]
        for thread in threads:
            thread.start()
        wait_until(
            lambda: len(self.acknowledged) >= enough or not any(thread.is_alive() for thread in threads), patience=600
        )
        service.kill()
        for thread in threads:
            thread.join()

    def _upload(self, url: str) -> None:
        with client_at(url) as client:
            while self._take():
                content, uuid = os.urandom(self.chance.choice(SIZES)), str(uuid4())
                try:
                    put_dokument(client, dokument("Brev", "brev"), uuid=uuid, brev=content).raise_for_status()
                except httpx.HTTPError:
                    return
                self.acknowledged[uuid] = hashlib.sha256(content).hexdigest()

    def _take(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left >= 0


def kill_during_uploads(options: Options, folder: Path, *, kills: int, uploads: int, seed: int) -> int:
    """Kill a service so many times, each time somewhere in so many uploads; how many were acknowledged in all.

    Fails unless each acknowledged Dokument is whole afterwards and the check finds nothing else.
    """
    under_fire = Uploads(random.Random(seed), uploads)
    for _ in range(kills):
        with service_process(options, folder) as service:
            under_fire.run_until_killed(service)
    code, said = run_upkeep(options, "--check", "--remove")
    assert (code, said["missing"]) == (0, []), said
    code, said = run_upkeep(options, "--check")
    assert (code, said) == (0, {"stray": [], "missing": [], "removed": False}), said
    with service_process(options, folder) as service, client_at(service.url) as client:
        for uuid, digest in under_fire.acknowledged.items():
            assert hashlib.sha256(content_of(client, uuid)).hexdigest() == digest, uuid
    assert len(under_fire.acknowledged) >= kills
    return len(under_fire.acknowledged)
