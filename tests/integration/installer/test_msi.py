"""The Windows package as its tables say it: compiled here by wixl from a small folder."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sagsbud.cli.parser import build_parser
from sagsbud.system.schema import SCHEMA

from installer import msi

FILES = ("sagsbud.exe", "sagsbudw.exe", "_internal/base.dll", "_internal/sagsbud/resources/icon.svg")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A compiled package."""
    if not shutil.which("wixl") or not shutil.which("msiinfo") or not shutil.which("msibuild"):
        pytest.skip("wixl and msitools are not on this machine (Debian: apt-get install wixl msitools)")
    folder = tmp_path_factory.mktemp("build")
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    target = tmp_path_factory.mktemp("dist") / "sagsbud.msi"
    msi.build(folder, target, "1.2.3")
    return target


def table(package: Path, name: str) -> list[dict[str, str]]:
    """A table's rows by column."""
    out = subprocess.run(["msiinfo", "export", package, name], capture_output=True, text=True, check=True).stdout
    head, _types, _keys, *rows = out.replace("\r", "").split("\n")
    columns = head.split("\t")
    return [dict(zip(columns, row.split("\t"), strict=True)) for row in rows if row]


def test_every_file_is_the_key_of_a_component_of_its_own(package: Path) -> None:
    files = table(package, "File")
    components = {row["Component"]: row for row in table(package, "Component")}

    assert sorted(row["FileName"].split("|")[-1] for row in files) == sorted(Path(name).name for name in FILES)
    assert all(components[row["Component_"]]["KeyPath"] == row["File"] for row in files)
    assert all(int(row["Attributes"]) & 256 for row in components.values()), "a component is not 64-bit"


def test_guids_follow_from_the_place_so_that_upgrades_find_them(package: Path, tmp_path: Path) -> None:
    folder = tmp_path / "build"
    folder.mkdir()
    (folder / "sagsbud.exe").write_text("another version")
    again = tmp_path / "again.msi"
    msi.build(folder, again, "1.3.0")

    guids = {row["ComponentId"] for row in table(package, "Component")}
    assert {row["ComponentId"] for row in table(again, "Component")} <= guids


def component_conditions(package: Path) -> dict[str, str]:
    """When each component is installed."""
    return {row["Component"]: row["Condition"] for row in table(package, "Component")}


def test_presets_are_written_only_when_given(package: Path) -> None:
    condition = component_conditions(package)
    written = {row["Name"]: row for row in table(package, "Registry") if row["Key"].startswith(msi.POLICIES)}

    assert set(written) == {"service_url", "unit", "authority", "profile", "at_login"}
    for given, (key, name) in msi.PRESETS.items():
        assert written[name]["Root"] == "2", "not HKEY_LOCAL_MACHINE"
        assert (written[name]["Key"], written[name]["Value"]) == (key, f"[{given}]")
        assert condition[written[name]["Component_"]] == given
    assert set(written) <= set(SCHEMA)


def test_at_login_the_program_is_asked_and_the_property_presets_its_answer(package: Path) -> None:
    condition = component_conditions(package)
    rows = {(row["Key"], row["Name"]): row for row in table(package, "Registry")}

    run = rows[msi.RUN_KEY, "Sagsbud"]
    assert (condition[run["Component_"]], run["Value"].endswith('sagsbudw.exe" open --at-login')) == ("", True)
    preset = rows[msi.POLICY_PRESETS, "at_login"]
    assert (condition[preset["Component_"]], preset["Value"]) == ('AUTOSTART = "1"', "window")


def test_the_shell_verb_is_there_unless_it_is_declined(package: Path) -> None:
    condition = component_conditions(package)
    rows = {row["Key"]: row for row in table(package, "Registry")}

    assert condition[rows[msi.SEND_VERB]["Component_"]] == 'SHELLVERB <> "0"'
    assert rows[msi.SEND_VERB + r"\command"]["Value"] == '"[INSTALLDIR]sagsbudw.exe" open "%1"'


@pytest.mark.parametrize("sequence", ["InstallExecuteSequence", "InstallUISequence"])
def test_an_upgrade_without_properties_keeps_what_was_given_before(package: Path, sequence: str) -> None:
    steps = {row["Action"]: (int(row["Sequence"]), row["Condition"]) for row in table(package, sequence)}
    actions = {row["Action"]: row for row in table(package, "CustomAction")}
    found = {row["Property"]: row["Signature_"] for row in table(package, "AppSearch")}
    locators = {row["Signature_"]: row for row in table(package, "RegLocator")}
    remembered = {row["Name"]: row["Value"] for row in table(package, "Registry") if row["Key"] == msi.SETUP_KEY}

    assert set(found) == {*msi.PRESETS, *msi.SWITCHES}
    for name, signature in found.items():
        locator = locators[signature]
        assert (locator["Root"], locator["Key"], locator["Name"]) == ("2", msi.SETUP_KEY, name)
        assert int(locator["Type"]) == 2 + 16, "not the raw value in the 64-bit registry"
        assert remembered[name] == f"[{name}]"
        (before, given), (after, kept) = steps[f"Take{name}"], steps[f"Give{name}"]
        assert before < steps["AppSearch"][0] < after < steps["CostInitialize"][0]
        assert (given, kept) == (name, f"GIVEN_{name}")
        assert (actions[f"Take{name}"]["Source"], actions[f"Take{name}"]["Target"]) == (f"GIVEN_{name}", f"[{name}]")
        assert (actions[f"Give{name}"]["Source"], actions[f"Give{name}"]["Target"]) == (name, f"[GIVEN_{name}]")
        assert int(actions[f"Take{name}"]["Type"]) & 0x3F == 51


