"""A card in which a new Sag is made ready: filled in from the document, changed where that is wrong."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from sagsbud.domain.ids import new_sag_id
from sagsbud.domain.klassifikation import Handlingsfacet, Kassationskode, KleEmne, KleFacet
from sagsbud.domain.orders import SagDraft
from sagsbud.domain.parties import PartRolle
from sagsbud.engine.views import Proposal
from sagsbud.i18n import N_, tr
from sagsbud.ui.choicecard import CheckCard
from sagsbud.ui.detail.card import FieldCard
from sagsbud.ui.detail.choices import facet_options, kle_options
from sagsbud.ui.detail.controls import ChoiceField, SignedComboBox
from sagsbud.ui.detail.fields import FieldBlock
from sagsbud.ui.detail.searchpopup import Search, SearchPopup
from sagsbud.ui.detail.titlefield import TitleField
from sagsbud.ui.detail.wording import part_id_text
from sagsbud.ui.labels import frame, rule
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.engine import Engine

NUMBER_LIMIT = 50
DISPOSAL = {
    Kassationskode.BEVARES: N_("Preserved"),
    Kassationskode.KASSERES: N_("To be discarded"),
}
NOT_KNOWN = -1
"""The place of no choice."""
OURS = (PartRolle.MODTAGER, PartRolle.KOPIPART)
"""Whom a document went to: seldom those the matter is about."""


class NewSagSheet(FieldCard):
    """`chosen` brings the SagDraft. Nothing is made before the document is filed."""

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, operations: Operations, engine: "Engine", proposal: Proposal, near: Sequence[KleEmne],
        over: QWidget,
    ) -> None:  # fmt: skip
        """`near` are the subjects a search begins with."""
        note = tr("It is created together with the document. Without a connection, both wait.")
        super().__init__(theme, over, tr("New case"), note, tr("Use this case"))
        self._operations = operations
        self._engine = engine
        self._kle = proposal.kle
        self._near = near
        self._facet = proposal.facet
        self._facetter: tuple[KleFacet, ...] = ()
        self._own_disposal = False
        """Whether a person chose it; else it follows subject and facet."""
        self._sensitivity = proposal.foelsomhed
        self.titel = TitleField(theme, proposal.titel)
        self.number = QLineEdit(maxLength=NUMBER_LIMIT)
        self.kle = ChoiceField(theme, tr("KLE subject"), "tag")
        self.facet = ChoiceField(theme, tr("Facet of the case"), "tag")
        self.disposal = SignedComboBox(theme)
        for code, words in DISPOSAL.items():
            self.disposal.addItem(tr(words), code)
        self.disposal.setPlaceholderText(tr("Not known yet"))
        self.disposal.setCurrentIndex(NOT_KNOWN)
        self.people = [(part, CheckCard(theme, part.label, part_id_text(part), flat=True)) for part in proposal.parter]
        self._lay_out()
        self._connect()
        self._show_kle("")
        self._operations.run(self, lambda: _filled(engine, proposal), self._filled)

    def _lay_out(self) -> None:
        theme = self._theme
        self.number_block = FieldBlock(theme, None, tr("Case number"), self.number)
        self.disposal_block = FieldBlock(theme, None, tr("Preservation"), self.disposal)
        for block in (
            FieldBlock(theme, None, tr("Title"), self.titel),
            self.number_block,
            FieldBlock(theme, None, tr("KLE subject"), self.kle),
            FieldBlock(theme, None, tr("Facet of the case"), self.facet),
            self.disposal_block,
        ):
            self.fields.addWidget(block)
        if self.people:
            self.fields.addWidget(FieldBlock(theme, None, tr("Parties of the case"), self._people()))

    def _people(self) -> QWidget:
        box = frame("picks")
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for at, (part, card) in enumerate(self.people):
            if at:
                rows.addWidget(rule())
            card.setChecked(bool(part.urn) and part.rolle not in OURS)
            rows.addWidget(card)
        return box

    def _connect(self) -> None:
        self.kle.clicked.connect(self.search_kle)
        self.facet.clicked.connect(self.search_facet)
        self.disposal.activated.connect(lambda _at: self._choose_disposal())
        self.number.textEdited.connect(lambda _text: self.number_block.say(None, ""))
        for field in (self.titel, self.number):
            field.returnPressed.connect(self.press)

    def open(self) -> None:
        """Begin with the title."""
        super().open()
        self.titel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.titel.selectAll()

    # -- filling ------------------------------------------------------------------------------------------

    def _filled(self, found: tuple[str, tuple[KleFacet, ...], str]) -> None:
        number, facetter, titel = found
        self._facetter = facetter
        if not self.number.text():
            self.number.setText(number)
            self.number_block.say(None, tr("suggested by Sagsbud: change it if you have a series of your own"))
        self._show_kle(titel)
        self._fit()

    def _show_kle(self, titel: str) -> None:
        self.kle.show_choice(str(self._kle) if self._kle else "", titel, tr("Search for a subject"))
        named = next((one.titel for one in self._facetter if one.nummer == self._facet), "")
        self.facet.show_choice(str(self._facet) if self._facet else "", named, tr("Choose a facet"))
        self._show_disposal()

    def _show_disposal(self) -> None:
        if self._own_disposal:
            self.disposal_block.say(None, tr("chosen by you"))
            return
        self.disposal_block.say(None, self._followed())
        if self._kle is None:
            self.disposal.setCurrentIndex(NOT_KNOWN)
        self._operations.run(self, self._follower(), self._put_disposal, key="disposal")

    def _followed(self) -> str:
        """What it follows, of what is chosen."""
        if self._kle is None:
            return tr("follows the subject and the facet once they are chosen")
        if self._facet is None:
            return tr("follows the subject, and the facet once one is chosen")
        return tr("follows the subject and the facet")

    def _follower(self) -> Callable[[], Kassationskode | None]:
        """What tells the code that follows from the subject and facet as they are chosen now, if any. Blocks."""
        kle, facet, sager = self._kle, self._facet, self._engine.new_sager
        return lambda: sager.kassationskode(kle, facet) if kle else None

    def _put_disposal(self, code: Kassationskode | None) -> None:
        if code and not self._own_disposal:
            self.disposal.setCurrentIndex(list(DISPOSAL).index(code))

    def _choose_disposal(self) -> None:
        self._own_disposal = True
        self._show_disposal()

    def search_kle(self) -> None:
        """Look through all subjects."""

        def picked(emne: KleEmne) -> None:
            self._kle = emne.nummer
            self.mended()
            self._show_kle(emne.titel)

        hint = tr("Number, title or an everyday word")
        self._search(self.kle, hint, lambda text: kle_options(self._engine, text, self._near), picked)

    def search_facet(self) -> None:
        """Look through all facets."""

        def picked(facet: Handlingsfacet) -> None:
            self._facet = facet
            titel = self.kle.text().removeprefix(str(self._kle or "")).strip() if self._kle else ""
            self._show_kle(titel)

        facetter = self._facetter
        self._search(self.facet, tr("Number or title of the facet"), lambda text: facet_options(facetter, text), picked)

    def _search(self, field: QWidget, hint: str, search: Search, picked: Callable[[Any], None]) -> None:
        popup = SearchPopup(self._theme, self._operations, search, hint, self.window())
        popup.picked.connect(lambda _value: field.setFocus(Qt.FocusReason.OtherFocusReason))
        popup.picked.connect(picked)
        popup.open_under(field)

    # -- choosing -----------------------------------------------------------------------------------------

    def press(self) -> None:
        """Use it, when nothing is missing."""
        titel, number = " ".join(self.titel.text().split()), self.number.text().strip()
        for missing, words, field in (
            (not titel, tr("The case needs a title."), self.titel),
            (not number, tr("The case needs a number."), self.number),
            (self._kle is None, tr("The case needs a KLE subject."), self.kle),
        ):
            if missing:
                self.refuse(words, field)
                return
        follows = self._follower()

        def told(answer: tuple[bool, Kassationskode | None]) -> None:
            taken, code = answer
            if taken:
                self.refuse(tr("Another case has this number."), self.number)
            else:
                self._put_disposal(code)
                self._done()

        self._operations.run(self, lambda: (self._engine.new_sager.is_taken(number), follows()), told)

    def _done(self) -> None:
        assert self._kle is not None
        parter = tuple(part for part, card in self.people if card.isChecked())
        draft = SagDraft(
            id=new_sag_id(),
            sagsnummer=self.number.text().strip(),
            titel=" ".join(self.titel.text().split()),
            kle=self._kle,
            facet=self._facet,
            kassationskode=Kassationskode(self.disposal.currentData()),
            parter=parter,
            foelsomhed=self._sensitivity,
        )
        self.close_overlay()
        self.chosen.emit(draft)


def _filled(engine: "Engine", proposal: Proposal) -> tuple[str, tuple[KleFacet, ...], str]:
    """A number, the facets, and what the subject is called. Blocks."""
    found: Sequence[KleEmne] = engine.kle(str(proposal.kle), 1) if proposal.kle else ()
    return engine.new_sager.number(), tuple(engine.facetter()), found[0].titel if found else ""
