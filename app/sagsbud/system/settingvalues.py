"""What values a setting can have: their types, and how a key says what it means."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from sagsbud.domain.arrival import Afterwards
from sagsbud.domain.strokes import STROKE

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

ProfileName = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]
Proxy = Annotated[str, Meta(pattern=r"^(direct|https?://[^/\s@]+/?)$")]
Authority = Annotated[str, Meta(pattern=rf"^(\d{{8}}|{_UUID})$")]
Uuid = Annotated[str, Meta(pattern=rf"^{_UUID}$")]
Domain = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]*$")]
Exchange = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,80}$")]
StrokeText = Annotated[str, Meta(pattern=STROKE)]

ReviewRule = Literal["usikkert_forslag", "aendret_klasse", "foelsom", "andres_cpr", "lagt_af_regel"]
"""The rules of review that are on or off."""
KleBeginning = Annotated[str, Meta(pattern=r"^\d\d(\.\d\d){0,2}$")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class Folder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A watched folder: what it is called, what is taken, and what happens to the original after the proof."""

    path: Annotated[str, Meta(min_length=1)]
    label: str = ""
    take: tuple[str, ...] = ()
    afterwards: Afterwards = Afterwards.LEAVE
    target: str | None = None


def says(text: str, *, restart: bool = False, machine_only: bool = False, expects: str = "text", **bounds: Any) -> Meta:
    """What a key means, with its bounds; `restart` when a change waits for the program's next start."""
    extra = {"restart": restart, "machine_only": machine_only, "expects": expects}
    return Meta(description=text, extra=extra, **bounds)
