"""Words for the domain's codes, one map each: what states and troubles are called.

Trouble has three parts: what happened, what it means for the document, what to do next.
"""

from collections.abc import Mapping

from sagsbud.domain.errors import Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.states import OrderState
from sagsbud.i18n import N_, tr


@frozen
class TroubleText:
    """A trouble in words."""

    title: str
    meaning: str
    action: str

    @property
    def heading(self) -> str:
        """The title where it stands alone: without its full stop."""
        return self.title.rstrip(".")

    @property
    def whole(self) -> str:
        """All three parts as running text."""
        return " ".join(part for part in (self.title, self.meaning, self.action) if part)

    @property
    def in_row(self) -> str:
        """The same in a table, where nobody waits to hear that work can go on."""
        action = "" if self.action == tr(_GO_ON) else self.action
        return " ".join(part for part in (self.title, self.meaning, action) if part)


STATES: Mapping[OrderState, str] = {
    OrderState.DRAFT: N_("In the inbox"),
    OrderState.IN_REVIEW: N_("For review"),
    OrderState.QUEUED: N_("Queued"),
    OrderState.SENDING: N_("Sending"),
    OrderState.VERIFYING: N_("Being read back"),
    OrderState.FILED: N_("Filed"),
    OrderState.WAITING: N_("Waiting"),
    OrderState.UNCERTAIN: N_("Perhaps sent"),
    OrderState.BLOCKED: N_("Waiting for login"),
    OrderState.REJECTED: N_("Refused"),
    OrderState.CONFLICT: N_("Changed meanwhile"),
    OrderState.WITHDRAWN: N_("Not for filing"),
    OrderState.HANDED: N_("Handed over"),
}

_KEPT = N_("The original is kept and can still be filed.")
_UNTOUCHED = N_("The original is where it was; nothing was taken in.")
_SAFE = N_("What is queued is safe here and is sent automatically.")
_GO_ON = N_("You can go on working.")
_NOT_FILED = N_("The document is not filed.")
_CHOOSE = N_("Choose the case and subject yourself, or ask for a readable copy.")

