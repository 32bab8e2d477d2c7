"""One row of a list, worded off the main thread, so that painting only paints."""

from collections.abc import Mapping
from datetime import date, datetime

from sagsbud.domain.arrival import SourceKind
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import Trouble
from sagsbud.domain.extract import Kind
from sagsbud.domain.frozen import frozen
from sagsbud.domain.handing import Handed
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.domain.suggestions import Band
from sagsbud.domain.workdays import danish_time, working_days
from sagsbud.i18n import N_, tr, trn
from sagsbud.suggestiontexts import band_text
from sagsbud.texts import state_text, trouble_text
from sagsbud.ui.handedwords import name_of, short_text
from sagsbud.ui.paint import AGE_SIGNS
from sagsbud.ui.texts import clock_text, date_text, days_text, short_date_text

MAIL = frozenset({Kind.EML, Kind.MSG, Kind.MBOX, Kind.PST, Kind.TNEF, Kind.P7M})
WRITTEN = frozenset({Kind.DOCX, Kind.DOC, Kind.ODT, Kind.RTF, Kind.PPTX, Kind.PPT, Kind.ODP})
SHEETS = frozenset({Kind.XLSX, Kind.XLS, Kind.ODS, Kind.CSV})
PLAIN = frozenset({Kind.PDF, Kind.TXT, Kind.HTML})

Ages = tuple[int, int]
AGES: Ages = (1, 3)
"""Working days from which a document that waits is marked amber, and red, unless the settings say otherwise."""

NAMED_DAYS = 4
"""Days, today among them, that have a heading of their own."""

SOURCES: Mapping[SourceKind, str] = {
    SourceKind.DROP: N_("Added by you"),
    SourceKind.COMMAND: N_("From the command line"),
    SourceKind.FOLDER: N_("Watched folder"),
    SourceKind.MAIL_EXPORT: N_("Mail export"),
    SourceKind.ATTACHMENT: N_("Attachment"),
    SourceKind.DEMO: N_("Example"),
    SourceKind.NOTE: N_("Note"),
    SourceKind.COLLEAGUE: N_("From a colleague"),
}


@frozen
class Chip:
    """A chip of a row; `kind` is one of `paint.CHIP_KINDS`."""

    text: str
    icon: str = ""
    kind: str = "plain"
    drawn: bool = False
    """Whether its drawing says it alone where there is little room."""


@frozen
class Row:
    """Everything a list shows of one entry."""

    item: ItemId
    seq: int
    state: OrderState
    day: date
    """When it arrived, in this machine's zone; rows are grouped by it."""
    title: str
    sender: str
    time: str
    icon: str
    chips: tuple[Chip, ...]
    band: Band | None
    """None while the document is not read, and where confidence means nothing any more."""
    sagsnummer: str
    sag_titel: str
    spoken: str
    """The row as a whole sentence, for a screen reader."""
    entry: OutboxEntry

    def looks_other(self, row: "Row", *, entry_too: bool) -> bool:
        """Whether another row in its place would be painted otherwise; `entry_too` where more of it is shown than here."""
        if (self.spoken, self.chips, self.time, self.icon, self.band, self.state) != (
            row.spoken, row.chips, row.time, row.icon, row.band, row.state,
        ):  # fmt: skip
            return True
        return entry_too and self.entry != row.entry


def row_of(
    entry: OutboxEntry,
    today: date,
    copies: frozenset[ItemId] = frozenset(),
    ages: Ages = AGES,
    handed: Handed | None = None,
) -> Row:
    """The row of an entry as it reads today; `copies` are items that are copies of others."""
    item, summary = entry.item, entry.summary
    received = danish_time(item.received_at)
    order = entry.order
    title = summary.titel if summary else order.main.titel if order else mask_cpr(item.name)
    sender = (summary.sender if summary else "") or mask_cpr(item.source.name) or tr(SOURCES[item.source.kind])
    chips = _handed_chips(handed) if handed else _chips(entry, received, today, copies, ages)
    is_draft = entry.state is OrderState.DRAFT
    band = summary.band if summary and is_draft else None
    return Row(
        item=item.id,
        seq=entry.seq,
        state=entry.state,
        day=received.date(),
        title=title,
        sender=sender,
        time=_time_text(entry, received, today),
        icon=icon_of(entry),
        chips=chips,
        band=band,
        sagsnummer=order.sag.sagsnummer if order else (summary.sagsnummer if summary else ""),
        sag_titel=order.sag.titel if order else "",
        spoken=", ".join([_spoken(entry, title, sender, received, band, today), *(chip.text for chip in chips)])
        if handed or item.given
        else _spoken(entry, title, sender, received, band, today),
        entry=entry,
    )


