"""The third step: which subject plan, with a word to show that it works."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QWidget

from sagsbud.domain.errors import SagsbudError
from sagsbud.i18n import tr, trn
from sagsbud.ui.choicecard import RadioCard
from sagsbud.ui.firstrun.facts import Plan, Start
from sagsbud.ui.firstrun.step import Step, Tone
from sagsbud.ui.labels import TextLabel
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_S

EXAMPLE = "Ansøgning om tilbygning"
"""An everyday title; what it leads to shows that the plan is in use."""


class SubjectStep(Step):
    """The plan that is here, or one from a file."""

    def __init__(self, theme: Theme, start: Start, operations: Operations) -> None:
        super().__init__(
            theme,
            tr("Which subjects do you use?"),
            tr("KLE is stored on your PC, so suggestions work without a network too."),
        )
        self._start = start
        self._operations = operations
        self.here = RadioCard(theme, tr("What came with the program"), tr("Common municipal subjects"))
        self.file = RadioCard(theme, tr("Choose a file"), tr("KLE-Emneplan (XML) or OS2KLE (text or JSON)"))
        self._group = QButtonGroup(self)
        for card in (self.here, self.file):
            self._group.addButton(card)
            self.inside.addWidget(card)
        self.here.setChecked(True)
        self.inside.addWidget(self.outcome)
        self._good = self._good_to_know()
        self.inside.addWidget(self._good)
        self.inside.addStretch(1)
        self.file.clicked.connect(self.choose)
        self.outcome.said.connect(lambda: self._good.setVisible(self.outcome.tone is not Tone.WARM))

    def _good_to_know(self) -> QWidget:
        """Below all the rest; gone where there is something to be seen to."""
        theme = self._theme
        good = TextLabel(
            theme,
            tr(
                "Sagsbud suggests and says why. You decide. It learns from your choices, and what it learns stays on your PC."
            ),
            "body",
            "tx2",
        )
        good.setWordWrap(True)
        box = self.labelled(TextLabel(theme, tr("Good to know"), "label", "tx2"), good)
        box.setContentsMargins(0, theme.px(SPACE_S), 0, 0)
        return box

    def opened(self) -> None:
        """Look which plan is in use."""
        if chosen := self._group.checkedButton():
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)
        self._operations.run(self, self._start.plan, self._found, key="plan")

    def _found(self, plan: Plan) -> None:
        count = trn("{count} subject", "{count} subjects", plan.subjects)
        if plan.starter:
            self.here.say(
                tr("What came with the program"), tr("{count}. The whole plan can be loaded later.", count=count)
            )
        else:
            self.here.say(tr("The plan that is here"), count)
        self._say(plan)

    def _say(self, plan: Plan) -> None:
        title = trn("Ready. {count} subject is loaded", "Ready. {count} subjects are loaded", plan.subjects)
        note = tr("“{title}” gives {number}", title=EXAMPLE, number=plan.example.nummer) if plan.example else ""
        if plan.unread:
            note = trn("{count} line could not be read.", "{count} lines could not be read.", plan.unread) + f" {note}"
        self.outcome.say(Tone.GOOD, title, note)

    def choose(self) -> None:
        """A file, by the chooser; without one the choice is as before."""
        path, _filter = QFileDialog.getOpenFileName(
            self, tr("Choose a file"), str(Path.home()), "KLE (*.xml *.json *.txt *.csv *.tsv)"
        )
        if path:
            self.install(Path(path))
        else:
            self.here.setChecked(True)

    def install(self, path: Path) -> None:
        """Read it in and take it into use."""
        self.outcome.say(Tone.BUSY, tr("The plan is being loaded"))

        def stopped(_error: SagsbudError) -> None:
            self.here.setChecked(True)
            self.outcome.say(
                Tone.WARM,
                tr("“{name}” cannot be read as KLE", name=path.name),
                tr("Choose a KLE-Emneplan (XML) or a file from OS2KLE. The earlier plan is still in use."),
            )

        def installed(plan: Plan) -> None:
            self.file.setChecked(True)
            self.file.say(tr("Choose a file"), path.name)
            self._say(plan)

        self._operations.run(self, lambda: self._start.install(path), installed, stopped, key="plan")

    def go_on(self) -> None:
        """What is read in is kept already."""
        self.done.emit()
