"""A Debian 12 with nothing but its base system, in a folder: to install the package where nobody has been before."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

SUITE = "bookworm"
USER = "clerk"
PATIENCE = 900.0
"""Seconds a command may take."""
MOUNTED = ("proc", "dev", "dev/shm")
CERTIFICATES = ("etc/ssl/certs/ca-certificates.crt", "etc/resolv.conf", "etc/hosts")
"""What this machine needs to reach its package mirror; taken over where it is there."""
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


class Machine:
    """The system below a folder; commands run in it as root or as its one user."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home" / USER

    def run(
        self, *command: str, user: bool = False, check: bool = True, environment: dict[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end. Raises CalledProcessError with what it said."""
        done = subprocess.run(
            self._command(command, user, environment or {}),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if check and done.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    @contextmanager
    def running(self, *command: str, environment: dict[str, str] | None = None) -> "Iterator[subprocess.Popen[bytes]]":
        """A command of the user's that goes on while the block lasts; ended politely."""
        log = self.root / "tmp" / "running.log"
        with log.open("ab") as out:
            process = subprocess.Popen(self._command(command, True, environment or {}), stdout=out, stderr=out)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(60)
            process.kill()

    def _command(self, command: Sequence[str], user: bool, environment: dict[str, str]) -> list[str]:
        home = f"/home/{USER}" if user else "/root"
        variables = ENVIRONMENT | {"HOME": home} | environment
        who = ["--userspec", f"{USER}:{USER}"] if user else []
        given = [f"{name}={value}" for name, value in variables.items()]
        return ["chroot", *who, str(self.root), "/usr/bin/env", "-i", "-C", home, *given, *command]

    def files(self) -> set[str]:
        """Every file and folder of the system, without what belongs to users and what runs."""
        skipped = {str(self.root / name) for name in ("proc", "dev", "sys", "home", "tmp", "var/cache", "var/lib/apt")}
        found = set()
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if os.path.join(folder, name) not in skipped]
            found |= {os.path.relpath(os.path.join(folder, name), self.root) for name in (*folders, *names)}
        return found


@contextmanager
def fresh_machine(folder: Path) -> Iterator[Machine]:
    """Make one below `folder` (the base system is kept there for the next time), and take it away at the end."""
    base, root = folder / "base", folder / "machine"
    if not (base / "etc" / "debian_version").exists():
        shutil.rmtree(base, ignore_errors=True)
        subprocess.run(["debootstrap", "--variant=minbase", "--include=ca-certificates", SUITE, base], check=True)
    release(root)
    subprocess.run(["cp", "-a", base, root], check=True)
    for name in CERTIFICATES:
        with suppress(OSError):
            shutil.copyfile(Path("/") / name, root / name)
    for settings in Path("/etc/apt/apt.conf.d").glob("99*"):
        shutil.copyfile(settings, root / "etc" / "apt" / "apt.conf.d" / settings.name)
    (root / "dev" / "shm").mkdir(exist_ok=True)
    try:
        for name in MOUNTED:
            subprocess.run(["mount", "--bind", f"/{name}", root / name], check=True)
        machine = Machine(root)
        machine.run("useradd", "-m", USER)
        machine.run("apt-get", "update")
        yield machine
    finally:
        release(root)


def release(root: Path) -> None:
    """Unmount and remove a machine; nothing of the real system below a mount may be touched."""
    for name in reversed(MOUNTED):
        subprocess.run(["umount", "-l", root / name], check=False, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    if any(str(root) in line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()):
        raise RuntimeError(f"something is still mounted below {root}")
    if root.exists():
        subprocess.run(["rm", "-rf", "--one-file-system", root], check=True)
