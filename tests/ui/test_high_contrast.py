"""High contrast: where grounds do not differ, frames and lines tell what they would, without moving anything."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QToolButton, QWidget
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.parties import Part
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.choicecard import RadioCard
from sagsbud.ui.detail.controls import ChoiceField
from sagsbud.ui.detail.fields import LinkLabel
from sagsbud.ui.detail.optionpainter import Option
from sagsbud.ui.detail.options import OptionList
from sagsbud.ui.detail.parties import PartiesBox
from sagsbud.ui.firstrun.welcome import BAR, _Bars
from sagsbud.ui.focus import paint_row
from sagsbud.ui.hints import Hint, hint_font
from sagsbud.ui.inbox.row import row_of
from sagsbud.ui.inbox.row_painter import RowLook, RowPainter
from sagsbud.ui.labels import RoundIcon, frame
from sagsbud.ui.menus import Menu
from sagsbud.ui.paint import chip_width, paint_chip, paint_ground
from sagsbud.ui.palette import from_system, palette_of
from sagsbud.ui.review.plots.spread import Span, Spread
from sagsbud.ui.settings.rows import Row
from sagsbud.ui.sheet import style_sheet
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import LIGHT

from tests.support.orders import NOW, make_item
from tests.ui.screens.shooting import LOOKS, night_sky, system_asks


@pytest.fixture
def bare(undressed: None, qapp: QApplication) -> Iterator[Theme]:
    """A theme on a system that asks for high contrast."""
    with system_asks(LOOKS["contrast"]):
        theme = Theme(appearance="light", scale=1.0)
        theme.apply(qapp)
        yield theme


def painted(width: int, height: int, theme: Theme) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(theme.color("surf"))
    return image


def toggle(*, signed: bool = False, name: str = "") -> QToolButton:
    button = QToolButton()
    button.setText("Fundsteder")
    button.setCheckable(True)
    button.setObjectName(name)
    button.setProperty("signed", signed)
    button.ensurePolished()
    return button


def test_what_cannot_be_used_has_the_systems_own_colour(qapp: QApplication) -> None:
    system = night_sky()
    assert from_system(system, LIGHT).distx == "#A6A6A6"
    system.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText, QColor("#101010"))
    assert from_system(system, LIGHT).distx == "#FFFFFF", "a system that names none that can be seen"


def test_selected_words_can_be_told_from_others(qapp: QApplication) -> None:
    palette, role = palette_of(from_system(night_sky(), LIGHT)), QPalette.ColorRole
    assert palette.color(role.Highlight).name() == "#ffd800"
    assert palette.color(role.HighlightedText).name() == "#000000"


def test_a_card_that_is_chosen_has_no_frame_as_where_the_keyboard_is(bare: Theme) -> None:
    card = RadioCard(bare, "A card", "that is chosen")
    card.setChecked(True)
    image = card.grab().toImage()
    assert image.pixelColor(0, image.height() // 2) == bare.color("ctl")
    card.close()


def test_steps_to_come_are_hollow_where_those_that_are_done_are_filled(bare: Theme) -> None:
    bars = _Bars(bare, 2)
    bars.show_step(0, "Which service?")
    image = bars.grab().toImage()
    done, coming = (image.pixelColor(x, image.height() // 2) for x in (BAR // 2, BAR + 6 + BAR // 2))
    assert done == bare.color("acc")
    assert coming == bare.color("surf")
    bars.close()


@pytest.mark.parametrize("signed", [False, True])
def test_a_toggle_that_is_on_has_a_frame_and_is_no_larger(bare: Theme, signed: bool) -> None:
    button = toggle(signed=signed)
    off, size = button.grab().toImage(), button.sizeHint()
    button.setChecked(True)
    middle = button.height() // 2
    on = button.grab().toImage()
    assert button.sizeHint() == size
    assert (off.pixelColor(0, middle).alpha(), on.pixelColor(0, middle)) == (0, bare.color("ctl"))


@pytest.mark.parametrize("name", ["band", "quiet_box", "outcome"])
def test_a_box_of_words_has_a_frame_and_its_words_stay(bare: Theme, name: str) -> None:
    box = frame(name)
    inside = QHBoxLayout(box)
    inside.setContentsMargins(12, 8, 12, 8)
    words = QLabel("Ord")
    inside.addWidget(words)
    box.resize(200, 60)
    image = box.grab().toImage()
    assert words.geometry() == QRect(12, 8, 176, 44)
    assert [image.pixelColor(x, 30) for x in (0, 1, 198, 199)] == [bare.color("ctl")] * 4
    assert image.pixelColor(2, 30) != bare.color("ctl")


def test_the_way_still_to_go_can_be_seen(bare: Theme) -> None:
    bar = QProgressBar(textVisible=False)
    bar.setRange(0, 10)
    bar.setValue(3)
    bar.resize(200, 6)
    image = bar.grab().toImage()
    assert bar.sizeHint().height() == 6
    assert (image.pixelColor(150, 0), image.pixelColor(150, 5)) == (bare.color("ctl"),) * 2
    assert image.pixelColor(30, 3) == bare.color("acc")


def test_a_sign_in_a_disc_has_a_ring(bare: Theme) -> None:
    disc = RoundIcon(bare, "check", 48)
    assert disc.grab().toImage().pixelColor(1, 24) == bare.color("ctl")


def test_the_line_in_hand_in_a_menu_has_a_frame(bare: Theme) -> None:
    window = QWidget()
    menu = Menu(window)
    first, _second = menu.addAction("Giv videre"), menu.addAction("Notat")
    menu.resize(menu.sizeHint())
    menu.setActiveAction(first)
    place, image = menu.actionGeometry(first), menu.grab().toImage()
    below = place.center().y() + place.height()
    colors = [image.pixelColor(place.left(), y) for y in (place.center().y(), below)]
    assert colors == [bare.color("acc"), bare.color("surf")]


def test_links_are_underlined(bare: Theme) -> None:
    link = LinkButton(bare, "Ny sag")
    link.ensurePolished()
    assert link.font().underline()
    words = LinkLabel(bare, "Ny sag", lambda: None)
    words.resize(words.sizeHint())
    image = words.grab().toImage()
    rows = [
        [image.pixelColor(x, y) == bare.color("tx3") for x in range(8, image.width())] for y in range(image.height())
    ]
    assert any(all(row[:-8]) for row in rows), "a line from the first letter to the last"


def test_a_line_stands_below_the_chosen_option(bare: Theme) -> None:
    options = OptionList(bare)
    options.show_options([Option(1, "", "Den ene", chosen=True), Option(2, "", "Den anden")])
    options.resize(300, options.sizeHint().height())
    image = options.grab().toImage()
    line = bare.border + options.delegate.row_height() - 1
    assert image.pixelColor(150, line) == bare.color("line")
    assert options.viewport().height() == 2 * options.delegate.row_height()


def test_frames_are_painted_to_the_pixel(bare: Theme) -> None:
    image = painted(200, 40, bare)
    p = QPainter(image)
    paint_chip(p, QRect(10, 10, chip_width(bare, "1 dag"), 19), "1 dag", "", "plain", bare)
    paint_ground(p, QRectF(100, 10, 80, 20), "warnbg", bare, 6)
    p.end()
    ctl, ground = bare.color("ctl"), bare.color("surf")
    assert [image.pixelColor(30, y) for y in (9, 10, 11)] == [ground, ctl, ground]
    assert [image.pixelColor(140, y) for y in (9, 10, 11, 12)] == [ground, ctl, ctl, ground]


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_words_of_a_field_begin_at_one_px_whatever_its_frame(
    undressed: None, qapp: QApplication, scale: float
) -> None:
    starts = set()
    for border in (1, 2):
        qapp.setStyleSheet(style_sheet(LIGHT, scale, border=border))
        field = QLineEdit("Ord")
        field.ensurePolished()
        field.setCursorPosition(0)
        starts.add(field.cursorRect().left())
    assert len(starts) == 1


def test_what_is_chosen_begins_where_the_words_of_a_field_do(bare: Theme) -> None:
    choice, field = ChoiceField(bare, "Emne"), QLineEdit()
    choice.show_choice("", "", "Hus")
    Hint(bare, field, "Hus")
    starts = []
    for one in (choice, field):
        one.resize(200, one.sizeHint().height())
        image = one.grab().toImage()
        rows = range(6, image.height() - 6)
        starts.append(next(x for x in range(6, 60) if any(image.pixelColor(x, y).lightness() > 120 for y in rows)))
    assert starts[0] == starts[1]


def test_a_party_takes_the_room_of_a_field(bare: Theme) -> None:
    whole, field = QWidget(), QLineEdit()
    box = PartiesBox(bare, whole)
    box.show_parties((Part("Karina Holst", "urn:oio:fuldtnavn:Karina"),))
    box.ensurePolished()
    field.ensurePolished()
    assert box.sizeHint().height() == field.sizeHint().height()


@pytest.mark.parametrize("which", ["theme", "bare"])
def test_the_line_between_rows_is_one_px(qapp: QApplication, which: str, request: pytest.FixtureRequest) -> None:
    theme: Theme = request.getfixturevalue(which)
    image = painted(400, 60, theme)
    p = QPainter(image)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    RowPainter(theme).paint(p, QRect(0, 0, 400, 58), row_of(OutboxEntry(1, make_item()), NOW.date()), RowLook())
    p.end()
    line, ground = theme.color("line"), theme.color("surf")
    assert [image.pixelColor(200, y) for y in (56, 57, 58)] == [ground, line, ground]


def test_the_grid_is_seen_behind_what_lies_between_the_lines(bare: Theme) -> None:
    spans = [Span(f"u{week}", f"uge {week}", 4.0, 30.0) for week in range(6)]
    image = painted(600, 240, bare)
    p = QPainter(image)
    Spread(spans, unit="Uge", nothing="").paint(p, QRectF(0, 0, 600, 240), bare)
    p.end()
    between = {image.pixelColor(x, y).name() for x in range(200, 220) for y in range(90, 130)}
    assert bare.color("ctl").name() in between


def test_neighbours_that_are_selected_are_framed_together(bare: Theme) -> None:
    image, above, below = painted(200, 120, bare), QRectF(0, 0, 200, 60), QRectF(0, 60, 200, 60)

    def frames(x: int, *, focused: bool = False) -> list[bool]:
        """Whether something of a frame is seen above, between and below the rows."""
        image.fill(bare.color("surf"))
        p = QPainter(image)
        paint_row(p, above, bare, selected=True, active=True, focused=focused, joined=(False, True))
        paint_row(p, below, bare, selected=True, active=True, focused=False, joined=(True, False))
        p.end()
        return [
            any(image.pixelColor(x, y) != bare.color("surf") for y in rows)
            for rows in (range(8), range(52, 68), range(112, 120))
        ]

    assert frames(100) == [True, False, True]
    assert frames(0) == frames(199) == [True, True, True], "the sides go on"
    assert frames(100, focused=True) == [True, True, True], "the ring of the one in hand is whole"


def test_a_warning_in_the_settings_has_a_sign(bare: Theme) -> None:
    row = Row(bare, "Adresse", "Hvor tjenesten er")
    row.tell("En anden adresse er sat.", warm=True)
    assert not row._warning.isHidden()
    row.tell("Hvor tjenesten er")
    assert row._warning.isHidden()


@pytest.mark.parametrize("which", ["theme", "bare"])
def test_a_hint_differs_from_what_is_written(qapp: QApplication, which: str, request: pytest.FixtureRequest) -> None:
    theme: Theme = request.getfixturevalue(which)
    field = QLineEdit()
    Hint(theme, field, "Søg")
    assert field.placeholderText() == "Søg"
    assert field.font().italic() is theme.high_contrast
    field.setText("Hus")
    assert not field.font().italic()
    field.clear()
    assert field.font().italic() is theme.high_contrast
    assert hint_font(theme).italic() is theme.high_contrast


def test_where_nobody_is_named_the_way_to_name_somebody_is_a_hint(bare: Theme) -> None:
    whole = QWidget()
    box = PartiesBox(bare, whole)
    box.show_parties(())
    assert [button.font().italic() for button in box.findChildren(QToolButton)] == [True]


def test_a_hint_follows_a_system_that_comes_to_ask_for_high_contrast(theme: Theme) -> None:
    field = QLineEdit()
    Hint(theme, field, "Søg")
    theme.high_contrast = True
    theme.changed.emit()
    assert field.font().italic()


def test_what_is_most_urgent_is_filled(bare: Theme) -> None:
    box, kinds = QRect(0, 0, chip_width(bare, "5 dage"), 18), ("plain", "warn", "err")
    grounds = []
    for kind in kinds:
        image = painted(box.width(), box.height(), bare)
        p = QPainter(image)
        paint_chip(p, box, "5 dage", "", kind, bare)
        p.end()
        grounds.append(image.pixelColor(box.width() // 2, 2))
    assert grounds == [bare.color(role) for role in ("surf", "surf", "tx")]
