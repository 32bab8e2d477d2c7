"""How a bulk import stands, and its words."""

from typing import TYPE_CHECKING

from sagsbud.domain.frozen import frozen
from sagsbud.domain.workdays import danish_date, danish_time
from sagsbud.i18n import percent, tr, trn
from sagsbud.texts import trouble_text
from sagsbud.ui.texts import clock_text, count_text, date_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sagsbud.domain.batches import BatchStatus
    from sagsbud.engine.imports import ImportProgress


@frozen
class ImportState:
    """One import as it stands here: under way, waiting for its turn, stopped, or at its end."""

    status: "BatchStatus"
    progress: "ImportProgress | None" = None
    waits: bool = False

    @property
    def runs(self) -> bool:
        """Whether it comes further by itself."""
        return self.progress is not None or self.waits

    @property
    def share(self) -> float:
        """How much of it is in, from 0 to 1."""
        return self.progress.batch.share if self.progress else self.status.batch.share


def called_apart(state: ImportState, states: "Sequence[ImportState]") -> str:
    """What the import is called; after when it began, too, where another is called the same."""
    label, begun_at = state.status.batch.label, state.status.batch.begun_at
    if sum(one.status.batch.label == label for one in states) < 2:
        return label
    return f"{label} · {date_text(danish_date(begun_at))} {clock_text(begun_at)}"


def counts_text(states: "Sequence[ImportState]") -> str:
    """`2 importer, 46 ubehandlede`."""
    undecided = sum(state.status.undecided for state in states)
    imports = trn("{shown} import", "{shown} imports", len(states), shown=count_text(len(states)))
    return ", ".join([imports, trn("{shown} undecided", "{shown} undecided", undecided, shown=count_text(undecided))])


def pace_text(progress: "ImportProgress") -> str:
    """`640 dokumenter i minuttet · cirka 4 minutter tilbage`."""
    if progress.piece is None:
        read = trn(
            "{shown} attachment read", "{shown} attachments read", progress.reading, shown=count_text(progress.reading)
        )
        return " · ".join([tr("Everything is in"), read])
    pace = tr("{pace} documents a minute", pace=count_text(round(progress.rate * 60)))
    if progress.left is None:
        return pace
    minutes = progress.left / 60
    left = (
        tr("less than a minute left")
        if minutes < 1
        else trn("about {count} minute left", "about {count} minutes left", round(minutes))
    )
    return f"{pace} · {left}"


def tally_text(state: ImportState) -> str:
    """`9.812 nye · 120 var her · 8 kunne ikke tages`."""
    tally = (state.progress.batch if state.progress else state.status.batch).tally
    parts = [trn("{shown} new", "{shown} new", tally.new, shown=count_text(tally.new))]
    if tally.already_here:
        parts.append(trn("{shown} was already here", "{shown} were already here", tally.already_here,
                         shown=count_text(tally.already_here)))  # fmt: skip
    if tally.already_filed:
        parts.append(trn("{shown} already filed", "{shown} already filed", tally.already_filed,
                         shown=count_text(tally.already_filed)))  # fmt: skip
    refused = sum(tally.refused.values())
    if refused:
        parts.append(
            trn("{shown} could not be taken in", "{shown} could not be taken in", refused, shown=count_text(refused))
        )
    return " · ".join(parts)


def report_lines(state: ImportState) -> list[str]:
    """The closing report as lines; names of documents are not in it, only places and reasons."""
    batch = state.status.batch
    lines = [
        tr("Import of {name}", name=batch.label),
        tr("Started {when}", when=danish_time(batch.begun_at).isoformat(" ", "minutes")),
    ]
    if batch.ended_at:
        lines.append(tr("Ended {when}", when=danish_time(batch.ended_at).isoformat(" ", "minutes")))
    else:
        lines.append(tr("Not finished; {share} is in.", share=percent(batch.share)))
    lines.append(tally_text(state))
    for trouble, count in sorted(batch.tally.refused.items()):
        lines.append(f"{count:>8}  {trouble_text(trouble, {}).title}")
    lines += [
        tr("Number {place}: {why}", place=refusal.position, why=trouble_text(refusal.trouble, {}).title)
        for refusal in batch.refusals
    ]
    return lines
