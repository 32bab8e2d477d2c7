"""Which way a document travels: in, out, or within the administration."""

import re

from sagsbud.domain.extract import Evidence, EvidenceSource, Found
from sagsbud.domain.sagsobjekter import Retning
from sagsbud.extract.document import Mail, RawDocument
from sagsbud.extract.fields.place import Place

INTERNAL = re.compile(
    r"^[ \t]*(?:internt )?(?:notat|journalnotat|telefonnotat|mødereferat|dagsorden|referat|sagsfremstilling|intern note)\b",
    re.IGNORECASE | re.MULTILINE,
)
TO_US = re.compile(
    r"^[ \t]*(?:til|att\.?:?|kære)[ \t]+(?:[\wæøåÆØÅ-]+[ \t]+){0,3}(?:kommune|forvaltning\w*|jobcenter|borgerservice|byråd\w*|ydelsesservice)\b",
    re.IGNORECASE | re.MULTILINE,
)
FROM_US = re.compile(r"\b(?:[A-ZÆØÅ][\wæøå-]+ Kommune|Borgerservice|Jobcenter [A-ZÆØÅ]\w+)\b")
TO_CITIZEN = re.compile(r"^[ \t]*kære[ \t]+[A-ZÆØÅ]", re.MULTILINE | re.IGNORECASE)
OUR_BLOCK = re.compile(r"^[ \t]*[A-ZÆØÅ][\wæøå-]+ Kommune[ \t]*$", re.MULTILINE)
"""A municipality's name on a line of its own: at the very top its letterhead, further down the address of a letter."""
TOP, HEAD = 1800, 700


def find_direction(raw: RawDocument, place: Place, own_domains: frozenset[str]) -> Found[Retning] | None:
    """By the domains of sender and recipients in mails; by letterhead and address in letters; None when unsure."""
    if raw.mail:
        return _of_mail(raw.mail, own_domains)
    return _of_text(place)


def _of_mail(mail: Mail, own_domains: frozenset[str]) -> Found[Retning] | None:
    if mail.sender is None:
        return None
    sender = mail.sender.address.rpartition("@")[2]
    others = {address.address.rpartition("@")[2] for address in (*mail.to, *mail.cc, *mail.bcc)} - {""}
    evidence = Evidence(EvidenceSource.HEADER, mail.sender.address)
    if not _is_own(sender, own_domains):
        same = bool(sender) and others == {sender} and not own_domains and "kommune" in sender
        return Found(Retning.INTERN if same else Retning.IND, evidence)
    outside = [domain for domain in others if not _is_own(domain, own_domains)]
    return Found(Retning.UD if outside else Retning.INTERN, evidence)


def _is_own(domain: str, own_domains: frozenset[str]) -> bool:
    """Whether the domain, or one it belongs to, is ours; unconfigured, a name with `kommune` is."""
    if not own_domains:
        return "kommune" in domain
    return any(domain == own or domain.endswith(f".{own}") for own in own_domains)


def _of_text(place: Place) -> Found[Retning] | None:
    top = place.text[:TOP]
    for pattern, retning, reach in ((INTERNAL, Retning.INTERN, HEAD), (TO_US, Retning.IND, TOP)):
        if found := pattern.search(top, 0, reach):
            return Found(retning, place.evidence(*found.span()))
    letterhead, salutation = FROM_US.search(top, 0, HEAD), TO_CITIZEN.search(top)
    if letterhead and salutation:
        return Found(Retning.UD, place.evidence(*letterhead.span()))
    block = OUR_BLOCK.search(top, 0, HEAD)
    if block and not salutation and top[: block.start()].strip():
        start = block.start() + len(block[0]) - len(block[0].lstrip())
        return Found(Retning.IND, place.evidence(start, start + len(block[0].strip())))
    return None
