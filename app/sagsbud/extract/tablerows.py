"""The rows of a table as lines: its cells side by side with tabs between, as a person reads them."""

BETWEEN_CELLS = "\t"


class TableRows:
    """Told where rows and cells begin and end in `text`, a list of pieces that grows meanwhile; tables may be nested.

    A cell of several lines is no cell of figures but a part of the page: such a row stays line by line.
    """

    def __init__(self, text: list[str]) -> None:
        self._text = text
        self._rows: list[list[int]] = []

    def begin_row(self) -> None:
        """What follows stands in a row."""
        self._rows.append([])

    def begin_cell(self) -> None:
        """What follows stands in the row's next cell."""
        if self._rows:
            self._rows[-1].append(len(self._text))

    def end_row(self) -> int:
        """Lay the row's cells side by side; by how many characters the text became longer."""
        starts = self._rows.pop() if self._rows else []
        if len(starts) < 2:
            return 0
        ends = [*starts[1:], len(self._text)]
        before = ["".join(self._text[start:end]) for start, end in zip(starts, ends, strict=True)]
        cells = [cell.strip("\n") for cell in before]
        if any("\n" in cell for cell in cells):
            return 0
        line = BETWEEN_CELLS.join(cells).rstrip(BETWEEN_CELLS) + "\n"
        self._text[starts[0] :] = [line]
        return len(line) - sum(map(len, before))
