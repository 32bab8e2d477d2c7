"""What asks for a few words before it is done: a return in own words, a sample, a tray that is moved."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from sagsbud.domain.parties import Aktoer
from sagsbud.domain.verdicts import ReturnReason
from sagsbud.i18n import tr, trn
from sagsbud.reviewtexts import return_text
from sagsbud.ui.choicecard import RadioLine
from sagsbud.ui.detail.card import FieldCard
from sagsbud.ui.detail.controls import SignedComboBox
from sagsbud.ui.detail.fields import FieldBlock
from sagsbud.ui.detail.happened import REASONS_AGAINST
from sagsbud.ui.focus import ring_reach
from sagsbud.ui.review.rowwords import first_name, named
from sagsbud.ui.theme import Theme

NOTE_ROOM = 200
"""Characters of a short reason: one line that a person can take in."""
COMMENT_LINES = 4
SAMPLES = (10, 20, 50, 100, 200)


class Sheet(FieldCard):
    """A card whose fields have their names above them."""

    def add_field(self, words: str, field: QWidget) -> None:
        """A field with its name above it."""
        self.fields.addWidget(FieldBlock(self._theme, None, words, field))

    def add_choices(self, choices: "_Choices") -> None:
        """Their marks begin where the fields do, and keep as far from them; the ring around one reaches out further."""
        line, reach = QHBoxLayout(), ring_reach(self._theme)
        line.addSpacing(-reach)
        line.addWidget(choices)
        self.fields.addSpacing(-reach)
        self.fields.addLayout(line)
        self.fields.addSpacing(-reach)


class _Choices(QWidget):
    """Radio buttons below each other, with room for the ring around one."""

    def __init__(self, theme: Theme, choices: Sequence[tuple[object, str]]) -> None:
        super().__init__()
        self.group = QButtonGroup(self)
        self._values = [value for value, _words in choices]
        column = QVBoxLayout(self)
        reach = ring_reach(theme)
        column.setContentsMargins(reach, reach, 0, reach)
        for at, (_value, words) in enumerate(choices):
            button = RadioLine(theme, words)
            self.group.addButton(button, at)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            column.setSpacing(max(0, 2 * reach - button.air))

    def choose(self, value: object) -> None:
        """Mark one."""
        self.group.button(self._values.index(value)).setChecked(True)

    def take_focus(self) -> None:
        """The keyboard goes to the one that is marked."""
        button = self.group.checkedButton()
        if button:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def chosen(self) -> object:
        """The value that is marked."""
        return self._values[self.group.checkedId()]


class ReturnSheet(Sheet):
    """`returned` brings the ReturnReason, a short note and a long comment."""

    returned = Signal(object, str, str)

    def __init__(self, theme: Theme, over: QWidget, names: Sequence[str], count: int) -> None:
        who = first_name(names[0]) if len(set(names)) == 1 else ""
        title = tr("Return to {name}", name=who) if who else tr("Return")
        if count > 1:
            title = trn("Return {count} document", "Return {count} documents", count)
        text = tr("The short reason goes on the document. The long one is kept as an internal note beside it.")
        super().__init__(theme, over, title, text, tr("Return"))
        self.reasons = _Choices(theme, [(reason, return_text(reason)) for reason in ReturnReason])
        self.reasons.choose(ReturnReason.OTHER)
        self.note = QLineEdit()
        self.note.setMaxLength(NOTE_ROOM)
        self.comment = QPlainTextEdit()
        self.comment.setTabChangesFocus(True)
        self.comment.setFixedHeight(theme.px(20 * COMMENT_LINES))
        self.add_choices(self.reasons)
        self.add_field(tr("In short"), self.note)
        self.add_field(tr("More detail, if needed"), self.comment)

    def open(self) -> None:
        """Begin with the words."""
        super().open()
        self.go_to(self.note)

    def press(self) -> None:
        """Something else needs words."""
        reason, note = self.reasons.chosen, self.note.text().strip()
        if reason is ReturnReason.OTHER and not note:
            self.refuse(tr("Say briefly what to change."), self.note)
            return
        self.close_overlay()
        self.returned.emit(reason, note, self.comment.toPlainText().strip())


class WithdrawSheet(Sheet):
    """`withdrawn` brings the reason in words."""

    withdrawn = Signal(str)

    def __init__(self, theme: Theme, over: QWidget, title: str) -> None:
        text = tr("“{title}” is taken out of use. It is not deleted, and the reason is noted on it.", title=title)
        super().__init__(theme, over, tr("Not to be filed"), text, tr("Not to be filed"))
        words = {code: tr(reason) for code, reason in REASONS_AGAINST.items() if code != "refused"}
        self.reasons = _Choices(theme, list(words.items()))
        self.reasons.choose("copy")
        self._words = words
        self.add_choices(self.reasons)

    def open(self) -> None:
        """Begin with the reason that is marked."""
        super().open()
        self.reasons.take_focus()

    def press(self) -> None:
        """The words of the reason stand on the Dokument."""
        self.close_overlay()
        self.withdrawn.emit(self._words[str(self.reasons.chosen)])


class SampleSheet(Sheet):
    """`drawn` brings how many."""

    drawn = Signal(int)

    def __init__(self, theme: Theme, over: QWidget, total: int) -> None:
        text = tr(
            "Documents are drawn at random from those the filter shows. What you return shows roughly how many "
            "of them all would go back."
        )  # fmt: skip
        super().__init__(theme, over, tr("Draw a sample"), text, tr("Draw"))
        self.size_ = SignedComboBox(theme)
        sizes = [size for size in SAMPLES if size < total]
        for size in sizes:
            self.size_.addItem(trn("{count} document", "{count} documents", size), size)
        self.size_.addItem(trn("The only one", "All {count} documents", total), total)
        self.size_.setCurrentIndex(min(1, len(sizes)))
        self.add_field(tr("How many"), self.size_)

    def open(self) -> None:
        """Begin with the number."""
        super().open()
        self.size_.setFocus(Qt.FocusReason.OtherFocusReason)

    def press(self) -> None:
        """So many."""
        self.close_overlay()
        self.drawn.emit(int(self.size_.currentData()))


class NameSheet(Sheet):
    """`named` brings the name of a filter that is to be kept."""

    named = Signal(str)

    def __init__(self, theme: Theme, over: QWidget, taken: Sequence[str]) -> None:
        text = tr("The filter gets a place in the sidebar.")
        super().__init__(theme, over, tr("Save the filter"), text, tr("Save"))
        self._taken = {name.casefold() for name in taken}
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.name.returnPressed.connect(self.press)
        self.add_field(tr("Name"), self.name)

    def open(self) -> None:
        """Begin with the name."""
        super().open()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def press(self) -> None:
        """A name of its own."""
        name = self.name.text().strip()
        if not name:
            self.refuse(tr("Give it a name."), self.name)
        elif name.casefold() in self._taken:
            self.refuse(tr("There is a filter of that name. Choose another."), self.name)
        else:
            self.close_overlay()
            self.named.emit(name)


class TraySheet(Sheet):
    """`moved` brings whose tray, to whom, and why."""

    moved = Signal(object, object, str)

    def __init__(self, theme: Theme, over: QWidget, colleagues: Sequence[Aktoer]) -> None:
        text = tr(
            "Everything a colleague has been given goes to somebody else. What you may not move stays, and you are told which."
        )
        super().__init__(theme, over, tr("Move a colleague's tray"), text, tr("Move"))
        self.source = SignedComboBox(theme)
        self.target = SignedComboBox(theme)
        self.why = QLineEdit()
        self.why.setMaxLength(NOTE_ROOM)
        self.why.setText(tr("Absence"))
        for box, words in ((self.source, tr("Whose tray")), (self.target, tr("To whom"))):
            box.addItem(tr("Choose"), None)
            for one in colleagues:
                box.addItem(named(one.id, one.navn), one)
            self.add_field(words, box)
        self.add_field(tr("Why"), self.why)

    def open(self) -> None:
        """Begin with whose tray."""
        super().open()
        self.source.setFocus(Qt.FocusReason.OtherFocusReason)

    def press(self) -> None:
        """Two different people, and a reason."""
        source, target = self.source.currentData(), self.target.currentData()
        if source is None:
            self.refuse(tr("Choose whose tray to move."), self.source)
        elif target is None or target.id == source.id:
            self.refuse(tr("Choose somebody else to have it."), self.target)
        elif not self.why.text().strip():
            self.refuse(tr("Say why."), self.why)
        else:
            self.close_overlay()
            self.moved.emit(source, target, self.why.text().strip())
