"""Points in time on the wire: ISO 8601 with offset, PostgreSQL's spelling of it, and the two infinities."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

DANISH_TIME = ZoneInfo("Europe/Copenhagen")
"""What a time without an offset means."""

_FORM = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,6})?)?(?:Z| ?[+-]\d\d(?::?\d\d)?)?)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """Microseconds since 1970 in UTC; the infinities lie beyond every real moment."""

    micros: int

    @classmethod
    def of(cls, when: datetime) -> "Moment":
        """From an aware datetime."""
        return cls((when - _EPOCH) // _MICROSECOND)

    @property
    def finite(self) -> bool:
        """Whether it is a real moment."""
        return self not in (INFINITY, MINUS_INFINITY)

    def datetime(self) -> datetime:
        """As an aware datetime in UTC. Raises OverflowError for an infinity."""
        return _EPOCH + timedelta(microseconds=self.micros)

    def wire(self) -> str:
        """As the reference writes it: a space, no fraction unless there is one, offset of hours."""
        if self == INFINITY:
            return "infinity"
        if self == MINUS_INFINITY:
            return "-infinity"
        text = self.datetime().replace(tzinfo=None).isoformat(" ", "microseconds").rstrip("0").rstrip(".")
        return f"{text}+00"

    def iso(self) -> str:
        """As ISO 8601 with all six decimals, the form of version stamps."""
        return self.datetime().isoformat(timespec="microseconds") if self.finite else self.wire()


INFINITY = Moment(2**62)
MINUS_INFINITY = Moment(-(2**62))


def parse_moment(text: object) -> Moment:
    """The moment a text names. Raises ValueError for anything else."""
    if text == "infinity":
        return INFINITY
    if text == "-infinity":
        return MINUS_INFINITY
    if not isinstance(text, str) or not _FORM.fullmatch(text):
        raise ValueError("not a time: expected ISO 8601, infinity or -infinity")
    parsed = datetime.fromisoformat(text.replace(",", ".").replace(" +", "+").replace(" -", "-"))
    return Moment.of(parsed if parsed.tzinfo else parsed.replace(tzinfo=DANISH_TIME))
