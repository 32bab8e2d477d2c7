"""The letters of the demo that are PDF files. Fjordby, its people and its firms do not exist."""

import io
import re
from collections.abc import Callable

from pypdf import PdfReader, PdfWriter

from tests.data.paper import MARGIN, Sheets
from tests.data.pictures import scribbles, searchable

TO_US = "Fjordby Kommune\nByg og Miljø\nRådhuspladsen 1\n9999 Fjordby"
PASSWORD = "Granly-B-2026"


def letterhead(sheets: Sheets, name: str, lines: str) -> None:
    """Who writes."""
    sheets.text(name, size=13, bold=True)
    sheets.text(lines, size=9.5)
    sheets.gap(16)


def paragraphs(sheets: Sheets, *texts: str) -> None:
    """Running text."""
    for text in texts:
        sheets.text(text)
        sheets.gap(6)


def application() -> bytes:
    """An application for a building permit: three pages, two drawings attached, a case number, a CPR number."""
    s = Sheets()
    letterhead(s, "Tegnestuen Granly", "Kirkestien 2, 9999 Fjordby\nCVR 00112233")
    s.text(TO_US)
    s.gap(14)
    s.text("Fjordby, den 20. november 2026")
    s.gap(8)
    s.text("Deres sag: 26/1182")
    s.gap(12)
    s.text("Ansøgning om byggetilladelse, Birkevænget 14", size=13, bold=True)
    s.text("Tilbygning på 28 m² til enfamiliehus", size=11)
    s.gap(8)
    paragraphs(
        s,
        "På vegne af ejeren, Mette Lund Andreasen, cpr-nr. 010101-0000, søger vi om tilladelse til at opføre en "
        "tilbygning på 28 m² til det eksisterende enfamiliehus.",
        "Tilbygningen holdes 2,5 meter fra skel mod nord. Facaden beklædes med brædder af lærk, og taget udføres som "
        "built-up med en hældning på 3 grader.",
        "Vi beder samtidig kommunen tage stilling til, om den skrå højdegrænse kan fraviges langs det nordlige skel. "
        "Naboen på Birkevænget 16 har set tegningerne og har ingen bemærkninger.",
        "Vedlagt er situationsplan (bilag 1) og facadetegninger (bilag 2).",
        "Statiske beregninger eftersendes, når den geotekniske undersøgelse foreligger, forventeligt i uge 49.",
    )
    s.gap(10)
    s.text("Med venlig hilsen")
    s.gap(22)
    s.text("Anders Kjærulff\narkitekt")
    s.turn()
    s.text("Oplysninger om byggeriet", size=13, bold=True)
    s.gap(10)
    s.table(
        [
            ("Ejendom", "Birkevænget 14, 9999 Fjordby"),
            ("Ejer", "Mette Lund Andreasen"),
            ("Grundens areal", "812 m²"),
            ("Nuværende etageareal", "148 m², heraf bolig 148 m²"),
            ("Tilbygning", "28 m² i ét plan, alrum og bryggers"),
            ("Bebyggelsesprocent", "18 før og 22 efter tilbygningen"),
            ("Højde", "3,4 meter over terræn"),
            ("Afstand til skel", "2,5 meter mod nord, 11,2 meter mod øst"),
            ("Opvarmning", "Fjernvarme, som det øvrige hus"),
            ("Regnvand", "Faskine på egen grund, 2 m³"),
            ("Konstruktionsklasse", "KK1"),
            ("Brandklasse", "BK1"),
            ("Forventet start", "Uge 6, 2027"),
        ]
    )
    s.gap(14)
    paragraphs(
        s,
        "Tilbygningen er omfattet af bygningsreglementets bestemmelser om enfamiliehuse. Der er ingen lokalplan for "
        "området, og ejendommen ligger uden for bygge- og beskyttelseslinjer.",
        "Huset er ikke registreret som bevaringsværdigt. Der fældes ingen træer, og adgangen til ejendommen ændres ikke.",
    )
    s.turn()
    s.text("Begrundelse for fravigelse af det skrå højdegrænseplan", size=13, bold=True)
    s.gap(8)
    paragraphs(
        s,
        "Tilbygningens nordvestlige hjørne rager 0,4 meter gennem det skrå højdegrænseplan. Hjørnet er 1,8 meter langt og "
        "vender mod naboens garage, som ikke har vinduer mod skel.",
        "Skyggen fra hjørnet falder på garagens tag og når ikke terrassen på Birkevænget 16 mellem marts og september. "
        "Taget kan ikke sænkes uden at bryde med husets sokkelkote.",
        "Vi vurderer, at fravigelsen er uden betydning for naboens lys, luft og indblik, og at hensynet bag bestemmelsen "
        "derfor er varetaget.",
    )
    s.gap(10)
    s.text("Bilag", bold=True)
    s.text("1  Situationsplan, 1:500, dateret 16. november 2026\n2  Facadetegninger, 1:100, dateret 16. november 2026")
    attached = [("Bilag 1 Situationsplan.pdf", site_plan()), ("Bilag 2 Facadetegninger.pdf", elevations())]
    return s.pdf("Ansøgning om byggetilladelse, Birkevænget 14", attached=attached)


