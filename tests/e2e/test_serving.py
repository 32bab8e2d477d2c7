"""`sagsbud serve` as an administrator meets it, and the embedded service as the program starts it."""

import json
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sagsbud.service.folder import FolderContent
from sagsbud.service.forms import Sealed
from sagsbud.system.embedded import EmbeddedService, store_key

from tests.support.program import PATIENCE, Service, trial_key

COMMAND = [sys.executable, "-m", "sagsbud", "serve"]
ALONE = os.environ | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
"""Without a keyring, so that a trial's key lies in a file and no other is made."""
KEY = bytes(range(32))


class Serving:
    """One `serve` process, started with `--json`, and what it said when it was ready."""

    def __init__(self, *options: str | Path) -> None:
        command = [*COMMAND, "--json", "--port", "0", *map(str, options)]
        self.process = subprocess.Popen(command, env=ALONE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert self.process.stdout is not None
        self.said = json.loads(self.process.stdout.readline() or b"{}")

    @property
    def url(self) -> str:
        """Where it listens."""
        return str(self.said["url"])

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode


@pytest.fixture
def serving() -> Iterator[list[Serving]]:
    """Processes to be ended when the test is over."""
    started: list[Serving] = []
    yield started
    for one in started:
        one.stop()


def upkeep(*options: str | Path) -> subprocess.CompletedProcess[bytes]:
    """A `serve` that ends by itself."""
    return subprocess.run([*COMMAND, *map(str, options)], env=ALONE, capture_output=True, timeout=PATIENCE, check=False)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_and_ends_well_when_asked(
    serving: list[Serving], tmp_path: Path, how: signal.Signals
) -> None:
    ready = tmp_path / "ready.json"
    one = Serving("--data", tmp_path, "--ready-file", ready)
    serving.append(one)

    health = httpx.get(one.url + "/healthz", timeout=PATIENCE).raise_for_status().json()

    told = json.loads(ready.read_text())
    assert (told["url"], told["pid"]) == (one.url, one.process.pid) == (one.said["url"], one.said["pid"])
    assert health["status"] == "ok"
    assert health["instance"] == told["instance"]
    assert one.stop(how) == 0


def test_without_a_database_it_serves_the_store_of_the_profile(serving: list[Serving], tmp_path: Path) -> None:
    one = Serving("--data", tmp_path, "--profile", "demo")
    serving.append(one)
    klasse = Service(tmp_path, port=int(one.url.rsplit(":", 1)[1])).put_klasse("01.02.03")
    one.stop()

    embedded = EmbeddedService(tmp_path / "demo" / "service", trial_key(tmp_path / "demo"))
    try:
        url = embedded.start()
        assert httpx.get(f"{url}/klassifikation/klasse/{klasse}", timeout=PATIENCE).status_code == 200
    finally:
        embedded.stop()


def test_the_store_of_a_profile_needs_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = ("--data", tmp_path, "--profile", "fjordby", "--check", "--json")
    without = upkeep(*options)
    assert (without.returncode, json.loads(without.stdout)["error"]["code"]) == (4, "no_keyring")
    assert not (tmp_path / "fjordby" / "service").exists()

    passphrase = tmp_path / "passphrase"
    passphrase.write_text("hest batteri klamme")
    passphrase.chmod(0o600)
    monkeypatch.setitem(ALONE, "SAGSBUD_PASSPHRASE_FILE", str(passphrase))
    assert upkeep(*options).returncode == 0
    passphrase.write_text("noget andet")
    wrong = upkeep(*options)
    assert (wrong.returncode, json.loads(wrong.stdout)["error"]["code"]) == (4, "wrong_key")


def test_a_trial_serves_nobody_on_other_machines(tmp_path: Path) -> None:
    ran = upkeep("--data", tmp_path, "--host", "0.0.0.0", "--token", "reader:x", "--behind-proxy", "--json")
    assert (ran.returncode, json.loads(ran.stdout)["error"]["code"]) == (4, "no_keyring")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--host", "0.0.0.0"], "tokens"),
        (["--host", "0.0.0.0", "--token", "reader:x"], "certificate"),
        (["--host", "example.org"], "IP address"),
        (["--token", "king:x"], "role:token"),
        (["--certificate", "/nowhere.pem", "--key", "/nowhere.pem"], "--certificate"),
        (["--oidc-issuer", "http://login.fjordby.example"], "https"),
        (["--database", "mysql://x/y"], "postgresql://"),
        (["--database", "postgresql://x/y"], "contents"),
        (["--port", "70000"], "65535"),
        (["--remove"], "--check"),
        (["--content", "x"], "--database"),
        (["--check", "--backup", "x"], "not allowed with"),
    ],
)
def test_what_would_be_unsafe_or_cannot_be_is_wrong_use(options: list[str], says: str, tmp_path: Path) -> None:
    ran = upkeep("--data", tmp_path, *options)
    assert ran.returncode == 2, ran
    assert says in ran.stderr.decode()
    assert b"Traceback" not in ran.stderr


