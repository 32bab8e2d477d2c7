"""What the window knows beside the engine."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sagsbud.domain.frozen import frozen
from sagsbud.domain.practice import Practice
from sagsbud.ui.inbox.row import AGES, Ages
from sagsbud.ui.inbox.side_model import SourceLine


@frozen
class Surroundings:
    """Whose window it is, what fills it, and where its place is remembered."""

    title: str = "Sagsbud"
    subtitle: str = ""
    sources: Callable[[], Sequence[SourceLine]] = lambda: ()
    """How the watched folders are; may block."""
    ages: Callable[[], Ages] = lambda: AGES
    """From how many working days rows are amber, and red."""
    practice: Practice | None = None
    """The way into practice, or what its own window knows."""
    sends_here: bool = False
    """Whether the file manager's menu sends files here."""
    state_file: Path | None = None
    """Where the widths of the panes are remembered."""
