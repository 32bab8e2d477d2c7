"""Logging in: at an issuer, against a service that believes it, and in the middle of a queue."""

import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from sagsbud.domain.errors import LoginNeeded, ServiceError, StoreError, Trouble, Unreachable
from sagsbud.sagdok import OidcLogin, SagDokumentClient
from sagsbud.service.main import EmbeddedService

from tests.support.issuer import CLIENT, USER, Issuer, Key, issuing
from tests.support.oio import dokument, journalpost, sag
from tests.support.stores import StartService

PATIENCE = 60.0


class Keyring:
    """A KeyStore in memory."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.locked = False

    def get(self, name: str) -> bytes | None:
        self._open()
        return self.held.get(name)

    def set(self, name: str, secret: bytes) -> None:
        self._open()
        self.held[name] = secret

    def delete(self, name: str) -> None:
        self._open()
        self.held.pop(name, None)

    def _open(self) -> None:
        if self.locked:
            raise StoreError(Trouble.KEYRING_LOCKED)


def browse(url: str) -> bool:
    """A browser whose person logs in at once: it follows where it is sent, in a thread as a real one would."""

    def follow() -> None:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=PATIENCE) as page:
            assert b"logget" in page.read()

    threading.Thread(target=follow).start()
    return True


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """A running issuer."""
    with issuing() as running:
        yield running


@pytest.fixture
def keyring() -> Keyring:
    """An empty keyring."""
    return Keyring()


def login_at(issuer: Issuer, keyring: Keyring, **options: Any) -> OidcLogin:
    return OidcLogin(issuer.url, CLIENT, keyring, **{"browser": browse, **options})


@pytest.fixture
def login(issuer: Issuer, keyring: Keyring) -> Iterator[OidcLogin]:
    """Not yet logged in."""
    made = login_at(issuer, keyring)
    yield made
    made.close()


@pytest.fixture
def service(start_service: StartService, issuer: Issuer) -> EmbeddedService:
    """A service that believes the issuer."""
    return start_service(oidc_issuer=issuer.url)


def test_login_is_believed_by_the_service(service: EmbeddedService, login: OidcLogin) -> None:
    with SagDokumentClient(service.url, authorization=login) as client:
        uuid = uuid4()
        with pytest.raises(LoginNeeded):
            client.put("sag", "sag", uuid, sag())

        login.log_in(PATIENCE)
        client.put("sag", "sag", uuid, sag())

        registrering = client.newest("sag", "sag", uuid)
    assert registrering is not None
    assert registrering["brugerref"] == USER


def test_login_ends_in_the_middle_of_a_queue(service: EmbeddedService, login: OidcLogin, issuer: Issuer) -> None:
    """The service refuses a token that the client takes for good: each document is there once all the same."""
    case = uuid4()
    filed: list[UUID] = []
    with SagDokumentClient(service.url, authorization=login) as client:
        login.log_in(PATIENCE)
        client.put("sag", "sag", case, sag())
        issuer.lifetime = -29.0  # of the service's tolerance one second is left
        login.renew(login())
        before, deadline = issuer.refreshes, time.monotonic() + PATIENCE
        while issuer.refreshes < before + 2:
            assert time.monotonic() < deadline, "no token was refused"
            uuid = uuid4()
            client.put("dokument", "dokument", uuid, dokument(f"Brev {len(filed)}"))
            client.patch("sag", "sag", case, {"relationer": {"journalpost": [journalpost(uuid)]}})
            filed.append(uuid)
        registrering = client.newest("sag", "sag", case)

    assert registrering is not None
    assert [UUID(post["uuid"]) for post in registrering["relationer"]["journalpost"]] == filed


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another-service"},
        {"iss": "http://127.0.0.1/realms/other"},
        {"exp": 1},
        {"nbf": 4_000_000_000},
        {"key": Key()},
    ],
    ids=["audience", "issuer", "expired", "not yet", "key"],
)
def test_wrong_tokens_are_refused(service: EmbeddedService, issuer: Issuer, wrong: dict[str, Any]) -> None:
    token = issuer.token(**wrong)
    with SagDokumentClient(service.url, authorization=lambda: f"Bearer {token}") as client:
        with pytest.raises(LoginNeeded) as raised:
            client.search("sag", "sag", titel="%")
        assert raised.value.params["status"] == "401"


# -- the client and the issuer alone --------------------------------------------------------------------------


def test_token_is_refreshed_before_it_ends(issuer: Issuer, keyring: Keyring) -> None:
    now = 1000.0
    login = login_at(issuer, keyring, clock=lambda: now)
    login.log_in(PATIENCE)
    first = login()
    assert login() == first
    assert issuer.refreshes == 0

    now += 271  # 29 seconds are left
    second = login()

    assert second != first
    assert (issuer.refreshes, login()) == (1, second)
    assert "Bearer" not in repr(login._access)
    login.close()


def test_only_the_refresh_token_is_kept_and_another_program_goes_on_with_it(
    issuer: Issuer, keyring: Keyring, login: OidcLogin
) -> None:
    login.log_in(PATIENCE)
    access = login().removeprefix("Bearer ")
    kept = b"".join(keyring.held.values())
    assert access.encode() not in kept

    later = login_at(issuer, keyring)
    assert later()
    # the issuer has rotated the token: the first program finds the new one in the keyring
    assert login.renew(login())
    assert issuer.refreshes == 2
    later.close()


def test_many_threads_refresh_once(issuer: Issuer, login: OidcLogin) -> None:
    login.log_in(PATIENCE)
    old = login()

    def renewed(_: int) -> str:
        login.renew(old)
        return login()

    with ThreadPoolExecutor(8) as pool:
        new = set(pool.map(renewed, range(8)))

    assert issuer.refreshes == 1
    assert len(new) == 1


def test_login_that_has_ended_asks_for_a_person(issuer: Issuer, keyring: Keyring, login: OidcLogin) -> None:
    with pytest.raises(LoginNeeded) as never:
        login()
    login.log_in(PATIENCE)
    issuer.revoke_all()

    with pytest.raises(LoginNeeded) as ended:
        login.renew(login())
    login.log_in(PATIENCE)
    assert login()
    login.log_out()

    with pytest.raises(LoginNeeded):
        login()
    assert not keyring.held
    assert [never.value.params["cause"], ended.value.params["cause"]] == ["login", "login_ended"]


@pytest.mark.parametrize(
    ("id_token", "why"),
    [
        ({"nonce": "x"}, "issuer"),
        ({"aud": "x"}, "issuer"),
        ({"key": Key()}, "issuer"),
        ({"exp": 1}, "issuer"),
        ({"iss": "x"}, "issuer"),
    ],
    ids=["nonce", "audience", "key", "expired", "issuer"],
)
def test_answer_to_another_question_is_no_login(
    issuer: Issuer, keyring: Keyring, login: OidcLogin, id_token: dict[str, Any], why: str
) -> None:
    issuer.id_token = id_token

    with pytest.raises(LoginNeeded) as raised:
        login.log_in(PATIENCE)

    assert raised.value.params["cause"] == why
    assert not keyring.held


def test_no_is_no(issuer: Issuer, keyring: Keyring, login: OidcLogin) -> None:
    issuer.says_no = True
    with pytest.raises(LoginNeeded) as refused:
        login.log_in(PATIENCE)
    with pytest.raises(LoginNeeded) as nobody:
        login_at(issuer, keyring, browser=lambda _url: True).log_in(0.05)
    with pytest.raises(LoginNeeded) as nothing:
        login_at(issuer, keyring, browser=lambda _url: False).log_in(PATIENCE)

    causes = [raised.value.params["cause"] for raised in (refused, nobody, nothing)]
    assert causes == ["login_refused", "login_timeout", "browser"]


def test_answers_with_another_state_are_not_ours(issuer: Issuer, keyring: Keyring) -> None:
    """A page in the same browser could call our address too: it does not know the state."""

    def forge(url: str) -> bool:
        (back,) = parse_qs(urlsplit(url).query)["redirect_uri"]
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for forged in (f"{back}?code=x&state=guessed", f"{back}?code=x", f"{back}favicon.ico"):
            with pytest.raises(URLError, match="404"):
                opener.open(forged, timeout=PATIENCE)
        return browse(url)

    login = login_at(issuer, keyring, browser=forge)
    login.log_in(PATIENCE)

    assert login()
    assert [form["grant_type"] for form in issuer.tokens_asked] == ["authorization_code"]
    login.close()


def test_issuer_that_says_it_is_another_one_is_not_believed(issuer: Issuer, login: OidcLogin) -> None:
    issuer.claimed_name = "https://issuer.example"
    with pytest.raises(LoginNeeded) as raised:
        login.log_in(PATIENCE)
    assert raised.value.params["cause"] == "issuer"


def test_issuer_that_is_away_is_no_reason_to_log_in_again(keyring: Keyring) -> None:
    with issuing() as issuer:
        login = login_at(issuer, keyring)
        login.log_in(PATIENCE)
        old = login()
    with pytest.raises(Unreachable):
        login.renew(old)
    assert keyring.held
    login.close()


def test_locked_keyring_waits_for_a_person(keyring: Keyring, login: OidcLogin) -> None:
    keyring.locked = True
    with pytest.raises(ServiceError) as raised:
        login()
    assert isinstance(raised.value, LoginNeeded)
    assert raised.value.params["cause"] == "keyring_locked"


def test_issuer_off_this_machine_needs_protection(keyring: Keyring) -> None:
    with pytest.raises(ValueError, match="https"):
        OidcLogin("http://issuer.example/realms/x", CLIENT, keyring)
