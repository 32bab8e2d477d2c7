"""Names and kinds of what lies inside a file."""

import mimetypes
import re

from sagsbud.extract.sniff import sniff

FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069]')
NAME_LENGTH = 180
NAMELESS = "attachment"
EXTENSIONS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "message/rfc822": ".eml", "text/plain": ".txt",
    "text/html": ".html", "application/pdf": ".pdf", "text/calendar": ".ics", "text/vcard": ".vcf",
}  # fmt: skip


def safe_name(written: str, mime: str = "") -> str:
    """A file name without path, control or direction-changing characters; named by its kind when there is none."""
    name = FORBIDDEN.sub("", written.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    if not name:
        return NAMELESS + extension_of(mime)
    if len(name) > NAME_LENGTH:
        stem, dot, suffix = name.rpartition(".")
        name = f"{stem[: NAME_LENGTH - len(suffix) - 1]}.{suffix}" if dot and len(suffix) < 12 else name[:NAME_LENGTH]
    return name


def extension_of(mime: str) -> str:
    """The usual extension of a mime type, or nothing."""
    return EXTENSIONS.get(mime.lower(), "")


def guess_mime(name: str, content: bytes, claimed: str = "") -> str:
    """The mime type by content; by claim or name where the content says nothing."""
    mime = sniff(name, content).mime if content else ""
    if mime and mime not in ("application/octet-stream", "application/zip", "text/plain"):
        return mime
    by_name = mimetypes.guess_type(name)[0] or ""
    return claimed.lower() if claimed and claimed != "application/octet-stream" else by_name or mime or claimed
