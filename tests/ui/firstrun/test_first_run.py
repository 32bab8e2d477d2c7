"""The first run: three questions with a test of each, answered, passed by, or left."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget
from sagsbud.bootstrap import open_house
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.practice import Practice
from sagsbud.system.places import Places
from sagsbud.system.preferences import LivePreferences
from sagsbud.ui.app import Program
from sagsbud.ui.choicecard import RadioCard
from sagsbud.ui.firstrun.step import WORDS_AT, Outcome, Tone
from sagsbud.ui.firstrun.welcome import Welcome, is_due, remember
from sagsbud.ui.knowing import start_of
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_S

from tests.support.profiles import begun
from tests.support.program import Service
from tests.ui.conftest import OpenProgram
from tests.ui.stage import Stage, no_keyring, settle, wait_until


@pytest.fixture(scope="session")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a service on this machine that a first start has taught its subjects."""
    data = tmp_path_factory.mktemp("first") / "data"
    with no_keyring():
        house = open_house(None, data, None)
    subject = KleNummer("02.34.02")
    known = house.ports.service.klasse(subject)
    house.close()
    assert known, "a new profile can file under it at once"
    return data / "service"


@pytest.fixture
def alone(tmp_path: Path, taught: Path) -> Stage:
    """A house on a new profile, with nothing but the service on this machine."""
    data = begun(tmp_path / "data")
    shutil.copytree(taught, data / "service", ignore=shutil.ignore_patterns("*.lock", "ready.json"))
    shutil.copy(taught.parent / "trial.key", data)  # what the service keeps is sealed with it
    (data / "settings.json").write_text(json.dumps({"language": "en"}))
    with no_keyring():
        house = open_house(None, data, None)
    return Stage(Service(tmp_path / "unused"), house)


@pytest.fixture
def card(alone: Stage, open_program: OpenProgram) -> Welcome:
    """The first step on a new profile, tried."""
    card = open_program(alone).welcome()
    wait_until(lambda: card.service.outcome.tone is Tone.GOOD)
    return card


def settings_of(stage: Stage) -> dict[str, object]:
    return json.loads(stage.house.folders.settings.read_text())  # type: ignore[no-any-return]


def test_enter_three_times_leads_to_the_inbox_with_everything_tried(
    alone: Stage, card: Welcome, tmp_path: Path
) -> None:
    assert card.service.alone.isChecked()
    finished: list[bool] = []
    card.finished.connect(finished.append)
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert card.step is card.folders
    QTest.keyClick(card, Qt.Key.Key_Return)
    wait_until(lambda: card.step is card.subjects)
    wait_until(lambda: card.subjects.outcome.tone is Tone.GOOD)
    assert "02.34.02" in card.subjects.outcome.note.text()
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert finished == [False]
    assert alone.house.settings.service_url is None


def test_enter_presses_the_button_that_has_the_ring(card: Welcome) -> None:
    card.next.click()
    wait_until(lambda: card.step is card.folders)
    card.back.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(card.back, Qt.Key.Key_Return)
    wait_until(lambda: card.step is card.service)


def test_an_address_that_answers_holds_and_one_that_does_not_is_said(
    alone: Stage, card: Welcome, common_service: Service
) -> None:
    card.service.other.click()
    assert card.service.address.isVisible()
    QTest.keyClicks(card.service.address, "http://127.0.0.1:9")
    card.next.click()
    wait_until(lambda: card.service.outcome.tone is Tone.WARM)
    assert card.service.isVisible()
    card.skip.click()
    assert card.folders.isVisible()
    assert "service_url" not in settings_of(alone)
    assert not card.service.moved
    card.back.click()
    card.service.address.clear()
    QTest.keyClicks(card.service.address, common_service.url)
    QTest.keyClick(card.service.address, Qt.Key.Key_Return)
    wait_until(lambda: card.step is card.folders)
    assert card.service.outcome.tone is Tone.GOOD
    assert settings_of(alone)["service_url"] == common_service.url
    finished: list[bool] = []
    card.finished.connect(finished.append)
    QTest.keyClick(card, Qt.Key.Key_Escape)
    assert finished == [True]


