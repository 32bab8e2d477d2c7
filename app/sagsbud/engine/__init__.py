"""Commands in, events out: runs a document through the stages and owns the threads. Knows no Qt."""

from sagsbud.engine.engine import Engine
from sagsbud.engine.ports import Ports
from sagsbud.engine.views import Detail, Proposal, QueueStatus, View

__all__ = ["Detail", "Engine", "Ports", "Proposal", "QueueStatus", "View"]
