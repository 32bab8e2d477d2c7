"""Where the files the program ships with lie: in the wheel, or beside the sources."""

from pathlib import Path

import sagsbud


def resources() -> Path:
    """The folder of icons, translations, the starter subject plan and the demo documents."""
    package = Path(sagsbud.__file__).parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent.parent / "resources"
