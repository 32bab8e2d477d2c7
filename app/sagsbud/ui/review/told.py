"""The overview in drawings and sentences, made from its figures alone."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

from sagsbud.domain.figures import AgeCount, DayCount, Overview, OverviewFilter
from sagsbud.domain.frozen import frozen
from sagsbud.domain.review import AMBER_DAYS, RED_DAYS
from sagsbud.domain.workdays import is_working_day
from sagsbud.i18n import N_, percent, tr, trn
from sagsbud.reviewtexts import return_text
from sagsbud.ui.review.plots.columns import Column, Columns
from sagsbud.ui.review.plots.drawing import Drawing
from sagsbud.ui.review.plots.figures import decimal_text, hours_before, hours_words
from sagsbud.ui.review.plots.promise import Kept, Promise
from sagsbud.ui.review.plots.rank import Lying, Rank, age_summary
from sagsbud.ui.review.plots.shares import Share, Shares
from sagsbud.ui.review.plots.spread import Span, Spread
from sagsbud.ui.texts import count_text, date_text, day_heading, moment_text, now, short_month_text

DAYS_SHOWN = 62
"""Longer periods are shown by the week."""
GROUPS_SHOWN = 10
TOLD = 5
"""With fewer documents than this nothing is said about a confidence."""
ROWS = ((("days", 385), ("times", 385), ("ages", 350)), (("used", 443), ("promise", 327), ("returns", 350)))
"""Which cards share a row, and in which proportion."""


class Period(StrEnum):
    """How far back the overview looks."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


PERIODS = {
    Period.MONTH: (30, N_("The last 30 days")),
    Period.QUARTER: (91, N_("The last 3 months")),
    Period.HALF_YEAR: (182, N_("The last 6 months")),
    Period.YEAR: (365, N_("The last 12 months")),
}
"""Days, and the word for them."""


def since_of(period: Period, today: date) -> date:
    """The first day of a period that ends today."""
    return today - timedelta(days=PERIODS[period][0] - 1)


@frozen
class Headline:
    """One of the figures at the top: what it is, the figure, and what puts it in its place."""

    name: str
    figure: str
    note: str = ""

    @property
    def spoken(self) -> str:
        """For a screen reader."""
        return f"{self.name}: {self.figure}" + (f", {self.note}" if self.note else "")


@frozen
class Picture:
    """One card: its title, the sentence below it, and the drawing."""

    key: str
    title: str
    note: str
    drawing: Drawing


def headlines_of(overview: Overview) -> tuple[Headline, Headline, Headline, Headline]:
    """The four figures at the top."""
    return (_filed(overview), _time(overview), _oldest(overview), _right(overview))


def _filed(overview: Overview) -> Headline:
    more = overview.filed - overview.filed_before
    if not overview.filed_before:
        note = ""
    elif more == 0:
        note = tr("as many as the period before")
    elif more > 0:
        note = tr("{count} more than the period before", count=count_text(more))
    else:
        note = tr("{count} fewer than the period before", count=count_text(-more))
    return Headline(tr("Filed"), count_text(overview.filed), note)


def _time(overview: Overview) -> Headline:
    name = tr("From received to filed")
    if overview.median_hours is None:
        return Headline(name, "–", tr("nothing filed in the period"))
    before = overview.median_before
    note = (
        tr("median, was {time}", time=hours_before(before, overview.median_hours))
        if before is not None
        else tr("median")
    )
    return Headline(name, hours_words(overview.median_hours), note)


def _oldest(overview: Overview) -> Headline:
    name = tr("Oldest not filed")
    if overview.oldest_age is None or not overview.oldest_count:
        return Headline(name, tr("None"), tr("everything is filed"))
    count = overview.oldest_count
    note = trn("{shown} document", "{shown} documents", count, shown=count_text(count))
    return Headline(name, age_words(overview.oldest_age), note)


