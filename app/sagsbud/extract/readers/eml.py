"""Mails (RFC 5322): stdlib parser under compat32, fields decoded one by one, attachments as children."""

from email.message import Message

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Child, Kind, ReadingWarning
from sagsbud.extract import mailguard
from sagsbud.extract.decoding import MARKS
from sagsbud.extract.document import Job, Mail, RawDocument
from sagsbud.extract.mailheaders import addresses, header, headers, message_ids, parse_mail, sent_time
from sagsbud.extract.mailparts import Body, Leaf, add_body, child_of, is_body, leaves

SIGNED = ("multipart/signed", "application/pkcs7-signature", "application/x-pkcs7-signature")
LOCKED = ("multipart/encrypted", "application/pgp-encrypted")


def read(job: Job) -> RawDocument:
    """Envelope, body and attachments. Raises ExtractError TOO_LARGE_TO_READ."""
    content = plain_bytes(job.content)
    mailguard.check_before(content)
    message = parse_mail(content)
    raw = RawDocument(Kind.EML, job.sniffed.mime, mail=envelope(message))
    fill(raw, message)
    return raw


def plain_bytes(content: bytes) -> bytes:
    """The mail in single bytes: a mail saved as UTF-16 reads as empty otherwise."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace").encode("utf-8")
    if content[1:2] == b"\x00" and content[3:4] == b"\x00":
        return content.decode("utf-16-le", "replace").encode("utf-8")
    return content.lstrip(b"\r\n \t")


def envelope(message: "Message[str, str]") -> Mail:
    """Who, to whom, when, about what."""
    senders = addresses(header(message, "From")) or addresses(header(message, "Sender"))
    own_id = message_ids(header(message, "Message-ID"))
    earlier = (*message_ids(header(message, "References")), *message_ids(header(message, "In-Reply-To")))
    return Mail(
        subject=header(message, "Subject"),
        sender=senders[0] if senders else None,
        to=tuple(a for f in headers(message, "To") for a in addresses(f)),
        cc=tuple(a for f in headers(message, "Cc") for a in addresses(f)),
        bcc=tuple(a for f in headers(message, "Bcc") for a in addresses(f)),
        sent=sent_time(message),
        message_id=own_id[0] if own_id else "",
        references=tuple(dict.fromkeys(earlier))[:100],
    )


def fill(raw: RawDocument, message: "Message[str, str]") -> None:
    """Body text and attachments of a parsed mail."""
    body = Body()
    files: list[Leaf] = []
    for leaf in leaves(message):
        if is_body(leaf):
            add_body(body, leaf)
        else:
            files.append(leaf)
    raw.text = body.text
    for leaf in files:
        raw.children += _children(leaf, body, raw)
    if message.get_content_type() in SIGNED or any(leaf.mime in SIGNED for leaf in files):
        raw.warn(ReadingWarning.SIGNED)
    if message.get_content_type() in LOCKED:
        raw.warn(ReadingWarning.ENCRYPTED_PART)


def fill_from_bytes(raw: RawDocument, content: bytes) -> None:
    """Take over text and files of a mail part found inside something else, and its envelope when it has one."""
    mailguard.check_before(content)
    message = parse_mail(content)
    if raw.mail is None and header(message, "From"):
        raw.mail = envelope(message)
    fill(raw, message)


def _children(leaf: Leaf, body: Body, raw: RawDocument) -> list[Child]:
    """What the part is as files: containers of Outlook and of signatures are opened, the rest is one file."""
    child = child_of(leaf, body.cids)
    if (
        child.mime == "application/ms-tnef"
        or child.mime == "application/vnd.ms-tnef"
        or child.name.lower() == "winmail.dat"
    ):
        return _unpacked(child, raw)
    if leaf.mime in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        return _unlocked(child, raw)
    if not child.content:
        if not child.folded:
            raw.warn(ReadingWarning.DAMAGED_PART)
        return []
    return [child]


def _unpacked(child: Child, raw: RawDocument) -> list[Child]:
    """What a winmail.dat carries, instead of the winmail.dat."""
    from sagsbud.extract.outlook import body_of, children_of
    from sagsbud.extract.tnef import NotTnef, parse

    try:
        message = parse(child.content)
    except NotTnef:
        raw.warn(ReadingWarning.DAMAGED_PART)
        return [child]
    text, _, page = body_of(message)
    raw.text = raw.text if raw.text.strip() else text
    return children_of(message, page.cids)


def _unlocked(child: Child, raw: RawDocument) -> list[Child]:
    """What was signed as one block is read as the mail it is; what is encrypted stays as it is, and is named."""
    from sagsbud.extract.smime import signed_content

    try:
        content = signed_content(child.content)
    except ExtractError as error:
        raw.warn(ReadingWarning.ENCRYPTED_PART if error.trouble is Trouble.ENCRYPTED else ReadingWarning.DAMAGED_PART)
        return [child]
    raw.warn(ReadingWarning.SIGNED)
    if not content:
        return [child]
    inner = RawDocument(Kind.EML, "message/rfc822", mail=raw.mail)
    fill_from_bytes(inner, content)
    raw.text = raw.text if raw.text.strip() else inner.text
    return inner.children
