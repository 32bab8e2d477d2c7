"""The first step: which Sag og Dokument service, or none."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QLineEdit

from sagsbud.checktexts import finding_text
from sagsbud.domain.checks import Check, CheckState
from sagsbud.domain.errors import SagsbudError
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.choicecard import RadioCard
from sagsbud.ui.firstrun.facts import Start
from sagsbud.ui.firstrun.step import Step, Tone
from sagsbud.ui.hints import Hint
from sagsbud.ui.labels import TextLabel
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

KEY = "service_url"


class ServiceStep(Step):
    """The address in use, another one, or this machine alone."""

    def __init__(self, theme: Theme, start: Start, operations: Operations) -> None:
        decided = start.given or start.preferences.locked(KEY)
        note = tr("Choose your Sag og Dokument service. It can be changed later.")
        if decided:
            note = tr("This is already decided. Here it is tested.")
        super().__init__(theme, tr("Where do the documents go?"), note)
        self._start = start
        self._operations = operations
        self._tried: str | None = None
        """The address that was found good; empty for this machine."""
        self._settled = bool(start.address)
        self.known = RadioCard(theme, urlsplit(start.address).hostname or start.address, self._origin())
        other = tr("A different address") if self._settled else tr("Our service")
        self.other = RadioCard(theme, other, tr("Enter the address your IT department gave you"))
        self.alone = RadioCard(
            theme, tr("Try without a service"), tr("Everything stays on this PC, encrypted. For practice.")
        )
        self.address = QLineEdit()
        Hint(theme, self.address, "https://sagdok.fjordby.example")
        self.address.setAccessibleName(tr("Address"))
        self._lay_out()
        self._group = QButtonGroup(self)
        for card in (self.known, self.other, self.alone):
            self._group.addButton(card)
        self.known.setVisible(self._settled)
        self.other.setVisible(not decided)
        self.alone.setVisible(not (decided and self._settled))
        (self.known if self._settled else self.alone).setChecked(True)
        self._group.buttonToggled.connect(lambda _card, on: self._chosen() if on else None)
        self.other.clicked.connect(self._into_the_field)
        self.address.textEdited.connect(lambda _text: self._forget())

    def _origin(self) -> str:
        if self._start.preferences.locked(KEY):
            return tr("Fixed in practice") if self._start.practising else tr("Managed by your organisation")
        return tr("Given when the program was started") if self._start.given else tr("Chosen in the settings")

    def _lay_out(self) -> None:
        label = TextLabel(self._theme, tr("Address"), "label", "tx2")
        label.setBuddy(self.address)
        self._field = self.labelled(label, self.address)
        self._field.hide()
        for part in (self.known, self.other, self._field, self.alone, self.outcome):
            self.inside.addWidget(part)
        self.inside.addStretch(1)

    @property
    def wanted(self) -> str:
        """The address that is chosen; empty for this machine."""
        if self.known.isChecked():
            return self._start.address
        return self.address.text().strip() if self.other.isChecked() else ""

    @property
    def moved(self) -> bool:
        """Whether the chosen service is another than the one in use, and was found good."""
        return self._tried is not None and self._tried.rstrip("/") != self._start.address.rstrip("/")

    def opened(self) -> None:
        """Try what is chosen."""
        if chosen := self._group.checkedButton():
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._tried is None and not self.other.isChecked():
            self.try_it()

    def _chosen(self) -> None:
        self._field.setVisible(self.other.isChecked())
        self._forget()
        if not self.other.isChecked():
            self.try_it()

    def _into_the_field(self) -> None:
        """Where the mouse chose it; arrow keys go on to the next card, and Tab leads into the field."""
        if self.other.underMouse():
            self.address.setFocus(Qt.FocusReason.MouseFocusReason)

    def _forget(self) -> None:
        self._tried = None
        self.outcome.forget()

    def try_it(self, *, then_go_on: bool = False) -> None:
        """Test the chosen service with the self-test's checks."""
        wanted = self.wanted
        if self.other.isChecked() and not wanted:
            self.outcome.say(Tone.WARM, tr("The address is missing"), tr("Enter it, or try without a service."))
            self.address.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.outcome.say(Tone.BUSY, tr("The connection is being tested"))

        def tried(found: Sequence[Check]) -> None:
            if wanted != self.wanted:
                return
            failed = next((check for check in found if check.state is CheckState.FAILED), None)
            if failed:
                self.outcome.say(
                    Tone.WARM, finding_text(failed), tr("Ask your IT department, or try without a service.")
                )
                return
            self._tried = wanted
            self._say_good(found)
            if then_go_on:
                self._keep()

        def stopped(error: SagsbudError) -> None:
            self.outcome.say(Tone.WARM, trouble_text(error.trouble, error.params).title)

        self._operations.run(self, lambda: self._start.try_service(wanted or None), tried, stopped, key="service")

    def _say_good(self, found: Sequence[Check]) -> None:
        if not self.wanted:
            self.outcome.say(
                Tone.GOOD, tr("Ready for practice"), tr("The service on this PC answers. Nothing leaves it.")
            )
            return
        self.outcome.say(Tone.GOOD, tr("The connection works"), finding_text(found[0]))

    def go_on(self) -> None:
        """Keep what was found good; try first what was not tried."""
        if self._tried is None:
            self.try_it(then_go_on=True)
        else:
            self._keep()

    def _keep(self) -> None:
        value = self.wanted or None
        if not self.moved or self._start.given or self._start.preferences.locked(KEY):
            self.done.emit()
            return
        self._operations.run(
            self,
            lambda: self._start.preferences.change(KEY, value),
            lambda _none: self.done.emit(),
            lambda error: self.outcome.say(Tone.WARM, trouble_text(error.trouble, error.params).title),
        )

    def pass_by(self) -> None:
        """The service in use stays."""
        self._tried = None
        self.done.emit()
