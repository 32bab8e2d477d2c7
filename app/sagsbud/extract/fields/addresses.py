"""Danish postal addresses, and the name that stands above one."""

import re
from collections.abc import Iterator

from sagsbud.domain.frozen import frozen

STREET = r"(?P<street>[A-ZÆØÅÉ][\w.'´-]*(?: [A-ZÆØÅÉ\w][\w.'´-]*){0,4}?)[ ]+(?P<house>\d{1,3}(?: ?[A-Z](?![\w.]))?)"
FLOOR = r"(?:[ ]*,?[ ]*(?:st|kl|\d{1,2})\.?[ ]?,?[ ]*(?:t\.?[hv]|mf|dør \d+|\d{1,3})?\.?)?"
CITY = r"(?P<postcode>[1-9]\d{3})[ ]+(?P<city>[A-ZÆØÅ][a-zæøåé]+(?:[ -][A-ZÆØÅ][a-zæøåé]*){0,3})"
ADDRESS = re.compile(rf"{STREET}{FLOOR}[ ,]*(?:\n[ \t]*)?[ ,]*(?:DK-?)?{CITY}")
NAME_LINE = re.compile(r"^(?:Til |Att\.?:? )?(?P<name>[A-ZÆØÅÉ][\w.&'/-]+(?: [\w.&'/-]+){1,5})$")
NOT_NAME = re.compile(r"\d{3}|^(?:Kære|Vedr|Dato|Adresse|Emne|Side)|:|@")

NAME_BEGINS = re.compile(r"[A-ZÆØÅÉ\d(]|[a-z]/[a-zA-Z]")
AUTHORITY = re.compile(r"\bKommune\b|^Region ")


@frozen
class PostalAddress:
    """An address with its place in the text; `name` is the line above, when it reads like one."""

    street: str
    house: str
    postcode: str
    city: str
    name: str
    start: int
    end: int
    of_authority: bool = False
    """Whether the name is that of a municipality or region, or of a department below one."""


def find_addresses(text: str) -> Iterator[PostalAddress]:
    """Addresses in the order of the text."""
    for found in ADDRESS.finditer(text):
        line_start = text.rfind("\n", 0, found.start()) + 1
        lines = text[:line_start].rstrip("\n").rsplit("\n", 2)
        above = lines[-1].strip() if line_start else ""
        before = lines[-2].strip() if len(lines) > 1 else ""
        name = NAME_LINE.match(above) if text[line_start : found.start()].strip() == "" else None
        said = name["name"] if name and not NOT_NAME.search(above) and reads_like_name(name["name"]) else ""
        start = line_start - 1 - len(lines[-1]) if said else found.start()
        yield PostalAddress(
            street=found["street"],
            house=found["house"].replace(" ", ""),
            postcode=found["postcode"],
            city=found["city"],
            name=said,
            start=max(0, start),
            end=found.end(),
            of_authority=bool(said and (AUTHORITY.search(said) or AUTHORITY.search(before))),
        )


def reads_like_name(words: str) -> bool:
    """Whether most words begin as a name's do, the first and the last one among them."""
    begins = [NAME_BEGINS.match(word) is not None for word in words.split()]
    return begins[0] and begins[-1] and sum(begins) * 2 >= len(begins)
