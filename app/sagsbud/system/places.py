"""Where an organisation's settings lie on this machine. None of these places can be moved by an environment variable."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from platformdirs import PlatformDirs

from sagsbud.domain.frozen import frozen

POLICY_KEY = r"SOFTWARE\Policies\Sagsbud"
PRESET_SUBKEY = "Preset"
HIVES = ("HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE")
"""Where Windows keeps policies, the weaker first: only an administrator can write below either policies key."""


class Registry(Protocol):
    """What is needed of the Windows registry."""

    def values(self, hive: str, key: str) -> Mapping[str, Any] | None:
        """The named values of a key as int, str or list of str; None when there is no such key. Raises OSError."""


@frozen
class Places:
    """The sources above the user's own file; of several policy files a later one is stronger."""

    machine: Path
    policies: tuple[Path, ...]
    registry: Registry | None = None


def standard_places() -> Places:
    """Those of this operating system."""
    beside = (Path(sys.executable).parent / "policies.json",) if getattr(sys, "frozen", False) else ()
    folder = _machine_folder()
    registry = WindowsRegistry() if sys.platform == "win32" else None
    return Places(folder / "machine.json", (*beside, folder / "policies.json"), registry)


def _machine_folder() -> Path:
    if sys.platform == "win32":
        # asked of the system itself: %ProgramData% in the environment is the user's to change
        return Path(PlatformDirs("Sagsbud", appauthor=False).site_config_dir)
    return Path("/Library/Application Support/Sagsbud" if sys.platform == "darwin" else "/etc/sagsbud")


class WindowsRegistry:
    """The registry of this machine. `api` is the module `winreg`."""

    def __init__(self, api: Any = None) -> None:
        if api is None:
            import winreg

            api = winreg
        self._api = api

    def values(self, hive: str, key: str) -> Mapping[str, Any] | None:
        """The named values of a key. Variables in them stay as they are: whoever sets those would set the policy."""
        api = self._api
        try:
            opened = api.OpenKey(getattr(api, hive), key, 0, api.KEY_READ | api.KEY_WOW64_64KEY)
        except FileNotFoundError:
            return None
        with opened:
            count = api.QueryInfoKey(opened)[1]
            rows = [api.EnumValue(opened, index) for index in range(count)]
        return {name: value for name, value, _ in rows if name}
