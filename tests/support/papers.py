"""Small whole documents in the formats people send, built from nothing. All persons and places are made up."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from email.message import EmailMessage
from email.policy import SMTP

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(objects: Iterable[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, trailer, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def one_page(content: bytes, resources: bytes = b"", more: Iterable[bytes] = ()) -> bytes:
    """A PDF of one page: objects 1 to 3 are catalogue, pages and page, `content` is 4 and `more` follows."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> >>" % resources
    head = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page]
    return pdf([*head, content, *more])


def text_pdf(pages: Sequence[str], info: str = "") -> bytes:
    """A born-digital PDF: each page's lines from the top in Helvetica. `info` is the inside of the Info dictionary."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< %s >>" % info.encode("cp1252"),
    ]
    for number, page in enumerate(pages):
        resources = b"/Resources << /Font << /F 3 0 R >> >>"
        box = b"/MediaBox [0 0 595 842] /Contents %d 0 R" % (6 + 2 * number)
        objects.append(b"<< /Type /Page /Parent 2 0 R %s %s >>" % (box, resources))
        objects.append(stream(_drawn(page)))
    return pdf(objects, b"/Info 4 0 R")


def _drawn(page: str) -> bytes:
    lines = [line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") for line in page.split("\n")]
    shown = b" T* ".join(b"(%s) Tj" % line.encode("cp1252") for line in lines)
    return b"BT /F 11 Tf 14 TL 72 780 Td " + shown + b" ET"


def package(parts: dict[str, bytes], *, level: int = 9) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as container:
        for name, data in parts.items():
            container.writestr(name, data)
    return out.getvalue()


def content_types(part: str, kind: str) -> bytes:
    """`[Content_Types].xml` with one part of its own kind."""
    return (
        f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
    ).encode()


def relation(target: str) -> bytes:
    """`_rels/.rels` pointing at the main part."""
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{target}"/>'
        "</Relationships>"
    ).encode()


def xlsx(cells: str) -> bytes:
    """A workbook of one sheet with these `<row>` elements."""
    return package(
        {
            "[Content_Types].xml": content_types("xl/workbook.xml", "spreadsheetml.sheet"),
            "_rels/.rels": relation("xl/workbook.xml"),
            "xl/workbook.xml": (
                f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="Ark1" sheetId="1" r:id="rId1"/></sheets>'
                "</workbook>"
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/worksheet"'
                ' Target="worksheets/sheet1.xml"/></Relationships>'
            ).encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{cells}</sheetData></worksheet>'.encode(),
        }
    )


def sheet_row(number: int, *cells: str) -> str:
    """A `<row>` of inline texts."""
    written = (f'<c t="inlineStr" r="{chr(65 + n)}{number}"><is><t>{cell}</t></is></c>' for n, cell in enumerate(cells))
    return f'<row r="{number}">{"".join(written)}</row>'


ODF = "urn:oasis:names:tc:opendocument:xmlns:"
ODF_NAMES = " ".join(
    f'xmlns:{name}="{uri}"'
    for name, uri in {
        "office": f"{ODF}office:1.0",
        "text": f"{ODF}text:1.0",
        "table": f"{ODF}table:1.0",
        "draw": f"{ODF}drawing:1.0",
        "meta": f"{ODF}meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)


def odf(family: str, body: str, meta: str = "", *, encrypted: bool = False) -> bytes:
    """An OpenDocument file: `family` is `text`, `spreadsheet` or `presentation`, `body` what stands in its body."""
    out = io.BytesIO()
    entry = "<manifest:encryption-data/>" if encrypted else ""
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("mimetype", f"application/vnd.oasis.opendocument.{family}")
        container.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{ODF}manifest:1.0">{entry}</manifest:manifest>',
        )
        content = f"<office:body><office:{family}>{body}</office:{family}></office:body>"
        container.writestr("content.xml", f"<office:document-content {ODF_NAMES}>{content}</office:document-content>")
        container.writestr(
            "meta.xml", f"<office:document-meta {ODF_NAMES}><office:meta>{meta}</office:meta></office:document-meta>"
        )
    return out.getvalue()


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"


def pptx(slides: Sequence[tuple[str, Sequence[str]]], order: Sequence[int]) -> bytes:
    """A presentation of (title, lines) slides, stored in the order given and shown in `order` (numbers from 1)."""
    parts = {
        "[Content_Types].xml": content_types("ppt/presentation.xml", "presentationml.presentation"),
        "_rels/.rels": relation("ppt/presentation.xml"),
    }
    ids = "".join(f'<p:sldId id="{255 + number}" r:id="rId{number}"/>' for number in order)
    parts["ppt/presentation.xml"] = (
        f'<p:presentation xmlns:p="{SLIDES}" xmlns:r="{OFFICE}"><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>'
    ).encode()
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/slide" Target="slides/slide{n}.xml"/>'
        for n in range(1, len(slides) + 1)
    )
    parts["ppt/_rels/presentation.xml.rels"] = f'<Relationships xmlns="{RELATIONS}">{links}</Relationships>'.encode()
    for number, (title, lines) in enumerate(slides, start=1):
        shapes = _shape('<p:ph type="title"/>', [title]) + _shape("", lines)
        parts[f"ppt/slides/slide{number}.xml"] = (
            f'<p:sld xmlns:p="{SLIDES}" xmlns:a="{DRAWING}"><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>'
        ).encode()
    return package(parts)


def _shape(holder: str, lines: Sequence[str]) -> str:
    paragraphs = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return f"<p:sp><p:nvSpPr><p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>"


def mail(
    subject: str = "Ansøgning om tilskud",
    text: str = "Hermed ansøgningen.",
    *,
    sender: str = "Anna Jensen <anna@eksempel.dk>",
    to: str = "Borgerservice <post@fjordby-kommune.dk>",
    date: str = "Fri, 20 Nov 2026 10:15:00 +0100",
    message_id: str = "<a1@eksempel.dk>",
    html: str = "",
    files: Iterable[tuple[str, str, bytes]] = (),
    **fields: str,
) -> EmailMessage:
    """A mail; `files` are (name, mime, content), `fields` further headers with `_` for `-`."""
    message = EmailMessage(SMTP)
    for name, value in {"Subject": subject, "From": sender, "To": to, "Date": date, "Message-ID": message_id}.items():
        if value:
            message[name] = value
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, mime, content in files:
        maintype, subtype = mime.split("/")
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return message


LETTER = """Fjordby Kommune
Teknik og Miljø
Rådhusgade 1
9999 Fjordby

Anna Jensen
Skovvej 3, 2. tv
9999 Fjordby

Fjordby, den 18. november 2026
Sagsnr. 26/1182

Afgørelse om byggetilladelse til carport

Kære Anna Jensen

Vi har den 3. november 2026 modtaget din ansøgning om byggetilladelse til en carport på Skovvej 3.
Vi giver dig tilladelse efter byggelovens § 16. Fristen for at klage er den 16. december 2026.

Med venlig hilsen

Bent Holm
Byggesagsbehandler
"""
"""A municipality's letter to a citizen."""
