"""The Windows Installer package: WiX source made from a one-folder build, compiled by wixl (Debian: wixl, msitools).

One component a file, with ids and guids that follow from the file's place, so that repair and upgrade find them again.
What wixl's dialect of WiX cannot say (conditions on components, secure properties) is written into the tables afterwards.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid5
from xml.etree import ElementTree as Xml

from installer.icons import write_ico

UPGRADE_CODE = UUID("c3a4d2f6-7a55-5d0e-8c39-5b1f2a9f6d10")
"""Never changes: by it Windows knows an older Sagsbud."""
SOURCE, ICON, PROGRAM = "sagsbud.wxs", "app.ico", "program"
"""Names in the folder where wixl works; it takes relative names only."""
NAMESPACE = "http://schemas.microsoft.com/wix/2006/wi"
POLICY_PRESETS = r"SOFTWARE\Policies\Sagsbud\Preset"
POLICIES = r"SOFTWARE\Policies\Sagsbud"
PRESETS = {
    "SERVICE_URL": (POLICY_PRESETS, "service_url"),
    "UNIT": (POLICY_PRESETS, "unit"),
    "AUTHORITY": (POLICY_PRESETS, "authority"),
    "PROFILE": (POLICIES, "profile"),
}
"""Properties an administrator gives on msiexec's command line, and the setting each presets."""
RUN_KEY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Run"
SEND_VERB = r"SOFTWARE\Classes\*\shell\Sagsbud"
NEWER = "En nyere Sagsbud er installeret. A newer Sagsbud is installed."


def build(folder: Path, target: Path, version: str) -> None:
    """Compile the package from what lies in `folder`. Raises CalledProcessError when wixl refuses the source."""
    with TemporaryDirectory(prefix="sagsbud-msi-") as temporary:
        place = Path(temporary)
        write_ico(place / ICON)
        (place / PROGRAM).symlink_to(folder.resolve(), target_is_directory=True)
        components = _Components()
        product = _product(folder, version, components)
        Xml.ElementTree(product).write(place / SOURCE, "utf-8", xml_declaration=True)
        target.unlink(missing_ok=True)
        subprocess.run(["wixl", "--arch", "x64", "--output", target.resolve(), SOURCE], check=True, cwd=place)
    for query in _finishing(components.conditions):
        subprocess.run(["msibuild", target, "-q", query], check=True)


class _Components:
    """Makes components, and remembers them for the feature and the conditions."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.conditions: dict[str, str] = {}

    def add(self, parent: Xml.Element, place: str, condition: str = "") -> Xml.Element:
        """A component that belongs to `place`, a path or key that never changes."""
        guid = uuid5(UPGRADE_CODE, place)
        identity = f"c{guid.hex}"
        self.ids.append(identity)
        if condition:
            self.conditions[identity] = condition
        return Xml.SubElement(parent, "Component", Id=identity, Guid=str(guid).upper(), Win64="yes")


def _product(folder: Path, version: str, components: _Components) -> Xml.Element:
    root = Xml.Element("Wix", xmlns=NAMESPACE)
    product = Xml.SubElement(
        root, "Product", Id="*", Name="Sagsbud", Language="1030", Version=version, Manufacturer="Sagsbud",
        UpgradeCode=str(UPGRADE_CODE).upper(),
    )  # fmt: skip
    Xml.SubElement(product, "Package", InstallerVersion="500", Compressed="yes", InstallScope="perMachine")
    Xml.SubElement(product, "MajorUpgrade", DowngradeErrorMessage=NEWER)
    Xml.SubElement(product, "Media", Id="1", Cabinet="sagsbud.cab", EmbedCab="yes")
    Xml.SubElement(product, "Icon", Id=ICON, SourceFile=ICON)
    for name, value in {"ARPPRODUCTICON": ICON, "ARPNOMODIFY": "1"}.items():
        Xml.SubElement(product, "Property", Id=name, Value=value)
    target = Xml.SubElement(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = Xml.SubElement(target, "Directory", Id="ProgramFiles64Folder")
    install = Xml.SubElement(programs, "Directory", Id="INSTALLDIR", Name="Sagsbud")
    _files(install, folder, folder, components)
    _settings(install, components)
    _menu(Xml.SubElement(target, "Directory", Id="ProgramMenuFolder"), components)
    feature = Xml.SubElement(product, "Feature", Id="Program", Title="Sagsbud", Level="1")
    for identity in components.ids:
        Xml.SubElement(feature, "ComponentRef", Id=identity)
    return root


def _files(parent: Xml.Element, folder: Path, top: Path, components: _Components) -> None:
    for path in sorted(folder.iterdir()):
        place = path.relative_to(top).as_posix()
        identity = uuid5(UPGRADE_CODE, place).hex
        if path.is_dir():
            _files(Xml.SubElement(parent, "Directory", Id=f"d{identity}", Name=path.name), path, top, components)
        elif not path.is_symlink():
            component = components.add(parent, place)
            Xml.SubElement(
                component, "File", Id=f"f{identity}", Name=path.name, Source=f"{PROGRAM}/{place}", KeyPath="yes"
            )


def _settings(parent: Xml.Element, components: _Components) -> None:
    for given, (key, name) in PRESETS.items():
        _registry(components.add(parent, f"preset/{name}", given), key, name, f"[{given}]")
    window = "[INSTALLDIR]sagsbudw.exe"
    start = components.add(parent, "autostart", 'AUTOSTART = "1"')
    _registry(start, RUN_KEY, "Sagsbud", f'"{window}"')
    verb = components.add(parent, "verb", 'SHELLVERB <> "0"')
    _registry(verb, SEND_VERB, None, "Send til Sagsbud")
    Xml.SubElement(
        verb, "RegistryValue", Root="HKLM", Key=SEND_VERB + r"\command", Type="string", Value=f'"{window}" open "%1"'
    )


def _registry(component: Xml.Element, key: str, name: str | None, value: str) -> None:
    row = Xml.SubElement(component, "RegistryValue", Root="HKLM", Key=key, Type="string", Value=value, KeyPath="yes")
    if name:
        row.set("Name", name)


def _menu(parent: Xml.Element, components: _Components) -> None:
    component = components.add(parent, "menu")
    Xml.SubElement(
        component, "Shortcut", Id="menu", Name="Sagsbud", Target="[INSTALLDIR]sagsbudw.exe", Icon=ICON,
        WorkingDirectory="INSTALLDIR",
    )  # fmt: skip
    _registry(component, r"SOFTWARE\Sagsbud", "InstallDir", "[INSTALLDIR]")


def _finishing(conditions: dict[str, str]) -> Iterator[str]:
    """SQL for what the source cannot say. Properties named here reach the elevated half of the installation."""
    for identity, condition in conditions.items():
        yield f"UPDATE `Component` SET `Condition` = '{condition}' WHERE `Component` = '{identity}'"
    secure = ";".join([*PRESETS, "AUTOSTART", "SHELLVERB", "WIX_UPGRADE_DETECTED", "WIX_DOWNGRADE_DETECTED"])
    yield f"UPDATE `Property` SET `Value` = '{secure}' WHERE `Property` = 'SecureCustomProperties'"
