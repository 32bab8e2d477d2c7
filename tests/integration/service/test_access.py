"""Who is let in, what they may do, and what is written down of it."""

import dataclasses
import hashlib
import ssl
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import jwt
import pytest
from sagsbud.service.access import Role, User
from sagsbud.service.errors import Refusal
from sagsbud.service.main import EmbeddedService, Options, UnsafeOptions
from sagsbud.service.oidc import FRESH_SECONDS, OidcIssuer, UnsafeIssuer
from sagsbud.service.tables import adgang

from tests.support.certificates import Authority
from tests.support.issuer import AUDIENCE, USER, Issuer, Key, issuing
from tests.support.oio import content_paths, dokument, newest, put_dokument, sag
from tests.support.stores import StartService, opened

READER, WRITER, SUPERVISOR = "a-reader", "a-caseworker", "a-supervisor"
TOKENS = (f"reader:{READER}", f"caseworker:{WRITER}:{USER}", f"supervisor:{SUPERVISOR}")


def client_of(service: EmbeddedService, token: str | None, **options: object) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(base_url=service.url, headers=headers, trust_env=False, timeout=60, **options)  # type: ignore[arg-type]


@pytest.fixture
def guarded(start_service: StartService) -> EmbeddedService:
    """A service with a token for each role."""
    return start_service(tokens=TOKENS)


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """A running issuer."""
    with issuing() as running:
        yield running


@pytest.mark.parametrize("token", [None, "wrong", "a-reade", "a-readerr", "æøå", "a.b.c"])
def test_without_a_token_nobody_gets_in(guarded: EmbeddedService, token: str | None) -> None:
    with httpx.Client(base_url=guarded.url, trust_env=False, timeout=60) as client:
        headers = {} if token is None else {"Authorization": f"Bearer {token}".encode()}
        for method, path in (
            ("GET", "/sag/sag?titel=x"),
            ("PUT", f"/sag/sag/{uuid4()}"),
            ("GET", f"/dokument/dokument/{uuid4()}"),
        ):
            answer = client.request(method, path, headers=headers)  # type: ignore[arg-type]
            assert answer.status_code == 401
            assert answer.json()["message"]
        assert client.get("/healthz").status_code == 200


def test_each_role_may_do_what_it_may(guarded: EmbeddedService) -> None:
    path = f"/sag/sag/{uuid4()}"
    with (
        client_of(guarded, READER) as reader,
        client_of(guarded, WRITER) as writer,
        client_of(guarded, SUPERVISOR) as supervisor,
    ):
        assert reader.put(path, json=sag()).status_code == 403
        assert writer.put(path, json=sag()).status_code == 200
        assert reader.get(path).status_code == 200
        assert reader.patch(path, json={"note": "x"}).status_code == 403
        assert writer.delete(path).status_code == 403
        assert newest(reader, path)["brugerref"] == USER
        assert supervisor.delete(path).status_code == 202


def test_reading_a_content_is_noted_with_who_and_when_and_no_content(
    guarded: EmbeddedService, options: Options
) -> None:
    with client_of(guarded, WRITER) as writer, client_of(guarded, READER) as reader:
        uuid = put_dokument(writer, dokument("Brev", "brev"), brev=b"fortroligt").raise_for_status().json()["uuid"]
        (path,) = content_paths(newest(writer, f"/dokument/dokument/{uuid}"))
        reader.get(path).raise_for_status()
        assert reader.get(path.replace("20", "19", 1)).status_code == 404
    with opened(options) as (database, _), database.reading() as connection:
        (row,) = connection.execute(adgang.select()).mappings().all()

    reader_uuid = row["brugerref"]
    assert reader_uuid != USER
    assert row["dokument"] == uuid
    assert row["tid"] > 1_700_000_000 * 1_000_000
    assert hashlib.sha256(b"fortroligt").hexdigest() not in str(dict(row))


# -- the issuer's tokens --------------------------------------------------------------------------------------


def refused(issuer: OidcIssuer, token: str) -> int:
    with pytest.raises(Refusal) as raised:
        issuer.user(token)
    return raised.value.status


