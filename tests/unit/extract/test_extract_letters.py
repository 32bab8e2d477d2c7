"""What the fields of Danish letters and notes are found to be, each with the words that say so."""

from datetime import UTC, date, datetime

import pytest
from sagsbud.domain.extract import EvidenceSource, Extract, Kind
from sagsbud.domain.parties import PartArt, PartRolle
from sagsbud.domain.sagsobjekter import Foelsomhed, Retning
from sagsbud.extract.document import Mail, Metadata, RawDocument
from sagsbud.extract.fields import find_fields

from tests.support.papers import LETTER

RECEIVED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def fields(
    text: str,
    name: str = "Scan_0412.pdf",
    kind: Kind = Kind.PDF,
    metadata: Metadata | None = None,
    headings: tuple[str, ...] = (),
) -> Extract:
    raw = RawDocument(kind, "application/octet-stream", text, metadata=metadata or Metadata(), headings=headings)
    return find_fields(raw, name, RECEIVED)


def assert_quoted(extract: Extract) -> None:
    """Every piece of evidence that points into the text points at the words it quotes."""
    founds = [f.evidence for f in (*extract.titles, *extract.case_numbers)]
    founds += [f.evidence for f in extract.parties] + [f.evidence for f in extract.dates]
    founds += [extract.direction.evidence] if extract.direction else []
    for evidence in founds:
        if evidence.source is EvidenceSource.TEXT:
            assert extract.text[evidence.start : evidence.end][:160] == evidence.quote
            assert evidence.quote


def test_a_letter_from_the_municipality() -> None:
    extract = fields(LETTER)
    assert extract.titles[0].value == "Afgørelse om byggetilladelse til carport"
    assert extract.dates[0].value == date(2026, 11, 18)
    assert extract.dates[0].evidence.quote == "18. november 2026"
    assert [found.value for found in extract.case_numbers] == ["26/1182"]
    assert extract.direction is not None
    assert extract.direction.value is Retning.UD
    assert [(found.value.navn, found.value.rolle) for found in extract.parties] == [("Anna Jensen", PartRolle.MODTAGER)]
    assert extract.language == "da"
    assert extract.foelsomhed is Foelsomhed.IKKE_FORTROLIG
    assert_quoted(extract)


CITIZEN = """Anna Jensen
Skovvej 3
9999 Fjordby

22/10 2026

Til Fjordby Kommune
Borgerservice

Klage over afslag på boligstøtte

Jeg klager over jeres afgørelse af 1. oktober 2026. Mit CPR-nr. er 010165-0000.
Min diagnose gør, at jeg ikke kan flytte.

Venlig hilsen
Anna Jensen
"""


def test_a_citizens_complaint_goes_in_and_is_sensitive() -> None:
    extract = fields(CITIZEN)
    assert extract.titles[0].value == "Klage over afslag på boligstøtte"
    assert extract.dates[0].value == date(2026, 10, 22)
    assert extract.direction is not None
    assert extract.direction.value is Retning.IND
    assert extract.foelsomhed is Foelsomhed.FOELSOM
    (citizen,) = (found.value for found in extract.parties if found.value.holds_cpr)
    assert citizen.urn == "urn:oio:cpr-nr:0101650000"
    assert "0000" not in repr(citizen)
    assert "0000" not in citizen.label
    assert_quoted(extract)


COMPANY = """Fjordby VVS ApS
CVR-nr. 12345674
Havnegade 12
9999 Fjordby

Fjordby Kommune
Ejendomsafdelingen

Dato: 05-11-26
Vedr.: Tilbud på udskiftning af varmeanlæg, Skovskolen

Vi takker for Deres henvendelse og kan tilbyde arbejdet udført for kr. 245.000.

Med venlig hilsen
Carl Dam
"""


