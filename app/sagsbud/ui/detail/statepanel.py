"""A document that is no longer a draft: where it stands, what it is filed as, what can be done, what has happened."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sagsbud.domain.orders import HistoryRow
from sagsbud.domain.states import OrderState
from sagsbud.domain.twins import Twin
from sagsbud.engine.views import Detail
from sagsbud.i18n import tr
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.detail.faces import (
    SIGNS,
    Command,
    Face,
    command_text,
    copy_face,
    differences,
    face_of,
    facts_of,
    handed_facts,
    put_away_facts,
)
from sagsbud.ui.detail.fields import FieldBlock
from sagsbud.ui.texts import now
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING, SPACE_S


class StatePanel(QWidget):
    """`commanded` carries a Command. What is in it is made for the first document that is no longer a draft."""

    commanded = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buttons: list[LinkButton] = []
        self._box = QVBoxLayout(self)
        side = theme.px(PANE_PADDING)
        self._box.setContentsMargins(side, theme.px(14), side, theme.px(18))
        self._box.setSpacing(theme.px(14))

    def _fill(self) -> None:
        """Unless it is filled."""
        if self._box.count():
            return
        from sagsbud.ui.detail.stateparts import DifferenceGrid, FactGrid, SagCard
        from sagsbud.ui.heading import Heading, section
        from sagsbud.ui.inbox.timeline import Timeline

        theme, box = self._theme, self._box
        self.heading = Heading(theme)
        self.card = SagCard(theme)
        self.facts = FactGrid(theme)
        self.differences = DifferenceGrid(theme)
        self.history = Timeline(theme)
        self._links = QVBoxLayout()
        self._links.setSpacing(theme.px(2))
        self._place = FieldBlock(theme, None, tr("Case"), self.card)  # where the form has it, however one came there
        first = QVBoxLayout()
        first.setSpacing(theme.px(SPACE_S))
        first.addWidget(self.heading)
        first.addWidget(self._place)
        box.addLayout(first)
        box.addWidget(self.facts)
        self._different = section(theme, tr("What is the difference?"), self.differences)
        box.addWidget(self._different)
        box.addLayout(self._links)
        box.addWidget(section(theme, tr("What happened?"), self.history))
        box.addStretch(1)

    @property
    def tab_name(self) -> str:
        """Of the tab before it, where there is no room beside the document."""
        return tr("State")

    def show_detail(self, detail: Detail, history: Sequence[HistoryRow]) -> Face:
        """This entry; answers with its face."""
        self._fill()
        entry = detail.entry
        face = face_of(entry, detail.handed)
        self.heading.say(face.title, face.sentence, sign=face.sign, role=face.role)
        order = entry.order if entry.state is not OrderState.HANDED else None
        self._place.setVisible(order is not None)
        if order:
            sag = order.sag
            self.card.show_card(sag.sagsnummer, sag.titel, order.main.titel, filed=entry.state is OrderState.FILED)
        away = put_away_facts(detail.put_away) if detail.put_away else []
        self.facts.show_facts(handed_facts(detail.handed) if detail.handed else [*away, *facts_of(entry)])
        self._different.hide()
        self._tell(history)
        self._show_links(face.links)
        return face

    def show_copy(self, detail: Detail, twin: Twin, history: Sequence[HistoryRow]) -> Face:
        """A document whose twin is filed already; answers with its face."""
        self._fill()
        face = copy_face(twin)
        self.heading.say(face.title, face.sentence, sign=face.sign, role=face.role)
        self._place.setVisible(twin.entry.order is not None)
        if twin.entry.order:
            order = twin.entry.order
            filed = twin.entry.state is OrderState.FILED
            self.card.show_card(order.sag.sagsnummer, order.sag.titel, order.main.titel, filed=filed)
        self.facts.show_facts([])
        self.differences.show_differences(differences(detail.entry, twin))
        self._different.show()
        self._tell(history)
        self._show_links(face.links)
        return face

    def _tell(self, history: Sequence[HistoryRow]) -> None:
        from sagsbud.ui.inbox.happenings import happenings_of

        self.history.take(happenings_of(history, now().date()))

    def take_focus(self) -> None:
        """To the first thing that can be done."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_links(self, commands: tuple[Command, ...]) -> None:
        from sagsbud.ui.detail.stateparts import empty

        empty(self._links)
        self._buttons = []
        for command in commands:
            button = LinkButton(self._theme, command_text(command), SIGNS[command])
            button.clicked.connect(lambda _checked=False, one=command: self.commanded.emit(one))
            self._links.addLayout(button.flush())
            self._buttons.append(button)
            button.show()


def copy_text(text: str) -> None:
    """Onto the clipboard."""
    QGuiApplication.clipboard().setText(text)
