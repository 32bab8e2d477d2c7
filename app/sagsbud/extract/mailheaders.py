"""Header fields of mails as they come: RFC 2047 words, raw Latin-1, broken charsets; no U+FFFD where bytes decode."""

import base64
import binascii
import quopri
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email._policybase import Compat32
from email.message import Message
from email.utils import parsedate_to_datetime

from sagsbud.extract.decoding import clean, codec_name, decode_cp1252, decode_first
from sagsbud.extract.document import Address

ENCODED_WORD = re.compile(r"=\?([A-Za-z0-9_.:-]{1,60})(?:\*[A-Za-z0-9-]{1,20})?\?([BbQq])\?([^?]*(?:\?(?!=)[^?]*)*)\?=")
FOLD = re.compile(r"\r?\n[ \t]*|\r")
SPACES = re.compile(r"\s+")
RECIPIENTS = 1000
"""More recipients of one field than this are a mailing list, and left off."""
MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
ADDRESS = re.compile(r"[^\s<>\"(),:;\[\]]+@[^\s<>\"(),:;]+")
COMMENT = re.compile(r"\(([^()]*)\)")


class AsWritten(Compat32):
    """The parser's policy: fields are handed out as they stand, foreign bytes as surrogates, not yet replaced."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """The field as it was written."""
        return value


AS_WRITTEN = AsWritten()


def parse_mail(content: bytes) -> "Message[str, str]":
    """The mail's parts; whoever calls this has let `mailguard` look at the bytes."""
    return message_from_bytes(content, policy=AS_WRITTEN)


def header(message: "Message[str, str]", name: str) -> str:
    """The first field of that name, decoded, on one line; empty when there is none."""
    return next(iter(headers(message, name)), "")


def headers(message: "Message[str, str]", name: str) -> list[str]:
    """All fields of that name, decoded; bytes without a charset are read in the mail's own, when that fits."""
    wanted = name.lower()
    found = [str(value) for written, value in message.raw_items() if written.lower() == wanted]
    charset = "" if all(value.isascii() for value in found) else message.get_content_charset("")
    return [decode_header(value, charset) for value in found]


def decode_header(raw: str, charset: str = "") -> str:
    """One field's text. `raw` as the parser gives it, foreign bytes as surrogates; they may be in `charset`."""
    text = FOLD.sub(lambda fold: " " if fold[0] else "", raw)
    text = _decode_words(text, charset) if "=?" in text else _raw_text(text, charset)
    return SPACES.sub(" ", clean(text)).strip()


def _raw_text(raw: str, charset: str) -> str:
    """Surrogate-escaped bytes as UTF-8 when they are, else in the mail's charset, else as Windows' Latin-1."""
    if raw.isascii():
        return raw
    return decode_first(raw.encode("utf-8", "surrogateescape"), "utf-8", charset)


def _decode_words(text: str, raw_charset: str) -> str:
    """Encoded words decoded; neighbours of one charset are joined before decoding, as letters are cut in half."""
    pieces: list[str] = []
    pending = b""
    charset = ""
    position = 0
    for word in ENCODED_WORD.finditer(text):
        between = text[position : word.start()]
        data = _word_bytes(word[2], word[3])
        if pending and (between.strip() or word[1].lower() != charset):
            pieces.append(_word_text(pending, charset))
            pending = b""
            if between.strip():
                pieces.append(_raw_text(between, raw_charset))
        elif not pending and (between.strip() or position == 0):
            pieces.append(_raw_text(between, raw_charset))
        pending += data
        charset = word[1].lower()
        position = word.end()
    if pending:
        pieces.append(_word_text(pending, charset))
    return "".join([*pieces, _raw_text(text[position:], raw_charset)])


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "surrogateescape")
    if encoding in "Qq":
        return quopri.decodestring(data.replace(b"_", b" "), header=True)
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    try:
        return base64.b64decode(letters[: len(letters) - (len(letters) % 4 == 1)] + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return data


def _word_text(data: bytes, charset: str) -> str:
    codec = codec_name(charset)
    for candidate in (codec, "utf-8"):
        if candidate:
            try:
                return data.decode(candidate)
            except (UnicodeDecodeError, LookupError):
                continue
    if codec == "utf-8" or not codec or codec == "cp1252":
        return decode_cp1252(data)
    return data.decode(codec, "replace")


def addresses(field: str) -> tuple[Address, ...]:
    """Correspondents of a decoded address field; linear in its length."""
    found = (_address(piece) for piece in _pieces(field))
    return tuple(address for address in found if address is not None)[:RECIPIENTS]


def _pieces(field: str) -> list[str]:
    """Split at commas and semicolons outside quotes, angle brackets and comments."""
    pieces: list[str] = []
    start = depth = 0
    quoted = False
    for index, char in enumerate(field):
        if char == '"' and (index == 0 or field[index - 1] != "\\"):
            quoted = not quoted
        elif quoted:
            continue
        elif char in "<(":
            depth += 1
        elif char in ">)":
            depth = max(0, depth - 1)
        elif char in ",;" and depth == 0:
            pieces.append(field[start:index])
            start = index + 1
            if len(pieces) > RECIPIENTS:
                return pieces
    return [*pieces, field[start:]]


def _address(piece: str) -> Address | None:
    piece = piece.strip()
    group = re.match(r"[^<>\"@:]+:\s*", piece)
    if group:
        piece = piece[group.end() :]
    if not piece:
        return None
    at = ADDRESS.search(piece.rsplit("<", 1)[-1] if "<" in piece else piece) or ADDRESS.search(piece)
    address = at[0].strip("'.") if at else ""
    name = piece.rsplit("<", 1)[0] if "<" in piece else piece.replace(at[0], "") if at else piece
    comment = COMMENT.fullmatch(name.strip()) or (COMMENT.search(piece) if not name.strip(" \"'") else None)
    name = comment[1] if comment else name
    name = name.replace('\\"', '"').strip(" \"'<>[]").replace("\\", "")
    if name.lower() == address.lower():
        name = ""
    return Address(name[:200], address.lower()[:254]) if name or address else None


def message_ids(field: str) -> tuple[str, ...]:
    """Message-IDs of a References, In-Reply-To or Message-ID field, without brackets."""
    found = MESSAGE_ID.findall(field)
    return (
        tuple(dict.fromkeys(found))
        if found
        else ((field.strip(),) if "@" in field and " " not in field.strip() else ())
    )


def sent_time(message: "Message[str, str]") -> datetime | None:
    """When it was sent: its Date, else the oldest Received; UTC when it names no zone."""
    received = [field.rsplit(";", 1)[-1] for field in headers(message, "Received")]
    for field in (header(message, "Date"), *reversed(received)):
        try:
            found = parsedate_to_datetime(field)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
