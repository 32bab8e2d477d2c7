"""The Message-ID of a mail from its header alone, so that it is known before anything is read."""

import re

from sagsbud.domain.ids import MessageId

HEAD = 32 * 1024
MESSAGE_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{1,500})>", re.IGNORECASE | re.MULTILINE)
MAIL_NAMES = (".eml", ".mht")


def is_mail_name(name: str) -> bool:
    """Whether the name is a mail's."""
    return name.lower().endswith(MAIL_NAMES)


def message_id_of(name: str, content: bytes) -> MessageId | None:
    """The Message-ID of a file that is called like a mail. `content` may be no more than its first kilobytes."""
    if not is_mail_name(name):
        return None
    found = MESSAGE_ID.search(re.split(rb"\r?\n\r?\n", content[:HEAD], maxsplit=1)[0])
    return MessageId(found[1].decode("utf-8", "replace")) if found else None
