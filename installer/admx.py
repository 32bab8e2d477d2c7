"""Group policy templates from the schema of the settings: `python -m installer.admx FOLDER` writes the ADMX with its texts.

Every key has two policies: one that locks it for the user, and one in the category »Presets« that the user may change.
Both write where `sagsbud.system.places` reads.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree as Xml

from sagsbud.i18n import N_, tr, use_language
from sagsbud.shipped import resources
from sagsbud.system.layers import LISTS
from sagsbud.system.places import POLICY_KEY, PRESET_SUBKEY
from sagsbud.system.schema import SCHEMA, Setting

NAMESPACE = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
LANGUAGES = {"en": "en-US", "da": "da-DK"}
MOST_CHARACTERS = "16000"
TEXTS = {
    "SUPPORTED": N_("Every version of Sagsbud"),
    "Sagsbud": "Sagsbud",
    "SagsbudPreset": N_("Presets, which the user may change"),
}
CATEGORIES = {"locked": ("Sagsbud", POLICY_KEY), "preset": ("SagsbudPreset", f"{POLICY_KEY}\\{PRESET_SUBKEY}")}


def write(folder: Path) -> None:
    """Write `sagsbud.admx` and the `sagsbud.adml` of each language below the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _save(_definitions(), folder / "sagsbud.admx")
    for language, place in LANGUAGES.items():
        use_language(language, resources() / "translations")
        (folder / place).mkdir(exist_ok=True)
        _save(_resources(), folder / place / "sagsbud.adml")


def _definitions() -> Xml.Element:
    root = Xml.Element("policyDefinitions", xmlns=NAMESPACE, revision="1.0", schemaVersion="1.0")
    spaces = Xml.SubElement(root, "policyNamespaces")
    Xml.SubElement(spaces, "target", prefix="sagsbud", namespace="Sagsbud.Policies")
    Xml.SubElement(root, "resources", minRequiredRevision="1.0")
    supported = Xml.SubElement(Xml.SubElement(root, "supportedOn"), "definitions")
    Xml.SubElement(supported, "definition", name="SUPPORTED", displayName="$(string.SUPPORTED)")
    categories = Xml.SubElement(root, "categories")
    Xml.SubElement(categories, "category", name="Sagsbud", displayName="$(string.Sagsbud)")
    presets = Xml.SubElement(categories, "category", name="SagsbudPreset", displayName="$(string.SagsbudPreset)")
    Xml.SubElement(presets, "parentCategory", ref="Sagsbud")
    policies = Xml.SubElement(root, "policies")
    for setting in SCHEMA.values():
        for section, (category, key) in CATEGORIES.items():
            _policy(policies, setting, section, category, key)
    return root


def _policy(policies: Xml.Element, setting: Setting, section: str, category: str, key: str) -> None:
    about = {
        "name": f"{section}_{setting.key}",
        "class": "Both",
        "displayName": f"$(string.{setting.key})",
        "explainText": f"$(string.{setting.key}_help)",
        "presentation": f"$(presentation.{section}_{setting.key})",
        "key": key,
    }
    policy = Xml.SubElement(policies, "policy", about)
    Xml.SubElement(policy, "parentCategory", ref=category)
    Xml.SubElement(policy, "supportedOn", ref="SUPPORTED")
    kind, bounds = _kind(setting)
    ELEMENTS[kind](Xml.SubElement(policy, "elements"), setting, bounds)


def _kind(setting: Setting) -> tuple[str, dict[str, str]]:
    """Which control the key has: `number`, `choice`, `folders` and lists have their own, the others are texts."""
    bounds = dict(setting.expects)
    kind = bounds.pop("kind")
    return (kind if kind in ELEMENTS else "text"), bounds


def _number(parent: Xml.Element, setting: Setting, bounds: dict[str, str]) -> None:
    least, most = bounds["least"], bounds["most"]
    Xml.SubElement(parent, "decimal", id=setting.key, valueName=setting.key, minValue=least, maxValue=most)


def _choice(parent: Xml.Element, setting: Setting, bounds: dict[str, str]) -> None:
    choice = Xml.SubElement(parent, "enum", id=setting.key, valueName=setting.key, required="true")
    for value in bounds["choices"].split(", "):
        item = Xml.SubElement(choice, "item", displayName=f"$(string.{setting.key}_{value})")
        Xml.SubElement(Xml.SubElement(item, "value"), "string").text = value


def _text(parent: Xml.Element, setting: Setting, bounds: dict[str, str]) -> None:
    Xml.SubElement(parent, "text", id=setting.key, valueName=setting.key, maxLength=MOST_CHARACTERS)


def _lines(parent: Xml.Element, setting: Setting, bounds: dict[str, str]) -> None:
    Xml.SubElement(parent, "multiText", id=setting.key, valueName=setting.key, maxLength=MOST_CHARACTERS)


ELEMENTS: dict[str, Callable[[Xml.Element, Setting, dict[str, str]], None]] = {
    "number": _number,
    "choice": _choice,
    "text": _text,
    "folders": _lines,
    **dict.fromkeys(sorted(LISTS), _lines),
}
CONTROLS = {"number": "decimalTextBox", "choice": "dropdownList", "text": "textBox"}
CONTROLS |= dict.fromkeys([*LISTS, "folders"], "multiTextBox")


def _resources() -> Xml.Element:
    root = Xml.Element("policyDefinitionResources", xmlns=NAMESPACE, revision="1.0", schemaVersion="1.0")
    Xml.SubElement(root, "displayName").text = "Sagsbud"
    Xml.SubElement(root, "description").text = "Sagsbud"
    resources_of = Xml.SubElement(root, "resources")
    strings = Xml.SubElement(resources_of, "stringTable")
    presentations = Xml.SubElement(resources_of, "presentationTable")
    for name, text in TEXTS.items():
        Xml.SubElement(strings, "string", id=name).text = tr(text)
    for setting in SCHEMA.values():
        _strings(strings, setting)
        for section in CATEGORIES:
            _presentation(presentations, setting, section)
    return root


def _strings(strings: Xml.Element, setting: Setting) -> None:
    Xml.SubElement(strings, "string", id=setting.key).text = setting.key
    Xml.SubElement(strings, "string", id=f"{setting.key}_help").text = tr(setting.text)
    for value in dict(setting.expects).get("choices", "").split(", "):
        if value:
            Xml.SubElement(strings, "string", id=f"{setting.key}_{value}").text = value


def _presentation(presentations: Xml.Element, setting: Setting, section: str) -> None:
    place = Xml.SubElement(presentations, "presentation", id=f"{section}_{setting.key}")
    kind, _ = _kind(setting)
    control = Xml.SubElement(place, CONTROLS[kind], refId=setting.key)
    if kind == "number":
        control.set("defaultValue", str(setting.default))
    if kind == "text":
        Xml.SubElement(control, "label").text = setting.key
    else:
        control.text = setting.key


def _save(root: Xml.Element, path: Path) -> None:
    Xml.indent(root)
    Xml.ElementTree(root).write(path, "utf-8", xml_declaration=True)


def main(arguments: Sequence[str]) -> int:
    """Write the templates into the folder that is named."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    write(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
