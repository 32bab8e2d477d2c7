"""What the first run knows of the running program, and what it asks of it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sagsbud.domain.checks import Check
from sagsbud.domain.frozen import frozen
from sagsbud.domain.klassifikation import KleEmne
from sagsbud.domain.settings import Preferences

Folder = dict[str, Any]
"""A watched folder as the setting has it."""


@frozen
class Plan:
    """The subject plan in use. `example` is what an everyday title leads to; `unread` lines could not be read."""

    subjects: int
    starter: bool
    example: KleEmne | None
    unread: int = 0


@frozen
class Start:
    """Everything but `preferences`, `address` and `given` blocks."""

    preferences: Preferences
    address: str
    """The service in use; empty for the one on this machine."""
    given: bool
    """Whether the address was given from outside for this run, so that choosing another would change nothing."""
    try_service: Callable[[str | None], Sequence[Check]]
    try_folders: Callable[[Sequence[Mapping[str, Any]]], Sequence[Check]]
    plan: Callable[[], Plan]
    install: Callable[[Path], Plan]
    """Raises IntakeError for a file that is none of the forms the plan is published in."""
    practising: bool = False
    """Whether this is the window of practice, which has settings of its own."""
