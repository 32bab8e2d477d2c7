"""How long a thread that computes keeps the others of its process waiting."""

import sys

TURN = 0.001
"""Seconds; Python's own 5 ms are a third of a picture, and a read of forty rows asks for its turn a hundred times."""


def take_short_turns() -> None:
    """Let threads that paint or answer go on soon while another computes."""
    sys.setswitchinterval(TURN)
