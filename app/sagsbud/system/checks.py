"""The self-test: each check looks at the real thing, through what it is handed, and answers with a code.

Nothing here files anything, and nothing raises: what goes wrong is the finding.
"""

import contextlib
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sagsbud.domain.arrivalports import WATCHED, Watcher
from sagsbud.domain.checks import Check, CheckName, CheckState, Contact
from sagsbud.domain.errors import Busy, CertificateRefused, LoginNeeded, SagsbudError, ServiceError
from sagsbud.domain.settings import SettingProblem
from sagsbud.domain.states import IN_QUEUE, NEEDS_PERSON
from sagsbud.domain.storeports import Outbox
from sagsbud.domain.suggestports import KleCatalogue
from sagsbud.system.keys import KeyOrigin

OK, NOTE, SKIPPED, FAILED = CheckState.OK, CheckState.NOTE, CheckState.SKIPPED, CheckState.FAILED

CLOCK_NOTE = timedelta(seconds=30)
CLOCK_WRONG = timedelta(minutes=5)
"""As far apart, logins and certificates begin to be refused."""
CERTIFICATE_NOTE = timedelta(days=30)
QUEUE_OLD = timedelta(days=1)
LOOKED_AT = 500
"""Promises looked at for the oldest; those taken in first are nearly always those promised first."""
SPACE_LOW = 500_000_000
SPACE_NONE = 50_000_000
"""Bytes."""
FOLDER_PATIENCE = 5.0
"""Seconds a watched folder may take to show itself; a share that hangs does not."""
SQLITE_HEAD = b"SQLite format 3\x00"
SERVICE_CHECKS = (CheckName.CERTIFICATE, CheckName.LOGIN, CheckName.CLOCK, CheckName.STANDARD, CheckName.SUBJECTS)


def check_settings(problems: Iterable[SettingProblem], say: Callable[[SettingProblem], str]) -> list[Check]:
    """One row for each thing wrong in the settings; `say` makes its sentence."""
    rows = [
        Check(CheckName.SETTINGS, FAILED, problem.trouble.value, problem.source, {"sentence": say(problem)})
        for problem in problems
    ]
    return rows or [Check(CheckName.SETTINGS, OK, "settings_good")]


def check_key(origin: KeyOrigin, kind: str) -> Check:
    """Where the key lies. `kind` is the keyring's own name."""
    if origin is KeyOrigin.TRIAL:
        return Check(CheckName.KEY, NOTE, "key_trial")
    return Check(CheckName.KEY, OK, f"key_{origin.value}", params={"kind": kind})


def failed(name: CheckName, error: SagsbudError, subject: str = "") -> Check:
    """A check that an error of ours ended; its code is the trouble's, or that with its cause."""
    cause = error.params.get("cause", "")
    return Check(name, FAILED, error.trouble.value, subject, {"cause": cause} if cause else {})


def check_encryption(databases: Iterable[Path], *, sealed: bool) -> Check:
    """Read raw how the databases begin; `sealed` says whether the vault hid what it was given."""
    plain = [path.name for path in databases if _beginning(path) == SQLITE_HEAD]
    plain += [] if sealed else ["vault"]
    if plain:
        return Check(CheckName.ENCRYPTION, FAILED, "not_encrypted", params={"files": ", ".join(plain)})
    return Check(CheckName.ENCRYPTION, OK, "encrypted")


def _beginning(path: Path) -> bytes:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError), path.open("rb") as file:
        return file.read(len(SQLITE_HEAD))
    return b""


def check_space(folder: Path) -> Check:
    """How much room the disk of the store has."""
    free = shutil.disk_usage(folder).free
    params = {"free": f"{free / 1e9:.1f}"}
    if free < SPACE_NONE:
        return Check(CheckName.SPACE, FAILED, "space_none", params=params)
    return Check(
        CheckName.SPACE,
        NOTE if free < SPACE_LOW else OK,
        "space_low" if free < SPACE_LOW else "space_enough",
        params=params,
    )


# -- the service --------------------------------------------------------------------------------------------------


def check_service(contact: Callable[[], Contact], host: str, now: Callable[[], datetime]) -> list[Check]:
    """Everything one request tells; what it does not get to is skipped."""
    try:
        told = contact()
    except ServiceError as error:
        return _unanswered(error, host, now())
    params = {
        "host": host,
        "milliseconds": str(round(told.took / timedelta(milliseconds=1))),
        "proxy": told.proxy or "",
    }
    reached = Check(CheckName.SERVICE, OK, "service_by_proxy" if told.proxy else "service_answers", params=params)
    return [reached, _certificate(told, now()), Check(CheckName.LOGIN, OK, "login_good"), _clock(told)]


def _unanswered(error: ServiceError, host: str, now: datetime) -> list[Check]:
    """How far the request came."""
    there = Check(CheckName.SERVICE, OK, "service_there", params={"host": host})
    status, cause = error.params.get("status", ""), error.params.get("cause")
    if isinstance(error, CertificateRefused):
        params = {"host": host, "now": f"{now:%Y-%m-%d %H:%M} UTC"}
        return with_the_rest(
            [there, Check(CheckName.CERTIFICATE, FAILED, f"certificate_{cause or 'not_trusted'}", params=params)]
        )
    if isinstance(error, LoginNeeded):
        return with_the_rest([there, Check(CheckName.LOGIN, FAILED, "login_needed", params={"status": status})])
    if isinstance(error, Busy) and not status.startswith("3"):
        code = "service_busy" if status in ("429", "503") else "service_failing"
        return with_the_rest([Check(CheckName.SERVICE, FAILED, code, params={"host": host, "status": status})])
    answered = isinstance(error, Busy) or status or error.params.get("state")
    if answered:  # something else than the service: a login page or a proxy
        return with_the_rest([there, Check(CheckName.STANDARD, FAILED, "not_the_standard", params={"host": host})])
    known = cause if cause in ("name", "timeout", "proxy", "route", "connect", "embedded") else "connect"
    return with_the_rest([Check(CheckName.SERVICE, FAILED, f"unreachable_{known}", params={"host": host})])


