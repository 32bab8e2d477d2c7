"""The self-test against real trouble, one test each: what it says, and with which exit code it ends."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sagsbud.bootstrap.selftest import self_checks
from sagsbud.checktexts import finding_text, remedy_text
from sagsbud.cli.selftest import exit_for
from sagsbud.domain.checks import Check, CheckName, CheckState
from sagsbud.i18n import use_language
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault
from sagsbud.sagdok import contact as sagdok_contact
from sagsbud.shipped import resources
from sagsbud.system.folders import Folders
from sagsbud.system.keys import master_key

from tests.support.certificates import Authority
from tests.support.mounts import disk, fill, make_read_only
from tests.support.orders import make_item, make_order
from tests.support.otherservices import Way, nobody, service, silent_service

NAMES = set(CheckName) - {CheckName.DISTRIBUTOR, CheckName.GATEWAY}  # where a distributor is set
PASSPHRASE = "hest batteri klamme"


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No keyring, no proxy, no passphrase but what a test brings."""
    import keyring as library
    from keyring.backends import fail

    before = library.get_keyring()
    library.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("SAGSBUD_PASSPHRASE_FILE", raising=False)
    yield
    library.set_keyring(before)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "ca")


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., dict[CheckName, Check]]:
    """Run the self-test on a profile with these settings; its rows by name."""

    def run_it(url: str | None = None, profile: str | None = None, **settings: Any) -> dict[CheckName, Check]:
        data = tmp_path / "data"
        folders = Folders.of(profile, data)
        if settings or url or not folders.settings.exists():
            spoken = {"language": "en", **settings, **({"service_url": url} if url else {})}
            folders.make().settings.write_text(json.dumps(spoken))
        rows = list(self_checks(profile, data, None))
        assert {row.name for row in rows} >= NAMES - {CheckName.SPACE}, rows
        spoken_well(rows)
        failed = [row for row in rows if row.state is CheckState.FAILED]
        return {row.name: row for row in rows if row.name not in {one.name for one in failed}} | {
            row.name: row for row in failed
        }

    return run_it


Run = Callable[..., dict[CheckName, Check]]


def spoken_well(rows: list[Check]) -> None:
    """In both languages each row is a sentence with everything filled in, and each failure says what to do."""
    told = []
    for language in ("da", "en"):
        use_language(language, resources() / "translations")
        told.append([finding_text(row) for row in rows if "sentence" not in row.params])
        remedies = [remedy_text(row) for row in rows if row.state is CheckState.FAILED]
        assert all(text.endswith(".") and "{" not in text for text in told[-1] + remedies), (told[-1], remedies)
    assert not any(danish == english for danish, english in zip(*told, strict=True)), told


def failures(rows: dict[CheckName, Check]) -> dict[str, str]:
    """Names and codes of what failed."""
    return {row.name.value: row.code for row in rows.values() if row.state is CheckState.FAILED}


def exit_code(rows: dict[CheckName, Check]) -> int:
    """With which code the command ends."""
    return max(exit_for(row) for row in rows.values())


def test_a_new_installation_passes_on_the_embedded_service(run: Run) -> None:
    rows = run()
    assert failures(rows) == {}
    assert exit_code(rows) == 0
    assert rows[CheckName.KEY].code == "key_trial"
    assert rows[CheckName.STANDARD].code == "standard_spoken"
    assert rows[CheckName.ENCRYPTION].code == "encrypted"
    assert rows[CheckName.READING].code == "reading_works"
    assert rows[CheckName.KLE].code == "kle_starter"
    assert remedy_text(rows[CheckName.KLE]).startswith("Ask IT "), "whoever reads it in the window has no command line"
    assert rows[CheckName.CERTIFICATE].code == "certificate_not_needed"


def test_nothing_is_filed_and_nothing_stays_in_the_store(run: Run, tmp_path: Path) -> None:
    way = Way()
    with service(way) as url:
        assert failures(run(url)) == {"subjects": "subjects_missing"}
    assert way.asked
    assert all(line.startswith("GET /") for line in way.asked)
    assert list((tmp_path / "data" / "vault").iterdir()) == []


# -- the service --------------------------------------------------------------------------------------------------


def test_nobody_listens(run: Run) -> None:
    rows = run(nobody())
    assert failures(rows) == {"service": "unreachable_connect"}
    assert rows[CheckName.CLOCK].state is CheckState.SKIPPED
    assert exit_code(rows) == 3
    assert "firewall" in remedy_text(rows[CheckName.SERVICE])


