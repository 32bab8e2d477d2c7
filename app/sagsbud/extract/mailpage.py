"""The HTML of a mail, taken out of its envelope and cleaned: runs in the child, like every other look at raw bytes."""

import email
import email.policy
import io
from email.message import Message

import olefile

from sagsbud.domain.extract import Kind, MailPage
from sagsbud.extract import mailguard
from sagsbud.extract.cleanhtml import clean_html
from sagsbud.extract.decoding import codec_name, decode_text
from sagsbud.extract.htmltext import META_CHARSET
from sagsbud.extract.mailparts import charset_of, content_of, is_body, leaves
from sagsbud.extract.outlook import body_of
from sagsbud.extract.readers.eml import plain_bytes
from sagsbud.extract.readers.msg import read_message
from sagsbud.extract.sniff import sniff

SHOWN_CHARS = 200_000
"""A longer page is shown as its text, which needs no layout of the whole at once."""


def mail_page(name: str, content: bytes) -> MailPage:
    """The page to show; empty when the mail has no HTML. Raises ExtractError, or what a reader's library raises."""
    match sniff(name, content).kind:
        case Kind.EML:
            source = _of_mail(content)
        case Kind.MSG:
            source = _of_outlook(content)
        case Kind.HTML:
            source = _decoded(content, "")
        case _:
            source = ""
    page = clean_html(source) if source.strip() else MailPage()
    return page if len(page.html) <= SHOWN_CHARS else MailPage(remote=page.remote)


def _of_mail(content: bytes) -> str:
    content = plain_bytes(content)
    mailguard.check_before(content)
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    parts = [leaf.part for leaf in leaves(message) if leaf.mime == "text/html" and is_body(leaf)]
    return "\n".join(_part_source(part) for part in parts)


def _part_source(part: "Message[str, str]") -> str:
    return _decoded(content_of(part), charset_of(part))


def _decoded(content: bytes, charset: str) -> str:
    """As the reader decodes it: the charset of the part, else the one the page names."""
    found = META_CHARSET.search(content[:4096])
    named = charset if codec_name(charset) else found[1].decode("ascii") if found else ""
    return decode_text(content, named)


def _of_outlook(content: bytes) -> str:
    with olefile.OleFileIO(io.BytesIO(content)) as container:
        return body_of(read_message(container))[1]
