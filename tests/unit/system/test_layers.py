"""Every layer, lock and mistake an IT department can make with settings, one row each."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sagsbud.domain.settings import Layer, SettingTrouble
from sagsbud.settingtexts import setting_problem_text
from sagsbud.system.layers import LastGood, LayerReader, Layers
from sagsbud.system.places import Places, WindowsRegistry

from tests.support.registry import RecordedWinreg

UNIT = "11111111-2222-4333-8444-555555555555"
OTHER_UNIT = "99999999-2222-4333-8444-555555555555"
KEY = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Sagsbud"
USER_KEY = r"HKEY_CURRENT_USER\SOFTWARE\Policies\Sagsbud"


@dataclass
class Machine:
    """The sources of one machine as files, and a registry where asked for."""

    folder: Path
    export: str = ""
    user: Path = field(init=False)
    machine: Path = field(init=False)
    beside: Path = field(init=False)
    policy: Path = field(init=False)

    def __post_init__(self) -> None:
        for name in ("user", "machine", "beside", "policy"):
            setattr(self, name, self.folder / f"{name}.json")

    def write(self, **sources: Any) -> None:
        """Write sources, as JSON unless given as text."""
        for name, content in sources.items():
            text = content if isinstance(content, str) else json.dumps(content)
            getattr(self, name).write_text(text, encoding="utf-8")

    def read(self) -> Layers:
        """What a program that starts now makes of them."""
        registry = WindowsRegistry(RecordedWinreg(self.export)) if self.export else None
        places = Places(self.machine, (self.beside, self.policy), registry)
        return LayerReader(places, self.user, LastGood(self.folder / "last-good.json")).read()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def row(layers: Layers, key: str) -> tuple[Any, Layer, bool]:
    """Value, layer and lock of one key."""
    found = next(one for one in layers.explain() if one.key == key)
    assert found.value == json.loads(json.dumps(getattr(layers.settings(), key))) or key == "folders"
    return found.value, found.layer, found.locked


PRESET = {"preset": {"undo_seconds": 1}}
LOCKED = {"locked": {"undo_seconds": 2}}
WINNERS: list[tuple[str, dict[str, Any], tuple[Any, Layer, bool]]] = [
    ("nothing is set", {}, (20, Layer.BUILT_IN, False)),
    ("the user over what is built in", {"user": {"undo_seconds": 9}}, (9, Layer.USER, False)),
    ("a machine preset over what is built in", {"machine": PRESET}, (1, Layer.MACHINE, False)),
    ("a policy preset over what is built in", {"policy": PRESET}, (1, Layer.POLICY, False)),
    ("a policy preset over a machine preset", {"machine": {"preset": {"undo_seconds": 3}}, "policy": PRESET}, (1, Layer.POLICY, False)),
    ("the user over a machine preset", {"machine": PRESET, "user": {"undo_seconds": 9}}, (9, Layer.USER, False)),
    ("the user over a policy preset", {"policy": PRESET, "user": {"undo_seconds": 9}}, (9, Layer.USER, False)),
    ("a machine lock over the user", {"machine": LOCKED, "user": {"undo_seconds": 9}}, (2, Layer.MACHINE, True)),
    ("a policy lock over the user", {"policy": LOCKED, "user": {"undo_seconds": 9}}, (2, Layer.POLICY, True)),
    ("a policy lock over a machine lock", {"machine": {"locked": {"undo_seconds": 3}}, "policy": LOCKED}, (2, Layer.POLICY, True)),
    ("a machine lock over a policy preset", {"machine": LOCKED, "policy": PRESET}, (2, Layer.MACHINE, True)),
    ("a lock over a preset in one file", {"policy": PRESET | LOCKED}, (2, Layer.POLICY, True)),
    ("/etc over beside the program", {"beside": {"locked": {"undo_seconds": 3}}, "policy": LOCKED}, (2, Layer.POLICY, True)),
    ("beside the program alone", {"beside": LOCKED}, (2, Layer.POLICY, True)),
]  # fmt: skip


@pytest.mark.parametrize(("sources", "expected"), [case[1:] for case in WINNERS], ids=[case[0] for case in WINNERS])
def test_who_wins(machine: Machine, sources: dict[str, Any], expected: tuple[Any, Layer, bool]) -> None:
    machine.write(**sources)
    layers = machine.read()
    assert row(layers, "undo_seconds") == expected
    assert layers.problems == ()


WRONG: list[tuple[str, dict[str, Any], SettingTrouble, str]] = [
    ("text for a number", {"policy": {"locked": {"undo_seconds": "20"}}}, SettingTrouble.WRONG_VALUE, "a whole number from 0 to 600"),
    ("a number out of bounds", {"policy": {"locked": {"undo_seconds": 601}}}, SettingTrouble.WRONG_VALUE, "from 0 to 600"),
    ("truth for a number", {"user": {"grace_days": True}}, SettingTrouble.WRONG_VALUE, "from 0 to 365"),
    ("a language nobody speaks", {"user": {"language": "de"}}, SettingTrouble.WRONG_VALUE, "one of da, en"),
    ("plain http to another machine", {"machine": {"locked": {"service_url": "http://sagdok.example"}}}, SettingTrouble.WRONG_VALUE, "https://"),
    ("a password in the address", {"user": {"service_url": "https://a:b@sagdok.example"}}, SettingTrouble.WRONG_VALUE, "https://"),
    ("text for a list", {"user": {"own_domains": "fjordby.example"}}, SettingTrouble.WRONG_VALUE, "a list of email domains"),
    ("a folder without its whole path", {"user": {"folders": [{"path": "scan"}]}}, SettingTrouble.WRONG_VALUE, "its whole path"),
    ("a move without a target", {"user": {"folders": [{"path": "/scan", "afterwards": "move"}]}}, SettingTrouble.WRONG_VALUE, "folders"),
    ("a misspelt field of a folder", {"user": {"folders": [{"path": "/scan", "lable": "x"}]}}, SettingTrouble.WRONG_VALUE, "folders"),
    ("a unit that is no uuid", {"policy": {"preset": {"unit": "Byg"}}}, SettingTrouble.WRONG_VALUE, "must be a uuid"),
    ("a relative certificate", {"policy": {"preset": {"ca_file": "ca.pem"}}}, SettingTrouble.WRONG_VALUE, "the whole path of a file"),
    ("an unknown key", {"policy": {"locked": {"undo_secs": 5}}}, SettingTrouble.UNKNOWN_KEY, "“undo_secs” is not a setting"),
    ("an unknown key of the user", {"user": {"farve": "blå"}}, SettingTrouble.UNKNOWN_KEY, "“farve”"),
    ("the user choosing the profile", {"user": {"profile": "anden"}}, SettingTrouble.MACHINE_ONLY, "whole machine"),
    ("a value outside both sections", {"machine": {"undo_seconds": 5}}, SettingTrouble.WRONG_SECTION, "“preset” and “locked”"),
    ("a section that is a list", {"policy": {"locked": [1]}}, SettingTrouble.WRONG_SECTION, "“locked”"),
    ("not JSON", {"policy": "{"}, SettingTrouble.NOT_JSON, "not a JSON object"),
    ("JSON, but a list", {"user": []}, SettingTrouble.NOT_JSON, "not a JSON object"),
    ("JSON nested without end", {"user": "[" * 100_000}, SettingTrouble.NOT_JSON, "not a JSON object"),
]  # fmt: skip


@pytest.mark.parametrize(("sources", "trouble", "says"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_wrong_is_named_and_nothing_else_suffers(
    machine: Machine, sources: dict[str, Any], trouble: SettingTrouble, says: str
) -> None:
    machine.write(**sources)
    good = {"locked": {"appearance": "dark"}} if "machine" in sources else {"preset": {"appearance": "dark"}}
    machine.write(**{"machine" if "machine" not in sources else "beside": good})
    layers = machine.read()
    (problem,) = layers.problems
    source = getattr(machine, next(iter(sources)))
    assert (problem.trouble, problem.source) == (trouble, str(source))
    assert says in setting_problem_text(problem)
    assert setting_problem_text(problem).startswith(str(source))
    assert row(layers, "appearance")[0] == "dark"
    assert [one.key for one in layers.explain() if one.layer is not Layer.BUILT_IN] == ["appearance"]


def test_a_value_that_turns_wrong_keeps_its_last_good_one_also_over_a_restart(machine: Machine) -> None:
    machine.write(policy={"locked": {"undo_seconds": 30, "grace_days": 3}})
    machine.read()
    machine.write(policy={"locked": {"undo_seconds": "tredive", "grace_days": 4}})
    for _ in range(2):
        layers = machine.read()
        assert row(layers, "undo_seconds") == (30, Layer.POLICY, True)
        assert row(layers, "grace_days") == (4, Layer.POLICY, True)
        assert [problem.key for problem in layers.problems] == ["undo_seconds"]


def test_a_file_that_turns_unreadable_keeps_all_its_last_good_values(machine: Machine) -> None:
    machine.write(policy={"locked": {"service_url": "https://sagdok.example"}, "preset": {"language": "en"}})
    machine.read()
    machine.write(policy='{"locked": {"service_url": ')
    layers = machine.read()
    assert row(layers, "service_url") == ("https://sagdok.example", Layer.POLICY, True)
    assert row(layers, "language") == ("en", Layer.POLICY, False)


def test_a_file_that_is_taken_away_takes_its_values_with_it(machine: Machine) -> None:
    machine.write(policy=LOCKED)
    machine.read()
    machine.policy.unlink()
    assert row(machine.read(), "undo_seconds") == (20, Layer.BUILT_IN, False)
    machine.write(policy="{")
    assert row(machine.read(), "undo_seconds") == (20, Layer.BUILT_IN, False)


def test_a_last_good_value_that_a_newer_schema_refuses_is_not_used(machine: Machine) -> None:
    kept = {str(machine.policy): {"locked": {"undo_seconds": 9999, "gone_key": 1, "grace_days": 2}}}
    (machine.folder / "last-good.json").write_text(json.dumps(kept))
    machine.write(policy="{")
    layers = machine.read()
    assert row(layers, "undo_seconds") == (20, Layer.BUILT_IN, False)
    assert row(layers, "grace_days") == (2, Layer.POLICY, True)


def test_a_file_saved_by_notepad_with_a_byte_order_mark_is_read(machine: Machine) -> None:
    machine.policy.write_bytes(b"\xef\xbb\xbf" + json.dumps(LOCKED).encode())
    assert row(machine.read(), "undo_seconds") == (2, Layer.POLICY, True)


def test_the_windows_registry_gives_numbers_lists_and_objects_and_no_variables(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SystemRoot", r"C:\Vinduer")
    export = Path(__file__).parents[2] / "data" / "system" / "policies.reg"
    machine.export = export.read_text(encoding="utf-8")
    machine.write(user={"language": "da", "appearance": "light", "undo_seconds": 60, "unit": OTHER_UNIT})
    layers = machine.read()
    found = {one.key: one for one in layers.explain()}
    assert (found["undo_seconds"].value, found["undo_seconds"].source) == (30, KEY)
    assert (found["unit"].value, found["unit"].source, found["unit"].locked) == (UNIT, USER_KEY, True)
    assert found["service_url"].value == "https://sagdok.fjordby.example"
    assert found["own_domains"].value == ["fjordby.example", "borger.example"]
    assert (found["proxy"].value, found["proxy"].locked) == (None, True)
    assert (found["language"].value, found["language"].layer) == ("da", Layer.USER)
    assert (found["appearance"].value, found["appearance"].layer) == ("light", Layer.USER)
    folders = layers.settings().folders
    assert [(folder.path, folder.label) for folder in folders] == [(r"N:\Scan\Byg", "Scanner")]
    assert [(problem.key, problem.source) for problem in layers.problems] == [
        ("grace_days", USER_KEY + r"\Preset"),
        ("ca_file", KEY),
    ]


def test_folders_may_stand_one_a_line_and_domains_in_one_text(machine: Machine) -> None:
    lines = '{"path": "/a"}\0{"path": "/b"}\0\0'.encode("utf-16-le")
    machine.export = (
        f'[{KEY}]\n"folders"=hex(7):{",".join(f"{byte:02x}" for byte in lines)}\n'
        '"own_domains"="fjordby.example; borger.example"\n'
    )
    layers = machine.read()
    assert layers.problems == ()
    assert [folder.path for folder in layers.settings().folders] == ["/a", "/b"]
    assert layers.settings().own_domains == ("fjordby.example", "borger.example")


def test_the_registry_is_stronger_than_files_and_a_broken_value_in_it_is_named(machine: Machine) -> None:
    machine.export = f'[{KEY}]\n"undo_seconds"=dword:00000007\n"grace_days"="mange"\n'
    machine.write(policy=LOCKED)
    layers = machine.read()
    assert row(layers, "undo_seconds") == (7, Layer.POLICY, True)
    (problem,) = layers.problems
    assert setting_problem_text(problem) == f"{KEY}: “grace_days” must be a whole number from 0 to 365."
