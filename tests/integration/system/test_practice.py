"""Taking practice away: all of it or nothing, also when it is cut off."""

import shutil
from pathlib import Path

import pytest
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.system.folders import PRACTICE, Folders
from sagsbud.system.keys import master_key
from sagsbud.system.practice import finish_removal, finish_removal_unless_busy, is_made, remove, say_made
from sagsbud.system.unsent import held_in


class Keyring(dict[str, bytes]):
    """One that is open, until it is locked."""

    locked = False

    def set(self, name: str, secret: bytes) -> None:
        self[name] = secret

    def delete(self, name: str) -> None:
        if self.locked:
            raise StoreError(Trouble.KEYRING_LOCKED)
        self.pop(name, None)


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Keyring:
    made = Keyring()
    monkeypatch.setattr("sagsbud.system.keys._keyring", lambda: made)
    return made


@pytest.fixture
def folders(tmp_path: Path, keyring: Keyring) -> Folders:
    """Practice, made and worked in, with its settings in a place of their own."""
    made = Folders(PRACTICE, tmp_path / "data" / PRACTICE, tmp_path / "config" / PRACTICE).make()
    master_key(made, on_loopback=True)
    made.vault.mkdir()
    made.settings.write_text("{}")
    say_made(made)
    return made


def left(folders: Folders) -> list[str]:
    """What is left of it anywhere."""
    return sorted(path.name for path in (*folders.data.parent.iterdir(), *folders.config.parent.iterdir()))


def test_nothing_is_left_of_practice_and_its_key(folders: Folders, keyring: Keyring) -> None:
    keyring["master:/somebody/else"] = b"another"
    remove(folders)
    assert left(folders) == []
    assert dict(keyring) == {"master:/somebody/else": b"another"}
    assert not is_made(folders)


def test_a_removal_that_was_cut_off_is_finished_by_whoever_comes_next(
    folders: Folders, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_path: Path, **_how: bool) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(shutil, "rmtree", crash)
        with pytest.raises(KeyboardInterrupt):
            remove(folders)
    assert not folders.data.exists()
    finish_removal_unless_busy(folders)
    assert left(folders) == []
    assert dict(keyring) == {}


def test_with_a_keyring_that_does_not_answer_the_rest_goes_later(folders: Folders, keyring: Keyring) -> None:
    keyring.locked = True
    with pytest.raises(StoreError):
        remove(folders)
    assert not folders.data.exists()
    keyring.locked = False
    finish_removal(folders)
    assert left(folders) == []
    assert dict(keyring) == {}


def test_practice_that_was_begun_anew_keeps_its_key_and_settings_when_an_earlier_removal_is_finished(
    folders: Folders, keyring: Keyring
) -> None:
    folders.leaving.mkdir()
    finish_removal_unless_busy(folders)
    finish_removal(folders)
    assert left(folders) == [PRACTICE, PRACTICE]
    assert len(keyring) == 1


def test_what_practice_holds_is_nothing_that_could_be_forgotten(folders: Folders) -> None:
    (folders.vault / "one.record").touch()
    assert list(held_in([folders.data.parent])) == []
