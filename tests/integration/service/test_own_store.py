"""The profile's own store: nothing of it lies in the clear, also not what a former program left."""

import base64
import errno
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.service.database import CannotOpen, Database
from sagsbud.service.main import EmbeddedService as ClearService
from sagsbud.service.main import Options, OwnStore
from sagsbud.service.own import SEALING
from sagsbud.system.embedded import EmbeddedService, store_key

from tests.support.oio import content_of, dokument, newest, put_dokument
from tests.support.program import showing

KEY = bytes(range(32))
OTHER_KEY = bytes(32)
TITLE = "Klage over skorstenen"
CONTENTS = [f"Naboen skriver for {number}. gang om røgen.\n".encode() * 40_000 for number in range(3)]
CONTENTS += [b"Kort svar."]


class Kept(NamedTuple):
    """What is in a store."""

    folder: Path
    dokumenter: list[str]


@contextmanager
def served(folder: Path, key: bytes = KEY) -> Iterator[httpx.Client]:
    """The store as the program starts it."""
    embedded = EmbeddedService(folder, key)
    try:
        with httpx.Client(base_url=embedded.start(), trust_env=False, timeout=60) as client:
            yield client
    finally:
        embedded.stop()


def fill(client: httpx.Client) -> list[str]:
    """File every content; the Dokumenter."""
    answers = [put_dokument(client, dokument(TITLE, "brev"), brev=content) for content in CONTENTS]
    return [str(answer.raise_for_status().json()["uuid"]) for answer in answers]


def assert_whole(kept: Kept, key: bytes = KEY) -> None:
    """Everything is served, from a store without anything in the clear."""
    with served(kept.folder, key) as client:
        for uuid, content in zip(kept.dokumenter, CONTENTS, strict=True):
            (egenskaber,) = newest(client, f"/dokument/dokument/{uuid}")["attributter"]["dokumentegenskaber"]
            assert egenskaber["titel"] == TITLE
            assert content_of(client, uuid) == content
        assert_sealed(kept.folder)  # also what lies beside the database while it is in use
    assert_sealed(kept.folder)
    assert not [name for name in ("service.db", "content", SEALING) if (kept.folder / name).exists()]


def assert_sealed(folder: Path) -> None:
    """No byte of the folder says what is in it."""
    secrets = [TITLE.encode(), b"skorsten", b"Naboen skriver", b"Kort svar", b"SQLite format", b"dokumentegenskaber"]
    digests = [hashlib.sha256(content).hexdigest().encode() for content in CONTENTS]
    assert showing(folder, [*secrets, *digests, *_keys()]) == []
    assert not {path.name.encode() for path in folder.rglob("*")} & set(digests)


def _keys() -> list[bytes]:
    """As they could be written down."""
    return [form for key in (KEY, store_key(KEY)) for form in (key, key.hex().encode(), base64.b64encode(key))]


@pytest.fixture
def clear(tmp_path: Path) -> Kept:
    """A store as it was before there were sealed ones."""
    folder = tmp_path / "service"
    folder.mkdir()
    service = ClearService(
        Options(database=f"sqlite:///{folder / 'service.db'}", content=folder / "content", port=0)
    ).start()
    try:
        with httpx.Client(base_url=service.url, trust_env=False, timeout=60) as client:
            return Kept(folder, fill(client))
    finally:
        service.stop()


def test_nothing_that_is_filed_shows_in_any_file(tmp_path: Path) -> None:
    with served(tmp_path) as client:
        kept = Kept(tmp_path, fill(client))
        assert_sealed(tmp_path)
    assert_whole(kept)


@pytest.mark.skipif(sys.platform != "linux", reason="looks where Linux shows what processes were given")
def test_the_key_is_nowhere_to_be_seen(tmp_path: Path) -> None:
    embedded = EmbeddedService(tmp_path, KEY)
    try:
        embedded.start()
        (pid,) = [int(child) for child in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
                  if b"--own-store" in Path(f"/proc/{child}/cmdline").read_bytes()]  # fmt: skip
        for place in ("cmdline", "environ"):
            seen = Path(f"/proc/{pid}/{place}").read_bytes()
            assert not [form for form in _keys() if form in seen]
    finally:
        embedded.stop()


def test_another_key_opens_nothing_and_changes_nothing(tmp_path: Path) -> None:
    with served(tmp_path) as client:
        kept = Kept(tmp_path, fill(client))
    with pytest.raises(StoreError) as refused:
        EmbeddedService(tmp_path, OTHER_KEY).start()
    assert refused.value.trouble is Trouble.WRONG_KEY
    with pytest.raises(CannotOpen):  # nor is it a database in the clear
        Database(OwnStore(tmp_path).url)
    assert_whole(kept)


