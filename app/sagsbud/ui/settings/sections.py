"""Which settings a person finds here, in which section, in which words."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QPushButton

from sagsbud.domain.frozen import frozen
from sagsbud.i18n import tr, trn
from sagsbud.ui.hotkey.hotkey import HotKey
from sagsbud.ui.settings.keeper import Keeper
from sagsbud.ui.settings.keyrow import KeyRow
from sagsbud.ui.settings.rows import ChoiceRow, Group, Row, ShownRow, WordsRow
from sagsbud.ui.texts import days_text
from sagsbud.ui.theme import Theme

UNDO_SECONDS = (0, 5, 10, 20, 30, 60, 120)
AMBER_DAYS = (1, 2, 3, 4, 5, 7, 10)
RED_DAYS = (2, 3, 4, 5, 7, 10, 15, 20)
GRACE_DAYS = (0, 1, 3, 7, 14, 30, 90)
SECONDS_IN_MINUTE = 60


@frozen
class Section:
    """A page of groups with its line in the side bar."""

    title: str
    icon: str
    groups: Sequence[Group]


def sections_of(
    theme: Theme,
    keeper: Keeper,
    folders: Group,
    hot_key: HotKey,
    *,
    running_on: str,
    names: Mapping[str, str],
    welcome: Callable[[], None],
) -> list[Section]:
    """All of them in their order.

    `running_on` is the service's address in use, empty for the embedded one; `names` are what stands at the top of the
    side bar, by their settings; `welcome` opens the first run's steps.
    """
    return [
        Section(
            tr("Sources"),
            "folder-sync",
            [folders, _from_programs(theme, keeper, hot_key), _after_filing(theme, keeper)],
        ),
        Section(tr("You and your unit"), "user", [_mail(theme, keeper), _who(theme, keeper, names)]),
        Section(tr("Service"), "server", [_service(theme, keeper, running_on, welcome)]),
        Section(tr("Filing"), "send", [_undo(theme, keeper), _waiting(theme, keeper)]),
        Section(tr("Look and language"), "appearance", [_look(theme, keeper)]),
    ]


def _from_programs(theme: Theme, keeper: Keeper, hot_key: HotKey) -> Group:
    group = Group(theme, tr("From other programs"))
    states = {"on": tr("On"), "off": tr("Off")}
    group.add(
        ChoiceRow(
            theme, keeper, "send_key", tr("Send copied files to Sagsbud"),
            tr("Copy files in any program and press the shortcut."), list(states), lambda key: states[key],
        )
    )  # fmt: skip
    group.add(KeyRow(theme, keeper, tr("Shortcut that works in every program"), hot_key))
    return group


def _after_filing(theme: Theme, keeper: Keeper) -> Group:
    group = Group(theme, tr("After filing"))
    group.add(
        ChoiceRow(
            theme, keeper, "grace_days", tr("Delete the encrypted copy on this PC"),
            tr("Only when the content was read back and is the same."), GRACE_DAYS, grace_text,
        )
    )  # fmt: skip
    return group


def _undo(theme: Theme, keeper: Keeper) -> Group:
    group = Group(theme, tr("When you file"))
    group.add(
        ChoiceRow(
            theme, keeper, "undo_seconds", tr("Time to undo"), tr("Nothing is sent before it is over."),
            UNDO_SECONDS, seconds_text,
        )
    )  # fmt: skip
    return group


def _waiting(theme: Theme, keeper: Keeper) -> Group:
    group = Group(theme, tr("What waits"))
    group.add(
        ChoiceRow(
            theme, keeper, "amber_days", tr("Warning from"), tr("A mark on what has waited this many working days."),
            AMBER_DAYS, working_days_text,
        )
    )  # fmt: skip
    group.add(
        ChoiceRow(
            theme, keeper, "red_days", tr("Late from"), tr("You are reminded of it once a day."), RED_DAYS, working_days_text,
        )
    )  # fmt: skip
    return group


def _mail(theme: Theme, keeper: Keeper) -> Group:
    group = Group(theme, tr("Email"))
    group.add(
        WordsRow(
            theme, keeper, "own_domains", tr("Your own email domains"),
            tr("They tell incoming email from outgoing. Put a comma between them."), "fjordby.example",
        )
    )  # fmt: skip
    return group


def _who(theme: Theme, keeper: Keeper, names: Mapping[str, str]) -> Group:
    group = Group(theme, tr("Who files"))
    for key, title, missing in (
        ("authority", tr("Authority"), tr("Not set")),
        ("unit", tr("Unit"), tr("Not set")),
        ("user", tr("You"), tr("From your name at login")),
    ):
        group.add(ShownRow(theme, keeper, key, title, missing, names.get(key, "")))
    return group


def _service(theme: Theme, keeper: Keeper, running_on: str, welcome: Callable[[], None]) -> Group:
    group = Group(theme, tr("Sag og Dokument"))
    in_use = running_on or tr("Practice on this PC")
    address = ShownRow(theme, keeper, "service_url", tr("Address"), in_use, shown=in_use, own=True)

    def tell() -> None:
        wanted = (keeper.value("service_url") or "").rstrip("/")
        waits = bool(wanted) and wanted != running_on.rstrip("/")
        if waits:
            note = tr("A different address is set. It takes effect at the next start.")
        elif running_on and not wanted:
            note = tr("It was given when the program was started.")
        else:
            note = tr("Your IT department knows it. It is chosen in the first three steps.")
        address.tell(note, warm=waits)

    keeper.changed.connect(tell)
    tell()
    group.add(address)
    group.add(ShownRow(theme, keeper, "proxy", tr("Proxy"), tr("Same as the system")))
    steps = Row(theme, tr("The first three steps"), tr("Service, folders and subjects, each with a test."))
    again = QPushButton(tr("Go through them again"))
    again.clicked.connect(welcome)
    steps.put(again)
    group.add(steps)
    return group


def _look(theme: Theme, keeper: Keeper) -> Group:
    appearances = {"system": tr("Same as the system"), "light": tr("Light"), "dark": tr("Dark")}
    languages = {"da": "Dansk", "en": "English"}
    group = Group(theme, tr("The window"))
    note = tr("High contrast follows the PC's setting.")
    group.add(
        ChoiceRow(theme, keeper, "appearance", tr("Appearance"), note, list(appearances), lambda key: appearances[key])
    )
    group.add(ChoiceRow(theme, keeper, "language", tr("Language"), "", list(languages), lambda key: languages[key]))
    letters = {"on": tr("On"), "off": tr("Off")}
    group.add(
        ChoiceRow(
            theme, keeper, "letter_keys", tr("Single-letter and number keys"),
            tr("They work when the cursor is not in a text field."), list(letters), lambda key: letters[key],
        )
    )  # fmt: skip
    openings = {"nothing": tr("Nothing opens"), "window": tr("The window opens")}
    group.add(
        ChoiceRow(theme, keeper, "at_login", tr("When you log in"), "", list(openings), lambda key: openings[key])
    )
    return group


def grace_text(days: int) -> str:
    """`7 dage efter`."""
    return tr("{days} after", days=days_text(days)) if days else tr("At once")


def working_days_text(days: int) -> str:
    """`3 arbejdsdage`."""
    return trn("{count} working day", "{count} working days", days)


def seconds_text(seconds: int) -> str:
    """`20 sekunder`, `2 minutter`."""
    if not seconds:
        return tr("No time to undo")
    if seconds >= SECONDS_IN_MINUTE and not seconds % SECONDS_IN_MINUTE:
        return trn("{count} minute", "{count} minutes", seconds // SECONDS_IN_MINUTE)
    return trn("{count} second", "{count} seconds", seconds)
