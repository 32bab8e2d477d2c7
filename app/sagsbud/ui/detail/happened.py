"""What has happened to a document and what it waits for, in words."""

from collections.abc import Mapping
from datetime import datetime

from sagsbud.domain.orders import HistoryRow, OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.i18n import N_, tr
from sagsbud.ui.texts import moment_text

EVENTS: Mapping[str, str] = {
    "taken": N_("Taken in"),
    "viewed": N_("Opened and looked at"),
    "not_readable": N_("Could not be read"),
    "decided": N_("Put in the queue"),
    "sent_to_review": N_("Sent to review"),
    "awaits_review": N_("Waits for review"),
    "approved": N_("Approved"),
    "returned": N_("Sent back from review"),
    "undone": N_("Taken back from the queue"),
    "claimed": N_("Sending started"),
    "sag_started": N_("The case is being created"),
    "sag_done": N_("The case was created"),
    "dokument_started": N_("Document is being sent"),
    "dokument_done": N_("Document sent"),
    "journalpost_started": N_("Being filed on the case"),
    "journalpost_done": N_("Put on the case"),
    "retire_started": N_("An earlier document is being taken out of use"),
    "retire_done": N_("An earlier document was taken out of use"),
    "accepted": N_("Received by Sag og Dokument"),
    "proven": N_("Read back and filed"),
    "not_sent": N_("Could not be sent. Waiting"),
    "maybe_sent": N_("Perhaps sent. It is looked up"),
    "found_whole": N_("Looked up: it is there"),
    "found_missing": N_("Looked up: it is not there"),
    "shut_out": N_("Waiting for login"),
    "let_in": N_("Sag og Dokument can be reached again"),
    "refused": N_("Refused by Sag og Dokument"),
    "conflicted": N_("Sagsbud stopped. Nothing was overwritten"),
    "retried": N_("Tried again"),
    "revised": N_("Back in the inbox"),
    "withdrawn": N_("Not for filing"),
    "corrected": N_("Changed after it was filed"),
    "cleared": N_("What was left on the way was taken out of use"),
    "restored": N_("Moved back to the inbox"),
    "rebuilt": N_("Found again after the store was repaired"),
    "purged": N_("The local copy was deleted"),
    "handed_over": N_("Handed over to a colleague"),
    "handed_back": N_("Back in the inbox"),
    "handing_proven": N_("Read back: it is with the colleague"),
    "recalled": N_("Is to be taken back from the colleague"),
    "recall_refused": N_("Not taken back: the colleague has done something with it"),
    "colleague_taken": N_("The colleague started on it"),
    "colleague_filed": N_("Filed by the colleague"),
    "colleague_passed_on": N_("Passed on to somebody else"),
    "colleague_put_away": N_("Put away by the colleague"),
}
HANDING = "handing_"
"""What happened to a hand-over is called as for a filing, with this before it."""
STOPS = frozenset({"not_readable", "refused", "conflicted", "shut_out"})
"""Events that ask for a look."""


def event_text(row: HistoryRow) -> str:
    """What happened, in words; what this version has no words for is named as it is kept."""
    what = row.what if row.what in EVENTS else row.what.removeprefix(HANDING)
    return tr(EVENTS[what]) if what in EVENTS else what.replace("_", " ")


REASONS_AGAINST: Mapping[str, str] = {
    "private": N_("Private or sent here by mistake"),
    "advertising": N_("Advertising or newsletter"),
    "copy": N_("A copy of something already filed"),
    "draft": N_("Draft or working paper"),
    "other_system": N_("Kept in another system"),
    "refused": N_("Could not be filed"),
}
"""Why something is not to be filed: codes for the history, and their words."""


def waiting_text(entry: OutboxEntry, now: datetime) -> str:
    """What a promised document waits for, in one sentence."""
    match entry.state:
        case OrderState.QUEUED if entry.due and entry.due > now:
            return tr("You can still take it back.")
        case OrderState.QUEUED:
            return tr("It is sent in a moment.")
        case OrderState.SENDING:
            return tr("It is being sent now.")
        case OrderState.VERIFYING:
            return tr("It is sent and is being read back.")
        case OrderState.WAITING if entry.due:
            return tr("Tried again {when}.", when=moment_text(entry.due))
        case OrderState.UNCERTAIN:
            return tr("Perhaps sent. It is looked up before it is sent again.")
        case OrderState.BLOCKED:
            return tr("It is sent automatically when you are logged in.")
        case _:
            return tr("It is sent automatically.")
