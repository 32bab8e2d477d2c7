"""Scenes of what goes to colleagues and what comes in bulk."""

import tempfile
from pathlib import Path

from sagsbud.engine import View
from sagsbud.i18n import use_language
from sagsbud.shipped import resources
from sagsbud.ui.detail.handsheet import HandSheet

from tests.support.handing import TAKER, deliver_handed, house_of, put_people, receive, take
from tests.support.mailboxes import mbox, numbered_mail
from tests.ui.screens.shooting import Camera, program_on, rest
from tests.ui.screens.states import shoot_parts
from tests.ui.stage import Stage, settle, wait_until


def handing(stage: Stage, camera: Camera) -> None:
    """The card, what goes to a colleague, what lies there, and what came from one."""
    put_people(stage.service.url)
    items = stage.put_demo()
    me = stage.house.ports.aktoer
    with tempfile.TemporaryDirectory() as folder, house_of(TAKER, Path(folder), stage.service.url) as other:
        letter = "Kære kommune\n\nJeg søger om lov til at bygge et skur på Mosevej 3.\n".encode()
        other.engine.hand_over(
            [take(other, letter, "ansoegning-skur.txt")], me, "Den er vist din, ring gerne", hold=False
        )
        deliver_handed(other)
    use_language(camera.look.language, resources() / "translations")  # the other program spoke its own
    receive(stage.house)
    with program_on(stage, camera.look) as program:
        window, engine = program.window, stage.house.engine
        window.list.take_focus()
        wait_until(lambda: window.list.model.rowCount() == len(items) + 1)
        camera.shoot(program, "26-received")
        window.open_document()
        shoot_parts(program, camera, "26-received-open")
        window.back_to_list()
        first = next(row for at in range(3) if (row := window.list.model.row(at)) and not row.entry.item.given)
        program.desk.handing.ask((first.item,))
        (sheet,) = window.findChildren(HandSheet)
        sheet.choose(TAKER)
        sheet.note.setText("Det er din sag")
        camera.shoot(program, "26-hand-over")
        sheet.press()
        wait_until(lambda: engine.status().handed == 1)
        camera.shoot(program, "26-handed-undo")
        engine.hand_over([items[3]], TAKER, hold=False)
        wait_until(lambda: bool(engine.handing and (h := engine.handing.of(items[3])) and h.is_there))
        window.show_view(View.HANDED)
        wait_until(lambda: window.list.model.rowCount() == 2)
        window.list.rows.choose(items[3])
        rest(program)
        camera.shoot(program, "26-with-colleagues")
        window.open_document()
        camera.shoot(program, "26-with-colleague-detail")


def imports(stage: Stage, camera: Camera) -> None:
    """Bulk imports that were dropped: one at its end, one that was stopped, one under way."""
    stage.put_demo(count=6)
    engine = stage.house.engine
    with tempfile.TemporaryDirectory() as folder:
        for name, first, count in (("Sikker mail 2025", 0, 40), ("Fællespostkasse, oktober", 1000, 900)):
            box = Path(folder) / f"{name}.mbox"
            box.write_bytes(mbox(numbered_mail(number) for number in range(first, first + count)))
            stage.house.ports.importer.begin(box, fed=True)
        engine.imports.run(Path(folder) / "Sikker mail 2025.mbox", lambda _progress: True)
        engine.imports.run(Path(folder) / "Fællespostkasse, oktober.mbox", lambda _progress: False)
        with program_on(stage, camera.look) as program:
            window = program.window
            wait_until(lambda: len(program.desk.imports.page.cards) == 2)
            program.desk.imports.open()
            camera.shoot(program, "24-imports")
            next(iter(program.desk.imports.page.cards.values())).documents.click()
            wait_until(lambda: window.list.listing.narrowed and window.list.model.whole)
            camera.shoot(program, "24-import-list")
            box = Path(folder) / "Arkiv 2025.mbox"
            box.write_bytes(mbox(numbered_mail(number) for number in range(5000, 9000)))
            program.offer([box])
            wait_until(window.imports.isVisible)
            camera.take(window, "24-import-progress")
            program.desk.imports.open()
            wait_until(lambda: any(card.stop.isVisible() for card in program.desk.imports.page.cards.values()))
            settle()
            camera.take(window, "24-import-running")
            for status in engine.imports.all():
                engine.imports.cancel(status.batch.id)
            wait_until(lambda: not window.imports.isVisible())


SCENES = {"handing": handing, "imports": imports}
