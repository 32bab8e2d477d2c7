"""The settings: built-in values, the user's file above them. Unknown or wrong values are refused by name."""

from pathlib import Path
from typing import Annotated

import msgspec

from sagsbud.domain.arrival import Afterwards


class Folder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A watched folder: what it is called, what is taken, and what happens to the original after the proof."""

    path: str
    label: str = ""
    take: tuple[str, ...] = ()
    afterwards: Afterwards = Afterwards.LEAVE
    target: str | None = None


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that can be set. Times are in seconds, `grace_days` in days."""

    service_url: str | None = None
    """None: the embedded service."""
    ca_file: str | None = None
    language: str = "da"
    own_domains: tuple[str, ...] = ()
    unit: str = ""
    authority: str = ""
    folders: tuple[Folder, ...] = ()
    undo_seconds: Annotated[int, msgspec.Meta(ge=0, le=600)] = 20
    grace_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 7
    appearance: str = "system"


class BadSettings(ValueError):
    """The settings file cannot be used; the message says which value is wrong."""


def load_settings(path: Path) -> Settings:
    """The settings of a profile; the built-in ones when there is no file. Raises BadSettings."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise BadSettings(f"{path.name}: {error.strerror}") from None
    try:
        return msgspec.json.decode(text, type=Settings)
    except msgspec.ValidationError as error:
        raise BadSettings(f"{path.name}: {error}") from None
    except msgspec.DecodeError:
        raise BadSettings(f"{path.name}: not JSON") from None


def save_settings(path: Path, settings: Settings) -> None:
    """Replace the file whole."""
    waiting = path.with_suffix(".tmp")
    waiting.write_bytes(msgspec.json.format(msgspec.json.encode(settings), indent=2))
    waiting.replace(path)
