"""What a self-test finds: one row a check, with a code that stays the same and the values its sentence names."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum

from sagsbud.domain.frozen import frozen


class CheckName(StrEnum):
    """What is checked, in the order in which it is shown. Other people's scripts know these names."""

    SETTINGS = "settings"
    KEY = "key"
    STORE = "store"
    ENCRYPTION = "encryption"
    SPACE = "space"
    SERVICE = "service"
    CERTIFICATE = "certificate"
    LOGIN = "login"
    STANDARD = "standard"
    CLOCK = "clock"
    SUBJECTS = "subjects"
    """Whether the service knows the subject plan; without it nothing can be filed."""
    BROKER = "broker"
    """Whether messages to and from other systems have a way."""
    DISTRIBUTOR = "distributor"
    """Whether the national distributor lets us in; only where one is set."""
    GATEWAY = "gateway"
    """Whether a gateway takes what waits for the distributor; only where one is set."""
    KLE = "kle"
    FOLDERS = "folders"
    READING = "reading"
    OCR = "ocr"
    QUEUE = "queue"


class CheckState(StrEnum):
    """How it went, best first."""

    OK = "ok"
    NOTE = "note"
    """It works, and an administrator should know this."""
    SKIPPED = "skipped"
    """Could not be looked at because of something else that failed."""
    FAILED = "failed"


@frozen
class Check:
    """One finding. `subject` is the file or folder it is about, when there can be several."""

    name: CheckName
    state: CheckState
    code: str
    subject: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@frozen
class Contact:
    """What one answer of the service tells besides its contents.

    `clock_offset` is the service's clock minus ours, None when it does not say; `certificate_until` is when its
    certificate ends, None without TLS; `proxy` is the address of the proxy on the way, if there is one.
    """

    took: timedelta
    clock_offset: timedelta | None
    certificate_until: datetime | None
    proxy: str | None = None
