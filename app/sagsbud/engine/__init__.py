"""Commands in, events out: runs a document through the stages and owns the threads. Knows no Qt."""

from typing import TYPE_CHECKING

from sagsbud.lazily import loading

if TYPE_CHECKING:
    from sagsbud.engine.engine import Engine
    from sagsbud.engine.ports import Ports
    from sagsbud.engine.views import Detail, Proposal, QueueStatus, View

__all__ = ["Detail", "Engine", "Ports", "Proposal", "QueueStatus", "View"]

__getattr__ = loading(
    __name__,
    {
        "Detail": "views",
        "Engine": "engine",
        "Ports": "ports",
        "Proposal": "views",
        "QueueStatus": "views",
        "View": "views",
    },
)
"""A window asks an engine that runs elsewhere, and need not load it."""
