"""The detail pane: what is decided about the document that is shown, and what is saved of it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sagsbud.domain.alike import Alike
from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.actions import ActionId, Actions
from sagsbud.ui.detail.arrangement import Parts
from sagsbud.ui.detail.correcting import CorrectingView
from sagsbud.ui.detail.deciding import Decider
from sagsbud.ui.detail.faces import Command, receipt_text
from sagsbud.ui.detail.kinship import PUT_AWAY, RELATE, Kin
from sagsbud.ui.detail.saving import Saving
from sagsbud.ui.detail.statepanel import copy_text
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.engine import Engine


class DetailPane(CorrectingView):
    """Shows one item and lets a person decide. Everything that blocks runs through `operations`."""

    filed = Signal(object)
    """The OutboxEntry of an order that is durably promised."""
    withdrawn = Signal(object)
    """The ItemId of a document that is not to be filed."""
    given_back = Signal(object)
    """The ItemId of a document that is not to be filed and goes back to the colleague it came from."""
    moved = Signal(object)
    """The ItemId of a document that changed folder another way: undone, sent back, restored."""
    handing_asked = Signal(tuple)
    """The ItemIds of documents that are to be handed over."""
    taking_back_asked = Signal(object)
    """The ItemId of a document that is to be taken back from a colleague."""
    together = Signal(tuple)
    """The ItemIds of documents in the inbox that belong together."""
    saved = Signal(object)
    """The Path of a copy or a receipt that is written."""
    not_saved = Signal()
    """The folder that was chosen for it does not take it."""

    def __init__(
        self, engine: "Engine", theme: Theme, operations: Operations, actions: Actions, parts: Parts, parent: QWidget
    ) -> None:
        super().__init__(engine, theme, operations, parts, parent)
        self._decider = Decider(engine, operations, self)
        self._saving = Saving(engine, operations, self)
        self._connect()
        self._provide(actions)

    def _connect(self) -> None:
        saving = self._saving
        self.state.commanded.connect(self._command)
        self.footer.pressed.connect(self.press_primary)
        self.footer.left.connect(self.leave_correction)
        self.header.withdraw_wanted.connect(self._withdraw)
        self.header.original_wanted.connect(lambda: self._of_item(saving.open_original))
        self.header.copy_wanted.connect(lambda: self._of_item(saving.save_copy))
        self.preview.original_wanted.connect(saving.open_original)
        self.preview.copy_wanted.connect(saving.save_copy)
        saving.saved.connect(self.saved)
        saving.not_saved.connect(self.not_saved)
        self.header.note_wanted.connect(self.write_note)
        self.header.hand_over_wanted.connect(self.hand_over)
        self.header.alike_wanted.connect(self.look_for_alike)
        self.note.linked.connect(self._follow)
        decider = self._decider
        decider.filed.connect(self.filed)
        decider.corrected.connect(self._corrected)
        decider.withdrawn.connect(self.withdrawn)
        decider.given_back.connect(self.given_back)
        decider.moved.connect(self.moved)
        decider.repeated.connect(self._repeated)
        decider.retried.connect(lambda _item: self.refresh())
        decider.outdated.connect(self._changed_meanwhile)
        decider.refused.connect(self._refused)

    def _provide(self, actions: Actions) -> None:
        form, preview = self.form, self.preview
        for id_, slot in (
            (ActionId.FILE, self.press_primary),
            (ActionId.CHOOSE_1, lambda: self._in_form(lambda: form.choose(1))),
            (ActionId.CHOOSE_2, lambda: self._in_form(lambda: form.choose(2))),
            (ActionId.CHOOSE_3, lambda: self._in_form(lambda: form.choose(3))),
            (ActionId.SAG, lambda: self._in_form(form.search_sag)),
            (ActionId.KLE, lambda: self._in_form(form.search_kle)),
            (ActionId.FACET, lambda: self._in_form(form.search_facet)),
            (ActionId.PART, lambda: self._in_form(form.search_part)),
            (ActionId.TITLE, lambda: self._in_form(form.edit_title)),
            (ActionId.DATE, lambda: self._in_form(form.edit_date)),
            (ActionId.EVIDENCE, preview.toggle_evidence),
            (ActionId.NEXT_EVIDENCE, preview.next_finding),
            (ActionId.ZOOM_FIT, preview.zoom_fit),
            (ActionId.ZOOM_IN, preview.zoom_in),
            (ActionId.ZOOM_OUT, preview.zoom_out),
            (ActionId.ATTACHMENT, self.tree.turn_role),
            (ActionId.WITHDRAW, self.header.choose_reason),
            (ActionId.HAND_OVER, self.hand_over),
            (ActionId.CORRECT, self.correct),
            (ActionId.NOTE, self.write_note),
            (ActionId.ALIKE, self.look_for_alike),
        ):
            actions.provide(id_, slot)
        actions.put_in(ActionId.ZOOM_FIT, preview.document)
        preview.late_mail.then(lambda mail: actions.put_in(ActionId.ZOOM_FIT, mail.body))
        actions.put_in(ActionId.ATTACHMENT, self.tree)

    # -- deciding -----------------------------------------------------------------------------------------

    def press_primary(self) -> None:
        """What the button says: file, or the next step out of trouble."""
        if self._in_hand is None:
            return
        if self._face is None:
            self.file()
        elif self._face.primary:
            self._command(self._face.primary)

    def file(self) -> None:
        """Promise it as the form says. What is missing is said, and gone to."""
        if self._in_hand is None or self._face is not None:
            return
        if self._proposal.missing:
            self._in_form(self.form.edit_missing)
            return
        if self._correcting and not self._is_changed:
            self._in_form(self.form.edit_title)
            return
        self.footer.say_trouble("")
        if self._correcting:
            self._decider.correct(self._proposal)
            return
        self._decider.file(self._kinship.with_relation(self._proposal))

    def _command(self, command: Command) -> None:
        item, loaded, decider = self._item, self._in_hand, self._decider
        if item is None or loaded is None:
            return
        match command:
            case Command.CORRECT:
                self.correct()
            case Command.COPY:
                copy_text(receipt_text(loaded.detail.entry))
            case Command.PDF:
                self._saving.save_receipt(loaded)
            case Command.WITHDRAW:
                self._withdraw("refused")
            case Command.RETRY:
                decider.retry(item)
            case Command.RESTORE:
                decider.restore(item)
            case Command.UNDO:
                decider.undo(item)
            case Command.REPEAT:
                decider.repeat(item)
            case Command.TAKE_BACK:
                self.taking_back_asked.emit(item)
            case Command.LET_GO:
                self._withdraw("refused")
            case Command.PUT_AWAY:
                self._withdraw("copy")
            case Command.ANYWAY:
                self._anyway.add(item)
                self._show(loaded)
            case Command.RELATE:
                order = loaded.twin.entry.order if loaded.twin else None
                if order:
                    self._kinship.relate(item, Kin(order.main.dokument, "", order.sag.sagsnummer))
                self._anyway.add(item)
                self._show(loaded)
            case Command.OPEN_TWIN:
                if loaded.twin:
                    self.show_item(loaded.twin.entry.item.id)
            case Command.CHOOSE_SAG | Command.CHANGE:
                decider.revise(item, lambda: self._revised(item, other_sag=command is Command.CHOOSE_SAG))

    def _corrected(self, entry: OutboxEntry) -> None:
        if entry.item.id == self._item:
            self._turn(correcting=False)
        self.filed.emit(entry)

    def _follow(self, link: str) -> None:
        """A link of the sentence about what is like it."""
        loaded = self._in_hand
        if loaded is None:
            return
        item, kin = loaded.detail.entry.item.id, self._kinship.kin_of(loaded)
        if link == PUT_AWAY:
            self._withdraw("copy")
            return
        if link == RELATE and kin:
            self._kinship.relate(item, kin)
        else:
            self._kinship.unrelate(item)
        self._show_contents(loaded)

    def _revised(self, item: ItemId, *, other_sag: bool) -> None:
        if item == self._item:
            self.refresh()
            if other_sag:
                self.then(self.choose_another_sag)

    def _repeated(self, fresh: OutboxEntry) -> None:
        self._anyway.add(fresh.item.id)
        self.show_item(fresh.item.id)
        self.moved.emit(fresh.item.id)

    def choose_another_sag(self) -> None:
        """Look for one; the one it was on is not left standing in the form."""
        self.form.forget_sag()
        self._in_form(self.form.search_sag)

    def _withdraw(self, reason: str) -> None:
        if self._in_hand:
            self._decider.withdraw(self._in_hand.detail.entry.item.id, reason)

    def _changed_meanwhile(self, item: ItemId) -> None:
        """Somebody (or another window) was faster: show how it is now."""
        if item == self._item:
            self.footer.say_trouble(tr("It has changed meanwhile. This is how it is now."))
            self.refresh()

    def _refused(self, item: ItemId, error: SagsbudError) -> None:
        if item == self._item and self.footer.isVisible():
            self.footer.say_trouble(trouble_text(error.trouble, error.params).whole)
        else:
            self._operations.failed.emit(error)

    def hand_over(self) -> None:
        """The document that is shown, to a colleague."""
        if self._in_hand and self._in_hand.detail.entry.state is OrderState.DRAFT:
            self.handing_asked.emit((self._in_hand.detail.entry.item.id,))

    def write_note(self) -> None:
        """A note on the case of the document that is shown, or on one that is looked for."""
        from sagsbud.ui.detail.notesheet import NoteSheet

        sag = self._proposal.sag if self._in_hand else None
        known = sag if sag and self._proposal.new_sag is None else None
        sheet = NoteSheet(self._theme, self._operations, self._engine, known, self.window())
        sheet.closed.connect(sheet.deleteLater)
        sheet.open()

    def look_for_alike(self) -> None:
        """What is most like the document that is shown, to look at or to be filed together with it."""
        loaded = self._in_hand
        if loaded is None:
            return
        item, open_ = loaded.detail.entry.item.id, loaded.detail.entry.state is OrderState.DRAFT

        def found(alike: list[Alike]) -> None:
            if item != self._item:
                return
            from sagsbud.ui.detail.likesheet import LikeSheet

            sheet = LikeSheet(self._theme, self.window(), alike)
            sheet.closed.connect(sheet.deleteLater)
            sheet.show_wanted.connect(self.show_item)
            sheet.together.connect(lambda ticked: self.together.emit((item, *ticked) if open_ else ticked))
            sheet.open()

        self._operations.run(self, lambda: self._engine.kin.alike(item), found, key="alike")

    # -- what is taken out --------------------------------------------------------------------------------

    def _of_item(self, take: Callable[[IntakeItem], None]) -> None:
        if self._in_hand:
            take(self._in_hand.detail.entry.item)

    def write_receipt(self, path: Path) -> None:
        """The receipt of what is shown as a page."""
        if self._loaded is not None:
            self._saving.write_receipt(self._loaded, path)
