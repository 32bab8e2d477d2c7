"""Where in the text something stands."""

from bisect import bisect_right

from sagsbud.domain.extract import Evidence, EvidenceSource
from sagsbud.domain.frozen import frozen

FIELD_CHARS = 120_000
"""Fields are looked for in the beginning and the end of longer texts."""
QUOTE = 160


@frozen
class Place:
    """The text with its pages."""

    text: str
    page_starts: tuple[int, ...] = ()

    @property
    def searched(self) -> str:
        """The part of the text that is searched for fields."""
        return self.text[:FIELD_CHARS]

    def evidence(self, start: int, end: int) -> Evidence:
        """The evidence for characters `start` to `end`."""
        page = bisect_right(self.page_starts, start) if self.page_starts else 0
        return Evidence(EvidenceSource.TEXT, self.text[start:end][:QUOTE], start, end, page)

    def find(self, words: str) -> Evidence | None:
        """The evidence for words that stand in the text exactly so."""
        start = self.text.find(words) if words else -1
        return self.evidence(start, start + len(words)) if start >= 0 else None
