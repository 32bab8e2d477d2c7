"""The key changed, cut off at any moment, got back with the organisation's private key, and destroyed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from filelock import FileLock
from sagsbud.bootstrap.rotation import recover_key, rotate_key, wipe
from sagsbud.domain.errors import PolicyError, StoreError, Trouble
from sagsbud.domain.orders import FilingOrder
from sagsbud.domain.states import OrderState
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault
from sagsbud.service.options import Options
from sagsbud.service.own import OwnStore
from sagsbud.service.serving import Store
from sagsbud.service.tables import adgang
from sagsbud.suggest.sager import LocalSagDirectory
from sagsbud.system.embedded import store_key
from sagsbud.system.escrow import keep_escrow, recover
from sagsbud.system.folders import Folders
from sagsbud.system.keys import master_key
from sqlalchemy import insert, select

from tests.support.keeping import Keeping
from tests.support.orders import make_sag
from tests.support.secretservice import secret_service
from tests.support.waiting import wait_until

PASSPHRASE = "hest batteri klamme"
CONTENTS = [b"Brev nummer %d\n" % number * 50 for number in range(12)]


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folders]:
    """A profile whose key is sealed by a passphrase, as where there is no keyring."""
    import keyring as library
    from keyring.backends import fail

    before = library.get_keyring()
    library.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    (tmp_path / "passphrase").chmod(0o600)
    monkeypatch.setenv("SAGSBUD_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    yield Folders.of("fjordby", tmp_path / "data")
    library.set_keyring(before)


def key_of(folders: Folders) -> bytes:
    return master_key(folders, on_loopback=False).key


def fill(folders: Folders) -> list[FilingOrder]:
    """Promised documents, something learned, and a history."""
    folders.make()
    key = key_of(folders)
    kept = Keeping(folders.data, key=key, real_time=True)
    orders = [kept.order(content, sag=make_sag(number % 3 + 1)) for number, content in enumerate(CONTENTS)]
    kept.close()
    directory = LocalSagDirectory(folders.data / "sager.db", key)
    directory.replace_all([make_sag(1)])
    directory.close()
    fill_service(folders, key)
    return orders


@contextmanager
def service_store(folders: Folders, key: bytes) -> Iterator[Store]:
    """What the embedded service keeps, open."""
    own = OwnStore(folders.service)
    with own.opened(store_key(key)):
        store = Store(Options(database=own.url, content=own.content, store_key=store_key(key)))
        try:
            yield store
        finally:
            store.close()


def fill_service(folders: Folders, key: bytes) -> None:
    """The embedded service has been used."""
    with service_store(folders, key) as store:
        for content in CONTENTS[:3]:
            incoming = store.content.receive()
            incoming.write(content)
            incoming.keep()
        with store.database.writing() as connection:
            connection.execute(insert(adgang).values(tid=1, brugerref="b", dokument="d"))


def service_holds(folders: Folders, key: bytes) -> None:
    """Everything of it is there under this key."""
    with service_store(folders, key) as store:
        found = {b"".join(store.content.chunks(name, 0, store.content.size(name) or 0)) for name in store.content.all()}
        assert found == set(CONTENTS[:3])
        with store.database.reading() as connection:
            assert connection.execute(select(adgang.c.dokument)).scalars().all() == ["d"]


def holds(folders: Folders, key: bytes) -> None:
    """Everything is there, once, under this key and no other."""
    vault, database = SealedVault(folders.vault, key), EncryptedDatabase(folders.outbox, key)
    outbox = SealedOutbox(database, vault, lambda: datetime.now(UTC))
    rows = outbox.page([OrderState.QUEUED], limit=100, newest_first=False)
    assert [vault.read(row.item.digest) for row in rows] == CONTENTS
    assert outbox.chain_broken_at() is None
    assert database.problems() == []
    assert len(list(vault.records())) == len(CONTENTS)
    vault.close()
    database.close()
    directory = LocalSagDirectory(folders.data / "sager.db", key)
    assert directory.by_id(make_sag(1).id) is not None
    directory.close()
    service_holds(folders, key)
    assert not [name for name in ("rotation.json", "sealed-anew", "sealed-before") if (folders.data / name).exists()]


def test_a_new_key_opens_everything_and_the_old_one_nothing(folders: Folders) -> None:
    fill(folders)
    before = key_of(folders)
    done = rotate_key("fjordby", folders.data.parent)
    after = key_of(folders)
    assert (done.contents, before != after) == (len(CONTENTS), True)
    holds(folders, after)
    with pytest.raises(StoreError) as refused:
        EncryptedDatabase(folders.outbox, before)
    assert refused.value.trouble is Trouble.WRONG_KEY
    assert list(SealedVault(folders.vault, before).unnamed(())) == []
    with pytest.raises(StoreError) as refused, service_store(folders, before):
        pass
    assert refused.value.trouble is Trouble.WRONG_KEY


def test_a_program_that_still_has_the_old_files_open_acknowledges_nothing(folders: Folders) -> None:
    fill(folders)
    straggler = Keeping(folders.data, key=key_of(folders), real_time=True)
    straggler.outbox.counts()
    rotate_key("fjordby", folders.data.parent)
    with pytest.raises(Exception, match=r"history|store|content") as refused:
        straggler.take(b"for sent")
    assert refused.value is not None
    straggler.close()
    holds(folders, key_of(folders))


def test_while_somebody_delivers_or_has_a_window_open_the_key_stays(folders: Folders) -> None:
    fill(folders)
    before = key_of(folders)
    for name in ("delivery.lock", "window.lock"):
        (folders.data / name).touch()
        with FileLock(folders.data / name), pytest.raises(StoreError) as refused:
            rotate_key("fjordby", folders.data.parent)
        assert refused.value.trouble is Trouble.STORE_IN_USE
    assert key_of(folders) == before
    holds(folders, before)


def test_while_the_service_runs_the_key_stays(folders: Folders) -> None:
    fill(folders)
    before = key_of(folders)
    with service_store(folders, before), pytest.raises(StoreError) as refused:
        rotate_key("fjordby", folders.data.parent)
    assert refused.value.trouble is Trouble.STORE_IN_USE
    holds(folders, before)


def test_what_the_service_keeps_gets_a_new_key_also_where_nothing_else_is(folders: Folders) -> None:
    folders.make()
    before = key_of(folders)
    fill_service(folders, before)
    assert rotate_key("fjordby", folders.data.parent).contents == 0
    assert key_of(folders) != before
    service_holds(folders, key_of(folders))


def test_a_content_of_the_service_that_cannot_be_read_keeps_the_key_as_it_is(folders: Folders) -> None:
    fill(folders)
    before = key_of(folders)
    victim = next(OwnStore(folders.service).content.glob("??/*"))
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-1])
    with pytest.raises(StoreError) as refused:
        rotate_key("fjordby", folders.data.parent)
    assert refused.value.trouble is Trouble.CONTENT_DAMAGED
    victim.write_bytes(whole)
    holds(folders, before)


def test_a_content_that_cannot_be_read_keeps_the_key_as_it_is(folders: Folders) -> None:
    fill(folders)
    before = key_of(folders)
    victim = next(path for path in folders.vault.iterdir() if not path.suffix)
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-1])
    with pytest.raises(StoreError) as refused:
        rotate_key("fjordby", folders.data.parent)
    assert refused.value.trouble is Trouble.CONTENT_DAMAGED
    victim.write_bytes(whole)
    assert key_of(folders) == before
    holds(folders, before)


ROTATE = """
import sys
from pathlib import Path
from sagsbud.bootstrap.rotation import rotate_key
rotate_key("fjordby", Path(sys.argv[1]))
print("done")
"""


@pytest.mark.parametrize("part", range(4))
def test_a_rotation_killed_at_any_moment_leaves_one_whole_set_and_its_key(folders: Folders, part: int) -> None:
    fill(folders)
    environment = os.environ | {
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }

    def rotating() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-c", ROTATE, str(folders.data.parent)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    process = rotating()
    journal = folders.data / "rotation.json"
    wait_until(lambda: journal.exists() or process.poll() is not None)
    time.sleep(part * 0.1)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    key = key_of(folders)  # whoever starts next settles it
    holds(folders, key)
    process = rotating()
    out, err = process.communicate(timeout=120)
    assert out.strip() == b"done", err.decode()
    assert key_of(folders) != key
    holds(folders, key_of(folders))


@pytest.mark.parametrize(
    ("folder", "moves"), [(folder, moves) for folder in ("sealed-before", "sealed-anew") for moves in range(3)]
)
def test_what_a_crash_cut_off_after_the_turning_point_is_finished(folders: Folders, folder: str, moves: int) -> None:
    """While the old set is put away, and while the new one takes its place."""
    fill(folders)
    before = key_of(folders)
    real, moved = Path.replace, count()

    def breaking(self: Path, target: Path) -> Path:
        between = self.parent != target.parent and folder in (*self.parts, *target.parts)
        if between and next(moved) == moves:
            raise KeyboardInterrupt
        return real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", breaking)
        with pytest.raises(KeyboardInterrupt):
            rotate_key("fjordby", folders.data.parent)
    assert (folders.data / "rotation.json").exists()
    after = key_of(folders)
    assert after != before
    holds(folders, after)


def test_a_key_in_a_real_keyring_is_changed_there(tmp_path: Path) -> None:
    with secret_service(sys.executable) as running:
        environment = os.environ | running.environment | {"PYTHONPATH": os.pathsep.join(sys.path)}
        environment.pop("SAGSBUD_PASSPHRASE_FILE", None)
        script = """
