"""What the caseworker gets: mixed synthetic documents, and which Sag a person who reads them would put each on.

Some carry the number of their Sag, some only an address, a name or a subject, some nothing but what they are called.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from PIL import Image
from sagsbud.demo import load_plan
from sagsbud.shipped import resources

from tests.caseworker.letters import Matter, matters
from tests.data.demo_letters import TO_US, letterhead, paragraphs
from tests.data.demo_mails import Letter, at
from tests.data.demo_office import docx_of
from tests.data.paper import Sheets
from tests.data.pictures import grain, jpeg, searchable

DEMO = resources() / "demo"
PLAN = load_plan(DEMO)
KLE = {sag.sagsnummer: sag.kle for sag in PLAN.sager}
_FROM_DEMO = {
    "ansoegning-birkevaenget-14.pdf": ("26/1182", "Ansøgning om byggetilladelse, Birkevænget 14", 2),
    "sv-nabohoering.eml": ("26/1182", "Nabohøring om overskridelse af byggelinje", 3),
    "klage-varmepumpe.pdf": ("26/1140", "Klage over støj fra varmepumpe", 0),
    "aktindsigt.eml": ("26/1182", "Anmodning om aktindsigt i byggesag", 0),
    "toemningsattest-mosevej-3.pdf": ("26/1090", "Tømningsattest for samletank, Mosevej 3", 0),
    "besigtigelse-flyttes.eml": ("26/1090", "Besigtigelse på Mosevej 3 flyttes til torsdag", 0),
    "sv-skimmelsvamp.eml": ("26/1160", "Skimmelsvamp i lejebolig, Strandgade 7", 2),
    "fortov-skolebakken.jpg": ("26/1021", "fortov skolebakken", 0),
    "telefonnotat-mosevej-3.txt": ("26/1090", "Alarm på samletank, Mosevej 3", 0),
    "faellesvej-engdraget.pdf": ("26/1020", "Vedligeholdelsespligt på privat fællesvej, Engdraget", 0),
    "referat-partshoering.docx": ("26/0861", "Referat af partshøring 18.11.2026, Møllegade 5", 0),
    "jordflytning-engdraget.odt": ("26/0977", "Anmeldelse af jordflytning, Engdraget", 0),
    "faktura-jordlab.pdf": ("26/0977", "Faktura 20261187", 0),
    "paabud-nedsivningsanlaeg.pdf": ("26/0933", "Påbud om udbedring af nedsivningsanlæg, Bakkegårdsvej 21", 0),
    "kontrakt-snerydning.docx": ("26/1033", "Kontrakt om snerydning 2026/27", 0),
    "partshoering-rottesikring.docx": ("26/0861", "Partshøring, påbud om rottesikring", 0),
    "fuldmagt-granly.pdf": ("26/1182", "Fuldmagt til Tegnestuen Granly", 0),
    "olietank.pdf": ("26/1151", "Anmeldelse af olietank, 4.000 liter", 0),
    "statik-tillaeg-b.pdf": ("26/1182", "statik-tillaeg-b", 0),
    "scan-0412.pdf": ("26/1021", "scan-0412", 0),
}
"""The demo's documents: the Sag, the title by which a person knows it, attachments that are filed."""


MOST = 70
_PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


