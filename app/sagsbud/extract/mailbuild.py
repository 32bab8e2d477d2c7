"""A mail put together again from what a container kept of it, as the file it would be."""

from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from sagsbud.domain.extract import Child
from sagsbud.extract.document import Address, Mail
from sagsbud.extract.names import safe_name

FIELD_CHARS = 20_000
POLICY = SMTP.clone(max_line_length=900, utf8=True)


def build(mail: Mail, text: str, html: str, children: Iterable[Child]) -> bytes:
    """An RFC 5322 message with the same envelope, bodies and attachments."""
    message = EmailMessage(POLICY)
    for name, value in _fields(mail):
        if value.strip():
            message[name] = " ".join(value.split())[:FIELD_CHARS]
    message.set_content(text or "", cte="base64")
    if html:
        message.add_alternative(html, subtype="html", cte="base64")
    for child in children:
        maintype, _, subtype = child.mime.partition("/")
        if maintype in ("multipart", "message") or not subtype:
            maintype, subtype = "application", "octet-stream"
        message.add_attachment(child.content, maintype=maintype, subtype=subtype, filename=child.name)
    return message.as_bytes()


def mail_child(mail: Mail, text: str, html: str, children: Iterable[Child]) -> Child:
    """The mail as a child named by its subject."""
    return Child(safe_name(f"{mail.subject[:120] or 'mail'}.eml"), "message/rfc822", build(mail, text, html, children))


def _fields(mail: Mail) -> Iterable[tuple[str, str]]:
    yield "Subject", mail.subject
    yield "From", _written(mail.sender) if mail.sender else ""
    yield "To", ", ".join(_written(address) for address in mail.to)
    yield "Cc", ", ".join(_written(address) for address in mail.cc)
    yield "Date", format_datetime(mail.sent) if mail.sent else ""
    yield "Message-ID", f"<{mail.message_id}>" if mail.message_id else ""
    yield "References", " ".join(f"<{reference}>" for reference in mail.references)


def _written(address: Address) -> str:
    name = address.name.replace('"', "").replace("\r", " ").replace("\n", " ")
    return formataddr((name, address.address)) if address.address.isascii() and address.address else f'"{name}"'
