"""The detail pane: one document with its head, its contents, its form, and the decision."""

from collections.abc import Callable
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from sagsbud.domain.errors import SagsbudError, StoreError, Trouble
from sagsbud.domain.extract import ReadingWarning
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import OrderState
from sagsbud.engine import Engine, Proposal
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.actions import ActionId, Actions, key_hint
from sagsbud.ui.detail.arrangement import DOCUMENT, FORM, Arrangement, Parts
from sagsbud.ui.detail.attachments import AttachmentTree
from sagsbud.ui.detail.banner import Banner
from sagsbud.ui.detail.deciding import Decider
from sagsbud.ui.detail.faces import Command, Face, command_text, receipt_text
from sagsbud.ui.detail.findings import Field, findings_of
from sagsbud.ui.detail.footer import Footer
from sagsbud.ui.detail.formpanel import FormPanel
from sagsbud.ui.detail.header import DetailHeader
from sagsbud.ui.detail.kinship import PUT_AWAY, RELATE, Kin, Kinship
from sagsbud.ui.detail.loading import Contents, Loaded, load, load_contents
from sagsbud.ui.detail.notesheet import NoteSheet
from sagsbud.ui.detail.preview import Preview
from sagsbud.ui.detail.receiptpdf import receipt_html, write_pdf
from sagsbud.ui.detail.statepanel import StatePanel, copy_text
from sagsbud.ui.detail.wording import WARNINGS, footer_text, missing_text, sensitivity_text, subtitle
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

QUIET = frozenset({ReadingWarning.EMBEDDED_FILES})
"""Warnings that say what the tree shows anyway."""


