"""EN 301 549, chapter 11, on every screen: names, roles, states and values; contrast from pixels; large text; no motion.

The table is docs/accessibility.md.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from sagsbud.domain.listing import Filters, Listing, Order
from sagsbud.domain.states import OrderState
from sagsbud.engine import View
from sagsbud.ui.app import Program
from sagsbud.ui.detail.likesheet import LikeSheet
from sagsbud.ui.detail.newsag import NewSagSheet
from sagsbud.ui.detail.notesheet import NoteSheet
from sagsbud.ui.detail.searchpopup import SearchPopup
from sagsbud.ui.firstrun.step import Tone
from sagsbud.ui.inbox.dropped import Dropped
from sagsbud.ui.overlay import Overlay
from sagsbud.ui.tokens import MOTION_OVERLAY

from tests.ui.accessible import Strays, controls_in, cramped, faults_of, is_cut, is_small, label_of, pale_labels
from tests.ui.conftest import OpenProgram, OpenStage
from tests.ui.shell import rest
from tests.ui.stage import Stage, wait_until


def screens(program: Program, stage: Stage) -> Iterator[tuple[str, QWidget]]:
    """Every screen by its name, one after another."""
    window = program.window
    window.list.take_focus()
    wait_until(lambda: window.detail.item is not None)
    yield "inbox", window
    yield from _cards(program)
    for view in (View.QUEUE, View.NEEDS_YOU, View.FILED):
        window.show_view(view)
        yield view.value, window
    conflicting = next(row.item.id for row in stage.house.ports.outbox.page([OrderState.CONFLICT]))
    program.desk.troubles.compare(conflicting)
    wait_until(lambda: program.desk.troubles.conflict is not None and bool(program.desk.troubles.conflict.cards))
    yield "conflict", window
    window.back_from_aside()
    yield from _lists(program)
    page = program.show_settings()
    for at in range(len(page.sections)):
        page.nav.show_place(at)
        yield f"settings {at + 1}", window
    page.folders.change({"path": str(stage.service.folder), "label": "Scanner", "afterwards": "move", "target": "/x"})
    assert page.folders.sheet
    yield "folder", page.folders.sheet
    page.folders.sheet.close_overlay()
    page.show_status()
    wait_until(lambda: bool(page.status.checks))
    yield "status", window
    card = program.welcome()
    wait_until(lambda: card.service.outcome.tone is Tone.GOOD)
    yield "first run 1", card
    card.next.click()
    yield "first run 2", card
    card.next.click()
    wait_until(lambda: card.subjects.outcome.tone is Tone.GOOD)
    yield "first run 3", card
    card.close_overlay()


def _lists(program: Program) -> Iterator[tuple[str, QWidget]]:
    """The list narrowed down, several documents at once, the imports."""
    window = program.window
    window.show_view(View.INBOX)
    window.list.show_listing(Listing(Order.SENDER, Filters(with_attachments=True)))
    yield "filters", window
    window.list.show_listing(Listing())
    rest(program)
    window.list.rows.selectAll()
    window.open_document()
    wait_until(lambda: bool(window.document.items))
    yield "several", window
    program.desk.imports.open()
    yield "imports", window
    window.back_from_aside()


def _cards(program: Program) -> Iterator[tuple[str, QWidget]]:
    window = program.window
    window.drop.open(Dropped(tuple(Path(f"/brev-{number}.pdf") for number in range(7))), sager=True)
    yield "drop", window.drop
    window.drop.hide()
    window.keys.open()
    yield "keys", window.keys
    window.keys.close_overlay()
    kinds: tuple[tuple[type[Overlay], Callable[[], None]], ...] = (
        (NewSagSheet, window.detail.form.open_new_sag), (NoteSheet, window.detail.write_note),
        (LikeSheet, window.detail.look_for_alike),
    )  # fmt: skip
    for kind, opening in kinds:
        opening()
        rest(program)
        (card,) = window.findChildren(kind)
        yield kind.__name__, card
        card.close_overlay()
    for search in (window.detail.form.search_sag, window.detail.form.search_part):
        search()
        (popup,) = window.findChildren(SearchPopup)
        wait_until(lambda popup=popup: popup.answered is not None)  # type: ignore[misc]
        yield f"search {popup.field.accessibleName()}", popup
        popup.close()
        rest(program)


@pytest.fixture
def crowded(stage: Stage) -> Stage:
    """A house with something on every screen."""
    return crowd(stage)


def crowd(stage: Stage) -> Stage:
    """Put something on every screen."""
    items = stage.put_demo(count=6)
    stage.file(items[1], "26/1182")
    stage.overtake(items[1], "En anden titel")
    stage.file(items[2], "26/1182", hold=True)
    return stage


def ready(program: Program, stage: Stage) -> None:
    """The document that somebody else wrote has been stopped."""
    wait_until(lambda: stage.house.ports.outbox.counts().get(OrderState.CONFLICT, 0) == 1)


def test_every_control_of_every_screen_has_name_role_state_and_value(
    crowded: Stage, open_program: OpenProgram, qapp: QApplication
) -> None:
    program = open_program(crowded)
    ready(program, crowded)
    strays = Strays()
    qapp.installEventFilter(strays)
    seen, wrong = 0, []
    for name, screen in screens(program, crowded):
        rest(program)
        controls = list(controls_in(screen))
        seen += len(controls)
        wrong += [f"{name}: {label_of(one)}: {', '.join(faults)}" for one in controls if (faults := faults_of(one))]
        wrong += [f"{name}: {label_of(one)}: too small" for one in controls if is_small(one)]
        assert screen.window().focusWidget() is not None, f"{name}: the keyboard is nowhere"
    qapp.removeEventFilter(strays)
    assert not strays.met
    assert not wrong, "\n".join(sorted(set(wrong)))
    assert seen > 100, "the screens were not there"


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_what_is_written_stands_out_measured_from_pixels(
    crowded: Stage, open_program: OpenProgram, appearance: str
) -> None:
    program = open_program(crowded)
    ready(program, crowded)
    program.theme.choose(appearance)
    wrong = []
    for name, screen in screens(program, crowded):
        rest(program)
        wrong += [f"{name}: {label}" for label in pale_labels(screen)]
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_in_danish_nothing_is_cut_at_any_text_size(
    open_stage_at: OpenStage, open_program: OpenProgram, scale: float
) -> None:
    stage = crowd(open_stage_at(language="da"))
    program = open_program(stage, scale=scale)
    ready(program, stage)
    program.window.open_document()
    wrong = []
    for name, screen in screens(program, stage):
        rest(program)
        wrong += [f"{name}: {label_of(one)} is cut at the side" for one in controls_in(screen) if is_cut(one)]
        wrong += [f"{name}: {label_of(one)} has less room than its words" for one in cramped(screen)]
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_without_motion_everything_is_there_at_once(stage: Stage, open_program: OpenProgram) -> None:
    program = open_program(stage)
    before = QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
    try:
        QApplication.setEffectEnabled(Qt.UIEffect.UI_General, False)
        assert program.theme.reduced_motion
        assert program.theme.duration(MOTION_OVERLAY) == 0
        program.window.keys.open()
        assert program.window.keys.graphicsEffect() is None
        program.window.keys.close_overlay()
    finally:
        QApplication.setEffectEnabled(Qt.UIEffect.UI_General, before)
