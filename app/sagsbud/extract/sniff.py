"""What a file is by its content; its name only settles what the bytes leave open."""

import re
from pathlib import PurePath

from sagsbud.domain.extract import Kind
from sagsbud.extract.containers import ole_kind, zip_kind
from sagsbud.extract.document import Sniffed

MIMES = {
    Kind.PDF: "application/pdf",
    Kind.RTF: "application/rtf",
    Kind.TXT: "text/plain",
    Kind.CSV: "text/csv",
    Kind.HTML: "text/html",
    Kind.EML: "message/rfc822",
    Kind.MBOX: "application/mbox",
    Kind.PST: "application/vnd.ms-outlook-pst",
    Kind.TNEF: "application/vnd.ms-tnef",
    Kind.P7M: "application/pkcs7-mime",
    Kind.ICS: "text/calendar",
    Kind.VCF: "text/vcard",
    Kind.UNKNOWN: "application/octet-stream",
}
SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE, "image/png"),
    (b"\xff\xd8\xff", Kind.IMAGE, "image/jpeg"),
    (b"GIF87a", Kind.IMAGE, "image/gif"),
    (b"GIF89a", Kind.IMAGE, "image/gif"),
    (b"II*\x00", Kind.IMAGE, "image/tiff"),
    (b"MM\x00*", Kind.IMAGE, "image/tiff"),
    (b"{\\rtf", Kind.RTF, MIMES[Kind.RTF]),
    (b"!BDN", Kind.PST, MIMES[Kind.PST]),
    (b"\x78\x9f\x3e\x22", Kind.TNEF, MIMES[Kind.TNEF]),
    (b"-----BEGIN PKCS7", Kind.P7M, MIMES[Kind.P7M]),
)
BITMAP = re.compile(rb"BM.{4}\x00\x00\x00\x00", re.DOTALL)
PKCS7_OID = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
HEAD = 4096
MAIL_HEADERS = frozenset(
    b"from to subject date received message-id mime-version return-path delivered-to content-type cc bcc sender "
    b"reply-to x-mailer dkim-signature x-received authentication-results content-transfer-encoding x-mozilla-status "
    b"references in-reply-to thread-topic thread-index x-sender x-originating-ip envelope-to importance".split()
)
HEADER_LINE = re.compile(rb"([!-9;-~]{1,76})[ \t]*:")
FROM_LINE = re.compile(rb"From \S+.*\d")
NEXT_MAIL = re.compile(
    rb"\r?\n\r?\nFrom \S+(?:.*\d\d:\d\d|[^\r\n]*\r?\n(?:from|to|subject|date|received|message-id|mime-version):)",
    re.IGNORECASE,
)
HTML_START = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b",
    re.IGNORECASE | re.DOTALL,
)
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(name: str, content: bytes) -> Sniffed:
    """The kind of the content. `name` decides only among texts."""
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return zip_kind(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return ole_kind(name, content)
    for signature, kind, mime in SIGNATURES:
        if content.startswith(signature):
            return Sniffed(kind, mime)
    return _by_form(content) or sniff_text(name, content)


def _by_form(content: bytes) -> Sniffed | None:
    """Kinds whose mark is not simply at the start."""
    if _looks_like_pdf(content):
        return _sniffed(Kind.PDF)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Sniffed(Kind.IMAGE, "image/webp")
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"avif"):
        return Sniffed(Kind.IMAGE, "image/heic")
    if BITMAP.match(content[:16]):
        return Sniffed(Kind.IMAGE, "image/bmp")
    if content[:1] == b"\x30" and PKCS7_OID in content[:64]:
        return _sniffed(Kind.P7M)
    return None


def _looks_like_pdf(content: bytes) -> bool:
    """By its mark near the start, unless that stands in a mail; or by its end, when the start was lost."""
    at = content.find(b"%PDF-", 0, 1024 + 5)
    if at >= 0:
        return not content[:at].strip() or not _looks_like_mail(content[:at])
    return b"startxref" in content[-2048:] and b" obj" in content[:HEAD]


def sniff_text(name: str, content: bytes) -> Sniffed:
    """The kind of something that may be text."""
    head = plain_head(content)
    start = head.lstrip()
    if start[:15].upper() == b"BEGIN:VCALENDAR":
        return _sniffed(Kind.ICS)
    if start[:11].upper() == b"BEGIN:VCARD":
        return _sniffed(Kind.VCF)
    if FROM_LINE.match(head):
        mailbox = _suffix(name) in (".mbox", ".mbx")
        several = NEXT_MAIL.search(content) is not None
        if mailbox or _looks_like_mail(head.split(b"\n", 1)[-1]):
            return _sniffed(Kind.MBOX if several or mailbox else Kind.EML)
    if _looks_like_mail(start, lenient=_suffix(name) == ".eml"):
        return _sniffed(Kind.EML)
    if HTML_START.match(start):
        return _sniffed(Kind.HTML)
    if not is_text(content):
        return _sniffed(Kind.UNKNOWN)
    if _suffix(name) in (".csv", ".tsv"):
        return _sniffed(Kind.CSV)
    if start.startswith(b"{\\") and _suffix(name) == ".rtf":
        return _sniffed(Kind.RTF)
    return _sniffed(Kind.HTML if _suffix(name) in (".html", ".htm") and b"</" in content else Kind.TXT)


def plain_head(content: bytes) -> bytes:
    """The first kilobytes as single bytes, whatever the byte order mark says."""
    head = content[:HEAD]
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore").encode("utf-8")
    if head[1:2] == b"\x00" and head[3:4] == b"\x00":
        return head.decode("utf-16-le", "ignore").encode("utf-8")
    return head


def is_text(content: bytes) -> bool:
    """Whether hardly any byte is a control character that no text has."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = content[: 16 * HEAD]
    if not sample.strip(b"\x00\xff \r\n\t"):
        return False
    if sample[1:2] == b"\x00" and sample.count(b"\x00") * 2 >= len(sample) - 2:
        return True
    odd = len(CONTROL.findall(sample))
    high = sum(sample.count(byte) for byte in (0xFF, 0xFE, 0x81, 0x8D, 0x8F))
    return odd * 100 <= len(sample) and high * 10 <= len(sample)


def _looks_like_mail(head: bytes, *, lenient: bool = False) -> bool:
    """Whether it opens with header lines of which enough are a mail's."""
    known = 0
    others = 0
    for line in head.splitlines()[:60]:
        if not line.strip():
            break
        if line[:1] in b" \t":
            continue
        header = HEADER_LINE.match(line)
        if header is None:
            others += 1
            if others > 1:
                break
            continue
        known += header[1].lower() in MAIL_HEADERS
    return known >= (1 if lenient else 2)


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()


def _sniffed(kind: Kind) -> Sniffed:
    return Sniffed(kind, MIMES[kind])
