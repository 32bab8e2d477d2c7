"""What is done with the figures of `Overblik` outside of the window: as CSV, and on paper."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from sagsbud.domain.errors import SagsbudError, StoreError, Trouble
from sagsbud.domain.figures import OverviewFilter
from sagsbud.domain.frozen import frozen
from sagsbud.domain.workdays import danish_date
from sagsbud.i18n import language, tr
from sagsbud.ui.inbox.notice import Notice
from sagsbud.ui.operations import Operations
from sagsbud.ui.places import begin_in
from sagsbud.ui.review.export import csv_text, file_name, write_csv, write_pdf
from sagsbud.ui.review.told import Headline, Picture, printed_text
from sagsbud.ui.texts import clock_text, now
from sagsbud.ui.theme import Theme


@frozen
class Shown:
    """What is on the screen, and what was asked for to get it."""

    headlines: Sequence[Headline]
    pictures: Sequence[Picture]
    wanted: OverviewFilter
    unit: str
    """The unit's name, or the words for all of them."""


class SavingFigures(QObject):
    """Writes what is shown, as it is shown, and says in the page's notice how that went."""

    def __init__(self, page: QWidget, theme: Theme, operations: Operations, notice: Notice) -> None:
        super().__init__(page)
        self._page = page
        self._theme = theme
        self._operations = operations
        self._notice = notice
        self._folder: Path | None = None
        """Where the last figures were put."""
        self._shown: Shown | None = None

    def take(self, shown: Shown) -> None:
        """This is on the screen now."""
        self._shown = shown

    def ask(self, kind: str) -> None:
        """Ask where, and write it there."""
        if self._shown is None:
            return
        proposed = begin_in(self._folder, self.file_name(kind))
        words = {"csv": tr("Save the figures as CSV"), "pdf": tr("Save the overview as PDF")}[kind]
        chosen, _filter = QFileDialog.getSaveFileName(self._page, words, proposed, f"*.{kind}")
        if chosen:
            self._folder = Path(chosen).parent
            self.write(kind, Path(chosen))

    def file_name(self, kind: str) -> str:
        """The name it is given unless another is chosen."""
        return file_name(self._shown.unit if self._shown else "", danish_date(now()), kind)

    def write(self, kind: str, target: Path) -> None:
        """Off the main thread."""
        shown = self._shown
        if shown is None:
            return
        at, family = now(), self._theme.font("body").family()
        below = printed_text(shown.unit, shown.wanted, danish_date(at), clock_text(at))

        def writing() -> Path:
            title, told = tr("Overview"), (shown.headlines, shown.pictures)
            try:
                if kind == "pdf":
                    write_pdf(target, title, below, *told, family)
                else:
                    write_csv(target, csv_text(title, below, *told, semicolons=language() == "da"))
            except OSError as error:
                raise StoreError(Trouble.STORE_READ_ONLY) from error
            return target

        self._operations.run(self, writing, self._saved, self._not_saved)

    def _saved(self, target: Path) -> None:
        self._notice.say(tr("Saved as “{name}”.", name=target.name), icon="check", role="ok")

    def _not_saved(self, _error: SagsbudError) -> None:
        self._notice.say_not_saved()
