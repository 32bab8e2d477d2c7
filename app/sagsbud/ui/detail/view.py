"""One document on the screen: its head, its contents, its form or how it stands."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.ids import ItemId
from sagsbud.domain.states import OrderState
from sagsbud.engine.views import Detail, Proposal
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.detail.arrangement import FORM, Arrangement, Parts
from sagsbud.ui.detail.faces import Face, command_text, outcome_text
from sagsbud.ui.detail.findings import Field, findings_of
from sagsbud.ui.detail.kinship import Kinship
from sagsbud.ui.detail.loading import Contents, Loaded, load, load_contents
from sagsbud.ui.detail.rolechoices import RoleChoices
from sagsbud.ui.detail.wording import attached, footer_text, known_text, missing_text, sensitivity_text, subtitle
from sagsbud.ui.labels import escaped, kept_together
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.engine import Engine


class DetailView(QWidget):
    """Reads one item and shows it; what is decided about it is the DetailPane's business."""

    needed = Signal()
    """Something is to be done in the form, which must be seen for it."""

    known_copy = Signal(object)
    """The ItemId of a document that turned out to be a copy of one that is filed."""
    promoted = Signal(object, int)
    """The ItemId of the document that is shown, and how many pieces of its look are filed by themselves."""

    def __init__(self, engine: "Engine", theme: Theme, operations: Operations, parts: Parts, parent: QWidget) -> None:
        super().__init__(parent)
        self._engine = engine
        self._theme = theme
        self._operations = operations
        self._item: ItemId | None = None
        self._loaded: Loaded | None = None
        self._face: Face | None = None
        self._anyway: set[ItemId] = set()
        """Copies that a person wants to file all the same."""
        self._correcting = False
        """Whether a filed document stands in the form, to be filed anew."""
        self._then: Callable[[], None] | None = None
        self._asked = False
        """Whether the newest read is still under way."""
        self.header, self.footer = parts.header, parts.footer
        self.problem, self.note = parts.problem, parts.note
        self.tree, self.preview = parts.tree, parts.preview
        self.form, self.state = parts.form, parts.state
        self._kinship = Kinship(engine, operations, self)
        self._arrangement = Arrangement(self, parts, theme)
        self.tabs = self._arrangement.tabs
        self.form.edited.connect(self._form_edited)
        self.form.focused.connect(self._field_focused)
        self.tree.shown.connect(self._preview_attachment)
        self.roles = RoleChoices(self.form, self._being_decided)
        self.tree.left_out.connect(self.roles.choose)
        self.header.history_wanted.connect(self._show_history)
        self._kinship.known.connect(self._kin_known)
        self._show_nothing()

    # -- which document -----------------------------------------------------------------------------------

    @property
    def item(self) -> ItemId | None:
        """Whose pane it is now."""
        return self._item

    def show_item(self, item_id: ItemId | None) -> None:
        """Another document, or none."""
        if item_id != self._item:
            self._then = None
            self._correcting = False
            self.footer.say_trouble("")
            self._arrangement.begin_anew()
        self._item = item_id
        if item_id is None:
            self._show_nothing()
        else:
            self._arrangement.vacant.end()
            self.refresh()

    def refresh(self) -> None:
        """Read the same document anew; what a person has touched or sees suggested stays."""
        item, correcting, shown = self._item, self._correcting, self._loaded
        if item is None:
            return
        seen = shown.detail.suggestions if shown and shown.detail.entry.item.id == item else None

        def read() -> Loaded | None:
            return load(self._engine, item, seen, correcting=correcting)

        self._asked = True
        self._operations.run(self, read, self._arrived, self._did_not_arrive, key="detail")

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
        if self._in_hand is None:
            self._show_nothing()  # what is there is another document than the one that is chosen
            self._arrangement.vacant.say_unread()
        self._operations.failed.emit(error)

    # -- showing ------------------------------------------------------------------------------------------

    def _show_nothing(self) -> None:
        self._loaded = self._face = None
        self.form.clear()
        self.preview.clear()
        self._arrangement.show_nothing()

    def _show(self, loaded: Loaded) -> None:
        detail, state = loaded.detail, loaded.detail.entry.state
        self._correcting = self._correcting and state is OrderState.FILED
        if state is not OrderState.DRAFT and not self._correcting:
            self._face = self.state.show_detail(detail, loaded.history)
        elif loaded.twin and detail.entry.item.id not in self._anyway:
            self._face = self.state.show_copy(detail, loaded.twin, loaded.history)
            self.known_copy.emit(detail.entry.item.id)
        else:
            self._face = None
            self.form.show_detail(detail, loaded.facetter, loaded.emner)
        self._show_head()
        self._show_contents(loaded)
        self._show_footer()
        self._arrangement.show_face(self.state if self._face else self.form, tree=bool(detail.children))

    @property
    def _in_hand(self) -> Loaded | None:
        """What is shown, while it is what is chosen: a key that comes while another is on its way meets neither."""
        loaded = self._loaded
        return loaded if loaded and loaded.detail.entry.item.id == self._item else None

    def _being_decided(self) -> Detail | None:
        """The document whose form is shown; None where there is none, or another is on its way."""
        loaded = self._in_hand if self._face is None else None
        return loaded.detail if loaded else None

    @property
    def _proposal(self) -> Proposal:
        """What the form says now; of what is decided, what was decided."""
        assert self._loaded is not None
        proposal = self.form.proposal
        return proposal if proposal and self._face is None else self._loaded.detail.proposal

    @property
    def _is_changed(self) -> bool:
        """Whether the form says something else than what was decided; the facet alone is nothing the service keeps."""
        assert self._loaded is not None
        return replace(self._proposal, facet=None) != replace(self._loaded.detail.proposal, facet=None)

    def _show_head(self) -> None:
        assert self._loaded is not None
        detail = self._loaded.detail
        self._arrangement.count_attached(attached(detail, self._proposal))
        draft = detail.entry.state is OrderState.DRAFT
        self.header.say(self._headline(detail), subtitle(detail, self._proposal))
        pieces = sum(child.item.folded and self._proposal.takes(child.item) for child in detail.children)
        self.promoted.emit(detail.entry.item.id, pieces)
        self.header.offer(
            withdraw=draft,
            original=self._loaded.contents.original,
            copy=not detail.entry.purged,
            history=self._face is None,
        )

    def _headline(self, detail: Detail) -> str:
        """Its title; of what could not be read, and nobody has given one, the file's name as in the list."""
        unread = detail.entry.state is OrderState.DRAFT and detail.entry.summary is None
        titel = "" if unread and self._proposal.titel == detail.proposal.titel else self._proposal.titel
        return titel or mask_cpr(detail.entry.item.name)

    def _show_contents(self, loaded: Loaded) -> None:
        detail = loaded.detail
        problem = detail.entry.problem if self._face is None else None
        told = trouble_text(problem.trouble, dict(problem.params)) if problem else None
        rest = kept_together(f"{told.meaning} {told.action}".strip()) if told else ""
        markup = f"<b>{escaped(told.title)}</b> {escaped(rest)}" if told else ""
        self.problem.say(markup, told.whole if told else "")
        known = known_text(detail)
        undecided = self._face is None and not self._correcting
        kin, spoken = self._kinship.note(loaded) if undecided else ("", "")
        markup = " ".join(part for part in (escaped(kept_together(known)), kin) if part)
        self.note.say(markup, f"{known} {spoken}".strip())
        if undecided:
            self._kinship.look(loaded)
        self.tree.show_detail(detail, self._proposal, choosable=self._face is None)
        own = {detail.entry.item.id, *(child.item.id for child in detail.children)}
        if self.preview.item not in own or self.preview.item == detail.entry.item.id:
            self.preview.show_item(loaded.contents)
        self._mark()

    def _show_footer(self) -> None:
        assert self._loaded is not None
        detail = self._loaded.detail
        self.footer.show()
        self.footer.leave.setVisible(self._correcting)
        if self._face is None:
            proposal = self._proposal
            bilag = sum(proposal.takes(child.item) for child in detail.children)
            cpr = bool(detail.entry.summary and detail.entry.summary.holds_cpr)
            sentence, sensitivity = footer_text(proposal, bilag), sensitivity_text(proposal, cpr)
            missing = missing_text(proposal)
            if self._correcting and not missing and not self._is_changed:
                missing = tr("Nothing is changed yet.")
            button = tr("File the correction") if self._correcting else tr("File")
            self.footer.say(button, sentence, sensitivity, missing)
        elif self._face.primary:
            self.footer.say(command_text(self._face.primary), outcome_text(self._face.primary))
        else:
            self.footer.hide()

    def _form_edited(self) -> None:
        if self._loaded is None or self._face is not None:
            return
        self._show_head()
        self.tree.show_detail(self._loaded.detail, self._proposal, choosable=True)
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

    def _kin_known(self, item: ItemId) -> None:
        if self._loaded and item == self._item:
            self._show_contents(self._loaded)

    # -- moving about -------------------------------------------------------------------------------------

    def _in_form(self, do: Callable[[], None]) -> None:
        """Something in the form, which comes into view for it."""
        if self._in_hand is None or self._face is not None:
            return
        self.needed.emit()
        self._arrangement.show_tab(FORM)
        do()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side while there is room, else one at a time."""
        super().resizeEvent(event)
        self._arrangement.fit()
