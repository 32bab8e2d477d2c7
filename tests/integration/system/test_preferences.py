"""Settings of a running program: changed under it, by it, and by the organisation above it."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sagsbud.bootstrap.following import Followers, follow
from sagsbud.domain.errors import PolicyError, StoreError, Trouble
from sagsbud.domain.extract import Extract
from sagsbud.domain.sagsobjekter import Retning
from sagsbud.domain.settings import Layer, SettingTrouble
from sagsbud.extract.pool import ChildExtractor
from sagsbud.intake.afterwards import OriginalsKeeper
from sagsbud.intake.ownmoves import OwnMoves
from sagsbud.intake.watcher import FolderWatcher
from sagsbud.system.places import Places
from sagsbud.system.preferences import LivePreferences

from tests.support.mounts import disk, make_read_only
from tests.support.orders import NOW

PATIENCE = 60


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "machine.json", (tmp_path / "policies.json",))


@pytest.fixture
def user_file(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "settings.json"


@pytest.fixture
def preferences(places: Places, user_file: Path) -> LivePreferences:
    return LivePreferences(places, user_file)


def write(path: Path, content: Any) -> None:
    """A source as an administrator's tool writes it."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def test_a_policy_that_comes_changes_and_goes_is_followed(preferences: LivePreferences, places: Places) -> None:
    heard: list[frozenset[str]] = []
    preferences.subscribe(heard.append)
    write(places.policies[0], {"locked": {"undo_seconds": 5, "language": "en"}})
    assert preferences.look() == {"undo_seconds", "language"}
    assert (preferences.value("undo_seconds"), preferences.locked("undo_seconds")) == (5, True)
    write(places.policies[0], {"locked": {"undo_seconds": 6}})
    preferences.look()
    assert preferences.current.language == "da"
    places.policies[0].unlink()
    preferences.look()
    assert (preferences.value("undo_seconds"), preferences.locked("undo_seconds")) == (20, False)
    assert heard == [{"undo_seconds", "language"}, {"undo_seconds", "language"}, {"undo_seconds"}]
    assert preferences.look() == frozenset()
    assert len(heard) == 3


def test_a_policy_that_turns_bad_while_running_keeps_what_held(preferences: LivePreferences, places: Places) -> None:
    write(places.policies[0], {"locked": {"undo_seconds": 5}})
    preferences.look()
    write(places.policies[0], {"locked": {"undo_seconds": "fem"}})
    assert preferences.look() == frozenset()
    assert preferences.value("undo_seconds") == 5
    assert [problem.trouble for problem in preferences.problems()] == [SettingTrouble.WRONG_VALUE]
    write(places.policies[0], {"locked": {"undo_seconds": 7}})
    assert preferences.look() == {"undo_seconds"}
    assert preferences.problems() == ()


