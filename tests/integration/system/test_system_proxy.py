"""The proxy that the desktop names, by a script it runs: asked of a portal on a real bus, and gone by a real proxy."""

from collections.abc import Iterator

import pytest
from sagsbud.bootstrap.connecting import client_for
from sagsbud.domain.errors import Unreachable
from sagsbud.system.settings import settings_of
from sagsbud.system.wayout import first_of, way_out

from tests.support.certificates import Authority
from tests.support.otherservices import Way, nobody, service
from tests.support.portal import portal, session_bus
from tests.support.proxy import Proxy, proxy_to

HOST = "sagdok.fjordby.example"
URL, STRAIGHT, UNKNOWN = f"https://{HOST}", "https://straight.fjordby.example", "https://other.fjordby.example"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def proxy(authority: Authority) -> Iterator[Proxy]:
    """A proxy, which alone leads to the service."""
    with service(Way(), tls=authority.issue(HOST)) as url, proxy_to(url) as running:
        yield running


@pytest.fixture(scope="module")
def bus(proxy: Proxy) -> Iterator[str]:
    with portal({URL: [proxy.url, "direct://"], STRAIGHT: ["direct://"]}) as address:
        yield address


@pytest.fixture
def desktop(bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process is one of the desktop's."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)


@pytest.mark.usefixtures("desktop")
def test_the_service_is_reached_by_the_proxy_that_the_desktops_script_names(proxy: Proxy, authority: Authority) -> None:
    proxy.asked.clear()
    with client_for(URL, settings_of({"ca_file": str(authority.certificate)})) as client:
        client.search("sag", "sag", brugervendtnoegle="-")
        assert client.contact().proxy == proxy.url.removeprefix("http://")
    assert f"{HOST}:443" in proxy.asked


@pytest.mark.usefixtures("desktop")
def test_what_the_script_calls_direct_is_contacted_straight(proxy: Proxy) -> None:
    proxy.asked.clear()
    assert way_out(STRAIGHT, None) == "direct"
    with client_for(STRAIGHT, settings_of({})) as client, pytest.raises(Unreachable) as error:
        client.search("sag", "sag", brugervendtnoegle="-")
    assert (error.value.params["cause"], proxy.asked) == ("name", [])


@pytest.mark.usefixtures("desktop")
def test_an_address_that_the_script_does_not_answer_for_goes_the_ordinary_way() -> None:
    assert way_out(UNKNOWN, None) is None


@pytest.mark.usefixtures("desktop")
def test_settings_and_variables_are_stronger_and_this_machine_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert way_out(URL, "direct") == "direct"
    assert way_out(URL, nobody()) is not None
    assert way_out("http://127.0.0.1:8080", None) is None
    monkeypatch.setenv("NO_PROXY", "localhost")
    assert way_out(STRAIGHT, None) == "direct"
    monkeypatch.setenv("HTTPS_PROXY", nobody())
    assert way_out(STRAIGHT, None) is None


def test_without_a_portal_or_a_bus_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with session_bus() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        assert way_out(URL, None) is None
    assert way_out(URL, None) is None


@pytest.mark.parametrize(
    ("ways", "first"),
    [
        pytest.param(["proxy:8080", "other:8080"], "http://proxy:8080", id="as Windows says it"),
        pytest.param(["socks5://proxy:1080", "https://proxy:8443/"], "https://proxy:8443", id="what we speak"),
        pytest.param(["socks5://proxy:1080"], None, id="nothing we speak"),
        pytest.param(["http://", ""], None, id="no host"),
        pytest.param([], None, id="nothing"),
    ],
)
def test_the_first_way_that_can_be_gone_is_taken(ways: list[str], first: str | None) -> None:
    assert first_of(ways) == first
