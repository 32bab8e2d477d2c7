"""What became of the files that were offered, in one or two sentences; a copy is news, never a failure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sagsbud.domain.arrival import Taken
from sagsbud.domain.changes import OfferAnswered
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.domain.workdays import danish_time
from sagsbud.engine.views import VIEW_STATES, View
from sagsbud.i18n import tr, trn
from sagsbud.texts import state_text, trouble_text
from sagsbud.ui.texts import clock_text, count_text, date_text

if TYPE_CHECKING:
    from sagsbud.engine import Engine


@frozen
class Verdict:
    """A sentence, and the item it is about when it is about one."""

    text: str = ""
    icon: str = "info"
    role: str = "acctx"
    item: ItemId | None = None
    view: View | None = None
    imports: bool = False
    """Whether it is about a bulk import."""


def verdict_of(engine: "Engine", answers: Sequence[OfferAnswered], *, stopped: bool = False) -> Verdict:
    """The sentence about these answers. Reads the store; nothing to say is an empty text."""
    if not answers:
        return Verdict()
    if len(answers) == 1:
        return _single(engine, answers[0])
    imports = [answer for answer in answers if answer.batch]
    new = sum(answer.taken is Taken.NEW for answer in answers) - len(imports)
    here = sum(answer.taken is Taken.ALREADY_HERE for answer in answers)
    filed = sum(answer.taken is Taken.ALREADY_FILED for answer in answers)
    refused = [answer for answer in answers if answer.taken is None]
    parts = []
    if new:
        parts.append(
            trn("{shown} file is in the inbox.", "{shown} files are in the inbox.", new, shown=count_text(new))
        )
    if imports:
        parts.append(_imports_text(engine, imports))
    if here:
        parts.append(trn("{shown} was already here.", "{shown} were already here.", here, shown=count_text(here)))
    if filed:
        parts.append(trn("{shown} is already filed.", "{shown} are already filed.", filed, shown=count_text(filed)))
    if refused:
        parts.append(_refused_text(refused))
    if stopped:
        parts.append(tr("You stopped the rest; none of it was taken in."))
    icon, role = ("circle-alert", "warn") if refused else ("circle-check", "ok")
    return Verdict(" ".join(parts), icon, role, imports=bool(imports))


def _imports_text(engine: "Engine", imports: Sequence[OfferAnswered]) -> str:
    """An import is called as it is wherever else it is told of, and not by its file's name."""
    if len(imports) == 1:
        (answer,) = imports
        labels = (status.batch.label for status in engine.imports.all() if status.batch.id == answer.batch)
        title = mask_cpr(next(labels, answer.name))
        return tr("“{title}” is being imported. Its documents come into the inbox a few at a time.", title=title)
    shown = count_text(len(imports))
    return tr("{shown} imports have begun. Their documents come into the inbox a few at a time.", shown=shown)


def _refused_text(refused: Sequence[OfferAnswered]) -> str:
    first = refused[0]
    why = trouble_text(first.trouble, {}).title if first.trouble else ""
    count = trn(
        "{shown} could not be taken in:",
        "{shown} could not be taken in, the first:",
        len(refused),
        shown=count_text(len(refused)),
    )
    return " ".join([count, tr("“{title}”.", title=mask_cpr(first.name)), why])


def _single(engine: "Engine", answer: OfferAnswered) -> Verdict:
    name = mask_cpr(answer.name)
    if answer.trouble:
        words = trouble_text(answer.trouble, {})
        return Verdict(tr("“{title}”: {words}", title=name, words=words.whole), "circle-alert", "warn")
    if answer.batch:
        return Verdict(_imports_text(engine, [answer]), "folder-import", imports=True)
    entry = engine.entry(answer.item) if answer.item else None
    if entry is None or answer.taken is Taken.NEW:
        return Verdict()
    if entry.state is OrderState.FILED and entry.order:
        return Verdict(_filed_text(name, entry), "copy-check", "acctx", entry.item.id, View.FILED)
    view = next((view for view, states in VIEW_STATES.items() if entry.state in states), None)
    if entry.state is OrderState.DRAFT:
        text = tr("“{title}” is already here. Nothing was added.", title=name)
    else:
        text = tr("“{title}” was taken in before: {state}.", title=name, state=state_text(entry.state))
    shown = view if view in (View.INBOX, View.REVIEW) else None
    return Verdict(text, "copy", "acctx", entry.item.id if shown else None, shown)


def _filed_text(name: str, entry: OutboxEntry) -> str:
    """`»scan_0231.pdf« er allerede journaliseret på 26/1090 den 19.11.2026 kl. 14.05.`"""
    assert entry.order is not None
    at = danish_time(entry.receipt.proven_at if entry.receipt else entry.order.decided_at)
    return tr(
        "“{title}” is already filed on {sag}, {date} at {time}.",
        title=name,
        sag=entry.order.sag.sagsnummer,
        date=date_text(at.date()),
        time=clock_text(at),
    )
