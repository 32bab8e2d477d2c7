"""What Sags- og Dokumentindeks holds on top of the standard: lengths, single lines, closed lists (STANDARDS 2.2 to 2.5).

A Sag or Dokument within these limits can be reported to the index as it is; the reference would also take others.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from sagsbud.domain.frozen import frozen

Key = tuple[str, str]
"""The name of an object type and of one of its attribute fields."""


@frozen
class TextLimit:
    """What a text may be."""

    longest: int
    one_line: bool = False
    choices: frozenset[str] = frozenset()

    def broken_by(self, text: str) -> str:
        """Why the text is outside, empty when it is inside."""
        if not text.strip():
            return "is empty"
        if len(text) > self.longest:
            return f"is longer than {self.longest}"
        if self.one_line and any(sign in text for sign in "\n\r\v\f\x85\u2028\u2029"):
            return "is more than one line"
        if self.choices and text not in self.choices:
            return "is not one of " + "; ".join(sorted(self.choices))
        return ""


@frozen
class Limits:
    """A set of limits; an object type without any has none."""

    texts: Mapping[Key, TextLimit] = field(default_factory=dict)
    note: TextLimit | None = None
    """Of a registrering's note and of the note of a virkning."""
    notat: TextLimit | None = None
    """Of the text of a journalnotat."""
    same: Mapping[Key, str] = field(default_factory=dict)
    """Fields that say the same as another field."""
    needs: Mapping[Key, str] = field(default_factory=dict)
    """Fields that are not there without another field."""

    @property
    def names(self) -> frozenset[str]:
        """The object types that have limits."""
        return frozenset(name for name, _ in self.texts)

    def of_attribute(self, name: str, period: Mapping[str, Any]) -> tuple[str, str] | None:
        """The first field of one period of attributes that is outside, with the reason."""
        for key, value in period.items():
            limit = self.texts.get((name, key))
            reason = limit.broken_by(value) if limit and isinstance(value, str) else ""
            twin, base = self.same.get((name, key)), self.needs.get((name, key))
            if twin and twin in period and period[twin] != value:
                reason = f"is not the same as {twin}"
            if base and base not in period:
                reason = f"is there without {base}"
            if reason:
                return key, reason
        return None


STANDARD_ONLY = Limits()
"""None beyond the standard."""

DOKUMENTTYPER = frozenset(
    {
        "Faktura", "Brev, indgaaende", "Brev, udgaaende", "Internt Notat", "Eksternt Notat", "Rapport", "Dagsorden",
        "Plan", "Andet",
    }
)  # fmt: skip
_KEY = TextLimit(50)
_TITLE = TextLimit(255, one_line=True)

SDI = Limits(
    texts={
        ("sag", "brugervendtnoegle"): _KEY,
        ("sag", "sagsnummer"): _KEY,
        ("sag", "titel"): _TITLE,
        ("sag", "beskrivelse"): TextLimit(4096),
        ("sag", "kassationskode"): _KEY,
        ("sag", "hjemmel"): TextLimit(1024),
        ("dokument", "brugervendtnoegle"): _KEY,
        ("dokument", "titel"): _TITLE,
        ("dokument", "beskrivelse"): TextLimit(4096),
        ("dokument", "dokumenttype"): TextLimit(50, choices=DOKUMENTTYPER),
        ("dokument", "kassationskode"): _KEY,
    },
    note=TextLimit(1024),
    notat=TextLimit(75_000),  # 100 kB in Base64
    same={("sag", "sagsnummer"): "brugervendtnoegle"},
    needs={("dokument", "major"): "minor"},
)
