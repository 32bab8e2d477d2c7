"""Files made to hurt whoever reads them, each small on disk. Every one is built here from its idea alone."""

import functools
import io
import struct
import zipfile
import zlib

from tests.support.papers import WORD, content_types, one_page, package, pdf, relation, stream, xlsx


@functools.cache
def flate_bomb() -> bytes:
    """One page whose content inflates to a gigabyte, 1 MB on disk."""
    machine = zlib.compressobj(9)
    chunk = b" " * (1 << 20)
    packed = b"".join(machine.compress(chunk) for _ in range(1024)) + machine.flush()
    return one_page(stream(packed, b"/Filter /FlateDecode"))


@functools.cache
def twice_packed_bomb() -> bytes:
    """The same behind two filters, so that the first layer looks harmless."""
    machine = zlib.compressobj(9)
    chunk = b" " * (1 << 20)
    packed = b"".join(machine.compress(chunk) for _ in range(2048)) + machine.flush()
    return one_page(stream(zlib.compress(packed, 9), b"/Filter [/FlateDecode /FlateDecode]"))


def nested_forms() -> bytes:
    """Eleven forms, each drawing the next ten times: 10^11 drawings of one word from 3 kB."""
    levels = 11
    draw = b" ".join(b"/F Do" for _ in range(10))
    forms = []
    for level in range(levels):
        following = 5 + level + 1
        inside = b"/Resources << /XObject << /F %d 0 R >> >>" % following
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
        forms.append(stream(draw, entries + inside))
    forms.append(stream(b"BT /T 12 Tf (ord) Tj ET", b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"))
    return one_page(stream(draw), b"/XObject << /F 5 0 R >>", forms)


@functools.cache
def many_pages(count: int = 10_000) -> bytes:
    """A PDF of so many pages with a word on each."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(count))
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count), font]
    for number in range(count):
        content = 5 + 2 * number
        resources = b"/Resources << /Font << /F 3 0 R >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R %s >>" % (content, resources)
        )
        objects.append(stream(b"BT /F 12 Tf 72 720 Td (Side %d af sagen) Tj ET" % (number + 1)))
    return pdf(objects)


def page_tree_loop() -> bytes:
    """A page tree that contains itself."""
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>"])


def docx(document: bytes) -> bytes:
    """A Word file with this main part."""
    return package(
        {
            "[Content_Types].xml": content_types("word/document.xml", "wordprocessingml.document"),
            "_rels/.rels": relation("word/document.xml"),
            "word/document.xml": document,
        }
    )


@functools.cache
def docx_bomb() -> bytes:
    """A main part of a gigabyte of the same paragraph, about 3 MB packed."""
    out = io.BytesIO()
    paragraph = b"<w:p><w:r><w:t>bombe</w:t></w:r></w:p>" * 20_000
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as container:
        container.writestr("[Content_Types].xml", content_types("word/document.xml", "wordprocessingml.document"))
        container.writestr("_rels/.rels", relation("word/document.xml"))
        with container.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(f'<w:document xmlns:w="{WORD}"><w:body>'.encode())
            for _ in range((1 << 30) // len(paragraph) + 1):
                part.write(paragraph)
            part.write(b"</w:body></w:document>")
    return out.getvalue()


@functools.cache
def lying_docx() -> bytes:
    """A docx whose directory says 100 bytes for a part that inflates to 200 MB."""
    document = f'<w:document xmlns:w="{WORD}"><w:body>'.encode() + b"<w:p/>" * 35_000_000
    data = bytearray(docx(document))
    true_size = struct.pack("<I", len(document))
    at = data.find(true_size)
    while at >= 0:
        data[at : at + 4] = struct.pack("<I", 100)
        at = data.find(true_size)
    return bytes(data)


def docx_with_entity(entity: str, used: str = "&e;") -> bytes:
    """A Word file whose main part declares an entity and uses it in its text."""
    document = (
        f'<?xml version="1.0"?><!DOCTYPE d [{entity}]><w:document xmlns:w="{WORD}"><w:body><w:p><w:r>'
        f"<w:t>foer {used} efter</w:t></w:r></w:p></w:body></w:document>"
    )
    return docx(document.encode())


def laughing_docx() -> bytes:
    """The billion laughs."""
    levels = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    return docx_with_entity(f'<!ENTITY l0 "ha">{levels}', "&l9;")


def far_cell() -> bytes:
    """Two cells at the opposite corners of the largest sheet there is."""
    return xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')


def far_cell_turned() -> bytes:
    """The same, the far cell with its attributes in another order."""
    return xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c t="n" s="0" r="XFD1048576" ><v>2</v></c></row>'
    )


def repeated_cells() -> bytes:
    """An OpenDocument sheet that says of one cell that it stands in every place."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{office}office:1.0" xmlns:table="{office}table:1.0"'
        f' xmlns:text="{office}text:1.0"><office:body><office:spreadsheet><table:table table:name="A">'
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string"'
        ' table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{office}manifest:1.0"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        container.writestr("META-INF/manifest.xml", manifest)
        container.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


HEAD = b"From: Anna Jensen <anna@eksempel.dk>\nTo: post@fjordby.dk\nDate: Mon, 23 Nov 2026 09:00:00 +0100\nMIME-Version: 1.0\n"


def long_subject() -> bytes:
    """A subject of a megabyte of encoded words."""
    return HEAD + b"Subject: " + b"\n ".join([b"=?utf-8?q?a=C3=A6?="] * 52_000) + b"\n\ntekst\n"


def many_recipients() -> bytes:
    """Fifty thousand recipients in one field."""
    return HEAD + b"Cc: " + b",\n ".join(b"n%d@eksempel.dk" % n for n in range(50_000)) + b"\nSubject: mange\n\ntekst\n"


def many_parts() -> bytes:
    """A hundred thousand parts side by side."""
    part = b"--g\nContent-Type: text/plain\n\nx\n"
    return HEAD + b"Subject: dele\nContent-Type: multipart/mixed; boundary=g\n\n" + part * 100_000 + b"--g--\n"


def deep_parts(depth: int = 2_000) -> bytes:
    """Multiparts inside multiparts."""
    opening = b"".join(b"Content-Type: multipart/mixed; boundary=g%d\n\n--g%d\n" % (n, n) for n in range(depth))
    return HEAD + b"Subject: dyb\n" + opening + b"Content-Type: text/plain\n\nbund\n"


def deep_mails(depth: int = 2_000) -> bytes:
    """Mails attached to mails."""
    return HEAD + b"Subject: dyb\n" + b"Content-Type: message/rfc822\n\n" * depth + b"Subject: bund\n\nbund\n"


def bottomless_zip() -> bytes:
    """A zip of ten zips of ten zips: whoever unpacks to the bottom meets 10^12 files, out of 30 kB."""
    inner = package({"r/r.txt": b"bund"})
    for _ in range(12):
        inner = package({f"r/r{n}.zip": inner for n in range(10)})
    return inner


def overlapping_zip() -> bytes:
    """A thousand directory entries that all point at one 10 MB member: 10 GB promised from 10 kB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as container:
        container.writestr("a", bytes(10 * 1024 * 1024))
    data = out.getvalue()
    directory = data.rfind(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    entry = data[directory:end]
    count = 1000
    tail = bytearray(data[end:])
    struct.pack_into("<HHII", tail, 8, count, count, len(entry) * count, directory)
    return data[:directory] + entry * count + bytes(tail)


def huge_picture() -> bytes:
    """A PNG that says it is 60,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(1 << 20), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def deep_rtf() -> bytes:
    """Two hundred thousand groups inside one another."""
    return b"{\\rtf1\\ansi " + b"{\\b " * 200_000 + b"bund" + b"}" * 200_000 + b"}"


def deep_html() -> bytes:
    """Two hundred thousand elements inside one another."""
    return b"<html><body>" + b"<div><span>" * 100_000 + b"bund"


def winmail_that_counts() -> bytes:
    """A winmail.dat whose property says that it has four billion values."""
    values = struct.pack("<IHHI", 1, 0x1003, 0x3001, 0xFFFFFFFF) + bytes(64)
    attribute = struct.pack("<BHHI", 1, 0x9003, 6, len(values)) + values + bytes(2)
    return struct.pack("<IH", 0x223E9F78, 1) + attribute * 2_000


def junk() -> bytes:
    """A megabyte of 0xFF."""
    return b"\xff" * (1 << 20)


def calendar_of_folds() -> bytes:
    """A calendar entry folded after every letter."""
    return b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:" + b"a\r\n " * 400_000 + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def text_of(piece: str) -> bytes:
    """A text that repeats a piece up to a hundred and twenty thousand letters, for patterns that backtrack."""
    return (piece * (120_000 // len(piece))).encode()