def test_claims_become_the_user(issuer: Issuer) -> None:
    for roles, role in (
        (("reader",), Role.READER),
        (("offline_access", "caseworker", "reader"), Role.CASEWORKER),
        (("supervisor",), Role.SUPERVISOR),
    ):
        issuer.roles = roles
        assert OidcIssuer(issuer.url, AUDIENCE).user(issuer.token()) == User(USER, role)
    elsewhere = issuer.token(realm_access=None, resource_access={AUDIENCE: {"roles": ["reader"]}})
    assert OidcIssuer(issuer.url, AUDIENCE).user(elsewhere).role is Role.READER


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"}, {"aud": None}, {"iss": "https://another.example"}, {"exp": 1}, {"exp": None}, {"key": Key()},
        {"nbf": 4_000_000_000},
    ],
    ids=lambda claims: next(iter(claims)),
)  # fmt: skip
def test_wrong_tokens(issuer: Issuer, claims: dict[str, object]) -> None:
    assert refused(OidcIssuer(issuer.url, AUDIENCE), issuer.token(**claims)) == 401  # type: ignore[arg-type]


@pytest.mark.parametrize("claims", [{"uuid": None}, {"uuid": "not one"}, {"uuid": 7}, {"realm_access": None}], ids=str)
def test_right_tokens_that_name_nobody_or_no_role(issuer: Issuer, claims: dict[str, object]) -> None:
    assert refused(OidcIssuer(issuer.url, AUDIENCE), issuer.token(**claims)) == 403  # type: ignore[arg-type]


def test_unsigned_and_secretly_signed_tokens(issuer: Issuer) -> None:
    claims = {"iss": issuer.url, "aud": AUDIENCE, "exp": 4_000_000_000, "uuid": USER, "roles": ["supervisor"]}
    public = str(issuer.key.public())
    for token in (
        jwt.encode(claims, "", "none", {"kid": issuer.key.kid}),
        jwt.encode(claims, public.ljust(64, "x"), "HS256", {"kid": issuer.key.kid}),
        "a.b.c",
        "..",
        issuer.token()[:-4] + "AAAA",
    ):
        assert refused(OidcIssuer(issuer.url, AUDIENCE), token) == 401


def test_new_key_is_fetched_but_not_for_every_stranger(issuer: Issuer) -> None:
    now = 0.0
    believed = OidcIssuer(issuer.url, AUDIENCE, clock=lambda: now)
    assert believed.user(issuer.token()).brugerref == USER
    issuer.published = [issuer.key, Key()]
    issuer.key = issuer.published[1]

    assert refused(believed, issuer.token()) == 401
    now += FRESH_SECONDS + 1
    assert believed.user(issuer.token()).brugerref == USER


def test_issuer_that_is_away(issuer: Issuer) -> None:
    with issuing() as other:
        token, url = other.token(), other.url
        known = OidcIssuer(url, AUDIENCE)
        known.user(token)
    assert refused(OidcIssuer(url, AUDIENCE), token) == 503
    assert known.user(token).brugerref == USER
    issuer.claimed_name = "https://another.example"
    assert refused(OidcIssuer(issuer.url, AUDIENCE), issuer.token()) == 503


# -- off loopback ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, "tokens"),
        ({"tokens": TOKENS}, "certificate"),
        ({"behind_proxy": True}, "tokens"),
        ({"tokens": ("admin:x",)}, "role"),
        ({"tokens": ("reader:",)}, "form"),
        ({"tokens": ("reader:x:me",)}, "uuid"),
        ({"oidc_issuer": "http://issuer.example"}, "https"),
        ({"host": "example.org"}, "address"),
    ],
)
def test_service_does_not_start_unprotected(tmp_path: Path, changes: dict[str, object], why: str) -> None:
    options = Options(database=f"sqlite:///{tmp_path / 'x.db'}", content=tmp_path / "content", host="0.0.0.0", port=0)
    with pytest.raises((UnsafeOptions, UnsafeIssuer), match=why):
        EmbeddedService(dataclasses.replace(options, **changes))  # type: ignore[arg-type]
    assert not (tmp_path / "x.db").exists()


def test_off_loopback_it_speaks_tls(start_service: StartService, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "ca")
    pair = authority.issue("127.0.0.1")
    service = start_service(host="0.0.0.0", tokens=TOKENS, certificate=pair.certificate, key=pair.key)
    port = service.url.rsplit(":", 1)[1]
    context = ssl.create_default_context(cafile=str(authority.certificate))
    with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=context, trust_env=False, timeout=60) as client:
        assert client.get("/sag/sag?titel=x").status_code == 401
        assert client.get("/sag/sag?titel=x", headers={"Authorization": f"Bearer {READER}"}).status_code == 200
    with (
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as plain,
        pytest.raises(httpx.HTTPError),
    ):
        plain.get("/healthz")