class DetailPane(QWidget):
    """Shows one item and lets a person decide. Everything that blocks runs through `operations`."""

    filed = Signal(object)
    """The OutboxEntry of an order that is durably promised."""
    withdrawn = Signal(object)
    """The ItemId of a document that is not to be filed."""
    moved = Signal(object)
    """The ItemId of a document that changed folder another way: undone, sent back, restored."""

    def __init__(
        self, engine: Engine, theme: Theme, operations: Operations, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._theme = theme
        self._operations = operations
        self._item: ItemId | None = None
        self._loaded: Loaded | None = None
        self._face: Face | None = None
        self._anyway: set[ItemId] = set()
        """Copies that a person wants to file all the same."""
        self._then: Callable[[], None] | None = None
        self._asked = False
        """Whether the newest read is still under way."""
        self.header = DetailHeader(theme, self)
        self.problem = Banner(theme, "circle-alert", "warnbg", "warn")
        self.note = Banner(theme, "info", "hov", "tx2")
        self.tree = AttachmentTree(theme)
        self.preview = Preview(engine, theme, operations)
        self.form = FormPanel(engine, theme, operations)
        self.state = StatePanel(theme)
        self.footer = Footer(theme, key_hint(ActionId.FILE))
        self._decider = Decider(engine, operations, self)
        self._kinship = Kinship(engine, operations, self)
        parts = Parts(self.header, self.problem, self.note, self.tree, self.preview, self.form, self.state, self.footer)
        self._arrangement = Arrangement(self, parts, theme)
        self.tabs = self._arrangement.tabs
        self._connect()
        self._provide(actions)
        self._show_nothing()

    def _connect(self) -> None:
        self.form.edited.connect(self._form_edited)
        self.form.focused.connect(self._field_focused)
        self.state.commanded.connect(self._command)
        self.footer.pressed.connect(self.press_primary)
        self.tree.shown.connect(self._preview_attachment)
        self.tree.left_out.connect(self.form.leave_out)
        self.header.withdraw_wanted.connect(self._withdraw)
        self.header.original_wanted.connect(self._open_original)
        self.header.copy_wanted.connect(self._save_copy)
        self.header.history_wanted.connect(self._show_history)
        self.header.note_wanted.connect(self.write_note)
        self.note.linked.connect(self._follow)
        self._kinship.known.connect(self._kin_known)
        decider = self._decider
        decider.filed.connect(self.filed)
        decider.withdrawn.connect(self.withdrawn)
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
            (ActionId.WITHDRAW, self.header.choose_reason),
            (ActionId.NOTE, self.write_note),
        ):
            actions.provide(id_, slot)
        for view in (preview.document, preview.mail.body):
            actions.put_in(ActionId.ZOOM_FIT, view)

    # -- which document -----------------------------------------------------------------------------------

    @property
    def item(self) -> ItemId | None:
        """Whose pane it is now."""
        return self._item

    def show_item(self, item_id: ItemId | None) -> None:
        """Another document, or none."""
        if item_id != self._item:
            self._then = None
            self.footer.say_trouble("")
        self._item = item_id
        if item_id is None:
            self._show_nothing()
        else:
            self.refresh()

    def refresh(self) -> None:
        """Read the same document anew; what a person has touched stays."""
        item = self._item
        if item is None:
            return
        self._asked = True
        self._operations.run(self, lambda: load(self._engine, item), self._arrived, self._did_not_arrive, key="detail")

    def then(self, step: Callable[[], None]) -> None:
        """Do this once the document asked for is shown as it is now; at once when nothing is on its way."""
        if self._asked:
            self._then = step
        else:
            step()

    def _arrived(self, loaded: Loaded | None) -> None:
        self._asked = False
        if loaded is None:
            self.show_item(None)
            return
        if loaded.detail.entry.item.id != self._item:
            return
        self._loaded = loaded
        self._show(loaded)
        then, self._then = self._then, None
        if then:
            then()

    def _did_not_arrive(self, error: SagsbudError) -> None:
        self._asked = False
        self._then = None
        self._operations.failed.emit(error)

    # -- showing ------------------------------------------------------------------------------------------

    def _show_nothing(self) -> None:
        self._loaded = self._face = None
        self.form.clear()
        self.preview.clear()
        self._arrangement.show_nothing()

    def _show(self, loaded: Loaded) -> None:
        detail = loaded.detail
        if detail.entry.state is not OrderState.DRAFT:
            self._face = self.state.show_detail(detail, loaded.history)
        elif loaded.twin and detail.entry.item.id not in self._anyway:
            self._face = self.state.show_copy(detail, loaded.twin, loaded.history)
        else:
            self._face = None
            self.form.show_detail(detail, loaded.facetter, loaded.emner)
        self._show_head()
        self._show_contents(loaded)
        self._show_footer()
        attached = sum(not child.item.folded for child in detail.children)
        self._arrangement.show_face(self.state if self._face else self.form, attached, tree=bool(detail.children))

    @property
    def _proposal(self) -> Proposal:
        """What the form says now; of what is decided, what was decided."""
        assert self._loaded is not None
        proposal = self.form.proposal
        return proposal if proposal and self._face is None else self._loaded.detail.proposal

    def _show_head(self) -> None:
        assert self._loaded is not None
        detail = self._loaded.detail
        draft = detail.entry.state is OrderState.DRAFT
        self.header.say(self._proposal.titel or detail.entry.item.name, subtitle(detail))
        self.header.offer(
            withdraw=draft, original=self._loaded.original, copy=not detail.entry.purged, history=self._face is None
        )

    def _show_contents(self, loaded: Loaded) -> None:
        detail = loaded.detail
        problem = detail.entry.problem if self._face is None else None
        told = trouble_text(problem.trouble, dict(problem.params)) if problem else None
        markup = f"<b>{escape(told.title)}</b> {escape(told.meaning)} {escape(told.action)}" if told else ""
        self.problem.say(markup, told.whole if told else "")
        found = detail.extract.warnings if detail.extract else ()
        notes = [tr(WARNINGS[one]) for one in found if one not in QUIET]
        warnings = " ".join(notes)
        kin, spoken = self._kinship.note(loaded) if self._face is None else ("", "")
        self.note.say(" ".join(part for part in (escape(warnings), kin) if part), f"{warnings} {spoken}".strip())
        if self._face is None:
            self._kinship.look(loaded)
        self.tree.show_detail(detail, self._proposal)
        own = {detail.entry.item.id, *(child.item.id for child in detail.children)}
        if self.preview.item not in own or self.preview.item == detail.entry.item.id:
            self.preview.show_item(loaded.contents)
        self._mark()

    def _show_footer(self) -> None:
        assert self._loaded is not None
        detail = self._loaded.detail
        self.footer.show()
        if self._face is None:
            proposal = self._proposal
            bilag = sum(not c.item.folded and c.item.id not in proposal.without for c in detail.children)
            cpr = bool(detail.entry.summary and detail.entry.summary.holds_cpr)
            sentence, sensitivity = footer_text(proposal, bilag), sensitivity_text(proposal, cpr)
            self.footer.say(tr("File"), sentence, sensitivity, missing_text(proposal))
        elif self._face.primary:
            away = self._face.primary is Command.PUT_AWAY
            sentence = tr("The copy leaves the inbox. The filed one is not changed.") if away else ""
            self.footer.say(command_text(self._face.primary), sentence)
        else:
            self.footer.hide()

    def _form_edited(self) -> None:
        if self._loaded is None or self._face is not None:
            return
        self._show_head()
        self.tree.show_detail(self._loaded.detail, self._proposal)
        self._show_footer()
        self._mark()

    def _mark(self) -> None:
        if self._loaded and self.preview.item == self._loaded.detail.entry.item.id:
            self.preview.mark(findings_of(self._loaded.detail, self._proposal), self.form.focused_field or Field.KLE)
        else:
            self.preview.mark(())

    def _field_focused(self, field: Field | None) -> None:
        if self._loaded and self.preview.item == self._loaded.detail.entry.item.id:
            self.preview.focus_field(field)

    def _preview_attachment(self, item: ItemId) -> None:
        if self._loaded is None or item == self.preview.item:
            return
        if item == self._loaded.detail.entry.item.id:
            self.preview.show_item(self._loaded.contents)
            self._mark()
            return

        def arrived(contents: Contents | None) -> None:
            if contents is not None and contents.detail.entry.item.parent == self._item:
                self.preview.show_item(contents)
                self._mark()

        self._operations.run(self, lambda: load_contents(self._engine, item), arrived, key="attachment")

    def _show_history(self) -> None:
        if self._loaded is not None:
            self.form.show_history(self._loaded.history)

    # -- deciding -----------------------------------------------------------------------------------------

    def press_primary(self) -> None:
        """What the button says: file, or the next step out of trouble."""
        if self._loaded is None:
            return
        if self._face is None:
            self.file()
        elif self._face.primary:
            self._command(self._face.primary)

    def file(self) -> None:
        """Promise it as the form says. What is missing is said, and gone to."""
        if self._loaded is None or self._face is not None:
            return
        if self._proposal.missing:
            self._in_form(self.form.edit_missing)
            return
        self.footer.say_trouble("")
        self._decider.file(self._kinship.with_relation(self._proposal))

    def _command(self, command: Command) -> None:
        item, decider = self._item, self._decider
        if item is None or self._loaded is None:
            return
        match command:
            case Command.COPY:
                copy_text(receipt_text(self._loaded.detail.entry))
            case Command.PDF:
                self._save_receipt()
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
            case Command.PUT_AWAY:
                self._withdraw("copy")
            case Command.ANYWAY:
                self._anyway.add(item)
                self._show(self._loaded)
            case Command.RELATE:
                order = self._loaded.twin.entry.order if self._loaded.twin else None
                if order:
                    self._kinship.relate(item, Kin(order.main.dokument, "", order.sag.sagsnummer))
                self._anyway.add(item)
                self._show(self._loaded)
            case Command.OPEN_TWIN:
                if self._loaded.twin:
                    self.show_item(self._loaded.twin.entry.item.id)
            case Command.CHOOSE_SAG | Command.CHANGE:
                decider.revise(item, lambda: self._revised(item, other_sag=command is Command.CHOOSE_SAG))

    def _follow(self, link: str) -> None:
        """A link of the sentence about what is like it."""
        if self._loaded is None:
            return
        item, kin = self._loaded.detail.entry.item.id, self._kinship.kin_of(self._loaded)
        if link == PUT_AWAY:
            self._withdraw("copy")
            return
        if link == RELATE and kin:
            self._kinship.relate(item, kin)
        else:
            self._kinship.unrelate(item)
        self._show_contents(self._loaded)

    def _kin_known(self, item: ItemId) -> None:
        if self._loaded and item == self._item:
            self._show_contents(self._loaded)

    def _revised(self, item: ItemId, *, other_sag: bool) -> None:
        if item == self._item:
            self.refresh()
            if other_sag:
                self.then(self._choose_another_sag)

    def _repeated(self, fresh: OutboxEntry) -> None:
        self._anyway.add(fresh.item.id)
        self.show_item(fresh.item.id)
        self.moved.emit(fresh.item.id)

    def _choose_another_sag(self) -> None:
        self.form.forget_sag()
        self._in_form(self.form.search_sag)

    def _withdraw(self, reason: str) -> None:
        if self._item is not None:
            self._decider.withdraw(self._item, reason)

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

    def write_note(self) -> None:
        """A note on the case of the document that is shown, or on one that is looked for."""
        sag = self._proposal.sag if self._loaded else None
        known = sag if sag and self._proposal.new_sag is None else None
        sheet = NoteSheet(self._theme, self._operations, self._engine, known, self.window())
        sheet.closed.connect(sheet.deleteLater)
        sheet.open()

    # -- the original -------------------------------------------------------------------------------------

    def _open_original(self) -> None:
        origin = self._loaded.detail.entry.item.origin if self._loaded else None
        if origin is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(origin)))

    def _save_copy(self) -> None:
        if self._loaded is None:
            return
        item = self._loaded.detail.entry.item
        path, _filter = QFileDialog.getSaveFileName(self, tr("Save a copy"), item.name)
        if path:
            self._operations.run(self, lambda: _written(Path(path), self._engine.content(item.id)), lambda _size: None)

    def _save_receipt(self) -> None:
        if self._loaded is None:
            return
        entry = self._loaded.detail.entry
        number = entry.order.sag.sagsnummer.replace("/", "-") if entry.order else ""
        name = tr("Receipt {sag}", sag=number).strip()
        path, _filter = QFileDialog.getSaveFileName(self, tr("Save the receipt as PDF …"), f"{name}.pdf", "PDF (*.pdf)")
        if path:
            self.write_receipt(Path(path))

    def write_receipt(self, path: Path) -> None:
        """The receipt of what is shown as a page; what stops it is said in the window."""
        if self._loaded is not None:
            try:
                write_pdf(path, receipt_html(self._loaded.detail.entry, self._loaded.history))
            except StoreError as error:
                self._operations.failed.emit(error)

    # -- moving about -------------------------------------------------------------------------------------

    def _in_form(self, do: Callable[[], None]) -> None:
        """Something in the form, which comes into view for it."""
        if self._loaded is None or self._face is not None:
            return
        self._arrangement.show_tab(FORM)
        do()

    def focus_document(self) -> None:
        """Into the document."""
        self._arrangement.show_tab(DOCUMENT)
        self.preview.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_form(self) -> None:
        """Into the form."""
        self._in_form(lambda: self.form.sag.setFocus(Qt.FocusReason.ShortcutFocusReason))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side while there is room, else one at a time."""
        super().resizeEvent(event)
        self._arrangement.fit()


def _written(path: Path, content: bytes) -> int:
    """Write it. Raises StoreError when the folder does not take it."""
    try:
        return path.write_bytes(content)
    except OSError as error:
        raise StoreError(Trouble.STORE_READ_ONLY) from error
