"""Prove the Debian package in a fresh Debian 12: `python -m installer.prove NEW.deb --before OLD.deb` (as root).

It installs, files the demo, shows the window, tests itself, upgrades over a full queue that is being delivered, refuses
a downgrade, refuses to leave unsent documents behind, and goes without a trace. Needs debootstrap and Xvfb.
"""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import ImageGrab

from installer.chroot import Machine, fresh_machine
from installer.screen import COLOURS, colours, screen
from tests.support.program import Service, sag_id

PROGRAM = "/opt/sagsbud/sagsbud"
PROFILE, SAG, KLE = "fjordby", "26/1182", "01.02.03"
PATIENCE = 300.0
"""Seconds something may take to come about."""
LOOK_INTERVAL = 0.5
PASSPHRASE = {"SAGSBUD_PASSPHRASE_FILE": "/home/clerk/passphrase"}


class NotProven(AssertionError):
    """Something did not hold."""


def main(arguments: list[str] | None = None) -> int:
    """Go through everything; 0 when all of it holds."""
    parser = argparse.ArgumentParser(prog="installer.prove", description=__doc__)
    parser.add_argument("package", type=Path)
    parser.add_argument("--before", type=Path, help="the package of an older version")
    parser.add_argument("--folder", type=Path, default=Path("build/proof"))
    parser.add_argument("--count", type=int, default=500, help="filings that wait while it is upgraded")
    args = parser.parse_args(arguments)
    args.folder.mkdir(parents=True, exist_ok=True)
    with fresh_machine(args.folder.resolve()) as machine:
        proof = Proof(machine, args.folder.resolve())
        proof.installs(args.package)
        proof.files_the_demo()
        proof.tests_itself()
        proof.shows_its_window()
        proof.goes_without_a_trace()
        if args.before:
            proof.upgrades(args.before, args.package, args.count)
            proof.refuses_an_older_program(args.before, args.package)
            proof.keeps_unsent_documents_from_being_forgotten()
    return 0


