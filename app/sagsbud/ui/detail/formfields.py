"""The widgets of the form, one below another: a label, the field, the reason."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.i18n import language, tr
from sagsbud.suggestiontexts import DOCUMENT_TYPES, document_type_text
from sagsbud.ui.actions import ActionId, key_hint
from sagsbud.ui.detail.controls import ChoiceField, SignedComboBox, SignedDateEdit
from sagsbud.ui.detail.fields import FieldBlock
from sagsbud.ui.detail.findings import Field
from sagsbud.ui.detail.options import OptionList
from sagsbud.ui.detail.parties import PartiesBox
from sagsbud.ui.detail.titlefield import TitleField
from sagsbud.ui.heading import Heading, QuietBox, section
from sagsbud.ui.inbox.timeline import Timeline
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING, SPACE_S


class FormFields(QWidget):
    """Made and laid out; what is in them is the FilledForm's business."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._make_fields()
        self._lay_out()

    def _make_fields(self) -> None:
        theme = self._theme
        self.heading = Heading(theme)
        self.why = QuietBox(theme)
        self.sag = ChoiceField(theme, tr("Case"), "folder", key_hint(ActionId.SAG))
        self.kle = OptionList(theme)
        self.kle_empty = ChoiceField(theme, tr("KLE subject"), "search", key_hint(ActionId.KLE))
        self.facet = ChoiceField(theme, tr("Facet of the case"), "", key_hint(ActionId.FACET))
        self.parter = PartiesBox(theme)
        self.titel = TitleField(theme)
        self.dato = SignedDateEdit(theme)
        self.dato.setDisplayFormat("dd.MM.yyyy" if language() == "da" else "d MMM yyyy")
        self.type = SignedComboBox(theme)
        for kind in DOCUMENT_TYPES:
            self.type.addItem(document_type_text(kind))
        self.kle.setAccessibleName(tr("KLE subject"))
        self.sag_block = FieldBlock(theme, Field.SAG, tr("Case"), self.sag)
        self.kle_block = FieldBlock(theme, Field.KLE, tr("KLE subject"), self.kle)
        self.facet_block = FieldBlock(theme, Field.FACET, tr("Facet of the case"), self.facet)
        self.part_block = FieldBlock(theme, Field.PARTER, tr("Parties"), self.parter)
        self.title_block = FieldBlock(theme, Field.TITEL, tr("Title"), self.titel)
        self.date_block = FieldBlock(theme, Field.DATO, tr("Date"), self.dato)
        self.type_block = FieldBlock(theme, Field.TYPE, tr("Document type"), self.type)
        self.history = Timeline(theme)
        self.history_section = section(theme, tr("What happened?"), self.history)
        self.history_section.hide()
        self.kle_block.add_below(self.kle_empty)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        side = self._theme.px(PANE_PADDING)
        box.setContentsMargins(side, self._theme.px(14), side, self._theme.px(18))
        box.setSpacing(self._theme.px(SPACE_S))
        pair = QHBoxLayout()
        pair.setSpacing(self._theme.px(10))
        pair.addWidget(self.date_block, 1, Qt.AlignmentFlag.AlignTop)
        pair.addWidget(self.type_block, 1, Qt.AlignmentFlag.AlignTop)
        for part in (
            self.heading,
            self.why,
            self.sag_block,
            self.kle_block,
            self.facet_block,
            self.part_block,
            self.title_block,
        ):
            box.addWidget(part)
        box.addLayout(pair)
        box.addWidget(self.history_section)
        box.addStretch(1)