def site_plan() -> bytes:
    """The plot with house, extension and garage."""
    s = Sheets()
    s.text("Situationsplan, Birkevænget 14", size=13, bold=True)
    s.text("1:500 · 16. november 2026 · Tegnestuen Granly", size=9.5)
    s.box(120, 300, 330, 330)
    s.box(170, 380, 170, 120, fill=0.86)
    s.box(340, 400, 70, 80, fill=0.68)
    s.box(140, 560, 80, 50, fill=0.93)
    s.line(100, 640, 470, 640, width=1.4, gray=0.3)
    for words, x, y in (
        ("Eksisterende hus 148 m²", 182, 436),
        ("Tilbygning", 346, 446),
        ("28 m²", 346, 432),
        ("Garage", 150, 580),
        ("Skel mod Birkevænget 16", 130, 648),
        ("2,5 m", 420, 500),
        ("Birkevænget", 250, 280),
    ):
        s.word(words, x, y, size=9)
    s.line(415, 480, 415, 630, width=0.8)
    return s.pdf("Situationsplan", made="20261116102000")


def elevations() -> bytes:
    """Two elevations."""
    s = Sheets()
    s.text("Facadetegninger, Birkevænget 14", size=13, bold=True)
    s.text("1:100 · 16. november 2026 · Tegnestuen Granly", size=9.5)
    for bottom, name in ((480, "Facade mod nord"), (200, "Facade mod øst")):
        s.box(110, bottom, 210, 90, fill=0.9)
        s.box(320, bottom, 110, 78, fill=0.75)
        s.line(100, bottom + 90, 215, bottom + 150)
        s.line(215, bottom + 150, 330, bottom + 90)
        s.line(80, bottom, 470, bottom, width=1.6, gray=0.2)
        for x in (135, 200, 262, 350):
            s.box(x, bottom + 28, 34, 34, fill=0.98)
        s.word(name, 110, bottom - 18, size=10, bold=True)
        s.word("Lærk, lodret", 330, bottom + 84, size=8)
    return s.pdf("Facadetegninger", made="20261116102500")


def private_road() -> bytes:
    """A surveyor about who must maintain a private road; two pages."""
    s = Sheets()
    letterhead(s, "Landinspektørerne Kildal", "Havnegade 31, 9999 Fjordby\npost@kildal.example")
    s.text("Fjordby Kommune\nPark og Vej\nRådhuspladsen 1\n9999 Fjordby")
    s.gap(14)
    s.text("Fjordby, den 19. november 2026")
    s.gap(6)
    s.text("Deres sag: 26/1020 · Vores j.nr.: K-4117")
    s.gap(12)
    s.text("Vedligeholdelsespligt på privat fællesvej, Engdraget", size=13, bold=True)
    s.gap(6)
    paragraphs(
        s,
        "Kommunen har den 2. november 2026 bedt os fastlægge, hvem der skal vedligeholde den private fællesvej "
        "Engdraget mellem nr. 2 og nr. 28.",
        "Vejen er udlagt som privat fællesvej i 1971. Den er 412 meter lang, har grusbelægning på de yderste 180 meter og "
        "er ikke optaget som kommunevej. Efter privatvejsloven skal ejerne af de tilgrænsende ejendomme, som har vejret, "
        "istandsætte og vedligeholde vejen i forhold til brugen.",
        "Vi har gennemgået tingbogen for de 14 ejendomme. Tolv har vejret over hele strækningen. Nr. 2 og nr. 4 har egen "
        "overkørsel til Skolebakken og bruger kun de første 30 meter.",
        "Vi foreslår, at udgifterne fordeles med en part til hver af de tolv ejendomme og en halv part til nr. 2 og nr. 4. "
        "Forslaget skal i høring hos ejerne, før kommunen træffer afgørelse, og der bør holdes vejsyn.",
    )
    s.gap(8)
    s.text("Med venlig hilsen")
    s.gap(18)
    s.text("Rikke Kildal\nlandinspektør")
    s.turn()
    s.text("Fordeling af vedligeholdelsen", size=13, bold=True)
    s.gap(8)
    s.table([("Ejendom", "Vejret og forslag til part")])
    s.table([(f"Engdraget {n}", "De første 30 meter, en halv part") for n in (2, 4)])
    s.table([(f"Engdraget {n}", "Hele strækningen, en part") for n in range(6, 30, 2)])
    return s.pdf("Vedligeholdelsespligt på privat fællesvej, Engdraget", made="20261119141500")


