"""Sheets below each other on the canvas: where each lies, in px from the canvas's top."""

from collections.abc import Sequence
from dataclasses import dataclass

from sagsbud.ui.detail.sheets import Sheet

GAP = 14


@dataclass
class Placed:
    """A sheet with its place."""

    sheet: Sheet
    top: float
    height: float


Anchor = tuple[Sheet, float]
"""A sheet, and how far down it something is, as a share of its height."""


class Stack:
    """The sheets as they were laid out last."""

    def __init__(self, edge: int) -> None:
        self.edge = edge
        """px of canvas around the pages."""
        self.placed: list[Placed] = []
        self.height = 0.0
        """All of it, with the canvas above and below."""

    def lay(self, sheets: Sequence[Sheet], width: float, *, seamless: bool) -> None:
        """For sheets this wide; `seamless` lays those of the same page against each other."""
        top = float(self.edge)
        self.placed = []
        for sheet in sheets:
            if self.placed:
                joins = seamless and self.placed[-1].sheet.number == sheet.number
                top += 0 if joins else GAP
            height = sheet.height(width)
            self.placed.append(Placed(sheet, top, height))
            top += height
        self.height = top + self.edge

    def is_true(self, width: float) -> bool:
        """Whether every sheet still is as high as when it was laid out."""
        return all(abs(one.sheet.height(width) - one.height) <= 0.5 for one in self.placed)

    def anchor(self, y: float) -> Anchor | None:
        """What lies at this height, or below it."""
        for one in self.placed:
            if one.top + one.height > y:
                return one.sheet, (y - one.top) / max(1.0, one.height)
        return None

    def place_of(self, anchor: Anchor) -> float | None:
        """Where it lies now."""
        return next((one.top + anchor[1] * one.height for one in self.placed if one.sheet is anchor[0]), None)

    def between(self, top: float, bottom: float) -> list[Placed]:
        """Those of which something lies there."""
        return [one for one in self.placed if one.top < bottom and one.top + one.height > top]

    def page_at(self, y: float) -> int:
        """The page that has begun there."""
        return next((one.sheet.number for one in reversed(self.placed) if one.top <= y), 1)

    def top_of_page(self, number: int) -> float | None:
        """Where the page begins."""
        return next((one.top for one in self.placed if one.sheet.number == number), None)