def test_the_thread_looks_by_itself(
    preferences: LivePreferences, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sagsbud.system.preferences.LOOK_INTERVAL", 0.05)
    heard = threading.Event()
    preferences.subscribe(lambda keys: heard.set() if "grace_days" in keys else None)
    preferences.start()
    try:
        write(places.machine, {"locked": {"grace_days": 1}})
        assert heard.wait(PATIENCE)
    finally:
        preferences.stop()


def test_the_users_choice_is_kept_and_told_and_can_be_taken_back(
    preferences: LivePreferences, places: Places, user_file: Path
) -> None:
    heard: list[frozenset[str]] = []
    end = preferences.subscribe(heard.append)
    preferences.change("undo_seconds", 45)
    assert json.loads(user_file.read_text()) == {"undo_seconds": 45}
    assert LivePreferences(places, user_file).value("undo_seconds") == 45
    preferences.change("undo_seconds", None)
    assert json.loads(user_file.read_text()) == {}
    assert heard == [{"undo_seconds"}, {"undo_seconds"}]
    end()
    preferences.change("undo_seconds", 45)
    assert len(heard) == 2


def test_a_choice_over_a_preset_holds_and_over_a_lock_is_refused(preferences: LivePreferences, places: Places) -> None:
    write(places.policies[0], {"preset": {"undo_seconds": 5}, "locked": {"grace_days": 1}})
    preferences.look()
    preferences.change("undo_seconds", 45)
    assert preferences.value("undo_seconds") == 45
    with pytest.raises(PolicyError):
        preferences.change("grace_days", 2)
    with pytest.raises(PolicyError):
        preferences.change("profile", "anden")
    assert preferences.value("grace_days") == 1


@pytest.mark.parametrize(("key", "value"), [("undo_seconds", 9999), ("language", "de"), ("folders", [{"path": "x"}])])
def test_a_wrong_choice_is_refused_and_changes_nothing(
    preferences: LivePreferences, user_file: Path, key: str, value: Any
) -> None:
    with pytest.raises(ValueError, match=r"."):
        preferences.change(key, value)
    assert not user_file.exists()


def test_what_else_stands_in_the_users_file_stays_there(preferences: LivePreferences, user_file: Path) -> None:
    write(user_file, {"from_a_newer_program": [1, 2], "grace_days": 3})
    preferences.change("undo_seconds", 45)
    assert json.loads(user_file.read_text()) == {"from_a_newer_program": [1, 2], "grace_days": 3, "undo_seconds": 45}


def test_a_users_file_that_cannot_be_read_is_set_aside_and_its_last_good_values_live_on(
    places: Places, user_file: Path
) -> None:
    write(user_file, {"grace_days": 3})
    LivePreferences(places, user_file)
    write(user_file, '{"grace_days": ')
    preferences = LivePreferences(places, user_file)
    assert preferences.value("grace_days") == 3
    preferences.change("undo_seconds", 45)
    assert json.loads(user_file.read_text()) == {"grace_days": 3, "undo_seconds": 45}
    assert user_file.with_suffix(".unreadable").read_text() == '{"grace_days": '
    assert preferences.problems() == ()


def test_on_a_read_only_disk_a_choice_is_refused_with_a_reason(tmp_path: Path, places: Places) -> None:
    with disk(tmp_path / "small") as place:
        preferences = LivePreferences(places, place / "settings.json")
        make_read_only(place)
        with pytest.raises(StoreError) as refused:
            preferences.change("undo_seconds", 45)
        assert refused.value.trouble is Trouble.STORE_READ_ONLY
        assert preferences.value("undo_seconds") == 20


def test_an_unknown_key_is_none_of_ours(preferences: LivePreferences) -> None:
    with pytest.raises(KeyError):
        preferences.value("farve")
    with pytest.raises(KeyError):
        preferences.change("farve", "blå")


def test_explaining_names_layer_lock_and_source(preferences: LivePreferences, places: Places, user_file: Path) -> None:
    write(places.machine, {"preset": {"language": "en"}, "locked": {"service_url": "https://sagdok.example"}})
    write(user_file, {"appearance": "dark"})
    preferences.look()
    found = {one.key: (one.layer, one.locked, one.source) for one in preferences.explain()}
    assert found["language"] == (Layer.MACHINE, False, str(places.machine))
    assert found["service_url"] == (Layer.MACHINE, True, str(places.machine))
    assert found["appearance"] == (Layer.USER, False, str(user_file))
    assert found["grace_days"] == (Layer.BUILT_IN, False, "")


# -- the rooms that go by them ------------------------------------------------------------------------------------


@pytest.fixture
def extractor() -> Iterator[ChildExtractor]:
    """One reader process."""
    running = ChildExtractor(workers=1)
    yield running
    running.close()


def test_own_domains_hold_for_the_next_mail_that_is_read(
    preferences: LivePreferences, user_file: Path, extractor: ChildExtractor
) -> None:
    follow(preferences, Followers(FolderWatcher([]), OriginalsKeeper([], OwnMoves()), extractor))
    mail = (
        b"From: Ole Vest <ole@fjordby.example>\nTo: Ane <ane@borger.example>\nSubject: Svar\n"
        b"Date: Mon, 23 Nov 2026 09:00:00 +0100\n\nHej\n"
    )

    def read() -> Extract:
        return extractor.read("svar.eml", mail, NOW)

    before = read().direction
    write(user_file, {"own_domains": ["fjordby.example"]})
    preferences.look()
    after = read().direction
    assert after is not None
    assert after.value is Retning.UD
    assert before is None or before.value is not Retning.UD


def test_folders_are_watched_from_the_moment_they_are_set(
    preferences: LivePreferences, user_file: Path, extractor: ChildExtractor, tmp_path: Path
) -> None:
    seen: list[Path] = []
    found = threading.Event()
    watcher, wanted = FolderWatcher([]), tmp_path / "scan"

    def sight(sighting: Any) -> None:
        seen.append(sighting.path)
        found.set()

    follow(preferences, Followers(watcher, OriginalsKeeper([], OwnMoves()), extractor))
    watcher.start(sight)
    try:
        wanted.mkdir()
        (wanted / "brev.txt").write_text("lå der før")
        write(user_file, {"folders": [{"path": str(wanted)}]})
        preferences.look()
        assert found.wait(PATIENCE)
        assert seen[0] == wanted / "brev.txt"
        assert list(watcher.health()) == [wanted]
        write(user_file, {"folders": []})
        preferences.look()
        assert watcher.health() == {}
    finally:
        watcher.stop()