def order_to_repair() -> bytes:
    """The municipality's own letter: an order about a soakaway, with how to appeal; two pages."""
    s = Sheets()
    letterhead(s, "Fjordby Kommune", "Byg og Miljø, Spildevand\nRådhuspladsen 1, 9999 Fjordby\nbyg@fjordby.example")
    s.text("Torben og Lise Aagaard\nBakkegårdsvej 21\n9999 Fjordby")
    s.gap(12)
    s.text("Dato: 17. november 2026\nSagsnr.: 26/0933")
    s.gap(12)
    s.text("Påbud om udbedring af nedsivningsanlæg, Bakkegårdsvej 21", size=13, bold=True)
    s.gap(6)
    s.text("Kære Torben og Lise Aagaard")
    s.gap(6)
    paragraphs(
        s,
        "Fjordby Kommune påbyder jer at udbedre nedsivningsanlægget på Bakkegårdsvej 21, så husspildevandet igen nedsives "
        "under jorden. Arbejdet skal være udført senest den 1. marts 2027 af en autoriseret kloakmester.",
        "Vi var på tilsyn den 28. oktober 2026. Der stod spildevand på jordoverfladen 6 meter fra sivedrænet, og pumpebrønden "
        "var overfyldt. Anlægget er fra 1994 og har ikke haft tilsyn siden.",
        "I fik et varsel om påbuddet den 30. oktober 2026 og svarede den 6. november, at I har bestilt en kloakmester. Det "
        "ændrer ikke vores vurdering, men vi har givet en længere frist.",
        "Påbuddet er givet efter miljøbeskyttelseslovens § 30. Anlægget skal udføres efter spildevandsbekendtgørelsen, og "
        "kloakmesteren skal sende os en færdigmelding med tegning.",
    )
    s.turn()
    s.text("Klagevejledning", size=13, bold=True)
    s.gap(6)
    paragraphs(
        s,
        "I kan klage over afgørelsen til Miljø- og Fødevareklagenævnet inden fire uger. Klagen sendes gennem nævnets "
        "klageportal. En klage over påbuddet har opsættende virkning, medmindre nævnet bestemmer andet.",
        "I kan søge aktindsigt i sagen, og I er velkomne til at ringe, hvis noget i brevet er uklart.",
    )
    s.gap(8)
    s.text("Med venlig hilsen")
    s.gap(18)
    s.text("Lone Mikkelsen\nmiljøsagsbehandler")
    return s.pdf("Påbud om udbedring af nedsivningsanlæg", made="20261117133000")


def power_of_attorney() -> bytes:
    """A power of attorney that names its giver by CPR number and no case."""
    s = Sheets()
    s.text("Fuldmagt til Tegnestuen Granly", size=15, bold=True)
    s.gap(14)
    paragraphs(
        s,
        "Undertegnede, Mette Lund Andreasen, cpr-nr. 010101-0000, Birkevænget 14, 9999 Fjordby, giver hermed Tegnestuen "
        "Granly ved arkitekt Anders Kjærulff fuldmagt til at søge om byggetilladelse til en tilbygning på min ejendom.",
        "Fuldmagten omfatter ansøgning, dialog med kommunen, modtagelse af afgørelser og indsendelse af færdigmelding. Den "
        "gælder, til byggesagen er afsluttet, eller til jeg kalder den tilbage.",
    )
    s.gap(16)
    s.text("Fjordby, den 12. november 2026")
    s.gap(34)
    s.line(MARGIN, 470, 280, 470)
    s.to(468)
    s.text("Mette Lund Andreasen")
    return s.pdf("Fuldmagt til Tegnestuen Granly", made="20261112190500")


