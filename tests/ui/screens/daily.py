"""Scenes of the day's work: the inbox, filing, many at once, narrowing, what needs a person, what comes in."""

import tempfile
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sagsbud.demo.seeding import SET_UP
from sagsbud.domain.listing import Filters, Listing, Order
from sagsbud.domain.practice import Practice
from sagsbud.domain.suggestions import Band
from sagsbud.engine import View
from sagsbud.ui.actions import ActionId
from sagsbud.ui.frame import Frame
from sagsbud.ui.opening import application
from sagsbud.ui.practising import MakingPage
from sagsbud.ui.theme import Theme

from tests.ui.screens.shooting import Camera, program_on, rest, system_asks
from tests.ui.stage import DEMO, Stage, close_sag, wait_until


def inbox(stage: Stage, camera: Camera) -> None:
    """The inbox in light."""
    stage.put_demo()
    with program_on(stage, camera.look) as program:
        program.window.list.take_focus()
        wait_until(lambda: program.window.detail.item is not None)
        camera.shoot(program, "01-inbox-light")
        data = QMimeData()
        names = ["ansoegning-birkevaenget-14.pdf", "sv-skimmelsvamp.eml", "referat-partshoering.docx", "fortov-skolebakken.jpg",
                 "olietank.pdf", "aktindsigt.eml", "scan-0412.pdf"]  # fmt: skip
        data.setUrls([QUrl.fromLocalFile(str(DEMO / name)) for name in names])
        enter = QDragEnterEvent(QPoint(900, 500), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
        QApplication.sendEvent(program.window, enter)
        camera.shoot(program, "03-drop-overlay")
        program.window.drop.hide()
        program.window.side.list.show_targets(False)
        program.window.keys.open()
        camera.shoot(program, "16-shortcuts")
        program.window.keys.close_overlay()
        program.window.list.search.setText("birkevænget")
        program.window.list.search.searched.emit("birkevænget")
        camera.shoot(program, "01-search")
        program.window.list.search.clear_search()
        if camera.look.is_narrow:
            rest(program)
            program.window.open_document()
            camera.shoot(program, "18-inbox-document")
        program.window.show_view(View.FILED)
        camera.shoot(program, "20-filed-empty")


def filing(stage: Stage, camera: Camera) -> None:
    """Filing with two keys, undo, the proof, and the queue without a service."""
    stage.put_demo()
    with program_on(stage, camera.look) as program:
        window = program.window
        window.list.take_focus()
        wait_until(lambda: window.detail.item is not None)
        rest(program)
        window.actions_[ActionId.FILE].trigger()
        wait_until(lambda: window.list.model.rowCount() == 22)
        camera.shoot(program, "19-filed-undo")
        sure = [row for at in range(22) if (row := window.list.model.row(at)) and row.band is Band.SURE]
        for row in sure[:3]:
            stage.file(row.item, row.sagsnummer)
        wait_until(lambda: stage.house.engine.status().filed >= 3)
        wait_until(lambda: stage.house.engine.status().filed == 4)
        rest(program)
        camera.shoot(program, "19-proven")
        window.show_view(View.FILED)
        wait_until(lambda: window.list.model.rowCount() == 4)
        camera.shoot(program, "20-filed")
        window.list.take_focus()
        wait_until(lambda: window.document.detail.there is not None and window.detail.item is not None)
        rest(program)
        if camera.look.is_narrow:
            window.open_document()
        window.actions_[ActionId.CORRECT].trigger()
        wait_until(window.detail.footer.leave.isVisible)
        camera.shoot(program, "20-correcting")
        window.detail.leave_correction()
        rest(program)
        stage.service.stop()
        for row in sure[3:9]:
            stage.file(row.item, row.sagsnummer)
        wait_until(lambda: stage.house.engine.status().service.problem is not None)
        window.show_view(View.QUEUE)
        rest(program)
        window.queue.table.setFocus()
        camera.shoot(program, "08-offline")
        window.show_view(View.INBOX)
        camera.shoot(program, "08-offline-inbox")


def many(stage: Stage, camera: Camera) -> None:
    """Several documents at once."""
    stage.put_demo()
    with program_on(stage, camera.look) as program:
        window = program.window
        rows = window.list.rows
        rows.want([row.item for at in (0, 1, 2, 5, 6, 8) if (row := window.list.model.row(at))])
        window.list.take_focus()
        wait_until(lambda: window.many.footer.primary.ready)
        if camera.look.is_narrow:
            camera.shoot(program, "22-many-list")
            window.open_document()
        camera.shoot(program, "22-many")
        if camera.look.is_narrow:
            window.many.table.setFocus()
            QTest.keyClick(window.many.table, Qt.Key.Key_End)
            camera.shoot(program, "22-many-below")
        window.many.options.picked.emit(stage.sag("26/1182"))
        camera.shoot(program, "22-many-one-case")
        window.actions_[ActionId.FILE].trigger()
        wait_until(lambda: window.list.model.rowCount() == 17)
        camera.shoot(program, "22-many-undo")


def narrowing(stage: Stage, camera: Camera) -> None:
    """Filters, groups and a search that is kept."""
    stage.put_demo()
    with program_on(stage, camera.look) as program:
        window = program.window
        window.list.show_listing(Listing(Order.SAG))
        window.list.take_focus()
        camera.shoot(program, "23-by-case")
        window.list.show_listing(Listing(Order.SENDER, Filters(frozenset({Band.SURE}), with_attachments=True)))
        window.list.chips.keep.click()
        camera.shoot(program, "23-filters")
        if camera.look.is_narrow:
            window.side.whole.click()
            camera.shoot(program, "23-side-bar-unfolded")
            window.list.take_focus()
        window.list.show_listing(Listing(text="noget helt andet"))
        camera.shoot(program, "23-nothing-found")


def sager(stage: Stage, camera: Camera) -> None:
    """Ctrl+K, a favourite, and what lies on one Sag."""
    items = stage.put_demo()
    for item in items[:1]:
        stage.file(item, "26/1182")
    stage.house.engine.lists.mark_sag(stage.sag("26/1090").id, favourite=True)
    with program_on(stage, camera.look) as program:
        window = program.window
        wait_until(lambda: stage.house.engine.status().filed == 1)
        window.list.take_focus()
        window.actions_[ActionId.GO_TO_SAG].trigger()
        jump = program.desk.sager.jump
        assert jump
        jump.field.setText("mosevej")
        jump.field.textEdited.emit("mosevej")
        rest(program)
        camera.take(window, "25-jump", jump)
        jump.close()
        program.desk.sager.open_sag(stage.sag("26/1182"))
        camera.shoot(program, "25-one-case")


def trouble(stage: Stage, camera: Camera) -> None:
    """What needs a person."""
    stage.put_demo()
    with program_on(stage, camera.look) as program:
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
        camera.shoot(program, "07-needs-you")
        place = window.pages.troubles.get().place
        if place.asked.isVisible():
            place.asked.click()
            camera.shoot(program, "07-what-happened")
            place.put_away()
        window.needs_you.list.act()
        wait_until(lambda: window.view is View.INBOX)
        wait_until(lambda: QApplication.activePopupWidget() is not None)
        rest(program)
        search = QApplication.activePopupWidget()
        assert search
        camera.take(window, "07-choose-another-sag-search", search)
        search.close()
        camera.shoot(program, "07-choose-another-sag")


def taking(stage: Stage, camera: Camera) -> None:
    """Files on their way in: many, a copy, one that is filed already, one that cannot be taken."""
    with tempfile.TemporaryDirectory() as folder:
        many = Path(folder) / "Arkiv 2025"
        many.mkdir()
        for number in range(600):
            (many / f"brev-{number:04}.txt").write_text(f"Brev {number} om vej og park. Sagsnr. 26/1021")
        with program_on(stage, camera.look) as program:
            program.offer([many])
            wait_until(program.window.progress.isVisible)
            intake = program.desk.arrivals._intake
            batch = intake.batch
            assert batch
            with patch.object(intake, "_feed"):  # all that is counted is counted at one moment
                wait_until(lambda: not batch.open and program.window.list.model.rowCount() == len(batch.answers))
                camera.shoot(program, "08-progress")
            intake._feed(batch)
            wait_until(lambda: stage.house.engine.status().inbox >= 600)
            empty_file = Path(folder) / "tom.pdf"
            empty_file.write_bytes(b"")
            program.offer([many / "brev-0300.txt"])
            wait_until(lambda: "brev-0300.txt" in program.window.notice.text)
            camera.shoot(program, "05-copy")
            program.window.notice.hide()
            program.offer([empty_file])
            wait_until(lambda: "tom.pdf" in program.window.notice.text)
            camera.shoot(program, "05-refused")


def empty(stage: Stage, camera: Camera) -> None:
    """The empty inbox of an installed program."""
    with patch("sagsbud.bootstrap.front.sends_here", lambda: True), program_on(stage, camera.look) as program:
        wait_until(program.window.empty.isVisible)
        camera.shoot(program, "17-empty-inbox")


def practising(stage: Stage, camera: Camera) -> None:
    """The window of practice: while its examples are made, with them, asked whether they go; what is told after it."""
    with system_asks(camera.look):
        theme = Theme(appearance=camera.look.appearance, scale=camera.look.scale)
        theme.apply(application())
        frame = Frame(theme, None)
        frame.fill(MakingPage(theme, lambda: SET_UP))
        frame.resize(*camera.look.size)
        frame.show()
        camera.take(frame, "31-practice-made")
        frame.close()
    stage.put_demo()
    with program_on(stage, camera.look, Practice(remove=lambda: None)) as program:
        line = program.window.practice
        assert line is not None
        program.window.list.take_focus()
        wait_until(lambda: program.window.detail.item is not None)
        camera.shoot(program, "31-practice")
        line.remove.click()
        camera.shoot(program, "31-practice-asked")


def practised(stage: Stage, camera: Camera) -> None:
    """The ordinary window when practice was taken away."""
    there = [True]
    with program_on(stage, camera.look, Practice(enter=lambda: None, is_there=lambda: bool(there))) as program:
        wait_until(program.window.empty.isVisible)
        there.clear()
        program.offer([])
        camera.shoot(program, "17-practice-removed")


SCENES = {
    "inbox": inbox,
    "filing": filing,
    "many": many,
    "narrowing": narrowing,
    "sager": sager,
    "trouble": trouble,
    "taking": taking,
    "empty": empty,
    "practising": practising,
    "practised": practised,
}