def test_a_certificate_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    pem = tmp_path / "not.pem"
    pem.write_text("nothing")
    ran = upkeep("--data", tmp_path, "--port", "0", "--certificate", pem, "--key", pem)
    assert ran.returncode == 2, ran
    assert b"certificate" in ran.stderr


def test_a_port_that_is_taken_is_said_so(serving: list[Serving], tmp_path: Path) -> None:
    one = Serving("--data", tmp_path / "a")
    serving.append(one)
    ran = upkeep("--data", tmp_path / "b", "--port", one.url.rsplit(":", 1)[1])
    assert ran.returncode == 1, ran
    assert b"in use" in ran.stderr
    assert b"Traceback" not in ran.stderr


def test_with_tokens_nobody_else_is_let_in(serving: list[Serving], tmp_path: Path) -> None:
    tokens = tmp_path / "tokens"
    tokens.write_text("# who may read\nreader:laes\n")
    one = Serving("--data", tmp_path, "--token", "caseworker:skriv", "--token-file", tokens)
    serving.append(one)
    listing = f"{one.url}/sag/sag?bvn=x"
    answers = [
        httpx.get(listing, headers={"Authorization": f"Bearer {t}"}, timeout=PATIENCE).status_code
        for t in ("laes", "skriv", "fup")
    ]
    assert [*answers, httpx.get(listing, timeout=PATIENCE).status_code] == [200, 200, 401, 401]