def invoice() -> bytes:
    """A laboratory's invoice."""
    s = Sheets()
    letterhead(s, "Jordlab Nord", "Industrivej 40, 9998 Sandby\nregning@jordlab.example")
    s.text("Fjordby Kommune\nByg og Miljø\nRådhuspladsen 1\n9999 Fjordby")
    s.gap(14)
    s.text("Faktura 20261187", size=15, bold=True)
    s.text("Dato: 18. november 2026\nDeres reference: Sofie Thorup, sag 26/0977")
    s.gap(10)
    s.text("Analyse af jordprøver, jordflytning fra Engdraget", bold=True)
    s.gap(8)
    s.table(
        [
            ("8 prøver", "Kulbrinter og PAH, 640,00 kr. pr. stk. · 5.120,00 kr."),
            ("8 prøver", "Seks metaller, 310,00 kr. pr. stk. · 2.480,00 kr."),
            ("Afhentning", "Kørsel, 1 gang · 450,00 kr."),
            ("I alt uden moms", "8.050,00 kr."),
            ("Moms 25 %", "2.012,50 kr."),
            ("I alt", "10.062,50 kr."),
        ]
    )
    s.gap(12)
    s.text("Betales senest 14 dage efter modtagelsen. Analyserapporten er sendt særskilt den 16. november 2026.")
    return s.pdf("Faktura 20261187", made="20261118081000")


def _emptying(s: Sheets) -> Sheets:
    s.text("Ådal Slamservice ApS", size=14, bold=True)
    s.text("Mosebyvej 112, 9998 Sandby · CVR 00445566", size=9.5)
    s.gap(14)
    s.text("Tømningsattest for samletank, Mosevej 3", size=13, bold=True)
    s.gap(10)
    s.table(
        [
            ("Ejendom", "Mosevej 3, 9999 Fjordby"),
            ("Ejer", "Jens Ole Brinkmann, cpr-nr. 020202-0000"),
            ("Anlæg", "Samletank, 6 m³, plast"),
            ("Tømt", "18. november 2026 kl. 07.40"),
            ("Mængde", "5,2 m³"),
            ("Afleveret til", "Fjordby Renseanlæg"),
            ("Bemærkninger", "Dæksel intakt. Alarmføler virker. Lodret sætning ved indløb, ca. 2 cm."),
        ]
    )
    s.gap(12)
    s.text("Undertegnede bekræfter, at tanken er tømt helt, og at der ikke er konstateret udsivning.")
    s.gap(12)
    s.text("Fjordby, 18. november 2026")
    s.line(MARGIN, 330, 280, 330)
    s.to(328)
    s.text("Flemming Høgh, chauffør")
    return s


def _noise(s: Sheets) -> Sheets:
    s.text("Inger Toft Rasmussen, cpr-nr. 040404-0000\nLærkevej 6\n9999 Fjordby")
    s.gap(18)
    s.text(TO_US)
    s.gap(12)
    s.text("Fjordby, den 22. november 2026")
    s.gap(14)
    s.text("Klage over støj fra varmepumpe", size=13, bold=True)
    s.gap(8)
    paragraphs(
        s,
        "Min nabo på Lærkevej 8 har i september fået sat en varmepumpe op på gavlen. Den står fire meter fra mit "
        "soveværelsesvindue og kører hele natten, når det er under ti grader.",
        "Støjen er en dyb brummen, som kan høres med lukket vindue. Jeg har talt med naboen, som har fået installatøren ud "
        "to gange, uden at det hjalp.",
        "Jeg beder kommunen måle støjen og tage stilling til, om grænseværdierne for ekstern støj er overholdt.",
    )
    s.gap(8)
    s.text("Venlig hilsen")
    s.gap(22)
    s.text("Inger Toft Rasmussen")
    return s