def with_the_rest(found: list[Check]) -> list[Check]:
    """The rows that were found, and the others as skipped, in the order of a look that comes to its end."""
    first, *others = found
    known = {check.name: check for check in others}
    return [first, *(known.get(name) or Check(name, SKIPPED, "not_looked_at") for name in SERVICE_CHECKS)]


def _certificate(told: Contact, now: datetime) -> Check:
    until = told.certificate_until
    if until is None:
        return Check(CheckName.CERTIFICATE, OK, "certificate_not_needed")
    soon = until - now < CERTIFICATE_NOTE
    code = "certificate_soon_over" if soon else "certificate_good"
    return Check(CheckName.CERTIFICATE, NOTE if soon else OK, code, params={"until": f"{until:%Y-%m-%d}"})


def _clock(told: Contact) -> Check:
    if told.clock_offset is None:
        return Check(CheckName.CLOCK, NOTE, "clock_not_told")
    seconds = {"seconds": str(abs(round(told.clock_offset.total_seconds())))}
    if abs(told.clock_offset) > CLOCK_WRONG:
        return Check(
            CheckName.CLOCK, FAILED, "clock_slow" if told.clock_offset > timedelta() else "clock_fast", params=seconds
        )
    state, code = (NOTE, "clock_off") if abs(told.clock_offset) > CLOCK_NOTE else (OK, "clock_good")
    return Check(CheckName.CLOCK, state, code, params=seconds)


def check_standard(searches: Mapping[str, Callable[[], object]], host: str) -> Check:
    """Whether each kind of object can be searched as the standard says."""
    for kind, search in searches.items():
        try:
            search()
        except ServiceError:
            return Check(CheckName.STANDARD, FAILED, "not_the_standard", params={"host": host, "kind": kind})
    return Check(CheckName.STANDARD, OK, "standard_spoken")


def check_subjects(some: Callable[[], object], *, embedded: bool) -> Check:
    """Whether the service has subjects to file under; an embedded one gets them when the program first opens."""
    try:
        found = bool(some())
    except ServiceError as error:
        return failed(CheckName.SUBJECTS, error)
    if found:
        return Check(CheckName.SUBJECTS, OK, "subjects_there")
    return Check(CheckName.SUBJECTS, NOTE if embedded else FAILED, "subjects_missing")


# -- this machine -------------------------------------------------------------------------------------------------


def check_kle(catalogue: KleCatalogue, subjects: int, *, starter: bool) -> Check:
    """Which edition of the subject plan is in use."""
    params = {"edition": catalogue.edition, "subjects": str(subjects)}
    return Check(CheckName.KLE, NOTE if starter else OK, "kle_starter" if starter else "kle_edition", params=params)


def check_folders(watcher: Watcher, targets: Mapping[Path, Path | None]) -> list[Check]:
    """Watch for a moment and take nothing; how each folder is watched, and whether its target can be written to."""
    if not targets:
        return [Check(CheckName.FOLDERS, OK, "folders_none")]
    watcher.start(lambda sighting: None)
    try:
        deadline = time.monotonic() + FOLDER_PATIENCE
        while not WATCHED.issuperset(watcher.health().values()) and time.monotonic() < deadline:
            time.sleep(0.05)
        health = watcher.health()
    finally:
        watcher.stop()
    return [_folder(path, health.get(path, "away"), target) for path, target in targets.items()]


def _folder(path: Path, health: str, target: Path | None) -> Check:
    if health not in WATCHED:
        return Check(CheckName.FOLDERS, FAILED, "folder_away", str(path))
    if target is not None and not can_write(target):
        return Check(CheckName.FOLDERS, FAILED, "folder_target_closed", str(path), {"target": str(target)})
    return Check(CheckName.FOLDERS, OK, f"folder_{health}", str(path))


def can_write(folder: Path) -> bool:
    """Whether a file can be made there; where the folder is missing, in the one it would be made in."""
    place = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    probe = place / ".sagsbud-probe"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def check_queue(outbox: Outbox, now: datetime) -> Check:
    """How long the oldest promise has waited, and whether somebody is needed."""
    counts = outbox.counts()
    waiting = sum(counts.get(state, 0) for state in IN_QUEUE)
    stuck = sum(counts.get(state, 0) for state in NEEDS_PERSON)
    params = {"waiting": str(waiting), "stuck": str(stuck)}
    oldest = outbox.page(IN_QUEUE, limit=LOOKED_AT, newest_first=False)
    age = max((now - entry.order.decided_at for entry in oldest if entry.order), default=timedelta())
    if age > QUEUE_OLD:
        return Check(CheckName.QUEUE, FAILED, "queue_old", params={**params, "days": str(age.days)})
    if stuck:
        return Check(CheckName.QUEUE, NOTE, "queue_stuck", params=params)
    return Check(CheckName.QUEUE, OK, "queue_good" if waiting else "queue_empty", params=params)
