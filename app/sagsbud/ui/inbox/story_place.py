"""Where `Hvad er der sket?` is told: beside a page that has the room for it, else on a card that the page opens."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sagsbud.i18n import tr
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.inbox.timeline import TimelinePanel
from sagsbud.ui.labels import TextLabel, edge, rule, wall
from sagsbud.ui.overlay import Overlay
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL

RULES = 2
"""px of the lines between the card's parts."""


class StoryPlace(QWidget):
    """At the right of a page. Put `asked` where the page has room for a link; it is there while the story is not."""

    def __init__(self, theme: Theme, panel: TimelinePanel) -> None:
        super().__init__()
        self._theme = theme
        self._panel = panel
        self.card: StoryCard | None = None
        self.asked = LinkButton(theme, tr("What happened?"), "history")
        self.asked.clicked.connect(self.open)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(wall())
        self._row.addWidget(panel)
        panel.copy_asked.connect(self.put_away)

    def stand(self, *, told: bool, beside: bool) -> None:
        """Whether there is anything to tell, and whether there is room for it beside the page."""
        if beside or not told:
            self.put_away()
        self.setVisible(told and beside)
        self.asked.setVisible(told and not beside)

    def open(self) -> None:
        """On a card over the window."""
        self.put_away()
        self.card = StoryCard(self._theme, self.window(), self._panel)
        self.card.closed.connect(self._take_back)
        self.card.open()

    def put_away(self) -> None:
        """The card, if it is there."""
        if self.card:
            self.card.close_overlay()

    def _take_back(self) -> None:
        card, self.card = self.card, None
        if card:
            self._row.addWidget(card.give_back())
            self._panel.stand(on_card=False)
            self._panel.show()
            card.deleteLater()


class StoryCard(Overlay):
    """What happened, as high as the window has room for, and scrolled where that is less than all of it."""

    def __init__(self, theme: Theme, over: QWidget, panel: TimelinePanel) -> None:
        super().__init__(theme, over, tr("What happened?"))
        self._panel = panel
        self.told = QScrollArea()
        self.told.setAccessibleName(tr("What happened?"))
        self.told.setWidgetResizable(True)
        self.told.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.leave = QPushButton(tr("Close"))
        self.leave.clicked.connect(self.close_overlay)
        side, above = theme.px(SPACE_XL), theme.px(SPACE_M)
        self._head = QVBoxLayout()
        self._head.setContentsMargins(side, theme.px(SPACE_L), side, theme.px(SPACE_S))
        self._head.addWidget(TextLabel(theme, tr("What happened?"), "pane_title"))
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(side, above, side, above)
        self._foot.addStretch(1)
        self._foot.addWidget(self.leave)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(edge(self.told))
        column.addWidget(self.told, stretch=1)
        column.addWidget(rule())
        column.addLayout(self._foot)

    def open(self) -> None:
        """With the keyboard in what is told, which the arrows scroll."""
        self._panel.stand(on_card=True)
        self.told.setWidget(self._panel)
        self._panel.show()
        self._fit()
        super().open()
        self.told.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_back(self) -> QWidget:
        """What was told, for the place that it has when there is room."""
        panel = self.told.takeWidget()
        assert panel is not None
        return panel

    def _fit(self) -> None:
        panel, inside = self._panel, self._panel.layout()
        assert inside is not None
        panel.ensurePolished()
        inside.activate()
        around = 2 * self._theme.border
        wide, high = panel.maximumWidth(), inside.totalHeightForWidth(panel.maximumWidth())
        high += self._head.sizeHint().height() + RULES + self._foot.sizeHint().height() + around
        beyond = 2 * self._theme.px(SPACE_L)
        most = self.over.height() - beyond
        if high > most:
            wide += self.told.verticalScrollBar().sizeHint().width()
        self.card.setFixedSize(min(wide + around, self.over.width() - beyond), min(high, most))
