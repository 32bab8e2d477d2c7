"""Danish postal addresses, and the name that stands above one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

STREET = r"(?P<street>[A-ZÆØÅÉ][\w.'´-]*(?: [A-ZÆØÅÉ\w][\w.'´-]*){0,4}?)[ ]+(?P<house>\d{1,3}(?: ?[A-Z](?![\w.]))?)"
FLOOR = r"(?:[ ]*,?[ ]*(?:st|kl|\d{1,2})\.?[ ]?,?[ ]*(?:t\.?[hv]|mf|dør \d+|\d{1,3})?\.?)?"
CITY = r"(?P<postcode>[1-9]\d{3})[ ]+(?P<city>[A-ZÆØÅ][a-zæøåé]+(?:[ -][A-ZÆØÅ][a-zæøåé]*){0,3})"
ADDRESS = re.compile(rf"{STREET}{FLOOR}[ ,]*(?:\n[ \t]*)?[ ,]*(?:DK-?)?{CITY}")
NAME_LINE = re.compile(r"^(?:Til |Att\.?:? )?(?P<name>[A-ZÆØÅÉ][\w.&'/-]+(?: [\w.&'/-]+){1,5})$")
NOT_NAME = re.compile(r"\d{3}|^(?:Kære|Vedr|Dato|Adresse|Emne|Side)|:|@")
LABEL = re.compile(r"^(?:adresse|bopæl)[ :]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address with its place in the text; `name` is the line above, when it reads like one."""

    street: str
    house: str
    postcode: str
    city: str
    name: str
    start: int
    end: int


def find_addresses(text: str) -> Iterator[PostalAddress]:
    """Addresses in the order of the text."""
    for found in ADDRESS.finditer(text):
        line_start = text.rfind("\n", 0, found.start()) + 1
        above = text[:line_start].rstrip("\n").rsplit("\n", 1)[-1].strip() if line_start else ""
        name = NAME_LINE.match(above) if text[line_start : found.start()].strip() == "" else None
        said = name["name"] if name and not NOT_NAME.search(above) else ""
        start = line_start - 1 - len(text[:line_start].rstrip("\n").rsplit("\n", 1)[-1]) if said else found.start()
        house = found["house"].replace(" ", "")
        yield PostalAddress(found["street"], house, found["postcode"], found["city"], said, max(0, start), found.end())
