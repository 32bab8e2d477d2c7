"""Where the time comes from: handed in, so that a test can say how late it is."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""The time now, aware, in UTC."""
