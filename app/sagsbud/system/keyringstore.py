"""The operating system's keyring, and no other: what any program could read is no place for the key."""

import base64

import keyring
import keyring.backends.fail
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError

from sagsbud.domain.errors import StoreError, Trouble

SERVICE = "sagsbud"
SAFE_BACKENDS = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.Windows",
    "keyring.backends.macOS",
)
"""Keyrings the operating system protects. Anything else could keep the key in a plain file."""
DISMISSED = "PromptDismissedException"
"""What the Secret Service's library calls it when a person will not make the first keyring: there is one to be had."""


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
    if isinstance(error, KeyringLocked) or type(error.__cause__).__name__ == DISMISSED:
        return StoreError(Trouble.KEYRING_LOCKED)
    if isinstance(error, NoKeyringError | InitError):
        return StoreError(Trouble.NO_KEYRING)
    return StoreError(Trouble.KEYRING_LOCKED, cause=type(error).__name__)
