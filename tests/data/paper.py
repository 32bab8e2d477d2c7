"""Letters on A4 as small PDF files that are the same to the byte each time: the standard fonts, nothing of today.

Helvetica is one of the fonts every reader of PDF has, so none is embedded. The widths are those of Adobe's metrics.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import md5

WIDTH, HEIGHT = 595, 842
"""A4 in points."""
MARGIN = 76.0
_ASCII = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_OTHERS = {"æ": 889, "ø": 611, "å": 556, "Æ": 1000, "Ø": 778, "Å": 667, "²": 333, "³": 333, "–": 556, "·": 278}
BOLDER = 1.07
"""How much wider the bold letters are, on average; enough to break lines by."""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width in points."""
    units = sum(_ASCII[ord(c) - 32] if " " <= c <= "~" else _OTHERS.get(c, 556) for c in text)
    return units / 1000 * size * (BOLDER if bold else 1.0)


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG that fills a rectangle (left, bottom, width, height in points)."""

    jpeg: bytes = field(repr=False)
    pixels: tuple[int, int]
    place: tuple[float, float, float, float] = (0, 0, WIDTH, HEIGHT)
    gray: bool = False


class Sheets:
    """Pages that are written from the top down; a new one begins by itself."""

    def __init__(self, *, hidden: bool = False) -> None:
        self._mode = 3 if hidden else 0
        self._pages: list[list[str]] = []
        self._pictures: list[list[Picture]] = []
        self.turn()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    def turn(self) -> None:
        """Begin a new page."""
        self._pages.append([])
        self._pictures.append([])
        self._y = HEIGHT - MARGIN

    def picture(self, picture: Picture) -> None:
        """Put a picture on this page, under its text."""
        self._pictures[-1].append(picture)

    def gap(self, points: float = 9.0) -> None:
        """Leave room."""
        self._y -= points

    def to(self, y: float) -> None:
        """Go on at this height above the page's lower edge."""
        self._y = y

    def text(
        self, words: str, *, size: float = 11.5, bold: bool = False, x: float = MARGIN, right: float = WIDTH - MARGIN
    ) -> None:
        """A paragraph, broken into lines; line ends in the words are kept."""
        for line in _lines(words, size, right - x, bold=bold):
            if self._y < MARGIN:
                self.turn()
            self._y -= size * 1.45
            self.word(line, x, self._y, size=size, bold=bold)

    def word(self, words: str, x: float, y: float, *, size: float = 11.5, bold: bool = False) -> None:
        """Words at a place."""
        shown = words.encode("cp1252").decode("latin-1").translate({40: "\\(", 41: "\\)", 92: "\\\\"})
        font = "F2" if bold else "F1"
        self._pages[-1].append(f"BT {self._mode} Tr /{font} {size:g} Tf {x:.1f} {y:.1f} Td ({shown}) Tj ET")

    def table(self, rows: Iterable[tuple[str, str]], *, middle: float = 210.0, size: float = 11.0) -> None:
        """Two columns with a hair line above each row."""
        for name, value in rows:
            if self._y < MARGIN + 40:
                self.turn()
            self.line(MARGIN, self._y - 2, WIDTH - MARGIN, self._y - 2)
            top = self._y - 3
            self._y = top
            self.text(name, size=size, right=middle)
            left = self._y
            self._y = top
            self.text(value, size=size, x=middle)
            self._y = min(self._y, left) - 4

    def line(self, x1: float, y1: float, x2: float, y2: float, *, width: float = 0.6, gray: float = 0.55) -> None:
        """A stroke."""
        self._pages[-1].append(f"{width:g} w {gray:g} G {x1:.1f} {y1:.1f} m {x2:.1f} {y2:.1f} l S")

    def box(self, x: float, y: float, width: float, height: float, *, fill: float | None = None) -> None:
        """A rectangle, filled with a shade of gray if wanted (0 is black)."""
        shade = f"{fill:g} g " if fill is not None else ""
        act = "B" if fill is not None else "S"
        self._pages[-1].append(f"q 0.9 w 0.25 G {shade}{x:.1f} {y:.1f} {width:.1f} {height:.1f} re {act} Q")

    def pdf(
        self, title: str = "", *, made: str = "20261120091400", attached: Sequence[tuple[str, bytes]] = ()
    ) -> bytes:
        """The whole as a file; `made` is a time as PDF writes it, `attached` are files embedded in it."""
        return _Writer(title, made).write(self._pages, self._pictures, attached)