def _right(overview: Overview) -> Headline:
    """Beside it of how many, where that is not all that were filed."""
    name = tr("First suggestion was used")
    if overview.used_share is None:
        return Headline(name, "–", tr("no suggestions in the period"))
    margin = (overview.used_high - overview.used_low) / 2 * 100
    note = f"± {decimal_text(margin, 0 if margin >= 1 else 1)}"
    if overview.used_n != overview.filed:
        note = " · ".join([note, tr("{count} with a suggestion", count=count_text(overview.used_n))])
    return Headline(name, percent(overview.used_share), note)


def age_words(days: int) -> str:
    """`I dag`, `1 arbejdsdag`, `5 arbejdsdage`."""
    return trn("{count} working day", "{count} working days", days) if days else tr("Today")


def pictures_of(overview: Overview, today: date, *, cut_off: bool = False) -> tuple[Picture, ...]:
    """The six cards, in the order in which they lie; `cut_off` while there is no connection."""
    return (
        _per_day(overview, today), _times(overview), _ages(overview, cut_off=cut_off),
        _used(overview), _promise(overview), _returns(overview),
    )  # fmt: skip


def _per_day(overview: Overview, today: date) -> Picture:
    nothing = tr("Nothing was filed in this period.")
    whose = tr("The whole unit.") if overview.filter.unit else tr("All units.")
    if (overview.filter.until - overview.filter.since).days < DAYS_SHOWN:
        columns, empty = _day_columns(overview.days, overview.filter, today), tr("Weekends are empty.")
        drawing = Columns(columns, unit=tr("Day"), nothing=nothing)
        return Picture("days", tr("Filed per day"), f"{whose} {empty}", drawing)
    columns = _week_columns(overview.days, overview.filter, today)
    drawing = Columns(columns, unit=tr("Week"), nothing=nothing)
    return Picture("days", tr("Filed per week"), whose, drawing)


def _day_columns(days: Sequence[DayCount], wanted: OverviewFilter, today: date) -> list[Column]:
    """A column for each working day; other days only when something was filed on them. Mondays have a label."""
    known = {one.day: one.filed for one in days}
    columns = []
    for place, day in enumerate(_each(wanted.since, wanted.until, 1)):
        count = known.get(day, 0)
        if not count and not is_working_day(day):
            continue
        label = tr("today") if day == today else short_month_text(day) if day.weekday() == 0 else ""
        columns.append(Column(label, day_heading(day), count, unfinished=day == today, place=place))
    return columns


def _week_columns(days: Sequence[DayCount], wanted: OverviewFilter, today: date) -> list[Column]:
    first = wanted.since - timedelta(days=wanted.since.weekday())
    sums: dict[date, int] = {}
    for one in days:
        monday = one.day - timedelta(days=one.day.weekday())
        sums[monday] = sums.get(monday, 0) + one.filed
    return [
        Column(week_label(monday), week_name(monday), sums.get(monday, 0), monday + timedelta(days=6) >= today, place)
        for place, monday in enumerate(_each(first, wanted.until, 7))
    ]


def _each(since: date, until: date, step: int) -> Iterator[date]:
    day = since
    while day <= until:
        yield day
        day += timedelta(days=step)


def week_label(monday: date) -> str:
    """`uge 36`."""
    return tr("week {number}", number=monday.isocalendar().week)


def week_name(monday: date) -> str:
    """`uge 36, fra 31.08.2026`."""
    return tr("week {number}, from {date}", number=monday.isocalendar().week, date=date_text(monday))


def _times(overview: Overview) -> Picture:
    spans = [Span(week_label(w.monday), week_name(w.monday), w.median, w.p90) for w in overview.weeks if w.n]
    drawing = Spread(spans, unit=tr("Week"), nothing=tr("Nothing was filed in this period."))
    return Picture(
        "times", tr("Hours from received to filed"), tr("Per week. Half are faster than the median."), drawing
    )