def test_a_company_is_known_by_its_number_and_a_subject_by_its_label() -> None:
    extract = fields(COMPANY)
    assert extract.titles[0].value == "Tilbud på udskiftning af varmeanlæg, Skovskolen"
    assert extract.dates[0].value == date(2026, 11, 5)
    (company,) = (found.value for found in extract.parties if "cvr-nr" in found.value.urn)
    assert company.urn == "urn:oio:cvr-nr:12345674"
    assert company.art is PartArt.VIRKSOMHED
    assert_quoted(extract)


APPLICATION = """Tegnestuen Granly
Kirkestien 2, 9999 Fjordby

Fjordby Kommune
Byg og Miljø
Rådhuspladsen 1
9999 Fjordby

Fjordby, den 20. november 2026

Ansøgning om byggetilladelse, Birkevænget 14

Vi søger om tilladelse til en tilbygning.

Oplysninger om byggeriet
Birkevænget 14, 9999 Fjordby

Med venlig hilsen

Anders Kjærulff
"""


def test_a_letter_addressed_to_a_municipality_comes_in_from_who_stands_above() -> None:
    extract = fields(APPLICATION)
    assert extract.direction is not None
    assert extract.direction.value is Retning.IND
    assert extract.direction.evidence.quote == "Fjordby Kommune"
    assert [(found.value.navn, found.value.rolle) for found in extract.parties] == [
        ("Tegnestuen Granly", PartRolle.AFSENDER),
        ("Anders Kjærulff", PartRolle.PART),
    ]
    assert_quoted(extract)


CERTIFICATE = """Ådal Slamservice ApS
Mosebyvej 112, 9998 Sandby
Tømningsattest for samletank, Mosevej 3
Ejendom Mosevej 3, 9999 Fjordby
Ejer Jens Ole Brinkmann, cpr-nr. 020202-0000
Tømt 18. november 2026 kl. 07.40
"""


def test_a_heading_above_an_address_stays_a_heading_and_a_label_is_no_name() -> None:
    extract = fields(CERTIFICATE)
    assert extract.titles[0].value == "Tømningsattest for samletank, Mosevej 3"
    assert [found.value.navn for found in extract.parties] == ["Jens Ole Brinkmann", "Ådal Slamservice ApS"]


NOTE = """Telefonnotat

Dato: 12. november 2026
Sag: 27.36.04-P20-1-26

Talt med mor om Oliver. Hun ønsker et møde i uge 48.
"""


def test_a_note_stays_inside() -> None:
    extract = fields(NOTE)
    assert extract.direction is not None
    assert extract.direction.value is Retning.INTERN
    assert [found.value for found in extract.case_numbers] == ["27.36.04-P20-1-26"]
    assert extract.dates[0].value == date(2026, 11, 12)
    assert_quoted(extract)


def test_the_letters_own_date_comes_before_dates_it_speaks_of() -> None:
    text = (
        "Født 01-02-2001, frist 15. december 2025, jf. lov nr. 12 af 3. marts 2010.\n\n"
        "Fjordby, den 7. juni 2026\n\nVi skriver om mødet 1. maj 2026.\n"
    )
    assert [found.value for found in fields(text).dates][:2] == [date(2026, 6, 7), date(2026, 5, 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dato: 03-03-2021", date(2021, 3, 3)),
        ("d. 31.12.99", date(1999, 12, 31)),
        ("den 15. okt. 2019", date(2019, 10, 15)),
        ("1/2-2020", date(2020, 2, 1)),
        ("12/11 2026", date(2026, 11, 12)),
        ("2021-03-04", date(2021, 3, 4)),
        ("den 1. marts 2024", date(2024, 3, 1)),
        ("3.4.26", date(2026, 4, 3)),
        ("15. JANUAR 2025", date(2025, 1, 15)),
        ("31.04.2020", None),
        ("12/31/2020", None),
        ("29-02-2023", None),
        ("Telefon 12 34 56 78", None),
        ("kl. 12.30", None),
        ("§ 3.2.1", None),
        ("version 1.2.2020.4", None),
        ("kr. 1.250.000", None),
    ],
)
def test_dates_are_read_as_danes_write_them(text: str, expected: date | None) -> None:
    dates = fields(text, name="x.pdf").dates
    assert (dates[0].value if dates else None) == expected