def test_removal_asks_for_unsent_documents_before_anything_is_touched(package: Path) -> None:
    steps = {
        row["Action"]: (int(row["Sequence"]), row["Condition"]) for row in table(package, "InstallExecuteSequence")
    }
    (action,) = [row for row in table(package, "CustomAction") if row["Action"] == "CheckUnsent"]
    files = {row["File"]: row["FileName"].split("|")[-1] for row in table(package, "File")}
    number, condition = steps["CheckUnsent"]

    assert files[action["Source"]] == "sagsbud.exe"
    assert build_parser().parse_args(action["Target"].split()).command == "unsent"
    kind = int(action["Type"])
    assert kind & 0x3F == 18, "not a program that is installed"
    assert kind & 64 == 0, "its exit code is passed over"
    assert kind & 1024, "not deferred"
    assert kind & 2048, "not as the system, which alone may read everybody's folders"
    assert steps["InstallInitialize"][0] < number
    assert number < min(steps[name][0] for name in ("ProcessComponents", "RemoveRegistryValues", "RemoveFiles"))
    assert condition == 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE AND DROP_UNSENT<>"1"'


def test_nothing_of_the_package_lies_where_users_data_lie(package: Path) -> None:
    places = {row["Directory"] for row in table(package, "Directory")}
    assert not {place for place in places if "AppData" in place and place != "CommonAppDataFolder"}
    assert table(package, "RemoveFile") == []


def test_a_policy_file_is_copied_where_only_administrators_write(package: Path) -> None:
    (move,) = table(package, "MoveFile")
    assert (move["SourceName"], move["SourceFolder"], move["DestName"]) == ("", "POLICY_FILE", "policies.json")
    assert move["Options"] == "0", "the administrator's own file would be moved"
    directories = {row["Directory"]: row for row in table(package, "Directory")}
    place = directories[move["DestFolder"]]
    assert (place["Directory_Parent"], place["DefaultDir"].split("|")[-1]) == ("CommonAppDataFolder", "Sagsbud")
    assert {row["Directory_"] for row in table(package, "CreateFolder")} == {move["DestFolder"]}
    (lock,) = table(package, "MsiLockPermissionsEx")
    assert (lock["LockObject"], lock["Table"]) == (move["DestFolder"], "CreateFolder")
    users = [entry for entry in re.findall(r"\((.*?)\)", lock["SDDLText"]) if entry.endswith("BU")]
    assert users == ["A;OICI;FRFX;;;BU"]
    assert lock["SDDLText"].startswith("D:P"), "what the folder above allows would come down"
    assert "MoveFiles" in {row["Action"] for row in table(package, "InstallExecuteSequence")}


def test_a_repair_finds_every_component_and_is_not_switched_off(package: Path) -> None:
    properties = {row["Property"]: row["Value"] for row in table(package, "Property")}
    assert properties["ARPNOMODIFY"] == "1"
    assert "ARPNOREPAIR" not in properties
    components = table(package, "Component")
    assert len({row["ComponentId"] for row in components}) == len(components)
    keys = {row["File"] for row in table(package, "File")} | {row["Registry"] for row in table(package, "Registry")}
    assert {row["KeyPath"] for row in components} <= keys


def test_every_component_belongs_to_the_feature(package: Path) -> None:
    components = {row["Component"] for row in table(package, "Component")}
    assert {row["Component_"] for row in table(package, "FeatureComponents")} == components


def test_without_a_window_of_its_own_every_property_can_be_given_on_the_command_line(package: Path) -> None:
    properties = {row["Property"]: row["Value"] for row in table(package, "Property")}
    secure = set(properties["SecureCustomProperties"].split(";"))
    assert {*msi.PRESETS, *msi.SWITCHES, "POLICY_FILE", "DROP_UNSENT"} <= secure
    assert all(name == name.upper() for name in secure)
    conditions = {row["Condition"] for row in table(package, "LaunchCondition")}
    assert conditions == {"NOT WIX_DOWNGRADE_DETECTED", "Installed OR VersionNT64"}


def test_an_older_one_is_replaced_and_a_newer_one_kept(package: Path) -> None:
    upgrade = table(package, "Upgrade")
    steps = {row["Action"] for row in table(package, "InstallExecuteSequence")}
    properties = {row["Property"]: row["Value"] for row in table(package, "Property")}

    assert {row["UpgradeCode"] for row in upgrade} == {f"{{{str(msi.UPGRADE_CODE).upper()}}}"}
    assert {row["ActionProperty"] for row in upgrade} == {"WIX_UPGRADE_DETECTED", "WIX_DOWNGRADE_DETECTED"}
    assert {"FindRelatedProducts", "RemoveExistingProducts"} <= steps
    assert properties["ProductVersion"] == "1.2.3"
    assert properties["ALLUSERS"] == "1"
