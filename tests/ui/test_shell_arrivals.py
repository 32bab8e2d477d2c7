"""Files on their way in: dropped anywhere, as files or as mails; copies are news, refusals are said."""

import os
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMetaType, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from sagsbud.domain.extract import Kind
from sagsbud.domain.listing import Listing
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.ui.actions import ActionId
from sagsbud.ui.app import Program
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.inbox.row import Chip
from sagsbud.ui.inbox.taking import LONG

from tests.ui.accessible import cramped, label_of
from tests.ui.conftest import OpenProgram, OpenStage
from tests.ui.shell import in_list, rest, shown
from tests.ui.stage import DEMO, Stage, close_sag, settle, wait_until

SHIFT = Qt.KeyboardModifier.ShiftModifier
BOTH = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction


def drag(window: QWidget, data: QMimeData) -> QDragEnterEvent:
    """Something comes over the window."""
    event = QDragEnterEvent(
        QPoint(700, 400),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, event)
    return event


def drop(target: QWidget, data: QMimeData) -> QDropEvent:
    """It is let go there."""
    event = QDropEvent(
        QPointF(100, 100),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, event)
    return event


def files(*paths: Path) -> QMimeData:
    """As a file manager puts it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


class QuickHand(QMimeData):
    """What another program drags; when it has let go, it answers nothing until our window asks on account of the drop."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.answers = True
        self.setUrls([QUrl.fromLocalFile(str(path))])

    def retrieveData(self, mime: str, kind: QMetaType | QMetaType.Type) -> object:  # noqa: N802 - Qt's name
        """What is asked for, while anybody answers."""
        return super().retrieveData(mime, kind) if self.answers else None


def notice(program: Program) -> str:
    """The sentence above the list."""
    return program.window.notice.text


def chips_of(program: Program) -> tuple[Chip, ...]:
    """The first row's chips."""
    row = program.window.list.model.row(0)
    return row.chips if row else ()