def test_no_date_lies_after_the_document_arrived_or_before_anyone_here_was_born() -> None:
    assert fields("24. november 2026 og 1. januar 1899", name="x.pdf").dates == ()


def test_a_date_in_the_name_counts_when_the_text_has_none_on_top() -> None:
    assert fields("uden dato", name="20260314 Referat.pdf").dates[0].value == date(2026, 3, 14)
    assert fields("uden dato", name="Referat 14-03-2026.pdf").dates[0].value == date(2026, 3, 14)
    assert fields("uden dato", name="tekst_6-2-10-t02.pdf").dates == ()


def test_what_a_clock_says_that_knows_no_date_is_no_date() -> None:
    never = Metadata(created=datetime(1970, 1, 1, tzinfo=UTC), modified=datetime(2025, 2, 3, tzinfo=UTC))
    assert [found.value for found in fields("tekst", metadata=never).dates] == [date(2025, 2, 3)]


def test_whom_it_greets_is_no_title_though_it_stands_alone_on_the_first_line() -> None:
    text = "Kære Fjordby Kommune\n\nJeg søger om lov til at bygge en carport på Mosevej 3, 9999 Fjordby.\n"
    extract = fields(text, name="Ansøgning om carport.txt", kind=Kind.TXT, headings=("Kære Fjordby Kommune",))
    assert extract.titles[0].value == "Ansøgning om carport"


@pytest.mark.parametrize(
    "name",
    ["Scan_0412.pdf", "SKM_C25826112309120.pdf", "IMG_2041.jpg", "Dokument1.docx", "image001.png", "Ny kopi (2).pdf",
     "3f2504e0-4f89-11d3-9a0c-0305e82c3301.pdf", "Xerox WorkCentre.pdf", "doc12345620261123.pdf", "Brevskabelon.docx"],
)  # fmt: skip
def test_what_a_scanner_calls_it_is_no_title(name: str) -> None:
    assert fields("", name=name).titles == ()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Ansoegning_om_tilskud.pdf", "Ansoegning om tilskud"),
        ("Referat%20af%20m%C3%B8de.docx", "Referat af møde"),
        ("SV: Mødet.msg", "Mødet"),
        ("partshøring - carport.pdf.p7m", "partshøring - carport"),
    ],
)
def test_a_name_somebody_chose_is_a_title(name: str, title: str) -> None:
    assert fields("", name=name).titles[0].value == title


def test_a_title_from_the_programs_template_gives_way_to_the_letter() -> None:
    for title in ("Microsoft Word - Dokument2", "Brevskabelon", "Notatskabelon 2019.docx"):
        assert fields(LETTER, metadata=Metadata(title=title)).titles[0].value.startswith("Afgørelse om")


def test_a_heading_every_report_has_is_no_title() -> None:
    raw = RawDocument(Kind.DOCX, "", "1. Indledning\n\nTrafikplan for Fjordby midtby\n", headings=("1. Indledning",))
    assert find_fields(raw, "x.docx", RECEIVED).titles[0].value == "Trafikplan for Fjordby midtby"


def test_a_table_is_called_what_its_file_is_called() -> None:
    extract = fields("Navn\tBeløb\nAnna\t100\n", name="Regnskab for ungdomsklub.xlsx", kind=Kind.XLSX)
    assert extract.titles[0].value == "Regnskab for ungdomsklub"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Vores ref. 2026-1182", "2026-1182"),
        ("Sags ID: SAG-2015-00441", "SAG-2015-00441"),
        ("J.nr. 00.01.00-A00-1-20", "00.01.00-A00-1-20"),
        ("Sagsid.: 20/33839", "20/33839"),
        ("Deres j.nr.: 26/1182", "26/1182"),
        ("se 18.15.00-Ø40-2-19 om foreninger", "18.15.00-Ø40-2-19"),
        ("Sagsnummer: 00.22.00-2907-18", "00.22.00-2907-18"),
        ("Telefon 12.34.56.78", None),
        ("journalen er lukket 2019", None),
        ("lov nr. 25/1234", None),
        ("den 11/2026", None),
        ("faktura 2736.04-P20-1-15", None),
        ("1/2 liter", None),
    ],
)
def test_case_numbers_as_people_write_them(text: str, number: str | None) -> None:
    found = fields(text, name="x.pdf").case_numbers
    assert (found[0].value if found else None) == number
    assert_quoted(fields(text, name="x.pdf"))


