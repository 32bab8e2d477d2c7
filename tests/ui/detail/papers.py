"""Documents to look at. Every call makes another one, so that no test meets the bytes of a test before it."""

import io
import itertools
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

from PIL import Image

from tests.support.papers import text_pdf

SAG = "26/1182"
LETTER = """Tegnestuen Granly
Kirkestien 2, 9999 Fjordby

Fjordby Kommune
Byg og Miljø

Fjordby, den 20. november 2026

Deres sag: {sag}

Ansøgning om byggetilladelse

På vegne af ejeren, Mette Lund Andreasen, cpr-nr. 010101-0000, søger vi
om byggetilladelse til en tilbygning på 28 m2 til det eksisterende enfamiliehus.

Løbenummer {number}

Med venlig hilsen

Anders Kjærulff
"""
HTML = """<html><body><p>Kære Byg og Miljø</p>
<p>Tak for brevet om <b>nabohøring</b> på sag 26/1182. Mit cpr-nr. er 0202<i>02-00</i>00.</p>
<img src="https://net.example/pixel.gif" width=1 height=1><script>alert(1)</script>
<p>Løbenummer {number}</p><p>Venlig hilsen<br>Poul Erik Vestergaard</p></body></html>"""


class Papers:
    """Makes them."""

    def __init__(self) -> None:
        self._number = itertools.count(1)

    def text(self, sag: str = SAG, more: str = "") -> bytes:
        """A letter as plain text."""
        return (LETTER.format(sag=sag, number=next(self._number)) + more).encode()

    def unsure(self) -> bytes:
        """A letter that names neither a Sag nor a subject, and that no test files."""
        return f"Hej\n\nJeg har ikke hørt noget endnu.\n\nNummer {next(self._number)}\n".encode()

    def filed_alone(self) -> bytes:
        """As `unsure`, in other words: what is filed teaches, and the next letter like it would be sure."""
        return f"Goddag\n\nHermed nogle linjer til jer fra mig.\n\nLøbenummer {next(self._number)}\n".encode()

    def many_subjects(self) -> bytes:
        """A note in which several subjects could be meant."""
        number = next(self._number)
        words = "Tømning af samletank efter spildevandsplanen, og om en parkeringsdispensation"
        return f"Spildevandsplan\n\nSag 26/1182\n\n{words}\n\nLøbenummer {number}\n".encode()

    def pdf(self, sag: str = SAG, pages: int = 2) -> bytes:
        """The letter as PDF, with more pages behind it."""
        first = LETTER.format(sag=sag, number=next(self._number))
        return text_pdf([first, *(f"Side {page}\n\nIntet nyt" for page in range(2, pages + 1))])

    def mail(self, files: Sequence[tuple[str, bytes, str]] = (), html: bool = True) -> bytes:
        """A mail about the Sag, with these files (name, bytes, MIME type) and one logo."""
        number = next(self._number)
        mail = EmailMessage(policy=SMTP)
        mail["From"] = "Poul Erik Vestergaard <pev@eksempel.example>"
        mail["To"] = "byg@fjordby.example"
        mail["Subject"] = "SV: Nabohøring om byggelinje"
        mail["Date"] = "Mon, 23 Nov 2026 08:57:00 +0100"
        mail["Message-ID"] = f"<nabo-{number}@eksempel.example>"
        mail.set_content(f"Kære Byg og Miljø\n\nTak for brevet om nabohøring på sag 26/1182.\n\nLøbenummer {number}\n")
        if html:
            mail.add_alternative(HTML.format(number=number), subtype="html")
        for name, data, mime in files:
            main, _, sub = mime.partition("/")
            mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
        mail.add_attachment(
            picture(number), maintype="image", subtype="png", filename="image001.png", disposition="inline"
        )
        return mail.as_bytes()


def with_a_speck(width: int, height: int) -> bytes:
    """A white picture with something small near its middle."""
    out = io.BytesIO()
    page = Image.new("RGB", (width, height), "white")
    page.paste((0, 0, 0), (width // 2, height // 2, width // 2 + 60, height // 2 + 30))
    page.save(out, "PNG")
    return out.getvalue()


def picture(number: int) -> bytes:
    """A small picture, each number another one."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), (number % 256, 90, 120)).save(out, "PNG")
    return out.getvalue()