def test_with_a_certificate_it_speaks_tls(serving: list[Serving], tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    one = Serving("--data", tmp_path, "--certificate", certificate, "--key", key)
    serving.append(one)
    assert one.url.startswith("https://127.0.0.1:")
    trusted = ssl.create_default_context(cafile=str(certificate))
    assert httpx.get(one.url + "/healthz", verify=trusted, timeout=PATIENCE).json()["status"] == "ok"


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for loopback, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    paths[1].write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
    return paths


def test_a_store_is_checked_saved_and_brought_back(serving: list[Serving], tmp_path: Path) -> None:
    one = Serving("--data", tmp_path / "old")
    serving.append(one)
    klasse = Service(tmp_path, port=int(one.url.rsplit(":", 1)[1])).put_klasse("01.02.03")
    one.stop()
    folder = FolderContent(
        tmp_path / "old" / "service" / "sealed" / "content", Sealed(store_key(trial_key(tmp_path / "old")))
    )
    stray = folder.path("ab" * 32)
    stray.write_bytes(b"nobody's")
    folder.close()

    found = upkeep("--data", tmp_path / "old", "--check", "--json")
    removed = upkeep("--data", tmp_path / "old", "--check", "--remove", "--json")
    saved = upkeep("--data", tmp_path / "old", "--backup", tmp_path / "backup", "--json")
    restored = upkeep("--data", tmp_path / "new", "--restore", tmp_path / "backup", "--json")
    again = upkeep("--data", tmp_path / "new", "--restore", tmp_path / "backup")

    assert (found.returncode, json.loads(found.stdout)["stray"]) == (1, ["ab" * 32]), found
    assert (removed.returncode, json.loads(removed.stdout)["removed"]) == (0, True), removed
    assert not stray.exists()
    assert json.loads(saved.stdout) == json.loads(restored.stdout) == {"contents": 0}
    assert again.returncode == 1, again
    assert b"not empty" in again.stderr
    two = Serving("--data", tmp_path / "new")
    serving.append(two)
    assert httpx.get(f"{two.url}/klassifikation/klasse/{klasse}", timeout=PATIENCE).status_code == 200


def test_programs_on_one_folder_share_one_service_which_ends_with_the_first(tmp_path: Path) -> None:
    first, second = EmbeddedService(tmp_path, KEY), EmbeddedService(tmp_path, KEY)
    try:
        url = first.start()
        assert second.start() == url
        second.stop()
        assert httpx.get(url + "/healthz", timeout=PATIENCE).status_code == 200
        first.stop()
        with pytest.raises(httpx.ConnectError):
            httpx.get(url + "/healthz")
    finally:
        first.stop()
        second.stop()


@pytest.mark.parametrize("how", ["signal", "end of input"])
def test_tied_to_its_program_it_ends_well_when_asked_or_when_the_input_ends(tmp_path: Path, how: str) -> None:
    command = [*COMMAND, "--json", "--port", "0", "--data", str(tmp_path), "--with-parent"]
    process = subprocess.Popen(
        command, env=ALONE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert json.loads(process.stdout.readline())["pid"] == process.pid
    if how == "signal":
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)  # with the input still open
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert b"Fatal" not in err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_while_an_object_is_being_ended_it_ends_all_the_same(tmp_path: Path, number: signal.Signals) -> None:
    start = (
        "import signal, sys\n"
        "from pathlib import Path\n"
        "from sagsbud.service.main import Options, serve\n"
        "class Ended:\n"
        "    def __del__(self): signal.raise_signal(int(sys.argv[2]))\n"
        "folder = Path(sys.argv[1])\n"
        "serve(Options(f'sqlite:///{folder}/store.db', folder / 'content'), lambda url: Ended() and None)\n"
    )
    subprocess.run([sys.executable, "-c", start, tmp_path, str(number.value)], check=True, timeout=PATIENCE)


def test_asked_twice_before_it_serves_it_ends_and_keeps_nobody_out(tmp_path: Path) -> None:
    start = (
        "import signal, sys\n"
        "from pathlib import Path\n"
        "from sagsbud.service.main import Options, serve\n"
        "folder = Path(sys.argv[1])\n"
        "ask = lambda url: [signal.raise_signal(signal.SIGTERM) for _ in range(2)]\n"
        "serve(Options(f'sqlite:///{folder}/store.db', folder / 'content'), ask)\n"
    )
    for _time in range(2):
        subprocess.run([sys.executable, "-c", start, tmp_path], check=True, timeout=PATIENCE)


def test_the_service_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    embedded = EmbeddedService(tmp_path, KEY)
    urls: list[str] = []
    thread = Thread(target=lambda: urls.append(embedded.start()))
    thread.start()
    thread.join()
    try:
        assert httpx.get(urls[0] + "/healthz", timeout=PATIENCE).status_code == 200
    finally:
        embedded.stop()


def test_the_service_ends_with_a_program_that_is_killed(tmp_path: Path) -> None:
    start = (
        "import sys, time, pathlib; from sagsbud.system.embedded import EmbeddedService;"
        "print(EmbeddedService(pathlib.Path(sys.argv[1]), bytes(32)).start(), flush=True); time.sleep(600)"
    )
    program = subprocess.Popen([sys.executable, "-c", start, str(tmp_path)], stdout=subprocess.PIPE)
    assert program.stdout is not None
    url = program.stdout.readline().decode().strip()
    assert httpx.get(url + "/healthz", timeout=PATIENCE).status_code == 200
    program.kill()
    program.communicate()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            httpx.get(url + "/healthz")
        except httpx.ConnectError:
            return
        time.sleep(0.05)
    raise AssertionError("the service is still there")


class Stranger(BaseHTTPRequestHandler):
    """Somebody else's service on the port where ours was before."""

    def do_GET(self) -> None:
        """Answer as healthily as ours would."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"status":"ok","instance":"another"}')

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Say nothing."""


def test_another_service_on_the_old_port_is_not_taken_for_ours(tmp_path: Path) -> None:
    stranger = HTTPServer(("127.0.0.1", 0), Stranger)
    Thread(target=stranger.serve_forever, daemon=True).start()
    where = f"http://127.0.0.1:{stranger.server_port}"
    (tmp_path / "ready.json").write_text(json.dumps({"url": where, "pid": 1, "instance": "ours"}))
    embedded = EmbeddedService(tmp_path, KEY)
    try:
        assert embedded.start() != where
    finally:
        embedded.stop()
        stranger.shutdown()
        stranger.server_close()
