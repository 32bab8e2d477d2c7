"""Between the pages and the preferences: what holds, who decided it, and a change that is kept at once."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.settings import Explained, Preferences
from sagsbud.i18n import tr
from sagsbud.settingtexts import setting_problem_text
from sagsbud.texts import trouble_text
from sagsbud.ui.operations import Operations


class Keeper(QObject):
    """`changed` says that every value is to be asked for anew, `saved` that a choice is kept, `refused` why not."""

    changed = Signal()
    saved = Signal(str)
    refused = Signal(str, str)
    """The key, and a sentence."""
    _heard = Signal()

    def __init__(
        self,
        preferences: Preferences,
        operations: Operations,
        parent: QObject | None = None,
        *,
        practising: bool = False,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._operations = operations
        self._practising = practising
        self._known: dict[str, Explained] = {}
        self._heard.connect(self.look)
        self.end = preferences.subscribe(lambda _keys: self._heard.emit())
        """Hear no more."""
        self.look()

    def look(self) -> None:
        """Take over what holds now."""
        self._known = {one.key: one for one in self._preferences.explain()}
        self.changed.emit()

    def value(self, key: str) -> Any:
        """The value that holds, as JSON has it."""
        return self._known[key].value

    def locked(self, key: str) -> bool:
        """Whether it is decided elsewhere."""
        return self._known[key].locked

    def why_locked(self, key: str) -> str:
        """Who decided it, in words; empty for what can be changed here."""
        return self.who_decides if self.locked(key) else ""

    @property
    def who_decides(self) -> str:
        """Who decides what cannot be changed here."""
        return tr("Fixed in practice") if self._practising else tr("Managed by your organisation")

    def problems(self, titles: Mapping[str, str]) -> list[str]:
        """What is wrong in the files of settings, a sentence each; `titles` are what the fields are called here."""
        return [setting_problem_text(one, titles.get(one.key, "")) for one in self._preferences.problems()]

    def change(self, key: str, value: Any) -> None:
        """Keep the user's choice, off the main thread."""
        if value == self.value(key):
            return

        def write() -> bool:
            try:
                self._preferences.change(key, value)
            except ValueError:
                return False
            return True

        def written(good: bool) -> None:
            if good:
                self.look()
                self.saved.emit(key)
            else:
                self._refuse(key, tr("That cannot be used here. The previous value still applies."))

        def stopped(error: SagsbudError) -> None:
            self._refuse(key, trouble_text(error.trouble, error.params).whole)

        self._operations.run(self, write, written, stopped)

    def _refuse(self, key: str, sentence: str) -> None:
        self.look()
        self.refused.emit(key, sentence)