def icon_of(entry: OutboxEntry) -> str:
    """The drawing for what kind of document it is."""
    if entry.problem and entry.problem.trouble is Trouble.ENCRYPTED:
        return "file-lock"
    kind = entry.summary.kind if entry.summary else Kind.UNKNOWN
    if kind in MAIL:
        return "mail"
    if kind in WRITTEN:
        return "file-type"
    if kind in SHEETS:
        return "columns"
    if kind is Kind.IMAGE:
        return "image"
    if kind is Kind.ICS:
        return "calendar"
    return "file-text" if kind in PLAIN else "file"


def _time_text(entry: OutboxEntry, received: datetime, today: date) -> str:
    """When it arrived, or once decided when that last changed: the time of day while the day itself is named."""
    decided = entry.state is not OrderState.DRAFT and entry.changed_at
    at = danish_time(decided) if decided else received
    named = 1 if decided else NAMED_DAYS
    return clock_text(at) if (today - at.date()).days < named else short_date_text(at.date())


def _chips(
    entry: OutboxEntry, received: datetime, today: date, copies: frozenset[ItemId], ages: Ages
) -> tuple[Chip, ...]:
    chips: list[Chip] = []
    summary = entry.summary
    if entry.state is not OrderState.DRAFT:
        return (Chip(entry.order.sag.sagsnummer, "folder"),) if entry.order else ()
    given = entry.item.given
    if given:
        chips.append(Chip(name_of(given.by), "user"))
    if entry.problem and entry.problem.trouble is Trouble.NOT_HANDED_OVER:
        chips.append(Chip(tr("Not handed over"), "circle-alert", "warn"))
    elif entry.problem:
        chips.append(Chip(tr("Cannot be read"), "circle-alert", "warn"))
    elif summary is None:
        chips.append(Chip(tr("Being read"), "clock"))
    if summary and summary.attachments:
        chips.append(Chip(str(summary.attachments), "paperclip"))
    if summary and summary.holds_cpr:
        chips.append(Chip(tr("CPR"), "shield", drawn=True))
    if entry.item.id in copies:
        chips.append(Chip(tr("Copy"), "copy", drawn=True))
    age = working_days(received.date(), today)
    amber, red = ages
    if age >= min(amber, red):
        kind = "err" if age >= red else "warn"
        chips.append(Chip(days_text(age), AGE_SIGNS[kind], kind))
    return tuple(chips)


def _handed_chips(handed: Handed) -> tuple[Chip, ...]:
    """Who has it, and what has become of it."""
    return Chip(name_of(handed.order.to), "user"), Chip(short_text(handed))


def _spoken(entry: OutboxEntry, title: str, sender: str, received: datetime, band: Band | None, today: date) -> str:
    """`Ansøgning …, fra Tegnestuen Granly, 09.14, 2 bilag, indeholder cpr, sikker anbefaling`."""
    parts = [title]
    if entry.summary and entry.summary.sender:
        parts.append(tr("from {sender}", sender=sender))
    else:
        parts.append(sender)
    when = clock_text(received)
    parts.append(when if received.date() == today else f"{date_text(received.date())} {when}")
    if entry.summary and entry.summary.attachments:
        parts.append(trn("{count} attachment", "{count} attachments", entry.summary.attachments))
    if entry.summary and entry.summary.holds_cpr:
        parts.append(tr("contains a CPR number"))
    if entry.state is not OrderState.DRAFT:
        parts.append(state_text(entry.state))
    if entry.order:
        parts.append(tr("on case {sag}", sag=entry.order.sag.sagsnummer))
    if entry.problem:
        parts.append(trouble_text(entry.problem.trouble, {}).heading)
    elif entry.summary is None:
        parts.append(tr("Being read"))
    elif band is not None:
        parts.append(tr(SPOKEN_BANDS[band]))
    return ", ".join(part for part in parts if part)


SPOKEN_BANDS: Mapping[Band, str] = {
    Band.SURE: N_("sure suggestion"),
    Band.LIKELY: N_("likely suggestion"),
    Band.UNSURE: N_("unsure suggestion"),
    Band.NONE: N_("no suggestion"),
}


def band_word(band: Band) -> str:
    """`Sikker`, as it stands at the row's right edge."""
    return band_text(band)
