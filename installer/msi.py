"""The Windows Installer package: WiX source made from a one-folder build, compiled by wixl (Debian: wixl, msitools).

One component a file, with ids and guids that follow from the file's place, so that repair and upgrade find them again.
What wixl's dialect of WiX cannot say is written into the tables afterwards (`installer.msitables`).
"""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid5
from xml.etree import ElementTree as Xml

from installer import msitables
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
"""Properties an administrator gives on msiexec's command line, and the setting each presets or locks."""
SWITCHES = ("AUTOSTART", "SHELLVERB")
SETUP_KEY = r"SOFTWARE\Sagsbud\Setup"
"""Where the package remembers what it was given, so that an upgrade without properties changes nothing."""
RUN_KEY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Run"
SEND_VERB = r"SOFTWARE\Classes\*\shell\Sagsbud"
POLICY_PLACE = "policies"
"""What the component is called that holds the folder of the organisation's files."""
ONLY_64 = "Sagsbud kræver 64-bit Windows. Sagsbud needs 64-bit Windows."
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
    given = [*PRESETS, *SWITCHES]
    queries = [
        *msitables.conditions(components.conditions),
        *msitables.remembering(given, SETUP_KEY),
        *msitables.secure([*given, "POLICY_FILE", "DROP_UNSENT"]),
        *msitables.unsent_check(file_id("sagsbud.exe")),
        *msitables.policy_file(components.id_of(POLICY_PLACE)),
    ]
    subprocess.run(["msibuild", target, "-q", *queries], check=True)


def file_id(place: str) -> str:
    """The key of a file's row, by its place in the folder."""
    return f"f{uuid5(UPGRADE_CODE, place).hex}"


class _Components:
    """Makes components, and remembers them for the feature and the conditions."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.conditions: dict[str, str] = {}

    @staticmethod
    def id_of(place: str) -> str:
        """The key of the component that belongs to `place`."""
        return f"c{uuid5(UPGRADE_CODE, place).hex}"

    def add(self, parent: Xml.Element, place: str, condition: str = "") -> Xml.Element:
        """A component that belongs to `place`, a path or key that never changes."""
        guid, identity = uuid5(UPGRADE_CODE, place), self.id_of(place)
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
    Xml.SubElement(product, "Condition", Message=ONLY_64).text = "Installed OR VersionNT64"
    target = Xml.SubElement(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = Xml.SubElement(target, "Directory", Id="ProgramFiles64Folder")
    install = Xml.SubElement(programs, "Directory", Id="INSTALLDIR", Name="Sagsbud")
    _files(install, folder, folder, components)
    _settings(install, components)
    _menu(Xml.SubElement(target, "Directory", Id="ProgramMenuFolder"), components)
    _policies(Xml.SubElement(target, "Directory", Id="CommonAppDataFolder"), components)
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
                component, "File", Id=file_id(place), Name=path.name, Source=f"{PROGRAM}/{place}", KeyPath="yes"
            )


def _settings(parent: Xml.Element, components: _Components) -> None:
    for given, (key, name) in PRESETS.items():
        component = components.add(parent, f"preset/{name}", given)
        _registry(component, key, name, f"[{given}]")
        _remember(component, given)
    window = "[INSTALLDIR]sagsbudw.exe"
    # at each log-in the setting »at_login« is asked, which AUTOSTART=1 presets and a policy may change later
    _registry(components.add(parent, "run"), RUN_KEY, "Sagsbud", f'"{window}" open --at-login')
    start = components.add(parent, "autostart", 'AUTOSTART = "1"')
    _registry(start, POLICY_PRESETS, "at_login", "window")
    _remember(start, "AUTOSTART")
    verb = components.add(parent, "verb", 'SHELLVERB <> "0"')
    _registry(verb, SEND_VERB, None, "Send til Sagsbud")
    command = f'"{window}" open "%1"'
    Xml.SubElement(verb, "RegistryValue", Root="HKLM", Key=SEND_VERB + r"\command", Type="string", Value=command)
    _remember(components.add(parent, "no-verb", 'SHELLVERB = "0"'), "SHELLVERB", key_path=True)


def _remember(component: Xml.Element, given: str, *, key_path: bool = False) -> None:
    row = Xml.SubElement(
        component, "RegistryValue", Root="HKLM", Key=SETUP_KEY, Name=given, Type="string", Value=f"[{given}]"
    )
    if key_path:
        row.set("KeyPath", "yes")


def _policies(parent: Xml.Element, components: _Components) -> None:
    """The folder of machine file and policies, which only administrators may write to."""
    folder = Xml.SubElement(parent, "Directory", Id=msitables.POLICY_FOLDER, Name="Sagsbud")
    component = components.add(folder, POLICY_PLACE)
    Xml.SubElement(component, "CreateFolder")
    _registry(component, SETUP_KEY, "Folder", f"[{msitables.POLICY_FOLDER}]")


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
