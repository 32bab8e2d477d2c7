"""S/MIME: what was signed is read, what is encrypted stays locked."""

import base64
import binascii
import re

from asn1crypto import cms

from sagsbud.domain.errors import ExtractError, Trouble

ARMOUR = re.compile(rb"-----BEGIN (?:PKCS7|CMS)-----(.*?)-----END", re.DOTALL)
BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+")


def signed_content(data: bytes) -> bytes:
    """The content inside a signature, empty when it is apart from it. Raises ExtractError ENCRYPTED, DAMAGED."""
    try:
        info = cms.ContentInfo.load(_der(data), strict=False)
        kind = info["content_type"].native
        if kind == "signed_data":
            inside = info["content"]["encap_content_info"]["content"]
            return bytes(inside.native or b"") if inside is not None else b""
    except (ValueError, TypeError, KeyError, OSError, binascii.Error) as error:
        raise ExtractError(Trouble.DAMAGED, kind="p7m") from error
    if kind in ("enveloped_data", "authenticated_enveloped_data", "encrypted_data"):
        raise ExtractError(Trouble.ENCRYPTED, kind="p7m")
    raise ExtractError(Trouble.UNSUPPORTED, kind="p7m")


def _der(data: bytes) -> bytes:
    """The binary form, also out of armour or bare base64."""
    armoured = ARMOUR.search(data)
    if armoured:
        return base64.b64decode(armoured[1])
    if data[:1] != b"\x30" and BASE64.fullmatch(data.strip()):
        return base64.b64decode(data)
    return data
