"""The parties of the document: who, by what number, in which role; one line each, one press to take away."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from sagsbud.domain.cpr import is_cpr
from sagsbud.domain.extract import Extract
from sagsbud.domain.parties import Part, PartArt, PartRolle
from sagsbud.i18n import tr
from sagsbud.ui.actions import ActionId, key_hint
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.wording import ROLES, part_id_text
from sagsbud.ui.hints import hint_font
from sagsbud.ui.icons import icon
from sagsbud.ui.labels import CutLabel, TextLabel, before_words, rule
from sagsbud.ui.menus import Menu
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip
from sagsbud.ui.tokens import (
    FIELD_SIGN,
    ICON_FIELD,
    KEPT_BY_QT,
    RADIUS_ROW,
    ROW_PART,
    SPACE_S,
    SPACE_XS,
    TARGET_LEAST,
)


class PartiesBox(QFrame):
    """The list in a field's frame."""

    removed = Signal(object)
    """A Part."""
    changed = Signal(object, object)
    """The Part as it was, and as it is to be."""
    add_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parter: tuple[Part, ...] | None = None
        self.setObjectName("parties")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 1, 0, 1)
        self._box.setSpacing(0)
        theme.changed.connect(self._dress)
        self._dress()

    def show_parties(self, parter: tuple[Part, ...]) -> None:
        """These parties from now on."""
        if parter == self._parter:
            return
        self._parter = parter
        while (item := self._box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for at, part in enumerate(parter):
            if at:
                self._box.addWidget(rule())
            self._box.addWidget(self._row(part))
        if not parter:
            self._box.addWidget(self._nobody())

    def _row(self, part: Part) -> QWidget:
        theme = self._theme
        row = QWidget()
        row.setFixedHeight(theme.px(ROW_PART))
        line = QHBoxLayout(row)
        beyond = (theme.px(TARGET_LEAST) - theme.px(ICON_FIELD)) // 2
        line.setContentsMargins(words_at(theme), 0, theme.px(FIELD_SIGN) - theme.border - beyond, 0)
        line.setSpacing(0)
        number = part_id_text(part)
        line.addWidget(CutLabel(theme, part.navn or number))
        if part.navn and number and "@" not in number:
            line.addSpacing(theme.px(SPACE_S))
            line.addWidget(TextLabel(theme, number, "caption", "tx2").stand_beside("body"))
        line.addStretch(1)
        line.addWidget(self._role(part))
        line.addWidget(self._away(part))
        return row

    def _role(self, part: Part) -> QToolButton:
        button = QToolButton()
        button.setText(tr(ROLES[part.rolle]))
        button.setFont(self._theme.font("caption"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setStyleSheet(
            f"min-height: {self._theme.px(TARGET_LEAST)}px; color: {self._theme.tokens.tx2};"
            f"padding: {self._theme.line_air('caption', 'body')}px {self._theme.px(SPACE_XS)}px 0;"
        )
        button.setAccessibleName(tr("Role of {name}: {role}", name=part.label, role=tr(ROLES[part.rolle])))
        menu = Menu(button)
        for rolle in PartRolle:
            action = menu.addAction(tr(ROLES[rolle]))
            changed = replace(part, rolle=rolle)
            action.triggered.connect(lambda _checked=False, new=changed: self.changed.emit(part, new))
        button.setMenu(menu)
        return button

    def _away(self, part: Part) -> QToolButton:
        button = QToolButton()
        side = self._theme.px(14)
        button.setIcon(icon("x", self._theme, side))
        button.setIconSize(QSize(side, side))
        reach = self._theme.px(TARGET_LEAST)
        button.setStyleSheet(
            f"min-width: {reach}px; max-width: {reach}px; min-height: {reach}px; max-height: {reach}px; padding: 0;"
        )
        words = tr("Remove {name}", name=part.label)
        button.setAccessibleName(words)
        button.setToolTip(as_tip(words))
        button.clicked.connect(lambda _checked=False: self.removed.emit(part))
        return button

    def _nobody(self) -> QWidget:
        button = QToolButton()
        key = key_hint(ActionId.PART, letters=self._theme.letter_keys)
        nobody = tr("Nobody named. Press {key} to add.", key=key) if key else tr("Nobody named. Add somebody.")
        button.setText(nobody)
        theme = self._theme
        button.setFont(hint_font(theme))
        high, before = theme.px(ROW_PART), words_at(theme) - KEPT_BY_QT - theme.width("body", " ")
        button.setStyleSheet(
            f"color: {theme.tokens.tx3}; min-height: {high}px; max-height: {high}px; padding: 0 0 0 {before}px;"
        )
        button.clicked.connect(lambda _checked=False: self.add_wanted.emit())
        return button

    def _dress(self) -> None:
        t = self._theme.tokens
        self.setStyleSheet(
            f"QFrame#parties {{ background: {t.surf}; border: {self._theme.border}px solid {t.ctl};"
            f" padding: {1 - self._theme.border}px 0; border-radius: {RADIUS_ROW}px; }}"
        )
        parter, self._parter = self._parter, None
        if parter is not None:
            self.show_parties(parter)


def words_at(theme: Theme) -> int:
    """px from the frame to its words, which begin where those of fields do."""
    return before_words(theme) - theme.border


def people_named(extract: Extract | None, chosen: tuple[Part, ...]) -> list[Part]:
    """Who the document names and the form does not have yet."""
    if extract is None:
        return []
    named = [found.value for found in (extract.sender, *extract.recipients, *extract.parties) if found]
    taken = {part.urn for part in chosen}
    return [part for part in dict.fromkeys(named) if part.urn not in taken]


def part_from(text: str) -> Part | None:
    """The party somebody typed: a cpr number, a CVR number, a mail address or a name."""
    words = " ".join(text.split())
    digits = words.replace("-", "").replace(" ", "")
    if is_cpr(digits):
        return Part("", f"urn:oio:cpr-nr:{digits}")
    if digits.isascii() and digits.isdigit() and len(digits) == 8:
        return Part("", f"urn:oio:cvr-nr:{digits}", PartArt.VIRKSOMHED)
    if "@" in words and " " not in words:
        return Part("", f"urn:mailto:{words.lower()}")
    return Part(words, f"urn:oio:fuldtnavn:{words}") if len(words) > 1 else None


def part_options(text: str, named: Sequence[Part]) -> list[Option]:
    """Who could be added: those the document names that fit the words, then the words themselves."""
    wanted = text.casefold().strip()
    fits = [part for part in named if wanted in part.label.casefold()]
    options = [Option(part, "", part.label, None, _named_as(part), sign="user") for part in fits]
    typed = part_from(text)
    if typed:
        options.append(Option(typed, "", typed.label, None, tr("Add as a party"), sign="plus"))
    return options


def _named_as(part: Part) -> str:
    return " · ".join(words for words in (tr(ROLES[part.rolle]), part_id_text(part)) if words and words != part.label)
