"""Bytes of unknown encoding to text; Danish Windows text first among the single-byte ones."""

import codecs
import re

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x0b|\x85")
DROPPED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\u200b\u00ad\ufffe\uffff]")
ALIASES = {
    "ansi": "cp1252", "windows-1252": "cp1252", "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "us-ascii": "cp1252", "ascii": "cp1252", "x-unknown": "cp1252", "unknown-8bit": "cp1252", "utf8": "utf-8",
    "ks_c_5601-1987": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "x-sjis": "cp932", "shift_jis": "cp932",
    "iso-8859-8-i": "iso-8859-8", "unicode-1-1-utf-7": "utf-7", "cp-850": "cp850", "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman", "windows-31j": "cp932", "iso-8859-1-i": "cp1252", "x-windows-949": "cp949",
}  # fmt: skip
"""Charset names as mails write them, to Python's; the Latin-1 family is read as its superset cp1252."""
NOT_FOR_TEXT = frozenset(["idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"])
"""Codecs Python counts as text but which no text is in; some of them take quadratic time."""


def decode_text(content: bytes, charset: str = "") -> str:
    """Text from bytes: byte order mark, then the named charset, then UTF-8, then UTF-16 by its zeros, then cp1252."""
    return clean(_decoded(content, charset))


def clean(text: str) -> str:
    """One kind of line end, no control characters, no invisible marks, no lone surrogates."""
    text = DROPPED.sub("", LINE_ENDS.sub("\n", text))
    return text if _sound(text) else text.encode("utf-8", "replace").decode("utf-8")


def _sound(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _decoded(content: bytes, charset: str) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    named = codec_name(charset)
    for encoding in (named, "utf-8"):
        if encoding:
            try:
                return content.decode(encoding)
            except (UnicodeDecodeError, LookupError):
                continue
    if named and named != "cp1252" and named != "utf-8":
        return content.decode(named, "replace")
    if (wide := _wide(content)) is not None:
        return wide
    return decode_cp1252(content)


def decode_first(content: bytes, *charsets: str) -> str:
    """A short text in the first of these charsets that fits it, else cp1252: wrong letters say more than none."""
    for charset in charsets:
        if codec := codec_name(charset):
            try:
                return content.decode(codec)
            except UnicodeError:
                continue
    return decode_cp1252(content)


def decode_cp1252(content: bytes) -> str:
    """cp1252 with its five undefined bytes as Latin-1 has them, so that nothing is lost."""
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in content)


def codec_name(charset: str) -> str:
    """Python's name for a charset a mail names; empty when there is no such thing."""
    plain = charset.strip().strip("\"'").lower().split("*")[0]
    plain = ALIASES.get(plain, plain)
    if not plain:
        return ""
    try:
        info = codecs.lookup(plain)
    except (LookupError, ValueError):
        return ""
    text = getattr(info, "_is_text_encoding", True) and info.name.replace("-", "_") not in NOT_FOR_TEXT
    return info.name if text else ""


def _wide(content: bytes) -> str | None:
    sample = content[:4096]
    if len(sample) < 4 or sample.count(0) * 3 < len(sample):
        return None
    encoding = "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
    return content.decode(encoding, "replace")