def _ages(overview: Overview, *, cut_off: bool) -> Picture:
    bars = _age_bars(overview.ages)
    drawing = Rank(
        bars,
        unit=tr("Age"),
        number=tr("Documents"),
        summary=age_summary(bars),
        nothing=tr("Nothing waits to be filed."),
    )
    counted = overview.harvested_until if cut_off and overview.harvested_until else now()
    note = tr("Age in working days, {when}.", when=moment_text(counted))
    return Picture("ages", tr("Waiting to be filed"), note, drawing)


def _age_bars(ages: Sequence[AgeCount]) -> list[Lying]:
    """Bars with the limits of the filing duty drawn above the first that reaches each."""
    bars: list[Lying] = []
    last = max((one.days for one in ages), default=0)
    for one in sorted(ages, key=lambda one: one.days):
        role = "err" if one.days >= RED_DAYS else "warnfill" if one.days >= AMBER_DAYS else "acc"
        first = not bars or bars[-1].role != role
        above = ""
        if first and role == "warnfill":
            above = trn("warning from {count} day", "warning from {count} days", AMBER_DAYS)
        elif first and role == "err":
            above = trn("late from {count} day", "late from {count} days", RED_DAYS)
        name = tr("{count} or more", count=one.days) if one.days == last and last > RED_DAYS else age_words(one.days)
        bars.append(Lying(name, one.count, role, above))
    return bars


def _used(overview: Overview) -> Picture:
    groups = sorted(overview.groups, key=lambda one: (-one.share, one.group))
    if len(groups) > GROUPS_SHOWN:  # the largest; the table of a small screen has room for no more
        largest = sorted(groups, key=lambda one: -one.n)[:GROUPS_SHOWN]
        groups = [one for one in groups if one in largest]
    shares = [Share(f"{one.group} {one.title}".strip(), one.share, one.low, one.high, one.n) for one in groups]
    drawing = Shares(shares, unit=tr("KLE main group"), nothing=tr("Nothing was suggested in this period."))
    return Picture(
        "used", tr("First suggestion was used, per KLE main group"),
        tr("Share with its uncertainty. Count on the right."), drawing,
    )  # fmt: skip


def _promise(overview: Overview) -> Picture:
    kept = [Kept(one.promised, one.right, one.low, one.high, one.n) for one in overview.calibration if one.n >= TOLD]
    drawing = Promise(kept, nothing=tr("Nothing was suggested in this period."))
    return Picture("promise", tr("Does the confidence hold?"), tr("Best: as many right as promised."), drawing)


def _returns(overview: Overview) -> Picture:
    counts = sorted(overview.returns, key=lambda one: -one.count)
    bars = [Lying(return_text(one.reason), one.count) for one in counts if one.count]
    back = sum(one.count for one in counts)
    note = tr("{count} of {reviewed} were returned.", count=count_text(back), reviewed=count_text(overview.reviewed))
    nothing = tr("Nothing was returned.") if overview.reviewed else tr("Nothing was reviewed in this period.")
    drawing = Rank(bars, unit=tr("Reason"), number=tr("Returned"), summary=note, nothing=nothing)
    return Picture("returns", tr("Reasons for return"), note, drawing)


def source_text(overview: Overview) -> str:
    """Where the figures come from."""
    if overview.harvested_until is None:
        return tr("Only what was filed from this PC is counted so far.")
    return tr("Last counted in the service {time}.", time=moment_text(overview.harvested_until))


def period_text(wanted: OverviewFilter) -> str:
    """`27.10.2026 til 25.11.2026`."""
    return tr("{since} to {until}", since=date_text(wanted.since), until=date_text(wanted.until))


def printed_text(unit: str, wanted: OverviewFilter, printed: date, clock: str) -> str:
    """What stands below the title on paper."""
    return tr("{unit}, {period}. Made {date} {time}.", unit=unit, period=period_text(wanted), date=date_text(printed),
              time=clock)  # fmt: skip
