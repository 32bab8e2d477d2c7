"""Taking practice away: all of it or nothing, also when it is cut off."""

import shutil
from argparse import Namespace
from pathlib import Path

import pytest
from sagsbud.cli.window import practice_door
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.system.folders import PRACTICE, PRACTICE_MARK, Folders
from sagsbud.system.instance import Instance
from sagsbud.system.keys import master_key
from sagsbud.system.places import Places
from sagsbud.system.practice import enter, finish_removal, finish_removal_unless_busy, is_made, remove, say_made
from sagsbud.system.profiles import choose_profile
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
    made = enter(Folders(PRACTICE, tmp_path / "data" / PRACTICE, tmp_path / "config" / PRACTICE))
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


def test_the_ordinary_window_knows_of_practice_until_all_of_it_is_gone(folders: Folders, keyring: Keyring) -> None:
    data = folders.data.parent
    door = practice_door(Namespace(profile=None, data=data), Folders.of(None, data))
    assert door
    keyring.locked = True
    with pytest.raises(StoreError):
        remove(folders)
    assert door.is_there()
    keyring.locked = False
    door.tidy()
    assert not door.is_there()


def test_practice_that_was_begun_anew_keeps_its_key_and_settings_when_an_earlier_removal_is_finished(
    folders: Folders, keyring: Keyring
) -> None:
    folders.leaving.mkdir()
    finish_removal_unless_busy(folders)
    finish_removal(folders)
    assert left(folders) == [PRACTICE, PRACTICE]
    assert len(keyring) == 1


def put_a_real_one_in_its_place(folders: Folders) -> Path:
    """A record of somebody's in a folder of that name, which practice has not made."""
    (folders.data / PRACTICE_MARK).unlink()
    record = folders.vault / "real.record"
    record.write_bytes(b"sealed")
    return record


def test_a_folder_that_practice_has_not_made_is_neither_entered_nor_removed(folders: Folders, keyring: Keyring) -> None:
    record, keys = put_a_real_one_in_its_place(folders), dict(keyring)
    for touch in (enter, remove):
        with pytest.raises(StoreError) as refused:
            touch(folders)
        assert refused.value.trouble is Trouble.PRACTICE_TAKEN
    assert record.read_bytes() == b"sealed"
    assert dict(keyring) == keys
    assert not folders.leaving.exists()
    assert [held.folder for held in held_in([folders.data.parent])] == [folders.data]


def test_what_is_left_of_a_removal_is_deleted_only_where_practice_made_it(folders: Folders) -> None:
    record = put_a_real_one_in_its_place(folders)
    folders.data.rename(folders.leaving)
    with pytest.raises(StoreError):
        finish_removal(folders)
    assert (folders.leaving / "vault" / record.name).exists()


def test_of_a_link_only_the_link_is_removed(folders: Folders, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    folders.data.rename(elsewhere)
    folders.data.symlink_to(elsewhere)
    remove(folders)
    assert left(folders) == []
    assert (elsewhere / "vault").is_dir()


@pytest.mark.parametrize("session", ["", "-another"])
def test_practice_that_a_window_has_open_is_not_removed(folders: Folders, session: str) -> None:
    claimed = Instance.claim(folders.data, session)
    assert claimed
    with pytest.raises(StoreError) as refused:
        remove(folders)
    assert refused.value.trouble is Trouble.PRACTICE_OPEN
    assert is_made(folders)
    claimed.close()
    remove(folders)
    assert left(folders) == []


def test_a_folder_that_a_lock_or_a_log_has_made_is_entered(tmp_path: Path) -> None:
    folders = Folders.of(PRACTICE, tmp_path)
    (folders.data / "logs").mkdir(parents=True)
    (folders.data / "window.lock").touch()
    assert (enter(folders).data / PRACTICE_MARK).exists()


def test_no_other_profile_can_be_called_as_practice_is_or_lie_in_its_folder(tmp_path: Path) -> None:
    places = Places(tmp_path / "machine.json", ())
    practice = enter(choose_profile(PRACTICE, tmp_path, places))
    assert choose_profile("practice", tmp_path, places).data == tmp_path / "practice"
    with pytest.raises(StoreError) as refused:
        choose_profile(None, practice.data, places)
    assert refused.value.trouble is Trouble.PRACTICE_ONLY
    with pytest.raises(ValueError, match="name"):
        Folders.of(None, None, usual=PRACTICE)


def test_what_practice_holds_is_nothing_that_could_be_forgotten(folders: Folders) -> None:
    (folders.vault / "one.record").touch()
    assert list(held_in([folders.data.parent])) == []
