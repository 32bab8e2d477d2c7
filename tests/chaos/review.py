"""`python -m tests.chaos.review`: a supervisor's program is killed at every write of an approval, before and after it.

Documents that are filed by their approval, approved by a process that gets SIGKILL the moment a proxy reads the n-th
write. Each time the service is looked at with nothing of ours: what is Endeligt stands on its Sag, what is not is still
in the queue. Then the program is started anew, and in the end everything is approved once and filed once.
"""

import json
import sys
import tempfile
from pathlib import Path
from subprocess import Popen
from typing import Any

from tests.support.faults import Fault, FaultProxy, Request
from tests.support.program import PATIENCE, Program, Service, sag_id
from tests.support.waiting import wait_until

KLE, SAG = "01.02.03", "26/1182"
CLERK, SUPERVISOR = "22222222-2222-4333-8444-555555555555", "33333333-2222-4333-8444-555555555555"
WRITES = 2
"""Of an approval: the journalpost, and Endeligt."""


class Killer:
    """Kills a process at the n-th write (from 0), which arrives or does not."""

    def __init__(self, at: int, *, arrives: bool) -> None:
        self.at = at
        self.arrives = arrives
        self._writes = 0
        self.victim: Popen[bytes] | None = None

    def choose(self, request: Request) -> Fault | None:
        """For the proxy."""
        if not request.writes:
            return None
        self._writes += 1
        if self._writes != self.at + 1:
            return None
        assert self.victim
        self.victim.kill()
        self.victim.wait()
        return Fault.RESET_AFTER if self.arrives else Fault.RESET_BEFORE


def program(folder: Path, url: str, user: str, **settings: Any) -> Program:
    """Somebody's program."""
    folder.mkdir(exist_ok=True)
    common = {"user": user, "reviewers": [SUPERVISOR], "review_to": SUPERVISOR}
    (folder / "settings.json").write_text(json.dumps({**common, **settings}), encoding="utf-8")
    return Program(folder, url)


def filed(clerk: Program, folder: Path, count: int) -> list[str]:
    """Documents that wait for their approval and stand on no Sag."""
    letters = [folder / f"brev-{number}.txt" for number in range(count)]
    for number, letter in enumerate(letters):
        letter.write_text(f"Sagsnr. {SAG}\n\nBrev {number} om et skur\n", encoding="utf-8")
    made = clerk.run("file", *letters, "--sag", SAG, "--kle", KLE)
    assert clerk.run("sync", "--wait", "10").records[-1]["counts"] == {"IN_REVIEW": count}
    return [record["dokument"] for record in made.records]


def state(service: Service, dokument: str) -> str:
    """What it is now, as anybody reads it."""
    (objects,) = service.ask("GET", f"/dokument/dokument/{dokument}").json().values()
    periods = objects[0]["registreringer"][0]["tilstande"]["dokumentfremdrift"]
    return str(periods[-1]["fremdrift"])


def posts(service: Service, dokument: str) -> int:
    """How often it stands on the Sag."""
    return service.journalposter_on(sag_id(SAG)).count(dokument)


def waits(service: Service, dokument: str) -> bool:
    """Whether any client finds it in the supervisor's queue."""
    terms = {"fremdrift": "Underreview", "fordelttil:Bruger": SUPERVISOR}
    return dokument in service.ask("GET", "/dokument/dokument", params=terms).json()["results"][0]


def killed(service: Service, supervisor: Path, dokument: str, killer: Killer) -> str:
    """Approve it and be killed; what is to be said of what was left."""
    with FaultProxy(service.url, killer.choose) as proxy:
        dying = program(supervisor, proxy.url, SUPERVISOR).start("review", "approve", dokument)
        killer.victim = dying
        dying.communicate(timeout=PATIENCE)
        if killer.arrives:  # a write that is on its way outlives who sent it
            wait_until(
                lambda: posts(service, dokument) == 1 and (not killer.at or state(service, dokument) == "Endeligt")
            )
    assert dying.returncode == -9, f"it was not killed: {dying.returncode}"
    now, filed_as = state(service, dokument), posts(service, dokument)
    assert (now == "Endeligt" and filed_as == 1) or (now == "Underreview" and waits(service, dokument)), (now, filed_as)
    return f"{now}, {filed_as} journalpost"


def main() -> int:
    """0 when nothing final is filed nowhere and nothing is lost or done twice."""
    steps = [(at, arrives) for at in range(WRITES) for arrives in (False, True)]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        service = Service(folder / "service").start()
        try:
            service.put_sag(SAG, "Prøvesag", service.put_klasse(KLE))
            careful = {"review_reasons": ["lagt_af_regel"], "review_before": "always"}
            dokumenter = filed(program(folder / "clerk", service.url, CLERK, **careful), folder, len(steps))
            for (at, arrives), dokument in zip(steps, dokumenter, strict=True):
                left = killed(service, folder / "supervisor", dokument, Killer(at, arrives=arrives))
                print(f"write {at + 1} {'arrived' if arrives else 'did not arrive'}: {left}", flush=True)
            again = program(folder / "supervisor", service.url, SUPERVISOR).run("review", "approve", *dokumenter)
            print("then:", [record["reason"] or record["state"] for record in again.records])
            assert [state(service, dokument) for dokument in dokumenter] == ["Endeligt"] * len(steps)
            assert sorted(service.journalposter_on(sag_id(SAG))) == sorted(dokumenter)
        finally:
            service.stop()
    print("every document is final and stands on its Sag once")
    return 0


if __name__ == "__main__":
    sys.exit(main())
