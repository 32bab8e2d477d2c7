"""The group policy templates: whole in both languages, and what they write is what the program reads."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from sagsbud.domain.settings import Layer
from sagsbud.i18n import use_language
from sagsbud.system.layers import LastGood, LayerReader
from sagsbud.system.places import Places, WindowsRegistry
from sagsbud.system.schema import SCHEMA

from installer import admx
from tests.support.registry import RecordedWinreg

SPACE = "{" + admx.NAMESPACE + "}"
SAMPLES: dict[str, Any] = {
    "profile": "fjordby",
    "service_url": "https://sagdok.example",
    "broker_url": "amqps://mox.example/sagsbud",
    "exchange": "mox.rest",
    "path": r"C:\Sagsbud\file.pem",
    "proxy": "direct",
    "authority": "12345678",
    "uuid": "11111111-2222-4333-8444-555555555555",
    "domains": ["fjordby.example"],
    "folders": ['{"path": "/scan"}', '{"path": "/post"}'],
    "uuids": ["11111111-2222-4333-8444-555555555555", "66666666-7777-4888-8999-aaaaaaaaaaaa"],
    "review_reasons": ["usikkert_forslag", "foelsom"],
    "kle_groups": ["02", "16.03"],
    "day": "2026-12-31",
    "stroke": "Ctrl+Shift+F9",
}
"""A good value of each kind of setting that is not a number or a choice."""


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """The files, freshly written."""
    admx.write(tmp_path)
    use_language("en", Path())
    return tmp_path


def policies(templates: Path) -> list[Xml.Element]:
    return list(Xml.parse(templates / "sagsbud.admx").iter(f"{SPACE}policy"))


def test_every_key_can_be_locked_and_preset(templates: Path) -> None:
    names = {policy.get("name") for policy in policies(templates)}
    assert names == {f"{section}_{key}" for section in ("locked", "preset") for key in SCHEMA}


@pytest.mark.parametrize("language", ["en-US", "da-DK"])
def test_every_reference_has_its_text_and_control(templates: Path, language: str) -> None:
    used = re.findall(r"\$\((string|presentation)\.(\w+)\)", (templates / "sagsbud.admx").read_text(encoding="utf-8"))
    texts = Xml.parse(templates / language / "sagsbud.adml")
    strings = {one.get("id"): one.text for one in texts.iter(f"{SPACE}string")}
    controls = {one.get("id"): one for one in texts.iter(f"{SPACE}presentation")}
    for kind, name in used:
        assert name in (strings if kind == "string" else controls), name
    assert all(strings.values())
    for policy in policies(templates):
        (element,) = policy.find(f"{SPACE}elements") or []
        (control,) = controls[str(policy.get("name"))]
        assert control.get("refId") == element.get("id") == element.get("valueName")


def test_the_danish_texts_are_danish(templates: Path) -> None:
    english = (templates / "en-US" / "sagsbud.adml").read_text(encoding="utf-8")
    danish = (templates / "da-DK" / "sagsbud.adml").read_text(encoding="utf-8")
    assert "Light or dark" in english
    assert "Light or dark" not in danish


def value_for(element: Xml.Element) -> tuple[Any, int]:
    """A value the control gives, as the registry then holds it."""
    kind, key = element.tag.removeprefix(SPACE), str(element.get("id"))
    if kind == "decimal":
        return int(str(element.get("maxValue"))), RecordedWinreg.REG_DWORD
    if kind == "enum":
        return element.findtext(f"{SPACE}item/{SPACE}value/{SPACE}string"), RecordedWinreg.REG_SZ
    sample = SAMPLES[dict(SCHEMA[key].expects)["kind"]]
    return sample, RecordedWinreg.REG_MULTI_SZ if kind == "multiText" else RecordedWinreg.REG_SZ


@pytest.mark.parametrize("section", ["locked", "preset"])
def test_what_a_policy_writes_is_what_the_program_reads(templates: Path, tmp_path: Path, section: str) -> None:
    registry = RecordedWinreg("")
    for policy in policies(templates):
        if str(policy.get("name")).startswith(section):
            (element,) = policy.find(f"{SPACE}elements") or []
            registry.put(
                "HKEY_LOCAL_MACHINE", str(policy.get("key")), str(element.get("valueName")), *value_for(element)
            )
    places = Places(tmp_path / "none", (), WindowsRegistry(registry))
    layers = LayerReader(places, None, LastGood(tmp_path / "last-good.json")).read()
    assert layers.problems == ()
    found = {one.key: (one.layer, one.locked) for one in layers.explain()}
    assert found == dict.fromkeys(SCHEMA, (Layer.POLICY, section == "locked"))
