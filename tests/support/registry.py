"""The registry of a Windows machine as `reg export` recorded it, behind the functions of the module `winreg`."""

import re
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


class _Key:
    def __init__(self, rows: list[tuple[str, Any, int]]) -> None:
        self.rows = rows

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return


class RecordedWinreg:
    """What the program uses of `winreg`, over the keys of an export file."""

    HKEY_CURRENT_USER = "HKEY_CURRENT_USER"
    HKEY_LOCAL_MACHINE = "HKEY_LOCAL_MACHINE"
    KEY_READ = 0x20019
    KEY_WOW64_64KEY = 0x100
    REG_SZ, REG_EXPAND_SZ, REG_DWORD, REG_MULTI_SZ = 1, 2, 4, 7

    def __init__(self, export: str) -> None:
        self._keys: dict[str, list[tuple[str, Any, int]]] = {}
        rows: list[tuple[str, Any, int]] = []
        for line in re.sub(r"\\\r?\n\s*", "", export).splitlines():
            if line.startswith("["):
                rows = self._keys.setdefault(line.strip("[]").lower(), [])
            elif line.startswith('"'):
                rows.append(self._row(line))

    def put(self, hive: str, key: str, name: str, value: Any, kind: int) -> None:
        """Write a value, as an administrator's tool does."""
        self._keys.setdefault(f"{hive}\\{key}".lower(), []).append((name, value, kind))

    @classmethod
    def of(cls, path: Path) -> "RecordedWinreg":
        """The registry in an export file."""
        return cls(path.read_text(encoding="utf-8"))

    def OpenKey(self, hive: str, key: str, reserved: int, access: int) -> _Key:  # noqa: N802 - winreg's own name
        """Raises FileNotFoundError as `winreg` does."""
        assert reserved == 0
        assert access & self.KEY_READ
        rows = self._keys.get(f"{hive}\\{key}".lower())
        if rows is None:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return _Key(rows)

    def QueryInfoKey(self, key: _Key) -> tuple[int, int, int]:  # noqa: N802
        """Subkeys (not counted here), values, time."""
        return 0, len(key.rows), 0

    def EnumValue(self, key: _Key, index: int) -> tuple[str, Any, int]:  # noqa: N802
        """Name, value, type."""
        return key.rows[index]

    def _row(self, line: str) -> tuple[str, Any, int]:
        name = _STRING.match(line)
        assert name, line
        text = line[name.end() + 1 :]
        if text.startswith("dword:"):
            return _unescaped(name), int(text[6:], 16), self.REG_DWORD
        if text.startswith("hex("):
            kind, data = int(text[4], 16), bytes.fromhex(text[7:].replace(",", ""))
            value = data.decode("utf-16-le")
            parts = value.rstrip("\0").split("\0")
            return _unescaped(name), parts if kind == self.REG_MULTI_SZ else parts[0], kind
        found = _STRING.match(text)
        assert found, line
        return _unescaped(name), _unescaped(found), self.REG_SZ


def _unescaped(found: "re.Match[str]") -> str:
    return re.sub(r"\\(.)", r"\1", found.group(1))
