"""The demo's mails. Fjordby, its people and its firms do not exist; all addresses end in .example."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from tests.data.demo_letters import remarks_of_neighbour, shadows
from tests.data.demo_office import damages
from tests.data.pictures import damp_wall, logo, view_to_the_south

WINTER = timezone(timedelta(hours=1))
US = "Byg og Miljø <byg@fjordby.example>"
HEARING_ID = "20261109101512.4417@fjordby.example"
"""The Message-ID of the letter to the neighbour, which his answer refers to."""
TYPES = {"pdf": ("application", "pdf"), "jpg": ("image", "jpeg"), "docx": ("application", "octet-stream")}


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it is put into its form."""

    sender: str
    subject: str
    sent: datetime
    number: str
    """The Message-ID without brackets."""
    text: str
    to: str = US
    answers: str = ""
    attached: Sequence[tuple[str, bytes]] = ()
    logos: int = 0
    cc: str = field(default="")

    def bytes(self) -> bytes:
        """The mail as a file; boundaries follow from the Message-ID."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = self.to
        if self.cc:
            message["Cc"] = self.cc
        message["Subject"] = self.subject
        message["Date"] = format_datetime(self.sent)
        message["Message-ID"] = f"<{self.number}>"
        if self.answers:
            message["In-Reply-To"] = message["References"] = f"<{self.answers}>"
        message.set_content(self.text)
        if self.logos:
            self._add_page(message)
        for name, content in self.attached:
            maintype, subtype = TYPES[name.rsplit(".", 1)[1]]
            message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
        for place, part in enumerate(part for part in message.walk() if part.is_multipart()):
            part.set_boundary(f"=_{self.number.split('@')[0]}_{place}")
        return bytes(message)

    def _add_page(self, message: EmailMessage) -> None:
        """The same words as HTML, with the logos under the signature."""
        said = "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in self.text.strip().split("\n\n"))
        shown = "".join(f'<img src="cid:logo{n}@granly" alt="">' for n in range(self.logos))
        message.add_alternative(f"<html><body>{said}<p>{shown}</p></body></html>", subtype="html")
        page = next(part for part in message.iter_parts() if part.get_content_type() == "text/html")
        assert isinstance(page, EmailMessage)
        for n in range(self.logos):
            page.add_related(
                logo(n), "image", "png", cid=f"<logo{n}@granly>", filename=f"image{n + 1:03}.png", disposition="inline"
            )


def at(day: int, clock: str) -> datetime:
    """A time in November 2026."""
    hour, minute = clock.split(".")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=WINTER)


def neighbour_hearing() -> bytes:
    """The municipality's letter to the neighbour; it is on the case already."""
    return Letter(
        sender=US,
        to="Poul Erik Vestergaard <pev@vestergaard.example>",
        subject="Naboorientering om tilbygning, Birkevænget 14 (sag 26/1182)",
        sent=at(9, "10.15"),
        number=HEARING_ID,
        text=(
            "Kære Poul Erik Vestergaard\n\n"
            "Vi har fået en forespørgsel om en tilbygning på Birkevænget 14. Tilbygningen ønskes placeret 2,5 meter fra "
            "skel, hvor der i dag er en byggelinje på 3,7 meter.\n\n"
            "Du har mulighed for at komme med bemærkninger til overskridelsen af byggelinjen senest den 24. november "
            "2026. Skriv gerne som svar på denne mail.\n\n"
            "Venlig hilsen\nSofie Thorup\nFjordby Kommune, Byg og Miljø\n"
        ),
    ).bytes()


def neighbour_answer() -> bytes:
    """The neighbour's answer with three attachments and four logos; it names no case number."""
    return Letter(
        sender="Poul Erik Vestergaard <pev@vestergaard.example>",
        subject="SV: Nabohøring om overskridelse af byggelinje",
        sent=at(23, "08.57"),
        number="20261123075701.88@vestergaard.example",
        answers=HEARING_ID,
        logos=4,
        attached=[
            ("Bemærkninger fra Birkevænget 16.pdf", remarks_of_neighbour()),
            ("Skyggediagram, marts og september.pdf", shadows()),
            ("Udsigt fra stue mod syd.jpg", view_to_the_south()),
        ],
        text=(
            "Kære Byg og Miljø\n\n"
            "Tak for jeres brev af 9. november om naboorientering vedrørende tilbygningen på Birkevænget 14.\n\n"
            "Jeg har ikke noget imod selve tilbygningen, men jeg kan ikke acceptere, at byggelinjen overskrides med 1,2 "
            "meter mod min grund. Det vil tage eftermiddagssolen fra vores terrasse fra september til marts.\n\n"
            "Jeg vedlægger mine bemærkninger, et skyggediagram og et foto.\n\n"
            "Venlig hilsen\nPoul Erik Vestergaard\nBirkevænget 16, 9999 Fjordby\n"
        ),
    ).bytes()


