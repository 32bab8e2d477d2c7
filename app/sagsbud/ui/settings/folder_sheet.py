"""A card in which a watched folder gets its name and the rule for its originals."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sagsbud.domain.arrival import Afterwards
from sagsbud.i18n import N_, tr
from sagsbud.ui.announce import announce
from sagsbud.ui.detail.fields import SignedComboBox
from sagsbud.ui.labels import CutLabel, TextLabel
from sagsbud.ui.overlay import Overlay
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS

WIDTH = 460
CHOICES = {
    Afterwards.LEAVE: N_("Leave the original"),
    Afterwards.MOVE: N_("Move the original"),
    Afterwards.ARCHIVE: N_("Move it, and keep its subfolders"),
}


class FolderSheet(Overlay):
    """`kept` brings the folder as it is to be from now on."""

    kept = Signal(object)

    def __init__(self, theme: Theme, over: QWidget, folder: dict[str, Any], name: str) -> None:
        super().__init__(theme, over, tr("Folder {name}", name=name))
        self._folder = folder
        self.name = QLineEdit(name)
        self.after = SignedComboBox(theme)
        for choice, text in CHOICES.items():
            self.after.addItem(tr(text), choice.value)
        self.after.setCurrentIndex(self.after.findData(folder.get("afterwards", Afterwards.LEAVE.value)))
        self.target = QLineEdit(folder.get("target") or "")
        self.target.setPlaceholderText(tr("The whole path of a folder"))
        self.choose = QPushButton(tr("Choose …"))
        self.wrong = TextLabel(theme, "", "caption", "err")
        self.wrong.setWordWrap(True)
        self.save = QPushButton(tr("Save"))
        self.save.setObjectName("primary")
        self.cancel = QPushButton(tr("Cancel"))
        self._lay_out()
        self.after.currentIndexChanged.connect(lambda _at: self._fit())
        self.choose.clicked.connect(self._choose)
        self.save.clicked.connect(self._keep)
        self.cancel.clicked.connect(self.close_overlay)
        for field in (self.name, self.target):
            field.returnPressed.connect(self._keep)
        self._fit()

    def _lay_out(self) -> None:
        theme, px = self._theme, self._theme.px
        column = QVBoxLayout(self.card)
        column.setContentsMargins(px(SPACE_XL), px(SPACE_L), px(SPACE_XL), px(SPACE_L))
        column.setSpacing(px(SPACE_XS))
        column.addWidget(TextLabel(theme, tr("Watched folder"), "detail_title"))
        column.addWidget(CutLabel(theme, self._folder["path"], "caption", "tx2"))
        column.addSpacing(px(SPACE_M))
        self._field(column, tr("Name"), self.name)
        self._field(column, tr("When a document is filed"), self.after)
        self._where = QWidget()
        where = QVBoxLayout(self._where)
        where.setContentsMargins(0, 0, 0, 0)
        where.setSpacing(px(SPACE_XS))
        row = QHBoxLayout()
        row.setSpacing(px(SPACE_S))
        row.addWidget(self.target, stretch=1)
        row.addWidget(self.choose)
        where.addWidget(self._label(tr("Where it is moved to"), self.target))
        where.addLayout(row)
        column.addWidget(self._where)
        column.addWidget(self.wrong)
        column.addSpacing(px(SPACE_M))
        ends = QHBoxLayout()
        ends.setSpacing(px(SPACE_S))
        ends.addStretch(1)
        ends.addWidget(self.cancel)
        ends.addWidget(self.save)
        column.addLayout(ends)
        self.card.setFixedWidth(min(px(WIDTH), self.over.width() - 2 * px(SPACE_L)))

    def _field(self, column: QVBoxLayout, text: str, field: QWidget) -> None:
        column.addWidget(self._label(text, field))
        column.addWidget(field)
        column.addSpacing(self._theme.px(SPACE_S))

    def _label(self, text: str, field: QWidget) -> QLabel:
        label = TextLabel(self._theme, text, "label", "tx2")
        label.setBuddy(field)
        field.setAccessibleName(text)
        return label

    def open(self) -> None:
        """Begin with the name."""
        super().open()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _fit(self) -> None:
        self._where.setVisible(self.after.currentData() != Afterwards.LEAVE.value)
        self.wrong.hide()
        self.card.adjustSize()

    def _choose(self) -> None:
        path = QFileDialog.getExistingDirectory(self, tr("Where it is moved to"), self.target.text())
        if path:
            self.target.setText(path)

    def _keep(self) -> None:
        after, target = self.after.currentData(), self.target.text().strip()
        if after != Afterwards.LEAVE.value and not Path(target).expanduser().is_absolute():
            self.wrong.setText(tr("Choose the folder the originals are moved to."))
            self.wrong.show()
            announce(self, self.wrong.text())
            self.target.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        moved = None if after == Afterwards.LEAVE.value else target
        self.kept.emit({**self._folder, "label": self.name.text().strip(), "afterwards": after, "target": moved})
        self.close_overlay()
