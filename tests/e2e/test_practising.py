"""Practice as a newcomer meets it: opened from the empty inbox, worked in, and taken away without a trace."""

import os
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.caseworker.desktop import PROGRAMS, desktop, end, missing
from tests.caseworker.eyes import Eyes, Seen
from tests.caseworker.hands import Hands
from tests.caseworker.keyboard import pass_the_first_run
from tests.caseworker.screen import Screen, until
from tests.support.packages import need
from tests.support.program import Program, showing
from tests.support.secretservice import secret_service

OURS = "Sagsbud: øvelse"


def test_examples_are_practised_on_and_removed_and_nothing_real_has_seen_them() -> None:
    need("desktop to work at", tuple(sorted(set(PROGRAMS.values()))), missing)
    with ExitStack() as ending:
        desk = ending.enter_context(desktop())
        data = desk.home / "sagsbud"
        practice = data / "practice"
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
        waiting = states(data, "--profile", "practice")["DRAFT"]
        until("a document", lambda: window.find("push button", "Journalisér"))
        hands.press("ctrl+Return")
        until("a decision", lambda: states(data, "--profile", "practice")["DRAFT"] == waiting - 1)
        assert states(data) == Counter()
        titles = ["Birkevænget 14".encode(), b"Mette Lund Andreasen"]
        real = [path for path, _found in showing(data, titles) if practice not in path.parents]
        assert real == []
        hands.click(until("the way out", lambda: window.find("push button", "Fjern eksemplerne")).middle)
        hands.click(until("the question", lambda: window.find("push button", "Fjern alt")).middle)
        until("the word in the ordinary window", lambda: screen.part("label", "Eksemplerne er fjernet"))
        until("its window gone", lambda: practising(eyes) is None)
        assert [path.name for path in data.iterdir() if path.name.startswith("practice")] == []


def practising(eyes: Eyes) -> Seen | None:
    """The window of practice, if it is there."""
    windows = (window for program in eyes.programs() for window in program.children)
    return next((window for window in windows if window.name.endswith(OURS)), None)


def states(data: Path, *profile: str) -> Counter[str]:
    """How many documents stand where, by the command line."""
    rows: list[dict[str, Any]] = Program(data).run("queue", *profile).records
    return Counter(row["state"] for row in rows if "state" in row)


def test_practice_opened_again_goes_on_where_it_was_and_its_key_is_not_in_the_keyring_afterwards(
    tmp_path: Path,
) -> None:
    with secret_service(sys.executable) as keyring:
        environment = keyring.environment | {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ""}
        program = Program(tmp_path / "data", environment=environment)
        made = tmp_path / "data" / "practice" / "examples-made"
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


def keys_in(environment: dict[str, str]) -> int:
    """How many keys the keyring has."""
    import subprocess

    script = "import secretstorage; bus = secretstorage.dbus_init(); print(len(list(secretstorage.get_default_collection(bus).get_all_items())))"
    answer = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | environment, capture_output=True, check=True
    )
    return int(answer.stdout)
