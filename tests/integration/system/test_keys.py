"""The master key with a real keyring, without one, with a locked one, with a passphrase, and as a trial."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.service.own import OwnStore
from sagsbud.system.folders import Folders
from sagsbud.system.keys import KeyOrigin, MasterKey, master_key

from tests.support.secretservice import SecretService, secret_service

PATIENCE = 120
NO_KEYRING = "keyring.backends.fail.Keyring"
PASSPHRASE = "hest batteri klamme"

ASK = """
import hashlib, json, sys
from pathlib import Path
from sagsbud.domain.errors import StoreError
from sagsbud.system.folders import Folders
from sagsbud.system.keyringstore import KeyringStore
from sagsbud.system.keys import master_key
try:
    found = master_key(Folders.of(sys.argv[2], Path(sys.argv[1])), on_loopback=sys.argv[3] == "loopback")
    print(json.dumps({"origin": found.origin, "key": hashlib.sha256(found.key).hexdigest(),
        "kind": KeyringStore().kind() if found.origin == "keyring" else None}))
except StoreError as error:
    print(json.dumps({"trouble": error.trouble}))
"""


@pytest.fixture(scope="module")
def keyring() -> Iterator[SecretService]:
    """A real Secret Service, unlocked."""
    with secret_service(sys.executable) as running:
        yield running


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A profile for real documents."""
    return Folders.of("fjordby", tmp_path / "data")


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without any keyring."""
    import keyring as library
    from keyring.backends import fail

    before = library.get_keyring()
    library.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    monkeypatch.delenv("SAGSBUD_PASSPHRASE_FILE", raising=False)
    yield
    library.set_keyring(before)


def start(data: Path, environment: dict[str, str], profile: str = "fjordby", where: str = "loopback") -> Any:
    """A program that asks for the key of a profile."""
    return subprocess.Popen(
        [sys.executable, "-c", ASK, str(data), profile, where],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={k: v for k, v in os.environ.items() if k != "SAGSBUD_PASSPHRASE_FILE"} | environment,
    )


def answer(process: Any) -> dict[str, Any]:
    """What it was told."""
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err.decode()
    told: dict[str, Any] = json.loads(out)
    return told


def ask(data: Path, environment: dict[str, str], **options: str) -> dict[str, Any]:
    """Start and wait."""
    return answer(start(data, environment, **options))


def give_store(folders: Folders) -> None:
    """A profile that holds documents already."""
    folders.make().outbox.write_bytes(b"sealed")


def passphrase_file(folder: Path, text: str = PASSPHRASE + "\n", mode: int = 0o600) -> str:
    """A file with a passphrase."""
    path = folder / "passphrase"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return str(path)


def test_a_real_keyring_keeps_the_key_and_gives_it_back(keyring: SecretService, tmp_path: Path) -> None:
    first = ask(tmp_path, keyring.environment)
    assert (first["origin"], first["kind"]) == ("keyring", "SecretService")
    assert ask(tmp_path, keyring.environment) == first
    assert ask(tmp_path, keyring.environment, profile="anden")["key"] != first["key"]
    assert [path.name for path in tmp_path.rglob("*.key")] == []


def test_two_programs_that_start_at_once_get_one_key(keyring: SecretService, tmp_path: Path) -> None:
    told = [answer(process) for process in [start(tmp_path, keyring.environment) for _ in range(4)]]
    assert len({one["key"] for one in told}) == 1


def test_while_locked_there_is_no_key_and_after_the_next_log_in_the_same(tmp_path: Path) -> None:
    with secret_service(sys.executable) as own:
        before = ask(tmp_path, own.environment)
        own.lock()
        assert ask(tmp_path, own.environment) == {"trouble": "keyring_locked"}
        assert ask(tmp_path, own.environment, profile="demo") == {"trouble": "keyring_locked"}
        own.log_in_again()
        assert ask(tmp_path, own.environment) == before


@pytest.mark.parametrize("store", ["outbox", "service"])
def test_a_store_without_its_key_in_the_keyring_gets_no_new_one(
    keyring: SecretService, tmp_path: Path, store: str
) -> None:
    folders = Folders.of("fjordby", tmp_path)
    if store == "outbox":
        give_store(folders)
    else:
        OwnStore(folders.service).sealed.mkdir(parents=True)
    assert ask(tmp_path, keyring.environment) == {"trouble": "wrong_key"}


@pytest.mark.parametrize("backend", ["keyring.backends.null.Keyring", "no.such.Keyring", ""])
def test_a_keyring_that_could_be_a_plain_file_is_none(tmp_path: Path, backend: str) -> None:
    assert ask(tmp_path, {"PYTHON_KEYRING_BACKEND": backend}) == {"trouble": "no_keyring"}


@pytest.mark.usefixtures("no_keyring")
class TestWithoutKeyring:
    """A machine that has none."""

    def test_another_program_may_begin_the_profile_while_a_keyring_is_looked_for(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from keyring.backends import fail

        folders, others = Folders.of("demo", tmp_path / "data"), list[MasterKey]()

        def begin() -> None:
            others.append(master_key(folders, on_loopback=True))
            give_store(folders)

        waiting = [begin]

        def look(_keyring: object) -> list[object]:
            while waiting:
                waiting.pop()()
            return []

        monkeypatch.setattr(fail.Keyring, "backends", property(look), raising=False)
        assert [master_key(folders, on_loopback=True)] == others

    def test_nothing_is_opened_without_a_passphrase(self, folders: Folders) -> None:
        assert trouble_of(folders) == Trouble.NO_KEYRING

    def test_a_passphrase_makes_the_key_and_opens_it_again(self, folders: Folders) -> None:
        first = master_key(folders, on_loopback=False, ask=lambda: PASSPHRASE)
        assert first.origin is KeyOrigin.PASSPHRASE
        assert master_key(folders, on_loopback=False, ask=lambda: PASSPHRASE) == first
        assert base64.b64encode(first.key).decode() not in (folders.data / "passphrase.key").read_text()

    def test_a_wrong_passphrase_is_said_and_changes_nothing(self, folders: Folders) -> None:
        first = master_key(folders, on_loopback=False, ask=lambda: PASSPHRASE)
        assert trouble_of(folders, passphrase="noget andet") == Trouble.WRONG_KEY
        assert master_key(folders, on_loopback=False, ask=lambda: PASSPHRASE) == first

    def test_a_damaged_key_file_is_a_wrong_key_and_is_left_alone(self, folders: Folders) -> None:
        (folders.make().data / "passphrase.key").write_text("{")
        assert trouble_of(folders, passphrase=PASSPHRASE) == Trouble.WRONG_KEY
        assert (folders.data / "passphrase.key").read_text() == "{"

    def test_a_passphrase_does_not_replace_a_key_that_lies_in_an_absent_keyring(self, folders: Folders) -> None:
        give_store(folders)
        assert trouble_of(folders, passphrase=PASSPHRASE) == Trouble.NO_KEYRING
        assert not (folders.data / "passphrase.key").exists()

    def test_a_passphrase_file_of_the_owner_alone_is_used(
        self, folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SAGSBUD_PASSPHRASE_FILE", passphrase_file(tmp_path))
        first = master_key(folders, on_loopback=False)
        assert first == master_key(folders, on_loopback=False)
        monkeypatch.delenv("SAGSBUD_PASSPHRASE_FILE")
        assert first == master_key(folders, on_loopback=False, ask=lambda: PASSPHRASE)

    @pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o644])
    def test_a_passphrase_file_others_may_open_is_refused(
        self, folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
    ) -> None:
        monkeypatch.setenv("SAGSBUD_PASSPHRASE_FILE", passphrase_file(tmp_path, mode=mode))
        assert trouble_of(folders) == Trouble.PASSPHRASE_FILE
        assert not (folders.data / "passphrase.key").exists()

    @pytest.mark.parametrize("text", ["", " \n"])
    def test_an_empty_passphrase_file_is_refused(
        self, folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
    ) -> None:
        monkeypatch.setenv("SAGSBUD_PASSPHRASE_FILE", passphrase_file(tmp_path, text))
        assert trouble_of(folders) == Trouble.PASSPHRASE_FILE

    def test_a_passphrase_file_that_is_not_there_is_refused(
        self, folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SAGSBUD_PASSPHRASE_FILE", str(tmp_path / "gone"))
        assert trouble_of(folders) == Trouble.PASSPHRASE_FILE

    def test_the_trial_is_for_the_demo_profile_on_this_machine_alone(self, tmp_path: Path) -> None:
        demo = Folders.of("demo", tmp_path)
        assert trouble_of(demo, on_loopback=False) == Trouble.NO_KEYRING
        made = master_key(demo, on_loopback=True)
        assert made.origin is KeyOrigin.TRIAL
        assert master_key(demo, on_loopback=True) == made
        assert trouble_of(demo, on_loopback=False) == Trouble.TRIAL_ONLY
        assert trouble_of(Folders.of("fjordby", tmp_path)) == Trouble.NO_KEYRING

    def test_a_trial_key_in_another_profile_is_not_used(self, folders: Folders, tmp_path: Path) -> None:
        master_key(Folders.of("demo", tmp_path), on_loopback=True)
        stolen = (tmp_path / "demo" / "trial.key").read_text()
        (folders.make().data / "trial.key").write_text(stolen)
        assert trouble_of(folders) == Trouble.TRIAL_ONLY

    def test_a_trial_never_replaces_the_key_of_a_store_that_is_there(self, tmp_path: Path) -> None:
        demo = Folders.of("demo", tmp_path)
        give_store(demo)
        assert trouble_of(demo) == Trouble.NO_KEYRING
        assert not (demo.data / "trial.key").exists()

    @pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
    def test_kept_keys_are_for_their_owner_alone(self, folders: Folders, tmp_path: Path) -> None:
        master_key(folders, on_loopback=False, ask=lambda: PASSPHRASE)
        master_key(Folders.of("demo", tmp_path), on_loopback=True)
        for path in (folders.data / "passphrase.key", tmp_path / "demo" / "trial.key"):
            assert path.stat().st_mode & 0o777 == 0o600


def trouble_of(folders: Folders, *, on_loopback: bool = True, passphrase: str | None = None) -> Trouble:
    """Why no key is given."""
    with pytest.raises(StoreError) as refused:
        master_key(folders, on_loopback=on_loopback, ask=lambda: passphrase)
    return refused.value.trouble


def test_a_key_is_not_shown_when_it_is_printed() -> None:
    assert "AAAA" not in repr(MasterKey(b"A" * 32, KeyOrigin.TRIAL))


def test_whoever_will_not_make_a_keyring_is_asked_once(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.errors import InitError
    from sagsbud.system.keyringstore import KeyringStore

    class PromptDismissedException(Exception):
        """As secretstorage's own."""

    class Asking:
        """A Secret Service without a keyring, and somebody who presses Cancel."""

        asked = 0

        def get_password(self, *_named: str) -> None:
            self.asked += 1
            raise InitError from PromptDismissedException()

        set_password = get_password

    asking = Asking()
    monkeypatch.setattr(KeyringStore, "_backend", lambda _self: asking)
    with pytest.raises(StoreError) as caught:
        master_key(folders, on_loopback=True)
    assert (caught.value.trouble, asking.asked) == (Trouble.KEYRING_LOCKED, 1)
