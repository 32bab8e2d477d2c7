"""The Windows package as its tables say it: compiled here by wixl from a small folder."""

import shutil
import subprocess
from pathlib import Path

import pytest

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


def test_presets_are_written_only_when_given(package: Path) -> None:
    condition = {row["Component"]: row["Condition"] for row in table(package, "Component")}
    written = {row["Name"]: row for row in table(package, "Registry") if row["Key"].startswith(msi.POLICIES)}

    assert set(written) == {"service_url", "unit", "authority", "profile"}
    for given, (key, name) in msi.PRESETS.items():
        assert written[name]["Root"] == "2", "not HKEY_LOCAL_MACHINE"
        assert (written[name]["Key"], written[name]["Value"]) == (key, f"[{given}]")
        assert condition[written[name]["Component_"]] == given


def test_autostart_and_the_shell_verb_are_asked_for(package: Path) -> None:
    condition = {row["Component"]: row["Condition"] for row in table(package, "Component")}
    rows = {row["Key"]: row for row in table(package, "Registry")}

    assert condition[rows[msi.RUN_KEY]["Component_"]] == 'AUTOSTART = "1"'
    assert condition[rows[msi.SEND_VERB]["Component_"]] == 'SHELLVERB <> "0"'


def test_an_older_one_is_replaced_and_a_newer_one_kept(package: Path) -> None:
    upgrade = table(package, "Upgrade")
    steps = {row["Action"] for row in table(package, "InstallExecuteSequence")}
    properties = {row["Property"]: row["Value"] for row in table(package, "Property")}

    assert {row["UpgradeCode"] for row in upgrade} == {f"{{{str(msi.UPGRADE_CODE).upper()}}}"}
    assert {row["ActionProperty"] for row in upgrade} == {"WIX_UPGRADE_DETECTED", "WIX_DOWNGRADE_DETECTED"}
    assert {"FindRelatedProducts", "RemoveExistingProducts"} <= steps
    assert properties["ProductVersion"] == "1.2.3"
    assert properties["ALLUSERS"] == "1"
    assert set(msi.PRESETS) | {"AUTOSTART", "SHELLVERB"} <= set(properties["SecureCustomProperties"].split(";"))
