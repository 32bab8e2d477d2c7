"""`sagsbud practice`: a window of its own on examples, with a profile and a service of its own, and its removal."""

from argparse import Namespace
from pathlib import Path

from sagsbud.bootstrap import open_house, prepare
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.cli.starting import report
from sagsbud.cli.window import Houses, show
from sagsbud.demo import DemoPlan, belong, bring_about, load_plan
from sagsbud.display import has_display
from sagsbud.domain.errors import SagsbudError, StoreError
from sagsbud.domain.practice import Practice
from sagsbud.engine.front import House as WindowHouse
from sagsbud.i18n import tr
from sagsbud.shipped import resources
from sagsbud.system.folders import PRACTICE, Folders
from sagsbud.system.instance import Instance, hand_over
from sagsbud.system.practice import enter, finish_removal, is_made, remove, say_made
from sagsbud.system.preferences import LivePreferences

LIKE_THE_OTHER = ("language", "appearance", "letter_keys")
"""Settings with which practice begins as the ordinary window has them."""


def run(args: Namespace, out: Output) -> Exit:
    """Show the window of practice until it is closed; take everything away when somebody asked for it there."""
    if not has_display():
        out.warn(tr("There is no screen to open a window on. “sagsbud --help” shows what works without one."))
        return Exit.NEEDS_PERSON
    from sagsbud.ui.opening import Names

    folders = Folders.of(PRACTICE, args.data)
    finish_removal(folders)
    real, ordinary = prepare(args.profile, args.data)
    enter(folders)  # before anything else is written there
    prepare(PRACTICE, args.data)
    houses = PracticeHouses(folders, args.data, out)
    if not is_made(folders):
        _begin_like(ordinary, args.data, houses.plan)
    asked: list[bool] = []
    practice = Practice(remove=lambda: asked.append(True), made=lambda: houses.made)
    names = Names(houses.plan.unit, houses.plan.authority)
    shown = show(folders.data, houses, out, names=names, practice=practice)
    return _remove(folders, real, out) if asked else shown


def _begin_like(ordinary: LivePreferences, data: Path | None, plan: DemoPlan) -> None:
    """In the demo's municipality, and in the ordinary window's language and colours, from the first picture."""
    _, own = prepare(PRACTICE, data)
    belong(own, plan)
    for key in LIKE_THE_OTHER:
        own.change(key, ordinary.value(key))
    prepare(PRACTICE, data)


class PracticeHouses(Houses):
    """A house in which the examples are, made the first time one is opened; later it goes on where it was."""

    def __init__(self, folders: Folders, data: Path | None, out: Output) -> None:
        super().__init__(PRACTICE, data, None, out)
        self._folders, self._data = folders, data
        self._examples = resources() / "demo"
        self.plan = load_plan(self._examples)
        self.made = 1.0 if is_made(folders) else 0.0

    def begin(self) -> None:
        """Nothing can be opened before the examples are made."""
        if self.made == 1.0:
            super().begin()

    def open(self) -> WindowHouse:
        """A house, waited for."""
        if not is_made(self._folders):
            self._make()
        return super().open()

    def _make(self) -> None:
        enter(self._folders)
        with open_house(PRACTICE, self._data) as house:
            bring_about(house, self.plan, self._examples, self._told)
        say_made(self._folders)

    def _told(self, share: float) -> None:
        self.made = share


def _remove(folders: Folders, real: Folders, out: Output) -> Exit:
    """Take practice away, and let the ordinary window see it."""
    try:
        remove(folders)
    except SagsbudError as error:
        from sagsbud.ui.practising import tell_not_removed

        if left := tell_not_removed(error, lambda: remove(folders)):
            return report(left, out)
    try:
        nobody = Instance.claim(real.data)
    except StoreError:
        return Exit.DONE
    if nobody:
        nobody.close()
    else:
        hand_over(real.data, ())
    return Exit.DONE
