"""The demo's documents of office programs. Fjordby, its people and its firms do not exist."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import docx

LONG_AGO = (2026, 11, 20, 12, 0, 0)
"""The time all members of the containers carry, so that the same words give the same file."""


def docx_of(title: str, blocks: Sequence[str | Sequence[Sequence[str]]], *, author: str) -> bytes:
    """Paragraphs and tables; a paragraph that begins with `# ` is a heading."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = author
    document.core_properties.created = document.core_properties.modified = datetime(*LONG_AGO[:6], tzinfo=UTC)
    document.core_properties.last_modified_by = author
    document.core_properties.comments = ""
    for block in blocks:
        if not isinstance(block, str):
            table = document.add_table(0, len(block[0]), style="Table Grid")
            for row in block:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
        elif block.startswith("# "):
            document.add_heading(block.removeprefix("# "), 1)
        else:
            document.add_paragraph(block)
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue())


def repacked(container: bytes) -> bytes:
    """The same container with the time of packing taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(container)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "docProps/thumbnail.jpeg":
                new.writestr(zipfile.ZipInfo(name, LONG_AGO), old.read(name), zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def hearing_answer() -> bytes:
    """An answer to a hearing, for a case that has been closed meanwhile."""
    return docx_of(
        "Høringssvar til lokalplan 114, Havnefronten",
        [
            "Grundejerforeningen Søsiden\nHavnegade 4, 9999 Fjordby\nv/ formand Jytte Brandt",
            "Fjordby Kommune\nPlan\nRådhuspladsen 1\n9999 Fjordby",
            "Fjordby, den 19. november 2026",
            "Sagsnr. 25/0418",
            "# Høringssvar til lokalplan 114, Havnefronten",
            "Grundejerforeningen Søsiden repræsenterer 46 ejendomme langs havnen. Vi har behandlet forslaget til lokalplan "
            "114 på vores generalforsamling den 12. november.",
            "Vi støtter, at de gamle pakhuse bliver til boliger, men vi mener, at byggefeltet mod vest er for højt. Fem "
            "etager tager udsigten fra Havnegade og lægger promenaden i skygge efter kl. 15.",
            "Vi foreslår, at bygningshøjden i byggefelt C sænkes til tre etager, og at der laves mindst 40 "
            "parkeringspladser i kælder, så gæsteparkering ikke flytter ud i vores sidegader.",
            "Vi vil gerne mødes med planafdelingen, før forslaget vedtages endeligt.",
            "Med venlig hilsen",
            "Jytte Brandt",
        ],
        author="Jytte Brandt",
    )


def snow_contract() -> bytes:
    """A contract whose case number stands in the file's name alone."""
    return docx_of(
        "Kontrakt om snerydning 2026/27",
        [
            "# Kontrakt om snerydning 2026/27",
            "Mellem Fjordby Kommune, Park og Vej, og Sandager Maskinstation, Sandagervej 8, 9998 Sandby, er der indgået "
            "aftale om snerydning og glatførebekæmpelse på kommunens veje i distrikt 3.",
            [
                ["Periode", "15. november 2026 til 1. april 2027"],
                ["Område", "Distrikt 3: 41 km vej og 12 km sti"],
                ["Materiel", "To lastbiler med plov og spreder, en traktor med kost"],
                ["Beredskab", "Udkald inden for 45 minutter, døgnet rundt"],
                ["Vederlag", "Fast beredskab 84.000 kr. og 1.140 kr. pr. time ved udkald"],
            ],
            "Saltning sker efter kommunens vinterregulativ. Entreprenøren fører logbog for hver udkørsel og sender den til "
            "kommunen hver mandag.",
            "Fjordby, den 10. november 2026",
            "For kommunen: Henrik Saabye. For entreprenøren: Oluf Sandager.",
        ],
        author="Henrik Saabye",
    )


def party_hearing() -> bytes:
    """The municipality's own letter to a party before it decides."""
    return docx_of(
        "Partshøring, påbud om rottesikring",
        [
            "Fjordby Kommune\nByg og Miljø\nRådhuspladsen 1, 9999 Fjordby",
            "Ejerforeningen Møllegade 5\nMøllegade 5\n9999 Fjordby",
            "Dato: 12. november 2026",
            "Sagsnr.: 26/0861",
            "# Partshøring, påbud om rottesikring",
            "Kære ejerforening",
            "Vi overvejer at påbyde jer at rottesikre ejendommen Møllegade 5. I har mulighed for at komme med bemærkninger, "
            "før vi træffer afgørelse. Fristen er den 26. november 2026.",
            "Kommunens rottebekæmper har siden august fundet aktive rotter i kælderen seks gange. Røgprøven den 29. oktober "
            "viste to brud på stikledningen under gården.",
            "Påbuddet vil gå ud på, at stikledningen repareres, og at der sættes en rottespærre i skelbrønden. Det følger af "
            "bekendtgørelsen om forebyggelse og bekæmpelse af rotter.",
            "Partshøringen sker efter forvaltningslovens § 19.",
            "Med venlig hilsen",
            "Sofie Thorup\nmiljøsagsbehandler",
        ],
        author="Sofie Thorup",
    )


