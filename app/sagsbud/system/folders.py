"""Where everything lies, one set of folders a profile, readable by their owner alone."""

import errno
import re
from pathlib import Path

from platformdirs import PlatformDirs

from sagsbud.domain.errors import StoreError, Trouble
from sagsbud.domain.frozen import frozen

DEMO = "demo"
"""The profile of a program nobody has set up yet."""
PRACTICE = "_practice"
"""The profile of the examples one practises with: a name that nobody can give to a profile of their own."""
PRACTICE_MARK = "practice-only"
"""In the folder that practice made for itself: what lies there is invented, and may be removed."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


def is_profile_name(name: str) -> bool:
    """Whether a profile, and so a folder, can be called this."""
    return _NAME.fullmatch(name) is not None


def is_practice(folder: Path) -> bool:
    """Whether practice made this folder."""
    return (folder / PRACTICE_MARK).exists()


def make_private(folder: Path) -> None:
    """Make the folder, and those above it that are not there, for their owner alone. Raises OSError."""
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


@frozen
class Folders:
    """The folders of one profile. With `--data DIR` everything lies below DIR."""

    profile: str
    data: Path
    config: Path

    @classmethod
    def of(cls, profile: str | None = None, data: Path | None = None, usual: str = DEMO) -> "Folders":
        """The folders of a profile, of the `usual` one when none is named. Raises ValueError for an impossible name."""
        name = profile or usual
        if profile != PRACTICE and not is_profile_name(name):
            raise ValueError("a profile's name is made of a-z, 0-9, - and _")
        if data is not None:
            base = data.expanduser().absolute()
            return cls(name, base if profile is None else base / name, (base if profile is None else base / name))
        dirs = PlatformDirs("sagsbud", appauthor=False)
        return cls(name, Path(dirs.user_data_dir) / name, Path(dirs.user_config_dir) / name)

    @classmethod
    def common(cls, data: Path | None = None) -> Path:
        """Where small things lie that belong to no profile."""
        config = cls.of(None, data).config
        return config if data else config.parent

    def make(self) -> "Folders":
        """Make the folders that are not there. Raises StoreError DISK_FULL or STORE_READ_ONLY."""
        for folder in (self.data, self.config, self.logs):
            try:
                make_private(folder)
            except OSError as error:
                full = error.errno in (errno.ENOSPC, errno.EDQUOT)
                raise StoreError(Trouble.DISK_FULL if full else Trouble.STORE_READ_ONLY) from None
        return self

    @property
    def leaving(self) -> Path:
        """What the data is called while it is being removed."""
        return self.data.with_name(f"{self.profile}.leaving")

    @property
    def outbox(self) -> Path:
        """The encrypted store."""
        return self.data / "outbox.db"

    @property
    def vault(self) -> Path:
        """The sealed contents."""
        return self.data / "vault"

    @property
    def kle(self) -> Path:
        """Imported editions of the subject plan; they hold no citizen's data."""
        return self.data / "kle"

    @property
    def logs(self) -> Path:
        """Log files."""
        return self.data / "logs"

    @property
    def service(self) -> Path:
        """The embedded service's folder."""
        return self.data / "service"

    @property
    def service_store(self) -> Path:
        """What the embedded service keeps, sealed."""
        return self.service / "sealed"

    @property
    def settings(self) -> Path:
        """The user's settings."""
        return self.config / "settings.json"