class Proof:
    """One machine, and what is shown on it, in this order."""

    def __init__(self, machine: Machine, pictures: Path) -> None:
        self.machine = machine
        self.pictures = pictures
        self.before = machine.files()
        self.service = Service(pictures / "service")
        shutil.rmtree(self.service.folder, ignore_errors=True)

    # -- a first installation -------------------------------------------------------------------------------------

    def installs(self, package: Path) -> None:
        """`apt-get install ./sagsbud.deb` pulls all it needs."""
        self._install(package)
        version = self.machine.run("sagsbud", "--version", user=True).stdout.strip()
        size = self.machine.run("du", "-sk", "--apparent-size", "/opt/sagsbud").stdout.split()[0]
        missing = self.machine.run(
            "sh", "-c", "find /opt/sagsbud -name '*.so*' -exec ldd {} + | grep 'not found'", check=False
        )
        say(
            "installs",
            f"{version}; {int(size) / 1000:.0f} MB unpacked; libraries not found: {missing.stdout.strip() or 'none'}",
        )

    def files_the_demo(self) -> None:
        """The main job, headless, and a second time without filing anything twice."""
        told = self._program("demo", "--headless", profile=None)
        filed = [one for one in told["documents"] if one["state"] == "FILED"]
        expect(len(filed) > 10 and all(one["verified"] for one in filed), "the demo was not filed", told["counts"])
        again = self._program("demo", "--headless", profile=None)
        expect(again["counts"] == told["counts"], "the second demo differs", again["counts"])
        say("files the demo", f"{told['counts']}, each FILED one read back and equal; a second run changes nothing")

    def tests_itself(self) -> None:
        """`sagsbud selftest` passes."""
        told = self._program("selftest", profile=None)
        expect(told["ok"], "the self-test fails", told)
        rows = {row["name"]: f"{row['state']}" for row in told["checks"]}
        say("tests itself", ", ".join(f"{name} {state}" for name, state in rows.items()))

    def shows_its_window(self) -> None:
        """The window under Xvfb; the desktop's entries hand files to it; at log-in it opens where a policy says so."""
        with screen() as display:
            environment = {"DISPLAY": display}
            autostart = exec_of(self.machine.root / "etc/xdg/autostart/sagsbud.desktop")
            quiet = self.machine.run(*autostart, user=True, environment=environment)
            expect(not quiet.stdout and not quiet.stderr, "log-in without a policy says something", quiet.stderr)
            policy = self.machine.root / "etc/sagsbud/policies.json"
            policy.write_text(json.dumps({"locked": {"at_login": "window"}}))
            with self.machine.running(*autostart, environment=environment) as window:
                took = wait(lambda: window.poll() is None and colours(display) > COLOURS, "the window is not shown")
                self._hands_over(environment)
                time.sleep(3)
                ImageGrab.grab(xdisplay=display).save(self.pictures / "window.png")
            policy.unlink()
            say(
                "shows its window", f"at log-in by policy after {took:.1f} s; picture in {self.pictures / 'window.png'}"
            )

    def _hands_over(self, environment: dict[str, str]) -> None:
        """What »Send til Sagsbud« does in each file manager."""
        entries = {
            "usr/share/applications/sagsbud.desktop": "MimeType",
            "usr/share/kio/servicemenus/sagsbud.desktop": "MimeType",
            "usr/share/nemo/actions/sagsbud.nemo_action": "Extensions",
            "usr/share/Thunar/sendto/sagsbud.desktop": "Exec",
        }
        for number, place in enumerate(entries):
            (self.machine.home / f"brev-{number}.txt").write_text(f"Brev nummer {number} om en fortovsflise.\n")
            command = [
                part.replace("%F", f"/home/clerk/brev-{number}.txt") for part in exec_of(self.machine.root / place)
            ]
            self.machine.run(*command, user=True, environment=environment)
        names = {f"brev-{number}.txt" for number in range(len(entries))}
        wait(lambda: names <= self._names(), "files were not handed over")
        say("takes files from", ", ".join(entries))

    def _names(self) -> set[str]:
        done = self.machine.run("sagsbud", "queue", "--json", user=True, check=False)
        return {
            Path(json.loads(line).get("path") or json.loads(line).get("name", "")).name
            for line in done.stdout.splitlines()
        }

    def goes_without_a_trace(self) -> None:
        """After a purge nothing but users' data is left."""
        self.machine.run("apt-get", "purge", "-y", "sagsbud")
        left = [name for name in sorted(self.machine.files() - self.before) if "sagsbud" in name.lower()]
        expect(left == [], "left behind", left)
        users = sorted(path.name for path in (self.machine.home / ".local/share/sagsbud").iterdir())
        say("goes without a trace", f"nothing left of the program; of the user's data: {', '.join(users)}")

    # -- upgrades -------------------------------------------------------------------------------------------------

    def upgrades(self, before: Path, after: Path, count: int) -> None:
        """A full queue, half of it under way, meets a newer program: all is delivered once."""
        self._install(before)
        passphrase = self.machine.home / "passphrase"
        passphrase.write_text("hest batteri klamme\n")
        shutil.chown(passphrase, 1000, 1000)
        passphrase.chmod(0o600)
        papers = self.machine.home / "breve"
        papers.mkdir()
        for number in range(count):
            (papers / f"brev-{number:04}.txt").write_text(f"Brev {number} om naboens hegn.\n{number * 7919}\n")
        with self._serving():
            klasse = self.service.put_klasse(KLE)
            self.service.put_sag(SAG, "Hegn", klasse)
            promised = self._lines("file", "/home/clerk/breve", "--sag", SAG, "--kle", KLE)
            expect(len(promised) == count, "not all were promised", len(promised))
        old = self._schema()
        with (
            self._serving(),
            self.machine.running(*self._command("sync", "--wait", "600"), environment=PASSPHRASE) as sync,
        ):
            wait(
                lambda: len(self.service.journalposter_on(sag_id(SAG))) > count // 10,
                "the old program delivers nothing",
            )
            self._install(after)
            expect(sync.poll() is not None, "the old program still runs", "")
        with self._serving():
            delivered = len(self.service.journalposter_on(sag_id(SAG)))
            told = self._program("sync", "--wait", "600")
            expect(told["counts"] == {"FILED": count}, "not all were delivered", told["counts"])
            self._counted(count)
            proof = self._program("queue", "--verify")
        say(
            "upgrades",
            f"store {old} → {self._schema()}; {delivered} of {count} were delivered before, all {count} after, each once; {proof}",
        )

    def _counted(self, count: int) -> None:
        """What the service holds, asked of it without the program's own client."""
        sag: UUID = sag_id(SAG)
        posts = self.service.journalposter_on(sag)
        expect(len(posts) == len(set(posts)) == count, "journalposter", len(posts))
        expect(
            sorted(self.service.dokumenter_on(sag)) == sorted(posts), "Dokumenter differ from journalposter", len(posts)
        )
        wanted = sorted(sha256(path.read_bytes()).hexdigest() for path in (self.machine.home / "breve").iterdir())
        found = sorted(sha256(self.service.content_of(post)).hexdigest() for post in posts)
        expect(found == wanted, "the contents differ", "")

    def refuses_an_older_program(self, before: Path, after: Path) -> None:
        """A store of a newer program is refused by a sentence and left as it is; the newer one goes on."""
        store = self.machine.home / ".local/share/sagsbud" / PROFILE / "outbox.db"
        self._install(before)
        digest = sha256(store.read_bytes()).hexdigest()
        done = self.machine.run(*self._command("queue"), user=True, check=False, environment=PASSPHRASE)
        expect(
            done.returncode != 0 and "store_newer" in done.stdout,
            "an older program opened the store",
            done.stdout[:200],
        )
        expect(sha256(store.read_bytes()).hexdigest() == digest, "an older program changed the store", "")
        self._install(after)
        with self._serving():
            told = self._program("sync")
        say("refuses an older program", f"»{done.stderr.strip().splitlines()[-1]}«; afterwards {told['counts']}")

    def keeps_unsent_documents_from_being_forgotten(self) -> None:
        """Removal is refused while something is promised, and can be insisted on; what was promised stays."""
        (self.machine.home / "breve" / "sidste.txt").write_text("Et sidste brev.\n")
        with self._serving():
            self._lines("file", "/home/clerk/breve/sidste.txt", "--sag", SAG, "--kle", KLE)
        refused = self.machine.run("apt-get", "remove", "-y", "sagsbud", check=False)
        expect(refused.returncode != 0 and Path(f"{self.machine.root}{PROGRAM}").exists(), "it was removed", "")
        with self._serving():
            told = self._program("sync", "--wait", "120")
        self.machine.run("apt-get", "purge", "-y", "sagsbud")
        sentence = [line for line in refused.stderr.splitlines() if "sagsbud" in line.lower()][:2]
        say("keeps unsent documents", f"refused: {' / '.join(sentence)}; after {told['counts']} it went")

    # -- tools ----------------------------------------------------------------------------------------------------

    def _install(self, package: Path) -> None:
        copy = self.machine.root / "root" / package.name
        shutil.copyfile(package, copy)
        options = ["--no-install-recommends", "--allow-downgrades", "-y"]
        self.machine.run("apt-get", "install", *options, f"/root/{package.name}")
        copy.unlink()

    def _command(self, *arguments: str, profile: str | None = PROFILE) -> list[str]:
        chosen = ["--profile", profile, "--service", self.service.url] if profile else []
        return [PROGRAM, *arguments, "--json", *chosen]

    def _lines(self, *arguments: str, profile: str | None = PROFILE) -> list[dict[str, Any]]:
        command = self._command(*arguments, profile=profile)
        done = self.machine.run(*command, user=True, environment=PASSPHRASE if profile else {})
        return [json.loads(line) for line in done.stdout.splitlines()]

    def _program(self, *arguments: str, profile: str | None = PROFILE) -> dict[str, Any]:
        return self._lines(*arguments, profile=profile)[-1]

    @contextmanager
    def _serving(self) -> Iterator[None]:
        """The service, which is another machine's and stays as it is; always the same store."""
        self.service.start()
        try:
            yield
        finally:
            self.service.stop()

    def _schema(self) -> str:
        """Which backups of an older store lie there tells which store it is."""
        folder = self.machine.home / ".local/share/sagsbud" / PROFILE
        saved = sorted(path.suffix for path in folder.glob("outbox.before-*") if "-wal" not in path.name)
        return f"with backup {', '.join(saved)}" if saved else "of the older program"


def exec_of(entry: Path) -> list[str]:
    """The command of a desktop entry."""
    (line,) = [line for line in entry.read_text().splitlines() if line.startswith("Exec=")]
    return line.removeprefix("Exec=").split()


def wait(holds: Callable[[], bool], otherwise: str) -> float:
    """Seconds until it holds. Raises NotProven."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        if holds():
            return time.monotonic() - began
        time.sleep(LOOK_INTERVAL)
    raise NotProven(otherwise)


def expect(holds: bool, otherwise: str, found: object) -> None:
    """Raises NotProven with what was found."""
    if not holds:
        raise NotProven(f"{otherwise}: {found}")


def say(what: str, how: str) -> None:
    """One line of the proof."""
    print(f"{what:<28}{how}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
