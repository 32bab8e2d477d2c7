"""Outlook's .msg files: an own reader over the OLE container ([MS-OXMSG])."""

import io
import struct

import olefile

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Kind, ReadingWarning
from sagsbud.extract.document import Job, RawDocument
from sagsbud.extract.mapi import BINARY, OBJECT, STRING8, UNICODE, Properties, Tag
from sagsbud.extract.outlook import OutlookMessage, body_of, children_of, envelope

PROPERTIES = "__properties_version1.0"
VALUE = "__substg1.0_"
RECIPIENT, ATTACHMENT = "__recip_version1.0_", "__attach_version1.0_"
NESTED = "__substg1.0_3701000D"
HEADER = {"top": 32, "nested": 24, "part": 8}
PARTS = 5000
DEEPEST = 8
LOCKED_CLASSES = ("IPM.NOTE.SMIME", "IPM.NOTE.SECURE")
SIGNED_CLASS = "IPM.NOTE.SMIME.MULTIPARTSIGNED"
Path = tuple[str, ...]


def read(job: Job) -> RawDocument:
    """Envelope, body and attachments. Raises ExtractError DAMAGED, TOO_LARGE_TO_READ."""
    try:
        with olefile.OleFileIO(io.BytesIO(job.content)) as container:
            message = read_message(container)
    except (OSError, ValueError, IndexError, struct.error, AttributeError, TypeError) as error:
        raise ExtractError(Trouble.DAMAGED, kind="msg", why=type(error).__name__) from error
    raw = RawDocument(Kind.MSG, job.sniffed.mime, mail=envelope(message))
    raw.text, _, page = body_of(message)
    raw.children = children_of(message, page.cids)
    _notice(raw, message)
    return raw


def read_message(container: olefile.OleFileIO) -> OutlookMessage:
    """The message a container holds, as properties. Raises ExtractError TOO_LARGE_TO_READ."""
    return _Storage(container).message((), "top", 0)


def _notice(raw: RawDocument, message: OutlookMessage) -> None:
    kind = message.properties.text(Tag.MESSAGE_CLASS).upper()
    if kind.startswith(SIGNED_CLASS):
        raw.warn(ReadingWarning.SIGNED)
        _open_signed(raw)
    elif kind.startswith(LOCKED_CLASSES):
        raw.warn(ReadingWarning.ENCRYPTED_PART)


def _open_signed(raw: RawDocument) -> None:
    """A clear-signed mail keeps its text and files in one attached mail part; take them from there."""
    from sagsbud.extract.readers.eml import fill_from_bytes

    for index, child in enumerate(raw.children):
        if child.content[:2000].lower().find(b"multipart/signed") >= 0 or child.mime == "multipart/signed":
            text = raw.text
            raw.children[index : index + 1] = []
            fill_from_bytes(raw, child.content)
            raw.text = raw.text or text
            return


class _Storage:
    """Reads messages out of one container."""

    def __init__(self, container: olefile.OleFileIO) -> None:
        self._container = container
        self._entries: dict[Path, list[str]] = {}
        paths = container.listdir(streams=True, storages=True)
        if len(paths) > PARTS * 20:
            raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="parts")
        for path in paths:
            self._entries.setdefault(tuple(path[:-1]), []).append(path[-1])

    def message(self, at: Path, kind: str, depth: int) -> OutlookMessage:
        """The message stored at a path."""
        if depth > DEEPEST:
            raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="nesting")
        properties = self._properties(at, kind, "")
        properties.settle_codec()
        message = OutlookMessage(properties)
        for name in sorted(self._entries.get(at, [])):
            if name.startswith(RECIPIENT):
                message.recipients.append(self._properties((*at, name), "part", properties.codec))
            elif name.startswith(ATTACHMENT):
                if NESTED in self._entries.get((*at, name), []):
                    message.nested[len(message.attachments)] = self._nested((*at, name, NESTED), depth)
                message.attachments.append(self._properties((*at, name), "part", properties.codec))
        return message

    def _nested(self, at: Path, depth: int) -> OutlookMessage:
        return self.message(at, "nested", depth + 1)

    def _properties(self, at: Path, kind: str, codec: str) -> Properties:
        """All values of one storage: the fixed ones, then the streams."""
        found = Properties(codec=codec)
        names = self._entries.get(at, [])
        if PROPERTIES in names:
            self._fixed(found, self._stream((*at, PROPERTIES)), HEADER[kind])
        for name in names:
            if name.startswith(VALUE) and len(name) == len(VALUE) + 8:
                tag, type_ = int(name[-8:-4], 16), int(name[-4:], 16)
                if type_ in (STRING8, UNICODE, BINARY) and tag in _WANTED:
                    found.put(tag, type_, self._stream((*at, name)))
        return found

    def _stream(self, path: Path) -> bytes:
        try:
            data = self._container.openstream(list(path)).read()
        except OSError:
            return b""
        return bytes(data)

    @staticmethod
    def _fixed(found: Properties, data: bytes, start: int) -> None:
        """Entries of 16 bytes: type, tag, flags, and for fixed sizes the value itself."""
        for offset in range(start, len(data) - 15, 16):
            type_, tag = struct.unpack_from("<HH", data, offset)
            if type_ not in (STRING8, UNICODE, BINARY, OBJECT) and tag in _WANTED:
                found.put(tag, type_, data[offset + 8 : offset + 16])


_WANTED = frozenset(int(tag) for tag in Tag)