def _oil_tank(s: Sheets) -> Sheets:
    s.text("Ørnhøj Maskinværksted", size=14, bold=True)
    s.text("Ørnhøjvej 77, 9999 Fjordby", size=9.5)
    s.gap(16)
    s.text(TO_US)
    s.gap(12)
    s.text("Dato: 16. november 2026")
    s.gap(12)
    s.text("Anmeldelse af olietank, 4.000 liter", size=13, bold=True)
    s.gap(8)
    paragraphs(
        s,
        "Vi anmelder hermed en ny overjordisk tank til fyringsolie på værkstedets vestside. Tanken er af stål, rummer 4.000 "
        "liter og er leveret med tankattest nr. 26-4471.",
        "Tanken sættes på betonplade under halvtag og forbindes med et enkelt rør til fyret. Den gamle tank tømmes og "
        "afblændes i samme uge.",
    )
    s.gap(8)
    s.text("Med venlig hilsen")
    s.gap(20)
    s.text("Villads Ørnhøj")
    return s


def _scan(write: Callable[[Sheets], Sheets], seed: int, made: str) -> bytes:
    return searchable(write(Sheets()), write(Sheets(hidden=True)), seed=seed, made=made)


def emptying() -> bytes:
    """A certificate that a tank was emptied; scanned."""
    return _scan(_emptying, 231, "20261119112700")


def noise() -> bytes:
    """A complaint about a heat pump; scanned."""
    return _scan(_noise, 841, "20261123084000")


def oil_tank() -> bytes:
    """A notice of an oil tank; scanned."""
    return _scan(_oil_tank, 1808, "20261118093000")


def locked() -> bytes:
    """Structural calculations behind a password."""
    s = Sheets()
    letterhead(s, "Rådgivende ingeniør Karina Holst", "Stationsvej 9, 9999 Fjordby")
    s.text("Statiske beregninger, tillæg B", size=13, bold=True)
    s.gap(8)
    s.text(
        "Tilbygning, Birkevænget 14. Sag 26/1182. Sne- og vindlast efter bygningsreglementet, konstruktionsklasse 1."
    )
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(s.pdf("Statik, tillæg B", made="20261119150000"))))
    writer.encrypt(PASSWORD, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return re.sub(rb"/ID \[ (<[0-9a-f]+>) <[0-9a-f]+>", rb"/ID [ \1 \1", out.getvalue())  # the second one is by chance


def remarks_of_neighbour() -> bytes:
    """What the neighbour writes about the building line."""
    s = Sheets()
    s.text("Bemærkninger fra Birkevænget 16", size=14, bold=True)
    s.text("Poul Erik Vestergaard · 23. november 2026", size=9.5)
    s.gap(12)
    paragraphs(
        s,
        "1. Byggelinjen mod nord er i dag 3,7 meter. Tilbygningen er tegnet 2,5 meter fra skel, altså en overskridelse på "
        "1,2 meter.",
        "2. Terrassen ligger 4 meter fra skel og er vores eneste opholdsareal med sol efter kl. 14.",
        "3. Skyggediagrammet viser, at terrassen ligger i skygge fra kl. 14.20 mellem 21. september og 21. marts.",
        "4. Jeg har ikke noget imod en tilbygning, der holder den nuværende byggelinje.",
    )
    return s.pdf("Bemærkninger fra Birkevænget 16", made="20261123081500")


def shadows() -> bytes:
    """How the shadow falls in March and September."""
    s = Sheets()
    s.text("Skyggediagram, marts og september", size=14, bold=True)
    s.text("Birkevænget 14 og 16, kl. 10, 12, 14 og 16", size=9.5)
    for n, hour in enumerate(("10", "12", "14", "16")):
        x, y = 90 + (n % 2) * 220, 470 - (n // 2) * 220
        s.box(x, y, 180, 160)
        s.box(x + 20, y + 20, 70, 50, fill=0.8)
        s.box(x + 30, y + 100, 60, 40, fill=0.92)
        s.box(x + 60 + n * 12, y + 60, 40 + n * 8, 26 + n * 10, fill=0.6)
        s.word(f"kl. {hour}.00", x + 6, y + 146, size=9)
    return s.pdf("Skyggediagram", made="20261122201000")


def unreadable() -> bytes:
    """A scan of nothing that can be read."""
    return scribbles()
