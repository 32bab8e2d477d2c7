"""RTF to text, HTML out of RTF, and the compression Outlook uses for RTF ([MS-OXRTFCP], [MS-OXRTFEX])."""

import re
import struct

from striprtf.striprtf import rtf_to_text

from sagsbud.extract.decoding import codec_name

LZFU_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20"
    b"\\b\\i\\u\\tab\\tx"
)
"""What the dictionary holds at the start, as the specification gives it."""
COMPRESSED, STORED = 0x75465A4C, 0x414C454D
RAW_LIMIT = 64 * 1024 * 1024
TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\")
CHARACTERS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
              b"rdblquote": "”", b"bullet": "•", b"endash": "–", b"emdash": "—"}  # fmt: skip
BINARY = re.compile(rb"\{\\pict[^{}]{0,2000}?[0-9a-fA-F\s]{400,}\}")
RAW_BYTES = re.compile(rb"\\bin(\d{1,9})[ ]?")
CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")


def rtf_to_plain(content: bytes) -> str:
    """The text of an RTF document; pictures written as digits are taken out first, for they cost the most."""
    source = BINARY.sub(b"", _without_binary(content)).decode("latin-1")
    return str(rtf_to_text(source, encoding=code_page(content), errors="replace"))  # type: ignore[no-untyped-call]


def _without_binary(content: bytes) -> bytes:
    """The source without its runs of raw bytes, which would be taken for text."""
    pieces: list[bytes] = []
    position = 0
    while (found := RAW_BYTES.search(content, position)) is not None:
        pieces.append(content[position : found.start()])
        position = found.end() + int(found[1])
    return b"".join([*pieces, content[position:]])


def code_page(content: bytes) -> str:
    """The codec of the document's 8-bit characters."""
    return codec_name(f"cp{code_page_number(content)}") or "cp1252"


def code_page_number(content: bytes) -> int:
    """The code page the document names, 0 when it names none."""
    found = CODE_PAGE.search(content[:4096])
    return int(found[1]) if found else 0


def decompress(data: bytes) -> bytes:
    """Outlook's compressed RTF as RTF; what is cut off ends there. Empty when it is none."""
    if len(data) < 16:
        return b""
    _, raw_size, kind, _ = struct.unpack_from("<IIII", data)
    if kind == STORED:
        return data[16 : 16 + raw_size]
    if kind != COMPRESSED or raw_size > RAW_LIMIT:
        return b""
    return _inflate(data[16:], raw_size)


def _inflate(data: bytes, raw_size: int) -> bytes:
    """The LZ77 variant with a ring of 4096 bytes that starts filled."""
    ring = bytearray(4096)
    ring[: len(LZFU_START)] = LZFU_START
    write = len(LZFU_START)
    out = bytearray()
    position = 0
    while position < len(data) and len(out) < raw_size:
        flags = data[position]
        position += 1
        for bit in range(8):
            if position >= len(data):
                break
            if not flags >> bit & 1:
                chunk = data[position : position + 1]
                position += 1
                out += chunk
                ring[write] = chunk[0]
                write = (write + 1) & 4095
                continue
            if position + 1 >= len(data):
                return bytes(out)
            reference = data[position] << 8 | data[position + 1]
            position += 2
            read, length = reference >> 4, (reference & 15) + 2
            if read == write:
                return bytes(out)
            for _ in range(length):
                byte = ring[read]
                read = (read + 1) & 4095
                out.append(byte)
                ring[write] = byte
                write = (write + 1) & 4095
    return bytes(out)


def html_in(rtf: bytes) -> str:
    """The HTML that Outlook wrapped in RTF; empty when the RTF is not such a wrapping."""
    if b"\\fromhtml" not in rtf[:2048]:
        return ""
    return _Unwrapping(code_page(rtf)).run(rtf)


class _Unwrapping:
    """Walks the RTF: html tags stand in `\\*\\htmltag` groups, text outside `\\htmlrtf` counts, the rest does not."""

    def __init__(self, codec: str) -> None:
        self._codec = codec
        self._out: list[str] = []
        self._bytes = bytearray()
        self._groups: list[tuple[bool, bool, int]] = []
        self._silent = True
        self._rtf_only = False
        self._skip_characters = 0
        self._unicode_skip = 1
        self._star = False

    def run(self, rtf: bytes) -> str:
        """The HTML."""
        for token in TOKEN.finditer(rtf):
            word, number, code, symbol, brace, plain = token.groups()
            if brace is not None:
                self._brace(brace)
            elif word is not None:
                self._word(word, int(number) if number is not None else None)
            elif code is not None:
                self._character(bytes.fromhex(code.decode()))
            elif symbol is not None:
                self._symbol(symbol)
            elif plain is not None:
                self._text(plain)
        self._flush()
        return "".join(self._out)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{":
            self._groups.append((self._silent, self._rtf_only, self._unicode_skip))
            self._star = False
        elif self._groups:
            self._silent, self._rtf_only, self._unicode_skip = self._groups.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        if word == b"htmlrtf":
            self._rtf_only = number != 0
        elif word == b"htmltag":
            self._silent = False
        elif (
            word
            in (
                b"fonttbl",
                b"colortbl",
                b"stylesheet",
                b"info",
                b"mhtmltag",
                b"pntext",
                b"listtable",
                b"generator",
            )
            or self._star
        ):
            self._silent = True
        elif word in (b"fromhtml", b"pard", b"plain") and len(self._groups) == 1:
            self._silent = False
        elif word == b"uc":
            self._unicode_skip = number or 0
        elif word == b"u" and number is not None:
            self._say(chr(number % 65536))
            self._skip_characters = self._unicode_skip
        elif word in CHARACTERS:
            self._say(CHARACTERS[word])
        self._star = False

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._star = True
        elif symbol in b"\\{}":
            self._character(symbol)
        elif symbol == b"~":
            self._say("\xa0")

    def _character(self, data: bytes) -> None:
        if self._skip_characters:
            self._skip_characters -= 1
        elif not self._silent and not self._rtf_only:
            self._bytes += data

    def _text(self, data: bytes) -> None:
        skipped = min(self._skip_characters, len(data))
        self._skip_characters -= skipped
        if not self._silent and not self._rtf_only:
            self._bytes += data[skipped:]

    def _say(self, text: str) -> None:
        if not self._silent and not self._rtf_only:
            self._flush()
            self._out.append(text)

    def _flush(self) -> None:
        if self._bytes:
            self._out.append(self._bytes.decode(self._codec, "replace"))
            self._bytes.clear()
