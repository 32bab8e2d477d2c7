"""A card in which a watched folder gets its name and the rule for its originals."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from sagsbud.domain.arrival import Afterwards
from sagsbud.i18n import N_, tr
from sagsbud.ui.detail.card import FieldCard
from sagsbud.ui.detail.controls import SignedComboBox
from sagsbud.ui.detail.fields import FieldBlock
from sagsbud.ui.hints import Hint
from sagsbud.ui.settings.status_rows import breakable
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_S

CHOICES = {
    Afterwards.LEAVE: N_("Leave the original"),
    Afterwards.MOVE: N_("Move the original"),
    Afterwards.ARCHIVE: N_("Move it, and keep its subfolders"),
}


class FolderSheet(FieldCard):
    """`kept` brings the folder as it is to be from now on."""

    kept = Signal(object)

    def __init__(self, theme: Theme, over: QWidget, folder: dict[str, Any], name: str) -> None:
        super().__init__(theme, over, tr("Watched folder"), breakable(folder["path"]), tr("Save"))
        self.setAccessibleName(tr("Folder {name}", name=name))
        self._note.setAccessibleName(folder["path"])
        self._folder = folder
        self.name = QLineEdit(name)
        self.after = SignedComboBox(theme)
        for choice, text in CHOICES.items():
            self.after.addItem(tr(text), choice.value)
        self.after.setCurrentIndex(self.after.findData(folder.get("afterwards", Afterwards.LEAVE.value)))
        self.target = QLineEdit(folder.get("target") or "")
        Hint(theme, self.target, tr("The whole path of a folder"))
        self.choose = QPushButton(tr("Choose …"))
        self._where = self._place()
        for block in (
            FieldBlock(theme, None, tr("Name"), self.name),
            FieldBlock(theme, None, tr("When a document is filed"), self.after),
            self._where,
        ):
            self.fields.addWidget(block)
        self.after.currentIndexChanged.connect(lambda _at: self._ask_where())
        self.choose.clicked.connect(self._choose)
        for field in (self.name, self.target):
            field.returnPressed.connect(self.press)
        self._ask_where()

    def _place(self) -> FieldBlock:
        """The field for where the originals are moved to, and the button beside it."""
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(SPACE_S))
        row.addWidget(self.target, stretch=1)
        row.addWidget(self.choose)
        words = tr("Where it is moved to")
        self.target.setAccessibleName(words)
        block = FieldBlock(self._theme, None, words, both)
        block.label.setBuddy(self.target)
        return block

    def open(self) -> None:
        """Begin with the name."""
        super().open()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _ask_where(self) -> None:
        self._where.setVisible(self.after.currentData() != Afterwards.LEAVE.value)
        self.wrong.hide()
        self._fit()

    def _choose(self) -> None:
        path = QFileDialog.getExistingDirectory(self, tr("Where it is moved to"), self.target.text())
        if path:
            self.target.setText(path)

    def press(self) -> None:
        """Keep it, when nothing is missing."""
        after, target = self.after.currentData(), self.target.text().strip()
        if after != Afterwards.LEAVE.value and not Path(target).expanduser().is_absolute():
            self.refuse(tr("Choose the folder the originals are moved to."), self.target)
            return
        moved = None if after == Afterwards.LEAVE.value else target
        self.kept.emit({**self._folder, "label": self.name.text().strip(), "afterwards": after, "target": moved})
        self.close_overlay()
