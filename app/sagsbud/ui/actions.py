"""Every key and command of the window in one table, from which the QActions and the overview of keys are made.

An action that nobody provides has no key and is not shown. Single keys work outside text fields only: those accept
the key before the shortcut sees it.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from sagsbud.domain.frozen import frozen
from sagsbud.i18n import N_, tr


class Group(StrEnum):
    """The headings of the overview, in its order."""

    FILE = "file"
    HELP = "help"
    FIELDS = "fields"
    LIST = "list"
    GO = "go"
    DOCUMENT = "document"
    REVIEW = "review"


GROUPS = {
    Group.FILE: N_("File"),
    Group.HELP: N_("Help"),
    Group.FIELDS: N_("Change fields"),
    Group.LIST: N_("List"),
    Group.GO: N_("Find your way"),
    Group.DOCUMENT: N_("Document"),
    Group.REVIEW: N_("Review"),
}


class ActionId(StrEnum):
    """What can be done by key."""

    FILE = "file"
    CHOOSE_1 = "choose_1"
    CHOOSE_2 = "choose_2"
    CHOOSE_3 = "choose_3"
    UNDO = "undo"
    WITHDRAW = "withdraw"
    REVIEW = "review"
    HAND_OVER = "hand_over"
    NOTE = "note"
    ALIKE = "alike"
    CORRECT = "correct"
    SAG = "sag"
    KLE = "kle"
    FACET = "facet"
    PART = "part"
    TITLE = "title"
    DATE = "date"
    SEARCH = "search"
    FILTER = "filter"
    SORT = "sort"
    GO_TO_SAG = "go_to_sag"
    INBOX = "inbox"
    QUEUE = "queue"
    NEEDS_YOU = "needs_you"
    TO_REVIEW = "to_review"
    FILED = "filed"
    NEXT_PANE = "next_pane"
    PREVIOUS_PANE = "previous_pane"
    SETTINGS = "settings"
    NEXT_ROW = "next_row"
    SEVERAL = "several"
    OPEN = "open"
    ADD_FILES = "add_files"
    SEND = "send"
    EVIDENCE = "evidence"
    NEXT_EVIDENCE = "next_evidence"
    ATTACHMENT = "attachment"
    ZOOM_FIT = "zoom_fit"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    OVERVIEW = "overview"
    APPROVE = "approve"
    RETURN_REASON = "return_reason"
    RETURN = "return"
    REASSIGN = "reassign"
    KEYS = "keys"
    BACK = "back"


@frozen
class Entry:
    """One line of the table. `caps` is what the overview shows when it is not simply the keys."""

    id: ActionId
    text: str
    group: Group
    keys: tuple[str, ...] = ()
    single: tuple[str, ...] = ()
    """Keys without Ctrl or Alt, which can be switched off."""
    caps: tuple[str, ...] = ()
    local: bool = False
    """Works only while a widget has the focus that it was put in by `Actions.put_in`."""
    listed: bool = True
    """Whether the overview has a line for it; those without are part of another line."""


def _entry(id_: ActionId, text: str, group: Group, *keys: str, **more: object) -> Entry:
    return Entry(id_, text, group, keys, **more)  # type: ignore[arg-type]


_A, _G = ActionId, Group
_NAMED = {"Space": N_("Space")}
"""Keys that have a name of their own in every language."""

TABLE: tuple[Entry, ...] = (
    _entry(_A.FILE, N_("File and go to the next"), _G.FILE, "Ctrl+Return", "Ctrl+Enter", caps=("Ctrl+Enter",)),
    _entry(_A.CHOOSE_1, N_("Choose a suggestion"), _G.FILE, "Alt+1", single=("1",), caps=("1", "2", "3")),
    _entry(_A.CHOOSE_2, N_("Choose the second suggestion"), _G.FILE, "Alt+2", single=("2",), listed=False),
    _entry(_A.CHOOSE_3, N_("Choose the third suggestion"), _G.FILE, "Alt+3", single=("3",), listed=False),
    _entry(_A.UNDO, N_("Undo"), _G.FILE, "Ctrl+Z"),
    _entry(_A.WITHDRAW, N_("Not to be filed"), _G.FILE, "Ctrl+Del"),
    _entry(_A.REVIEW, N_("Send to review"), _G.FILE, single=("G",)),
    _entry(_A.HAND_OVER, N_("Hand over to a colleague"), _G.FILE, single=("V",)),
    _entry(_A.NOTE, N_("Write a note on a case"), _G.FILE, "Ctrl+N"),
    _entry(_A.ALIKE, N_("More like this"), _G.FILE, single=("M",)),
    _entry(_A.CORRECT, N_("Correct what is filed"), _G.FILE, single=("C",)),
    _entry(_A.KEYS, N_("These shortcuts"), _G.HELP, "F1", single=("?",), caps=("F1",)),
    _entry(_A.BACK, N_("Close, or go one step back"), _G.HELP, "Esc"),
    _entry(_A.SAG, N_("Case"), _G.FIELDS, single=("S",)),
    _entry(_A.KLE, N_("KLE subject, search all"), _G.FIELDS, single=("K",)),
    _entry(_A.FACET, N_("Facet of the case"), _G.FIELDS, single=("H",)),
    _entry(_A.PART, N_("Add a party"), _G.FIELDS, single=("P",)),
    _entry(_A.TITLE, N_("Title"), _G.FIELDS, single=("T",)),
    _entry(_A.DATE, N_("Date"), _G.FIELDS, single=("D",)),
    _entry(_A.NEXT_ROW, N_("Next, previous"), _G.LIST, caps=("↓", "↑")),
    _entry(_A.SEVERAL, N_("Choose several"), _G.LIST, caps=("Shift+↓", "Ctrl+A")),
    _entry(_A.OPEN, N_("Open, or go on to the form"), _G.LIST, caps=("Enter",)),
    _entry(_A.ADD_FILES, N_("Add files"), _G.LIST, "Ctrl+O"),
    _entry(_A.SEND, N_("Send copied files here"), _G.LIST),
    _entry(_A.FILTER, N_("Filter"), _G.LIST, "Ctrl+Shift+F"),
    _entry(_A.SORT, N_("Sort and group"), _G.LIST, "Ctrl+Shift+S"),
    _entry(_A.SEARCH, N_("Search"), _G.GO, "Ctrl+F"),
    _entry(_A.GO_TO_SAG, N_("Go to a case"), _G.GO, "Ctrl+K"),
    _entry(_A.INBOX, N_("Inbox, queue, needs you …"), _G.GO, "Ctrl+1", caps=("Ctrl+1…5",)),
    _entry(_A.QUEUE, N_("Queue"), _G.GO, "Ctrl+2", listed=False),
    _entry(_A.NEEDS_YOU, N_("Needs you"), _G.GO, "Ctrl+3", listed=False),
    _entry(_A.TO_REVIEW, N_("For review"), _G.GO, "Ctrl+4", listed=False),
    _entry(_A.FILED, N_("Filed"), _G.GO, "Ctrl+5", listed=False),
    _entry(_A.OVERVIEW, N_("Overview"), _G.GO, "Ctrl+6"),
    _entry(_A.NEXT_PANE, N_("Next, previous pane"), _G.GO, "F6", caps=("F6", "Shift+F6")),
    _entry(_A.PREVIOUS_PANE, N_("Previous pane"), _G.GO, "Shift+F6", listed=False),
    _entry(_A.SETTINGS, N_("Settings"), _G.GO, "Ctrl+,"),
    _entry(_A.EVIDENCE, N_("Show or hide what was found"), _G.DOCUMENT, single=("F",)),
    _entry(_A.NEXT_EVIDENCE, N_("Next place"), _G.DOCUMENT, single=("N",)),
    _entry(_A.ATTACHMENT, N_("File the attachment separately, or not"), _G.DOCUMENT, single=("B",), local=True),
    _entry(_A.ZOOM_IN, N_("Zoom"), _G.DOCUMENT, "Ctrl++", "Ctrl+=", caps=("Ctrl++", "Ctrl+–")),
    _entry(_A.ZOOM_OUT, N_("Zoom out"), _G.DOCUMENT, "Ctrl+-", listed=False),
    _entry(_A.ZOOM_FIT, N_("Fit to the window"), _G.DOCUMENT, single=("Space",), local=True),
    _entry(_A.APPROVE, N_("Approve and go to the next"), _G.REVIEW, caps=("Ctrl+Enter",)),
    _entry(_A.RETURN_REASON, N_("Return with a reason"), _G.REVIEW, caps=("1", "2", "3")),
    _entry(_A.RETURN, N_("Return in your own words"), _G.REVIEW, single=("R",)),
    _entry(_A.REASSIGN, N_("Reassign"), _G.REVIEW, single=("O",)),
)


class Actions(QObject):
    """The window's QActions by id. `provide` puts one to work; until then it is off and not shown."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._single_keys = True
        self._provided: set[ActionId] = set()
        self._only: frozenset[ActionId] | None = None
        self._slots: dict[ActionId, Callable[[], object]] = {}
        self._lent: Mapping[ActionId, Callable[[], object]] = {}
        self._made: dict[ActionId, QAction] = {}
        self._everywhere = ""
        for entry in TABLE:
            action = QAction(tr(entry.text), window, enabled=False)
            if entry.local:
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            else:
                window.addAction(action)
            self._made[entry.id] = action

    def __getitem__(self, id_: ActionId) -> QAction:
        return self._made[id_]

    def provide(self, id_: ActionId, slot: Callable[[], object]) -> QAction:
        """Put the action to work; the slot is called without arguments on the main thread."""
        action = self._made[id_]
        self._slots[id_] = slot
        if id_ not in self._provided:
            action.triggered.connect(lambda _checked=False: self._do(id_))
        self._provided.add(id_)
        self._set_keys(_entry_of(id_))
        action.setEnabled(True)
        return action

    def lend(self, slots: Mapping[ActionId, Callable[[], object]]) -> None:
        """Let these keys do something else for a while, as another pane stands where theirs did; {} gives them back."""
        self._lent = slots

    def _do(self, id_: ActionId) -> None:
        (self._lent.get(id_) or self._slots[id_])()

    def keep_only(self, ids: frozenset[ActionId] | None) -> None:
        """Let the others have no key for a while, as their panes are not shown; None gives them back."""
        self._only = ids
        for id_ in self._provided:
            self._set_keys(_entry_of(id_))

    def put_in(self, id_: ActionId, widget: QWidget) -> None:
        """Let a local action work while this widget has the focus."""
        widget.addAction(self._made[id_])

    def shown(self) -> tuple[Entry, ...]:
        """The lines of the overview: what is provided, in the table's order."""
        lists = {ActionId.NEXT_ROW, ActionId.SEVERAL, ActionId.OPEN}  # their own keys
        always = lists | {ActionId.SEND}  # the desktop's
        there = (entry for entry in TABLE if entry.listed and (entry.id in self._provided or entry.id in always))
        return tuple(entry for entry in there if self.caps_of(entry))

    def caps_of(self, entry: Entry) -> tuple[str, ...]:
        """The key caps of a line of the overview: only keys that work now."""
        if entry.id is ActionId.SEND:
            return (self._everywhere,) if self._everywhere else ()
        return _caps_of(entry, letters=self._single_keys)

    def name_everywhere(self, key: str) -> None:
        """The key that the desktop passes on from every program; empty while it passes on none."""
        self._everywhere = key

    @property
    def single_keys(self) -> bool:
        """Whether keys without Ctrl or Alt work."""
        return self._single_keys

    def use_single_keys(self, on: bool) -> None:
        """Switch keys without Ctrl or Alt on or off."""
        self._single_keys = on
        for id_ in self._provided:
            self._set_keys(_entry_of(id_))

    def _set_keys(self, entry: Entry) -> None:
        keys = (*entry.single, *entry.keys) if self._single_keys else entry.keys
        if self._only is not None and entry.id not in self._only:
            keys = ()
        self._made[entry.id].setShortcuts([QKeySequence(key) for key in keys])


def key_hint(id_: ActionId, *, letters: bool = True) -> str:
    """The first key of an action as it is written on a button; empty where it has none while `letters` are off."""
    return next(iter(_caps_of(_entry_of(id_), letters=letters)), "")


def with_key(words: str, id_: ActionId, *, letters: bool) -> str:
    """Words for a tool tip or a menu, with the key that does it while there is one that works."""
    key = key_hint(id_, letters=letters)
    return f"{words} ({key})" if key else words


def _caps_of(entry: Entry, *, letters: bool) -> tuple[str, ...]:
    caps = entry.keys if entry.single and not letters else entry.caps or entry.single or entry.keys
    return tuple(tr(_NAMED.get(cap, cap)) for cap in caps)


def _entry_of(id_: ActionId) -> Entry:
    return next(entry for entry in TABLE if entry.id is id_)
