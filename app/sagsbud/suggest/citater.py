"""Where a mail begins to quote an earlier one, so that what was said once is learned once."""

import re

_QUOTE = re.compile(
    r"^(?:>|-{2,}\s?(?:oprindelig|original|videresendt|forwarded)|_{8,}\s*$|(?:fra|from):.{1,200}\n(?:sendt|sent|dato|date|til|to):"
    r"|(?:den|on)\s.{4,120}\s(?:skrev|wrote)\b.{0,160}:\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
SHORTEST = 20
"""Characters of its own a mail must have; one that only passes another on is learned whole."""


def own_part(text: str) -> str:
    """The text before the first quoted mail; all of it when there is none, or nothing before it."""
    found = _QUOTE.search(text)
    if found is None or len(text[: found.start()].strip()) < SHORTEST:
        return text
    return text[: found.start()]