import json, sys
from pathlib import Path
from sagsbud.bootstrap.rotation import rotate_key
from sagsbud.system.folders import Folders
from sagsbud.system.keyringstore import KeyringStore
from sagsbud.system.keys import master_key
from tests.support.keeping import Keeping
folders = Folders.of("fjordby", Path(sys.argv[1])).make()
before = master_key(folders, on_loopback=False).key
kept = Keeping(folders.data, key=before, real_time=True)
kept.order(b"Brev")
kept.close()
done = rotate_key("fjordby", Path(sys.argv[1]))
after = master_key(folders, on_loopback=False).key
kept = Keeping(folders.data, key=after, real_time=True)
print(json.dumps({"changed": before != after, "origin": done.origin, "rows": len(kept.outbox.page(["QUEUED"])),
    "staged": KeyringStore().get(f"master:{folders.data}:next") is None}))
kept.close()
"""
        script = script.replace('page(["QUEUED"])', "page([OrderState.QUEUED])").replace(
            "import json, sys", "import json, sys\nfrom sagsbud.domain.states import OrderState"
        )
        ran = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            env=environment,
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr.decode()
        assert json.loads(ran.stdout) == {"changed": True, "origin": "keyring", "rows": 1, "staged": True}


# -- escrow ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The organisation's public and private key as PEM files."""
    return _pair(tmp_path_factory.mktemp("escrow"), 3072)