TROUBLES: Mapping[Trouble, tuple[str, str, str]] = {
    Trouble.DAMAGED: (N_("The file is damaged."), _KEPT, N_("Ask for a readable copy.")),
    Trouble.ENCRYPTED: (N_("The file has a password."), _KEPT, N_("Ask for a readable copy.")),
    Trouble.TOO_LARGE_TO_READ: (N_("The file is too large to be read."), _KEPT, _CHOOSE),
    Trouble.READING_TIMED_OUT: (N_("Reading the file took too long."), _KEPT, _CHOOSE),
    Trouble.READING_OUT_OF_MEMORY: (N_("Reading the file took too much memory."), _KEPT, _CHOOSE),
    Trouble.READING_CRASHED: (N_("The file could not be read."), _KEPT, _CHOOSE),
    Trouble.UNSUPPORTED: (N_("This kind of file cannot be read yet."), _KEPT, _CHOOSE),
    Trouble.NO_SUGGESTION: (
        N_("Nothing in the document says where it belongs."),
        N_("It stays in the inbox; Sagsbud does not guess."),
        N_("Choose the case and subject yourself."),
    ),
    Trouble.UNSURE: (
        N_("No sure suggestion."),
        N_("It stays in the inbox; Sagsbud does not guess."),
        N_("Choose the case and subject yourself."),
    ),
    Trouble.SAG_UNKNOWN: (
        N_("The case is not known here."),
        N_("The document stays in the inbox."),
        N_("Choose the case."),
    ),
    Trouble.KLE_UNKNOWN: (
        N_("The KLE subject is missing or not known."),
        N_("The document stays in the inbox."),
        N_("Choose a subject."),
    ),
    Trouble.NOT_FOUND: (
        N_("The file is not there."),
        N_("Nothing was taken in."),
        N_("Check the name and the folder."),
    ),
    Trouble.NOT_A_FILE: (N_("This is not a file."), N_("Nothing was taken in."), N_("Choose a file or a folder.")),
    Trouble.EMPTY: (N_("The file is empty."), _UNTOUCHED, N_("Ask the sender to send it again.")),
    Trouble.NOT_READABLE: (
        N_("The file cannot be opened."),
        _UNTOUCHED,
        N_("Close it in other programs, or ask for access to it."),
    ),
    Trouble.CHANGED_WHILE_TAKEN: (
        N_("The file changed while it was being taken in."),
        _UNTOUCHED,
        N_("It is tried again when the file no longer changes."),
    ),
    Trouble.NOT_TAKEN: (
        N_("Sagsbud could not finish taking the file in, through a fault of its own."),
        N_("The original is where it was. The document may be in the inbox."),
        N_("If it is not there, add the file again. If it happens again, send IT the diagnostics."),
    ),
    Trouble.DISK_FULL: (
        N_("The disk is full."),
        N_("Nothing new can be taken in; what is already in is safe."),
        N_("Make room on the disk."),
    ),
    Trouble.STORE_READ_ONLY: (
        N_("The folder of Sagsbud cannot be written to."),
        N_("Nothing new can be taken in; what is already in is safe."),
        N_("Ask IT to give write access."),
    ),
    Trouble.STORE_DAMAGED: (
        N_("Sagsbud's store is damaged."),
        N_("The documents you took in are still encrypted on this PC and can be brought back."),
        N_("Ask IT to repair the store (“sagsbud queue --rebuild”), and delete nothing in the meantime."),
    ),
    Trouble.STORE_NEWER: (
        N_("The store was written by a newer Sagsbud."),
        N_("Nothing was changed."),
        N_("Install the newer version of Sagsbud."),
    ),
    Trouble.STORE_IN_USE: (
        N_("Another program is using the store."),
        N_("Nothing was changed."),
        N_("Try again in a moment."),
    ),
    Trouble.HOUSE_ENDED: (
        N_("The part of Sagsbud that keeps and files documents has stopped."),
        N_("What was taken in and decided is kept, and nothing is filed twice."),
        N_("Start Sagsbud again. Tell IT if it happens again."),
    ),
    Trouble.CONTENT_MISSING: (
        N_("The document's content is missing from the store."),
        _NOT_FILED,
        N_("Take the original in again."),
    ),
    Trouble.CONTENT_DAMAGED: (
        N_("The document's content in the store is damaged."),
        _NOT_FILED,
        N_("Take the original in again."),
    ),
    Trouble.NO_KEYRING: (
        N_("This machine has no keyring that can keep the key."),
        N_("Nothing was opened: without a key no document is taken in."),
        N_("Ask IT: log in to a desktop with a keyring, or name a file with a passphrase in SAGSBUD_PASSPHRASE_FILE."),
    ),
    Trouble.KEYRING_LOCKED: (
        N_("The keyring is locked."),
        N_("Your documents are encrypted and safe."),
        N_("Unlock the keyring and try again."),
    ),
    Trouble.WRONG_KEY: (
        N_("The key does not fit the store."),
        N_("Your documents are encrypted and were not touched."),
        N_("Use the passphrase or the keyring they were encrypted with."),
    ),
    Trouble.PASSPHRASE_FILE: (
        N_("The file with the passphrase cannot be used."),
        N_("Nothing was opened."),
        N_("The file in SAGSBUD_PASSPHRASE_FILE must contain one line and be readable only by you."),
    ),
    Trouble.TRIAL_ONLY: (
        N_("This store is a trial: its key is in a file next to the data."),
        N_("Nothing was sent to another machine."),
        N_("Use another profile for real documents, with “--profile”."),
    ),
    Trouble.PRACTICE_ONLY: (
        N_("This folder belongs to practice."),
        N_("Nothing was opened: what lies there goes when the examples are removed."),
        N_("Use another folder for real documents."),
    ),
    Trouble.PRACTICE_TAKEN: (
        N_("The folder of practice holds something that is not from practice."),
        N_("Nothing in it was opened, changed or removed."),
        N_("Ask IT to move the folder “_practice” away from the folder of Sagsbud."),
    ),
    Trouble.PRACTICE_OPEN: (
        N_("Practice is open in another window."),
        N_("Nothing was removed."),
        N_("Close practice there first."),
    ),
    Trouble.UNREACHABLE: (N_("No connection to Sag og Dokument."), _SAFE, _GO_ON),
    Trouble.BUSY: (N_("Sag og Dokument is busy."), _SAFE, _GO_ON),
    Trouble.ANSWER_LOST: (
        N_("The answer did not come."),
        N_("Perhaps sent. It is looked up before it is sent again."),
        _GO_ON,
    ),
    Trouble.LOGIN_NEEDED: (
        N_("Your login has expired."),
        N_("Nothing was sent. What is queued is safe here."),
        N_("If trying again does not help, tell IT."),
    ),
    Trouble.CERTIFICATE_REFUSED: (
        N_("The certificate of Sag og Dokument is not trusted."),
        N_("Nothing was sent. What is queued is safe here."),
        N_("Tell IT."),
    ),
    Trouble.UNSAFE_ADDRESS: (
        N_("This address of Sag og Dokument is not safe."),
        N_("Case data never goes unencrypted to another machine. Nothing was sent."),
        N_("Use an address that begins with https://."),
    ),
    Trouble.REFUSED: (
        N_("Refused by Sag og Dokument."),
        _NOT_FILED,
        N_("Look at the fields and file it again, or tell IT."),
    ),
    Trouble.SAG_CLOSED: (N_("The case is closed."), _NOT_FILED, N_("Choose another case.")),
    Trouble.SAG_NUMBER_TAKEN: (
        N_("The number of the new case belongs to another case."),
        _NOT_FILED,
        N_("Choose another case, or another number."),
    ),
    Trouble.SAG_GONE: (N_("The case does not exist any more."), _NOT_FILED, N_("Choose another case.")),
    Trouble.REVIEW_REFUSED: (
        N_("It could not be decided that way."),
        N_("The document is as it was."),
        N_("Look at it again, and decide once more."),
    ),
    Trouble.RETURNED: (
        N_("It came back from review."),
        _NOT_FILED,
        N_("Read why, correct it, and file it again."),
    ),
    Trouble.TAKEN_BACK: (
        N_("The colleague who handed it over has taken it back."),
        N_("You have not filed it, and nothing was overwritten."),
        N_("Put it away."),
    ),
    Trouble.PASSED_ON: (
        N_("Somebody else has the document now."),
        N_("You have not filed it, and nothing was overwritten."),
        N_("Put it away."),
    ),
    Trouble.NOT_HANDED_OVER: (
        N_("It could not be handed over."),
        N_("It is back in your inbox."),
        N_("Hand it over again, or file it yourself."),
    ),
    Trouble.SAG_REASSIGNED: (
        N_("Somebody else handles the case now."),
        _NOT_FILED,
        N_("File it anyway, or choose another case."),
    ),
    Trouble.KLASSE_UNKNOWN_IN_SERVICE: (
        N_("Sag og Dokument does not know the KLE subject."),
        _NOT_FILED,
        N_("Choose another subject, or tell IT."),
    ),
    Trouble.DOKUMENT_GONE: (
        N_("Somebody deleted the document in Sag og Dokument."),
        N_("It is not brought back automatically."),
        N_("File it again, or leave it."),
    ),
    Trouble.DOKUMENT_CHANGED: (
        N_("Somebody changed the document while yours was queued."),
        N_("Nothing was overwritten."),
        N_("Look at both and choose."),
    ),
    Trouble.CONTENT_DIFFERS: (
        N_("What was read back is not what was sent."),
        N_("The document does not count as filed. The original is kept."),
        N_("Tell IT."),
    ),
    Trouble.METERED: (
        N_("The connection is metered."),
        N_("What is queued waits here and is safe."),
        N_("It is sent when you are on another network."),
    ),
    Trouble.POLICY: (N_("Your organisation does not allow it."), N_("Nothing was changed."), N_("Ask IT.")),
    Trouble.DEFECT: (
        N_("Sagsbud ran into something it does not understand."),
        N_("The document is kept and was not sent twice."),
        N_("Try again, or send IT the diagnostics."),
    ),
}


def state_text(state: OrderState) -> str:
    """What the state is called."""
    return tr(STATES[state])


def trouble_text(trouble: Trouble, params: Mapping[str, str]) -> TroubleText:
    """The trouble in three parts. `params` say which Sag or number, where the sentence names it."""
    title, meaning, action = TROUBLES[trouble]
    subject = params.get("sag") or params.get("kle")
    shown = tr(title)
    if subject:
        shown = f"{subject}: {shown}"
    return TroubleText(shown, tr(meaning), tr(action))
