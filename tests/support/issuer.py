"""A Keycloak-like issuer on loopback: discovery, login, tokens with rotation, keys; and everything an issuer can do wrong."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "sagsbud-desktop"
AUDIENCE = "sagsbud"
USER = "5f0d7c3e-0f8a-4d0a-9a51-6f3c1f2f7b11"


@dataclass
class Key:
    """A signing key."""

    kid: str = field(default_factory=lambda: uuid4().hex)
    private: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def public(self) -> dict[str, Any]:
        """As the issuer publishes it."""
        found: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return found | {"kid": self.kid, "use": "sig", "alg": "RS256"}


@dataclass
class Issuer:
    """The issuer's mind. Every field may be changed while it answers."""

    url: str = ""
    key: Key = field(default_factory=Key)
    published: list[Key] = field(default_factory=list)
    lifetime: float = 300.0
    told_lifetime: float = 300.0
    """What the client is told; a real issuer's clock can differ."""
    audience: str = AUDIENCE
    roles: tuple[str, ...] = ("caseworker",)
    uuid: str | None = USER
    id_token: dict[str, Any] = field(default_factory=dict)
    """Claims of the id token that are other than they should be."""
    says_no: bool = False
    """The person, or a rule, refuses the login."""
    claimed_name: str | None = None
    refreshes: int = 0
    tokens_asked: list[dict[str, str]] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _refresh: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def token(self, key: Key | None = None, algorithm: str = "RS256", **claims: Any) -> str:
        """An access token, with these claims instead of the right ones; None leaves a claim out."""
        signer, now = key or self.key, time.time()
        right = {
            "iss": self.url,
            "aud": self.audience,
            "exp": now + self.lifetime,
            "iat": now,
            "uuid": self.uuid,
            "realm_access": {"roles": list(self.roles)},
        }
        kept = {name: value for name, value in (right | claims).items() if value is not None}
        return jwt.encode(kept, signer.private, algorithm, {"kid": signer.kid})

    def revoke_all(self) -> None:
        """No refresh token is taken any more."""
        with self._lock:
            self._refresh.clear()

    def documents(self) -> dict[str, Any]:
        """What is published, by path."""
        base = self.url
        return {
            "/realms/fjordby/.well-known/openid-configuration": {
                "issuer": self.claimed_name or base,
                "authorization_endpoint": f"{base}/auth",
                "token_endpoint": f"{base}/token",
                "jwks_uri": f"{base}/certs",
            },
            "/realms/fjordby/certs": {"keys": [key.public() for key in self.published or [self.key]]},
        }

    def log_in(self, asked: dict[str, str]) -> str:
        """Where the browser is sent once the person has logged in."""
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        if self.says_no:
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = uuid4().hex
        with self._lock:
            self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def grant(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Tokens, or None for a refusal."""
        with self._lock:
            self.tokens_asked.append(form)
            nonce = self._granted_by_code(form) if form["grant_type"] == "authorization_code" else self._rotated(form)
            if nonce is None:
                return None
            refresh = "r" * 1500 + uuid4().hex  # as long as a signed one
            self._refresh.add(refresh)
        answer = {"access_token": self.token(), "expires_in": self.told_lifetime, "refresh_token": refresh}
        if form["grant_type"] == "authorization_code":
            answer["id_token"] = self.token(**({"aud": CLIENT, "nonce": nonce} | self.id_token))
        return answer

    def _granted_by_code(self, form: dict[str, str]) -> str | None:
        asked = self._codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not asked or proof != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        return asked["nonce"]

    def _rotated(self, form: dict[str, str]) -> str | None:
        if form["refresh_token"] not in self._refresh:
            return None
        self._refresh.remove(form["refresh_token"])
        self.refreshes += 1
        return ""


@contextmanager
def issuing(**changes: Any) -> Iterator[Issuer]:
    """A running issuer."""
    issuer = Issuer(**changes)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            found = issuer.documents().get(asked.path)
            if found is not None:
                self._send(200, found)
            elif asked.path == "/realms/fjordby/auth":
                self.send_response(302)
                self.send_header("Location", issuer.log_in(_flat(asked.query)))
                self.end_headers()
            else:
                self._send(404, {"error": "not found"})

        def do_POST(self) -> None:
            form = _flat(self.rfile.read(int(self.headers["Content-Length"])).decode())
            granted = issuer.grant(form)
            self._send(200, granted) if granted else self._send(400, {"error": "invalid_grant"})

        def _send(self, status: int, value: Any) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            """Addresses hold codes."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    issuer.url = f"http://127.0.0.1:{server.server_port}/realms/fjordby"
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _flat(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}
