"""One catalogue for everything a person reads, in the window and on the command line.

Source sentences are English; `resources/translations/da.po` has the Danish ones, complete, and a test says so.
"""

import gettext
from pathlib import Path

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
        _current = gettext.GNUTranslations(compiled)


def language() -> str:
    """The language in use."""
    return _language
