"""One catalogue for everything a person reads, in the window and on the command line.

Source sentences are English; `resources/translations/da.po` has the Danish ones, complete, and a test says so.
"""

import gettext
from bisect import bisect_left
from pathlib import Path
from struct import unpack_from
from typing import Any

LANGUAGES = ("da", "en")

_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def N_(message: str) -> str:  # noqa: N802 - the name gettext's tools know
    """Mark a sentence for the catalogue without translating it yet."""
    return message


def tr(message: str, **values: object) -> str:
    """The sentence in the language in use, with `{name}` filled in after translating."""
    text = _current.gettext(message) if message else ""
    return text.format(**values) if values else text


def trn(one: str, many: str, count: int, **values: object) -> str:
    """As `tr`, for a number of things; `{count}` is filled in."""
    return _current.ngettext(one, many, count).format(count=count, **values)


def decimal(number: float, places: int = 1) -> str:
    """A number with its decimals as the language in use writes it: `76,3` in Danish."""
    text = f"{number:.{places}f}"
    return text.replace(".", ",") if _language == "da" else text


def percent(share: float) -> str:
    """A share of one as the language in use writes it: `11 %` in Danish, `11%` in English."""
    return f"{round(share * 100)}{' ' if _language == 'da' else ''}%"


def quoted(text: str) -> str:
    """In the citation marks of the language in use: »dansk«, “English”."""
    return f"»{text}«" if _language == "da" else f"“{text}”"


def use_language(language: str, catalogues: Path) -> None:
    """Speak this language from now on. Raises ValueError for one we do not have, OSError without its catalogue."""
    global _current, _language
    if language not in LANGUAGES:
        raise ValueError(language)
    _language = language
    if language == "en":
        _current = gettext.NullTranslations()
        return
    with (catalogues / f"{language}.mo").open("rb") as compiled:
        _current = _Catalogue(compiled)


def language() -> str:
    """The language in use."""
    return _language


class _Messages:
    """The sentences of a compiled catalogue (GNU gettext's, little endian). One is taken out when it is asked for:
    of two thousand few are read on a day, and all of them would take their time at the start and their memory for good.
    """

    def __init__(self, compiled: bytes) -> None:
        self._compiled = compiled
        self._count, self._originals, self._translations = unpack_from("<3I", compiled, 8)
        self._known: dict[str, str] = {}

    def get(self, message: str | tuple[str, int], otherwise: Any) -> Any:
        """The sentence for this one, or for one that is counted and which of its forms."""
        asked = message if isinstance(message, str) else "\0".join(map(str, message))
        found = self._known.get(asked)
        if found is None:
            found = self._find(message)
            if found is None:
                return otherwise
            self._known[asked] = found
        return found

    def __getitem__(self, message: tuple[str, int]) -> str:
        found: str | None = self.get(message, None)
        if found is None:
            raise KeyError(message)
        return found

    def _find(self, message: str | tuple[str, int]) -> str | None:
        text, form = message if isinstance(message, tuple) else (message, None)
        wanted = text.encode() if form is None else text.encode() + b"\0"
        at = bisect_left(range(self._count), wanted, key=self._original)
        original = self._original(at) if at < self._count else b""
        if original != wanted and not (form is not None and original.startswith(wanted)):
            return None
        return self._text(self._translations, at).decode().split("\0")[form or 0]

    def _original(self, at: int) -> bytes:
        return self._text(self._originals, at)

    def _text(self, table: int, at: int) -> bytes:
        length, start = unpack_from("<2I", self._compiled, table + 8 * at)
        return self._compiled[start : start + length]


class _Catalogue(gettext.GNUTranslations):
    """Danish counts as English does, which is what is taken for granted here."""

    def _parse(self, compiled: Any) -> None:
        self._catalog = _Messages(compiled.read())
        self.plural = lambda n: int(n != 1)
