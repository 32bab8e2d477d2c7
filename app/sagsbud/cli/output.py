"""What commands print: JSON and nothing else on stdout when asked, readable lines otherwise."""

import sys
from collections.abc import Mapping
from typing import Any, TextIO

import msgspec

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.filenames import readable


class Output:
    """One command's way to speak. With `json`, `line` is silent and `record` prints one JSON object a line."""

    def __init__(self, *, json: bool, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.json = json
        self._out = out or sys.stdout
        self._err = err or sys.stderr

    def record(self, record: Mapping[str, Any]) -> None:
        """One JSON object on a line of its own; only with `json`."""
        if self.json:
            self._out.write(msgspec.json.encode(_sound(record)).decode() + "\n")
            self._out.flush()

    def line(self, text: str = "") -> None:
        """A line for a person, CPR masked; only without `json`."""
        if not self.json:
            self._out.write(_masked(text) + "\n")
            self._out.flush()

    def progress(self, text: str) -> None:
        """A passing word on stderr: overwritten on a terminal, a line of its own elsewhere."""
        if self._err.isatty():
            self._err.write("\r\x1b[K" + _masked(text))
        else:
            self._err.write(_masked(text) + "\n")
        self._err.flush()

    def progress_done(self) -> None:
        """End the passing words."""
        if self._err.isatty():
            self._err.write("\r\x1b[K")
            self._err.flush()

    def warn(self, text: str) -> None:
        """Something the caller must know, on stderr."""
        self._err.write("sagsbud: " + _masked(text) + "\n")
        self._err.flush()


def _masked(text: str) -> str:
    return mask_cpr(readable(text))


def _sound(value: Any) -> Any:
    """The record with every file name in it as text that JSON takes."""
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, Mapping):
        return {name: _sound(part) for name, part in value.items()}
    return [_sound(part) for part in value] if isinstance(value, list | tuple) else value
