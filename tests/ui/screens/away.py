"""Scenes of what is not to be filed: the folder with one chosen, several, and none left."""

from sagsbud.engine import View

from tests.ui.screens.shooting import Camera, Scene, program_on, rest
from tests.ui.stage import Stage, wait_until


def put_away(stage: Stage, camera: Camera) -> None:
    """What was put away, with its reason."""
    items = stage.put_demo(count=8)
    for item, reason in ((items[3], "private"), (items[5], "advertising"), (items[1], "draft")):
        stage.house.engine.withdraw(item, reason)
    with program_on(stage, camera.look) as program:
        window = program.window
        wait_until(lambda: window.side_model.place_of(View.PUT_AWAY) >= 0)
        window.show_view(View.PUT_AWAY)
        wait_until(lambda: window.list.model.rowCount() == 3)
        window.list.take_focus()
        rest(program)
        camera.shoot(program, "38-put-away")
        window.open_document()
        rest(program)
        camera.shoot(program, "38-put-away-open")
        window.back_to_list()
        window.list.rows.selectAll()
        wait_until(lambda: bool(window.document.items))
        rest(program)
        camera.shoot(program, "38-put-away-several")
        window.list.rows.select_one()
        stage.house.engine.together.restore(items)
        wait_until(lambda: window.list.model.rowCount() == 0)
        rest(program)
        camera.shoot(program, "38-put-away-empty")


SCENES: dict[str, Scene] = {"put-away": put_away}
