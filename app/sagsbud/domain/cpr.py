"""CPR numbers: recognised by form and date, and never shown whole.

Modulus 11 only strengthens a find: numbers issued since 2007 need not fulfil it. Source of the form: the CPR
office's description (DDMMYY-SSSS; the seventh digit with the year gives the century; +60 on the day marks a
replacement number).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import date

from sagsbud.domain.frozen import frozen

CPR_PATTERN = re.compile(
    r"(?<![\d.,/-])(?P<date>[0-3]\d[01]\d\d\d)[ ]?[-\u2010\u2011\u2013\u2212]?[ ]?(?P<serial>\d{4})(?![\d/-]|[.,]\d)"
)
"""Six digits that may be a date, an optional hyphen or space, four digits; not part of a longer number."""
CPR_SHAPE = re.compile(
    r"(?<![\w.,/+-])(?P<date>\d{6})(?P<gap>[ ]?[-\u2010\u2011\u2013\u2212]?[ ]?)(?P<serial>\d{4})(?![\w/-]|[.,]\d)"
)
CPR_WORD = re.compile(r"(?:cpr|personn|person-?id|p\.?nr)[^\d\n]{0,24}$", re.IGNORECASE)
OTHER_NUMBER = re.compile(
    r"(?:konto|kto|tlf|telefon|mobil|fax|ean|cvr|se-?nr|reg\.?|faktura|ordre|iban|gln|varenr|matrikel|barcode)[^\d\n]{0,16}$",
    re.IGNORECASE,
)
WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
BEFORE = 40
"""Characters before the digits that may name them."""


@frozen
class CprFound:
    """A CPR number in a text. `strong` when modulus 11 or the words before it confirm it."""

    start: int
    end: int
    number: str = field(repr=False)
    strong: bool


def mask_cpr(text: str) -> str:
    """The text with the last four digits of everything CPR-like replaced by `xxxx`."""
    return CPR_PATTERN.sub(lambda found: f"{found['date']}-xxxx", text)


def veil_cpr(text: str) -> str:
    """The text at the same length, with the last four digits of everything CPR-like as `xxxx`: offsets still hold."""
    return veiled(text, cpr_serials(text))


def veiled(text: str, serials: Iterable[tuple[int, int]]) -> str:
    """The text with `xxxx` at these places, which are in order."""
    pieces, at = [], 0
    for start, end in serials:
        pieces += [text[at:start], "xxxx"]
        at = end
    return "".join([*pieces, text[at:]])


def cpr_serials(text: str) -> list[tuple[int, int]]:
    """Where the last four digits of everything CPR-like stand, in order."""
    serials = {found.span("serial") for found in CPR_PATTERN.finditer(text)}
    return sorted(serials | {(found.end - 4, found.end) for found in find_cpr(text)})


def find_cpr(text: str) -> Iterator[CprFound]:
    """CPR numbers in the text, in order. Ten digits without a gap need more than a date to be believed."""
    for found in CPR_SHAPE.finditer(text):
        number = found["date"] + found["serial"]
        before = text[max(0, found.start() - BEFORE) : found.start()]
        if not is_cpr(number) or (OTHER_NUMBER.search(before) and not CPR_WORD.search(before)):
            continue
        named = CPR_WORD.search(before) is not None
        strong = named or fulfils_modulus_11(number)
        if strong or "-" in found["gap"] or found["gap"].strip():
            yield CprFound(found.start(), found.end(), number, strong)


def is_cpr(number: str) -> bool:
    """Whether ten digits can be a CPR number: a date in the century its seventh digit says, or a replacement."""
    if len(number) != 10 or not (number.isascii() and number.isdigit()):
        return False
    day, month = int(number[:2]), int(number[2:4])
    if day > 60:
        day -= 60
    try:
        date(_year(number), month, day)
    except ValueError:
        return False
    return True


def fulfils_modulus_11(number: str) -> bool:
    """Whether the weighted sum of the ten digits is divisible by 11."""
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=True)) % 11 == 0


def _year(number: str) -> int:
    """The birth year with its century, from the year digits and the seventh digit."""
    year, seventh = int(number[4:6]), int(number[6])
    if seventh <= 3:
        return 1900 + year
    if seventh in (4, 9):
        return (2000 if year <= 36 else 1900) + year
    return (2000 if year <= 57 else 1800) + year
