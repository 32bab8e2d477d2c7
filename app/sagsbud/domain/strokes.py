"""A key with what is held down beside it, as a setting has it."""

import re

from sagsbud.domain.frozen import frozen

ALT_GR = {
    "2": "@", "3": "£", "4": "$", "5": "€", "7": "{", "8": "[", "9": "]", "0": "}", "E": "€", "M": "µ",
    "´": "|", "<": "\\", "¨": "~",
}  # fmt: skip
"""What a Danish keyboard types by AltGr, which Windows has for Ctrl and Alt held down together."""
_NAMES = "".join(name for name in ALT_GR if name.isascii() and name.isalnum())
STROKE = (
    rf"^(?=(Meta|Ctrl|Alt)\+)(?!Ctrl\+Alt\+[{_NAMES}]\Z)"
    r"(Meta\+)?(Ctrl\+)?(Alt\+)?(Shift\+)?([A-Z0-9]|F([1-9]|1[0-2]))\Z"
)
"""As Qt writes keys, without those that would be taken from whoever types."""


@frozen
class Stroke:
    """`name` is `A` to `Z`, `0` to `9` or `F1` to `F12`; `held` names what is held down: Meta, Ctrl, Alt, Shift."""

    name: str
    held: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Stroke | None":
        """From `Ctrl+Alt+S`; None for what cannot be a key of every program."""
        if not re.match(STROKE, text):
            return None
        *held, name = text.split("+")
        return cls(name, frozenset(held))

    @staticmethod
    def types(text: str) -> str:
        """The sign that `Ctrl+Alt+2` types on a Danish keyboard, where `Ctrl+Alt+@` is the same key; else nothing."""
        before, _alt, name = text.partition("Ctrl+Alt+")
        if before:
            return ""
        return name if name in ALT_GR.values() else ALT_GR.get(name, "")

    @property
    def function(self) -> int:
        """The number of a function key; 0 for the others."""
        return int(self.name[1:]) if len(self.name) > 1 else 0
