"""Pictures of every screen and state: `.venv/bin/python -m tests.ui.screens OUTDIR [NAME…]`, under a display.

The real program on demo documents, in light, dark, large text and English.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, Qt, QThread, QUrl
from PySide6.QtGui import QDragEnterEvent, QPainter
from PySide6.QtWidgets import QApplication
from sagsbud.domain.ids import ItemId
from sagsbud.domain.listing import Filters, Listing, Order
from sagsbud.domain.suggestions import Band
from sagsbud.engine import View
from sagsbud.ui.actions import ActionId
from sagsbud.ui.app import Program
from sagsbud.ui.detail.handsheet import HandSheet
from sagsbud.ui.detail.likesheet import LikeSheet
from sagsbud.ui.detail.newsag import NewSagSheet
from sagsbud.ui.firstrun.step import Tone
from sagsbud.ui.firstrun.welcome import Welcome
from sagsbud.ui.opening import Names, application
from sagsbud.ui.theme import Theme

from tests.support.handing import TAKER, deliver_handed, house_of, put_people, receive, take
from tests.support.mailboxes import mbox, numbered_mail
from tests.ui.stage import DEMO, Stage, close_sag, open_stage, settle, wait_until

SIZE = (1440, 868)

Scene = Callable[[Stage, Path], None]
"""Makes pictures on a stage of its own, in a folder."""


@contextmanager
def program_on(stage: Stage, *, appearance: str = "light", scale: float | None = None) -> Iterator[Program]:
    """The window over a stage."""
    theme = Theme(appearance=appearance, scale=scale)
    theme.apply(application())
    names = Names("Byg og Miljø", "Fjordby Kommune")
    program = Program(stage.house, theme=theme, names=names, examples=sorted(DEMO.glob("*.eml"))[:6])
    program.window.resize(*SIZE)
    program.window.show()
    program.window.activateWindow()
    rest(program)
    yield program
    program.close()


def rest(program: Program) -> None:
    """Everything asked for has come and is painted."""
    wait_until(lambda: program.operations.idle)
    for _ in range(40):
        settle()
        QThread.msleep(10)
        if not program.operations.idle:
            wait_until(lambda: program.operations.idle)


def shoot(program: Program, out: Path, name: str) -> None:
    """One picture."""
    rest(program)
    program.window.grab().save(str(out / f"{name}.png"))
    print(name, flush=True)


def fresh(make: Scene, out: Path, **options: object) -> None:
    """Run one scene on a stage of its own."""
    with tempfile.TemporaryDirectory() as folder:
        stage = open_stage(Path(folder), **options)  # type: ignore[arg-type]
        try:
            make(stage, out)
        finally:
            stage.service.stop()


def inbox(stage: Stage, out: Path) -> None:
    """The inbox in light."""
    stage.put_demo()
    with program_on(stage) as program:
        program.window.list.take_focus()
        wait_until(lambda: program.window.detail.item is not None)
        shoot(program, out, "01-inbox-light")
        program.theme.choose("dark")
        shoot(program, out, "02-inbox-dark")
        program.theme.choose("light")
        data = QMimeData()
        names = ["ansoegning-birkevaenget-14.pdf", "sv-skimmelsvamp.eml", "referat-partshoering.docx", "fortov-skolebakken.jpg",
                 "olietank.pdf", "aktindsigt.eml", "scan-0412.pdf"]  # fmt: skip
        data.setUrls([QUrl.fromLocalFile(str(DEMO / name)) for name in names])
        enter = QDragEnterEvent(QPoint(900, 500), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
        QApplication.sendEvent(program.window, enter)
        shoot(program, out, "03-drop-overlay")
        program.window.drop.hide()
        program.window.side.list.show_targets(False)
        program.window.keys.open()
        shoot(program, out, "16-shortcuts")
        program.window.keys.close_overlay()
        program.window.list.search.setText("birkevænget")
        program.window.list.search.searched.emit("birkevænget")
        shoot(program, out, "01-search")
        program.window.list.search.clear_search()
        program.window.show_view(View.FILED)
        shoot(program, out, "20-filed-empty")


def filing(stage: Stage, out: Path) -> None:
    """Filing with two keys, undo, the proof, and the queue without a service."""
    stage.put_demo()
    with program_on(stage) as program:
        window = program.window
        window.list.take_focus()
        wait_until(lambda: window.detail.item is not None)
        rest(program)
        window.actions_[ActionId.FILE].trigger()
        wait_until(lambda: window.list.model.rowCount() == 22)
        shoot(program, out, "19-filed-undo")
        sure = [row for at in range(22) if (row := window.list.model.row(at)) and row.band is Band.SURE]
        for row in sure[:3]:
            stage.file(row.item, row.sagsnummer)
        wait_until(lambda: stage.house.engine.status().filed >= 3)
        wait_until(lambda: stage.house.engine.status().filed == 4)
        rest(program)
        shoot(program, out, "19-proven")
        window.show_view(View.FILED)
        wait_until(lambda: window.list.model.rowCount() == 4)
        shoot(program, out, "20-filed")
        stage.service.stop()
        for row in sure[3:9]:
            stage.file(row.item, row.sagsnummer)
        wait_until(lambda: stage.house.engine.status().service.problem is not None)
        window.show_view(View.QUEUE)
        rest(program)
        window.queue.table.setFocus()
        shoot(program, out, "08-offline")
        program.theme.choose("dark")
        shoot(program, out, "08-offline-dark")
        window.show_view(View.INBOX)
        shoot(program, out, "08-offline-inbox-dark")


def many(stage: Stage, out: Path) -> None:
    """Several documents at once."""
    stage.put_demo()
    with program_on(stage) as program:
        window = program.window
        rows = window.list.rows
        rows.want([row.item for at in (0, 1, 2, 5, 6, 8) if (row := window.list.model.row(at))])
        window.list.take_focus()
        wait_until(lambda: window.many.footer.primary.ready)
        shoot(program, out, "22-many")
        program.theme.choose("dark")
        shoot(program, out, "22-many-dark")
        program.theme.choose("light")
        window.many.options.picked.emit(stage.sag("26/1182"))
        shoot(program, out, "22-many-one-case")
        window.actions_[ActionId.FILE].trigger()
        wait_until(lambda: window.list.model.rowCount() == 17)
        shoot(program, out, "22-many-undo")


def narrowing(stage: Stage, out: Path) -> None:
    """Filters, groups and a search that is kept."""
    stage.put_demo()
    with program_on(stage) as program:
        window = program.window
        window.list.show_listing(Listing(Order.SAG))
        window.list.take_focus()
        shoot(program, out, "23-by-case")
        window.list.show_listing(Listing(Order.SENDER, Filters(frozenset({Band.SURE}), with_attachments=True)))
        window.list.chips.keep.click()
        shoot(program, out, "23-filters")
        program.theme.choose("dark")
        shoot(program, out, "23-filters-dark")
        program.theme.choose("light")
        window.list.show_listing(Listing(text="noget helt andet"))
        shoot(program, out, "23-nothing-found")


def imports(stage: Stage, out: Path) -> None:
    """Bulk imports: one at its end, one that was stopped, one under way."""
    stage.put_demo(count=6)
    engine = stage.house.engine
    with tempfile.TemporaryDirectory() as folder:
        for name, first, count in (("Sikker mail 2025", 0, 40), ("Fællespostkasse, oktober", 1000, 900)):
            box = Path(folder) / f"{name}.mbox"
            box.write_bytes(mbox(numbered_mail(number) for number in range(first, first + count)))
        engine.imports.run(Path(folder) / "Sikker mail 2025.mbox", lambda _progress: True)
        engine.imports.run(Path(folder) / "Fællespostkasse, oktober.mbox", lambda _progress: False)
        with program_on(stage) as program:
            window = program.window
            wait_until(lambda: len(program.desk.imports.page.cards) == 2)
            program.desk.imports.open()
            shoot(program, out, "24-imports")
            program.theme.choose("dark")
            shoot(program, out, "24-imports-dark")
            program.theme.choose("light")
            card = list(program.desk.imports.page.cards.values())[1]
            card.documents.click()
            shoot(program, out, "24-import-list")
            box = Path(folder) / "Arkiv 2025.mbox"
            box.write_bytes(mbox(numbered_mail(number) for number in range(5000, 9000)))
            program.offer([box])
            wait_until(window.imports.isVisible)
            window.grab().save(str(out / "24-import-progress.png"))
            program.desk.imports.open()
            wait_until(lambda: any(card.stop.isVisible() for card in program.desk.imports.page.cards.values()))
            window.grab().save(str(out / "24-import-running.png"))
            for status in engine.imports.all():
                engine.imports.cancel(status.batch.id)
            wait_until(lambda: not window.imports.isVisible())


def sager(stage: Stage, out: Path) -> None:
    """Ctrl+K, a favourite, and what lies on one Sag."""
    items = stage.put_demo()
    for item in items[:1]:
        stage.file(item, "26/1182")
    stage.house.engine.lists.mark_sag(stage.sag("26/1090").id, favourite=True)
    with program_on(stage) as program:
        window = program.window
        wait_until(lambda: stage.house.engine.status().filed == 1)
        window.list.take_focus()
        window.actions_[ActionId.GO_TO_SAG].trigger()
        jump = program.desk.sager.jump
        assert jump
        jump.field.setText("mosevej")
        jump.field.textEdited.emit("mosevej")
        rest(program)
        picture = window.grab()
        painter = QPainter(picture)
        painter.drawPixmap(jump.pos() - window.mapToGlobal(QPoint(0, 0)), jump.grab())
        painter.end()
        picture.save(str(out / "25-jump.png"))
        jump.close()
        program.desk.sager.open_sag(stage.sag("26/1182"))
        shoot(program, out, "25-one-case")
        program.theme.choose("dark")
        shoot(program, out, "25-one-case-dark")


def many_large(stage: Stage, out: Path) -> None:
    """Several documents with text at 200 %."""
    stage.put_demo()
    with program_on(stage, scale=2.0) as program:
        window = program.window
        window.list.rows.selectAll()
        shoot(program, out, "22-many-200-list")
        window.open_document()
        wait_until(lambda: window.many.footer.primary.ready)
        shoot(program, out, "22-many-200")


def trouble(stage: Stage, out: Path) -> None:
    """What needs a person."""
    stage.put_demo()
    with program_on(stage) as program:
        window = program.window
        model = window.list.models[View.INBOX]
        sure = [row for at in range(model.rowCount()) if (row := model.row(at)) and row.band is Band.SURE]
        closed = next(row for row in sure if row.sagsnummer == "26/1090")
        close_sag(stage.service, "26/1090")
        stage.file(closed.item, "26/1090")
        wait_until(lambda: stage.house.engine.status().needs_you == 3)
        window.show_view(View.NEEDS_YOU)
        wait_until(lambda: window.needs_you.causes.rowCount() == 3)
        rest(program)
        window.needs_you.list.setFocus()
        at = next(
            at for at in range(3) if (cause := window.needs_you.causes.cause(at)) and cause.step.value == "choose_sag"
        )
        window.needs_you.list.setCurrentIndex(window.needs_you.causes.index(at))
        shoot(program, out, "07-needs-you")
        program.theme.choose("dark")
        shoot(program, out, "07-needs-you-dark")
        program.theme.choose("light")
        window.needs_you.list.act()
        wait_until(lambda: window.view is View.INBOX)
        rest(program)
        shoot(program, out, "07-choose-another-sag")


def taking(stage: Stage, out: Path) -> None:
    """Files on their way in: many, a copy, one that is filed already, one that cannot be taken."""
    with tempfile.TemporaryDirectory() as folder:
        many = Path(folder) / "Arkiv 2025"
        many.mkdir()
        for number in range(600):
            (many / f"brev-{number:04}.txt").write_text(f"Brev {number} om vej og park. Sagsnr. 26/1021")
        with program_on(stage) as program:
            program.offer([many])
            wait_until(program.window.progress.isVisible)
            wait_until(lambda: program.window.list.models[View.INBOX].rowCount() >= 40)
            shoot(program, out, "08-progress")
            wait_until(lambda: stage.house.engine.status().inbox >= 600)
            empty_file = Path(folder) / "tom.pdf"
            empty_file.write_bytes(b"")
            program.offer([many / "brev-0300.txt"])
            wait_until(lambda: bool(program.window.notice.text))
            shoot(program, out, "05-copy")
            program.window.notice.hide()
            program.offer([empty_file])
            wait_until(lambda: bool(program.window.notice.text))
            shoot(program, out, "05-refused")


def empty(stage: Stage, out: Path) -> None:
    """The empty inbox."""
    with program_on(stage) as program:
        wait_until(program.window.empty.isVisible)
        shoot(program, out, "17-empty-inbox")
        program.theme.choose("dark")
        shoot(program, out, "17-empty-inbox-dark")


def large(stage: Stage, out: Path) -> None:
    """Text at 200 %."""
    stage.put_demo()
    with program_on(stage, scale=2.0) as program:
        shoot(program, out, "18-inbox-200-list")
        program.window.open_document()
        shoot(program, out, "18-inbox-200-percent")
        program.window.show_view(View.NEEDS_YOU)
        shoot(program, out, "18-needs-you-200")
        program.window.keys.open()
        shoot(program, out, "18-keys-200")


def english(stage: Stage, out: Path) -> None:
    """The inbox in English."""
    stage.put_demo()
    with program_on(stage) as program:
        program.window.list.take_focus()
        shoot(program, out, "21-inbox-english")
        program.window.keys.open()
        shoot(program, out, "21-shortcuts-english")
        program.window.keys.close_overlay()
        program.window.show_view(View.NEEDS_YOU)
        shoot(program, out, "21-needs-you-english")


def settings(stage: Stage, out: Path) -> None:
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
        with program_on(stage) as program:
            page = program.show_settings()
            wait_until(lambda: stage.house.ports.watcher.health()[Path(folder) / "Post"] != "away")
            page.opened()
            shoot(program, out, "13-settings")
            program.theme.choose("dark")
            shoot(program, out, "13-settings-dark")
            program.theme.choose("light")
            page.folders.change(watched[1])
            shoot(program, out, "13-settings-folder")
            if page.folders.sheet:
                page.folders.sheet.close_overlay()
            for at in range(1, len(page.sections)):
                page.nav.show_place(at)
                shoot(program, out, f"13-settings-{at + 1}")
            page.nav.search.setText("e")
            shoot(program, out, "13-settings-search")
            page.nav.search.clear()
            page.show_status()
            wait_until(lambda: bool(page.status.checks))
            shoot(program, out, "14-system-status")
            program.theme.choose("dark")
            shoot(program, out, "14-system-status-dark")


def settings_large(stage: Stage, out: Path) -> None:
    """The settings with text at 200 %."""
    with program_on(stage, scale=2.0) as program:
        page = program.show_settings()
        shoot(program, out, "13-settings-200")
        page.nav.show_place(len(page.sections) - 1)
        shoot(program, out, "13-settings-200-look")
        page.show_status()
        wait_until(lambda: bool(page.status.checks))
        shoot(program, out, "14-system-status-200")


def first_run(stage: Stage, out: Path) -> None:
    """The three steps of the first run."""
    with tempfile.TemporaryDirectory() as folder, program_on(stage) as program:
        for name, files in (("Scanner, 2. sal", 3), ("Overførsler", 12)):
            (Path(folder) / name).mkdir()
            for number in range(files):
                (Path(folder) / name / f"{number}.txt").write_text("Et brev")
        card = program.welcome()
        _steps(program, card, Path(folder), out, "12-first-run")


def first_run_dark(stage: Stage, out: Path) -> None:
    """The same in dark."""
    with tempfile.TemporaryDirectory() as folder, program_on(stage, appearance="dark") as program:
        _steps(program, program.welcome(), Path(folder), out, "12-first-run-dark")


def first_run_large(stage: Stage, out: Path) -> None:
    """The same with text at 200 %."""
    with tempfile.TemporaryDirectory() as folder, program_on(stage, scale=2.0) as program:
        _steps(program, program.welcome(), Path(folder), out, "12-first-run-200")


def _steps(program: Program, card: Welcome, folder: Path, out: Path, name: str) -> None:
    wait_until(lambda: card.service.outcome.tone is Tone.GOOD)
    shoot(program, out, f"{name}-1")
    card.service.other.click()
    card.service.address.setText("https://sagdok.fjordby.example")
    card.service.try_it()
    wait_until(lambda: card.service.outcome.tone is Tone.WARM)
    shoot(program, out, f"{name}-1-address")
    (card.service.known if card.service.known.isVisible() else card.service.alone).click()
    wait_until(lambda: card.service.outcome.tone is Tone.GOOD)
    card.next.click()
    for child in sorted(folder.iterdir()):
        card.folders.add(child)
    wait_until(lambda: card.folders.outcome.tone is not None or not card.folders.chosen)
    shoot(program, out, f"{name}-2")
    card.next.click()
    wait_until(lambda: card.subjects.outcome.tone is Tone.GOOD)
    shoot(program, out, f"{name}-3")


def new_sag(stage: Stage, out: Path, name: str = "", **look: Any) -> None:
    """A new Sag from the document."""
    stage.put_demo()
    with program_on(stage, **look) as program:
        window = program.window
        window.list.take_focus()
        wait_until(lambda: window.detail.item is not None)
        rest(program)
        window.detail.form.open_new_sag()
        shoot(program, out, f"22-new-sag{name}")
        window.findChildren(NewSagSheet)[0].primary.click()
        wait_until(lambda: not window.findChildren(NewSagSheet))
        shoot(program, out, f"22-new-sag-chosen{name}")
        window.detail.write_note()
        shoot(program, out, f"22-note{name}")


def alike(stage: Stage, out: Path, name: str = "", **look: Any) -> None:
    """What is like a document, and a piece of a mail's look that is filed by itself."""
    items = stage.put_demo()
    stage.file(items[0], "26/1182")
    with program_on(stage, **look) as program:
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
        shoot(program, out, f"23-promoted{name}")
        likest = max(items[1:], key=lambda item: len(stage.house.engine.alike(item)))
        window.show_item(View.INBOX, likest)
        rest(program)
        window.detail.look_for_alike()
        wait_until(lambda: bool(window.findChildren(LikeSheet)))
        (sheet,) = window.findChildren(LikeSheet)
        next(iter(sheet.cards.values())).setChecked(True)
        shoot(program, out, f"23-alike{name}")
        sheet.press()
        shoot(program, out, f"23-together{name}")


