"""The second step: which folders to keep an eye on, and what happens to their originals."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from sagsbud.checktexts import finding_text
from sagsbud.domain.arrival import Afterwards
from sagsbud.domain.checks import Check, CheckState
from sagsbud.domain.errors import SagsbudError
from sagsbud.i18n import tr, trn
from sagsbud.texts import trouble_text
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.choicecard import MARK, MARK_TO_WORDS, PADDING, TO_NOTE, CheckCard, padding
from sagsbud.ui.detail.controls import SignedComboBox
from sagsbud.ui.firstrun.facts import Folder, Start
from sagsbud.ui.firstrun.step import Step, Tone
from sagsbud.ui.labels import TextLabel, frame, rule
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_S, SPACE_XS

KEY = "folders"
COUNTED = 1000
"""Files counted in a folder at most: enough to say that there are many."""
USUAL = ("Scan", "Scanner", "Scannet", "Scans")
"""What folders are called that a scanner puts its pages into."""


class FolderStep(Step):
    """Ticks for folders that are there, and a way to any other."""

    def __init__(self, theme: Theme, start: Start, operations: Operations) -> None:
        locked = start.preferences.locked(KEY)
        note = tr("What is there and what comes later goes into the inbox. Nothing is filed without you.")
        if locked and start.preferences.value(KEY):
            note = tr("Your organisation decides which folders are watched. Nothing is filed without you.")
        elif locked and start.practising:
            note = tr("In practice no folder is watched. Files can be dragged into the window.")
        elif locked:
            note = tr("Your organisation has decided that no folder is watched. Files can be dragged into the window.")
        super().__init__(theme, tr("What should we keep an eye on?"), note)
        self._start = start
        self._locked = locked
        self._operations = operations
        self.cards: dict[Path, CheckCard] = {}
        self._box = frame("picks")
        self._rows = QVBoxLayout(self._box)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._none = TextLabel(
            theme, tr("None is needed. Files can be dragged into the window as well."), "caption", "tx2"
        )
        self._none.setWordWrap(True)
        self._last = QWidget()
        self.add_button = LinkButton(theme, tr("Add a folder"), "folder-plus", beside=MARK_TO_WORDS)
        self.after = SignedComboBox(theme)
        self.after.setAccessibleName(tr("When a document is filed"))
        self.after.addItem(tr("Leave the original"), Afterwards.LEAVE.value)
        self.after.addItem(tr("Move it to the subfolder “Filed”"), Afterwards.MOVE.value)
        self._lay_out()
        for path in self._found():
            self._put(path)
        for folder in start.preferences.value(KEY):
            self._put(Path(folder["path"]).expanduser(), on=True)
        self._box.setVisible(bool(self.cards) or not locked)
        self.add_button.clicked.connect(self.choose)
        self.after.activated.connect(lambda _at: self.try_them())

    def _lay_out(self) -> None:
        theme = self._theme
        inside = QVBoxLayout(self._last)
        inside.setContentsMargins(padding(theme, flat=True), theme.px(SPACE_S), theme.px(PADDING), theme.px(SPACE_S))
        inside.setSpacing(0)
        inside.addLayout(self.add_button.flush())
        self._below = self._note_below()
        inside.addLayout(self._below)
        self._rows.addWidget(self._last)
        self._last.setVisible(not self._locked)
        label = TextLabel(theme, tr("When a document is filed"), "label", "tx2")
        label.setBuddy(self.after)
        self.inside.addWidget(self._box)
        afterwards = self.labelled(label, self.after)
        afterwards.setContentsMargins(0, theme.px(SPACE_S), 0, 0)
        self.inside.addWidget(afterwards)
        self.inside.addWidget(self.outcome)
        self.inside.addStretch(1)
        afterwards.setVisible(not self._locked)

    def _note_below(self) -> QVBoxLayout:
        """That none is needed, as near to the words of the button as a note of a card is to its title."""
        theme, note = self._theme, QVBoxLayout()
        self.add_button.ensurePolished()
        under = (self.add_button.sizeHint().height() - QFontMetrics(theme.font("strong")).height()) // 2
        note.setContentsMargins(theme.px(MARK + MARK_TO_WORDS), theme.px(TO_NOTE) - under, 0, theme.px(SPACE_XS))
        note.addWidget(self._none)
        return note

    def _found(self) -> list[Path]:
        """Folders most people have, as far as they are there."""
        if self._locked:
            return []
        home = Path.home()
        place = QStandardPaths.StandardLocation.DownloadLocation
        usual = [*(home / name for name in USUAL), Path(QStandardPaths.writableLocation(place) or home / "Downloads")]
        return [path for path in usual if path.is_dir() and path != home]

    def _put(self, path: Path, *, on: bool = False) -> CheckCard:
        card = self.cards.get(path)
        if card is None:
            card = self.cards[path] = CheckCard(self._theme, path.name or str(path), str(path), flat=True)
            card.setEnabled(not self._locked)
            if len(self.cards) > 1 or not self._locked:
                self._rows.insertWidget(self._rows.count() - 1, rule())
            at = self._rows.count() - 1 if self._locked else self._rows.count() - 2
            self._rows.insertWidget(at, card)
            self._last.raise_()  # the keyboard goes from child to child, and the way to one more is the last
            self._none.hide()
            self._below.setContentsMargins(0, 0, 0, 0)
            card.toggled.connect(lambda _on: self.try_them())
            self._operations.run(self, lambda: _count(path), lambda count: card.say(card.text(), _note(path, count)))
        if on:
            card.setChecked(True)
        return card

    @property
    def chosen(self) -> list[Folder]:
        """The folders as the setting will have them."""
        after = self.after.currentData()
        return [
            {
                "path": str(path),
                "label": path.name,
                "take": [],
                "afterwards": after,
                "target": str(path / tr("Filed")) if after == Afterwards.MOVE.value else None,
            }
            for path, card in self.cards.items()
            if card.isChecked()
        ]

    def opened(self) -> None:
        """Begin with the first tick; without any where Enter goes on, and does not open the chooser."""
        if not self._locked:
            first = next(iter(self.cards.values()), None)
            (first or self.after).setFocus(Qt.FocusReason.OtherFocusReason)
        self.try_them()

    def choose(self) -> None:
        """One more, by the chooser."""
        path = QFileDialog.getExistingDirectory(self, tr("Add a folder"), str(Path.home()))
        if path:
            self.add(Path(path))

    def add(self, path: Path) -> None:
        """This one too, ticked, with the keyboard on it: what is not shown yet loses it to what asked for the chooser."""
        card = self._put(path, on=True)
        card.show()
        card.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_them(self) -> None:
        """Watch each for a moment and see whether its originals can be moved."""
        chosen = self.chosen
        if not chosen:
            self.outcome.forget()
            return

        def tried(found: Sequence[Check]) -> None:
            failed = [check for check in found if check.state is CheckState.FAILED]
            if chosen != self.chosen:
                return
            if failed:
                title = f"{Path(failed[0].subject).name}: {finding_text(failed[0])}"
                self.outcome.say(Tone.WARM, title, _meaning(failed, len(chosen)))
            else:
                count = trn("{count} folder is watched", "{count} folders are watched", len(chosen))
                self.outcome.say(
                    Tone.GOOD, count, tr("Anything there is taken in now; new files follow automatically.")
                )

        def stopped(error: SagsbudError) -> None:
            self.outcome.say(Tone.WARM, trouble_text(error.trouble, error.params).title)

        self._operations.run(self, lambda: self._start.try_folders(chosen), tried, stopped, key="folders")

    def go_on(self) -> None:
        """Keep the ticks, on top of what was watched before."""
        if self._locked:
            self.done.emit()
            return
        shown = {str(path) for path in self.cards}
        before = self._start.preferences.value(KEY)
        kept = {one["path"]: one for one in before if str(Path(one["path"]).expanduser()) in shown}
        ticked = {one["path"] for one in self.chosen}
        wanted = [kept.get(one["path"], one) for one in self.chosen]
        wanted += [
            one for one in before if one["path"] not in ticked and str(Path(one["path"]).expanduser()) not in shown
        ]
        self._operations.run(
            self,
            lambda: self._start.preferences.change(KEY, wanted),
            lambda _none: self.done.emit(),
            lambda error: self.outcome.say(Tone.WARM, trouble_text(error.trouble, error.params).title),
        )


def _meaning(failed: Sequence[Check], tried: int) -> str:
    """What comes of the first that failed, and of the others where they work."""
    away = failed[0].code == "folder_away"
    first = tr("Its documents come as soon as it is there.") if away else tr("Originals stay in the folder then.")
    return " ".join((first, tr("The other folders work."))) if len(failed) < tried else first


def _count(path: Path) -> int:
    """How many files lie in it, up to a bound; -1 when it cannot be looked into."""
    count = 0
    try:
        for one in path.iterdir():
            count += one.is_file() and not one.name.startswith(".")
            if count >= COUNTED:
                break
    except OSError:
        return -1
    return count


def _note(path: Path, count: int) -> str:
    if count < 0:
        said = tr("cannot be opened")
    elif count >= COUNTED:
        said = tr("more than {count} files", count=COUNTED)
    else:
        said = trn("{count} file", "{count} files", count)
    return f"{path} · {said}"
