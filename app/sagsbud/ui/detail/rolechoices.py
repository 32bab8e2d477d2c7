"""Which attachments are filed by themselves, as somebody chooses it; each choice is taken back in its turn."""

from collections.abc import Callable
from datetime import UTC, datetime

from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.engine.views import Detail
from sagsbud.i18n import tr
from sagsbud.ui.detail.form import Form
from sagsbud.ui.detail.formpanel import FormPanel


@frozen
class Choice:
    """That an attachment is left out in this form, or no more."""

    form: Form
    piece: IntakeItem
    out: bool
    at: datetime


class RoleChoices:
    """Puts choices into the form. `shown` is the document in it, and None while it is not to be decided there.

    A choice can be taken back as long as its document is the one that is shown: what nobody sees is left alone.
    """

    def __init__(self, panel: FormPanel, shown: Callable[[], Detail | None]) -> None:
        self._panel = panel
        self._shown = shown
        self._made: list[Choice] = []

    def choose(self, child: ItemId, out: bool) -> None:
        """Whether this attachment is left inside its mail."""
        form, piece = self._panel.form, self._piece(child)
        if form is None or piece is None or form.proposal.takes(piece) is not out:
            return
        self._panel.leave_out(child, out)
        self._made = [*filter(self._stands, self._made), Choice(form, piece, out, datetime.now(UTC))]

    @property
    def form(self) -> Form | None:
        """The one that is shown, while it can be changed."""
        return self._panel.form if self._shown() is not None else None

    @property
    def latest(self) -> datetime | None:
        """When the latest that can be taken back was made."""
        choice = self._latest()
        return choice.at if choice else None

    def take_back(self) -> str:
        """The latest; in words what is now, nothing where none can be."""
        choice = self._latest()
        if choice is None:
            return ""
        self._made.remove(choice)
        self._panel.leave_out(choice.piece.id, not choice.out)
        name = mask_cpr(choice.piece.name)
        if choice.out:
            return tr("Undone: “{name}” is an attachment again.", name=name)
        return tr("Undone: “{name}” is left out again.", name=name)

    def _latest(self) -> Choice | None:
        return next(filter(self._stands, reversed(self._made)), None)

    def _piece(self, child: ItemId) -> IntakeItem | None:
        detail = self._shown()
        pieces = (one.item for one in detail.children) if detail else ()
        return next((piece for piece in pieces if piece.id == child), None)

    def _stands(self, choice: Choice) -> bool:
        """Whether that very form is shown and still says so."""
        here = self._shown() is not None and self._panel.form is choice.form
        return here and choice.form.proposal.takes(choice.piece) is not choice.out
