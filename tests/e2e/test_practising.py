"""Practice as a newcomer meets it: opened from the empty inbox, worked in, and taken away without a trace."""

import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sagsbud.system.folders import PRACTICE

from tests.caseworker.desktop import PROGRAMS, desktop, end, missing
from tests.caseworker.eyes import Eyes, Seen
from tests.caseworker.hands import Hands
from tests.caseworker.keyboard import pass_the_first_run
from tests.caseworker.screen import Screen, until
from tests.support.packages import need
from tests.support.program import Program, showing
from tests.support.secretservice import secret_service

OURS = "Sagsbud: øvelse"
COUNTS = """
import json, pathlib, sys
from sagsbud.bootstrap import open_house
from sagsbud.system.folders import PRACTICE
with open_house(PRACTICE, pathlib.Path(sys.argv[1])) as house:
    print(json.dumps(house.ports.outbox.counts()))
"""
REMOVAL = """
import pathlib, sys
from sagsbud.system.folders import PRACTICE, Folders
from sagsbud.system.practice import remove
remove(Folders.of(PRACTICE, pathlib.Path(sys.argv[1])))
"""
KEYS = """
import secretstorage
print(len(list(secretstorage.get_default_collection(secretstorage.dbus_init()).get_all_items())))
"""


def test_examples_are_practised_on_and_removed_and_nothing_real_has_seen_them() -> None:
    need("desktop to work at", tuple(sorted(set(PROGRAMS.values()))), missing)
    with ExitStack() as ending:
        desk = ending.enter_context(desktop())
        data = desk.home / "sagsbud"
        practice = data / PRACTICE
        hands = Hands(desk.environment)
        desk.start(sys.executable, "-m", "sagsbud", "--data", data, log="sagsbud.log")
        eyes = Eyes(desk.environment)
        ending.callback(eyes.close)
        screen = Screen(eyes)
        pass_the_first_run(screen, hands)
        hands.click(until("the way into practice", lambda: screen.part("push button", "Åbn øvelsen")).middle)
        window = until("the window of practice", lambda: practising(eyes))
        until("its examples", lambda: window.find("list", "Indbakke"))
        assert window.find("label", "Du øver dig. Intet herfra når kommunens tjeneste.")
        assert not window.find("push button", "Åbn øvelsen")
        waiting = practised(data)["DRAFT"]
        examples = Screen(eyes, OURS)
        until("the keyboard in their window", lambda: "active" in examples.window.states)
        until("a document that can be filed", examples.document)
        hands.press("ctrl+Return")
        until("a decision", lambda: practised(data)["DRAFT"] == waiting - 1)
        assert states(data) == Counter()
        titles = ["Birkevænget 14".encode(), b"Mette Lund Andreasen"]
        real = [path for path, _found in showing(data, titles) if practice not in path.parents]
        assert real == []
        hands.click(until("the way out", lambda: window.find("push button", "Fjern eksemplerne")).middle)
        hands.click(until("the question", lambda: window.find("push button", "Fjern alt")).middle)
        until("the word in the ordinary window", lambda: screen.part("label", "Eksemplerne er fjernet"))
        until("its window gone", lambda: practising(eyes) is None)
        assert [path.name for path in data.iterdir() if path.name.startswith(PRACTICE)] == []


def practising(eyes: Eyes) -> Seen | None:
    """The window of practice, if it is there."""
    windows = (window for program in eyes.programs() for window in program.children)
    return next((window for window in windows if window.name.endswith(OURS)), None)


def states(data: Path) -> Counter[str]:
    """How many documents stand where, by the command line."""
    rows: list[dict[str, Any]] = Program(data).run("queue").records
    return Counter(row["state"] for row in rows if "state" in row)


def practised(data: Path) -> Counter[str]:
    """The same of practice, which no command line leads to."""
    return Counter(json.loads(told_by(COUNTS, {}, data)))


def told_by(script: str, environment: dict[str, str], *arguments: Path) -> str:
    """What a script says in a process of its own."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, check=True, text=True).stdout


def test_practice_opened_again_goes_on_where_it_was_and_its_key_is_not_in_the_keyring_afterwards(
    tmp_path: Path,
) -> None:
    with secret_service(sys.executable) as keyring:
        environment = keyring.environment | {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ""}
        program = Program(tmp_path / "data", environment=environment)
        made = tmp_path / "data" / PRACTICE / "examples-made"
        first = program.start("practice")
        until("the examples", made.exists)
        end(first)
        first.communicate()
        begun = made.stat().st_mtime_ns
        again = program.start("practice")
        until("its window", (made.parent / "window.json").exists)
        end(again)
        again.communicate()
        assert made.stat().st_mtime_ns == begun
        assert not (made.parent / "trial.key").exists()
        assert keys_in(environment) == 1
        told_by(REMOVAL, environment, tmp_path / "data")
        assert keys_in(environment) == 0
        assert not made.parent.exists()


def keys_in(environment: dict[str, str]) -> int:
    """How many keys the keyring has."""
    return int(told_by(KEYS, environment))
