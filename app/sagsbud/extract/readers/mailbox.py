"""Mailboxes in mbox form: each mail is a child."""

import io
import re

from sagsbud.domain.extract import Child, ReadingWarning
from sagsbud.extract.document import Job, RawDocument
from sagsbud.extract.mailheaders import decode_header
from sagsbud.extract.mboxsplit import split
from sagsbud.extract.names import safe_name

MAILS = 2000
HEADER_BYTES = 256 * 1024
SUBJECT = re.compile(rb"^subject:[ \t]*([^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*)", re.IGNORECASE | re.MULTILINE)


def read(job: Job) -> RawDocument:
    """The first mails as children, and their subjects as text."""
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime)
    for number, (mail, _) in enumerate(split(io.BytesIO(job.content), job.limits.content_bytes), start=1):
        if number > MAILS:
            raw.warn(ReadingWarning.TOO_MANY_PARTS)
            break
        if mail is not None:
            raw.children.append(Child(mail_name(mail, number), "message/rfc822", mail))
    raw.text = "\n".join(child.name.removesuffix(".eml") for child in raw.children)
    return raw


def mail_name(mail: bytes, number: int) -> str:
    """The mail as a file called by its subject, from its header alone."""
    found = SUBJECT.search(re.split(rb"\r?\n\r?\n", mail[:HEADER_BYTES], maxsplit=1)[0])
    subject = decode_header(found[1].decode("utf-8", "surrogateescape")) if found else ""
    return safe_name(f"{subject[:120].strip() or number}.eml")
