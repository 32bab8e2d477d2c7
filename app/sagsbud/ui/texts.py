"""Times, dates, sizes and counts as people here write them; the sentences themselves are in `sagsbud.texts`."""

from datetime import UTC, date, datetime, timedelta

from sagsbud.domain.workdays import danish_date, danish_time
from sagsbud.i18n import N_, language, tr, trn

WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def now() -> datetime:
    """The time in Denmark, aware."""
    return danish_time(datetime.now(UTC))


def clock_text(at: datetime) -> str:
    """`10.42`, in English `10:42`, as the clock shows it in Denmark."""
    return danish_time(at).strftime("%H.%M" if language() == "da" else "%H:%M")


def date_text(day: date) -> str:
    """`23.11.2026`, in English `23 Nov 2026`."""
    if language() == "da":
        return day.strftime("%d.%m.%Y")
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def short_date_text(day: date) -> str:
    """`18.11.`, in English `18 Nov`: where the year goes without saying."""
    if language() == "da":
        return f"{day.day}.{day.month}."
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def short_month_text(day: date) -> str:
    """`2. nov.`, in English `2 Nov`: where there is little room."""
    month = tr(MONTHS[day.month - 1])
    if language() == "da":
        return f"{day.day}. {month}" if len(month) <= 4 else f"{day.day}. {month[:3]}."
    return f"{day.day} {month[:3]}"


def weekday_text(day: date) -> str:
    """`fredag`, in English `Friday`."""
    return tr(WEEKDAYS[day.weekday()])


def day_heading(day: date) -> str:
    """`Fredag 20. november`, in English `Friday 20 November`."""
    name = weekday_text(day)
    month = tr(MONTHS[day.month - 1])
    dot = "." if language() == "da" else ""
    return f"{name[:1].upper()}{name[1:]} {day.day}{dot} {month}"


def begun_large(words: str) -> str:
    """`I dag 09.14`: words that stand alone, where they may stand inside a sentence too."""
    return words[:1].upper() + words[1:]


def moment_text(at: datetime, today: date | None = None) -> str:
    """`i dag 09.14`, within a week `fredag 13.10`, else `18.11.2026 13.10`."""
    day, reference = danish_date(at), today or now().date()
    if day == reference:
        return tr("today {time}", time=clock_text(at))
    if timedelta(0) < reference - day < timedelta(days=7):
        return tr("{weekday} {time}", weekday=weekday_text(day), time=clock_text(at))
    return tr("{date} {time}", date=date_text(day), time=clock_text(at))


def since_text(at: datetime, today: date | None = None) -> str:
    """The same behind `siden`: today goes without saying there."""
    reference = today or now().date()
    return clock_text(at) if danish_date(at) == reference else moment_text(at, reference)


def size_text(size: int) -> str:
    """`412 kB`, `1,2 MB`: a file's size in bytes, as short as it is clear."""
    if size < 1000:
        return tr("{size} bytes", size=size)
    if size < 1_000_000:
        return f"{round(size / 1000)} kB"
    megabytes = f"{size / 1_000_000:.1f}" if size < 10_000_000 else str(round(size / 1_000_000))
    return megabytes.replace(".", ",") + " MB" if language() == "da" else megabytes + " MB"


def count_text(count: int) -> str:
    """`1.307`, in English `1,307`."""
    grouped = f"{count:,}"
    return grouped.replace(",", ".") if language() == "da" else grouped


def count_up_to(most: int, count: int) -> str:
    """`100`, and `100+` where there are more than are counted."""
    return count_text(min(count, most)) + ("+" if count > most else "")


def days_text(days: int) -> str:
    """`1 dag`, `3 dage`."""
    return trn("{count} day", "{count} days", days)


def practice_note() -> str:
    """What practice is, wherever it is offered."""
    return tr("Invented documents in a window of their own. Everything in it can be removed again.")
