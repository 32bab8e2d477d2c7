"""Every way a document's journey can be stopped, as one tree.

SagsbudError
├── IntakeError              a file could not be taken
├── ExtractError             a file could not be read (it can still be filed)
├── StoreError               our own keeping failed
├── PolicyError              the organisation's settings forbid it
└── ServiceError             the Sag/Dokument service
    ├── Unreachable          LATER: known not sent
    ├── Busy                 LATER: answered "not now", perhaps with a time
    ├── AnswerLost           VERIFY_FIRST: may have been carried out
    ├── LoginNeeded          AFTER_LOGIN
    ├── CertificateRefused   AFTER_LOGIN: the connection cannot be trusted
    ├── Refused              NEVER: the service says the input is wrong
    ├── NotThere             NEVER: the object does not exist or is deleted
    └── Conflict             NEVER: the world changed meanwhile

Errors carry a code and harmless parameters, never document text, names or CPR numbers; the sentences
(what happened, what it means for the document, what to do next) are in the text catalogue.
"""

from enum import StrEnum
from typing import Any, ClassVar


class Trouble(StrEnum):
    """Codes for everything that can be wrong with a document or the whole queue."""

    # reading (the document stays in the inbox, DRAFT)
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    TOO_LARGE_TO_READ = "too_large_to_read"
    READING_TIMED_OUT = "reading_timed_out"
    READING_OUT_OF_MEMORY = "reading_out_of_memory"
    READING_CRASHED = "reading_crashed"
    UNSUPPORTED = "unsupported"
    NO_SUGGESTION = "no_suggestion"
    UNSURE = "unsure"
    SAG_UNKNOWN = "sag_unknown"
    KLE_UNKNOWN = "kle_unknown"
    # taking
    NOT_FOUND = "not_found"
    NOT_A_FILE = "not_a_file"
    EMPTY = "empty"
    NOT_READABLE = "not_readable"
    CHANGED_WHILE_TAKEN = "changed_while_taken"
    NOT_TAKEN = "not_taken"
    # keeping
    DISK_FULL = "disk_full"
    STORE_READ_ONLY = "store_read_only"
    STORE_DAMAGED = "store_damaged"
    STORE_NEWER = "store_newer"
    STORE_IN_USE = "store_in_use"
    HOUSE_ENDED = "house_ended"
    CONTENT_MISSING = "content_missing"
    CONTENT_DAMAGED = "content_damaged"
    NO_KEYRING = "no_keyring"
    KEYRING_LOCKED = "keyring_locked"
    WRONG_KEY = "wrong_key"
    PASSPHRASE_FILE = "passphrase_file"
    TRIAL_ONLY = "trial_only"
    PRACTICE_ONLY = "practice_only"
    PRACTICE_TAKEN = "practice_taken"
    PRACTICE_OPEN = "practice_open"
    # delivering
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    ANSWER_LOST = "answer_lost"
    LOGIN_NEEDED = "login_needed"
    CERTIFICATE_REFUSED = "certificate_refused"
    UNSAFE_ADDRESS = "unsafe_address"
    REFUSED = "refused"
    SAG_CLOSED = "sag_closed"
    SAG_GONE = "sag_gone"
    SAG_NUMBER_TAKEN = "sag_number_taken"
    SAG_REASSIGNED = "sag_reassigned"
    KLASSE_UNKNOWN_IN_SERVICE = "klasse_unknown_in_service"
    DOKUMENT_GONE = "dokument_gone"
    DOKUMENT_CHANGED = "dokument_changed"
    CONTENT_DIFFERS = "content_differs"
    REVIEW_REFUSED = "review_refused"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"
    PASSED_ON = "passed_on"
    NOT_HANDED_OVER = "not_handed_over"
    POLICY = "policy"
    METERED = "metered"
    DEFECT = "defect"


class Retry(StrEnum):
    """When a failed delivery may be tried again."""

    LATER = "later"
    VERIFY_FIRST = "verify_first"
    AFTER_LOGIN = "after_login"
    NEVER = "never"


SAG_TROUBLES = frozenset({Trouble.SAG_CLOSED, Trouble.SAG_GONE, Trouble.SAG_UNKNOWN})
"""Troubles that another Sag solves."""


class SagsbudError(Exception):
    """Base of all expected errors. `params` fill the sentence; they never hold personal data."""

    def __init__(self, trouble: Trouble, **params: str) -> None:
        super().__init__(trouble.value, params)
        self.trouble = trouble
        self.params = params

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        return " ".join([self.trouble.value, *(f"{key}={value}" for key, value in self.params.items())])


def _again(kind: type[SagsbudError], args: tuple[Any, ...], holds: dict[str, Any]) -> SagsbudError:
    """The error as it was, however its kind is made."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(holds)
    return error


class IntakeError(SagsbudError):
    """A file could not be taken; the original is untouched."""


class ExtractError(SagsbudError):
    """A file could not be read. Its bytes are kept and may still be filed."""


class StoreError(SagsbudError):
    """The outbox or the vault could not do what was asked; nothing was acknowledged."""


class PolicyError(SagsbudError):
    """The organisation's settings forbid it."""

    def __init__(self, **params: str) -> None:
        super().__init__(Trouble.POLICY, **params)


class ServiceError(SagsbudError):
    """The Sag/Dokument service did not do what was asked. `retry` says when to try again."""

    retry: ClassVar[Retry] = Retry.NEVER


class Unreachable(ServiceError):
    """No connection was made, so nothing was sent."""

    retry = Retry.LATER

    def __init__(self, **params: str) -> None:
        super().__init__(Trouble.UNREACHABLE, **params)


class Busy(ServiceError):
    """The service answered that it cannot now (429, 503). `retry_after` in seconds when it said so."""

    retry = Retry.LATER

    def __init__(self, retry_after: float | None = None, **params: str) -> None:
        super().__init__(Trouble.BUSY, **params)
        self.retry_after = retry_after


class AnswerLost(ServiceError):
    """The request may have been carried out: broken connection, time-out, 5xx, an answer nobody understands."""

    retry = Retry.VERIFY_FIRST

    def __init__(self, **params: str) -> None:
        super().__init__(Trouble.ANSWER_LOST, **params)


class LoginNeeded(ServiceError):
    """401 or 403 for want of a valid login."""

    retry = Retry.AFTER_LOGIN

    def __init__(self, **params: str) -> None:
        super().__init__(Trouble.LOGIN_NEEDED, **params)


class CertificateRefused(ServiceError):
    """The service's certificate, or ours, was not trusted; nothing was sent."""

    retry = Retry.AFTER_LOGIN

    def __init__(self, **params: str) -> None:
        super().__init__(Trouble.CERTIFICATE_REFUSED, **params)


class Refused(ServiceError):
    """The service says the input is wrong; sending it again changes nothing."""

    def __init__(self, trouble: Trouble = Trouble.REFUSED, **params: str) -> None:
        super().__init__(trouble, **params)


class NotThere(ServiceError):
    """404 or 410: the object does not exist, or is deleted (`params['state']` is `unknown` or `deleted`)."""


class Conflict(ServiceError):
    """The world changed meanwhile; a person must choose."""
