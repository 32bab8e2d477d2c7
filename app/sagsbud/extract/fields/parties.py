"""Who it is from, to and about: correspondents of mails, CPR, CVR and P-numbers, names and addresses in letters."""

import re
from collections.abc import Iterable, Iterator

from sagsbud.domain.cpr import find_cpr
from sagsbud.domain.extract import Evidence, EvidenceSource, Found
from sagsbud.domain.parties import Part, PartArt, PartRolle
from sagsbud.extract.document import Address, Mail
from sagsbud.extract.fields.addresses import find_addresses
from sagsbud.extract.fields.place import Place

CVR = re.compile(
    r"(?:\b(?:cvr|se)(?:[- .]?(?:nr|nummer|no))?[ .:#-]*(?:DK[- ]?)?|(?<![\w-])DK[- ]?)(?P<number>\d{2} ?\d{2} ?\d{2} ?\d{2})(?![\d-]|[.,]\d)",
    re.IGNORECASE,
)
P_NUMBER = re.compile(
    r"\bp(?:roduktions)?[-. ]?(?:enheds)?[-. ]?(?:nr|nummer)[ .:]*(?P<number>1\d{9})(?!\d)", re.IGNORECASE
)
CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)
WORD = r"[A-ZÆØÅÉ][a-zæøåéü.'-]+"
NAME_BEFORE = re.compile(
    rf"(?P<name>{WORD}(?: {WORD}){{1,4}})[\s,;(]*(?:(?:med )?(?:cpr|personn)\S*)?[\s.:,;-]*(?:nr\.?|nummer)?[\s.:]*$"
)
LABELLED_NAME = re.compile(
    rf"\b(?:navn|borger|ansøger|klager|barn(?:ets navn)?|patient)[ \t]*:[ \t]*(?P<name>{WORD}(?: {WORD}){{1,4}})",
    re.IGNORECASE,
)
BEFORE_NAME = re.compile(r"^(?:(?:Ejer|Bygherre|Borger|Navn|Ansøger|Klager|Lejer|Barn|Elev)\s+)+")
NOT_NAMES = re.compile(
    r"^(?:Kommune|Vedr|Til|Fra|Emne|Adresse|Borger|Navn|Telefon|Cpr|Dato|Att|Den|Det|Kære|Sag|Side|Med)\b"
)
SIGNATURE = re.compile(
    rf"(?:(?:med )?venlige?(?: |\n)hilsen(?:er)?|mvh|de bedste hilsner|hilsen)[ ,.!]*\n+[ \t]*(?P<name>{WORD}(?: {WORD}){{1,4}})[ \t]*(?:\n|$)",
    re.IGNORECASE,
)
COMPANY = re.compile(
    r"\b(?:A/S|ApS|I/S|K/S|P/S|IVS|AMBA|A\.m\.b\.a|Fonden|Kommune|Region|Forening\w*|GmbH|Ltd|AB|AS)\b"
)
KEPT = 20


def mail_parties(mail: Mail) -> tuple[Found[Part] | None, tuple[Found[Part], ...]]:
    """Sender, and the recipients (To first, then Cc and Bcc)."""
    sender = _found(mail.sender, PartRolle.AFSENDER) if mail.sender else None
    to = [_found(address, PartRolle.MODTAGER) for address in mail.to]
    copies = [_found(address, PartRolle.KOPIPART) for address in (*mail.cc, *mail.bcc)]
    recipients: dict[str, Found[Part]] = {}
    for found in (*to, *copies):
        recipients.setdefault(found.value.urn, found)
    return sender, tuple(recipients.values())


def _found(address: Address, rolle: PartRolle) -> Found[Part]:
    urn = f"urn:mailto:{address.address}" if address.address else f"urn:oio:fuldtnavn:{address.name}"
    art = PartArt.VIRKSOMHED if COMPANY.search(address.name) else PartArt.PERSON
    written = f"{address.name} <{address.address}>".strip() if address.address else address.name
    return Found(Part(address.name, urn, art, rolle), Evidence(EvidenceSource.HEADER, written))


def text_parties(place: Place, known: Iterable[Found[Part]] = (), *, signed: bool = True) -> tuple[Found[Part], ...]:
    """Persons and companies named in the text, without those already known; who `signed` it only when asked for."""
    parties: dict[str, Found[Part]] = {}
    names = {found.value.navn.casefold() for found in known if found.value.navn}
    urns = {found.value.urn for found in known}
    for found in (*_citizens(place), *_companies(place), *_named(place, signed=signed)):
        if found.value.urn in urns or (found.value.navn.casefold() in names and "fuldtnavn" in found.value.urn):
            continue
        names |= {found.value.navn.casefold()} - {""}
        earlier = parties.get(found.value.urn)
        if earlier is None or (found.value.navn and not earlier.value.navn):
            parties[found.value.urn] = found
    return tuple(list(parties.values())[:KEPT])


def _citizens(place: Place) -> Iterator[Found[Part]]:
    text = place.searched
    for cpr in find_cpr(text):
        name = _name_near(text, cpr.start)
        yield Found(Part(name, f"urn:oio:cpr-nr:{cpr.number}"), place.evidence(cpr.start, cpr.end))


def _name_near(text: str, position: int) -> str:
    """The name right before a number, or the labelled one on the lines just before it."""
    before = text[max(0, position - 90) : position]
    found = NAME_BEFORE.search(before)
    name = BEFORE_NAME.sub("", found["name"]) if found else ""
    if " " in name and not NOT_NAMES.match(name):
        return name
    labelled = list(LABELLED_NAME.finditer(text[max(0, position - 160) : position]))
    return labelled[-1]["name"] if labelled else ""


def _companies(place: Place) -> Iterator[Found[Part]]:
    text = place.searched
    for found in CVR.finditer(text):
        number = found["number"].replace(" ", "")
        if is_cvr(number):
            line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
            name = line.strip(" ,;:·|-(") if COMPANY.search(line) and len(line) < 80 else ""
            yield Found(
                Part(name, f"urn:oio:cvr-nr:{number}", PartArt.VIRKSOMHED), place.evidence(*found.span("number"))
            )
    for found in P_NUMBER.finditer(text):
        urn = f"urn:oio:pnr:{found['number']}"
        yield Found(Part("", urn, PartArt.VIRKSOMHED), place.evidence(*found.span("number")))


def is_cvr(number: str) -> bool:
    """Whether eight digits fulfil the CVR register's modulus 11."""
    if len(number) != 8 or number[0] == "0":
        return False
    return sum(weight * int(digit) for weight, digit in zip(CVR_WEIGHTS, number, strict=True)) % 11 == 0


def _named(place: Place, *, signed: bool) -> Iterator[Found[Part]]:
    """Whose addresses stand at the top of a letter, departments of authorities left out, and whoever signed it."""
    for address in find_addresses(place.text[:3000]):
        if address.name and not address.of_authority:
            art = PartArt.VIRKSOMHED if COMPANY.search(address.name) else PartArt.PERSON
            part = Part(address.name, f"urn:oio:fuldtnavn:{address.name}", art)
            yield Found(part, place.evidence(address.start, address.end))
    for found in SIGNATURE.finditer(place.searched) if signed else ():
        if not NOT_NAMES.match(found["name"]):
            part = Part(found["name"], f"urn:oio:fuldtnavn:{found['name']}")
            yield Found(part, place.evidence(*found.span("name")))
