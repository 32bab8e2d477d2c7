"""Pdf, Word, OpenDocument, sheets, slides, rich and plain text: each made here, read in the child."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime

import docx
import pypdf
import pytest
from docx.enum.style import WD_STYLE_TYPE
from PIL import Image, ImageDraw, ImageFont
from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import EvidenceSource, Extract, Kind, ReadingWarning
from sagsbud.domain.sagsobjekter import Retning
from sagsbud.extract import ChildExtractor
from sagsbud.extract.ocr import available

from tests.support import papers
from tests.support.papers import LETTER

Read = Callable[[str, bytes], Extract]


def saved(document: "docx.document.Document") -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_letter() -> "docx.document.Document":
    document = docx.Document()
    for line in LETTER.split("\n"):
        document.add_paragraph(line)
    return document


def refused(read: Read, name: str, content: bytes) -> Trouble:
    with pytest.raises(ExtractError) as error:
        read(name, content)
    return error.value.trouble


def test_a_row_of_a_table_is_a_line_and_a_cell_of_several_lines_stays_so(read: Read) -> None:
    document = docx.Document()
    document.add_paragraph("Fugtmåling, sagsnr. 26/1182")
    table = document.add_table(2, 2)
    for cell, words in zip(
        (cell for row in table.rows for cell in row.cells), ("Rum", "Fugt", "Stue", "88 %"), strict=True
    ):
        cell.text = words
    layout = document.add_table(1, 2)
    layout.cell(0, 0).text = "Fjordby Kommune\nTorvet 1"
    layout.cell(0, 1).text = "18. november 2026"
    lines = [
        "Fugtmåling, sagsnr. 26/1182",
        "Rum\tFugt",
        "Stue\t88 %",
        "Fjordby Kommune",
        "Torvet 1",
        "18. november 2026",
    ]
    row = "<table:table-row>{}</table:table-row>"
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    odt = papers.odf(
        "text",
        "<text:p>Fugtmåling, sagsnr. 26/1182</text:p><table:table>"
        + row.format(cell.format("Rum") + cell.format("Fugt"))
        + row.format(cell.format("Stue") + cell.format("88 %"))
        + row.format(cell.format("Fjordby Kommune<text:line-break/>Torvet 1") + cell.format("18. november 2026"))
        + "</table:table>",
    )
    for name, content in (("a.docx", saved(document)), ("a.odt", odt)):
        extract = read(name, content)
        assert extract.text.strip().split("\n") == lines
        evidence = extract.case_numbers[0].evidence
        assert extract.text[evidence.start : evidence.end] == evidence.quote


# -- pdf --------------------------------------------------------------------------------------------------


def test_a_pdf_letter_page_by_page(read: Read) -> None:
    extract = read("Scan_0412.pdf", papers.text_pdf([LETTER, "Bilag 1\nSituationsplan, sagsnr. 26/1190"]))
    assert (extract.kind, extract.mime, extract.pages) == (Kind.PDF, "application/pdf", 2)
    assert extract.titles[0].value == "Afgørelse om byggetilladelse til carport"
    assert extract.dates[0].value == date(2026, 11, 18)
    assert extract.direction is not None
    assert extract.direction.value is Retning.UD
    assert [(f.value, f.evidence.page) for f in extract.case_numbers] == [("26/1182", 1), ("26/1190", 2)]
    assert extract.text[extract.page_starts[1] :].startswith("Bilag 1")
    others = [found.evidence for found in extract.dates] + [found.evidence for found in extract.parties]
    for evidence in [f.evidence for f in (*extract.titles, *extract.case_numbers)] + others:
        if evidence.source is EvidenceSource.TEXT:
            assert extract.text[evidence.start : evidence.end] == evidence.quote


def test_what_was_found_lies_on_the_drawn_page_where_it_is_written(readers: ChildExtractor, read: Read) -> None:
    content = papers.text_pdf(["Forside\n" * 3, LETTER])
    evidence = read("brev.pdf", content).case_numbers[0].evidence
    image = readers.render("brev.pdf", content, 2, 595, [(evidence.start, evidence.end)])
    assert (image.width, image.height) == (595, 842)
    (mark,) = image.marks[0]
    line = LETTER.split("\n").index("Sagsnr. 26/1182")
    height = (842 - 780 + 14 * line) * 1000 / 842
    assert mark.top - 12 < height < mark.bottom + 12
    assert 120 < mark.left < mark.right < 300
    row = image.rgb[3 * image.width * int(height * image.height / 1000 - 4) :][: 3 * image.width]
    assert min(row) < 128


def test_a_pdfs_own_properties(read: Read) -> None:
    info = "/Title (Tilsynsrapport for Fjordby Plejecenter) /CreationDate (D:20260914120000+02'00')"
    extract = read("x.pdf", papers.text_pdf(["ja"], info))
    assert extract.titles[0].value == "Tilsynsrapport for Fjordby Plejecenter"
    assert extract.titles[0].evidence.source is EvidenceSource.METADATA
    assert extract.dates[0].value == date(2026, 9, 14)


def test_a_locked_pdf_is_named_and_an_unlocked_one_is_read(read: Read) -> None:
    def locked(user: str, owner: str) -> bytes:
        writer = pypdf.PdfWriter(io.BytesIO(papers.text_pdf(["Hemmelig indstilling"])))
        writer.encrypt(user, owner)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    assert refused(read, "x.pdf", locked("kodeord", "ejer")) is Trouble.ENCRYPTED
    assert "Hemmelig indstilling" in read("x.pdf", locked("", "ejer")).text


def test_files_inside_a_pdf_are_its_children(read: Read) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(papers.text_pdf(["Se bilag"])))
    writer.add_attachment("regnskab.txt", b"tal og tekst")
    out = io.BytesIO()
    writer.write(out)
    extract = read("x.pdf", out.getvalue())
    assert [(c.name, c.content) for c in extract.children] == [("regnskab.txt", b"tal og tekst")]
    assert ReadingWarning.EMBEDDED_FILES in extract.warnings


def test_a_pdf_without_text_says_so_and_a_cut_off_one_is_repaired_or_named(read: Read) -> None:
    assert ReadingWarning.NO_TEXT_LAYER in read("scan.pdf", papers.text_pdf([""])).warnings
    whole = papers.text_pdf([LETTER])
    assert "byggetilladelse" in read("x.pdf", whole[: whole.rindex(b"xref\n")]).text
    assert refused(read, "x.pdf", b"%PDF-1.7\n" + b"intet " * 50) is Trouble.DAMAGED


# -- word -------------------------------------------------------------------------------------------------


def test_a_word_letter(read: Read) -> None:
    extract = read("brev.docx", saved(word_letter()))
    assert extract.kind is Kind.DOCX
    assert extract.titles[0].value == "Afgørelse om byggetilladelse til carport"
    assert extract.dates[0].value == date(2026, 11, 18)


def test_a_heading_by_an_own_style_built_on_one(read: Read) -> None:
    document = docx.Document()
    own = document.styles.add_style("Fjordby overskrift", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = document.styles["Heading 1"]
    document.add_paragraph("Byrådet")
    document.add_paragraph("Helhedsplan for havnen", style=own)
    assert read("x.docx", saved(document)).titles[0].value == "Helhedsplan for havnen"


def test_properties_that_a_file_does_not_have_are_not_invented(read: Read) -> None:
    data = io.BytesIO(saved(docx.Document()))
    with zipfile.ZipFile(data) as container:
        parts = {i.filename: container.read(i) for i in container.infolist() if i.filename != "docProps/core.xml"}
    relations = parts["_rels/.rels"].decode()
    start = relations.index("<Relationship ", relations.index("core-properties") - 200)
    parts["_rels/.rels"] = (relations[:start] + relations[relations.index("/>", start) + 2 :]).encode()
    extract = read("x.docx", papers.package(parts))
    assert extract.titles == ()
    assert extract.dates == ()


def test_a_word_files_properties(read: Read) -> None:
    document = docx.Document()
    document.core_properties.title = "Høringssvar om skolestruktur"
    document.core_properties.modified = datetime(2026, 5, 4, 12, 0, tzinfo=UTC).replace(tzinfo=None)
    extract = read("x.docx", saved(document))
    assert extract.titles[0].value == "Høringssvar om skolestruktur"
    assert extract.dates[0].value == date(2026, 5, 4)


def word(body: str, **more: bytes) -> bytes:
    document = f'<w:document xmlns:w="{papers.WORD}"><w:body>{body}</w:body></w:document>'.encode()
    parts = {
        "[Content_Types].xml": papers.content_types("word/document.xml", "wordprocessingml.document"),
        "_rels/.rels": papers.relation("word/document.xml"),
        "word/document.xml": document,
    }
    return papers.package(parts | {f"word/{name}": data for name, data in more.items()})


def test_changes_are_read_as_they_would_stand_and_told(read: Read) -> None:
    body = (
        "<w:p><w:r><w:t>Vi giver </w:t></w:r><w:del><w:r><w:delText>afslag</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>tilladelse</w:t></w:r></w:ins></w:p>"
    )
    extract = read("x.docx", word(body))
    assert extract.text.strip() == "Vi giver tilladelse"
    assert ReadingWarning.TRACKED_CHANGES in extract.warnings


def test_comments_macros_hidden_text_and_embedded_files_are_told(read: Read) -> None:
    comments = f'<w:comments xmlns:w="{papers.WORD}"><w:comment w:id="1"><w:p/></w:comment></w:comments>'.encode()
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>skjult</w:t></w:r></w:p>"
    files = {
        "comments.xml": comments,
        "vbaProject.bin": b"\x00",
        "embeddings/regneark.txt": b"tal",
        "afchunk.html": b"<p>mere</p>",
    }
    extract = read("x.docm", word(hidden, **files))
    wanted = {"comments", "macros", "hidden_content", "embedded_files"}
    assert {warning.value for warning in extract.warnings} == wanted
    assert [(c.name, c.folded) for c in extract.children] == [("regneark.txt", True), ("afchunk.html", True)]


def test_locked_office_files_are_named_without_being_opened(read: Read) -> None:
    from tests.support.outlook import compound

    locked = compound({"EncryptedPackage": b"\x00" * 5000, "EncryptionInfo": b"\x00" * 100})
    assert refused(read, "indstilling.docx", locked) is Trouble.ENCRYPTED


# -- opendocument, sheets, slides -------------------------------------------------------------------------


def test_an_opendocument_text(read: Read) -> None:
    body = '<text:h text:outline-level="1">Referat af <text:s text:c="1"/>beboermøde</text:h><text:p>Mødt:<text:tab/>alle</text:p>'
    meta = "<dc:date>2026-04-01T10:00:00</dc:date><dc:title>Skabelon</dc:title>"
    extract = read("x.odt", papers.odf("text", body, meta))
    assert extract.kind is Kind.ODT
    assert extract.titles[0].value == "Referat af beboermøde"
    assert extract.dates[0].value == date(2026, 4, 1)
    assert extract.text == "Referat af  beboermøde\nMødt:\talle\n"
    assert refused(read, "x.odt", papers.odf("text", body, encrypted=True)) is Trouble.ENCRYPTED


def test_a_sheet_is_rows_and_a_sheet_of_opendocument_too(read: Read) -> None:
    rows = papers.sheet_row(1, "Navn", "Sag") + papers.sheet_row(2, "Anna", "26/1182")
    extract = read("Oversigt over sager.xlsx", papers.xlsx(rows))
    assert extract.kind is Kind.XLSX
    assert extract.text == "Ark1\nNavn\tSag\nAnna\t26/1182"
    assert extract.titles[0].value == "Oversigt over sager"
    assert extract.case_numbers[0].value == "26/1182"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    row = f"<table:table-row>{cell.format('Navn')}{cell.format('Anna')}</table:table-row>"
    extract = read("x.ods", papers.odf("spreadsheet", f'<table:table table:name="Ark">{row}</table:table>'))
    assert (extract.kind, extract.text) == (Kind.ODS, "Ark\nNavn\tAnna")


def test_slides_come_in_the_order_they_are_shown(read: Read) -> None:
    slides = [("Økonomi", ["tal"]), ("Velkommen til borgermøde", ["program"])]
    extract = read("x.pptx", papers.pptx(slides, order=[2, 1]))
    assert extract.kind is Kind.PPTX
    assert extract.pages == 2
    assert extract.text.startswith("Velkommen til borgermøde\nprogram\n")
    assert extract.titles[0].value == "Velkommen til borgermøde"


def test_slides_of_opendocument(read: Read) -> None:
    page = "<draw:page><draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame></draw:page>"
    extract = read("x.odp", papers.odf("presentation", page.format("Første side") + page.format("Anden side")))
    assert (extract.kind, extract.pages) == (Kind.ODP, 2)
    assert extract.text[extract.page_starts[1] :] == "Anden side\n"


# -- text -------------------------------------------------------------------------------------------------


def test_rich_text_in_its_code_page(read: Read) -> None:
    content = (
        rb"{\rtf1\ansi\ansicpg1252{\info{\title Ans\'f8gning om plads}}\pard K\'e6re Anna\par Hej\par{\deleted v\ae k}}"
    )
    extract = read("x.rtf", content)
    assert extract.kind is Kind.RTF
    assert extract.text.startswith("Kære Anna\nHej")
    assert extract.titles[0].value == "Ansøgning om plads"
    assert ReadingWarning.TRACKED_CHANGES in extract.warnings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_plain_text_in_every_encoding_windows_writes(read: Read, encoding: str) -> None:
    extract = read("note.txt", LETTER.encode(encoding))
    assert extract.kind is Kind.TXT
    assert extract.text.strip() == LETTER.strip()


def test_a_web_page_is_what_its_reader_sees(read: Read) -> None:
    page = (
        "<html><head><title>Selvbetjening</title><style>p{}</style></head><body><h1>Kvittering for ansøgning</h1>"
        "<p>Tak&nbsp;for din<br>henvendelse</p><script>alert(1)</script></body></html>"
    )
    extract = read("x.html", page.encode("cp1252"))
    assert extract.kind is Kind.HTML
    assert extract.text == "Kvittering for ansøgning\nTak for din\nhenvendelse"
    assert extract.titles[0].value == "Kvittering for ansøgning"


def test_an_appointment(read: Read) -> None:
    content = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Netværksmøde om\r\n  Oliver\r\nDTSTART:20261201T090000Z\r\n"
        "ORGANIZER;CN=Anna Jensen:mailto:anna@fjordby-kommune.dk\r\nATTENDEE;CN=Bo:mailto:bo@skole.dk\r\n"
        "DTSTAMP:20261101T080000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    extract = read("x.ics", content.encode())
    assert extract.kind is Kind.ICS
    assert extract.titles[0].value == "Netværksmøde om Oliver"
    assert extract.sender is not None
    assert extract.sender.value.urn == "urn:mailto:anna@fjordby-kommune.dk"
    assert "01-12-2026 09.00" in extract.text


def test_the_kind_is_told_by_the_content_and_a_wrong_suffix_is_told(read: Read) -> None:
    extract = read("brev.docx", papers.text_pdf([LETTER]))
    assert extract.kind is Kind.PDF
    assert ReadingWarning.EXTENSION_MISMATCH in extract.warnings


def drawn(text: str, form: str) -> bytes:
    """A picture of a page with this text on it."""
    picture = Image.new("L", (1654, 2339), 255)
    ImageDraw.Draw(picture).text((120, 160), text, fill=0, font=ImageFont.load_default(48), spacing=24)
    out = io.BytesIO()
    picture.save(out, form, resolution=200)
    return out.getvalue()


@pytest.mark.skipif(not available(), reason="tesseract with its Danish model is not installed")
def test_a_picture_of_a_letter_is_read_by_ocr(read: Read) -> None:
    extract = read("IMG_0001.png", drawn("Klage over regning\nSagsnr. 26/1182", "PNG"))
    assert (extract.kind, extract.pages) == (Kind.IMAGE, 1)
    assert "26/1182" in extract.text
    assert ReadingWarning.NO_TEXT_LAYER in extract.warnings


@pytest.mark.skipif(not available(), reason="tesseract with its Danish model is not installed")
def test_a_scanned_pdf_is_read_by_ocr_unless_that_is_put_off(readers: ChildExtractor, read: Read) -> None:
    scan = drawn("Fjordby, den 18. november 2026\n\nKlage over regning til forening\n\nSagsnr. 26/1182", "PDF")
    extract = read("Scan_0412.pdf", scan)
    assert (extract.kind, extract.pages) == (Kind.PDF, 1)
    assert extract.case_numbers[0].value == "26/1182"
    assert extract.dates[0].value == date(2026, 11, 18)
    assert extract.titles[0].value == "Klage over regning til forening"
    assert ReadingWarning.NO_TEXT_LAYER in extract.warnings
    soon = readers.read("Scan_0412.pdf", scan, datetime(2026, 11, 23, tzinfo=UTC), ocr=False)
    assert (soon.text, soon.pages, soon.titles) == ("", 1, ())
