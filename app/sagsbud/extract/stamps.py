"""Time stamps as file formats write them."""

import re
from datetime import UTC, datetime, timedelta, timezone

PDF_TIME = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?)?")
FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def pdf_time(written: str) -> datetime | None:
    """`D:20240131120000+01'00'`; None when it is no time."""
    found = PDF_TIME.match(written.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, sign, off_hours, off_minutes = found.groups()
    zone = UTC
    try:
        if sign:
            offset = timedelta(hours=int(off_hours), minutes=int(off_minutes or 0))
            zone = timezone(offset if sign == "+" else -offset)
        return datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=zone
        )
    except ValueError:
        return None


def iso_time(written: str) -> datetime | None:
    """ISO 8601 as Office writes it; UTC when it names no zone."""
    try:
        found = datetime.fromisoformat(written.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def file_time(ticks: int) -> datetime | None:
    """A Windows FILETIME (100 ns since 1601); None when empty or absurd."""
    if not 0 < ticks < 0x7FFF_FFFF_FFFF_FFFF:
        return None
    try:
        return FILETIME_EPOCH + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return None
