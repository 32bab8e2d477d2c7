"""What happens when several documents are decided together: rows go, progress is shown, one word takes it back."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sagsbud.domain.ids import ItemId
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.domain.twins import Likeness
from sagsbud.engine.views import View
from sagsbud.i18n import tr, trn
from sagsbud.suggestiontexts import likeness_text
from sagsbud.ui.inbox.many_filing import ManyFiling, Run
from sagsbud.ui.inbox.many_words import staying_text
from sagsbud.ui.inbox.window import MainWindow
from sagsbud.ui.operations import Operations
from sagsbud.ui.texts import count_text

if TYPE_CHECKING:
    from sagsbud.engine import Engine
    from sagsbud.ui.inbox.many_pane import ManyPane


class ManyDesk(QObject):
    """Connects the pane for many with the engine. `decided` tells the last ItemId that was promised."""

    decided = Signal(object)

    def __init__(self, window: MainWindow, engine: "Engine", operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._filing = ManyFiling(engine, operations, self)
        window.document.many.then(self._connect)
        window.filing.cancelled.connect(self._filing.cancel)
        self._filing.moved.connect(self._moved)
        self._filing.progressed.connect(self._progressed)
        self._filing.ended.connect(self._ended)
        self._filing.put_away.connect(lambda items, stay: self._put_away(items, stay, self.say_put_away))
        self._filing.away_again.connect(lambda items, stay: self._put_away(items, stay, self._say_away_again))
        self._filing.own_is_latest.connect(self._undo_in_form)
        self._filing.moved_back.connect(self._moved_back)
        self._filing.taken_back.connect(self._taken_back)

    def _connect(self, many: "ManyPane") -> None:
        many.filing_asked.connect(self._filing.file)
        many.withdrawal_asked.connect(self._filing.withdraw)
        many.return_asked.connect(self._filing.move_back)

    def file_on(self, sag: SagRef, items: tuple[ItemId, ...]) -> None:
        """Rows were let go on a Sag."""
        self._filing.file([(item, sag) for item in items])

    def undo(self, items: tuple[ItemId, ...]) -> None:
        """Take back what was decided together."""
        self._filing.cancel()
        self._filing.undo(items)

    def undo_latest(self, then: Callable[[], None]) -> None:
        """Take back the latest that was done, here or with one document."""
        self._filing.undo_latest(self._changed_in_form, then)

    def _changed_in_form(self) -> tuple[object, datetime | None]:
        detail = self._window.document.detail.there
        return (detail.roles.form, detail.roles.latest) if detail else (None, None)

    def _moved(self, items: frozenset[ItemId]) -> None:
        """Their rows go; the keyboard stays in the list."""
        window = self._window
        had_focus = window.panes.in_detail()
        window.list.models[View.INBOX].leave(items)
        window.notice.settle(items)
        if had_focus and not window.narrow:
            window.take_list_focus()

    def _progressed(self, run: Run) -> None:
        self._window.filing.take_run(run)
        if run.done:
            self.decided.emit(run.done[-1])

    def _ended(self, run: Run) -> None:
        window = self._window
        window.put_down(window.filing)
        if window.narrow:
            window.back_to_list()
        parts = []
        if run.left:
            count = len(run.left)
            parts.append(
                trn(
                    "{shown} stays in the inbox, since something is missing.",
                    "{shown} stay in the inbox, since something is missing.",
                    count,
                    shown=count_text(count),
                )
            )
        if run.known:
            parts.append(f"{staying_text(len(run.known))} {likeness_text(Likeness.SAME_MAIL)}")
        if run.stopped and run.waiting:
            parts.append(tr("You stopped the rest; it stays in the inbox."))
        if parts:
            window.notice.say(" ".join(parts), icon="info", about=() if run.stopped else [*run.left, *run.known])

    def _put_away(self, items: tuple[ItemId, ...], stay: int, say: Callable[[tuple[ItemId, ...], str], None]) -> None:
        left = ""
        if stay:
            left = trn(
                "{shown} came from a colleague and stays: put it away by itself, so that the colleague hears why.",
                "{shown} came from colleagues and stay: put them away one by one, so that the colleagues hear why.",
                stay,
                shown=count_text(stay),
            )
        if left and not items:
            self._window.notice.say(left, icon="info")
        if items:
            say(items, left)
            self._window.take_list_focus()

    def say_put_away(self, items: tuple[ItemId, ...], left: str = "") -> None:
        """These are not to be filed, and can be fetched back; `left` is what is said of others."""
        text = trn(
            "{shown} document is not to be filed.",
            "{shown} documents are not to be filed.",
            len(items),
            shown=count_text(len(items)),
        )
        self._say_away(f"{text} {left}", items, self._filing.restore)

    def _say_away_again(self, items: tuple[ItemId, ...], left: str) -> None:
        """They had been moved back, which was taken back."""
        text = trn(
            "Undone: {shown} document is put away again.",
            "Undone: {shown} documents are put away again.",
            len(items),
            shown=count_text(len(items)),
        )
        self._say_away(f"{text} {left}", items, self._filing.move_back)

    def _say_away(self, text: str, items: tuple[ItemId, ...], fetch: Callable[[tuple[ItemId, ...]], None]) -> None:
        say = self._window.notice.say
        say(text.strip(), icon="archive-x", action=tr("Undo"), do=lambda: fetch(items), about=items)

    def _undo_in_form(self) -> None:
        detail = self._window.document.detail.there
        words = detail.roles.take_back() if detail else ""
        if words:
            self._window.notice.say(words, icon="undo")

    def _moved_back(self, moved: list[tuple[ItemId, str]]) -> None:
        """Their rows go; the keyboard stays where they were put away."""
        window, items = self._window, tuple(item for item, _reason in moved)
        if not items:
            return
        window.list.models[View.PUT_AWAY].leave(items)
        window.notice.settle(items)
        if window.narrow:
            window.back_to_list()
        text = trn(
            "{shown} document is back in the inbox.",
            "{shown} documents are back in the inbox.",
            len(items),
            shown=count_text(len(items)),
        )
        again = self._filing.put_away_again
        window.notice.say(text, icon="inbox", action=tr("Undo"), do=lambda: again(moved), about=items)
        window.take_list_focus()

    def _taken_back(self, items: tuple[ItemId, ...], gone: int) -> None:
        window = self._window
        if items:
            window.notice.settle(items)
            window.show_items(View.INBOX, items)
        if gone:
            text = trn(
                "{shown} was already on its way and cannot be undone. Correct it when it is filed.",
                "{shown} were already on their way and cannot be undone. Correct them when they are filed.",
                gone,
                shown=count_text(gone),
            )
            window.notice.say(text, icon="info")
