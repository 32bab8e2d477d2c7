"""Tokens, palettes and drawings: what must be readable is, in every appearance."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.suggestions import Band
from sagsbud.shipped import resources
from sagsbud.ui import icons
from sagsbud.ui.choicecard import CHOSEN, PADDING, RadioCard
from sagsbud.ui.edges import INSIDE, WORDS_AT
from sagsbud.ui.focus import RING
from sagsbud.ui.inbox.row import Chip, row_of
from sagsbud.ui.inbox.row_painter import CUT, GAP, LETTERS_LEAST, RowLook, RowPainter
from sagsbud.ui.paint import CHIP_KINDS
from sagsbud.ui.palette import contrast, from_system, palette_of, with_accent
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import DARK, LIGHT, Tokens

from tests.support.orders import NOW, make_item
from tests.ui.stage import settle, wait_until

BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
TEXT_PAIRS = [
    *((ink, ground) for ink in ("tx", "tx2") for ground in ("surf", "win", "sel", "hov", "selq", "warnbg")),
    *((ink, ground) for ink in ("tx3",) for ground in ("surf", "win")),
    *(("acctx", ground) for ground in ("surf", "win", "sel")),
    *(("onacc", ground) for ground in ("acc", "hover", "pressed")),
    *(("warn", ground) for ground in ("surf", "win", "warnbg", "sel")),
    *(("err", ground) for ground in ("surf", "errbg", "sel")),
    *(("ok", ground) for ground in ("surf", "okbg")),
    *(("pagetx", ground) for ground in ("page", "ev", "evs")),
    ("marktx", "mark"),
    ("evtx", "canvas"),
    ("distx", "disbg"),
    *((ink, ground) for ground, ink in CHIP_KINDS.values()),
]
SHAPE_PAIRS = [
    *(("ctl", ground) for ground in ("surf", "win", "sel")),
    *(("acc", ground) for ground in ("surf", "win", "sel")),
    *((shape, ground) for shape in ("warn", "ok") for ground in ("surf", "win")),
    ("evl", "page"),
    ("evl", "surf"),
    ("warnfill", "surf"),
]
SOURCES = Path(icons.__file__).parent


@pytest.mark.parametrize("appearance", ["light", "dark"])
@pytest.mark.usefixtures("undressed")
def test_what_is_left_of_a_progress_bar_stands_out_from_its_ground(qapp: QApplication, appearance: str) -> None:
    Theme(appearance=appearance, scale=1.0).apply(qapp)
    ground = QWidget()
    ground.setObjectName("pane")
    bar = QProgressBar(ground, textVisible=False)
    bar.setGeometry(10, 10, 200, bar.sizeHint().height())
    image = ground.grab().toImage()
    around = image.pixelColor(110, 5).name()
    left = [image.pixelColor(110, y).name() for y in range(bar.y(), bar.geometry().bottom() + 1)]
    assert max(contrast(colour, around) for colour in left) >= 3


@BOTH
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-".join)
def test_text_can_be_read_on_its_ground(tokens: Tokens, pair: tuple[str, str]) -> None:
    ink, ground = (getattr(tokens, role) for role in pair)
    assert contrast(ink, ground) >= 4.5


@BOTH
@pytest.mark.parametrize("pair", SHAPE_PAIRS, ids="-".join)
def test_shapes_can_be_seen_on_their_ground(tokens: Tokens, pair: tuple[str, str]) -> None:
    shape, ground = (getattr(tokens, role) for role in pair)
    assert contrast(shape, ground) >= 3


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@BOTH
@pytest.mark.parametrize("accent", ["#0067C0", "#B146C2", "#E3008C", "#107C10"])
def test_a_readable_system_accent_is_taken_and_stays_readable(tokens: Tokens, accent: str) -> None:
    taken = with_accent(tokens, accent, dark=tokens is DARK)
    for ink, ground in [("onacc", "acc"), ("onacc", "hover"), ("onacc", "pressed"), ("acctx", "surf"), ("tx", "sel")]:
        assert contrast(getattr(taken, ink), getattr(taken, ground)) >= 4.5, (ink, ground)


def test_an_accent_that_vanishes_on_the_ground_is_not_taken() -> None:
    assert with_accent(LIGHT, "#FFE94D", dark=False) is LIGHT
    assert with_accent(DARK, "#202020", dark=True) is DARK


def test_high_contrast_takes_the_systems_own_colours(qapp: QApplication) -> None:
    system = QPalette()
    for role, color in {
        QPalette.ColorRole.Window: "#000000",
        QPalette.ColorRole.WindowText: "#FFFF00",
        QPalette.ColorRole.Base: "#000000",
        QPalette.ColorRole.Highlight: "#00FF00",
        QPalette.ColorRole.HighlightedText: "#000000",
    }.items():
        system.setColor(role, QColor(color))
    tokens = from_system(system, LIGHT)
    paper = {"page", "pagetx", "ev", "evs", "evl"}
    colors = {getattr(tokens, name) for name in Tokens.__match_args__ if name not in paper}
    assert colors == {"#000000", "#FFFF00", "#00FF00"}
    assert all(contrast(tokens.pagetx, getattr(tokens, ground)) >= 7 for ground in ("page", "ev", "evs"))
    assert palette_of(tokens).color(QPalette.ColorRole.WindowText).name() == "#ffff00"


def test_no_hex_stands_outside_the_tokens() -> None:
    hexes = re.compile(r"#[0-9A-Fa-f]{6}\b")
    allowed = {"tokens.py"}
    found = {file.name for file in SOURCES.rglob("*.py") if hexes.search(file.read_text(encoding="utf-8"))}
    assert found <= allowed


def drawn_names() -> set[str]:
    return {file.stem for file in (resources() / "icons").glob("*.svg")}


@pytest.mark.parametrize("name", sorted(drawn_names()))
@pytest.mark.parametrize("size", [13, 18, 36])
def test_every_drawing_paints_something_in_the_colour_asked_for(qapp: QApplication, name: str, size: int) -> None:
    image = icons.pixmap(name, "#B0261D", size, 2.0).toImage()
    assert (image.width(), image.devicePixelRatio()) == (size * 2, 2.0)
    inked = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inked
    if not name.startswith("app"):
        assert "#b0261d" in inked


def test_the_stroke_grows_with_the_text_and_with_nothing_else(qapp: QApplication) -> None:
    def inked() -> list[int]:
        images = [icons.pixmap("x", "#B0261D", size).toImage() for size in (18, 36)]
        return [sum(image.pixelColor(image.width() // 3, y).alpha() for y in range(image.height())) for image in images]

    usual = qapp.font()
    try:
        qapp.setFont(Theme(scale=1.0).font("body"))
        once = inked()
        qapp.setFont(Theme(scale=2.0).font("body"))
        twice = inked()
    finally:
        qapp.setFont(usual)
    assert once[0] == pytest.approx(once[1], rel=0.1)
    assert [large / small for large, small in zip(twice, once, strict=True)] == pytest.approx([2, 2], rel=0.15)


def test_drawings_are_on_one_grid_with_one_stroke() -> None:
    for file in (resources() / "icons").glob("*.svg"):
        source = file.read_text(encoding="utf-8")
        assert 'viewBox="0 0 24 24"' in source, file.name
        if not file.stem.startswith("app"):
            assert 'stroke-width="1.5"' in source, file.name
            assert "currentColor" in source, file.name


def test_every_drawing_that_the_windows_name_is_there() -> None:
    named = re.compile(
        r'(?:IconLabel|IconButton|LinkButton|RoundIcon|pixmap|icon|show_icon)\([^()\n]*?"([a-z]+(?:-[a-z]+)*)"'
    )
    for file in SOURCES.rglob("*.py"):
        for name in named.findall(file.read_text(encoding="utf-8")):
            if "-" in name or name in ("mail", "folder", "search", "copy", "lock", "x", "check", "info", "ellipsis"):
                assert name in drawn_names(), (file.name, name)


@pytest.mark.parametrize(
    ("look", "ground"), [(RowLook(), "hov"), (RowLook(hovered=True), "surf"), (RowLook(selected=True), "surf")]
)
def test_a_chip_stands_out_from_its_row_also_under_the_pointer(theme: Theme, look: RowLook, ground: str) -> None:
    row = replace(row_of(OutboxEntry(1, make_item()), NOW.date()), chips=(Chip("", "paperclip"),))
    image = QImage(400, 60, QImage.Format.Format_RGB32)
    image.fill(theme.color("win"))
    painter = QPainter(image)
    RowPainter(theme).paint(painter, image.rect(), row, look)
    painter.end()
    colours = Counter(image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height()))
    assert colours[theme.color(ground).name()] > 50


@pytest.mark.parametrize("joined", [(False, False), (True, False), (False, True), (True, True)])
def test_selected_rows_beside_each_other_are_round_where_the_first_begins_and_the_last_ends(
    theme: Theme, joined: tuple[bool, bool]
) -> None:
    image = QImage(400, 60, QImage.Format.Format_RGB32)
    image.fill(theme.color("surf"))
    painter = QPainter(image)
    row = row_of(OutboxEntry(1, make_item()), NOW.date())
    RowPainter(theme).paint(painter, image.rect(), row, RowLook(selected=True, joined=joined))
    painter.end()
    straight = tuple(image.pixelColor(0, y) == theme.color("sel") for y in (0, image.height() - 1))
    assert straight == joined


def test_a_sender_stays_readable_beside_all_chips(theme: Theme) -> None:
    chips = (Chip("2", "paperclip"), Chip("CPR", "shield", drawn=True), Chip("3 dage", "clock", "err"))
    row = replace(row_of(OutboxEntry(1, make_item()), NOW.date()), sender="Fællespostkasse", chips=chips)
    painter = RowPainter(theme)
    time = f"\u2002·\u2002{row.time}"
    least = theme.width("caption", row.sender[:LETTERS_LEAST] + CUT)
    whole = painter._width_of(chips) + theme.width("caption", time) + least
    assert painter._fitted(row, whole) == (row.sender, time, chips)
    assert painter._fitted(row, whole - 1) == (row.sender, "", chips), "the day's heading tells of when it came"
    assert painter._fitted(row, painter._width_of(chips) + least) == (row.sender, "", chips)
    words, tail, shown = painter._fitted(row, painter._width_of(chips) + least - 1)
    assert (words, tail) == (row.sender, "")
    assert [chip.text for chip in shown] == ["2", "", "3 dage"], "what its drawing says is said by that alone"
    assert painter._fitted(row, painter._width_of(shown) + least) == (row.sender, "", shown)
    assert painter._fitted(row, painter._width_of(shown) + least - 1) == ("", "", shown), "nothing comes back"
    assert painter._fitted(row, painter._width_of(shown) - GAP) == ("", "", shown)
    assert painter._fitted(row, painter._width_of(shown) - GAP - 1) == ("", "", shown[:-1]), "whole, or not there"
    assert painter._fitted(row, -100 * GAP) == ("", "", ()), "narrower than what stands beside it"
    unnamed = replace(row, sender="2")
    timed = painter._width_of(chips) + theme.width("caption", row.time)
    assert painter._fitted(unnamed, timed) == ("", row.time, chips)
    assert painter._fitted(unnamed, timed - 1) == ("", "", chips)
    assert painter._fitted(unnamed, painter._width_of(shown)) == ("", "", shown), "in the same order"


def test_chips_alone_begin_where_the_words_of_other_rows_do(theme: Theme) -> None:
    row = replace(row_of(OutboxEntry(1, make_item()), NOW.date()), chips=(Chip("", "paperclip", "err"),))
    painter, edge = RowPainter(theme), theme.px(WORDS_AT) + theme.px(INSIDE)
    wide = painter._width_of(row.chips) - GAP + edge
    assert painter._fitted(row, wide - edge) == ("", "", row.chips)
    image = QImage(wide, 60, QImage.Format.Format_RGB32)
    image.fill(theme.color("surf"))
    paint = QPainter(image)
    painter.paint(paint, image.rect(), row, RowLook(ruled=False))
    paint.end()
    ground = theme.color("errbg").name()
    assert min(x for x in range(wide) for y in range(30, 60) if image.pixelColor(x, y).name() == ground) == WORDS_AT


@pytest.mark.parametrize("sender", ["Teknik og Miljø " * 9, "Grundejerforeningen Solsikkevangen " * 4, "i" * 300])
def test_rows_whose_sender_is_cut_end_where_rows_with_a_confidence_end(theme: Theme, sender: str) -> None:
    plain = replace(row_of(OutboxEntry(1, make_item()), NOW.date()), sender=sender, chips=(Chip("3", kind="err"),))
    ends = []
    for row in (plain, replace(plain, band=Band.SURE, chips=())):
        image = QImage(400, 60, QImage.Format.Format_RGB32)
        image.fill(theme.color("surf"))
        painter = QPainter(image)
        RowPainter(theme).paint(painter, image.rect(), row, RowLook(ruled=False))
        painter.end()
        ground = theme.color("surf").name()
        inked = [x for x in range(image.width()) for y in range(30, 60) if image.pixelColor(x, y).name() != ground]
        ends.append(max(inked))
    assert abs(ends[0] - ends[1]) <= 1  # a round edge and a straight one


@pytest.mark.parametrize(("chosen", "role", "thick"), [(True, "acc", CHOSEN), (False, "ctl", 1)])
def test_the_ring_of_a_card_is_one_line_with_its_frame_and_thicker_than_that_of_a_chosen_one(
    theme: Theme, chosen: bool, role: str, thick: int
) -> None:
    card = RadioCard(theme, "A card", "and in hand")
    card.setChecked(chosen)
    card.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    card.show()
    card.activateWindow()
    wait_until(card.isActiveWindow)
    for has_keyboard in (False, True):
        if has_keyboard:
            card.setFocus()
        settle()
        image = card.grab().toImage()
        row = [image.pixelColor(x, image.height() // 4) for x in range(theme.px(PADDING))]
        seen = [x for x, ink in enumerate(row) if ink != row[-1]]
        assert seen == [*range(CHOSEN + RING if has_keyboard else thick)]
        assert all(row[x] == theme.color("acc" if has_keyboard else role) for x in seen)
    card.close()
    card.deleteLater()
    settle()
