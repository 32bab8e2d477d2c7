"""What the pane says of a document that is no draft, or a copy: a title, a sentence, commands, facts."""

from enum import StrEnum

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import SAG_TROUBLES, Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.handing import Handed
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.sagsobjekter import Journalpostkode
from sagsbud.domain.states import IN_QUEUE, OrderState
from sagsbud.domain.twins import Likeness, Twin
from sagsbud.domain.workdays import danish_date
from sagsbud.engine.views import PutAway
from sagsbud.i18n import tr
from sagsbud.suggestiontexts import likeness_text
from sagsbud.texts import state_text, trouble_text
from sagsbud.ui.detail.happened import REASONS_AGAINST, waiting_text
from sagsbud.ui.handedwords import name_of, where_text
from sagsbud.ui.inbox.row import SOURCES
from sagsbud.ui.texts import begun_large, clock_text, count_text, date_text, moment_text, now

COPIES = frozenset({Likeness.SAME_FILE, Likeness.SAME_MAIL})
"""Likenesses that make a document a copy; near-same text only makes it worth a word."""
NOT_OURS = frozenset({Trouble.TAKEN_BACK, Trouble.PASSED_ON})
"""What a colleague handed over is somebody else's again."""


class Command(StrEnum):
    """What can be done with a document that is no draft."""

    CHOOSE_SAG = "choose_sag"
    CHANGE = "change"
    RETRY = "retry"
    UNDO = "undo"
    RESTORE = "restore"
    WITHDRAW = "withdraw"
    COPY = "copy"
    PDF = "pdf"
    REPEAT = "repeat"
    PUT_AWAY = "put_away"
    OPEN_TWIN = "open_twin"
    ANYWAY = "anyway"
    RELATE = "relate"
    TAKE_BACK = "take_back"
    LET_GO = "let_go"
    CORRECT = "correct"


@frozen
class Face:
    """What the panel says of one state, and the commands it offers: the first is the primary one, if any."""

    title: str
    sentence: str
    sign: str
    role: str = "tx2"
    primary: Command | None = None
    links: tuple[Command, ...] = ()


def face_of(entry: OutboxEntry, handed: Handed | None = None) -> Face:
    """The face of the entry's state."""
    state = entry.state
    if state is OrderState.HANDED:
        return _handed(handed)
    if state is OrderState.FILED:
        when = moment_text(entry.receipt.proven_at) if entry.receipt else ""
        return Face(
            tr("Filed"),
            tr("Read back {when}. The content is the same to the last byte.", when=when),
            "folder-check",
            "ok",
            links=(*_corrections(entry), Command.COPY, Command.PDF, Command.REPEAT),
        )
    if state is OrderState.WITHDRAWN:
        return Face(
            state_text(state),
            tr("The original is kept."),
            "archive-x",
            primary=Command.RESTORE,
        )
    if state is OrderState.IN_REVIEW:
        return Face(state_text(state), tr("A colleague looks at it before it is sent."), "eye", links=(Command.UNDO,))
    if state in IN_QUEUE:
        return _waiting(entry)
    return _trouble(entry)


def _corrections(entry: OutboxEntry) -> tuple[Command, ...]:
    """A document's fields can be corrected; a note is only words on the Sag."""
    is_note = entry.order is None or entry.order.kode is Journalpostkode.JOURNALNOTAT
    return () if is_note else (Command.CORRECT,)


def _handed(handed: Handed | None) -> Face:
    if handed is None:
        return Face(state_text(OrderState.HANDED), "", "users")
    links = (Command.TAKE_BACK,) if handed.can_be_recalled else ()
    title = tr("Handed over to {name}", name=name_of(handed.order.to))
    return Face(title, where_text(handed), "users", links=links)


def _waiting(entry: OutboxEntry) -> Face:
    links: tuple[Command, ...] = ()
    if entry.untouched and entry.state in (OrderState.QUEUED, OrderState.WAITING, OrderState.BLOCKED):
        links += (Command.UNDO,)
    if entry.state is OrderState.WAITING:
        links = (Command.RETRY, *links)
    sign = {OrderState.UNCERTAIN: "circle-help", OrderState.BLOCKED: "log-in", OrderState.WAITING: "clock"}
    sentence = waiting_text(entry, now())
    if entry.problem:
        sentence = f"{trouble_text(entry.problem.trouble, dict(entry.problem.params)).title} {sentence}"
    return Face(state_text(entry.state), sentence, sign.get(entry.state, "send"), links=links)


def _trouble(entry: OutboxEntry) -> Face:
    problem = entry.problem
    told = trouble_text(problem.trouble, dict(problem.params)) if problem else None
    if problem and problem.trouble in NOT_OURS:
        told = trouble_text(problem.trouble, {})
        sentence = f"{told.meaning} {told.action}"
        return Face(told.heading, sentence, "users", "warn", Command.LET_GO, (Command.RETRY,))
    primary = Command.CHOOSE_SAG if problem and problem.trouble in SAG_TROUBLES else Command.CHANGE
    title = told.heading if told else state_text(entry.state)
    sentence = f"{told.meaning} {told.action}".strip() if told else ""
    return Face(title, sentence, "circle-alert", "warn", primary, (Command.RETRY, Command.WITHDRAW))


