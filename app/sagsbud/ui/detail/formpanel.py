"""The suggestions as a form: every field filled in as far as it goes, each with its reason, each changed by one key."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from sagsbud.domain.ids import ItemId
from sagsbud.domain.klassifikation import Handlingsfacet, KleEmne, KleNummer
from sagsbud.domain.orders import SagDraft
from sagsbud.domain.parties import Part
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.i18n import tr
from sagsbud.suggestiontexts import DOCUMENT_TYPES
from sagsbud.ui.actions import ActionId, key_hint
from sagsbud.ui.detail.choices import (
    NewSagWanted,
    facet_options,
    kle_options,
    new_sag_option,
    sag_options,
    subjects_with_keys,
)
from sagsbud.ui.detail.fields import LinkLabel
from sagsbud.ui.detail.filledform import FilledForm
from sagsbud.ui.detail.findings import Field
from sagsbud.ui.detail.form import Form
from sagsbud.ui.detail.parties import part_options, people_named
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme
from sagsbud.ui.viewport import bring_up

if TYPE_CHECKING:
    from sagsbud.engine import Engine
    from sagsbud.ui.detail.searchpopup import Search


class FormPanel(FilledForm):
    """All fields of one document. `edited` says that the form says something else than before."""

    edited = Signal()
    focused = Signal(object)
    """The Field that has focus, or None."""
    opened = Signal()
    """A search or a card in which something is chosen for this document."""

    def __init__(self, engine: "Engine", theme: Theme, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._engine = engine
        self._operations = operations
        self._connect()

    # -- building -----------------------------------------------------------------------------------------

    def _connect(self) -> None:
        theme = self._theme
        self.sag_block.add_link(LinkLabel(theme, tr("New case"), self.open_new_sag))
        self.kle_block.add_link(LinkLabel(theme, tr("Search all"), self.search_kle, key=key_hint(ActionId.KLE)))
        self.part_block.add_link(LinkLabel(theme, tr("Add"), self.search_part, key=key_hint(ActionId.PART)))
        self.sag.clicked.connect(self.search_sag)
        self.kle_empty.clicked.connect(self.search_kle)
        self.facet.clicked.connect(self.search_facet)
        self.kle.picked.connect(self._choose_kle)
        self.parter.removed.connect(self._remove_part)
        self.parter.changed.connect(self._change_part)
        self.parter.add_wanted.connect(self.search_part)
        self.titel.textEdited.connect(self._write_title)
        self.dato.dateChanged.connect(self._set_date)
        self.type.currentIndexChanged.connect(self._choose_type)
        for control in (self.sag, self.kle, self.kle_empty, self.facet, self.titel, self.dato, self.type):
            control.installEventFilter(self)

    # -- choosing -----------------------------------------------------------------------------------------

    def forget_sag(self) -> None:
        """The case it was on does not do any more; the keyboard is where the next one is chosen."""
        if self._form:
            self._form.choose_sag(None)
            self._changed()
            self.sag.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_out(self, child: ItemId, out: bool) -> None:
        """Whether an attachment is left inside its mail."""
        if self._form:
            self._form.leave_out(child, out)
            self._changed()

    def _changed(self) -> None:
        self._fill()
        self.edited.emit()

    def choose(self, key: int) -> None:
        """The suggestion with this key, from 1."""
        if self._detail and self._form:
            for nummer in subjects_with_keys(self._detail, self._form.proposal)[key - 1 : key]:
                self._choose_kle(nummer)

    def search_sag(self) -> None:
        """Look for a case."""
        detail = self._detail
        if detail is None:
            return
        self._search(
            self.sag,
            tr("Number, title or party of the case"),
            lambda text: [*sag_options(self._engine, detail, text), new_sag_option(text)],
            self._choose_found_sag,
        )

    def search_kle(self) -> None:
        """Look through all subjects."""
        field = self.kle if self.kle.isVisible() else self.kle_empty
        near = self._near()
        self._search(
            field,
            tr("Number, title or an everyday word"),
            lambda text: kle_options(self._engine, text, near),
            self._choose_found_kle,
        )

    def _near(self) -> list[KleEmne]:
        """The subjects that are offered."""
        return [self._emner[option.value] for option in self.kle.rows.options if option.value in self._emner]

    def search_facet(self) -> None:
        """Look through all facets."""
        facetter = self._facetter
        self._search(
            self.facet,
            tr("Number or title of the facet"),
            lambda text: facet_options(facetter, text),
            self._choose_facet,
        )

    def search_part(self) -> None:
        """Add a party."""
        extract = self._detail.extract if self._detail else None
        chosen = self._form.proposal.parter if self._form else ()
        named = people_named(extract, chosen)
        hint = tr("Name, CPR number, CVR number or email address")
        self._search(self.parter, hint, lambda text: part_options(text, named), self._add_part)

    def take_focus(self) -> None:
        """To the first field, where it is seen."""
        self.sag.setFocus(Qt.FocusReason.OtherFocusReason)
        bring_up(self.sag)

    def edit_title(self) -> None:
        """Into the title."""
        self.titel.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.titel.selectAll()

    def edit_date(self) -> None:
        """Into the date."""
        self.dato.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.dato.selectAll()

    def edit_missing(self) -> None:
        """Into the first field that is still empty."""
        missing = self._form.proposal.missing if self._form else ()
        steps = {"sag": self.search_sag, "kle": self.search_kle, "titel": self.edit_title}
        if missing:
            steps[missing[0]]()

    def _search(self, field: QWidget, hint: str, search: "Search", picked: Callable[[Any], None]) -> None:
        form = self._form
        if form is None:
            return
        from sagsbud.ui.detail.searchpopup import SearchPopup

        def take(value: object) -> None:
            if form is self._form:  # else it was chosen for another document than the one that is shown
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                picked(value)

        popup = SearchPopup(self._theme, self._operations, search, hint, self)
        popup.picked.connect(take)
        popup.open_under(field)
        self.opened.emit()

    def open_new_sag(self, titel: str = "") -> None:
        """A card in which a new Sag is made ready, as the document says it."""
        form = self._form
        if form is None:
            return
        from sagsbud.ui.detail.newsag import NewSagSheet

        proposal = replace(form.proposal, titel=titel or form.proposal.titel)
        sheet = NewSagSheet(self._theme, self._operations, self._engine, proposal, self._near(), self.window())
        sheet.chosen.connect(lambda draft: self._choose_new_sag(form, draft))
        sheet.closed.connect(sheet.deleteLater)
        sheet.open()
        self.opened.emit()

    def _choose_new_sag(self, form: Form, draft: SagDraft) -> None:
        form.choose_new_sag(draft)
        if form is self._form:
            if draft.kle not in self._emner:
                self._learn_title(draft.kle)
            self._changed()

    def _choose_found_sag(self, found: SagRef | NewSagWanted) -> None:
        if isinstance(found, NewSagWanted):
            self.open_new_sag(found.titel)
        else:
            self._choose_sag(found)

    def _choose_sag(self, sag: SagRef) -> None:
        if self._form:
            self._form.choose_sag(sag)
            if sag.kle and sag.kle not in self._emner:
                self._learn_title(sag.kle)
            self._changed()

    def _learn_title(self, nummer: KleNummer) -> None:
        def told(found: list[KleEmne]) -> None:
            self._emner |= {emne.nummer: emne for emne in found}
            self._fill()

        self._operations.run(self, lambda: self._engine.kle(str(nummer), 1), told, key="title")

    def _choose_found_kle(self, emne: KleEmne) -> None:
        self._emner[emne.nummer] = emne
        self._choose_kle(emne.nummer)

    def _choose_kle(self, nummer: KleNummer) -> None:
        if self._form:
            self._form.choose_kle(nummer)
            self._changed()

    def _choose_facet(self, facet: Handlingsfacet) -> None:
        if self._form:
            self._form.choose_facet(facet)
            self._changed()

    def _add_part(self, part: Part) -> None:
        if self._form:
            self._form.add_part(part)
            self._changed()

    def _remove_part(self, part: Part) -> None:
        if self._form:
            self._form.remove_part(part)
            self._changed()

    def _change_part(self, before: Part, after: Part) -> None:
        if self._form:
            self._form.change_part(before, after)
            self._changed()

    def _write_title(self, titel: str) -> None:
        if self._form and not self._filling:
            self._form.write_title(titel)
            self._changed()

    def _set_date(self, day: QDate) -> None:
        if self._form and not self._filling:
            self._form.set_date(date(day.year(), day.month(), day.day()))
            self._changed()

    def _choose_type(self, at: int) -> None:
        if self._form and not self._filling and at >= 0:
            self._form.choose_type(list(DOCUMENT_TYPES)[at])
            self._changed()

    # -- focus --------------------------------------------------------------------------------------------

    @property
    def focused_field(self) -> Field | None:
        """Which field has focus."""
        control = self.focusWidget()
        return self._field_of(control) if control and control.hasFocus() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell which field has focus, so that its places can be marked stronger."""
        if event.type() is QEvent.Type.FocusIn:
            self.focused.emit(self._field_of(watched))
        return super().eventFilter(watched, event)

    def _field_of(self, control: QObject) -> Field | None:
        blocks = (self.sag_block, self.kle_block, self.facet_block, self.title_block, self.date_block, self.type_block)
        if control is self.kle_empty:
            return Field.KLE
        return next((block.field for block in blocks if block.control is control), None)