def _has_look(stage: Stage, item: ItemId) -> bool:
    detail = stage.house.engine.detail(item)
    return detail is not None and any(child.item.folded for child in detail.children)


def conflict(stage: Stage, out: Path, name: str = "", **look: Any) -> None:
    """Two versions of the same document."""
    items = stage.put_demo()
    for item, titel in ((items[0], "Bemærkninger til nabohøring"), (items[5], "Besigtigelse udsat")):
        stage.file(item, "26/1182")
        stage.overtake(item, titel)
    with program_on(stage, **look) as program:
        window = program.window
        wait_until(lambda: stage.house.engine.status().needs_you >= 4)
        window.show_view(View.NEEDS_YOU)
        wait_until(lambda: window.needs_you.causes.rowCount() == 4)
        found = [window.needs_you.causes.cause(at) for at in range(4)]
        wanted = next(cause for cause in found if cause and cause.item == items[0])
        program.desk.compare(items[0])
        assert wanted.step.value == "compare"
        page = program.desk.conflict
        wait_until(lambda: page is not None and bool(page.cards))
        shoot(program, out, f"09-conflict{name}")


def handing(stage: Stage, out: Path, name: str = "", **look: Any) -> None:
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
    receive(stage.house)
    with program_on(stage, **look) as program:
        window, engine = program.window, stage.house.engine
        window.list.take_focus()
        wait_until(lambda: window.list.model.rowCount() == len(items) + 1)
        shoot(program, out, f"26-received{name}")
        first = next(row for at in range(3) if (row := window.list.model.row(at)) and not row.entry.item.given)
        program.desk.handing.ask((first.item,))
        (sheet,) = window.findChildren(HandSheet)
        sheet.choose(TAKER)
        sheet.note.setText("Det er din sag")
        shoot(program, out, f"26-hand-over{name}")
        sheet.press()
        wait_until(lambda: engine.status().handed == 1)
        shoot(program, out, f"26-handed-undo{name}")
        engine.hand_over([items[3]], TAKER, hold=False)
        wait_until(lambda: bool(engine.handing and (h := engine.handing.of(items[3])) and h.is_there))
        window.show_view(View.HANDED)
        wait_until(lambda: window.list.model.rowCount() == 2)
        window.list.rows.choose(items[3])
        rest(program)
        shoot(program, out, f"26-with-colleagues{name}")
        window.open_document()
        shoot(program, out, f"26-with-colleague-detail{name}")


def in_three_looks(name: str, scene: Callable[..., None]) -> dict[str, Scene]:
    """The scene as it is, in dark, and with text at 200 %."""
    return {
        name: scene,
        f"{name}_dark": partial(scene, name="-dark", appearance="dark"),
        f"{name}_large": partial(scene, name="-200", scale=2.0),
    }


SCENES: dict[str, Scene] = {
    **in_three_looks("alike", alike),
    **in_three_looks("conflict", conflict),
    **in_three_looks("handing", handing),
    **in_three_looks("new_sag", new_sag),
    "first_run": first_run,
    "first_run_dark": first_run_dark,
    "first_run_large": first_run_large,
    "settings": settings,
    "settings_large": settings_large,
    "inbox": inbox,
    "filing": filing,
    "many": many,
    "narrowing": narrowing,
    "imports": imports,
    "sager": sager,
    "many_large": many_large,
    "trouble": trouble,
    "taking": taking,
    "empty": empty,
    "large": large,
    "english": english,
}


def main() -> None:
    """Every scene, or those that are named."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    application()
    for name in sys.argv[2:] or SCENES:
        fresh(SCENES[name], out, language="en" if name == "english" else "da")


if __name__ == "__main__":
    main()
