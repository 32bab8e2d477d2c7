"""How a page's characters become text: the reader and the renderer must agree to the letter."""

import unicodedata

HYPHEN_MARK = "\x02"
"""What pdfium gives for a hyphen at the end of a line."""
DROPPED = frozenset("\x00\x01\x03\x04\x05\x06\x07\x08\x0b\x0e\x0f\x1a\r\ufeff\ufffe\uffff\u00ad\u200b")


def clean_page(text: str, *, mapped: bool = False) -> tuple[str, list[int]]:
    """The tidy NFC text, and (when `mapped`) for each of its characters the index in `text` it came from."""
    if not mapped:
        for mark in DROPPED:
            if mark in text:
                text = text.replace(mark, "")
        text = text.replace(HYPHEN_MARK, "-")
        return unicodedata.normalize("NFC", _sound(text)), []
    kept = [(("-" if char == HYPHEN_MARK else char), index) for index, char in enumerate(text) if char not in DROPPED]
    return _composed(kept)


def _composed(kept: list[tuple[str, int]]) -> tuple[str, list[int]]:
    """NFC with the map kept: a base character and its combining marks become one cluster."""
    text: list[str] = []
    indexes: list[int] = []
    position = 0
    while position < len(kept):
        end = position + 1
        while end < len(kept) and unicodedata.combining(kept[end][0]):
            end += 1
        cluster = unicodedata.normalize("NFC", _sound("".join(char for char, _ in kept[position:end])))
        text.append(cluster)
        indexes.extend([kept[position][1]] * len(cluster))
        position = end
    return "".join(text), indexes


def _sound(text: str) -> str:
    """Without lone surrogates, which no store takes; each becomes one replacement character."""
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text) if _broken(text) else text


def _broken(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
