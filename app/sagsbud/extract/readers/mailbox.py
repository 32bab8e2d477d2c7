"""Mailboxes in mbox form: each mail is a child."""

import re
from collections.abc import Iterator

from sagsbud.domain.extract import Child, ReadingWarning
from sagsbud.extract.document import Job, RawDocument
from sagsbud.extract.names import safe_name

MAILS = 2000
DATED = rb"From \S* *\w{3} \w{3} [ \d]\d \d\d:\d\d[^\r\n]*\r?\n"
START = re.compile(rb"(?:\A|\r?\n\r?\n)(" + DATED + rb"|From [^\r\n]+\r?\n(?=[!-9;-~]+:))")
"""A mail begins at a dated From line, or at an undated one that is followed by a header."""
SUBJECT = re.compile(rb"^subject:[ \t]*([^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*)", re.IGNORECASE | re.MULTILINE)
QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)


def read(job: Job) -> RawDocument:
    """The mails as children, and their subjects as text."""
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime)
    for number, mail in enumerate(split(job.content), start=1):
        if number > MAILS:
            raw.warn(ReadingWarning.TOO_MANY_PARTS)
            break
        subject = subject_of(mail)
        raw.children.append(Child(safe_name(f"{subject[:120] or number}.eml"), "message/rfc822", mail))
    raw.text = "\n".join(child.name.removesuffix(".eml") for child in raw.children)
    return raw


def split(content: bytes) -> Iterator[bytes]:
    """The mails of a mailbox, without their From line and with quoted From lines restored."""
    starts = [found.span(1) for found in START.finditer(content)]
    for index, (_, begin) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(content)
        yield QUOTED_FROM.sub(rb"\1", content[begin:end].rstrip(b"\r\n") + b"\n")


def subject_of(mail: bytes) -> str:
    """The decoded subject of a mail, from its header alone."""
    from sagsbud.extract.mailheaders import decode_header

    found = SUBJECT.search(re.split(rb"\r?\n\r?\n", mail, maxsplit=1)[0])
    return decode_header(found[1].decode("utf-8", "surrogateescape")) if found else ""
