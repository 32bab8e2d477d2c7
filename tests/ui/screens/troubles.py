"""Scenes of what gives way meanwhile: the log-in has ended, a reader crashed, the store is held by another program."""

from sagsbud.domain.errors import Trouble
from sagsbud.domain.suggestions import Band
from sagsbud.engine import View
from sagsbud.ui.actions import ActionId

from tests.support import hazards
from tests.ui.mishaps import end_login, held, readers_killed
from tests.ui.screens.shooting import Camera, Scene, program_on, rest
from tests.ui.screens.states import show
from tests.ui.stage import Stage, settle, wait_until


def login_ended(stage: Stage, camera: Camera) -> None:
    """The service knows the person no more, while documents wait."""
    stage.put_demo()
    with program_on(stage, camera.look) as program:
        window = program.window
        model = window.list.models[View.INBOX]
        sure = [row for at in range(model.rowCount()) if (row := model.row(at)) and row.band is Band.SURE]
        stage.file(sure[0].item, sure[0].sagsnummer)
        wait_until(lambda: stage.house.engine.status().filed == 1)
        end_login(stage.service)
        for row in sure[1:4]:
            stage.file(row.item, row.sagsnummer)
        wait_until(
            lambda: bool((at := stage.house.engine.status().service.problem) and at.trouble is Trouble.LOGIN_NEEDED)
        )
        rest(program)
        camera.shoot(program, "32-login-ended")
        window.show_view(View.QUEUE)
        rest(program)
        window.take_list_focus()
        camera.shoot(program, "32-login-ended-queue")
        window.show_view(View.NEEDS_YOU)
        wait_until(lambda: window.needs_you.causes.rowCount() == 3)
        window.take_list_focus()
        window.needs_you.list.setCurrentIndex(window.needs_you.causes.index(0))
        camera.shoot(program, "32-login-ended-needs-you")


def reader_crashed(stage: Stage, camera: Camera) -> None:
    """The reader of a file was killed in the middle of it."""
    stage.put_demo(count=3)
    source = stage.house.folders.data / "Tung tegning.pdf"
    source.write_bytes(hazards.nested_forms())
    item = stage.put(source)
    with readers_killed(stage), program_on(stage, camera.look) as program:
        wait_until(lambda: bool((entry := stage.house.engine.entry(item)) and entry.problem))
        show(program, item)
        camera.shoot(program, "33-reader-crashed")
        program.window.show_view(View.NEEDS_YOU)
        wait_until(lambda: program.window.needs_you.causes.rowCount() == 1)
        program.window.take_list_focus()
        camera.shoot(program, "33-reader-crashed-needs-you")


def store_held(stage: Stage, camera: Camera) -> None:
    """Another program writes to the store while something is decided."""
    stage.put_demo(count=6)
    with program_on(stage, camera.look) as program:
        window = program.window
        window.list.take_focus()
        wait_until(lambda: window.detail.item is not None)
        rest(program)
        with held(stage):
            window.actions_[ActionId.FILE].trigger()
            wait_until(lambda: bool(window.notice.text))
            settle()
            camera.take(window, "34-store-held")
        wait_until(lambda: stage.house.engine.status().queued == 1)
        wait_until(lambda: not window.notice.isVisible())
        camera.shoot(program, "34-store-free-again")


SCENES: dict[str, Scene] = {"login_ended": login_ended, "reader_crashed": reader_crashed, "store_held": store_held}
