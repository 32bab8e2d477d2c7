"""Mailboxes of made-up mails."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from tests.support import papers

WORDS = ["byggesag", "nabo", "carport", "tilladelse", "afgørelse", "klage", "høring", "vandløb", "støtte", "barn", "skole",
         "plejehjem", "økonomi", "møde", "referat", "regning", "tilskud", "vej", "trafik", "støj", "lokalplan"]  # fmt: skip


def numbered_mail(number: int, *, attachments: int = 0) -> bytes:
    """A mail that differs from all others by its number; every line in LF."""
    text = "\n".join(
        " ".join(WORDS[(number * 7 + line * 5 + word * 3) % len(WORDS)] for word in range(9)) for line in range(6)
    )
    files = [
        (f"bilag {place}.txt", "text/plain", f"Bilag {place} til {number}".encode())
        for place in range(1, attachments + 1)
    ]
    mail = papers.mail(
        f"Vedr. {WORDS[number % len(WORDS)]} nr. {number}",
        f"Nummer {number}\n\n{text}\n",
        sender=f"Borger {number % 50} <borger{number % 50}@eksempel.dk>",
        message_id=f"<{number}@eksempel.dk>",
        files=files,
    )
    return mail.as_bytes().replace(b"\r\n", b"\n")


def mbox(mails: Iterable[bytes]) -> bytes:
    """A mailbox in mbox form."""
    return b"".join(
        b"From anna@eksempel.dk Fri Nov 20 10:15:00 2026\n" + mail.replace(b"\nFrom ", b"\n>From ") + b"\n"
        for mail in mails
    )


def write_mbox(path: Path, count: int, *, attachments_every: int = 0) -> Path:
    """A mailbox of numbered mails; every so many of them has an attachment."""
    with path.open("wb") as box:
        for number in range(1, count + 1):
            attached = 1 if attachments_every and number % attachments_every == 0 else 0
            box.write(mbox([numbered_mail(number, attachments=attached)]))
    return path


def zip_of(files: dict[str, bytes]) -> bytes:
    """A zip of these files, in order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in files.items():
            container.writestr(name, content)
    return out.getvalue()
