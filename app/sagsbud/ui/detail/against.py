"""The button that puts a document away, with the reasons there are for it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton

from sagsbud.i18n import tr
from sagsbud.ui.detail.happened import REASONS_AGAINST
from sagsbud.ui.menus import Menu


class AgainstButton(QToolButton):
    """`chosen` brings a code of REASONS_AGAINST."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setText(tr("Not to be filed"))
        self.setAccessibleName(tr("Not to be filed"))
        self.setToolTip(tr("Not to be filed (Ctrl+Del)"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = Menu(self)
        for code, words in REASONS_AGAINST.items():
            menu.addAction(tr(words)).triggered.connect(lambda _checked=False, one=code: self.chosen.emit(one))
        self.setMenu(menu)
