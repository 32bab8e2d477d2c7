"""The start of the profile's own store: who waits for whom, and what does not keep it from being sealed."""

import errno
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.service import own
from sagsbud.service.folder import FolderContent
from sagsbud.service.folderlock import FolderLock
from sagsbud.service.forms import Sealed
from sagsbud.service.own import CLEAR_LEFT, SEALING, OwnStore
from sagsbud.system import embedded as starting
from sagsbud.system.embedded import PATIENCE, EmbeddedService, store_key

from tests.support.embedded import embedded

KEY = store_key(bytes(range(32)))
CONTENT = b"Naboen skriver."


@pytest.fixture
def clear(tmp_path: Path) -> OwnStore:
    """A store as it was before there were sealed ones, with one content."""
    with embedded(tmp_path):
        pass
    keep(tmp_path / "content")
    return OwnStore(tmp_path)


def keep(folder: Path) -> str:
    """A content in the clear; its digest."""
    store = FolderContent(folder)
    incoming = store.receive()
    incoming.write(CONTENT)
    sha256 = incoming.keep().sha256
    incoming.drop()
    store.close()
    return sha256


def contents(store: OwnStore) -> list[bytes]:
    """What is in the sealed store."""
    folder = FolderContent(store.content, Sealed(KEY))
    try:
        return [b"".join(folder.chunks(sha256, 0, folder.size(sha256) or 0)) for sha256 in folder.all()]
    finally:
        folder.close()


@pytest.mark.parametrize("place", ["content/4e/.DS_Store", "content/4e/desktop.ini", "content/4e/4e4e"])
def test_a_foreign_file_among_the_contents_does_not_keep_the_store_from_being_sealed(
    clear: OwnStore, place: str
) -> None:
    (clear.folder / place).write_bytes(b"somebody else's")
    with clear.opened(KEY):
        assert contents(clear) == [CONTENT]
    assert not (clear.folder / "content").exists()


@pytest.mark.warns_in_log
@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        (errno.EACCES, Trouble.STORE_READ_ONLY),
        (errno.EROFS, Trouble.STORE_READ_ONLY),
        (errno.ENOSPC, Trouble.DISK_FULL),
        (errno.EIO, Trouble.STORE_DAMAGED),
        (errno.ENOENT, Trouble.STORE_DAMAGED),
    ],
)
def test_what_the_disk_refuses_is_called_what_it_is(
    clear: OwnStore, monkeypatch: pytest.MonkeyPatch, number: int, trouble: Trouble
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(own, "_seal_database", refuse)
    with pytest.raises(StoreError) as refused, clear.opened(KEY):
        pass
    assert (refused.value.trouble, refused.value.params) == (trouble, {"errno": errno.errorcode[number]})


# -- two at once ----------------------------------------------------------------------------------------------


def test_who_comes_while_another_is_alone_for_a_moment_waits(clear: OwnStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with clear.opened(KEY):
        pass
    other = alone_with(clear)
    monkeypatch.setattr(own, "time", Clock(other.release))
    with clear.opened(KEY):
        assert contents(clear) == [CONTENT]


def test_who_waited_for_one_that_could_not_seal_the_store_seals_it(
    clear: OwnStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, share = alone_with(clear), FolderLock.share

    def just_given_up(lock: FolderLock) -> bool:
        other.release()
        return share(lock)

    monkeypatch.setattr(FolderLock, "share", just_given_up)
    with clear.opened(KEY):
        assert contents(clear) == [CONTENT]


def test_one_that_stays_alone_has_the_store_in_use(clear: OwnStore, monkeypatch: pytest.MonkeyPatch) -> None:
    other = alone_with(clear)
    monkeypatch.setattr(own, "time", Clock())
    with pytest.raises(StoreError) as refused, clear.opened(KEY):
        pass
    assert refused.value.trouble is Trouble.STORE_IN_USE
    other.release()


def alone_with(store: OwnStore) -> FolderLock:
    """Another who is alone with the store."""
    lock = FolderLock(store.folder / "store.lock")
    assert lock.be_alone()
    return lock


def test_a_former_program_cannot_serve_the_contents_until_the_sealed_store_is_in_place(
    clear: OwnStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, seen = os.replace, []

    def replacing(source: Path, target: Path) -> None:
        if Path(target) == clear.sealed:
            former = FolderLock(clear.folder / "content" / "lock")
            seen.append(former.share())
            former.release()
        replace(source, target)

    monkeypatch.setattr(os, "replace", replacing)
    with clear.opened(KEY):
        assert seen == [False]


# -- who waits for the service --------------------------------------------------------------------------------


class Clock:
    """Time that passes only while somebody sleeps, `step` seconds each; meanwhile the next of these happens."""

    def __init__(self, *happens: Callable[[], object], step: float = 1.0) -> None:
        self._happens = list(happens)
        self._step, self._now = step, 0.0

    def monotonic(self) -> float:
        """The time."""
        return self._now

    def sleep(self, _seconds: float) -> None:
        """Let time pass."""
        self._now += self._step
        if self._happens:
            self._happens.pop(0)()


class Slow(EmbeddedService):
    """A service that comes up when the test has it so."""

    def _command(self) -> list[str]:
        return [sys.executable, "-c", "import time; time.sleep(600)"]


def test_a_service_that_seals_for_long_is_waited_for_and_then_has_its_time_to_come_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, url = OwnStore(tmp_path), "http://127.0.0.1:1"

    def put_in_place() -> None:
        (tmp_path / SEALING / CLEAR_LEFT).touch()
        (tmp_path / SEALING).rename(store.sealed)

    def come_up() -> None:
        (store.sealed / CLEAR_LEFT).unlink()
        (tmp_path / "ready.json").write_text(json.dumps({"url": url, "instance": "ours"}))

    clock = Clock((tmp_path / SEALING).mkdir, lambda: None, put_in_place, lambda: None, come_up, step=0.75 * PATIENCE)
    monkeypatch.setattr(starting, "time", clock)
    monkeypatch.setattr(starting, "_answers", lambda *_: True)
    service = Slow(tmp_path, bytes(32))
    try:
        assert service.start() == url
    finally:
        monkeypatch.undo()
        service.stop()