def test_a_name_nobody_knows(run: Run) -> None:
    rows = run("https://sagdok.invalid")
    assert failures(rows)["service"] == "unreachable_name"
    assert "“service_url”" in remedy_text(rows[CheckName.SERVICE])


def test_a_service_that_never_answers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sagdok_contact, "CONTACT_SECONDS", 0.5)
    with silent_service() as url:
        assert failures(run(url)) == {"service": "unreachable_timeout"}


def test_an_embedded_service_that_cannot_start(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "service").write_text("a file where its folder should be")
    rows = run()
    assert failures(rows) == {"service": "unreachable_embedded"}
    assert "service.log" in remedy_text(rows[CheckName.SERVICE])


@pytest.mark.parametrize(
    ("way", "code"),
    [
        (Way(503, b"<html>", "text/html"), "service_busy"),
        (Way(500, b"<html>", "text/html"), "service_failing"),
    ],
)
def test_a_service_that_cannot_now(run: Run, way: Way, code: str) -> None:
    with service(way) as url:
        rows = run(url)
    assert failures(rows) == {"service": code}
    assert str(way.status) in finding_text(rows[CheckName.SERVICE])


@pytest.mark.parametrize("status", [401, 403])
def test_a_service_that_wants_a_login(run: Run, status: int) -> None:
    with service(Way(status, b'{"message": "No token"}')) as url:
        rows = run(url)
    assert failures(rows) == {"login": "login_needed"}
    assert rows[CheckName.SERVICE].state is CheckState.OK
    assert exit_code(rows) == 3


@pytest.mark.parametrize(
    "way",
    [
        Way(body=b"<html><h1>Log in</h1></html>", kind="text/html"),
        Way(404, b'{"error": 404}'),
        Way(302, b""),
        Way(body=b'["a list"]'),
    ],
    ids=["a login page", "another path", "sent elsewhere", "other JSON"],
)
def test_something_else_answers(run: Run, way: Way) -> None:
    with service(way) as url:
        rows = run(url)
    assert failures(rows) == {"standard": "not_the_standard"}
    assert rows[CheckName.SUBJECTS].state is CheckState.SKIPPED
    assert exit_code(rows) == 3


@pytest.mark.parametrize(
    ("clock", "state", "code"),
    [
        (timedelta(hours=1), CheckState.FAILED, "clock_slow"),
        (timedelta(hours=-1), CheckState.FAILED, "clock_fast"),
        (timedelta(minutes=2), CheckState.NOTE, "clock_off"),
        (None, CheckState.NOTE, "clock_not_told"),
        (timedelta(), CheckState.OK, "clock_good"),
    ],
)
def test_the_clock_is_compared_with_the_service(
    run: Run, clock: timedelta | None, state: CheckState, code: str
) -> None:
    with service(Way(clock=clock)) as url:
        row = run(url)[CheckName.CLOCK]
    assert (row.state, row.code) == (state, code)
    if clock and state is CheckState.FAILED:
        assert abs(int(row.params["seconds"]) - 3600) <= 5


# -- certificates -------------------------------------------------------------------------------------------------


def test_a_trusted_certificate_and_until_when(run: Run, authority: Authority) -> None:
    pair = authority.issue()
    with service(tls=pair) as url:
        rows = run(url, ca_file=str(authority.certificate))
    assert rows[CheckName.CERTIFICATE].code == "certificate_good"
    assert rows[CheckName.CERTIFICATE].params["until"] == f"{datetime.now(UTC) + timedelta(days=90):%Y-%m-%d}"


def test_a_certificate_that_soon_ends(run: Run, authority: Authority) -> None:
    with service(tls=authority.issue(ends=timedelta(days=3))) as url:
        row = run(url, ca_file=str(authority.certificate))[CheckName.CERTIFICATE]
    assert (row.state, row.code) == (CheckState.NOTE, "certificate_soon_over")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"ends": timedelta(hours=-1)}, "certificate_expired"),
        ({"begins": timedelta(hours=1)}, "certificate_not_yet_valid"),
        ({"host": "sagdok.fjordby.example"}, "certificate_other_name"),
    ],
)
def test_certificates_that_do_not_hold(run: Run, authority: Authority, options: dict[str, Any], code: str) -> None:
    with service(tls=authority.issue(**options)) as url:
        rows = run(url, ca_file=str(authority.certificate))
    assert failures(rows) == {"certificate": code}
    assert rows[CheckName.SERVICE].state is CheckState.OK
    assert exit_code(rows) == 3