def test_a_content_that_was_tampered_with_is_not_given_out(tmp_path: Path) -> None:
    with served(tmp_path) as client:
        (uuid, *_) = fill(client)
        path = newest(client, f"/dokument/dokument/{uuid}")["varianter"][0]["dele"][0]["egenskaber"][0]["indhold"]
        largest = max(OwnStore(tmp_path).content.glob("??/*"), key=lambda file: file.stat().st_size)
        lying = bytearray(largest.read_bytes())
        lying[len(lying) // 2] ^= 1
        for file in OwnStore(tmp_path).content.glob("??/*"):
            if file.stat().st_size == len(lying):
                file.write_bytes(lying)
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(f"/dokument/dokument/{path.removeprefix('store:')}")


# -- what a former program left -------------------------------------------------------------------------------


def test_a_store_in_the_clear_is_sealed_at_the_next_start(clear: Kept) -> None:
    assert_whole(clear)
    assert_whole(clear)


SEAL = """
import os, sys
from pathlib import Path
from sagsbud.service.own import OwnStore
left = int(sys.argv[3])
def count(event, arguments):
    global left
    if event in ("os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "os.truncate"):
        left -= 1
        if left < 0:
            os._exit(9)
own, key = OwnStore(Path(sys.argv[1])), bytes.fromhex(sys.argv[2])
sys.addaudithook(count)
with own.opened(key):
    pass
print(left)
"""
"""Seals, and is killed before so many changes of names."""


def seal(folder: Path, killed_before: int) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-c", SEAL, str(folder), store_key(KEY).hex(), str(killed_before)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)


def test_sealing_killed_between_any_two_steps_leaves_the_old_store_or_the_new_and_is_finished(
    clear: Kept, tmp_path: Path
) -> None:
    before = tmp_path / "before"
    shutil.copytree(clear.folder, before)
    unharmed = seal(clear.folder, 10_000)
    assert unharmed.returncode == 0, unharmed.stderr.decode()
    changes = 10_000 - int(unharmed.stdout)
    assert changes > len(CONTENTS)
    ways = set()
    for killed_before in sorted({*range(6), changes // 2, *range(changes - 3, changes)}):
        shutil.rmtree(clear.folder)
        shutil.copytree(before, clear.folder)
        assert seal(clear.folder, killed_before).returncode == 9
        sealed = OwnStore(clear.folder).sealed.exists()
        ways.add(sealed)
        if not sealed:
            assert_unchanged(clear.folder, before)
        assert_whole(clear)
    assert ways == {True, False}


def assert_unchanged(folder: Path, before: Path) -> None:
    """Every file of the clear store is there, as it was."""
    files = {path.relative_to(before) for path in before.rglob("*") if path.is_file()}
    assert {path: (folder / path).read_bytes() for path in files} == {
        path: (before / path).read_bytes() for path in files
    }


@pytest.mark.warns_in_log
def test_without_room_for_a_second_copy_the_store_stays_as_it_is(
    clear: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(clear.folder, tmp_path / "before")
    lying = sum(path.stat().st_size for path in clear.folder.rglob("*") if path.is_file())
    real = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: real._replace(free=lying))
    with pytest.raises(StoreError) as refused, OwnStore(clear.folder).opened(store_key(KEY)):
        pass
    assert refused.value.trouble is Trouble.DISK_FULL
    assert_unchanged(clear.folder, tmp_path / "before")
    monkeypatch.undo()
    assert_whole(clear)


def test_a_disk_that_fills_while_it_is_sealed_leaves_the_store_as_it_is(
    clear: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(clear.folder, tmp_path / "before")
    real, placed = os.replace, count()

    def filling(source: Path, target: Path) -> None:
        if next(placed) == 2:
            raise OSError(errno.ENOSPC, "full")
        real(source, target)

    monkeypatch.setattr(os, "replace", filling)
    with pytest.raises(StoreError) as refused, OwnStore(clear.folder).opened(store_key(KEY)):
        pass
    assert refused.value.trouble is Trouble.DISK_FULL
    assert not (clear.folder / SEALING).exists()
    assert_unchanged(clear.folder, tmp_path / "before")
    monkeypatch.undo()
    assert_whole(clear)


def test_a_former_program_that_still_serves_is_not_disturbed(clear: Kept) -> None:
    options = Options(database=f"sqlite:///{clear.folder / 'service.db'}", content=clear.folder / "content", port=0)
    former = ClearService(options).start()
    try:
        with pytest.raises(StoreError) as refused:
            EmbeddedService(clear.folder, KEY).start()
        assert refused.value.trouble is Trouble.STORE_IN_USE
        with httpx.Client(base_url=former.url, trust_env=False, timeout=60) as client:
            assert content_of(client, clear.dokumenter[0]) == CONTENTS[0]
    finally:
        former.stop()
    assert_whole(clear)


@pytest.mark.warns_in_log
def test_a_store_in_the_clear_that_comes_later_is_left_alone(clear: Kept, tmp_path: Path) -> None:
    shutil.copytree(clear.folder, tmp_path / "before")
    assert_whole(clear)
    shutil.copytree(tmp_path / "before", clear.folder, dirs_exist_ok=True)
    with OwnStore(clear.folder).opened(store_key(KEY)):
        assert_unchanged(clear.folder, tmp_path / "before")


def test_who_is_alone_with_the_store_and_who_serves_it_keep_each_other_out(tmp_path: Path) -> None:
    own = OwnStore(tmp_path)
    with served(tmp_path), pytest.raises(StoreError) as refused, own.alone(store_key(KEY)):
        pass
    assert refused.value.trouble is Trouble.STORE_IN_USE
    with own.alone(store_key(KEY)):
        with pytest.raises(StoreError) as refused:
            EmbeddedService(tmp_path, KEY).start()
        assert refused.value.trouble is Trouble.STORE_IN_USE