def test_dropped_files_are_taken_and_stay_where_they_are(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    letter = tmp_path / "Ansøgning.pdf"
    letter.write_bytes((DEMO / "ansoegning-birkevaenget-14.pdf").read_bytes())
    program = open_program(stage)
    window = program.window
    wait_until(window.empty.isVisible)

    assert drag(window, files(letter)).isAccepted()
    assert window.drop.isVisible()
    assert drag(window.drop, files(letter)).isAccepted()
    assert drop(window.drop, files(letter)).dropAction() is Qt.DropAction.CopyAction
    assert not window.drop.isVisible()

    wait_until(lambda: window.list.model.rowCount() == 1)
    wait_until(lambda: bool((row := window.list.model.row(0)) and row.band))
    row = window.list.model.row(0)
    assert row
    assert row.title == "Ansøgning om byggetilladelse, Birkevænget 14"
    assert letter.exists()
    wait_until(lambda: window.detail.item == row.item)
    wait_until(lambda: window.focusWidget() is window.list.rows)  # the keyboard is where the work is


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file's name is always text")
def test_a_name_that_is_no_text_is_taken_from_another_program_too(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    letter = tmp_path / os.fsdecode(b"bl\xe6k #1.txt")
    letter.write_text("Et brev om blæk")
    data = QMimeData()
    data.setUrls([QUrl.fromEncoded(letter.as_uri().encode())])
    program = open_program(stage)
    window = program.window
    drag(window, data)
    drop(window.drop, data)
    wait_until(lambda: window.list.model.rowCount() == 1)
    row = window.list.model.row(0)
    assert row
    assert row.entry.item.name == "blæk #1.txt"
    assert row.entry.item.origin == letter


def test_the_empty_inbox_leads_to_the_folders_that_fill_it(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage)
    wait_until(program.window.empty.isVisible)
    buttons = program.window.empty.findChildren(QPushButton)
    next(button for button in buttons if "Add a folder" in button.text()).click()
    assert program.settings
    assert program.settings.folders.group.isVisible()


def test_a_mail_that_lies_in_no_file_is_taken_whole(stage: Stage, open_program: OpenProgram) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Karina Holst <kh@eksempel.example>", "byg@fjordby.example"
    mail["Subject"] = "Spørgsmål om hegn"
    mail.set_content("Må jeg sætte et hegn op?")
    data = QMimeData()
    data.setData("message/rfc822", QByteArray(mail.as_bytes()))
    program = open_program(stage)
    window = program.window
    drag(window, data)
    drop(window.drop, data)
    wait_until(lambda: bool((row := window.list.model.row(0)) and row.entry.summary))
    row = window.list.model.row(0)
    assert row
    assert row.entry.summary
    assert row.entry.summary.kind is Kind.EML
    assert row.sender == "Karina Holst"


def test_what_another_program_would_move_is_copied(stage: Stage, open_program: OpenProgram, tmp_path: Path) -> None:
    letter = tmp_path / "brev.txt"
    letter.write_text("Et brev")
    program = open_program(stage)
    window = program.window
    wait_until(lambda: window.side_model.has_sager)
    rows = range(window.side_model.rowCount())
    at = next(at for at in rows if (line := window.side_model.line(at)) and line.sag)
    places = {
        window: QPointF(700, 400),
        window.drop: QPointF(50, 50),
        window.side.list.viewport(): QPointF(window.side.list.visualRect(window.side_model.index(at)).center()),
    }
    for target, place in places.items():
        data = files(letter)
        window.side.list.show_targets(True)
        enter = QDragEnterEvent(place.toPoint(), BOTH, data, Qt.MouseButton.LeftButton, SHIFT)
        enter.setDropAction(Qt.DropAction.MoveAction)
        QApplication.sendEvent(target, enter)
        assert enter.dropAction() is Qt.DropAction.CopyAction, target
        event = QDropEvent(place, BOTH, data, Qt.MouseButton.LeftButton, SHIFT)
        event.setDropAction(Qt.DropAction.MoveAction)
        QApplication.sendEvent(target, event)
        assert event.isAccepted()
        assert event.dropAction() is Qt.DropAction.CopyAction, target
        wait_until(lambda: not window.drop.isVisible())


def test_a_drop_beside_the_panes_is_not_lost(stage: Stage, open_program: OpenProgram, tmp_path: Path) -> None:
    letter = tmp_path / "brev.txt"
    letter.write_text("Et brev")
    program = open_program(stage)
    assert drag(program.window, files(letter)).isAccepted()
    drop(program.window, files(letter))
    wait_until(lambda: program.window.list.model.rowCount() == 1)
    assert not program.window.drop.isVisible()


def test_what_a_quick_hand_lets_go_is_not_lost(stage: Stage, open_program: OpenProgram, tmp_path: Path) -> None:
    letter = tmp_path / "brev.txt"
    letter.write_text("Et brev")
    window = open_program(stage).window
    wait_until(lambda: window.side_model.has_sager)
    data = QuickHand(letter)
    assert drag(window, data).isAccepted()
    data.answers = False
    for field in (window.side.list.viewport(), window, window.drop):
        assert drag(field, data).isAccepted(), field
    data.answers = True
    drop(window.drop, data)
    wait_until(lambda: window.list.model.rowCount() == 1)


def test_a_drag_that_comes_back_before_it_was_taken_for_gone_is_over_the_window(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    letter = tmp_path / "brev.txt"
    letter.write_text("Et brev")
    window = open_program(stage).window
    wait_until(lambda: window.side_model.has_sager)
    data = files(letter)
    handle = window.window().windowHandle()
    assert handle
    drag(window, data)
    QApplication.sendEvent(handle, QDragLeaveEvent())
    drag(window, data)
    settle()
    assert window.side.list.dragging
    assert window.drop.isVisible()
    QApplication.sendEvent(handle, QDragLeaveEvent())
    wait_until(lambda: not window.side.list.dragging)
    assert not window.drop.isVisible()


def test_no_sag_comes_under_a_hand_that_has_something_in_it(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    letter = tmp_path / "brev.txt"
    letter.write_text("Et brev")
    program = open_program(stage)
    window = program.window
    wait_until(lambda: window.side_model.has_sager)
    rest(program)
    window.side_model.take_sager([])
    assert drag(window, files(letter)).isAccepted()
    program.bridge.sager_changed.emit()
    rest(program)
    assert not window.side_model.has_sager
    window._drags.went()
    wait_until(lambda: window.side_model.has_sager)


def test_files_are_taken_where_a_page_stands_in_the_place_of_the_panes(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    letter = tmp_path / "brev.txt"
    letter.write_text("Et brev")
    program = open_program(stage)
    window = program.window
    program.show_settings()
    assert not window.list.isVisible()
    for _field in range(2):
        assert drag(window, files(letter)).isAccepted()
    drop(window, files(letter))
    wait_until(lambda: stage.house.engine.status().inbox == 1)
    assert not window.drop.is_open


@pytest.mark.parametrize("work", ["none", "in the list", "in the form", "reading while many come"])
def test_what_comes_is_shown_unless_somebody_works_on_another(
    stage: Stage, open_program: OpenProgram, tmp_path: Path, work: str
) -> None:
    stage.put_demo(count=2)
    program = open_program(stage)
    window = shown(program)
    letters = [tmp_path / f"brev-{number}.txt" for number in range(LONG if "many" in work else 2)]
    for number, letter in enumerate(letters):
        letter.write_text(f"Brev nummer {number}")
    program.desk.take(Dropped(tuple(letters)))
    if work == "in the list":
        QTest.keyClick(window.list.rows, Qt.Key.Key_Down)
    if work == "in the form":
        window.open_document()
    before = window.list.rows.item()
    wait_until(lambda: window.list.model.rowCount() == 2 + len(letters))
    wait_until(lambda: program.desk.arrivals._intake.batch is None)
    rest(program)
    came = {row.item.id for row in stage.house.engine.lists.page(View.INBOX) if row.item.name.startswith("brev-")}
    assert len(came) == len(letters)
    assert (window.list.rows.item() in came) is (work == "none")
    assert (window.list.rows.item() == before) is (work != "none")


def test_what_is_no_document_is_not_accepted(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage)
    data = QMimeData()
    data.setText("bare ord")
    event = drag(program.window, data)
    assert not program.window.drop.isVisible()
    assert not event.isAccepted() or event.dropAction() is not Qt.DropAction.CopyAction


def test_the_same_file_again_is_shown_not_refused(stage: Stage, open_program: OpenProgram, tmp_path: Path) -> None:
    (item,) = stage.put_demo(count=1)
    copy = tmp_path / "kopi.pdf"
    copy.write_bytes((DEMO / "ansoegning-birkevaenget-14.pdf").read_bytes())
    program = open_program(stage)
    program.offer([copy])
    wait_until(lambda: bool(notice(program)))
    assert notice(program) == "“kopi.pdf” is already here. Nothing was added."
    window = program.window
    assert window.list.rows.item() == item
    assert window.list.model.rowCount() == 1
    assert "Copy" not in [chip.text for chip in chips_of(program)], "it is the original"


def test_the_same_file_again_takes_no_document_out_of_a_hand_that_works(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    stage.put_demo(count=2)
    again = tmp_path / "brev.txt"
    again.write_text("Et brev, der lå her i forvejen")
    item = stage.put_text("brev.txt", again.read_text())
    program = open_program(stage)
    window = shown(program, at=2)
    rows = window.list.rows
    program.desk.take(Dropped((again,)))
    QTest.keyClick(rows, Qt.Key.Key_Up)
    window.open_document()
    before = rows.item()
    assert before != item
    wait_until(lambda: bool(notice(program)))
    rest(program)
    assert notice(program) == "“brev.txt” is already here. Nothing was added."
    assert (rows.item(), window.detail.item) == (before, before)
    window.notice._link.click()
    wait_until(lambda: rows.item() == item)


def test_what_the_search_does_not_find_is_not_waited_for(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    stage.put_text("hegn.txt", "En nabo klager over et hegn")
    letter = tmp_path / "skur.txt"
    letter.write_text("Noget helt andet")
    program = open_program(stage)
    window = shown(program)
    rows, before = window.list.rows, window.list.rows.item()
    window.list.show_listing(Listing(text="hegn"))
    rest(program)
    program.desk.take(Dropped((letter,)))
    wait_until(lambda: stage.house.engine.status().inbox == 2)
    wait_until(lambda: program.desk.arrivals._intake.batch is None)
    rest(program)
    assert not rows._wanted
    window.list.show_listing(Listing())
    wait_until(lambda: window.list.model.rowCount() == 2)
    rest(program)
    assert rows.item() == before


def test_a_copy_of_what_is_filed_says_where_and_when_and_leads_there(
    open_stage_at: OpenStage,
    open_program: OpenProgram,
    tmp_path: Path,
) -> None:
    stage = open_stage_at(undo_seconds=0)
    (item,) = stage.put_demo(count=1)
    copy = tmp_path / "kopi.pdf"
    copy.write_bytes((DEMO / "ansoegning-birkevaenget-14.pdf").read_bytes())
    program = open_program(stage)
    window = shown(program)
    window.actions_[ActionId.FILE].trigger()
    wait_until(lambda: stage.house.engine.status().filed == 1)
    program.offer([copy])
    wait_until(lambda: bool(notice(program)))
    assert notice(program).startswith("“kopi.pdf” is already filed on 26/1182, ")
    window.notice._link.click()
    wait_until(lambda: window.view is View.FILED and window.list.rows.item() == item)


def test_what_cannot_be_taken_is_said_with_its_reason_and_stays_until_closed(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    empty = tmp_path / "tom.pdf"
    empty.write_bytes(b"")
    program = open_program(stage)
    program.offer([empty])
    wait_until(lambda: bool(notice(program)))
    assert notice(program).startswith("“tom.pdf”: The file is empty.")
    assert not program.window.notice._leave.isActive()


def test_many_files_show_their_progress_and_can_be_stopped(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    folder = tmp_path / "Borger 010190-1234"
    folder.mkdir()
    for number in range(400):
        (folder / f"brev-{number:04}.txt").write_text(f"Brev {number}")
    program = open_program(stage)
    window = program.window
    program.offer([folder])
    wait_until(window.progress.isVisible)
    assert window.progress._title.text() == "Reading “Borger 010190-xxxx”"
    assert window.progress._bar.maximum() == 400
    window.progress.cancelled.emit()
    wait_until(lambda: not window.progress.isVisible())
    wait_until(lambda: "You stopped the rest" in notice(program))
    taken = stage.house.engine.status().inbox
    assert 0 < taken < 400


def test_nothing_is_taken_of_what_is_stopped_while_its_files_are_listed(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    (tmp_path / "mappe").mkdir()
    (tmp_path / "mappe" / "brev.txt").write_text("Et brev")
    program = open_program(stage)
    window = program.window
    window.drop.dropped.emit(Dropped((tmp_path / "mappe",)))
    window.progress.cancelled.emit()
    wait_until(lambda: program.operations.idle)
    assert stage.house.engine.wait_idle(60)
    assert stage.house.engine.status().inbox == 0


def test_everything_dropped_is_answered_even_in_several_drops(
    stage: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    stage.put_text("her.txt", "Et brev, der lå her i forvejen")
    program = open_program(stage)
    window = in_list(program, 1)
    for drop_number in range(3):
        paths = []
        for number in range(5):
            path = tmp_path / f"{drop_number}-{number}.txt"
            path.write_text(f"Brev {drop_number} {number}")
            paths.append(path)
        window.drop.dropped.emit(Dropped(tuple(paths)))
    wait_until(lambda: stage.house.engine.status().inbox == 16)
    wait_until(lambda: window.list.model.rowCount() == 16)
    wait_until(lambda: notice(program) == "5 files are in the inbox.")


def test_a_closed_sag_is_a_cause_with_one_next_action_that_leads_to_the_form(
    open_stage_at: OpenStage,
    open_program: OpenProgram,
) -> None:
    stage = open_stage_at(own=True, undo_seconds=0)
    (item,) = stage.put_demo(count=1)
    program = open_program(stage)
    window = shown(program)
    sag = stage.sag("26/1182")
    close_sag(stage.service, "26/1182")
    stage.file(item, sag)
    wait_until(lambda: window.side_model.line(window.side_model.place_of(View.NEEDS_YOU)).count == 1)  # type: ignore[union-attr]
    window.show_view(View.NEEDS_YOU)
    wait_until(lambda: window.needs_you.causes.rowCount() == 1)
    cause = window.needs_you.causes.cause(0)
    assert cause
    assert (cause.title, cause.button) == ("The case is closed", "Choose another case")
    assert "“Ansøgning om byggetilladelse, Birkevænget 14” is not filed." in cause.text
    wait_until(lambda: bool(window.story._line.accessibleName()))
    assert "Taken in" in window.story._line.accessibleName()

    window.needs_you.list.act()
    wait_until(lambda: window.view is View.INBOX and window.list.rows.item() == item)
    entry = stage.house.engine.entry(item)
    assert entry
    assert entry.state is OrderState.DRAFT
    wait_until(lambda: isinstance(QApplication.activePopupWidget(), SearchPopup))
    wait_until(lambda: stage.house.engine.status().needs_you == 0)
    rest(program)
    popup = QApplication.activePopupWidget()
    assert popup
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    wait_until(lambda: QApplication.activePopupWidget() is None)
    form = window.detail.form
    assert form.proposal
    assert form.proposal.sag is None
    assert window.focusWidget() is form.sag
    assert not window.detail.footer.primary.ready
    window.detail.press_primary()
    wait_until(lambda: isinstance(QApplication.activePopupWidget(), SearchPopup))
    rest(program)
    popup = QApplication.activePopupWidget()
    assert popup
    popup.close()
    entry = stage.house.engine.entry(item)
    assert entry
    assert entry.state is OrderState.DRAFT


def test_a_file_with_a_password_is_a_cause_while_it_waits_in_the_inbox(stage: Stage, open_program: OpenProgram) -> None:
    stage.put(DEMO / "statik-tillaeg-b.pdf", "Statik, tillæg B.pdf", "Fællespostkasse")
    stage.house.engine.read_now()
    program = open_program(stage)
    window = program.window
    window.show_view(View.NEEDS_YOU)
    wait_until(lambda: window.needs_you.causes.rowCount() == 1)
    cause = window.needs_you.causes.cause(0)
    assert cause
    assert (cause.title, cause.button) == ("The file has a password", "Ask for a readable copy")
    rest(program)
    assert not [label_of(one) for one in cramped(window.needs_you.list)]
    (row,) = [window.list.models[View.INBOX].row(0)]
    assert row
    assert "The file has a password" in row.spoken


def test_the_sender_is_asked_without_the_number_of_a_person(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail goes out of the house as it is."""
    stage.put(DEMO / "statik-tillaeg-b.pdf", "Statik 010190-1234.pdf", "Fællespostkasse")
    stage.house.engine.read_now()
    window = open_program(stage).window
    window.show_view(View.NEEDS_YOU)
    wait_until(lambda: window.needs_you.causes.rowCount() == 1)
    asked: list[str] = []

    def take(url: QUrl) -> bool:
        asked.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    cause = window.needs_you.causes.cause(0)
    assert cause
    window.needs_you.list.acted.emit(cause)
    wait_until(lambda: bool(asked))
    assert "010190-xxxx" in asked[0]
    assert "1234" not in asked[0]


@pytest.mark.parametrize("installed", [True, False])
def test_the_empty_inbox_names_the_file_managers_menu_where_it_has_the_entry(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch, installed: bool
) -> None:
    monkeypatch.setattr("sagsbud.bootstrap.front.sends_here", lambda: installed)
    window = open_program(stage).window
    wait_until(window.empty.isVisible)
    words = [label.text() for label in window.empty.findChildren(QLabel)]
    assert ("Send to Sagsbud" in words) is installed
    wait_until(lambda: f"in {'three' if installed else 'two'} ways." in window.empty._subtitle.text())
