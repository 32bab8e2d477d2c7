"""The way to a service: proxies of the system and of the settings, our own CA, our certificate, the machine itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sagsbud.domain.errors import CertificateRefused, ServiceError, Unreachable
from sagsbud.sagdok import SagDokumentClient

from tests.support.certificates import Authority
from tests.support.otherservices import Way, nobody, service
from tests.support.proxy import Proxy, proxy_to

HOST = "sagdok.fjordby.example"
URL = f"https://{HOST}"
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "ca")


@pytest.fixture
def far_service(authority: Authority) -> Iterator[Proxy]:
    """A service with a name only a proxy can lead to."""
    with service(Way(), tls=authority.issue(HOST)) as url, proxy_to(url) as proxy:
        yield proxy


def search(url: str, authority: Authority | None = None, proxy: str | None = None) -> None:
    """One search by this way."""
    with SagDokumentClient(url, ca_file=authority.certificate if authority else None, proxy=proxy) as client:
        client.search("sag", "sag", brugervendtnoegle="-")


@contextmanager
def refused(cause: str) -> Iterator[None]:
    """There is no way, for this cause."""
    with pytest.raises(Unreachable) as error:
        yield
    assert error.value.params["cause"] == cause


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_the_systems_proxy_is_used_and_the_certificate_still_checked(
    far_service: Proxy, authority: Authority, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, far_service.url)
    search(URL, authority)
    assert far_service.asked == [f"{HOST}:443"]
    with pytest.raises(CertificateRefused) as error:
        search(URL)
    assert error.value.params["cause"] == "unknown_ca"


def test_a_proxy_of_the_settings_is_stronger_than_the_systems(
    far_service: Proxy, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", nobody())
    search(URL, authority, proxy=far_service.url)
    assert far_service.asked == [f"{HOST}:443"]


def test_direct_means_past_every_proxy(
    far_service: Proxy, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", far_service.url)
    with refused("name"):
        search("https://sagdok.invalid", authority, proxy="direct")
    assert far_service.asked == []


def test_what_no_proxy_names_is_contacted_straight(
    far_service: Proxy, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", far_service.url)
    monkeypatch.setenv("NO_PROXY", "invalid")
    with refused("name"):
        search("https://sagdok.invalid", authority)
    assert far_service.asked == []


@pytest.mark.parametrize("proxy", [None, "setting"])
def test_this_machine_is_never_reached_by_a_proxy(
    far_service: Proxy, monkeypatch: pytest.MonkeyPatch, proxy: str | None
) -> None:
    monkeypatch.setenv("HTTP_PROXY", far_service.url)
    monkeypatch.setenv("ALL_PROXY", far_service.url)
    with service() as url:
        search(url, proxy=far_service.url if proxy else None)
    assert far_service.asked == []


def test_a_client_certificate_with_its_key_in_one_file_or_two(authority: Authority, tmp_path: Path) -> None:
    ours = authority.issue("pc-0042")
    both = tmp_path / "both.pem"
    both.write_bytes(ours.certificate.read_bytes() + ours.key.read_bytes())
    way = Way()
    with service(way, tls=authority.issue(), clients=authority.certificate) as url:
        for pair in ((ours.certificate, ours.key), (both, None)):
            with SagDokumentClient(url, ca_file=authority.certificate, client_certificate=pair) as client:
                client.search("sag", "sag", brugervendtnoegle="-")
        assert len(way.asked) == 2
        with pytest.raises(CertificateRefused) as error:
            search(url, authority)
    assert error.value.params["cause"] == "client_certificate"
    assert len(way.asked) == 2


def test_no_redirect_leads_a_request_to_somebody_else() -> None:
    elsewhere = Way()
    with service(elsewhere) as other:
        way = Way(302, b"", headers={"Location": f"{other}/sag/sag"})
        with service(way) as url, pytest.raises(ServiceError):
            search(url)
    assert elsewhere.asked == []
