"""Where the words of one text stand in another that says the same with other spaces and breaks."""

from bisect import bisect_left


class QtPlaces:
    """Qt counts UTF-16 units, Python characters; they part where a text has characters beyond 16 bits."""

    def __init__(self, text: str) -> None:
        wide = not text.isascii() and max(text, default="") > "\uffff"
        self._wide = [at for at, char in enumerate(text) if char > "\uffff"] if wide else []

    def to_qt(self, at: int) -> int:
        """Qt's position of the character at this index."""
        return at + bisect_left(self._wide, at) if self._wide else at

    def from_qt(self, place: int) -> int:
        """The index of the character at Qt's position."""
        at = place
        while self._wide and at and self.to_qt(at) > place:
            at -= 1
        return at


_AROUND = 24
"""Letters compared on each side to tell places with the same words apart."""


class TextMap:
    """Maps spans of `source` (a mail's text) to Qt's positions in `shown` (the same mail laid out)."""

    def __init__(self, source: str, shown: str) -> None:
        self._same = source == shown.replace("\u2029", "\n").replace("\u2028", "\n")
        self._source, self._source_at = ("", []) if self._same else _letters(source)
        self._shown, self._shown_at = ("", []) if self._same else _letters(shown)
        self._qt, self._length = QtPlaces(shown), len(shown)

    def find(self, span: tuple[int, int]) -> tuple[int, int] | None:
        """The span in what is shown; None when the words are not there."""
        if self._same and span[1] > self._length:
            return None
        if self._same:
            return self._qt.to_qt(span[0]), self._qt.to_qt(span[1])
        first = bisect_left(self._source_at, span[0])
        last = bisect_left(self._source_at, span[1])
        words = self._source[first:last]
        if not words:
            return None
        at = self._nearest(words, first)
        if at < 0:
            return None
        return self._qt.to_qt(self._shown_at[at]), self._qt.to_qt(self._shown_at[at + len(words) - 1] + 1)

    def _nearest(self, words: str, first: int) -> int:
        """Among the places with these words the one whose neighbours fit best."""
        before = self._source[max(0, first - _AROUND) : first]
        after = self._source[first + len(words) : first + len(words) + _AROUND]
        best, found = -1, -1
        at = self._shown.find(words)
        while at >= 0:
            own_before = self._shown[max(0, at - _AROUND) : at]
            own_after = self._shown[at + len(words) : at + len(words) + _AROUND]
            fits = _common_end(before, own_before) + _common_start(after, own_after)
            if fits > best:
                best, found = fits, at
            at = self._shown.find(words, at + 1)
        return found


def _letters(text: str) -> tuple[str, list[int]]:
    """The text without spaces and breaks, and where each of its letters stood."""
    places = [at for at, char in enumerate(text) if not char.isspace() and char != "\ufffc"]
    return "".join(text[at] for at in places), places


def _common_start(first: str, second: str) -> int:
    length = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        length += 1
    return length


def _common_end(first: str, second: str) -> int:
    return _common_start(first[::-1], second[::-1])
