"""The parts of the pane for several documents, and how they lie where there is room beside the choice and where not."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.actions import ActionId, key_hint, with_key
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.detail.against import AgainstButton
from sagsbud.ui.detail.controls import ChoiceField
from sagsbud.ui.detail.fields import FieldBlock
from sagsbud.ui.detail.footer import Footer
from sagsbud.ui.detail.options import OptionList
from sagsbud.ui.edges import room_behind
from sagsbud.ui.heading import Heading
from sagsbud.ui.icons import GAP, put_sign
from sagsbud.ui.inbox.many_table import ANY_LENGTH, TargetList
from sagsbud.ui.labels import CutLabel, TextLabel, rule, wall
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import (
    ICON_ROW,
    PANE_HEADER,
    PANE_PADDING,
    PANE_PREVIEW_LEAST,
    PANE_SUGGESTIONS,
    SPACE_S,
    TARGET_LEAST,
)
from sagsbud.ui.viewport import scrolled


class ManyParts(QWidget):
    """Made and laid out; what is shown in them is the ManyPane's business."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._roomy: bool | None = None
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = CutLabel(theme, "", "detail_title")
        self.subtitle = CutLabel(theme, "", "caption", "tx2")
        self.withdraw = AgainstButton()
        self.one = LinkButton(theme, tr("Choose only one"))
        self.hand = QToolButton()
        self.hand.setText(tr("Hand over …"))
        self.hand.setAccessibleName(self.hand.text())
        self.table = TargetList(theme)
        self.table.setAccessibleName(tr("Where each document goes"))
        self.heading = Heading(theme)
        self.options = OptionList(theme)
        self.options.setAccessibleName(tr("Where they go"))
        self.places = FieldBlock(theme, None, tr("Where do they go?"), self.options)
        self.search = ChoiceField(theme, tr("Another case"), "search", key_hint(ActionId.SAG))
        self.search.show_choice("", "", tr("Search for another case"))
        self.footer = Footer(theme, key_hint(ActionId.FILE))
        self._named = TextLabel(theme, tr("Where each document goes"), "label", "tx2")
        self._wall = wall()
        self._grid = QGridLayout(self)
        self._column, self._below = QVBoxLayout(), QVBoxLayout()
        self._head = self._make_head()
        self._scroll = self._make_scroll()
        self._lay_out()
        self.table.selectionModel().currentChanged.connect(self._follow)
        theme.changed.connect(self._dress)
        self._dress()

    def _make_head(self) -> QHBoxLayout:
        px = self._theme.px
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(px(6))
        head.addLayout(words, 1)
        head.addWidget(self.one)
        head.addWidget(self.hand)
        head.addWidget(self.withdraw)
        return head

    def _make_scroll(self) -> QScrollArea:
        px = self._theme.px
        panel = QWidget()
        panel.setObjectName("page")
        column, below = self._column, self._below
        panel.setLayout(column)
        column.setContentsMargins(px(PANE_PADDING), px(14), px(PANE_PADDING), px(14))
        column.setSpacing(px(SPACE_S))
        column.addWidget(self.heading)
        column.addWidget(self.places)
        column.addWidget(self.search)
        below.setSpacing(px(1))
        self._named.setMinimumHeight(px(TARGET_LEAST))
        below.addWidget(self._named)
        column.addLayout(below)
        column.addStretch(1)
        return scrolled(panel, column)

    def _lay_out(self) -> None:
        grid = self._grid
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addLayout(self._head, 0, 0, 1, 3)
        grid.addWidget(rule(), 1, 0, 1, 3)
        grid.addWidget(self._wall, 2, 1, 2, 1)
        grid.addWidget(self._scroll, 2, 2)
        grid.addWidget(self.footer, 3, 2)
        grid.setRowStretch(2, 1)

    # -- size ---------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where each goes stands beside the choice where there is room, else below it."""
        super().resizeEvent(event)
        self._dress()

    def _dress(self) -> None:
        theme, px = self._theme, self._theme.px
        side = px(ICON_ROW)
        self.hand.setToolTip(with_key(tr("Hand over to a colleague"), ActionId.HAND_OVER, letters=theme.letter_keys))
        roomy = self.width() >= px(PANE_PREVIEW_LEAST + PANE_SUGGESTIONS)
        style = Qt.ToolButtonStyle
        for button, sign in ((self.hand, "users"), (self.withdraw, "archive-x")):
            put_sign(button, sign, theme, side, "tx", gap=GAP if roomy else 0)
            button.setToolButtonStyle(style.ToolButtonTextBesideIcon if roomy else style.ToolButtonIconOnly)
        self.one.setMinimumHeight(self.hand.sizeHint().height())  # or its words stand lower than theirs
        self._keep_head_edges()
        margins = self._column.contentsMargins()
        margins.setTop(px(14 if roomy else SPACE_S))
        self._column.setContentsMargins(margins)
        self._grid.setRowMinimumHeight(0, px(PANE_HEADER))
        for part in (self._scroll, self.footer):
            part.setMinimumWidth(px(PANE_SUGGESTIONS) if roomy else 0)
            part.setMaximumWidth(px(PANE_SUGGESTIONS) if roomy else ANY_LENGTH)
        if roomy != self._roomy:
            self._roomy = roomy
            self._place(roomy=roomy)

    def offer_ways(self, *, back: bool) -> None:
        """What can be done with them; with `back` they can only be moved back to the inbox."""
        for part in (self.hand, self.withdraw, self.places, self.search):
            part.setVisible(not back)
        self._keep_head_edges()

    def _keep_head_edges(self) -> None:
        """The words, or the sign, of what stands last in the head end at the pane's edge."""
        theme, edge = self._theme, self._theme.px(PANE_PADDING)
        free = self.one.room_before() if self.withdraw.isHidden() else room_behind(self.withdraw, theme)
        self._head.setContentsMargins(edge, 0, edge - free, 0)

    def _place(self, *, roomy: bool) -> None:
        if roomy:
            self._grid.addWidget(self.table, 2, 0, 2, 1)
        else:
            self._below.addWidget(self.table)
        self.table.stand_whole(not roomy)
        self.table.show()
        self._named.setVisible(not roomy)
        self._wall.setVisible(roomy)
        self.footer.lie_flat(not roomy)
        self._grid.setColumnStretch(0, int(roomy))
        self._grid.setColumnStretch(2, int(not roomy))

    def _follow(self, line: QModelIndex) -> None:
        """The arrows go through where each goes; where all of it stands below, the pane follows them."""
        page = self._scroll.widget()
        if page and not self._roomy and self.table.hasFocus():
            place = self.table.visualRect(line)
            centre = self.table.viewport().mapTo(page, place.center())
            self._scroll.ensureVisible(centre.x(), centre.y(), 0, place.height() // 2)