def access_request() -> bytes:
    """A request to see the papers of a case."""
    return Letter(
        sender="Karina Holst <karina@holst.example>",
        subject="Anmodning om aktindsigt i byggesag",
        sent=at(23, "08.20"),
        number="5b1e77c0.2026@holst.example",
        text=(
            "Hej Fjordby Kommune\n\n"
            "Jeg er rådgivende ingeniør for ejeren af Birkevænget 16 og beder om aktindsigt i byggesag 26/1182, tilbygning på "
            "Birkevænget 14.\n\n"
            "Jeg vil gerne se ansøgningen med tegninger, kommunens breve til naboerne og eventuelle interne vurderinger, "
            "der kan udleveres efter offentlighedsloven.\n\n"
            "I må gerne sende det til denne adresse.\n\n"
            "Med venlig hilsen\nKarina Holst\nStationsvej 9, 9999 Fjordby\n"
        ),
    ).bytes()


def parking_reminder() -> bytes:
    """A reminder that names no case, no address and nobody else."""
    return Letter(
        sender="Bodil Krogsgaard <bk@hjemmepleje.example>",
        subject="Rykker: parkeringsdispensation for hjemmepleje",
        sent=at(20, "13.10"),
        number="rykker.201126.1310@hjemmepleje.example",
        text=(
            "Hej\n\n"
            "Jeg har stadig ikke hørt noget. Det drejer sig om de to biler, som vi talte om i telefonen i oktober. Vi får "
            "parkeringsafgifter hver uge, når vi er ude hos borgerne.\n\n"
            "Kan I ikke bare lave den samme ordning som sidste år?\n\n"
            "Vh Bodil\nDistrikt Nord\n"
        ),
    ).bytes()


def mould() -> bytes:
    """A tenant about mould, with the case number in the subject, a description and a photograph."""
    return Letter(
        sender="Nadia Holmgaard <nadia@holmgaard.example>",
        subject="SV: Skimmelsvamp i lejebolig, Strandgade 7 [sag 26/1160]",
        sent=at(20, "15.48"),
        number="CAF-2611201548@holmgaard.example",
        answers="20261118090000.5120@fjordby.example",
        logos=1,
        attached=[("Beskrivelse af skader.docx", damages()), ("Soveværelse, ydervæg.jpg", damp_wall())],
        text=(
            "Hej Sofie\n\n"
            "Tak for din mail. Her er en beskrivelse af skaderne og et billede fra soveværelset.\n\n"
            "Min datter på fire år har hostet siden september, og lægen siger, at vi skal sove et andet sted. Udlejer svarer "
            "ikke. Hvornår kan I komme på besigtigelse?\n\n"
            "Venlig hilsen\nNadia Holmgaard\nStrandgade 7, 1. tv., 9999 Fjordby\n"
        ),
    ).bytes()


def inspection_moved() -> bytes:
    """A note between two colleagues."""
    return Letter(
        sender="Lone Mikkelsen <lone.mikkelsen@fjordby.example>",
        to="Sofie Thorup <sofie.thorup@fjordby.example>",
        subject="[26/1090] Besigtigelse på Mosevej 3 flyttes til torsdag",
        sent=at(23, "07.52"),
        number="b3c90d.2311@fjordby.example",
        text=(
            "Hej Sofie\n\n"
            "Jens Ole Brinkmann kan ikke onsdag, så jeg har flyttet besigtigelsen af samletanken til torsdag kl. 10. Tag gerne "
            "pejlestokken med.\n\n"
            "Lone\n"
        ),
    ).bytes()
