"""What does it say? One reader per format, in killable child processes; fields with their evidence."""

from sagsbud.extract.limits import Limits
from sagsbud.extract.pool import ChildExtractor

__all__ = ["ChildExtractor", "Limits"]
