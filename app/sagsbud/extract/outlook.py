"""A message as MAPI properties say it: envelope, bodies, attachments, whether from .msg or winmail.dat."""

import email
import email.policy
from dataclasses import dataclass, field

from sagsbud.domain.extract import Child
from sagsbud.extract.decoding import decode_text
from sagsbud.extract.document import Address, Mail
from sagsbud.extract.htmltext import HtmlText, html_to_text
from sagsbud.extract.mailheaders import addresses, message_ids
from sagsbud.extract.mailparts import LOGO_BYTES, LOGO_NAME
from sagsbud.extract.mapi import Properties, Tag
from sagsbud.extract.names import guess_mime, safe_name
from sagsbud.extract.rtftext import decompress, html_in, rtf_to_plain

RENDERED_IN_BODY = 4


@dataclass(slots=True)
class OutlookMessage:
    """A message with its parts still as properties."""

    properties: Properties
    recipients: list[Properties] = field(default_factory=list)
    attachments: list[Properties] = field(default_factory=list)
    nested: dict[int, "OutlookMessage"] = field(default_factory=dict)
    """Messages attached, by the index of their attachment."""


def envelope(message: OutlookMessage) -> Mail:
    """Who, to whom, when, about what; what Outlook does not say is taken from the transport headers."""
    properties = message.properties
    sent = properties.time(Tag.CLIENT_SUBMIT_TIME) or properties.time(Tag.DELIVERY_TIME)
    head = _transport(properties)
    own_id = message_ids(properties.text(Tag.MESSAGE_ID)) or ((head.message_id,) if head.message_id else ())
    earlier = (*message_ids(properties.text(Tag.REFERENCES)), *message_ids(properties.text(Tag.IN_REPLY_TO)))
    return Mail(
        subject=properties.text(Tag.SUBJECT) or head.subject,
        sender=_sender(properties, head),
        to=_recipients(message, 1) or addresses(properties.text(Tag.DISPLAY_TO)) or head.to,
        cc=_recipients(message, 2) or addresses(properties.text(Tag.DISPLAY_CC)) or head.cc,
        bcc=_recipients(message, 3),
        sent=sent or head.sent or properties.time(Tag.CREATION_TIME),
        message_id=own_id[0] if own_id else "",
        references=tuple(dict.fromkeys(earlier)) or head.references,
    )


def _transport(properties: Properties) -> Mail:
    """The headers it travelled with."""
    from sagsbud.extract.readers.eml import envelope as of_mail

    written = properties.text(Tag.TRANSPORT_HEADERS)
    return of_mail(email.message_from_string(written, policy=email.policy.compat32)) if written else Mail()


def _sender(properties: Properties, head: Mail) -> Address | None:
    """The person it is from; Exchange's own addresses are no mail addresses."""
    pairs = (
        (Tag.SENT_REPRESENTING_NAME, (Tag.SENT_REPRESENTING_SMTP, Tag.SENT_REPRESENTING_ADDRESS)),
        (Tag.SENDER_NAME, (Tag.SENDER_SMTP, Tag.SENDER_ADDRESS)),
    )
    for name_tag, address_tags in pairs:
        name, inside = _split(properties.text(name_tag))
        address = properties.address(*address_tags) or inside or (head.sender.address if head.sender else "")
        if name or address:
            return Address("" if name.lower() == address else name, address)
    return head.sender


def _split(shown: str) -> tuple[str, str]:
    """A shown name, and the address when it was written into it."""
    if "@" not in shown:
        return shown.strip("'\""), ""
    found = addresses(shown)
    if not found or "." not in found[0].address.rpartition("@")[2]:
        return shown, ""
    return found[0].name, found[0].address


def _recipients(message: OutlookMessage, wanted: int) -> tuple[Address, ...]:
    found = []
    for properties in message.recipients:
        if (properties.number(Tag.RECIPIENT_TYPE) & 0xF or 1) != wanted:
            continue
        name, inside = _split(properties.text(Tag.DISPLAY_NAME))
        address = properties.address(Tag.SMTP_ADDRESS, Tag.ADDRESS) or inside
        if name or address:
            found.append(Address("" if name.lower() == address else name, address))
    return tuple(found)


def body_of(message: OutlookMessage) -> tuple[str, str, HtmlText]:
    """The plain text, the HTML source, and what that HTML says; RTF is only opened when nothing else says it."""
    properties = message.properties
    plain = properties.text(Tag.BODY)
    source = properties.text(Tag.HTML)
    if not source and properties.raw(Tag.HTML):
        data = properties.raw(Tag.HTML)
        page = html_to_text(data, "" if b"charset" in data[:2048].lower() else properties.codec)
        return plain or page.text, decode_text(data, properties.codec), page
    if not source and properties.raw(Tag.RTF_COMPRESSED):
        rtf = decompress(properties.raw(Tag.RTF_COMPRESSED))
        source = html_in(rtf)
        if not source and not plain.strip() and rtf:
            plain = rtf_to_plain(rtf)
    page = html_to_text(source.encode("utf-8"), "utf-8") if source else HtmlText("")
    return (plain if len(plain.strip()) >= 20 or not page.text else page.text), source, page


def children_of(message: OutlookMessage, cids: frozenset[str]) -> list[Child]:
    """The attachments as files; nested messages as mails; pictures of the body folded."""
    from sagsbud.extract.mailbuild import mail_child

    children: list[Child] = []
    for index, properties in enumerate(message.attachments):
        if index in message.nested:
            inner = message.nested[index]
            plain, source, page = body_of(inner)
            children.append(mail_child(envelope(inner), plain, source, children_of(inner, page.cids)))
            continue
        data = properties.raw(Tag.ATTACH_DATA)
        if data:
            children.append(_child(properties, data, cids))
    return children


def _child(properties: Properties, data: bytes, cids: frozenset[str]) -> Child:
    claimed = properties.text(Tag.ATTACH_MIME)
    written = properties.text(Tag.ATTACH_LONG_FILENAME) or properties.text(Tag.ATTACH_FILENAME)
    name = safe_name(written or properties.text(Tag.DISPLAY_NAME), claimed)
    mime = guess_mime(name, data, claimed)
    return Child(name, mime, data, folded=_folds(properties, name, mime, len(data), cids))


def _folds(properties: Properties, name: str, mime: str, size: int, cids: frozenset[str]) -> bool:
    """Whether it only decorates the body."""
    if mime in ("application/pkcs7-signature", "text/vcard", "text/directory"):
        return True
    if not mime.startswith("image/") and not LOGO_NAME.match(name):
        return False
    cid = properties.text(Tag.ATTACH_CONTENT_ID).strip("<>")
    if (cid and cid in cids) or properties.number(Tag.HIDDEN) or properties.number(Tag.ATTACH_FLAGS) & RENDERED_IN_BODY:
        return True
    return LOGO_NAME.match(name) is not None and size <= LOGO_BYTES and bool(cid)
