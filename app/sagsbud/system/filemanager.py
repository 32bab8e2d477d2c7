"""Whether the file manager's menu sends files here, which only an installed program can see to."""

import os
import sys
from pathlib import Path

ENTRIES = {
    "KDE": Path("/usr/share/kio/servicemenus/sagsbud.desktop"),
    "X-Cinnamon": Path("/usr/share/nemo/actions/sagsbud.nemo_action"),
}
"""Where the package for Linux puts them, by the desktop whose file manager reads them."""
VERB = r"SOFTWARE\Classes\*\shell\Sagsbud"
"""Where the package for Windows puts it; an administrator can leave it out."""


def sends_here() -> bool:
    """Whether »Send til Sagsbud« stands in it."""
    if sys.platform == "win32":
        import winreg

        try:
            winreg.CloseKey(winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, VERB))
        except OSError:
            return False
        return True
    desktops = os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
    return any(entry.is_file() for desktop, entry in ENTRIES.items() if desktop in desktops)
