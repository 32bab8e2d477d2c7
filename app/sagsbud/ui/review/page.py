"""`Til gennemsyn`: every decision by key, samples, and filters that are kept."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.figures import SampleReport
from sagsbud.domain.ids import DokumentId
from sagsbud.domain.parties import Aktoer, AktoerTypeKode
from sagsbud.domain.review import ReviewRow, SavedFilter
from sagsbud.domain.reviewdesk import ReviewDesk
from sagsbud.domain.verdicts import ReturnReason, ReviewVerb, TrayMove
from sagsbud.i18n import tr, trn
from sagsbud.reviewtexts import refusal_text
from sagsbud.texts import trouble_text
from sagsbud.ui.actions import ActionId
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.operations import Operations
from sagsbud.ui.review.casewords import final_text, not_withdrawn_text
from sagsbud.ui.review.deciding import Answer, Decider, answer_text, refused_text
from sagsbud.ui.review.frame import QueueFrame
from sagsbud.ui.review.lines import REVIEW as REVIEW
from sagsbud.ui.review.rowwords import named, person_text
from sagsbud.ui.review.sheets import NameSheet, ReturnSheet, SampleSheet, TraySheet, WithdrawSheet
from sagsbud.ui.review.templates import WITH_KEYS
from sagsbud.ui.theme import Theme

COLLEAGUES = 50


class ReviewQueuePage(QueueFrame):
    """Beside the side bar. `decided` tells that the counts are others now, `filters_changed` that the saved ones are."""

    decided = Signal()
    filters_changed = Signal()

    name = REVIEW
    keys = frozenset({
        ActionId.FILE, ActionId.CHOOSE_1, ActionId.CHOOSE_2, ActionId.CHOOSE_3, ActionId.WITHDRAW, ActionId.ZOOM_IN,
        ActionId.ZOOM_OUT, ActionId.ZOOM_FIT, ActionId.RETURN, ActionId.REASSIGN,
    })  # fmt: skip

    def __init__(
        self, desk: ReviewDesk, theme: Theme, operations: Operations, state_file: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(desk, theme, operations, state_file, parent)
        self._drawn: tuple[frozenset[DokumentId], datetime] | None = None
        self._at = 0
        """Where the list was before a decision, so that the next row is the one below."""
        self.decider = Decider(desk, operations, self)
        self._connect()

    def _connect(self) -> None:
        case, part, decider = self.case, self.list, self.decider
        self.model.read.connect(lambda _page: self._report())
        part.filters.save_asked.connect(self._save_filter)
        part.sample_asked.connect(self.ask_sample)
        part.sample_ended.connect(self.end_sample)
        part.tray_asked.connect(self.ask_tray)
        case.approve_asked.connect(self.approve)
        case.reassign_asked.connect(self.reassign)
        case.withdraw_asked.connect(self.withdraw)
        case.panel.templates.picked.connect(self.return_with)
        case.panel.templates.own_asked.connect(self.return_own)
        case.panel.retry_asked.connect(lambda: self._again(self._desk.retry))
        case.panel.anew_asked.connect(lambda: self._again(self._desk.drop))
        decider.left.connect(self._leave)
        decider.answered.connect(self._answered)
        decider.failed.connect(self._failed)
        decider.undone.connect(self._undone)

    def slots(self) -> Mapping[ActionId, Callable[[], object]]:
        """What the window's keys do here."""
        preview = self.case.preview
        return {
            ActionId.FILE: self.approve,
            ActionId.CHOOSE_1: lambda: self.return_with(WITH_KEYS[0]),
            ActionId.CHOOSE_2: lambda: self.return_with(WITH_KEYS[1]),
            ActionId.CHOOSE_3: lambda: self.return_with(WITH_KEYS[2]),
            ActionId.WITHDRAW: self.withdraw,
            ActionId.UNDO: self.undo,
            ActionId.ZOOM_IN: preview.zoom_in,
            ActionId.ZOOM_OUT: preview.zoom_out,
            ActionId.ZOOM_FIT: preview.zoom_fit,
        }

    # -- filters ------------------------------------------------------------------------------------------

    def _save_filter(self) -> None:
        def came(filters: list[SavedFilter]) -> None:
            sheet = NameSheet(self._theme, self.window(), [one.name for one in filters])
            sheet.named.connect(self._keep_filter)
            self._open(sheet)

        self._operations.run(self, self._desk.filters, came, key="filters")

    def _keep_filter(self, name: str) -> None:
        kept = SavedFilter(name, self.model.wanted)
        self._change_filters(lambda filters: [*filters, kept])

    def forget_filter(self, name: str) -> None:
        """Take a saved filter out of the side bar."""
        self._change_filters(lambda filters: [one for one in filters if one.name != name])

    def _change_filters(self, change: Callable[[list[SavedFilter]], list[SavedFilter]]) -> None:
        """From those that are saved now, wherever that was done."""
        desk = self._desk
        self._operations.run(
            self, lambda: desk.save_filters(change(desk.filters())), lambda _none: self.filters_changed.emit()
        )

    # -- decisions ----------------------------------------------------------------------------------------

    @property
    def _chosen(self) -> list[ReviewRow]:
        return [row for row in self.list.table.selected() if not (row.pending and row.pending.stopped)]

    def _decide(self, verb: ReviewVerb, **more: object) -> None:
        self._at = min((index.row() for index in self.list.table.selectionModel().selectedRows()), default=0)
        self.decider.decide(self._chosen, verb, sampled=self._drawn is not None, **more)  # type: ignore[arg-type]

    def approve(self) -> None:
        """The one key."""
        rows = self._chosen
        if len(rows) == 1 and rows[0].refusal is not None:
            self._say(refusal_text(rows[0].refusal), warn=True)
            return
        self._decide(ReviewVerb.APPROVE)

    def return_with(self, reason: ReturnReason) -> None:
        """Back with a reason that has a key."""
        self._decide(ReviewVerb.RETURN, reason=reason)

    def return_own(self) -> None:
        """Back in own words."""
        rows = self._chosen
        if not rows:
            return
        names = [(row.caseworker.navn if row.caseworker else "") or person_text(row) for row in rows]
        sheet = ReturnSheet(self._theme, self.window(), names, len(rows))
        sheet.returned.connect(
            lambda reason, note, comment: self._decide(ReviewVerb.RETURN, reason=reason, note=note, comment=comment)
        )
        self._open(sheet)

    def reassign(self) -> None:
        """To somebody who is looked up by name."""
        if not self._chosen:
            return
        if final := final_text(self._chosen):
            self._say(final, warn=True)
            return
        desk = self._desk

        def found(text: str) -> list[Option]:
            return [person_option(one) for one in desk.colleagues(text)[:COLLEAGUES]]

        popup = SearchPopup(self._theme, self._operations, found, tr("Name of a colleague or unit"), self)
        popup.picked.connect(lambda to: self._decide(ReviewVerb.REASSIGN, to=to))
        popup.open_under(self.case.footer.reassign)

    def withdraw(self) -> None:
        """Not to be filed, with a reason."""
        rows = self._chosen
        if why := not_withdrawn_text(rows):
            self._say(why, warn=True)
        if len(rows) != 1 or why:
            return
        sheet = WithdrawSheet(self._theme, self.window(), rows[0].titel)
        sheet.withdrawn.connect(
            lambda note: self._decide(ReviewVerb.NOT_TO_BE_FILED, reason=ReturnReason.NOT_TO_BE_FILED, note=note)
        )
        self._open(sheet)

    def undo(self) -> None:
        """Take the last decision back."""
        self.decider.undo()

    def _leave(self, dokumenter: list[DokumentId]) -> None:
        self.model.drop(dokumenter)
        self.list.table.choose(self._at)
        if self.narrow:
            self.back_to_list()

    def _answered(self, answer: Answer) -> None:
        self.model.settled([one.dokument for one in answer.kept])
        if answer.refused:
            self.model.give_back([one.dokument for one in answer.refused])
        told = " ".join(part for part in (answer_text(answer), refused_text(answer.refused)) if part)
        undo = tr("Undo") if answer.orders else ""
        self.list.notice.say(
            told, icon="circle-alert" if answer.refused else "check", role="warn" if answer.refused else "ok",
            action=undo, do=self.undo, stays=bool(answer.refused),
        )  # fmt: skip
        self._report()
        self.decided.emit()

    def _failed(self, dokumenter: list[DokumentId], error: SagsbudError) -> None:
        self.model.give_back(dokumenter)
        self._say(trouble_text(error.trouble, error.params).whole, warn=True)

    def _undone(self, back: int, gone: int) -> None:
        words = trn("{count} decision is taken back.", "{count} decisions are taken back.", back) if back else ""
        if gone:
            words = f"{words} " + tr("What is already on its way cannot be taken back.")
        self._say(words.strip(), warn=bool(gone))
        self.model.look()
        self.decided.emit()

    def _again(self, act: Callable[..., None]) -> None:
        row = self.list.table.current()
        if row and row.pending:
            self.decider.again(row.pending.id, act, self.model.look)

    # -- sample and tray ----------------------------------------------------------------------------------

    def ask_sample(self) -> None:
        """How many are to be drawn?"""
        if not self.model.total:
            self._say(tr("There is nothing to draw from."))
            return
        sheet = SampleSheet(self._theme, self.window(), self.model.total)
        sheet.drawn.connect(self.draw)
        self._open(sheet)

    def draw(self, size: int) -> None:
        """So many of what the filter shows."""
        desk, wanted = self._desk, self.model.wanted

        def drawn(dokumenter: list[DokumentId]) -> None:
            self._drawn = frozenset(dokumenter), datetime.now(UTC)
            self.model.show_sample(self._drawn[0])
            self.list.sample.show()

        self._operations.run(self, lambda: desk.draw_sample(wanted, size), drawn, key="draw")

    def end_sample(self) -> None:
        """Back to the whole queue; what was found stays said."""
        self._drawn = None
        self.list.sample.hide()
        self.model.show_sample(None)
        self.take_list_focus()

    def _report(self) -> None:
        if self._drawn is None:
            return
        desk, (drawn, since) = self._desk, self._drawn

        def came(report: SampleReport) -> None:
            self.list.sample.show_report(report, len(drawn))

        self._operations.run(self, lambda: desk.sample_report(since), came, key="report")

    def ask_tray(self) -> None:
        """Whose tray goes to whom?"""

        def came(colleagues: list[Aktoer]) -> None:
            sheet = TraySheet(self._theme, self.window(), colleagues)
            sheet.moved.connect(self.move_tray)
            self._open(sheet)

        self._operations.run(self, self._desk.colleagues, came, key="colleagues")

    def move_tray(self, source: Aktoer, target: Aktoer, why: str) -> None:
        """Move it, and say what came of it."""
        desk = self._desk
        self._say(tr("The tray is being read."))

        def moved(move: TrayMove) -> None:
            self._say(tray_text(move, target), warn=move.refusal is not None or any(d.refusal for d in move.decided))
            self.model.look()
            self.decided.emit()

        self._operations.run(self, lambda: desk.move_tray(source, target, why), moved, self._lost)


def person_option(one: Aktoer) -> Option:
    """A colleague or unit as a row of the search."""
    unit = one.type is AktoerTypeKode.ENHED
    return Option(one, "", named(one.id, one.navn), sign="users" if unit else "user")


def tray_text(move: TrayMove, target: Aktoer) -> str:
    """What moving a tray came to."""
    if move.refusal is not None:
        return refusal_text(move.refusal)
    moved = sum(one.refusal is None for one in move.decided)
    if not move.found:
        return tr("The tray is empty.")
    told = trn(
        "{count} document goes to {name}.", "{count} documents go to {name}.", moved, name=named(target.id, target.navn)
    )
    refused = refused_text([one for one in move.decided if one.refusal is not None])
    return f"{told} {refused}".strip()