def test_a_folder_that_is_ticked_is_watched_and_one_that_was_stays(alone: Stage, card: Welcome, tmp_path: Path) -> None:
    scan, gone = tmp_path / "Scan", tmp_path / "Gone"
    scan.mkdir()
    card.next.click()
    card.folders.add(gone)
    wait_until(lambda: card.folders.outcome.tone is Tone.WARM)
    assert card.folders.outcome.note.text() == "Its documents come as soon as it is there."
    card.folders.add(scan)
    wait_until(lambda: card.folders.outcome.note.text().endswith("it is there. The other folders work."))
    card.folders.cards[gone].click()
    wait_until(lambda: card.folders.outcome.tone is Tone.GOOD)
    card.folders.after.setCurrentIndex(1)
    card.next.click()
    wait_until(lambda: card.step is card.subjects)
    (kept,) = alone.house.settings.folders
    assert (kept.path, kept.afterwards.value, kept.target) == (str(scan), "move", str(scan / "Filed"))
    card.back.click()
    card.next.click()
    wait_until(lambda: card.step is card.subjects)
    assert alone.house.settings.folders == (kept,)


def test_what_is_decided_elsewhere_is_not_said_to_be_chosen_here(
    alone: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    machine, folders = tmp_path / "machine.json", [{"path": str(tmp_path / name)} for name in ("Scan", "Post")]
    locked = {"folders": folders, "service_url": "https://sagdok.fjordby.example"}
    program = open_program(alone)
    for decided in (locked, {**locked, "folders": []}):
        machine.write_text(json.dumps({"locked": decided}), encoding="utf-8")
        preferences = LivePreferences(Places(machine, ()), tmp_path / "mine.json")
        start = replace(start_of(program.house), preferences=preferences)
        card = Welcome(program.theme, program.window, start, program.operations)
        card.open()
        assert card.service.remark.text() == "This is already decided. Here it is tested."
        assert card.service.other.isHidden()
        said = "decides which folders are" if decided["folders"] else "has decided that no folder is"
        assert card.folders.remark.text().startswith(f"Your organisation {said} watched.")
        assert card.folders._box.isHidden() is not bool(decided["folders"])
        assert len(card.folders.cards) == len(decided["folders"])
        assert not any(one.isEnabled() for one in card.folders.cards.values())
        card._show(1)
        assert card.step is card.folders
        assert program.window.window().focusWidget() is card.next, "nothing else here can have the keyboard"
        card.close_overlay()


def test_what_practice_decided_is_not_said_to_be_the_organisations(
    alone: Stage, open_program: OpenProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(alone.house.preferences), "locked", lambda _self, key: key in ("service_url", "folders"))
    program = open_program(alone, practice=Practice(remove=lambda: None))
    start = start_of(program.house, program._practice)
    start = replace(start, preferences=alone.house.preferences, address="https://sagdok.fjordby.example")
    card = Welcome(program.theme, program.window, start, program.operations)
    assert card.service._origin() == "Fixed in practice"
    assert card.folders.remark.text() == "In practice no folder is watched. Files can be dragged into the window."


def test_a_plan_from_a_file_is_taken_into_use_and_a_wrong_one_is_not(
    alone: Stage, card: Welcome, tmp_path: Path
) -> None:
    wrong = tmp_path / "brev.txt"
    wrong.write_bytes(b"\x00\x01 nothing of the kind")
    card.next.click()
    wait_until(lambda: card.step is card.folders)
    card.next.click()
    wait_until(lambda: card.subjects.outcome.tone is Tone.GOOD)
    before = alone.house.ports.kle.edition
    card.subjects.install(wrong)
    wait_until(lambda: card.subjects.outcome.tone is Tone.WARM)
    assert alone.house.ports.kle.edition == before
    assert card.subjects.here.isChecked()
    good = tmp_path / "plan.tsv"
    good.write_text("02.34.02\tByggetilladelse\tansøgning; tilbygning\n99.99.99\tPrøveemne\tprøve\n", encoding="utf-8")
    card.subjects.install(good)
    wait_until(lambda: card.subjects.outcome.tone is Tone.GOOD)
    number = KleNummer("99.99.99")
    assert alone.house.ports.kle.emne(number)
    assert alone.house.ports.service.klasse(number), "the service on this machine has learned it"


def test_it_comes_once_and_never_over_a_window_that_was_open_before(tmp_path: Path) -> None:
    kept = tmp_path / "window.ini"
    assert is_due(kept)
    assert not is_due(None)
    remember(kept)
    assert not is_due(kept)
    older = QSettings(str(tmp_path / "older.ini"), QSettings.Format.IniFormat)
    older.setValue("window", "somewhere")
    older.sync()
    assert not is_due(tmp_path / "older.ini")


def test_the_steps_can_be_gone_through_again_from_the_settings(stage: Stage, open_program: OpenProgram) -> None:
    program: Program = open_program(stage)
    page = program.show_settings()
    page.welcome_asked.emit()
    assert not program.window.aside
    cards = program.window.findChildren(Welcome)
    assert len(cards) == 1
    assert cards[0].isVisible()
    assert not cards[0].service.other.isVisible()
    wait_until(lambda: cards[0].service.outcome.tone is Tone.GOOD)


def test_the_keyboard_goes_from_folder_to_folder_and_then_to_the_way_to_one_more(card: Welcome, tmp_path: Path) -> None:
    for name in ("Scan", "Post"):
        (tmp_path / name).mkdir()
        card.folders.add(tmp_path / name)
    card.next.click()
    wait_until(lambda: card.step is card.folders)
    order = [*card.folders.cards.values(), card.folders.add_button, card.folders.after, card.back]
    for part in order:
        assert card.window().focusWidget() is part
        QTest.keyClick(part, Qt.Key.Key_Tab)


def test_the_way_to_one_more_folder_has_as_much_air_below_it_as_above(
    alone: Stage, open_program: OpenProgram, tmp_path: Path
) -> None:
    card = open_program(alone, scale=2.0).welcome()
    (tmp_path / "Scan").mkdir()
    card.folders.add(tmp_path / "Scan")
    wait_until(lambda: card.service.outcome.tone is Tone.GOOD)
    card.next.click()
    wait_until(lambda: card.step is card.folders)
    settle()
    button, around = card.folders.add_button, card.folders._last
    above = button.mapTo(around, QPoint()).y()
    assert around.height() - above - button.height() == above


def test_what_was_found_is_brought_up_where_there_is_little_room(alone: Stage, open_program: OpenProgram) -> None:
    card = open_program(alone, scale=2.0).welcome()
    wait_until(lambda: card.service.outcome.tone is Tone.GOOD)
    settle()
    assert scroll_of(card).verticalScrollBar().maximum() == 0
    card.service.other.click()
    QTest.keyClicks(card.service.address, "http://127.0.0.1:9")
    card.service.try_it()
    wait_until(lambda: card.service.outcome.tone is Tone.WARM)
    step = card.service

    def cut() -> list[QWidget]:
        parts = (step.heading, step.remark, step.other, step.alone, step.outcome)
        return [part for part in parts if part.visibleRegion().boundingRect().height() not in (0, part.height())]

    wait_until(lambda: not step.outcome.visibleRegion().isEmpty() and not cut())


def test_what_was_found_stands_as_near_to_the_folders_with_and_without_a_question_between(
    card: Welcome, tmp_path: Path
) -> None:
    (tmp_path / "Scan").mkdir()
    step = card.folders
    card.next.click()
    wait_until(lambda: card.step is step)
    step.add(tmp_path / "Scan")
    wait_until(lambda: step.outcome.tone is Tone.GOOD)
    question = step.after.parentWidget()
    assert question
    apart = []
    for above, shown in ((question, True), (step._box, False)):
        question.setVisible(shown)
        settle()
        apart.append(step.outcome.y() - above.geometry().bottom() - 1)
    assert apart == [card._theme.px(SPACE_S)] * 2


def test_what_was_found_is_written_as_in_the_cards_above_it(theme: Theme) -> None:
    """Title, note and the middle of the sign, so many px below the upper edge."""
    above, found = RadioCard(theme, "Plan", "Plan"), Outcome(theme)
    found.say(Tone.GOOD, "Plan", "Plan")
    starts = []
    for part in (above, found):
        part.resize(300, part.heightForWidth(300))
        image = part.grab().toImage()
        lines = [y for y in range(image.height()) if row_has_ink(image, y, left=theme.px(WORDS_AT))]
        starts.append((part.height(), [y for y in lines if y - 1 not in lines]))
    assert starts[0] == starts[1]


def row_has_ink(image: QImage, y: int, *, left: int) -> bool:
    """Whether anything is written in a line of pixels from there on, before the edge at the right."""
    line = [image.pixel(x, y) for x in range(left, image.width() - left)]
    return len(set(line)) > 1


def scroll_of(card: Welcome) -> QScrollArea:
    """What the step that is shown lies in."""
    return next(area for area in card.findChildren(QScrollArea) if area.isAncestorOf(card.step))
