"""Titles: cleaned for showing, and bared for comparing."""

import re
import unicodedata

MAX_TITLE = 255
"""The index's limit (STANDARDS 2.5)."""

_REPLY = re.compile(
    r"^\s*(?:(?:re|sv|vs|fw|fwd|aw|wg|svar|videresendt|automatisk svar)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
_TAGS = re.compile(r"^\s*(?:\[(?:ekstern|external|sikker mail|sikker|fortrolig|spam|sikkermail)\]\s*)+", re.IGNORECASE)
_CASE_TAG = re.compile(
    r"\s*[\[(]\s*(?:sags?(?:[ -]?(?:nr|nummer|id))?[.:]*\s*)?(?:[A-ZÆØÅ]{1,5}-)?\d{2,4}[-/]\d{2,8}\s*[\])]\s*",
    re.IGNORECASE,
)
"""A case number in brackets: for the journal, not for the reader, since the document lies on that case."""
_ENDING = re.compile(r"\.[a-z0-9]{2,5}$", re.IGNORECASE)
_SCANNER = re.compile(
    r"^(?:scan|img|dsc|doc|document|dokument|skm_|fax|billede|image|untitled|ny(?:t)? |microsoft word)[\W_\d]*",
    re.IGNORECASE,
)


def clean_title(text: str) -> str:
    """A title as it is filed: one line, without reply prefixes and mail-gateway tags, at most 255 characters."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    before = None
    while before != line:
        before = line
        line = _TAGS.sub("", _REPLY.sub("", line)).strip()
    line = _CASE_TAG.sub(" ", line).strip() or line
    return line[:MAX_TITLE].rstrip()


def bare_title(text: str) -> str:
    """What two titles must share to be the same: no prefixes, case, digits, or punctuation."""
    return " ".join(re.findall(r"[^\W\d_]+", clean_title(text).lower()))


def title_from_name(name: str) -> str:
    """A readable title from a file name; empty when the name only says which scanner made it."""
    plain = _ENDING.sub("", name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1])
    plain = re.sub(r"[_]+|(?<=\w)-(?=[^\d\s])|\s+", " ", plain).strip(" -.")
    return "" if not re.search(r"[^\W\d_]{3}", _SCANNER.sub("", plain)) else clean_title(plain)