def minutes() -> bytes:
    """Minutes of a meeting with the parties."""
    return docx_of(
        "Referat af partshøring 18.11",
        [
            "# Referat af partshøring 18.11.2026, Møllegade 5",
            "Sag: 26/0861 Rottesikring, Møllegade 5",
            "Til stede: ejerforeningens formand Bent Rask, vicevært Ali Demir, Sofie Thorup fra Byg og Miljø.",
            "Formanden oplyste, at foreningen har indhentet to tilbud på reparation af stikledningen, og at arbejdet kan "
            "begynde i uge 50.",
            "Foreningen spurgte, om rottespærren kan vente til foråret. Kommunen svarede, at spærren skal sættes samtidig, "
            "fordi der stadig er rotter i kælderen.",
            "Foreningen sender en tidsplan senest den 26. november.",
        ],
        author="Sofie Thorup",
    )


def damages() -> bytes:
    """A tenant's list of damages."""
    return docx_of(
        "Beskrivelse af skader, Strandgade 7",
        [
            "# Beskrivelse af skader, Strandgade 7, 1. tv.",
            [
                ["Rum", "Skade"],
                ["Soveværelse", "Sorte pletter på ydervæg, cirka 1,5 m²"],
                ["Bad", "Løs fuge ved gulvafløb, pletter bag toilet"],
                ["Entré", "Fugtig væg under elmåler"],
            ],
            "Udlejer fik besked den 3. oktober og den 2. november, men har ikke været her.",
        ],
        author="Nadia Holmgaard",
    )


def damaged() -> bytes:
    """A document that broke off on its way."""
    whole = docx_of(
        "Pejling uge 46", ["# Pejling af grundvand, uge 46", "Boring 1: 4,12 meter under terræn."], author=""
    )
    return whole[: len(whole) * 2 // 3]


_ODT_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:text>
{body}</office:text></office:body></office:document-content>
"""
_ODT_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""


def soil() -> bytes:
    """A notice that soil is to be moved, as an OpenDocument text."""
    lines = [
        "Brødrene Skovgaard",
        "Engdraget 30, 9999 Fjordby",
        "",
        "Fjordby Kommune",
        "Byg og Miljø",
        "Fjordby, den 18. november 2026",
        "Sagsnr.: 26/0977",
        "",
        "# Anmeldelse af jordflytning, Engdraget",
        "Vi anmelder flytning af overskudsjord fra udgravning til kælder på Engdraget 30 efter jordflytningsbekendtgørelsen.",
        "Mængde: 240 ton, fordelt på 12 læs.",
        "Jordens klasse: lettere forurenet (klasse 2) efter otte prøver fra Jordlab Nord.",
        "Modtager: Sandby Jordmodtagelse, som har givet tilsagn.",
        "Transport: egne biler i uge 49 og 50.",
        "Området er omfattet af områdeklassificeringen. Analyserapporten er sendt med mail den 16. november.",
        "Med venlig hilsen",
        "Kaj Skovgaard",
    ]
    body = "".join(
        f'<text:h text:outline-level="1">{escape(line[2:])}</text:h>\n'
        if line.startswith("# ")
        else f"<text:p>{escape(line)}</text:p>\n"
        for line in lines
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        kind = zipfile.ZipInfo("mimetype", LONG_AGO)
        container.writestr(kind, "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        for name, text in (("content.xml", _ODT_CONTENT.format(body=body)), ("META-INF/manifest.xml", _ODT_MANIFEST)):
            container.writestr(zipfile.ZipInfo(name, LONG_AGO), text, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def telephone_note() -> bytes:
    """A note of a call, as plain text."""
    return (
        "Telefonnotat\r\n\r\n"
        "Sag: 26/1090\r\n"
        "Dato: 20. november 2026\r\n"
        "Skrevet af: Lone Mikkelsen\r\n\r\n"
        "Emne: Alarm på samletank, Mosevej 3\r\n\r\n"
        "Jens Ole Brinkmann ringede kl. 9.40. Alarmen på samletanken har været tændt siden torsdag aften, selv om tanken blev\r\n"
        "tømt onsdag. Han har talt med slamservice, som mener, at føleren sidder fast.\r\n\r\n"
        "Jeg har sagt, at han skal have føleren set efter senest fredag, og at spildevand ikke må løbe over. Han ringer, når\r\n"
        "det er gjort.\r\n"
    ).encode("cp1252")
