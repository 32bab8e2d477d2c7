"""The master key: in the operating system's keyring, or sealed by a passphrase; never plain.

The one exception is a trial: profile `demo` or practice, a service on loopback, and neither keyring nor passphrase. Its key lies
in a file called `trial.key`, and whoever uses it is told that real documents do not belong there.
"""

import base64
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from filelock import FileLock

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.system.folders import DEMO, PRACTICE, Folders
from sagsbud.system.privatefile import write_private
from sagsbud.system.rotation import settle_after_crash

if TYPE_CHECKING:
    from sagsbud.system.keyringstore import KeyringStore

KEY_BYTES = 32
_SCRYPT = {"n": 2**16, "r": 8, "p": 1}


class KeyOrigin(StrEnum):
    """Where the key came from."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"
    TRIAL = "trial"


@frozen
class MasterKey:
    """The key everything at rest is sealed with."""

    key: bytes = field(repr=False)
    origin: KeyOrigin


def master_key(folders: Folders, *, on_loopback: bool, ask: Callable[[], str | None] = lambda: None) -> MasterKey:
    """The profile's key, made when there is none yet; two programs that start at once get the same.

    `ask` asks a person for the passphrase. Raises StoreError NO_KEYRING, KEYRING_LOCKED, WRONG_KEY, PASSPHRASE_FILE or
    TRIAL_ONLY; a key that should be there and is not is never replaced by a new one.
    """
    settle_after_crash(folders.data, adopt=lambda: adopt_next(folders), drop=lambda: drop_next(folders))
    kept = _kept_key(folders, on_loopback=on_loopback, ask=ask)
    if kept:
        return kept
    folders.make()
    with _alone(folders):
        return _kept_key(folders, on_loopback=on_loopback, ask=ask) or _new_key(
            folders, on_loopback=on_loopback, ask=ask
        )


def stage_next(folders: Folders, origin: KeyOrigin, new: Path, ask: Callable[[], str | None] = lambda: None) -> bytes:
    """A new key, kept where the present one is but not in its place yet: in the keyring, or in the folder `new`."""
    if origin is KeyOrigin.TRIAL:
        return _write_trial(new / "trial.key")
    if origin is KeyOrigin.KEYRING:
        return _into_keyring(_next(folders))
    passphrase = _passphrase(ask)
    if passphrase is None:
        raise StoreError(Trouble.NO_KEYRING)
    _unseal(folders.data / "passphrase.key", passphrase)
    return _seal(new / "passphrase.key", passphrase)


def adopt_next(folders: Folders) -> None:
    """The new key is the key. One in a file has taken its place with its file."""
    if any((folders.data / name).exists() for name in ("passphrase.key", "trial.key")):
        return
    store = _keyring()
    staged = store.get(_next(folders))
    if staged:
        store.set(_name(folders), staged)
        store.delete(_next(folders))


def drop_next(folders: Folders) -> None:
    """Forget a new key that did not become the key."""
    if not any((folders.data / name).exists() for name in ("passphrase.key", "trial.key")):
        _keyring().delete(_next(folders))


def install_key(folders: Folders, key: bytes, ask: Callable[[], str | None] = lambda: None) -> KeyOrigin:
    """Make a key that was got back the key: in the keyring, else sealed by a passphrase. Raises StoreError NO_KEYRING."""
    with _alone(folders):
        try:
            _into_keyring(_name(folders), key)
            (folders.data / "passphrase.key").unlink(missing_ok=True)
            return KeyOrigin.KEYRING
        except StoreError as error:
            if error.trouble is not Trouble.NO_KEYRING:
                raise
        passphrase = _passphrase(ask)
        if passphrase is None:
            raise StoreError(Trouble.NO_KEYRING)
        _seal(folders.data / "passphrase.key", passphrase, key)
        return KeyOrigin.PASSPHRASE


def destroy_key(folders: Folders) -> None:
    """Make everything that was sealed unreadable for ever. Raises StoreError when the keyring does not answer."""
    for name in ("passphrase.key", "trial.key", "escrow.json"):
        path = folders.data / name
        if path.exists():
            size = path.stat().st_size
            with path.open("r+b") as file:
                file.write(os.urandom(size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
    for name in (_name(folders), _next(folders)):
        try:
            _keyring().delete(name)
        except StoreError as error:
            if error.trouble is not Trouble.NO_KEYRING:
                raise


@contextmanager
def _alone(folders: Folders) -> Iterator[None]:
    lock = FileLock(folders.data / "key.lock")
    try:
        lock.acquire()
    except OSError:
        raise StoreError(Trouble.STORE_READ_ONLY) from None
    try:
        yield
    finally:
        lock.release()


def _kept_key(folders: Folders, *, on_loopback: bool, ask: Callable[[], str | None]) -> MasterKey | None:
    """The key that is there, None when there never was one.

    Whether there is a store is asked first: another program that begins the profile meanwhile makes its key before it.
    """
    has_store = folders.outbox.exists() or folders.service_store.exists()
    sealed, trial = folders.data / "passphrase.key", folders.data / "trial.key"
    if sealed.exists():
        passphrase = _passphrase(ask)
        if passphrase is None:
            raise StoreError(Trouble.NO_KEYRING)
        return MasterKey(_unseal(sealed, passphrase), KeyOrigin.PASSPHRASE)
    if trial.exists():
        if not _may_try(folders, on_loopback=on_loopback):
            raise StoreError(Trouble.TRIAL_ONLY)
        return MasterKey(base64.b64decode(trial.read_text()), KeyOrigin.TRIAL)
    try:
        found = _keyring().get(_name(folders))
    except StoreError as error:
        if error.trouble is not Trouble.NO_KEYRING or has_store:
            raise  # where a store is, its key lies in a keyring that is not here now
        return None
    if found is None and has_store:
        raise StoreError(Trouble.WRONG_KEY)
    return MasterKey(found, KeyOrigin.KEYRING) if found else None


def _new_key(folders: Folders, *, on_loopback: bool, ask: Callable[[], str | None]) -> MasterKey:
    try:
        return MasterKey(_into_keyring(_name(folders)), KeyOrigin.KEYRING)
    except StoreError as error:
        if error.trouble is not Trouble.NO_KEYRING:
            raise
    passphrase = _passphrase(ask)
    if passphrase is not None:
        return MasterKey(_seal(folders.data / "passphrase.key", passphrase), KeyOrigin.PASSPHRASE)
    if _may_try(folders, on_loopback=on_loopback):
        return MasterKey(_write_trial(folders.data / "trial.key"), KeyOrigin.TRIAL)
    raise StoreError(Trouble.NO_KEYRING)


def _may_try(folders: Folders, *, on_loopback: bool) -> bool:
    return folders.profile in (DEMO, PRACTICE) and on_loopback


def _keyring() -> "KeyringStore":
    """Imported for those whose key lies in it: it searches all that is installed for keyrings."""
    from sagsbud.system.keyringstore import KeyringStore

    return KeyringStore()


def _name(folders: Folders) -> str:
    return f"master:{folders.data}"


def _next(folders: Folders) -> str:
    return f"{_name(folders)}:next"


def _into_keyring(name: str, key: bytes | None = None) -> bytes:
    store, key = _keyring(), key or os.urandom(KEY_BYTES)
    store.set(name, key)
    if store.get(name) != key:  # a keyring that says yes and keeps nothing would cost the whole store
        raise StoreError(Trouble.NO_KEYRING)
    return key


def _passphrase(ask: Callable[[], str | None]) -> str | None:
    file = os.environ.get("SAGSBUD_PASSPHRASE_FILE")
    return _read_passphrase(Path(file)) if file else ask()


def _read_passphrase(path: Path) -> str:
    """The line in the file. A file that others may read is no better than none."""
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise StoreError(Trouble.PASSPHRASE_FILE, cause="open_to_others")
        passphrase = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise StoreError(Trouble.PASSPHRASE_FILE, cause="not_readable") from None
    if not passphrase:
        raise StoreError(Trouble.PASSPHRASE_FILE, cause="empty")
    return passphrase


def _seal(path: Path, passphrase: str, key: bytes | None = None) -> bytes:
    key, salt, nonce = key or os.urandom(KEY_BYTES), os.urandom(16), os.urandom(12)
    wrapped = AESGCM(_stretch(passphrase, salt)).encrypt(nonce, key, b"sagsbud master key")
    parts = {"salt": salt, "nonce": nonce, "key": wrapped}
    write_private(path, json.dumps({name: base64.b64encode(part).decode() for name, part in parts.items()}))
    return key


def _unseal(path: Path, passphrase: str) -> bytes:
    try:
        parts = {name: base64.b64decode(part) for name, part in json.loads(path.read_text()).items()}
        cipher = AESGCM(_stretch(passphrase, parts["salt"]))
        return cipher.decrypt(parts["nonce"], parts["key"], b"sagsbud master key")
    except (InvalidTag, KeyError, ValueError):
        raise StoreError(Trouble.WRONG_KEY) from None


def _stretch(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, **_SCRYPT).derive(passphrase.encode())


def _write_trial(path: Path) -> bytes:
    key = os.urandom(KEY_BYTES)
    write_private(path, base64.b64encode(key).decode())
    return key