def test_a_ca_nobody_trusts(run: Run, authority: Authority) -> None:
    with service(tls=authority.issue()) as url:
        rows = run(url)
    assert failures(rows) == {"certificate": "certificate_unknown_ca"}
    assert "“ca_file”" in remedy_text(rows[CheckName.CERTIFICATE])


def test_a_port_that_speaks_no_tls(run: Run) -> None:
    with service() as url:
        rows = run(url.replace("http:", "https:"))
    assert failures(rows) == {"certificate": "certificate_handshake"}


def test_a_ca_file_that_is_gone(run: Run, tmp_path: Path) -> None:
    with service() as url:
        assert failures(run(url, ca_file=str(tmp_path / "gone.pem"))) == {"certificate": "certificate_ca_file"}


def test_a_service_that_wants_our_certificate(run: Run, authority: Authority) -> None:
    ca = str(authority.certificate)
    with service(tls=authority.issue(), clients=authority.certificate) as url:
        assert failures(run(url, ca_file=ca)) == {"certificate": "certificate_client_certificate"}
        ours = authority.issue("pc-0042")
        settled = {"client_certificate": str(ours.certificate), "client_key": str(ours.key)}
        assert "certificate" not in failures(run(url, ca_file=ca, **settled))
        locked = authority.issue("pc-0042", password=b"hemmelig")
        settled = {"client_certificate": str(locked.certificate), "client_key": str(locked.key)}
        assert failures(run(url, ca_file=ca, **settled)) == {"certificate": "certificate_client_certificate"}


