"""What needs a person, as causes: what happened, what it means for the document, and one next action."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry, Problem
from sagsbud.domain.states import OrderState
from sagsbud.i18n import N_, tr, trn
from sagsbud.texts import TroubleText, trouble_text
from sagsbud.ui.inbox.snapshot import Snapshot
from sagsbud.ui.texts import count_text, since_text


class Step(StrEnum):
    """The next actions there are."""

    CHOOSE_SAG = "choose_sag"
    CHOOSE_KLE = "choose_kle"
    COMPARE = "compare"
    CHANGE_FIELDS = "change_fields"
    FILL_IN = "fill_in"
    ASK_FOR_COPY = "ask_for_copy"
    TAKE_AGAIN = "take_again"
    TRY_AGAIN = "try_again"
    TRY_NOW = "try_now"
    LET_GO = "let_go"


BUTTONS: Mapping[Step, str] = {
    Step.CHOOSE_SAG: N_("Choose another case"),
    Step.CHOOSE_KLE: N_("Choose another subject"),
    Step.COMPARE: N_("Compare and choose"),
    Step.CHANGE_FIELDS: N_("Change the fields"),
    Step.FILL_IN: N_("Fill it in yourself"),
    Step.ASK_FOR_COPY: N_("Ask for a readable copy"),
    Step.TAKE_AGAIN: N_("Take the original in again"),
    Step.TRY_AGAIN: N_("Try again"),
    Step.TRY_NOW: N_("Try now"),
    Step.LET_GO: N_("Put it away"),
}

STEPS: Mapping[Trouble, Step] = {
    Trouble.SAG_CLOSED: Step.CHOOSE_SAG,
    Trouble.SAG_GONE: Step.CHOOSE_SAG,
    Trouble.SAG_REASSIGNED: Step.COMPARE,
    Trouble.SAG_NUMBER_TAKEN: Step.CHOOSE_SAG,
    Trouble.SAG_UNKNOWN: Step.CHOOSE_SAG,
    Trouble.KLASSE_UNKNOWN_IN_SERVICE: Step.CHOOSE_KLE,
    Trouble.KLE_UNKNOWN: Step.CHOOSE_KLE,
    Trouble.REFUSED: Step.CHANGE_FIELDS,
    Trouble.DOKUMENT_CHANGED: Step.COMPARE,
    Trouble.DOKUMENT_GONE: Step.COMPARE,
    Trouble.CONTENT_DIFFERS: Step.COMPARE,
    Trouble.TAKEN_BACK: Step.LET_GO,
    Trouble.PASSED_ON: Step.LET_GO,
    Trouble.ENCRYPTED: Step.ASK_FOR_COPY,
    Trouble.DAMAGED: Step.ASK_FOR_COPY,
    Trouble.CONTENT_MISSING: Step.TAKE_AGAIN,
    Trouble.CONTENT_DAMAGED: Step.TAKE_AGAIN,
}
"""For a document; what is not named here is filled in by hand in the inbox, and tried again elsewhere."""

ICONS: Mapping[Trouble, str] = {
    Trouble.LOGIN_NEEDED: "log-in",
    Trouble.CERTIFICATE_REFUSED: "shield",
    Trouble.SAG_CLOSED: "folder-lock",
    Trouble.SAG_GONE: "folder-lock",
    Trouble.SAG_REASSIGNED: "folder-lock",
    Trouble.ENCRYPTED: "file-lock",
    Trouble.REFUSED: "ban",
}
SERIOUS = frozenset({Trouble.REFUSED, Trouble.STORE_DAMAGED, Trouble.CONTENT_DAMAGED, Trouble.CONTENT_MISSING})
"""Marked red: the others are amber."""


@frozen
class Cause:
    """One line of »Kræver dig«. `item` is None for what holds up the whole queue."""

    title: str
    text: str
    chip: str
    note: str
    icon: str
    role: str
    step: Step
    problem: Problem
    item: ItemId | None = None
    name: str = ""
    """What the document is called."""
    state: OrderState = OrderState.DRAFT

    @property
    def button(self) -> str:
        """The words on the button."""
        return tr(BUTTONS[self.step])

    @property
    def spoken(self) -> str:
        """For a screen reader."""
        return " ".join([self.title, self.text, self.note, tr("Next: {step}.", step=self.button)])


def cause_of_queue(snapshot: Snapshot, today: date) -> Cause | None:
    """What holds up everything, when a person must see to it."""
    problem = snapshot.cause
    if problem is None:
        return None
    words = trouble_text(problem.trouble, dict(problem.params))
    queued = snapshot.status.queued
    text = words.meaning
    if queued and snapshot.status.store_problem is None:
        text = trn(
            "{shown} document waits. It is safe here and is sent as soon as possible.",
            "{shown} documents wait. They are safe here and are sent as soon as possible.",
            queued,
            shown=count_text(queued),
        )
    return Cause(
        title=words.heading,
        text=f"{text} {next_of(problem)}",
        chip="",
        note=tr("The whole queue · since {time}", time=since_text(problem.since, today)),
        icon=ICONS.get(problem.trouble, "circle-alert"),
        role="err" if problem.trouble in SERIOUS else "warn",
        step=Step.TRY_NOW,
        problem=problem,
    )


def next_of(problem: Problem) -> str:
    """What a person does about what holds up the whole queue, beside trying now."""
    return trouble_text(problem.trouble, dict(problem.params)).action


def cause_of(entry: OutboxEntry, today: date) -> Cause | None:
    """Why this document needs a person; None when it does not."""
    problem = entry.problem
    if problem is None:
        return None
    words = trouble_text(problem.trouble, {})
    where = f"{entry.order.sag.sagsnummer} {entry.order.sag.titel}" if entry.order else mask_cpr(entry.item.source.name)
    since = tr("since {time}", time=since_text(problem.since, today))
    return Cause(
        title=words.heading,
        text=_meaning(entry, words),
        chip=trn("{count} document", "{count} documents", 1),
        note=" · ".join(part for part in (where, since) if part),
        icon=ICONS.get(problem.trouble, "circle-alert"),
        role="err" if problem.trouble in SERIOUS else "warn",
        step=_step_of(entry, problem.trouble),
        problem=problem,
        item=entry.item.id,
        name=_name_of(entry),
        state=entry.state,
    )


def _name_of(entry: OutboxEntry) -> str:
    return entry.summary.titel if entry.summary else mask_cpr(entry.item.name)


def _step_of(entry: OutboxEntry, trouble: Trouble) -> Step:
    usual = Step.FILL_IN if entry.state is OrderState.DRAFT else Step.TRY_AGAIN
    return STEPS.get(trouble, usual)


def _meaning(entry: OutboxEntry, words: TroubleText) -> str:
    """What it means for this document, which is named; what the button says is not said twice."""
    title = _name_of(entry)
    if entry.state is OrderState.DRAFT:
        return tr("“{title}” is kept as it is and can still be filed.", title=title)
    plain = tr("“{title}” is not filed.", title=title)
    return plain if words.meaning == tr("The document is not filed.") else f"{plain} {words.meaning}"
