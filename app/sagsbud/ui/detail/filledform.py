"""The form filled in: what was suggested, what was chosen, and why, in the words a person reads."""

from collections.abc import Sequence

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from sagsbud.domain.klassifikation import KleEmne, KleFacet, KleNummer
from sagsbud.domain.orders import HistoryRow
from sagsbud.domain.states import OrderState
from sagsbud.domain.suggestions import Band
from sagsbud.engine.views import Detail, Proposal
from sagsbud.i18n import tr
from sagsbud.suggestiontexts import DOCUMENT_TYPES
from sagsbud.ui.detail.choices import subject_options
from sagsbud.ui.detail.form import Form
from sagsbud.ui.detail.formfields import FormFields
from sagsbud.ui.detail.reasons import reason_of, sag_reason, why_unsure
from sagsbud.ui.detail.wording import band_sentence, band_title
from sagsbud.ui.inbox.happenings import happenings_of
from sagsbud.ui.labels import escaped
from sagsbud.ui.texts import now
from sagsbud.ui.theme import Theme


class FilledForm(FormFields):
    """Shows the form of one document; what is changed in it is the FormPanel's business."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._detail: Detail | None = None
        self._form: Form | None = None
        self._facetter: tuple[KleFacet, ...] = ()
        self._emner: dict[KleNummer, KleEmne] = {}
        self._filling = False

    @property
    def proposal(self) -> Proposal | None:
        """The form as it stands."""
        return self._form.proposal if self._form else None

    @property
    def form(self) -> Form | None:
        """The form itself."""
        return self._form

    def show_detail(self, detail: Detail, facetter: tuple[KleFacet, ...], emner: dict[KleNummer, KleEmne]) -> None:
        """Another document, or newer news of the same one: what a person touched stays."""
        if self._form is None or self._form.item != detail.entry.item.id:
            self._form = Form.of(detail.proposal)
            self.history_section.hide()
        else:
            self._form.refill(detail.proposal)
        self._detail, self._facetter = detail, facetter
        self._emner |= emner
        self._fill()

    def show_history(self, rows: Sequence[HistoryRow]) -> None:
        """What has happened, below the fields."""
        self.history.take(happenings_of(rows, now().date()))
        self.history_section.setVisible(bool(rows))

    def clear(self) -> None:
        """No document."""
        self._form = self._detail = None

    @property
    def tab_name(self) -> str:
        """Of the tab before it, where there is no room beside the document."""
        detail = self._detail
        suggested = detail is not None and bool(detail.suggestions.sager or detail.suggestions.kle)
        draft = detail is not None and detail.entry.state is OrderState.DRAFT
        return tr("Suggestion") if suggested and draft else tr("Fields")

    # -- filling ------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        detail, form = self._detail, self._form
        if detail is None or form is None:
            return
        self._filling = True
        try:
            proposal = form.proposal
            self._fill_heading(detail, proposal)
            self._fill_sag(detail, proposal)
            self._fill_kle(detail, proposal)
            self._fill_facet(detail, proposal)
            self.parter.show_parties(proposal.parter)
            self._fill_rest(detail, proposal)
        finally:
            self._filling = False

    def _fill_heading(self, detail: Detail, proposal: Proposal) -> None:
        if detail.entry.state is OrderState.FILED:
            sentence = tr("It is filed again as it stands here. The earlier document stays and points to the new one.")
            self.heading.say(tr("Correct the filing"), sentence, sign="pencil", role="acctx")
            self.why.say("")
            return
        if detail.extract is None and detail.entry.problem is None:
            self.heading.say(tr("Being read"), tr("The fields are filled in when it is read."), sign="clock")
            self.why.say("")
            return
        band = detail.suggestions.band
        decided = not proposal.missing and form_is_mine(self._form)
        if decided and band in (Band.UNSURE, Band.NONE):
            self.heading.say(
                tr("You have chosen"), tr("Look at the fields before you file."), sign="check", role="acctx"
            )
        else:
            self.heading.say(band_title(detail, proposal), band_sentence(detail, proposal), band=band)
        reason = why_unsure(detail, proposal) if band in (Band.UNSURE, Band.NONE) and not decided else ""
        question = tr("Why?")
        self.why.say(f"<b>{escaped(question)}</b> {escaped(reason)}" if reason else "")

    def _fill_sag(self, detail: Detail, proposal: Proposal) -> None:
        sag = proposal.sag
        self.sag.show_choice(sag.sagsnummer if sag else "", sag.titel if sag else "", tr("Choose or create a case"))
        if proposal.new_sag:
            self.sag_block.say(None, tr("is created when you file"))
        else:
            self.sag_block.say(*sag_reason(detail, proposal, self._form))

    def _fill_kle(self, detail: Detail, proposal: Proposal) -> None:
        options = subject_options(detail, proposal, self._form, self._emner)
        self.kle.show_options(options)
        self.kle.setVisible(bool(options))
        self.kle_empty.setVisible(not options)
        self.kle_empty.show_choice("", "", tr("Search for a subject"))
        self.kle_block.label.setBuddy(self.kle if options else self.kle_empty)

    def _fill_facet(self, detail: Detail, proposal: Proposal) -> None:
        facet = proposal.facet
        title = next((one.titel for one in self._facetter if one.nummer == facet), "")
        self.facet.show_choice(str(facet) if facet else "", title, tr("Choose a facet"))
        given = detail.suggestions.facet
        if facet is None:
            self.facet_block.say(None, "")
        elif given and given.value == facet:
            self.facet_block.say(given.band, reason_of(detail, given.reasons))
        else:
            mine = self._form is not None and "facet" in self._form.touched
            self.facet_block.say(None, tr("chosen by you") if mine else tr("follows the facet of the case"))

    def _fill_rest(self, detail: Detail, proposal: Proposal) -> None:
        given = detail.suggestions
        if self.titel.text() != proposal.titel:
            self.titel.setText(proposal.titel)
            self.titel.setCursorPosition(0)
        self.title_block.say(None, "")
        day = QDate(proposal.dato.year, proposal.dato.month, proposal.dato.day)
        if self.dato.date() != day:
            self.dato.setDate(day)
        own = given.dato if given.dato and given.dato.value == proposal.dato else None
        self.dato.setAccessibleDescription(reason_of(detail, own.reasons) if own else "")
        at = list(DOCUMENT_TYPES).index(proposal.dokumenttype)
        if self.type.currentIndex() != at:
            self.type.setCurrentIndex(at)
        kind = given.dokumenttype if given.dokumenttype and given.dokumenttype.value == proposal.dokumenttype else None
        self.type.setAccessibleDescription(reason_of(detail, kind.reasons) if kind else "")


def form_is_mine(form: Form | None) -> bool:
    """Whether a person chose the case or the subject."""
    return form is not None and bool({"sag", "kle"} & form.touched)
