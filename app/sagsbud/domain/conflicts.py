"""What changed in the service while an order was on its way, field by field, and what a person can choose.

A conflict is read from the service when somebody looks at it, never kept: titles and names stay out of problems and
the history. Choosing is bound to what was seen: when the service holds another version by then, nothing happens and
the person sees the new one.
"""

from collections.abc import Sequence
from dataclasses import field
from enum import StrEnum

from sagsbud.domain.errors import Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import DokumentId, ItemId
from sagsbud.domain.sagsobjekter import SagRef


class Choice(StrEnum):
    """The answers there are. Which of them make sense is in `Conflict.choices`, the most usual one first."""

    OTHER_SAG = "other_sag"
    """File it on a Sag the person names. What an earlier try left is taken out of use."""
    ANYWAY = "anyway"
    """File it as decided, although the Sag changed."""
    AS_NEW = "as_new"
    """File ours as a new Dokument beside theirs, which is left alone."""
    KEEP_THEIRS = "keep_theirs"
    """What stands in the service holds; ours is not filed."""
    WITHDRAW = "withdraw"
    """It is not to be filed. What an earlier try left is taken out of use."""


class ConflictField(StrEnum):
    """What can differ between what was decided and what the service holds."""

    SAG_STATE = "sag_state"
    """The Sag's fremdrift."""
    SAG_HANDLER = "sag_handler"
    """Who handles the Sag, as uuids."""
    SAG = "sag"
    """The Sag the Dokument stands on: sagsnumre, or uuids of Sager nobody here knows."""
    TITEL = "titel"
    BREVDATO = "brevdato"
    """ISO dates."""
    DOKUMENTTYPE = "dokumenttype"
    CONTENT = "content"
    """The bytes, as sha256: the screen only says that they are others."""
    EXISTENCE = "existence"
    """Whether it is there: `there`, `passive` or `gone`."""


@frozen
class FieldDifference:
    """One field of the two sides. Equal ones are listed too, so that the screen can fold them into one sentence."""

    name: ConflictField
    ours: str = field(repr=False)
    theirs: str = field(repr=False)
    """Empty when the service has nothing there."""

    @property
    def equal(self) -> bool:
        """Whether both sides say the same."""
        return self.ours == self.theirs


@frozen
class Conflict:
    """One order that cannot go on until somebody chooses. `kind` is the problem's trouble."""

    item: ItemId
    kind: Trouble
    sag: SagRef
    """As it was decided."""
    choices: tuple[Choice, ...]
    fields: tuple[FieldDifference, ...] = ()
    """Empty when the service could not be asked, and in a group."""
    dokument: DokumentId | None = None
    """The Dokument that is not as we left it; None when the Sag is what changed."""
    version: str = ""
    """The stamp (fratidspunkt) of what was read; goes back with the answer."""

    @property
    def differences(self) -> tuple[FieldDifference, ...]:
        """The fields that are not equal."""
        return tuple(one for one in self.fields if not one.equal)


@frozen
class ConflictGroup:
    """Conflicts that are alike, so that one answer fits all: the same kind, and for those about a Sag the same Sag."""

    kind: Trouble
    sag: SagRef | None
    items: tuple[ItemId, ...]
    choices: tuple[Choice, ...]


CHOICES: dict[Trouble, tuple[Choice, ...]] = {
    Trouble.SAG_CLOSED: (Choice.OTHER_SAG, Choice.ANYWAY, Choice.WITHDRAW),
    Trouble.SAG_REASSIGNED: (Choice.ANYWAY, Choice.OTHER_SAG, Choice.WITHDRAW),
    Trouble.SAG_GONE: (Choice.OTHER_SAG, Choice.WITHDRAW),
    Trouble.DOKUMENT_GONE: (Choice.AS_NEW, Choice.OTHER_SAG, Choice.WITHDRAW),
    Trouble.DOKUMENT_CHANGED: (Choice.KEEP_THEIRS, Choice.AS_NEW, Choice.OTHER_SAG),
    Trouble.TAKEN_BACK: (Choice.WITHDRAW,),
    Trouble.PASSED_ON: (Choice.WITHDRAW,),
    Trouble.CONTENT_DIFFERS: (Choice.AS_NEW, Choice.KEEP_THEIRS, Choice.OTHER_SAG),
}
ABOUT_THE_SAG = frozenset({Trouble.SAG_CLOSED, Trouble.SAG_REASSIGNED, Trouble.SAG_GONE})


def choices_for(kind: Trouble, *, closed_sager: bool) -> tuple[Choice, ...]:
    """What makes sense; filing on a closed Sag only where the organisation allows it (`closed_sager`)."""
    found = CHOICES.get(kind, (Choice.OTHER_SAG, Choice.WITHDRAW))
    forbidden = {Choice.ANYWAY} if kind is Trouble.SAG_CLOSED and not closed_sager else set()
    return tuple(choice for choice in found if choice not in forbidden)


def groups(conflicts: Sequence[Conflict]) -> tuple[ConflictGroup, ...]:
    """Those that are alike together, in the order in which they first come."""
    found: dict[tuple[Trouble, object], list[Conflict]] = {}
    for conflict in conflicts:
        about = conflict.sag.id if conflict.kind in ABOUT_THE_SAG else None
        found.setdefault((conflict.kind, about), []).append(conflict)
    return tuple(
        ConflictGroup(kind, members[0].sag if about else None, tuple(c.item for c in members), members[0].choices)
        for (kind, about), members in found.items()
    )
