"""Scenes of what goes wrong, is missing or is decided elsewhere in the first run, the settings, the review and the figures."""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

from sagsbud.bootstrap import open_house
from sagsbud.domain.arrivalports import WATCHED
from sagsbud.domain.checks import Check
from sagsbud.system.places import Places
from sagsbud.system.preferences import LivePreferences
from sagsbud.ui.app import Program
from sagsbud.ui.firstrun.step import Tone
from sagsbud.ui.firstrun.welcome import Welcome
from sagsbud.ui.knowing import settings_house, start_of
from sagsbud.ui.review.overview import OVERVIEW
from sagsbud.ui.settings.page import SettingsPage
from sagsbud.ui.settings.status import StatusPage

from tests.support.certificates import Authority
from tests.support.otherservices import Way
from tests.support.otherservices import service as answering
from tests.support.program import Service, free_port
from tests.ui.screens.shooting import NAMES, Camera, Scene, program_on, rest
from tests.ui.screens.supervising import queue_of
from tests.ui.stage import Stage, no_keyring, settle, wait_until


@contextmanager
def new_here(camera: Camera) -> Iterator[tuple[Program, Welcome, Path]]:
    """Somebody new: a profile with nothing but the service on this machine, the first step tried; a folder beside it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        data = Path(place) / "data"
        data.mkdir()
        (data / "settings.json").write_text(json.dumps({"language": camera.look.language}))
        with no_keyring():
            house = open_house(None, data, None)
        with program_on(Stage(Service(Path(place) / "unused"), house), camera.look) as program:
            card = program.welcome()
            wait_until(lambda: card.service.outcome.tone is Tone.GOOD)
            yield program, card, Path(place)


def new_service(camera: Camera) -> None:
    """The first step: alone, no address, a wrong one, one whose certificate nobody vouches for, one that refuses us."""
    with new_here(camera) as (program, card, folder):
        camera.shoot(program, "12-first-run-1-alone")
        card.service.other.click()
        card.service.try_it()
        camera.shoot(program, "12-first-run-1-no-address")
        ask(program, card, f"http://127.0.0.1:{free_port()}")
        camera.shoot(program, "12-first-run-1-no-answer")
        with answering(tls=Authority(folder / "ca").issue()) as url:
            ask(program, card, url)
            camera.shoot(program, "12-first-run-1-certificate")
        with answering(Way(401, b'{"message": "No token"}')) as url:
            ask(program, card, url)
            camera.shoot(program, "12-first-run-1-login")
        with answering() as url:
            ask(program, card, url)
            camera.shoot(program, "12-first-run-1-empty-service")


def ask(program: Program, card: Welcome, address: str) -> None:
    """Try this address, to the end."""
    card.service.address.setText(address)
    card.service.try_it()
    wait_until(lambda: card.service.outcome.tone is not Tone.BUSY)
    rest(program)


def new_folders(camera: Camera) -> None:
    """The second step without a folder and with one that is not there; the third with a file that is no plan."""
    with new_here(camera) as (program, card, folder):
        card.next.click()
        wait_until(lambda: card.step is card.folders)
        camera.shoot(program, "12-first-run-2-none")
        card.folders.add(folder / "Drev N")
        wait_until(lambda: card.folders.outcome.tone is Tone.WARM)
        camera.shoot(program, "12-first-run-2-away")
        card.skip.click()
        wait_until(lambda: card.subjects.outcome.tone is Tone.GOOD)
        wrong = folder / "Emneplan.xml"
        wrong.write_text("<intet/>")
        card.subjects.install(wrong)
        wait_until(lambda: card.subjects.outcome.tone is Tone.WARM)
        camera.shoot(program, "12-first-run-3-refused")


def decided(stage: Stage, camera: Camera) -> None:
    """Settings the organisation decided, one that cannot be used, and a word that is nowhere."""
    with tempfile.TemporaryDirectory() as folder, program_on(stage, camera.look) as program:
        (Path(folder) / "Post").mkdir()
        machine, mine = Path(folder) / "machine.json", Path(folder) / "mine.json"
        watched = {"path": f"{folder}/Post", "label": "Fællespost", "afterwards": "leave"}
        stage.house.preferences.change("folders", [watched])
        locked = {"undo_seconds": 10, "own_domains": ["fjordby.example"], "folders": [watched], "grace_days": 7}
        machine.write_text(json.dumps({"locked": locked}), encoding="utf-8")
        mine.write_text(json.dumps({"amber_days": "snart"}), encoding="utf-8")
        usual = settings_house(program.house, NAMES)
        preferences = LivePreferences(Places(machine, ()), mine)
        house = replace(usual, preferences=preferences)
        page = program.settings = SettingsPage(program.theme, house, program.operations, program.window)
        program.show_settings()
        for at, name in enumerate(("sources", "you", "service", "filing")):
            page.nav.show_place(at)
            wait_until(lambda: stage.house.ports.watcher.health()[Path(folder) / "Post"] in WATCHED)
            page.folders.ask()
            camera.shoot(program, f"13-settings-decided-{name}")
        page.go_to_search()
        page.nav.search.setText("fugl eller fisk")
        camera.shoot(program, "13-settings-nothing-found")


def decided_start(stage: Stage, camera: Camera) -> None:
    """The first run where the organisation decided the folders, and somebody the service."""
    with tempfile.TemporaryDirectory() as folder, program_on(stage, camera.look) as program:
        machine = Path(folder) / "machine.json"
        for name in ("Post", "Scan"):
            (Path(folder) / name).mkdir()
        watched = [{"path": f"{folder}/{name}", "label": name} for name in ("Post", "Scan")]
        for name, folders in (("decided", watched), ("decided-none", [])):
            machine.write_text(json.dumps({"locked": {"folders": folders}}), encoding="utf-8")
            preferences = LivePreferences(Places(machine, ()), Path(folder) / "mine.json")
            start = replace(start_of(program.house), preferences=preferences)
            _shoot_folders(Welcome(program.theme, program.window, start, program.operations), program, camera, name)


def _shoot_folders(card: Welcome, program: Program, camera: Camera, name: str) -> None:
    card.open()
    wait_until(lambda: card.service.outcome.tone is Tone.GOOD)
    card.next.click()
    wait_until(lambda: card.folders.outcome.tone is not None or not card.folders.chosen)
    camera.shoot(program, f"12-first-run-2-{name}")
    card.close_overlay()


def no_folders(stage: Stage, camera: Camera) -> None:
    """The settings with no folder, and with one that is refused as it is watched already."""
    with tempfile.TemporaryDirectory() as folder, program_on(stage, camera.look) as program:
        page = program.show_settings()
        camera.shoot(program, "13-settings-no-folder")
        page.folders.add(Path(folder))
        wait_until(lambda: len(page.folders.rows) == 1)
        page.folders.add(Path(folder))
        camera.shoot(program, "13-settings-twice")


def unwell(stage: Stage, camera: Camera) -> None:
    """The status while it is looked at, and with a service that is away."""
    with program_on(stage, camera.look) as program:
        stage.service.stop()
        page = program.show_settings()
        with held_back(page.status):
            page.show_status()
            settle()
            camera.take(program.window, "14-system-status-looking")
        wait_until(lambda: bool(page.status.checks))
        camera.shoot(program, "14-system-status-trouble")


@contextmanager
def held_back(status: StatusPage) -> Iterator[None]:
    """What it finds is told afterwards: until then it is looking."""
    told, look = Event(), status._look

    def late() -> Sequence[Check]:
        told.wait()
        return look()

    status._look = late
    try:
        yield
    finally:
        told.set()
        status._look = look


def figures(camera: Camera) -> None:
    """The figures saved, and where they cannot be; then without the service."""
    with queue_of(3, camera) as (program, _page, supervised):
        assert program.review
        program.review.open(OVERVIEW)
        page = program.review.overview
        wait_until(page.pdf.isEnabled)
        with tempfile.TemporaryDirectory() as folder:
            page.saving.write("csv", Path(folder) / page.saving.file_name("csv"))
            wait_until(lambda: bool(page.notice.text))
            camera.shoot(program, "11-overview-saved")
            page.notice.hide()
            page.saving.write("pdf", Path(folder) / "intet" / "Overblik.pdf")
            wait_until(page.notice.isVisible)
            camera.shoot(program, "11-overview-not-saved")
        supervised.service.stop()
        page.period.setCurrentIndex(1)
        camera.shoot(program, "11-overview-offline")


SCENES: dict[str, Scene] = {
    "decided": decided, "decided_start": decided_start, "no_folders": no_folders, "unwell": unwell,
}  # fmt: skip
LONE: dict[str, Callable[[Camera], None]] = {"new_service": new_service, "new_folders": new_folders, "figures": figures}
"""Those that make a stage of their own."""
