"""MAPI properties as Outlook stores them in .msg files and winmail.dat ([MS-OXPROPS])."""

import re
import struct
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from sagsbud.extract.decoding import clean, codec_name, decode_text
from sagsbud.extract.stamps import file_time


class Tag(IntEnum):
    """The properties that are read."""

    MESSAGE_CLASS = 0x001A
    SUBJECT = 0x0037
    CLIENT_SUBMIT_TIME = 0x0039
    SENT_REPRESENTING_NAME = 0x0042
    SENT_REPRESENTING_ADDRESS = 0x0065
    TRANSPORT_HEADERS = 0x007D
    RECIPIENT_TYPE = 0x0C15
    SENDER_NAME = 0x0C1A
    SENDER_ADDRESS = 0x0C1F
    DISPLAY_CC = 0x0E03
    DISPLAY_TO = 0x0E04
    DELIVERY_TIME = 0x0E06
    BODY = 0x1000
    RTF_COMPRESSED = 0x1009
    HTML = 0x1013
    MESSAGE_ID = 0x1035
    REFERENCES = 0x1039
    IN_REPLY_TO = 0x1042
    DISPLAY_NAME = 0x3001
    ADDRESS = 0x3003
    CREATION_TIME = 0x3007
    ATTACH_DATA = 0x3701
    ATTACH_FILENAME = 0x3704
    ATTACH_LONG_FILENAME = 0x3707
    ATTACH_MIME = 0x370E
    ATTACH_CONTENT_ID = 0x3712
    ATTACH_FLAGS = 0x3714
    SMTP_ADDRESS = 0x39FE
    INTERNET_CODE_PAGE = 0x3FDE
    CODE_PAGE = 0x3FFD
    SENDER_SMTP = 0x5D01
    SENT_REPRESENTING_SMTP = 0x5D02
    HIDDEN = 0x7FFE


MAIL_ADDRESS = re.compile(r"[^\s/<>]+@[^\s/<>]+")
LONG, BOOLEAN, SYSTIME, STRING8, UNICODE, BINARY, OBJECT = 0x03, 0x0B, 0x40, 0x1E, 0x1F, 0x102, 0x0D


@dataclass(slots=True)
class Properties:
    """Raw values by property, with their type; decoded when asked for."""

    values: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    codec: str = ""

    def put(self, tag: int, kind: int, data: bytes) -> None:
        """Keep a value; a Unicode string wins over an 8-bit one."""
        if tag not in self.values or self.values[tag][0] != UNICODE:
            self.values[tag] = (kind, data)

    def text(self, tag: Tag) -> str:
        """A string property, decoded and clean; empty when it is absent."""
        kind, data = self.values.get(tag, (0, b""))
        if kind == UNICODE:
            written = data[: len(data) & ~1].decode("utf-16-le", "replace")
            return clean(written.split("\0", 1)[0]).rstrip("\n")
        if kind == STRING8:
            return decode_text(data.split(b"\0", 1)[0], self.codec).rstrip("\n")
        return ""

    def address(self, *tags: Tag) -> str:
        """The first of these that is a mail address, in lower case; Exchange's own are none."""
        return next((text for tag in tags if MAIL_ADDRESS.fullmatch(text := self.text(tag).lower())), "")

    def raw(self, tag: Tag) -> bytes:
        """A value's bytes."""
        return self.values.get(tag, (0, b""))[1]

    def number(self, tag: Tag) -> int:
        """An integer or boolean property; 0 when it is absent."""
        data = self.raw(tag)[:4]
        return int.from_bytes(data, "little", signed=True) if data else 0

    def time(self, tag: Tag) -> datetime | None:
        """A time property."""
        data = self.raw(tag)[:8]
        return file_time(struct.unpack("<q", data)[0]) if len(data) == 8 else None

    def settle_codec(self) -> None:
        """Take the code page the message names for its 8-bit strings."""
        for tag in (Tag.CODE_PAGE, Tag.INTERNET_CODE_PAGE):
            page = self.number(tag)
            codec = {1200: "", 65001: "utf-8", 20127: "cp1252", 28591: "cp1252"}.get(page, codec_name(f"cp{page}"))
            if page and codec:
                self.codec = codec
                return
        self.codec = "cp1252" if not self.codec else self.codec
