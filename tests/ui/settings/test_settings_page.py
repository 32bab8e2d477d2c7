"""The settings: found, changed, kept, locked, and the window's keys while they are shown."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFrame, QLineEdit, QWidget
from sagsbud.domain.practice import Practice
from sagsbud.engine import View
from sagsbud.system.places import Places
from sagsbud.system.preferences import LivePreferences
from sagsbud.ui.actions import ActionId
from sagsbud.ui.app import Program
from sagsbud.ui.buttons import ClearButton
from sagsbud.ui.knowing import settings_house
from sagsbud.ui.opening import Names
from sagsbud.ui.settings.page import House, SettingsPage
from sagsbud.ui.settings.rows import ChoiceRow, Group, LockedField, Row, ShownRow, WordsRow
from sagsbud.ui.theme import Theme

from tests.ui.conftest import OpenProgram
from tests.ui.stage import Stage, settle, wait_until


@pytest.fixture
def program(stage: Stage, open_program: OpenProgram) -> Program:
    """The window over a house with one document."""
    stage.put_text("brev.txt", "Et brev om vej og park.")
    return open_program(stage)


def row(page: SettingsPage, title: str) -> Any:
    """The setting with this name."""
    found = [one for one in page.findChildren(Row) if one.title.text() == title]
    assert len(found) == 1
    return found[0]


def kept(stage: Stage) -> dict[str, Any]:
    """The user's own file."""
    return json.loads(stage.house.folders.settings.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def shown_rows(page: SettingsPage) -> list[str]:
    return [one.title.text() for one in page.findChildren(Row) if one.isVisible()]


def choose(row: ChoiceRow, text: str) -> None:
    """As a person does with the keyboard: down or up to it."""
    at = row.box.findText(text)
    assert at >= 0
    row.box.setFocus()
    key = Qt.Key.Key_Down if at > row.box.currentIndex() else Qt.Key.Key_Up
    for _ in range(abs(at - row.box.currentIndex())):
        QTest.keyClick(row.box, key)


def test_no_row_is_squeezed_where_a_search_shows_more_than_the_window_holds(program: Program, stage: Stage) -> None:
    stage.house.preferences.change("folders", [{"path": f"/fjordby/{name}"} for name in ("Scan", "Post")])
    page = program.show_settings()
    wait_until(lambda: len(page.folders.rows) == 2)
    page.nav.search.setText("e")
    settle()
    shown = [(group, layout) for group in page.findChildren(Group) if group.isVisible() and (layout := group.layout())]
    assert len(shown) > 4
    for group, layout in shown:
        assert group.height() >= layout.totalHeightForWidth(group.width())


def test_a_line_stands_between_the_head_and_settings_that_are_scrolled(program: Program) -> None:
    page = program.show_settings()
    program.window.resize(program.window.width(), 400)
    settle()
    bar = page._scroll.verticalScrollBar()
    line = next(line for line in page.findChildren(QFrame, "rule") if line.parent() is page._scroll.parent())
    assert bar.maximum() > 0
    assert not line.isVisible()
    bar.setValue(1)
    assert line.isVisible()
    bar.setValue(0)
    assert not line.isVisible()


def test_a_group_is_as_high_as_its_rows_when_controls_stand_under_their_words_no_more(theme: Theme) -> None:
    groups = [Group(theme, "Sag og Dokument") for _ in range(2)]
    for group, width in zip(groups, (400, 700), strict=True):
        for name in ("Adresse", "Proxy", "Enhed"):
            group.add(one := Row(theme, name))
            one.put(QLineEdit())
        group.resize(width, 400)
        group.show()
    settle()
    heights = [group.heightForWidth(700) for group in groups]
    assert heights[0] > heights[1]
    groups[0].resize(700, 400)
    settle()
    assert groups[0].heightForWidth(700) == heights[1]


def test_the_side_bar_is_a_rail_again_when_the_search_is_left(program: Program) -> None:
    program.window.resize(880, 700)
    page = program.show_settings()
    settle()
    assert page.nav.rail
    page.go_to_search()
    QTest.keyClicks(page.nav.search, "fortryde")
    assert not page.nav.rail
    page.nav.list.setFocus()
    assert not page.nav.rail, "what is searched can be read"
    page.step_back()
    settle()
    assert page.nav.rail


def test_the_rail_has_a_way_to_the_search_by_mouse(program: Program) -> None:
    program.window.resize(880, 700)
    page = program.show_settings()
    settle()
    assert page.nav.lens.isVisible()
    QTest.mouseClick(page.nav.lens, Qt.MouseButton.LeftButton)
    settle()
    assert page.nav.search.hasFocus()
    assert not page.nav.lens.isVisible()


def test_a_press_beside_the_empty_search_chooses_what_stands_there(program: Program) -> None:
    program.window.resize(880, 700)
    page = program.show_settings()
    page.go_to_search()
    settle()
    names = page.nav.list
    place = names.visualItemRect(names.item(3))
    assert not page.nav.rail
    QTest.mouseClick(names.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(105, place.center().y()))
    settle()
    assert names.currentRow() == 3
    assert page.nav.rail


def test_a_key_leads_to_the_settings_and_esc_back(program: Program) -> None:
    window = program.window
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    page = program.settings
    assert page
    assert page.isVisible()
    assert window.windowTitle() == "Settings · Sagsbud"
    assert not window.side.isVisible()
    assert window.line.isVisible()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert window.side.isVisible()
    assert window.windowTitle() == "Inbox · Sagsbud"
    assert window.list.isAncestorOf(window.focusWidget())


def test_the_side_bar_leads_there_too_and_a_view_leads_out(program: Program) -> None:
    window = program.window
    button = next(one for one in window.side.findChildren(QAbstractButton) if one.text() == "Settings")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.aside is program.settings
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.aside is None
    assert window.view is View.QUEUE
    assert window.queue.isVisible()


def test_what_is_not_seen_is_not_filed_by_key(program: Program, stage: Stage) -> None:
    file = program.window.actions_[ActionId.FILE]
    before = file.shortcuts()
    assert before
    program.show_settings()
    assert file.shortcuts() == []
    assert program.window.actions_[ActionId.SAG].shortcuts() == []
    program.window.back_from_aside()
    assert file.shortcuts() == before


def test_f6_walks_between_the_parts_of_the_settings(program: Program) -> None:
    page = program.show_settings()
    assert page.nav.list.hasFocus()
    QTest.keyClick(program.window, Qt.Key.Key_F6)
    focus = program.window.focusWidget()
    assert focus
    assert page.isAncestorOf(focus)
    assert not page.nav.isAncestorOf(focus)


def test_a_choice_is_kept_at_once_and_said_quietly(program: Program, stage: Stage) -> None:
    page = program.show_settings()
    page.nav.show_place(3)
    choose(row(page, "Time to undo"), "30 seconds")
    wait_until(lambda: kept(stage).get("undo_seconds") == 30)
    wait_until(lambda: page._head.said == "Saved")
    assert stage.house.settings.undo_seconds == 30


def test_a_value_that_is_none_of_the_choices_is_shown(open_stage_at: Any, open_program: OpenProgram) -> None:
    page = open_program(open_stage_at(undo_seconds=47)).show_settings()
    assert row(page, "Time to undo").box.currentText() == "47 seconds"


def test_what_was_changed_elsewhere_is_seen_here(program: Program, stage: Stage) -> None:
    page = program.show_settings()
    stage.house.preferences.change("grace_days", 30)
    wait_until(lambda: row(page, "Delete the encrypted copy on this PC").box.currentText() == "30 days after")


def test_the_appearance_changes_as_it_is_chosen(program: Program) -> None:
    page = program.show_settings()
    page.nav.show_place(4)
    choose(row(page, "Appearance"), "Dark")
    wait_until(lambda: program.theme.dark)


def test_keys_of_one_letter_can_be_switched_off_and_on(program: Program, stage: Stage) -> None:
    page = program.show_settings()
    page.nav.show_place(len(page.sections) - 1)
    assert program.window.actions_.single_keys
    choose(row(page, "Single-letter and number keys"), "Off")
    wait_until(lambda: not program.window.actions_.single_keys)
    assert kept(stage)["letter_keys"] == "off"
    choose(row(page, "Single-letter and number keys"), "On")
    wait_until(lambda: program.window.actions_.single_keys)


def test_the_window_can_be_asked_to_open_at_login(program: Program, stage: Stage) -> None:
    page = program.show_settings()
    page.nav.show_place(4)
    choose(row(page, "When you log in"), "The window opens")
    wait_until(lambda: kept(stage).get("at_login") == "window")


def test_domains_that_are_none_are_refused_and_the_old_ones_stay(program: Program, stage: Stage) -> None:
    page = program.show_settings()
    page.nav.show_place(1)
    domains: WordsRow = row(page, "Your own email domains")
    domains.field.setFocus()
    QTest.keyClicks(domains.field, "fjordby.example; post.fjordby.example")
    QTest.keyClick(domains.field, Qt.Key.Key_Return)
    wait_until(lambda: stage.house.settings.own_domains == ("fjordby.example", "post.fjordby.example"))
    wait_until(lambda: domains.field.text() == "fjordby.example, post.fjordby.example")
    domains.field.selectAll()
    QTest.keyClicks(domains.field, "@fjordby")
    QTest.keyClick(domains.field, Qt.Key.Key_Return)
    wait_until(lambda: page.problems.text.startswith("That cannot be used here."))
    assert domains.field.text() == "fjordby.example, post.fjordby.example"
    assert stage.house.settings.own_domains == ("fjordby.example", "post.fjordby.example")


def test_search_finds_a_row_in_any_section_and_esc_gives_it_up(program: Program) -> None:
    page = program.show_settings()
    QTest.keyClick(program.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.nav.search.hasFocus()
    QTest.keyClicks(page.nav.search, "encrypted copy")
    assert shown_rows(page) == ["Delete the encrypted copy on this PC"]
    page.nav.search.setText("zeppelin")
    assert shown_rows(page) == []
    assert page.nothing.isVisible()
    QTest.keyClick(page.nav.search, Qt.Key.Key_Escape)
    assert program.window.aside is page
    assert "Delete the encrypted copy on this PC" in shown_rows(page)


def test_where_nothing_is_found_it_says_so_in_the_middle_and_not_that_something_is(program: Program) -> None:
    page = program.show_settings()
    page.nav.search.setText("hverken fugl eller fisk")
    settle()
    pane = page._stack
    middle = page.nothing.mapTo(pane, page.nothing.rect().center()).x()
    assert abs(middle - pane.rect().center().x()) <= 1
    assert page._head._title.text() == "Settings"
    program.window.resize(700, 600)
    settle()
    edges = {part.mapTo(pane, QPoint()).x() for part in (page._head._title, page.nothing.heading, page.nothing.button)}
    assert len(edges) == 1


def test_of_a_long_search_the_beginning_is_shown_while_nobody_types_there(program: Program) -> None:
    page = program.show_settings()
    field = page.nav.search
    QTest.keyClick(program.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "hverken fugl eller fisk")
    assert field.cursorPosition() == len(field.text())
    page.nav.list.setFocus()
    assert field.cursorPosition() == 0
    field.setText("hverken fisk eller fugl")
    assert field.cursorPosition() == 0


def test_it_says_that_changes_are_kept_only_where_there_can_be_any(program: Program) -> None:
    page = program.show_settings()
    said = {}
    for at, section in enumerate(page.sections):
        page.nav.show_place(at)
        said[section.title] = page._head.said
    kept, never = "Changes are saved at once", "Cannot be changed here"
    assert said == {
        "Sources": kept, "You and your unit": kept, "Service": never, "Filing": kept, "Look and language": kept,
    }  # fmt: skip
    page.nav.search.setText("proxy")
    assert page._head.said == never
    page.nav.search.setText("encrypted copy")
    assert page._head.said == kept
    page.nav.search.setText("zeppelin")
    assert page._head.said == ""


def test_who_files_is_called_what_stands_at_the_top_of_the_side_bar(program: Program) -> None:
    usual = settings_house(program.house, Names("Byg og Miljø", "Fjordby Kommune"))
    page = SettingsPage(program.theme, usual, program.operations, program.window)
    said = {row.key: row.field.text() for row in page.findChildren(ShownRow)}
    assert (said["unit"], said["authority"]) == ("Byg og Miljø", "Fjordby Kommune")
    page.end()


def test_a_search_is_given_up_by_the_cross_in_its_field(program: Program) -> None:
    page = program.show_settings()
    cross = page.nav.search.findChild(ClearButton)
    assert cross
    assert cross.isHidden()
    QTest.keyClicks(page.nav.search, "encrypted copy")
    assert cross.geometry().right() < page.nav.search.width()
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert not page.nav.search.text()
    assert len(shown_rows(page)) > 1


def test_a_search_marks_no_section_and_the_one_that_was_open_leads_out_of_it(program: Program) -> None:
    page = program.show_settings()
    line = page.nav.list.visualItemRect(page.nav.list.item(0))
    aside = page.nav.list.visualItemRect(page.nav.list.item(1))
    page.nav.search.setFocus()

    def ground(place: QRect) -> QColor:
        return page.nav.list.grab().toImage().pixelColor(place.center().x(), place.top() + 4)

    assert ground(line) != ground(aside)
    page.nav.search.setText("encrypted copy")
    assert ground(line) == ground(aside)
    QTest.mouseClick(page.nav.list.viewport(), Qt.MouseButton.LeftButton, pos=line.center())
    assert not page.nav.search.text()
    assert page.title() == "Settings"
    assert page._head._title.text() == "Sources"
    page.nav.search.setFocus()
    assert ground(line) != ground(aside)


def test_what_is_wrong_in_the_files_is_said(program: Program, stage: Stage) -> None:
    file = stage.house.folders.settings
    file.write_text(json.dumps({"language": "en", "undo_seconds": 5000}), encoding="utf-8")
    stage.house.preferences.look()
    page = program.show_settings()
    wait_until(lambda: "The last good value applies." in page.problems.text)
    assert "“Time to undo” must be a whole number from 0 to 600" in page.problems.text


def test_what_the_organisation_decided_is_shown_and_not_offered(
    program: Program, stage: Stage, tmp_path: Path, qtbot: Any
) -> None:
    machine = tmp_path / "machine.json"
    locked = {"undo_seconds": 10, "own_domains": ["fjordby.example"], "folders": [{"path": str(tmp_path)}]}
    machine.write_text(json.dumps({"locked": locked}), encoding="utf-8")
    preferences = LivePreferences(Places(machine, ()), tmp_path / "mine.json")
    usual = settings_house(program.house)
    house = House(preferences, usual.health, usual.checks, usual.facts, usual.running_on)
    page = SettingsPage(program.theme, house, program.operations)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    page.nav.show_place(3)
    undo: ChoiceRow = row(page, "Time to undo")
    assert not undo.box.isVisible()
    assert undo.locked.isVisible()
    assert undo.locked.text() == "10 seconds"
    assert undo.locked.focusPolicy() & Qt.FocusPolicy.TabFocus
    said = [label.text() for label in undo.findChildren(QWidget) if hasattr(label, "text") and label.isVisible()]
    assert "Managed by your organisation" in said
    assert undo.note.accessibleName() not in said, "nobody chooses here, so nothing is said of how to"
    assert undo.locked.accessibleDescription() == "Managed by your organisation"
    page.nav.show_place(0)
    assert not any(one.more.isVisible() for one in page.folders.rows)
    assert not any(one.text() == "Add a folder" for one in page.findChildren(QAbstractButton) if one.isVisible())
    assert page._head.said == "Changes are saved at once"
    page.nav.show_place(1)
    assert page._head.said == "Cannot be changed here"
    for title in ("Your own email domains", "Authority", "Unit", "You"):
        assert row(page, title)._lock.isVisible()
        assert row(page, title)._why.text() == "Managed by your organisation", "in one way, whoever keeps it there"
    page.nav.show_place(2)
    assert not row(page, "Proxy").note.isVisible()
    page.end()


@pytest.mark.parametrize(
    ("chosen", "note"),
    [
        ({}, "It was given when the program was started."),
        ({"service_url": "https://sag.fjordby.example"}, "It is chosen in the first three steps."),
        ({"service_url": "https://ny.fjordby.example"}, "It takes effect at the next start."),
    ],
)
def test_it_is_said_where_the_address_in_use_comes_from(
    program: Program, tmp_path: Path, qtbot: Any, chosen: dict[str, str], note: str
) -> None:
    preferences = LivePreferences(Places(tmp_path / "machine.json", ()), tmp_path / "mine.json")
    for key, value in chosen.items():
        preferences.change(key, value)
    usual = settings_house(program.house)
    house = House(preferences, usual.health, usual.checks, usual.facts, "https://sag.fjordby.example")
    page = SettingsPage(program.theme, house, program.operations)
    qtbot.addWidget(page)
    assert row(page, "Address").note.text().endswith(note)
    page.end()


def test_what_practice_decided_is_not_said_to_be_the_organisations(
    stage: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [replace(one, locked=one.key == "undo_seconds") for one in stage.house.preferences.explain()]
    monkeypatch.setattr(type(stage.house.preferences), "explain", lambda _self: known)
    page = open_program(stage, practice=Practice(remove=lambda: None)).show_settings()
    page.nav.show_place(3)
    undo: ChoiceRow = row(page, "Time to undo")
    assert undo._why.isVisible()
    assert undo._why.text() == "Fixed in practice"


def test_it_is_said_where_high_contrast_is_chosen(program: Program) -> None:
    page = program.show_settings()
    page.nav.search.setText("high contrast")
    settle()
    assert row(page, "Appearance").isVisible(), "it is found by its words"


def test_another_language_makes_the_window_anew(program: Program, stage: Stage) -> None:
    page, before = program.show_settings(), program.window
    assert QCoreApplication.translate("QLineEdit", "&Copy") == "&Copy"
    came: list[QWidget] = []
    program.furnished.connect(came.append)
    page.nav.show_place(4)
    choose(row(page, "Language"), "Dansk")
    wait_until(lambda: bool(came))
    assert came == [program.window]
    assert program.window is not before
    assert program.settings
    assert program.window.aside is program.settings
    assert program.settings.nav.list.currentRow() == 4
    assert program.window.windowTitle() == "Indstillinger · Sagsbud"
    assert QCoreApplication.translate("QLineEdit", "&Copy") == "&Kopiér"
    program.window.show()
    program.window.show_view(View.INBOX)
    wait_until(lambda: program.window.list.model.rowCount() == 1)
    stage.put_text("brev-2.txt", "Et brev mere om vej og park.")
    wait_until(lambda: program.window.list.model.rowCount() == 2)


def test_every_control_has_a_name(program: Program) -> None:
    page = program.show_settings()
    seen: set[QWidget] = set()
    for at in range(page.nav.list.count()):
        page.nav.show_place(at)
        for kind in (QAbstractButton, QComboBox, QLineEdit):
            seen |= {one for one in page.findChildren(kind) if one.isVisible()}
    seen = {one for one in seen if not isinstance(one.parent(), QLineEdit)}  # a field's own sign
    assert len([one for one in seen if isinstance(one, LockedField)]) > 4
    assert [one for one in seen if not (one.accessibleName() or getattr(one, "text", str)())] == []