def _lines(words: str, size: float, room: float, *, bold: bool) -> Iterable[str]:
    for paragraph in words.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and width_of(longer, size, bold=bold) > room:
                yield line
                line = word
            else:
                line = longer
        yield line


class _Writer:
    """Objects in order, then their places."""

    def __init__(self, title: str, made: str) -> None:
        self._title = title
        self._made = made
        self._objects: list[bytes] = [b"", b""]
        """The catalogue and the tree of pages come first; they are filled in last."""

    def write(
        self,
        pages: Sequence[Sequence[str]],
        pictures: Sequence[Sequence[Picture]],
        attached: Sequence[tuple[str, bytes]],
    ) -> bytes:
        """The file."""
        fonts = [
            self._add(b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % name)
            for name in (b"Helvetica", b"Helvetica-Bold")
        ]
        kids = [self._page(page, shown, fonts) for page, shown in zip(pages, pictures, strict=True)]
        listed = " ".join(f"{kid} 0 R" for kid in kids)
        self._objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [ {listed} ] >>".encode()
        names = self._embedded(attached)
        self._objects[0] = f"<< /Type /Catalog /Pages 2 0 R /Lang (da-DK) {names}>>".encode()
        info = self._add(b"<< /Title %s /CreationDate (D:%s) >>" % (_string(self._title), self._made.encode()))
        return self._file(info)

    def _page(self, page: Sequence[str], pictures: Sequence[Picture], fonts: Sequence[int]) -> int:
        shown = [(f"P{n}", self._picture(picture), picture) for n, picture in enumerate(pictures, start=1)]
        drawn = [
            f"q {p.place[2]:g} 0 0 {p.place[3]:g} {p.place[0]:g} {p.place[1]:g} cm /{name} Do Q" for name, _, p in shown
        ]
        content = self._stream(b"", "\n".join([*drawn, *page]).encode("latin-1"))
        images = " ".join(f"/{name} {number} 0 R" for name, number, _ in shown)
        return self._add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {content} 0 R /Resources "
            f"<< /Font << /F1 {fonts[0]} 0 R /F2 {fonts[1]} 0 R >> /XObject << {images} >> >> >>".encode()
        )

    def _picture(self, picture: Picture) -> int:
        width, height = picture.pixels
        space = "DeviceGray" if picture.gray else "DeviceRGB"
        head = (
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /{space} "
            f"/BitsPerComponent 8 /Filter /DCTDecode "
        )
        return self._stream(head.encode(), picture.jpeg, packed=True)

    def _embedded(self, attached: Sequence[tuple[str, bytes]]) -> str:
        if not attached:
            return ""
        entries = []
        for name, content in attached:
            file = self._stream(b"/Type /EmbeddedFile /Subtype /application#2Fpdf ", content)
            shown = _string(name).decode("latin-1")
            spec = self._add(f"<< /Type /Filespec /F {shown} /UF {shown} /EF << /F {file} 0 R >> >>".encode("latin-1"))
            entries.append(f"{shown} {spec} 0 R")
        return f"/Names << /EmbeddedFiles << /Names [ {' '.join(entries)} ] >> >> /PageMode /UseAttachments "

    def _stream(self, head: bytes, data: bytes, *, packed: bool = False) -> int:
        body = data if packed else zlib.compress(data, 9)
        how = b"" if packed else b"/Filter /FlateDecode "
        return self._add(b"<< %s%s/Length %d >>\nstream\n%s\nendstream" % (head, how, len(body), body))

    def _add(self, body: bytes) -> int:
        self._objects.append(body)
        return len(self._objects)

    def _file(self, info: int) -> bytes:
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, body in enumerate(self._objects, start=1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start, count = len(out), len(self._objects) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % count
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
        name = b"<%s>" % md5(out, usedforsecurity=False).hexdigest().encode()
        out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R /ID [ %s %s ] >>\n" % (count, info, name, name)
        out += b"startxref\n%d\n%%%%EOF\n" % start
        return bytes(out)


def _string(text: str) -> bytes:
    """A text string of PDF: UTF-16 in hexadecimal, so that no letter needs escaping."""
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"