def _pair(folder: Path, bits: int) -> tuple[Path, Path]:
    private = rsa.generate_private_key(65537, bits)
    public, secret = folder / f"public-{bits}.pem", folder / f"private-{bits}.pem"
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public.write_bytes(private.public_key().public_bytes(serialization.Encoding.PEM, form))
    secret.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return public, secret


def test_the_organisations_private_key_brings_the_documents_back_to_another_user(
    folders: Folders, pair: tuple[Path, Path]
) -> None:
    public, private = pair
    fill(folders)
    key = key_of(folders)
    assert keep_escrow(folders.data, key, public)
    assert not keep_escrow(folders.data, key, public), "the same is not written again and again"
    kept = (folders.data / "escrow.json").read_text()
    assert key.hex() not in kept
    (folders.data / "passphrase.key").unlink()  # nobody knows the passphrase any more
    with pytest.raises(StoreError):
        key_of(folders)
    recover_key("fjordby", folders.data.parent, private)
    assert key_of(folders) == key
    holds(folders, key)


def test_a_new_key_is_in_escrow_too(folders: Folders, pair: tuple[Path, Path]) -> None:
    public, private = pair
    fill(folders)
    old = key_of(folders)
    keep_escrow(folders.data, old, public)
    rotate_key("fjordby", folders.data.parent)
    new = key_of(folders)
    assert not (folders.data / "escrow.json").exists(), "a key that opens nothing any more is kept nowhere"
    keep_escrow(folders.data, new, public)
    assert recover(folders.data, private) == new


@pytest.mark.parametrize("kind", ["missing", "no key", "too short"])
def test_a_public_key_that_cannot_be_used_stops_before_anything_is_taken(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "public.pem"
    if kind == "no key":
        path.write_text("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    if kind == "too short":
        path = _pair(tmp_path, 2048)[0]
    with pytest.raises(PolicyError):
        keep_escrow(tmp_path, bytes(32), path)
    assert not (tmp_path / "escrow.json").exists()


def test_another_private_key_opens_nothing(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    keep_escrow(tmp_path, bytes(range(32)), pair[0])
    _public, other = _pair(tmp_path, 3072)
    with pytest.raises(StoreError) as refused:
        recover(tmp_path, other)
    assert refused.value.trouble is Trouble.WRONG_KEY


# -- wiping ---------------------------------------------------------------------------------------------------


def test_wiping_keeps_what_is_not_filed_unless_it_is_said_twice(folders: Folders) -> None:
    fill(folders)
    before = key_of(folders)
    assert not wipe("fjordby", folders.data.parent)
    holds(folders, before)
    copied = (folders.data / "outbox.db").read_bytes()
    assert wipe("fjordby", folders.data.parent, also_unsent=True)
    assert [path.name for path in folders.data.rglob("*") if path.is_file() and path.suffix != ".lock"] == []
    assert before.hex().encode() not in copied
    fresh = key_of(folders)
    assert fresh != before
