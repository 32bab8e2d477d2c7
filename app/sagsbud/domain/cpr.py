"""CPR numbers: recognised by form and date, and never shown whole.

Modulus 11 is not used: numbers issued since 2007 need not fulfil it.
"""

import re

CPR_PATTERN = re.compile(r"(?<![\d.,/-])(?P<date>[0-3]\d[01]\d\d\d)[ ]?-?[ ]?(?P<serial>\d{4})(?![\d/-]|[.,]\d)")
"""Six digits that may be a date, an optional hyphen or space, four digits; not part of a longer number."""


def mask_cpr(text: str) -> str:
    """The text with the last four digits of everything CPR-like replaced by `xxxx`."""
    return CPR_PATTERN.sub(lambda found: f"{found['date']}-xxxx", text)
