"""The parts of a MIME mail: which are its body, which its attachments, which only decoration."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Child
from sagsbud.extract.decoding import clean, decode_first, decode_text
from sagsbud.extract.htmltext import HtmlText, html_to_text
from sagsbud.extract.mailheaders import decode_header, header
from sagsbud.extract.names import guess_mime, safe_name

NESTING = 60
PARTS = 5000
LOGO_NAME = re.compile(
    r"(?:image|outlook|ole|oledata|att|logo|signatur|signature|banner)[-_ ]?[0-9a-f]*\.(?:png|jpe?g|gif|bmp|emz|wmz|mso)$",
    re.IGNORECASE,
)
LOGO_BYTES = 60_000
DECORATION = {"text/vcard", "text/x-vcard", "text/directory", "application/pkcs7-signature", "application/x-pkcs7-signature",
              "application/pgp-signature", "application/applefile", "text/calendar", "message/delivery-status",
              "text/rfc822-headers", "application/pgp-encrypted", "application/ics"}  # fmt: skip
"""Kinds that belong to the mail itself and are no documents of their own."""


@dataclass(slots=True)
class Leaf:
    """One part that holds content. `related` when it belongs to an HTML body."""

    part: "Message[str, str]"
    mime: str
    related: bool = False
    alternative: bool = False


@dataclass(slots=True)
class Body:
    """The pieces of text that are the mail itself."""

    plain: list[str] = field(default_factory=list)
    pages: list[HtmlText] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The plain text, or what the HTML says when there is no plain text worth the name."""
        plain = "\n".join(piece.strip() for piece in self.plain if piece.strip())
        said = "\n".join(page.text for page in self.pages if page.text)
        return said if len(plain) < 20 and len(said) > len(plain) else plain

    @property
    def cids(self) -> set[str]:
        """Content-IDs its pictures point at."""
        return {cid for page in self.pages for cid in page.cids}


def leaves(message: "Message[str, str]") -> Iterator[Leaf]:
    """All parts with content, in order; a mail inside a mail is one. Raises ExtractError TOO_LARGE_TO_READ."""
    stack: list[tuple[Message[str, str], bool, bool, int]] = [(message, False, False, 0)]
    number = 0
    while stack:
        part, related, alternative, depth = stack.pop()
        number += 1
        if depth > NESTING or number > PARTS:
            raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="nesting" if depth > NESTING else "parts")
        mime = part.get_content_type()
        payload = part.get_payload()
        if mime.startswith("multipart/") and isinstance(payload, list):
            inside = mime == "multipart/related"
            for index, child in reversed(list(enumerate(payload))):
                stack.append((child, related or (inside and index > 0), mime == "multipart/alternative", depth + 1))
        else:
            yield Leaf(part, mime, related, alternative)


def is_body(leaf: Leaf) -> bool:
    """Whether the part is text of the mail itself and not a file."""
    if leaf.mime not in ("text/plain", "text/html", "text/enriched", "multipart/mixed") or file_name(leaf.part):
        return leaf.mime.startswith("multipart/") and not file_name(leaf.part)
    return disposition(leaf.part) != "attachment"


def add_body(body: Body, leaf: Leaf) -> None:
    """Take the part's text into the body."""
    data = content_of(leaf.part)
    charset = charset_of(leaf.part)
    if leaf.mime == "text/html":
        body.pages.append(html_to_text(data, charset))
    elif not leaf.alternative or not body.plain:
        body.plain.append(decode_text(data, charset))


def child_of(leaf: Leaf, cids: set[str]) -> Child:
    """The part as a file, folded when it is decoration."""
    if leaf.mime == "message/rfc822":
        return _nested(leaf)
    data = content_of(leaf.part)
    claimed = file_name(leaf.part)
    name = safe_name(claimed, leaf.mime)
    mime = guess_mime(name, data, leaf.mime)
    return Child(name, mime, data, folded=_is_decoration(leaf, name, mime, len(data), cids))


def _is_decoration(leaf: Leaf, name: str, mime: str, size: int, cids: set[str]) -> bool:
    """Pictures the HTML shows, signature logos, cards, signatures; never an inline PDF."""
    if leaf.mime in DECORATION or mime in DECORATION:
        return True
    if not mime.startswith("image/") and not LOGO_NAME.match(name):
        return False
    cid = header(leaf.part, "Content-ID").strip("<> ")
    if cid and cid in cids:
        return True
    if disposition(leaf.part) == "attachment" and not leaf.related:
        return False
    return leaf.related or (LOGO_NAME.match(name) is not None and size <= LOGO_BYTES)


def _nested(leaf: Leaf) -> Child:
    """A mail inside the mail, as the file it would be."""
    payload = leaf.part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(inner, Message):
        data = _flat(inner)
        subject = header(inner, "Subject")
    else:
        data, subject = content_of(leaf.part), ""
    name = safe_name(file_name(leaf.part) or subject, "message/rfc822")
    return Child(name if name.lower().endswith(".eml") else f"{name}.eml", "message/rfc822", data)


def _flat(inner: "Message[str, str]") -> bytes:
    """The nested mail's bytes; one sent as base64 against the standard is opened."""
    encoded = not inner.keys() and isinstance(inner.get_payload(), str)
    if encoded:
        text = str(inner.get_payload()).encode("ascii", "ignore")
        try:
            return binascii.a2b_base64(text)
        except binascii.Error:
            return text
    return inner.as_bytes(unixfrom=False)


def content_of(part: "Message[str, str]") -> bytes:
    """The part's bytes, transfer encoding undone as far as it goes."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, AssertionError, LookupError):
        data = None
    if isinstance(data, bytes):
        return data
    payload = part.get_payload()
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def file_name(part: "Message[str, str]") -> str:
    """The name the sender gave the part, decoded; empty when it has none."""
    for field_name, parameter in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        value = part.get_param(parameter, header=field_name.lower())
        if isinstance(value, tuple):
            charset, _, text = value
            return clean(decode_first(text.encode("latin-1", "replace"), charset or "utf-8", "utf-8"))
        if isinstance(value, str) and value.strip():
            return decode_header(value)
    return ""


def disposition(part: "Message[str, str]") -> str:
    """`attachment`, `inline` or nothing."""
    return header(part, "Content-Disposition").split(";")[0].strip().lower()


def charset_of(part: "Message[str, str]") -> str:
    """The charset the part names; empty when it names none."""
    value = part.get_param("charset")
    text = value[2] if isinstance(value, tuple) else value
    return text if isinstance(text, str) else ""