def test_a_case_number_in_the_files_name_may_lack_its_slash() -> None:
    assert fields("", name="2026-1182 Partshøring.pdf").case_numbers[0].value == "2026-1182"
    assert fields("", name="12.34.56-K08-12-20_bilag2.pdf").case_numbers[0].value == "12.34.56-K08-12-20"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("cpr 010165-0000", True),
        ("Personnummer 010165 0000", True),
        ("320190-1111", False),
        ("000000-0000", False),
        ("Konto 1234-0101650000", False),
        ("tlf. 010165-0000", False),
        ("EAN 5790000123456", False),
    ],
)
def test_citizens_by_their_number(text: str, holds: bool) -> None:
    extract = fields(text, name="x.pdf")
    assert any(found.value.holds_cpr for found in extract.parties) is holds
    assert (extract.foelsomhed is Foelsomhed.FORTROLIG) is holds


@pytest.mark.parametrize(("text", "number"), [("CVR 12345674", "12345674"), ("DK-12345674", "12345674"), ("cvr-nr.: 12 34 56 74", "12345674"), ("CVR 12345675", ""), ("CVR 00000000", "")])  # fmt: skip
def test_companies_by_a_number_that_fits_its_check(text: str, number: str) -> None:
    urns = [found.value.urn for found in fields(text, name="x.pdf").parties]
    assert urns == ([f"urn:oio:cvr-nr:{number}"] if number else [])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vi har modtaget din ansøgning, og den er ikke afgjort endnu. Du hører fra os.", "da"),
        ("Vi har mottatt søknaden din, og den er ikke avgjort av noen etter at den ble sendt.", "no"),
        ("We have received your application and it is not decided yet.", "en"),
        ("Wir haben Ihren Antrag erhalten und er ist noch nicht von der Behörde entschieden.", "de"),
        ("Vi har tagit emot din ansökan och den är inte avgjord för att den ska vidare.", "sv"),
        ("Bilag for for for for", ""),
        ("12 34", ""),
    ],
)
def test_the_language_of_a_few_lines(text: str, language: str) -> None:
    assert fields(text).language == language


def test_the_page_of_the_evidence() -> None:
    raw = RawDocument(Kind.PDF, "application/pdf", "Side et\nSagsnr. 26/1182\n", page_starts=(0, 8))
    assert find_fields(raw, "x.pdf", RECEIVED).case_numbers[0].evidence.page == 2


@pytest.mark.parametrize(("subject", "kept"), [("Test mail attachment", True), ("Nyt brev", True), ("Scan_0412", False), ("image001.png", False), ("Dokument1", False)])  # fmt: skip
def test_a_subject_in_words_is_a_title_even_if_a_scanner_could_have_said_it(subject: str, kept: bool) -> None:
    raw = RawDocument(Kind.EML, "message/rfc822", "tekst", mail=Mail(subject))
    assert bool(find_fields(raw, "x.eml", RECEIVED).titles) is kept


@pytest.mark.parametrize(
    "line", ["Fjordby, den 18. november 2026", "den 3. marts 2026", "Dato: 3.4.2026", "Store Fjordby den 1/2-2026"]
)
def test_a_line_that_only_dates_the_letter_is_no_title(line: str) -> None:
    assert fields(f"{line}\n\nKlage over en regning\n", name="x.pdf").titles[0].value == "Klage over en regning"