def command_text(command: Command) -> str:
    """What the link says."""
    return {
        Command.CHOOSE_SAG: tr("Choose another case"),
        Command.CHANGE: tr("Change the fields"),
        Command.RETRY: tr("Try again now"),
        Command.UNDO: tr("Undo and move back to the inbox"),
        Command.RESTORE: tr("Move back to the inbox"),
        Command.WITHDRAW: tr("Not to be filed"),
        Command.COPY: tr("Copy the receipt"),
        Command.PDF: tr("Save the receipt as PDF …"),
        Command.REPEAT: tr("File it once more …"),
        Command.PUT_AWAY: tr("Put the copy away"),
        Command.OPEN_TWIN: tr("Open the filed one"),
        Command.ANYWAY: tr("File it anyway …"),
        Command.RELATE: tr("File it with a reference to the other …"),
        Command.TAKE_BACK: tr("Take it back"),
        Command.LET_GO: tr("Put it away"),
        Command.CORRECT: tr("Correct the filing …"),
    }[command]


def outcome_text(command: Command) -> str:
    """What the primary button does, where its name and the sentence of the state leave that open."""
    return {
        Command.PUT_AWAY: tr("The copy leaves the inbox. The filed one is not changed."),
        Command.RESTORE: tr("It can be filed when it is back in the inbox."),
    }.get(command, "")


SIGNS = {
    Command.RETRY: "refresh",
    Command.UNDO: "undo",
    Command.RESTORE: "undo",
    Command.WITHDRAW: "archive-x",
    Command.COPY: "copy",
    Command.PDF: "print",
    Command.REPEAT: "file-plus",
    Command.OPEN_TWIN: "external-link",
    Command.ANYWAY: "file-plus",
    Command.RELATE: "reply",
    Command.TAKE_BACK: "undo",
    Command.LET_GO: "archive-x",
    Command.CORRECT: "pencil",
}


def copy_face(twin: Twin) -> Face:
    """The face of a document whose twin is filed or on its way: news, never a failure."""
    entry = twin.entry
    same = {
        Likeness.SAME_FILE: tr("The content is the same to the last byte."),
        Likeness.SAME_MAIL: tr("It is the same email, from another mailbox."),
    }.get(twin.likeness, likeness_text(twin.likeness))
    title = tr("Already filed") if entry.state is OrderState.FILED else tr("Already in the queue")
    return Face(title, f"{_when_and_by_whom(entry)} {same}".strip(), "copy-check", "acctx", Command.PUT_AWAY,
                (Command.OPEN_TWIN, Command.RELATE, Command.ANYWAY))  # fmt: skip


def _when_and_by_whom(entry: OutboxEntry) -> str:
    """By Lone Mikkelsen on 19.11.2026 at 14.05; of today as the facts beside it say it."""
    at = entry.receipt.proven_at if entry.receipt else entry.order.decided_at if entry.order else None
    if at is None:
        return ""
    day, clock = date_text(danish_date(at)), clock_text(at)
    name = entry.order.decided_by.navn if entry.order else ""
    if danish_date(at) == now().date():
        when = moment_text(at)
        return tr("By {name} {when}.", name=name, when=when) if name else f"{begun_large(when)}."
    if name:
        return tr("By {name} on {date} at {clock}.", name=name, date=day, clock=clock)
    return tr("On {date} at {clock}.", date=day, clock=clock)


def differences(entry: OutboxEntry, twin: Twin) -> list[tuple[str, str, str]]:
    """What tells a document from its twin: names, its values, the twin's."""
    mine, other = entry.item, twin.entry.item
    alike = tr("the same") if twin.likeness is Likeness.SAME_FILE else tr("the same words")
    return [
        (tr("Content"), alike, alike),
        (tr("Received"), moment_text(mine.received_at), moment_text(other.received_at)),
        (tr("Came from"), _came_from(entry), _came_from(twin.entry)),
        (tr("File name"), mask_cpr(mine.name), mask_cpr(other.name)),
    ]


def _came_from(entry: OutboxEntry) -> str:
    source = entry.item.source
    return mask_cpr(source.name) or tr(SOURCES[source.kind])


def facts_of(entry: OutboxEntry) -> list[tuple[str, str]]:
    """What is on record of an order: names and values."""
    order, receipt = entry.order, entry.receipt
    facts: list[tuple[str, str]] = []
    if order:
        facts.append((tr("KLE subject"), str(order.kle)))
        facts.append((tr("Date"), date_text(order.main.brevdato)))
        if order.bilag:
            facts.append((tr("Attachments"), count_text(len(order.bilag))))
        facts.append((tr("Decided"), moment_text(order.decided_at)))
    if receipt:
        facts.append((tr("Read back"), moment_text(receipt.proven_at)))
        facts.append((tr("Document ID"), str(receipt.dokument)))
        facts.append((tr("sha256"), receipt.digest))
    return facts


def put_away_facts(away: PutAway) -> list[tuple[str, str]]:
    """What is on record of what is not for filing: names and values."""
    facts = [(tr("Reason"), tr(REASONS_AGAINST[away.reason]))] if away.reason in REASONS_AGAINST else []
    facts.append((tr("Decided"), moment_text(away.at)))
    return [*facts, (tr("Decided by"), away.by)] if away.by else facts


def handed_facts(handed: Handed) -> list[tuple[str, str]]:
    """What is on record of a hand-over: names and values."""
    order = handed.order
    facts = [(tr("Colleague"), name_of(order.to)), (tr("Handed over"), moment_text(order.decided_at))]
    if order.note:
        facts.append((tr("Message"), order.note))
    facts.append((tr("Document ID"), str(order.draft.dokument)))
    facts.append((tr("sha256"), order.draft.digest))
    return facts


def receipt_text(entry: OutboxEntry) -> str:
    """The receipt as lines to paste somewhere."""
    sag = (
        [(tr("Case"), f"{entry.order.sag.sagsnummer} {entry.order.sag.titel}"), (tr("Title"), entry.order.main.titel)]
        if entry.order
        else []
    )
    raw = [(tr("Version at the service"), entry.receipt.fratidspunkt)] if entry.receipt else []
    return "\n".join(f"{name}: {value}" for name, value in (*sag, *facts_of(entry), *raw))