# -- proxies ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["setting", "environment"])
def test_a_proxy_that_is_down(run: Run, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    if by == "environment":
        monkeypatch.setenv("HTTPS_PROXY", nobody())
    rows = run("https://sagdok.invalid", **({"proxy": nobody()} if by == "setting" else {}))
    assert failures(rows)["service"] == "unreachable_proxy"
    assert "“proxy”" in remedy_text(rows[CheckName.SERVICE])


def test_a_proxy_that_refuses(run: Run) -> None:
    way = Way(403, b"no")
    with service(way) as proxy:
        rows = run("https://sagdok.invalid", proxy=proxy)
    assert failures(rows)["service"] == "unreachable_proxy"
    assert way.asked == ["CONNECT sagdok.invalid:443 HTTP/1.1"]


def test_a_proxy_in_words_nobody_speaks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://proxy.invalid:70")
    assert failures(run("https://sagdok.invalid"))["service"] == "unreachable_proxy"


def test_this_machine_is_never_asked_for_by_a_proxy(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", nobody())
    monkeypatch.setenv("ALL_PROXY", nobody())
    with service() as url:
        assert run(url)[CheckName.SERVICE].code == "service_answers"


# -- key and store ------------------------------------------------------------------------------------------------


def test_no_keyring_for_real_documents(run: Run) -> None:
    rows = run(profile="fjordby")
    assert failures(rows) == {"key": "no_keyring"}
    assert rows[CheckName.STORE].state is CheckState.SKIPPED
    assert exit_code(rows) == 4


def test_a_passphrase_that_is_wrong(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAGSBUD_PASSPHRASE_FILE", str(passphrase(tmp_path, PASSPHRASE)))
    assert failures(run(profile="fjordby")) == {}
    passphrase(tmp_path, "noget andet")
    rows = run(profile="fjordby")
    assert failures(rows) == {"key": "wrong_key"}
    assert exit_code(rows) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_passphrase_file_others_may_read(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAGSBUD_PASSPHRASE_FILE", str(passphrase(tmp_path, PASSPHRASE, 0o644)))
    rows = run(profile="fjordby")
    assert failures(rows) == {"key": "passphrase_file"}
    assert "chmod 600" in remedy_text(rows[CheckName.KEY])


def passphrase(folder: Path, text: str, mode: int = 0o600) -> Path:
    """A file with a passphrase."""
    path = folder / "passphrase"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_trial_with_a_service_on_another_machine(run: Run) -> None:
    run()
    rows = run("https://sagdok.invalid")
    assert failures(rows) == {"key": "trial_only", "service": "unreachable_name"}
    assert exit_code(rows) == 4


def test_a_disk_that_is_full(run: Run, tmp_path: Path) -> None:
    with service() as url, disk(tmp_path / "data") as place:
        assert failures(run(url)) == {"space": "space_none", "subjects": "subjects_missing"}
        fill(place)
        rows = run()
    assert failures(rows)["store"] == "disk_full"
    assert failures(rows)["space"] == "space_none"
    assert "Make room" in remedy_text(rows[CheckName.STORE])


def test_a_disk_that_is_read_only(run: Run, tmp_path: Path) -> None:
    with service() as url, disk(tmp_path / "data") as place:
        run(url)
        make_read_only(place)
        rows = run()
    assert failures(rows)["store"] == "store_read_only"
    assert "mounted read-only" in remedy_text(rows[CheckName.STORE])
    assert exit_code(rows) == 1


def test_a_store_that_is_damaged(run: Run, tmp_path: Path) -> None:
    run()
    for path in (tmp_path / "data").glob("outbox.db-*"):
        path.unlink()
    (tmp_path / "data" / "outbox.db").write_bytes(os.urandom(8192))
    rows = run()
    assert failures(rows) == {"store": "store_damaged"}
    assert "--rebuild" in remedy_text(rows[CheckName.STORE])


def test_a_store_of_a_newer_program(run: Run, tmp_path: Path) -> None:
    run()
    folders = Folders.of(None, tmp_path / "data")
    with closing(database_of(folders)) as database, database.writing() as connection:
        connection.execute("PRAGMA user_version = 999")
    rows = run()
    assert failures(rows) == {"store": "store_newer"}
    assert "newer version" in remedy_text(rows[CheckName.STORE])


def test_a_database_that_lies_there_in_the_open(run: Run, tmp_path: Path) -> None:
    run()
    (tmp_path / "data" / "memory.db").write_bytes(b"SQLite format 3\x00" + bytes(100))
    rows = run()
    assert failures(rows) == {"encryption": "not_encrypted"}
    assert rows[CheckName.ENCRYPTION].params["files"] == "memory.db"


def test_a_queue_that_does_not_move(run: Run, tmp_path: Path) -> None:
    run()
    folders = Folders.of(None, tmp_path / "data")
    promise(folders, decided_at=datetime.now(UTC) - timedelta(days=3, hours=1))
    rows = run(nobody())
    assert failures(rows) == {"queue": "queue_old", "service": "unreachable_connect"}
    assert rows[CheckName.QUEUE].params["days"] == "3"


def test_a_queue_of_today_is_fine(run: Run, tmp_path: Path) -> None:
    run()
    promise(Folders.of(None, tmp_path / "data"), decided_at=datetime.now(UTC) - timedelta(hours=3))
    assert run()[CheckName.QUEUE].code == "queue_good"


def database_of(folders: Folders) -> EncryptedDatabase:
    """The store of a profile."""
    return EncryptedDatabase(folders.outbox, master_key(folders, on_loopback=True).key)


def promise(folders: Folders, decided_at: datetime) -> None:
    """An order that was decided then and is not delivered."""
    with closing(database_of(folders)) as database:
        vault = SealedVault(folders.vault, master_key(folders, on_loopback=True).key)
        outbox = SealedOutbox(database, vault, lambda: datetime.now(UTC))
        item = make_item()
        vault.put(BytesIO(b"Brev"))
        outbox.secure(item)
        outbox.promise(item.id, make_order(item, decided_at=decided_at))


# -- settings, folders, readers -----------------------------------------------------------------------------------


def test_settings_with_mistakes_are_each_named(run: Run) -> None:
    rows = run(undo_seconds="tyve", farve="blå")
    assert failures(rows) == {"settings": "unknown_key"} or failures(rows) == {"settings": "wrong_value"}
    assert exit_code(rows) == 1
    assert rows[CheckName.SETTINGS].subject.endswith("settings.json")


def test_folders_watched_away_and_with_a_closed_target(run: Run, tmp_path: Path) -> None:
    (tmp_path / "scan").mkdir()
    (tmp_path / "scan" / "brev.txt").write_text("bliver liggende")
    rows = run(folders=[{"path": str(tmp_path / "scan")}])
    assert rows[CheckName.FOLDERS].code == "folder_watching"
    assert failures(run(folders=[{"path": str(tmp_path / "gone")}])) == {"folders": "folder_away"}
    (tmp_path / "closed").write_text("a file where a folder should be")
    moving = {"path": str(tmp_path / "scan"), "afterwards": "move", "target": str(tmp_path / "closed" / "done")}
    assert failures(run(folders=[moving])) == {"folders": "folder_target_closed"}
    moving["target"] = str(tmp_path / "done")
    assert failures(run(folders=[moving])) == {}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["closed", "data", "scan"]
    assert [path.name for path in (tmp_path / "scan").iterdir()] == ["brev.txt"]