@dataclass(frozen=True)
class Paper:
    """A document and what a person who has read it knows."""

    name: str
    content: bytes = field(repr=False)
    sag: str
    title: str
    """What the window calls it, or most of it; no other document has these words."""
    bilag: int = 0
    """Attachments that are filed by themselves."""

    def is_called(self, said: str) -> bool:
        """Whether these words are about it."""
        return self.title.lower() in said.lower()

    @property
    def kle(self) -> str:
        """The subject: that of its Sag."""
        return KLE[self.sag]

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes."""
        return sha256(self.content).hexdigest()


def papers(count: int) -> list[Paper]:
    """So many, of all kinds from the first few on; the same each time."""
    demo = [Paper(name, (DEMO / name).read_bytes(), *known) for name, known in _FROM_DEMO.items()]
    made = [_KINDS[n % len(_KINDS)](n, matter) for n, matter in enumerate(matters())]
    mixed = [paper for pair in zip(demo, made, strict=False) for paper in pair] + made[len(demo) :]
    assert count <= MOST <= len(mixed), f"there are {MOST} documents"
    return mixed[:count]


def _text(number: int, matter: Matter) -> str:
    """The letter; one in two names its Sag, one in three only the place, one in six neither."""
    named = {0: f"Sagsnr. {matter.sag}\n\n", 1: f"Sagsnr. {matter.sag}\n\n", 2: f"Sag: {matter.sag}\n\n"}
    head = named.get(number % 6, "")
    where = "" if number % 6 == 5 else f"Det gælder {matter.place}, 9999 Fjordby. "
    return f"{head}{where}{matter.text}\n\nMed venlig hilsen\n{matter.sender}"


def _sheets(number: int, matter: Matter, *, hidden: bool = False) -> Sheets:
    sheets = Sheets(hidden=hidden)
    letterhead(sheets, matter.sender, "9999 Fjordby")
    paragraphs(sheets, TO_US, f"Fjordby, den {1 + number % 24}. november 2026")
    sheets.text(matter.subject, size=13, bold=True)
    sheets.gap(8)
    paragraphs(sheets, *_text(number, matter).split("\n\n"))
    return sheets


def _pdf(number: int, matter: Matter) -> Paper:
    made = f"202611{1 + number % 24:02}091400"
    return Paper(
        f"brev-{number:02}.pdf", _sheets(number, matter).pdf(matter.subject, made=made), matter.sag, matter.subject
    )


def _scan(number: int, matter: Matter) -> Paper:
    """As the scanner on the second floor sends it: a picture with the words it recognised behind."""
    hidden = _sheets(number, matter, hidden=True)
    content = searchable(_sheets(number, matter), hidden, seed=number, made=f"202611{1 + number % 24:02}091400")
    return Paper(f"SKM_C2582611{number:04}.pdf", content, matter.sag, matter.subject)


def _docx(number: int, matter: Matter) -> Paper:
    date = f"Fjordby, den {1 + number % 24}. november 2026"
    blocks = [TO_US, date, f"# {matter.subject}", *_text(number, matter).split("\n\n")]
    return Paper(
        f"brev-{number:02}.docx", docx_of(matter.subject, blocks, author=matter.sender), matter.sag, matter.subject
    )


def _txt(number: int, matter: Matter) -> Paper:
    said = f"{matter.subject}\r\n\r\n{_text(number, matter)}\r\n"
    return Paper(f"notat-{number:02}.txt", said.encode(), matter.sag, matter.subject)


def _letter(number: int, matter: Matter, attached: tuple[tuple[str, bytes], ...] = ()) -> Paper:
    address = matter.sender.split()[0].lower().translate(_PLAIN)
    sender, sent = f"{matter.sender} <{address}@{number}.example>", at(1 + number % 24, "10.15")
    letter = Letter(
        sender, matter.subject, sent, f"{number}@post.example", _text(number, matter) + "\n", attached=attached
    )
    return Paper(f"mail-{number:02}.eml", letter.bytes(), matter.sag, matter.subject, len(attached))


def _mail(number: int, matter: Matter) -> Paper:
    return _letter(number, matter)


def _mail_with_attachments(number: int, matter: Matter) -> Paper:
    drawing = _sheets(number + 100, matter).pdf(f"Bilag {number}", made="20261120091400")
    return _letter(number, matter, ((f"bilag-{number}.pdf", drawing), (f"foto-{number}.jpg", _photo(number))))


def _photo(number: int) -> bytes:
    """Something out of focus; another one for each number."""
    chance = random.Random(number)
    colours = [tuple(chance.randint(60, 200) for _ in range(3)) for _ in range(12)]
    small = Image.new("RGB", (4, 3))
    small.putdata(colours)
    return jpeg(grain(small.resize((640, 480), Image.Resampling.BICUBIC), number))


def _picture(number: int, matter: Matter) -> Paper:
    """A photograph without a word; one in two has the number of its Sag in the file's name."""
    called = f"Foto {number} {matter.place}"
    name = f"{matter.sag.replace('/', '-')} {called}" if number % 2 else called
    return Paper(f"{name}.jpg", _photo(number), matter.sag, called)


_KINDS: tuple[Callable[[int, Matter], Paper], ...] = (
    _pdf, _mail, _docx, _scan, _txt, _mail_with_attachments, _pdf, _picture, _mail, _docx,
)  # fmt: skip
