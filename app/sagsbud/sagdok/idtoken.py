"""What the issuer says of who logged in, held to its signature and to our question."""

import hmac
from collections.abc import Mapping
from typing import Any

from sagsbud.domain.errors import LoginNeeded

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
LEEWAY_SECONDS = 60


def hold_id_token(token: str, keys: Mapping[str, Any], issuer: str, client_id: str, nonce: str) -> None:
    """Raises LoginNeeded for a token of another issuer, for another program, or an answer to another question."""
    import jwt

    try:
        wanted = jwt.get_unverified_header(token).get("kid")
        usable = [key for key in keys.get("keys", []) if key.get("kty") != "oct" and key.get("kid") == wanted]
        if not usable:
            raise LoginNeeded(cause="issuer")
        claims = jwt.decode(
            token,
            jwt.PyJWK(usable[0]),
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iss", "aud", "nonce"]},
        )
    except (jwt.PyJWTError, AttributeError, TypeError):
        raise LoginNeeded(cause="issuer") from None
    if not hmac.compare_digest(str(claims["nonce"]), nonce):
        raise LoginNeeded(cause="issuer")
