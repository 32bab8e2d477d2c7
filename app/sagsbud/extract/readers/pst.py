"""Outlook data files (.pst) by libpff: each mail is a child, built again as an .eml file."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pypff

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Child, ReadingWarning
from sagsbud.extract.decoding import decode_text
from sagsbud.extract.document import Job, Mail, RawDocument
from sagsbud.extract.mailbuild import mail_child
from sagsbud.extract.names import guess_mime, safe_name

MAILS = 1000
FOLDERS = 2000
ATTACHMENT_BYTES = 32 * 1024 * 1024


def read(job: Job) -> RawDocument:
    """The mails of all folders. Raises ExtractError DAMAGED."""
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime)
    with opened(io.BytesIO(job.content)) as root:
        for number, message in enumerate(messages(root)):
            if number >= MAILS:
                raw.warn(ReadingWarning.TOO_MANY_PARTS)
                break
            mail = mail_of(message) if message is not None else None
            if mail is None:
                raw.warn(ReadingWarning.DAMAGED_PART)
            elif mail.content:
                raw.children.append(mail)
    raw.text = "\n".join(child.name.removesuffix(".eml") for child in raw.children)
    return raw


@contextmanager
def opened(source: "str | io.BytesIO") -> Iterator[Any]:
    """The root folder of a data file, by its path or its bytes. Raises ExtractError DAMAGED."""
    mailbox = pypff.file()
    try:
        mailbox.open(source) if isinstance(source, str) else mailbox.open_file_object(source)
        root = mailbox.get_root_folder()
    except OSError as error:
        raise ExtractError(Trouble.DAMAGED, kind="pst") from error
    try:
        yield root
    finally:
        mailbox.close()


def messages(root: Any) -> Iterator[Any]:
    """All messages, folder by folder, always in the same order; None for one that cannot be had."""
    for folder in _folders(root):
        for index in range(_held(folder)):
            try:
                yield folder.get_sub_message(index)
            except OSError:
                yield None


def count(root: Any) -> int:
    """How many messages there are."""
    return sum(_held(folder) for folder in _folders(root))


def _folders(root: Any) -> Iterator[Any]:
    """All folders; those inside one that cannot be read are passed over."""
    folders = [root]
    for _ in range(FOLDERS):
        if not folders:
            return
        folder = folders.pop()
        with suppress(OSError):
            folders.extend(folder.get_sub_folder(index) for index in reversed(range(folder.number_of_sub_folders)))
        yield folder


def _held(folder: Any) -> int:
    try:
        return int(folder.number_of_sub_messages)
    except OSError:
        return 0


def mail_of(message: Any) -> Child | None:
    """One message as a mail, None when it is damaged; items that are no mails come back without content."""
    try:
        mail = _mail(message)
        plain, html = _bytes(message, "plain_text_body"), _bytes(message, "html_body")
        if not mail.subject and not plain and not html:
            return Child("", "", b"")
        return mail_child(mail, decode_text(plain), decode_text(html), _attachments(message))
    except (OSError, ValueError, LookupError):
        return None


def _mail(message: Any) -> Mail:
    """The envelope: from the transport headers when there are any, else what the store says."""
    import email
    import email.policy

    from sagsbud.extract.document import Address
    from sagsbud.extract.readers.eml import envelope

    headers = _value(message, "transport_headers")
    if headers:
        return envelope(email.message_from_string(str(headers), policy=email.policy.compat32))
    sent = _value(message, "client_submit_time") or _value(message, "delivery_time")
    sender = _value(message, "sender_name")
    return Mail(
        subject=str(_value(message, "subject") or ""),
        sender=Address(str(sender)) if sender else None,
        sent=_aware(sent),
    )


def _attachments(message: Any) -> list[Child]:
    """The attachments that can be had."""
    children: list[Child] = []
    for index in range(int(_value(message, "number_of_attachments") or 0)):
        try:
            attachment = message.get_attachment(index)
            size = attachment.get_size()
            data = bytes(attachment.read_buffer(size)) if 0 < size <= ATTACHMENT_BYTES else b""
        except OSError:
            continue
        name = safe_name(str(_value(attachment, "name") or ""))
        if data:
            children.append(Child(name, guess_mime(name, data), data))
    return children


def _value(item: Any, name: str) -> Any:
    """A property that libpff may not have or refuse."""
    try:
        return getattr(item, name, None)
    except (OSError, ValueError):
        return None


def _bytes(item: Any, name: str) -> bytes:
    value = _value(item, name)
    return value if isinstance(value, bytes) else str(value or "").encode("utf-8")


def _aware(value: Any) -> Any:
    from datetime import UTC, datetime

    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
