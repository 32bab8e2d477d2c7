"""Scenes of pages and cards that ask something: settings, first run, new Sag, conflict, hand-over, imports."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sagsbud.domain.arrivalports import WATCHED
from sagsbud.domain.ids import ItemId
from sagsbud.engine import View
from sagsbud.ui.app import Program
from sagsbud.ui.detail.likesheet import LikeSheet
from sagsbud.ui.detail.newsag import NewSagSheet
from sagsbud.ui.firstrun.step import Tone
from sagsbud.ui.firstrun.welcome import Welcome
from sagsbud.ui.hotkey.hotkey import HotKey
from sagsbud.ui.hotkey.state import KeyState

from tests.ui.screens.shooting import Camera, program_on, rest
from tests.ui.stage import Stage, wait_until


@contextmanager
def taken(key: str) -> Iterator[None]:
    """Another program has this key."""
    other = HotKey()
    other.hold(key)
    wait_until(lambda: other.state is not KeyState.COMING)
    try:
        yield
    finally:
        other.close()


def settings(stage: Stage, camera: Camera) -> None:
    """The settings and how the system is."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("Scan", "Post"):
            (Path(folder) / name).mkdir()
        watched = [
            {"path": f"{folder}/Scan", "label": "Scanner, 2. sal"},
            {"path": f"{folder}/Post", "label": "Post", "afterwards": "move", "target": f"{folder}/Journaliseret"},
            {"path": f"{folder}/Drev", "label": "Drev N: Post"},
        ]
        stage.house.preferences.change("folders", watched)
        with program_on(stage, camera.look) as program:
            page = program.show_settings()
            wait_until(lambda: stage.house.ports.watcher.health()[Path(folder) / "Post"] in WATCHED)
            page.opened()
            camera.shoot(program, "13-settings")
            page.folders.change(watched[1])
            camera.shoot(program, "13-settings-folder")
            if page.folders.sheet:
                page.folders.sheet.close_overlay()
            for at in range(1, len(page.sections)):
                page.nav.show_place(at)
                camera.shoot(program, f"13-settings-{at + 1}")
            page.nav.show_place(0)
            with taken("Ctrl+Alt+J"):
                stage.house.preferences.change("send_key_stroke", "Ctrl+Alt+J")
                wait_until(lambda: program.ways.hot_key.state in (KeyState.TAKEN, KeyState.UNABLE))
                camera.shoot(program, "13-settings-key-taken")
            page.go_to_search()
            page.nav.search.setText("e")
            camera.shoot(program, "13-settings-search")
            page.step_back()
            page.show_status()
            wait_until(lambda: bool(page.status.checks))
            camera.shoot(program, "14-system-status")


def first_run(stage: Stage, camera: Camera) -> None:
    """The three steps of the first run."""
    with tempfile.TemporaryDirectory() as folder, program_on(stage, camera.look) as program:
        for name, files in (("Scanner, 2. sal", 3), ("Overførsler", 12)):
            (Path(folder) / name).mkdir()
            for number in range(files):
                (Path(folder) / name / f"{number}.txt").write_text("Et brev")
        card = program.welcome()
        _steps(program, card, Path(folder), camera)


def _steps(program: Program, card: Welcome, folder: Path, camera: Camera) -> None:
    wait_until(lambda: card.service.outcome.tone is Tone.GOOD)
    camera.shoot(program, "12-first-run-1")
    card.next.click()
    for child in sorted(folder.iterdir()):
        card.folders.add(child)
    wait_until(lambda: card.folders.outcome.tone is not None or not card.folders.chosen)
    camera.shoot(program, "12-first-run-2")
    card.next.click()
    wait_until(lambda: card.subjects.outcome.tone is Tone.GOOD)
    camera.shoot(program, "12-first-run-3")


def new_sag(stage: Stage, camera: Camera) -> None:
    """A new Sag from the document."""
    stage.put_demo()
    with program_on(stage, camera.look) as program:
        window = program.window
        window.list.take_focus()
        wait_until(lambda: window.detail.item is not None)
        rest(program)
        window.detail.form.open_new_sag()
        camera.shoot(program, "22-new-sag")
        window.findChildren(NewSagSheet)[0].primary.click()
        wait_until(lambda: not window.findChildren(NewSagSheet))
        window.open_document()
        camera.shoot(program, "22-new-sag-chosen")
        window.detail.write_note()
        camera.shoot(program, "22-note")


def alike(stage: Stage, camera: Camera) -> None:
    """What is like a document, and a piece of a mail's look that is filed by itself."""
    items = stage.put_demo()
    stage.file(items[0], "26/1182")
    with program_on(stage, camera.look) as program:
        window = program.window
        window.list.take_focus()
        wait_until(lambda: stage.house.engine.status().filed == 1)
        wait_until(lambda: window.list.model.rowCount() == len(items) - 1)
        window.show_item(View.INBOX, next(item for item in items[1:] if _has_look(stage, item)))
        rest(program)
        window.open_document()
        tree = window.detail.tree
        if window.detail.tabs.isVisible():
            window.detail.tabs.setCurrentIndex(window.detail.tabs.count() - 1)
        tree.toggle_fold()
        tree.setCurrentIndex(tree.rows.index(tree.rows.rowCount() - 1))
        tree.turn_role()
        tree.setFocus()
        camera.shoot(program, "23-promoted")
        likest = max(items[1:], key=lambda item: len(stage.house.engine.kin.alike(item)))
        window.show_item(View.INBOX, likest)
        rest(program)
        window.detail.look_for_alike()
        wait_until(lambda: bool(window.findChildren(LikeSheet)))
        (sheet,) = window.findChildren(LikeSheet)
        next(iter(sheet.cards.values())).setChecked(True)
        camera.shoot(program, "23-alike")
        sheet.press()
        camera.shoot(program, "23-together")


def _has_look(stage: Stage, item: ItemId) -> bool:
    detail = stage.house.engine.detail(item)
    return detail is not None and any(child.item.folded for child in detail.children)


def conflict(stage: Stage, camera: Camera) -> None:
    """Two versions of the same document."""
    items = stage.put_demo()
    for item, titel in ((items[0], "Bemærkninger til nabohøring"), (items[5], "Besigtigelse udsat")):
        stage.file(item, "26/1182")
        stage.overtake(item, titel)
    with program_on(stage, camera.look) as program:
        window = program.window
        wait_until(lambda: stage.house.engine.status().needs_you >= 4)
        window.show_view(View.NEEDS_YOU)
        wait_until(lambda: window.needs_you.causes.rowCount() == 4)
        found = [window.needs_you.causes.cause(at) for at in range(4)]
        wanted = next(cause for cause in found if cause and cause.item == items[0])
        program.desk.troubles.compare(items[0])
        assert wanted.step.value == "compare"
        page = program.desk.troubles.conflict
        wait_until(lambda: page is not None and bool(page.cards))
        camera.shoot(program, "09-conflict")
        if page and page.place.asked.isVisible():
            page.place.asked.click()
            camera.shoot(program, "09-what-happened")


SCENES = {
    "settings": settings,
    "first_run": first_run,
    "new_sag": new_sag,
    "alike": alike,
    "conflict": conflict,
}
