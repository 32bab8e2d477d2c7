"""Scenes of single states: mail, a copy, nothing sure, nothing readable, long words, menus, the tray, no start."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from sagsbud.domain.arrivalports import WATCHED
from sagsbud.domain.errors import Trouble
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import Problem
from sagsbud.engine import View
from sagsbud.texts import trouble_text
from sagsbud.ui.app import Program
from sagsbud.ui.awaiting import AwaitingPage
from sagsbud.ui.detail.arrangement import ATTACHMENTS, DOCUMENT, FORM
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.inbox.snapshot import Snapshot
from sagsbud.ui.labels import TextLabel, frame
from sagsbud.ui.opening import application
from sagsbud.ui.theme import Theme
from sagsbud.ui.tray.tray import Tray, TrayState, notification_of, tray_icon
from sagsbud.ui.trouble import TroublePage

from tests.ui.screens.shooting import Camera, Scene, menus_open, program_on, rest, system_asks
from tests.ui.stage import Stage, wait_until

LONG_TITLE = (
    "Ansøgning om landzonetilladelse, byggetilladelse og dispensation fra lokalplanens bestemmelser om "
    "bebyggelsesprocent, tagmaterialer og skelafstand til opførelse af et dobbelthus med carporte og redskabsrum "
    "på Vestre Strandpromenadegade 214A, 2. tv., samt fuldmagt fra samtlige ejere i Grundejerforeningen"
)
LONG_WORD = "Speciallægepraksisplanlægningsstabiliseringsperiodedokumentationsforpligtelse.pdf"


def show(program: Program, item: ItemId, view: View = View.INBOX) -> None:
    """This document, in the form or, in a narrow window, in its view."""
    program.window.show_item(view, item)
    rest(program)
    program.window.open_document()
    wait_until(lambda: program.window.detail.item == item)
    rest(program)


def shoot_parts(program: Program, camera: Camera, name: str) -> None:
    """The document that is shown; where its parts are shown one at a time, each of them."""
    camera.shoot(program, name)
    tabs = program.window.detail.tabs
    for tab, part in ((DOCUMENT, "document"), (ATTACHMENTS, "attached")):
        if tabs.isVisible() and tabs.isTabVisible(tab):
            tabs.setCurrentIndex(tab)
            camera.shoot(program, f"{name}-{part}")
    tabs.setCurrentIndex(FORM)


def mail(stage: Stage, camera: Camera) -> None:
    """A mail with its pieces, and a picture of a page."""
    items = stage.put_demo()
    with program_on(stage, camera.look) as program:
        show(program, items[1])
        shoot_parts(program, camera, "04-mail-tree")
        show(program, items[12])
        shoot_parts(program, camera, "04-long-letter")
        show(program, items[10])
        shoot_parts(program, camera, "04-picture")


def copy(stage: Stage, camera: Camera) -> None:
    """What is filed already, and what was put away."""
    items = stage.put_demo(count=8)
    stage.file(items[4], "26/1090")
    with program_on(stage, camera.look) as program:
        wait_until(lambda: stage.house.engine.status().filed == 1)
        again = stage.house.engine.kin.repeat(items[4]).item.id
        stage.house.engine.read_now()
        program.desk.look()
        show(program, again)
        camera.shoot(program, "05-duplicate")
        show(program, items[3])
        program.window.detail.header.withdraw_wanted.emit("private")
        wait_until(lambda: program.window.detail.item != items[3])
        camera.shoot(program, "05-put-away")


def unsure(stage: Stage, camera: Camera) -> None:
    """Nothing sure: the search for a KLE subject, and for a Sag that is not there."""
    items = stage.put_demo()
    with program_on(stage, camera.look) as program:
        show(program, items[9])
        camera.shoot(program, "06-unsure-closed")
        for name, search, words in (("06-unsure", program.window.detail.form.search_kle, "parkering"),
                                    ("06-no-such-case", program.window.detail.form.search_sag, "hverken fugl eller fisk")):  # fmt: skip
            search()
            (popup,) = program.window.findChildren(SearchPopup)
            popup.field.setText(words)
            popup.field.textEdited.emit(words)
            wait_until(lambda popup=popup, words=words: popup.answered == words)  # type: ignore[misc]
            camera.shoot(program, name, popup)
            popup.close()
            rest(program)


def unreadable(stage: Stage, camera: Camera) -> None:
    """A file with a password, a damaged one, and a page without text."""
    items = stage.put_demo()
    with program_on(stage, camera.look) as program:
        for item, name in ((items[7], "password"), (items[17], "damaged"), (items[16], "no-text")):
            show(program, item)
            shoot_parts(program, camera, f"27-{name}")


def long_words(stage: Stage, camera: Camera) -> None:
    """Very long titles, names and Sager."""
    klasse = stage.service.put_klasse("02.34.02")
    stage.service.put_sag("26/100000000117", LONG_TITLE, klasse)
    stage.house.ports.sager.replace_all(stage.house.ports.service.sager())
    item = stage.put_text(LONG_WORD, f"{LONG_TITLE}\n\nSagsnr. 26/100000000117\n\n{LONG_WORD * 3}\n")
    other = stage.put_text("brev.txt", f"Angående {LONG_WORD.removesuffix('.pdf')}\n\nSagsnr. 26/1182\n")
    with program_on(stage, camera.look) as program:
        show(program, item)
        shoot_parts(program, camera, "28-long")
        program.window.list.rows.want([item, other])
        program.window.open_document()
        wait_until(lambda: program.window.many.footer.primary.ready)
        camera.shoot(program, "28-long-many")
        stage.file(item, "26/100000000117", hold=True)
        wait_until(lambda: stage.house.engine.status().queued == 1)
        program.window.show_view(View.QUEUE)
        camera.shoot(program, "28-long-queue")


def only_one(stage: Stage, camera: Camera) -> None:
    """One document, one attachment, nothing else."""
    stage.put_demo(count=1)
    with program_on(stage, camera.look) as program:
        program.window.list.take_focus()
        camera.shoot(program, "29-one")
        program.window.show_view(View.QUEUE)
        camera.shoot(program, "29-queue-empty")
        program.window.show_view(View.NEEDS_YOU)
        camera.shoot(program, "29-needs-you-empty")


def menus(stage: Stage, camera: Camera) -> None:
    """What opens from the list's and the document's buttons."""
    items = stage.put_demo()
    with program_on(stage, camera.look) as program:
        program.window.list.take_focus()
        narrowing, head = program.window.list.tools, program.window.detail.header
        menus_open(program, camera, "30-menu", [("filter", narrowing.filter), ("sort", narrowing.sort)])
        show(program, items[0])
        menus_open(program, camera, "30-menu", [("reasons", head.withdraw), ("more", head.more)])
        if program.window.detail.preview.toolbar.places.isVisible():
            menus_open(program, camera, "30-menu", [("places", program.window.detail.preview.toolbar.places)])


def tray(stage: Stage, camera: Camera) -> None:
    """The four icons on light and dark, and the menu."""
    stage.put_demo()
    with program_on(stage, camera.look) as program:
        made = Tray(program.theme, program.window)
        program.desk.shown.connect(made.take)
        program.desk.look()
        wait_until(lambda: made.state is not None)
        rest(program)
        made.menu.ensurePolished()
        made.menu.resize(made.menu.sizeHint())
        sheet = QPixmap(240 + made.menu.width(), max(120, 32 + made.menu.height()))
        sheet.fill(Qt.GlobalColor.darkCyan)
        painter = QPainter(sheet)
        for row, dark in enumerate((False, True)):
            painter.fillRect(16, 16 + 48 * row, 192, 40, Qt.GlobalColor.black if dark else Qt.GlobalColor.white)
            for at, state in enumerate(TrayState):
                painter.drawPixmap(28 + 44 * at, 24 + 48 * row, tray_icon(state, dark=dark).pixmap(24, 24))
        painter.drawPixmap(QPoint(224, 16), made.menu.grab())
        painter.end()
        label = QLabel()
        label.setPixmap(sheet)
        label.resize(sheet.size())
        camera.take(label, "15-tray")
        made.close()


def notifications(stage: Stage, camera: Camera) -> None:
    """What the desktop shows while nobody looks at the window: title and text of each, as plain as they are told."""
    known = stage.house.engine.status()
    troubles = (None, Trouble.LOGIN_NEEDED, Trouble.DISK_FULL, Trouble.STORE_DAMAGED)
    with system_asks(camera.look):
        theme = Theme(appearance=camera.look.appearance, scale=camera.look.scale)
        theme.apply(application())
        sheet = QWidget()
        sheet.setObjectName("window")
        sheet.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(sheet)
        for trouble in troubles:
            problem = Problem(trouble, datetime.now(UTC)) if trouble else None
            login = problem if trouble is Trouble.LOGIN_NEEDED else None
            service = replace(known.service, problem=login)
            store = problem if problem is not login else None
            for count in (1, 9):
                status = replace(known, service=service, store_problem=store, queued=count, needs_you=count)
                title, text = notification_of(Snapshot(status))
                card = frame("card")
                words = QVBoxLayout(card)
                words.addWidget(TextLabel(theme, title, "strong"))
                told = TextLabel(theme, text, "body", "tx2")
                told.setWordWrap(True)
                words.addWidget(told)
                column.addWidget(card)
        sheet.setFixedWidth(theme.px(440))
        sheet.setFixedHeight(column.totalHeightForWidth(sheet.width()))
        sheet.show()
        wait_until(sheet.isVisible)
        camera.take(sheet, "15-notifications")
        sheet.close()
        sheet.deleteLater()


def no_start(_stage: Stage, camera: Camera, trouble: Trouble = Trouble.STORE_IN_USE, name: str = "in-use") -> None:
    """The window of a program that cannot start."""
    _alone(camera, lambda theme: TroublePage(theme, trouble_text(trouble, {})), f"31-no-start-{name}")


def awaiting(_stage: Stage, camera: Camera) -> None:
    """The window of a program that takes long to open."""
    _alone(camera, AwaitingPage, "31-awaiting-keyring")


def _alone(camera: Camera, make: Callable[[Theme], QWidget], name: str) -> None:
    with system_asks(camera.look):
        theme = Theme(appearance=camera.look.appearance, scale=camera.look.scale)
        theme.apply(application())
        page = make(theme)
        page.resize(*camera.look.size)
        page.show()
        wait_until(page.isVisible)
        if page.focusProxy():
            page.activateWindow()
            page.setFocus()  # as the frame does
            wait_until(lambda: page.isActiveWindow() and page.focusWidget() is not None)
        camera.take(page, name)
        page.close()
        page.deleteLater()


def sources(stage: Stage, camera: Camera) -> None:
    """Watched folders in the side bar: one that is there, one that is away. A narrow window's rail has none."""
    if camera.look.is_narrow:
        return
    there = stage.service.folder / "Scan"
    there.mkdir()
    stage.house.preferences.change("folders", [{"path": str(there), "label": "Scanner, 2. sal"},
                                               {"path": str(there / "Drev"), "label": "Drev N: Post"}])  # fmt: skip
    stage.put_demo()
    with program_on(stage, camera.look) as program:
        wait_until(lambda: stage.house.ports.watcher.health().get(there) in WATCHED)
        program.desk.look()
        program.window.list.take_focus()
        camera.shoot(program, "01-inbox-sources")


SCENES: dict[str, Scene] = {
    "mail": mail,
    "copy": copy,
    "unsure": unsure,
    "unreadable": unreadable,
    "long_words": long_words,
    "only_one": only_one,
    "menus": menus,
    "tray": tray,
    "notifications": notifications,
    "sources": sources,
    "no_start": no_start,
    "awaiting": awaiting,
    "no_key": partial(no_start, trouble=Trouble.KEYRING_LOCKED, name="no-key"),
    "no_store": partial(no_start, trouble=Trouble.STORE_DAMAGED, name="damaged"),
}
