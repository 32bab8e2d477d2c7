"""The way back the organisation keeps: the key, sealed to a public key that policy names, beside what it opens.

Only who has the private key, which never comes to this machine before it is needed, can open it. RSA-OAEP with SHA-256.
"""

import base64
import hashlib
import hmac
import json
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sagsbud.domain.errors import PolicyError, StoreError, Trouble
from sagsbud.system.privatefile import write_private

FILE = "escrow.json"
LEAST_BITS = 3072
_OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


def keep_escrow(folder: Path, key: bytes, public_key: Path) -> bool:
    """See to it that the key lies in the folder sealed to the public key; whether it had to be written.

    Raises PolicyError when the public key cannot be used: a store nobody could get back is not begun.
    """
    found = _public(public_key)
    told = {"for": _fingerprint(found), "of": _mark(key)}
    path = folder / FILE
    if {name: _kept(path).get(name) for name in told} == told:
        return False
    sealed = base64.b64encode(found.encrypt(key, _OAEP)).decode()
    write_private(path, json.dumps({**told, "key": sealed}))
    return True


def recover(folder: Path, private_key: Path, passphrase: str | None = None) -> bytes:
    """The key, opened with the organisation's private key. Raises StoreError WRONG_KEY, PASSPHRASE_FILE."""
    try:
        opener = serialization.load_pem_private_key(
            private_key.read_bytes(), passphrase.encode() if passphrase else None
        )
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise StoreError(Trouble.WRONG_KEY, cause="private_key") from None
    kept = _kept(folder / FILE)
    if not isinstance(opener, rsa.RSAPrivateKey) or "key" not in kept:
        raise StoreError(Trouble.WRONG_KEY, cause="escrow")
    try:
        key = opener.decrypt(base64.b64decode(kept["key"]), _OAEP)
    except ValueError:
        raise StoreError(Trouble.WRONG_KEY, cause="escrow") from None
    if not hmac.compare_digest(_mark(key), kept.get("of", "")):
        raise StoreError(Trouble.WRONG_KEY, cause="escrow")
    return key


def _public(path: Path) -> rsa.RSAPublicKey:
    try:
        found = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        raise PolicyError(key="escrow_key_file") from None
    if not isinstance(found, rsa.RSAPublicKey) or found.key_size < LEAST_BITS:
        raise PolicyError(key="escrow_key_file")
    return found


def _fingerprint(key: rsa.RSAPublicKey) -> str:
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def _mark(key: bytes) -> str:
    """Tells whether it is this key that was sealed, and nothing about the key."""
    return hmac.new(key, b"sagsbud escrow", hashlib.sha256).hexdigest()


def _kept(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
