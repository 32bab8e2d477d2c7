"""By what a document is found again: the same mail from another mailbox, and nearly the same text."""

import hashlib
import heapq
import re
import zlib
from datetime import UTC

from sagsbud.extract.document import Mail, RawDocument
from sagsbud.extract.fields.titles import clean_subject

WORD = re.compile(r"[^\W_]+")
TEXT_CHARS = 12_000
SHINGLE = 3
"""Words in a row that count as one feature."""
SHINGLES_NEEDED = 40
"""Shorter texts are alike by chance."""
SKETCH = 16
"""Features kept of a text: the smallest by their checksum, so that two texts keep the same ones."""


def mail_key(raw: RawDocument) -> str:
    """The same for one mail however it was exported: by sender, time, subject, words and attachments; empty for no mail.

    The Message-ID is left out, as different mails share one, and the recipients, as exports write them differently.
    """
    mail = raw.mail
    if mail is None or mail.sender is None or mail.sent is None:
        return ""
    attachments = sorted(hashlib.sha256(child.content).hexdigest() for child in raw.children if not child.folded)
    parts = [*_head(mail), " ".join(_words(raw.text)), *attachments]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _head(mail: Mail) -> tuple[str, str, str]:
    assert mail.sender is not None
    assert mail.sent is not None
    sent = mail.sent.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return (mail.sender.address or mail.sender.name).casefold(), sent, " ".join(_words(clean_subject(mail.subject)))


def sketch(text: str) -> tuple[int, ...]:
    """A few numbers that near-same texts share most of; empty for texts too short to tell."""
    words = _words(text)
    shingles = {zlib.crc32(" ".join(words[at : at + SHINGLE]).encode()) for at in range(len(words) - SHINGLE + 1)}
    return tuple(heapq.nsmallest(SKETCH, shingles)) if len(shingles) >= SHINGLES_NEEDED else ()


def _words(text: str) -> list[str]:
    return WORD.findall(text[:TEXT_CHARS].casefold())
