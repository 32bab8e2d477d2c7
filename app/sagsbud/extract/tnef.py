"""winmail.dat: an own reader of Outlook's transport format ([MS-OXTNEF]), bounded in every loop."""

import struct

from sagsbud.extract.mapi import BINARY, BOOLEAN, LONG, OBJECT, STRING8, SYSTIME, UNICODE, Properties, Tag
from sagsbud.extract.outlook import OutlookMessage

SIGNATURE = 0x223E9F78
SUBJECT, BODY, ATTACH_TITLE, ATTACH_DATA = 0x8004, 0x800C, 0x8010, 0x800F
CODE_PAGE = 0x9007
FIXED = {0x02: 2, LONG: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, BOOLEAN: 2, 0x14: 8, SYSTIME: 8, 0x48: 16}
MULTIPLE = 0x1000
PROPERTIES = 10_000


class NotTnef(ValueError):
    """The bytes are no TNEF, or end before they begin."""


def parse(data: bytes) -> OutlookMessage:
    """The message and its attachments; what is cut off ends there. Raises NotTnef."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != SIGNATURE:
        raise NotTnef
    message = OutlookMessage(Properties(codec="cp1252"))
    position = 6
    while position + 9 <= len(data):
        _, attribute, _, size = struct.unpack_from("<BHHI", data, position)
        value = data[position + 9 : position + 9 + size]
        position += 9 + size + 2
        _take(message, attribute, value)
    return message


def _take(message: OutlookMessage, attribute: int, value: bytes) -> None:
    """One attribute into the message or the attachment it belongs to."""
    match attribute:
        case 0x9007 if len(value) >= 4:
            message.properties.put(Tag.CODE_PAGE, LONG, value[:4])
            message.properties.settle_codec()
        case 0x8004:
            message.properties.put(Tag.SUBJECT, STRING8, value.rstrip(b"\x00"))
        case 0x800C:
            message.properties.put(Tag.BODY, STRING8, value.rstrip(b"\x00"))
        case 0x9003:
            _read_properties(value, message.properties)
        case 0x9002:
            message.attachments.append(Properties(codec=message.properties.codec))
        case 0x8010 | 0x800F | 0x9005 if message.attachments:
            _take_attachment(message, attribute, value)


def _take_attachment(message: OutlookMessage, attribute: int, value: bytes) -> None:
    attachment = message.attachments[-1]
    if attribute == ATTACH_TITLE:
        attachment.put(Tag.ATTACH_FILENAME, STRING8, value.rstrip(b"\x00"))
    elif attribute == ATTACH_DATA:
        attachment.put(Tag.ATTACH_DATA, BINARY, value)
    else:
        _read_properties(value, attachment)
        inner = attachment.values.pop(-1, None)
        if inner is not None and len(inner[1]) > 16:
            try:
                message.nested[len(message.attachments) - 1] = parse(inner[1][16:])
            except NotTnef:
                attachment.put(Tag.ATTACH_DATA, BINARY, inner[1][16:])


def _read_properties(data: bytes, into: Properties) -> None:
    """The property block of an attribute; an object's data is left under key -1."""
    if len(data) < 4:
        return
    position = 4
    for _ in range(min(struct.unpack_from("<I", data)[0], PROPERTIES)):
        try:
            position = _read_property(data, position, into)
        except (struct.error, IndexError):
            return


def _read_property(data: bytes, position: int, into: Properties) -> int:
    """One property; where the next begins."""
    kind, tag = struct.unpack_from("<HH", data, position)
    position += 4
    if tag >= 0x8000:
        position = _skip_name(data, position)
    single = kind & ~MULTIPLE
    if single in FIXED:
        count = 1
        if kind & MULTIPLE:
            count = struct.unpack_from("<I", data, position)[0]
            position += 4
        size = FIXED[single]
        into.put(tag, single, data[position : position + size])
        return position + count * (size + (-size % 4))
    return _read_variable(data, position, into, tag, single)


def _read_variable(data: bytes, position: int, into: Properties, tag: int, kind: int) -> int:
    """Strings, binaries and objects: a count, then each with its length, padded to four bytes."""
    count = struct.unpack_from("<I", data, position)[0]
    position += 4
    for index in range(count):
        size = struct.unpack_from("<I", data, position)[0]
        position += 4
        if position + size > len(data):
            raise IndexError
        value = data[position : position + size]
        if index == 0 and kind == OBJECT and tag == Tag.ATTACH_DATA:
            into.values[-1] = (kind, value)
        elif index == 0 and kind in (STRING8, UNICODE, BINARY):
            end = value.rstrip(b"\x00") if kind == STRING8 else value
            into.put(tag, kind, end)
        position += size + (-size % 4)
    return position


def _skip_name(data: bytes, position: int) -> int:
    """Named properties carry a GUID and a number or a name."""
    position += 16
    by_name: int = struct.unpack_from("<I", data, position)[0]
    position += 4
    if not by_name:
        return position + 4
    size: int = struct.unpack_from("<I", data, position)[0]
    return position + 4 + size + (-size % 4)
