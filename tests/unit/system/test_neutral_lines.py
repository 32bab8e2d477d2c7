"""What may stand in a log: the filter, and every call of the log in the program itself."""

import ast
import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sagsbud
from sagsbud.domain.errors import Trouble
from sagsbud.system.neutral import NeutralFormatter, is_kept, neutral, short_place
from sagsbud.system.pseudonyms import Pseudonyms

CPR = "010101-0000"
NAME = "Ane Prøvesen"


@pytest.fixture
def formatter(tmp_path: Path) -> NeutralFormatter:
    return NeutralFormatter(Pseudonyms(tmp_path / "pseudonyms.key"))


def record(name: str, message: object, *args: Any, level: int = logging.ERROR) -> logging.LogRecord:
    """A record as a logger makes it."""
    return logging.LogRecord(name, level, "/opt/program/sagsbud/outbox/x.py", 12, message, args, None)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, True),
        (17, 17),
        (1.5, 1.5),
        (UUID(int=1), UUID(int=1)),
        (datetime(2026, 11, 23, tzinfo=UTC), "2026-11-23T00:00:00+00:00"),
        (Trouble.NO_KEYRING, "no_keyring"),
        ("unreachable", "unreachable"),
        ("QUEUED", "QUEUED"),
        ("sagsbud-read-1", "sagsbud-read-1"),
        ("BadZipFile", "BadZipFile"),
        ("ValueError at engine/engine.py:12", "ValueError at engine/engine.py:12"),
        (ValueError, "ValueError"),
        (ValueError(NAME), "ValueError"),
        (NAME, "‹12 characters›"),
        ("Prøvesen", "‹8 characters›"),
        ("Ansøgning om lån af lokale", "‹26 characters›"),
        ("brev.pdf", "‹8 characters›"),
        ("/home/ane/brev.pdf", "‹18 characters›"),
        ("ane@fjordby.example", "‹19 characters›"),
        ("a" * 49, "‹49 characters›"),
        (Path("/home/ane/brev.pdf"), "‹path›"),
        (b"bytes", "‹bytes›"),
        ({"navn": NAME}, "‹dict›"),
        ([NAME], "‹list›"),
    ],
)
def test_only_numbers_codes_and_ids_pass(value: object, shown: object) -> None:
    assert neutral(value) == shown


def test_a_line_of_ours_has_time_level_place_sentence_and_seal(formatter: NeutralFormatter) -> None:
    line = formatter.format(record("sagsbud.outbox.delivery", "the service is shut to us: %s", "unreachable"))
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR outbox\.delivery:12 the service is shut to us: unreachable"
        r" \[[0-9a-f]{10}\]",
        line,
    )


@pytest.mark.parametrize(
    "said",
    [
        record("sagsbud.x", "sag for %s", NAME),
        record("sagsbud.x", "%(who)s", {"who": NAME}),
        record("sagsbud.x", "%d files", NAME),
        record("sagsbud.x", "cpr " + CPR),
        record("sagsbud.x", {"navn": NAME}),
        record("pypdf", f"cannot read {NAME} {CPR}"),
        record("httpx", 'HTTP Request: GET "%s"', f"https://sagdok.example/sag/sag?titel={NAME}"),
        record("py.warnings", "%s", NAME),
    ],
)
def test_neither_names_nor_cpr_numbers_nor_what_libraries_say(
    formatter: NeutralFormatter, said: logging.LogRecord
) -> None:
    line = formatter.format(said)
    assert NAME not in line
    assert CPR not in line
    assert "\n" not in line


def test_an_exception_is_named_by_type_and_place_and_not_by_its_text(formatter: NeutralFormatter) -> None:
    try:
        try:
            int(NAME)
        except ValueError as first:
            raise RuntimeError(f"{NAME} {CPR}") from first
    except RuntimeError as error:
        said = record("sagsbud.x", "it ended")
        said.exc_info = (type(error), error, error.__traceback__)
        line = formatter.format(said)
    assert "RuntimeError at test_neutral_lines.py:" in line
    assert "from ValueError at test_neutral_lines.py:" in line
    assert NAME not in line
    assert CPR not in line


@pytest.mark.parametrize(
    ("file", "place"),
    [
        (str(Path(sagsbud.__file__).parent / "outbox" / "store.py"), "outbox/store.py"),
        ("sagsbud/outbox/store.py", "outbox/store.py"),  # as a packaged program names its modules
        ("sagsbud\\outbox\\store.py", "outbox/store.py"),
        ("/home/ane/sagsbud/tests/test_x.py", "test_x.py"),
        ("C:\\Users\\ane\\hjemmelavet.py", "hjemmelavet.py"),
        ("/home/ane/.venv/lib/python3.11/site-packages/httpx/_client.py", "httpx/_client.py"),
        ("/usr/lib/python3.11/json/decoder.py", "json/decoder.py"),
    ],
)
def test_a_place_begins_at_its_package_and_not_at_somebodys_home(file: str, place: str) -> None:
    assert short_place(file) == place


def test_what_libraries_merely_tell_is_not_kept() -> None:
    assert is_kept(record("sagsbud.x", "x", level=logging.INFO))
    assert is_kept(record("httpx", "x", level=logging.WARNING))
    assert not is_kept(record("httpx", "x", level=logging.INFO))
    assert not is_kept(record("sagsbudx", "x", level=logging.INFO))


HARMLESS = re.compile(
    r"""[\w.]*\.value | type\(\w+\)\.__name__ | (describe|place_of|state_of|len)\([\w.]+\) | \w+\.lineno | category
    | self\._thread\.name | Path\(where\.filename\)\.name | args\.command\ or\ 'window'
    | needed\ >>\ 20 | f'{short_place\(filename\)}:{lineno}' | \d+ | refusal\.status | call\.(room|name) | errno\.errorcode\.get\([^()]*\)""",
    re.VERBOSE,
)
"""Codes, names of types and methods, places, counts. Widen it only for what can never be a word from a document."""
LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})


def log_calls() -> list[tuple[str, ast.Call]]:
    """Every call of a module's log, with where it stands."""
    root = Path(sagsbud.__file__).parent
    found = []
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
                owner = ast.unparse(node.func.value)
                if owner in ("log", "logger", "logging") or "getLogger" in owner:
                    found.append((f"{path.relative_to(root)}:{node.lineno}", node))
    return found


def test_every_log_call_is_a_constant_sentence_with_harmless_values() -> None:
    calls = log_calls()
    assert len(calls) > 10
    for where, call in calls:
        sentence, *values = call.args
        assert isinstance(sentence, ast.Constant), f"{where}: a log line is a constant sentence"
        assert isinstance(sentence.value, str), where
        for value in values:
            shown = ast.unparse(value)
            assert HARMLESS.fullmatch(shown), f"{where}: »{shown}« could hold what a document says"
