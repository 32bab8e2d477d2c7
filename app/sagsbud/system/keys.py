"""The master key: in the operating system's keyring, or sealed by a passphrase; never plain.

The one exception is a trial: profile `demo`, a service on loopback, and neither keyring nor passphrase. Its key lies
in a file called `trial.key`, and whoever uses it is told that real documents do not belong there.
"""

import base64
import errno
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import keyring
import keyring.backends.fail
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from filelock import FileLock
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.system.folders import DEMO, Folders

KEY_BYTES = 32
SERVICE = "sagsbud"
SAFE_BACKENDS = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.Windows",
    "keyring.backends.macOS",
)
"""Keyrings the operating system protects. Anything else could keep the key in a plain file."""
_SCRYPT = {"n": 2**16, "r": 8, "p": 1}


class KeyOrigin(StrEnum):
    """Where the key came from."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"
    TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class MasterKey:
    """The key everything at rest is sealed with."""

    key: bytes = field(repr=False)
    origin: KeyOrigin


class KeyringStore:
    """The domain's KeyStore over the operating system's keyring."""

    def get(self, name: str) -> bytes | None:
        """The secret, or None."""
        try:
            found = self._backend().get_password(SERVICE, name)
        except KeyringError as error:
            raise _trouble(error) from None
        return base64.b64decode(found) if found else None

    def set(self, name: str, secret: bytes) -> None:
        """Keep the secret."""
        try:
            self._backend().set_password(SERVICE, name, base64.b64encode(secret).decode())
        except KeyringError as error:
            raise _trouble(error) from None

    def delete(self, name: str) -> None:
        """Forget the secret."""
        try:
            self._backend().delete_password(SERVICE, name)
        except keyring.errors.PasswordDeleteError:
            return
        except KeyringError as error:
            raise _trouble(error) from None

    def kind(self) -> str:
        """Which keyring it is, as its maker calls it. Raises StoreError NO_KEYRING."""
        return type(self._backend()).__module__.removeprefix("keyring.backends.")

    def _backend(self) -> KeyringBackend:
        try:
            backend = keyring.get_keyring()
        except (ImportError, AttributeError, ValueError, TypeError):  # a choice of keyring that does not exist
            raise StoreError(Trouble.NO_KEYRING) from None
        inner = getattr(backend, "backends", None)  # a chainer asks several; all of them must be safe
        for candidate in list(inner) if inner is not None else [backend]:
            if type(candidate).__module__.startswith(SAFE_BACKENDS):
                return candidate
        raise StoreError(Trouble.NO_KEYRING)


def _trouble(error: KeyringError) -> StoreError:
    if isinstance(error, KeyringLocked):
        return StoreError(Trouble.KEYRING_LOCKED)
    if isinstance(error, NoKeyringError | InitError):
        return StoreError(Trouble.NO_KEYRING)
    return StoreError(Trouble.KEYRING_LOCKED, cause=type(error).__name__)


def master_key(folders: Folders, *, on_loopback: bool, ask: Callable[[], str | None] = lambda: None) -> MasterKey:
    """The profile's key, made when there is none yet; two programs that start at once get the same.

    `ask` asks a person for the passphrase. Raises StoreError NO_KEYRING, KEYRING_LOCKED, WRONG_KEY, PASSPHRASE_FILE or
    TRIAL_ONLY; a key that should be there and is not is never replaced by a new one.
    """
    kept = _kept_key(folders, on_loopback=on_loopback, ask=ask)
    if kept:
        return kept
    folders.make()
    with _alone(folders):
        return _kept_key(folders, on_loopback=on_loopback, ask=ask) or _new_key(
            folders, on_loopback=on_loopback, ask=ask
        )


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
    """The key that is there, None when there never was one."""
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
        found = KeyringStore().get(_name(folders))
    except StoreError as error:
        if error.trouble is not Trouble.NO_KEYRING or folders.outbox.exists():
            raise  # where a store is, its key lies in a keyring that is not here now
        return None
    if found is None and folders.outbox.exists():
        raise StoreError(Trouble.WRONG_KEY)
    return MasterKey(found, KeyOrigin.KEYRING) if found else None


def _new_key(folders: Folders, *, on_loopback: bool, ask: Callable[[], str | None]) -> MasterKey:
    try:
        return MasterKey(_into_keyring(folders), KeyOrigin.KEYRING)
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
    return folders.profile == DEMO and on_loopback


def _name(folders: Folders) -> str:
    return f"master:{folders.data}"


def _into_keyring(folders: Folders) -> bytes:
    store, key = KeyringStore(), os.urandom(KEY_BYTES)
    store.set(_name(folders), key)
    if store.get(_name(folders)) != key:  # a keyring that says yes and keeps nothing would cost the whole store
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


def _seal(path: Path, passphrase: str) -> bytes:
    key, salt, nonce = os.urandom(KEY_BYTES), os.urandom(16), os.urandom(12)
    wrapped = AESGCM(_stretch(passphrase, salt)).encrypt(nonce, key, b"sagsbud master key")
    parts = {"salt": salt, "nonce": nonce, "key": wrapped}
    _write_private(path, json.dumps({name: base64.b64encode(part).decode() for name, part in parts.items()}))
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
    _write_private(path, base64.b64encode(key).decode())
    return key


def _write_private(path: Path, text: str) -> None:
    """Whole or not at all: half a key file would look like a wrong passphrase for ever."""
    waiting = path.with_suffix(".new")
    try:
        waiting.unlink(missing_ok=True)
        descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(path)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise StoreError(Trouble.DISK_FULL if full else Trouble.STORE_READ_ONLY) from None
