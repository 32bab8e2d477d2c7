"""Small parts that many pages share keep one edge, and one size, wherever they stand."""

import string
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QImage, QKeySequence, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QVBoxLayout, QWidget
from sagsbud.domain.listing import Filters, Listing
from sagsbud.domain.suggestions import Band
from sagsbud.i18n import tr
from sagsbud.ui.buttons import IconButton, LinkButton
from sagsbud.ui.choicecard import PADDING, CheckCard
from sagsbud.ui.detail.primary import EDGE, PrimaryButton
from sagsbud.ui.detail.reasonline import ReasonLine
from sagsbud.ui.icons import icon
from sagsbud.ui.inbox.cause_list import in_lines
from sagsbud.ui.inbox.empty import EmptyInbox, Offers
from sagsbud.ui.inbox.flow import Flow
from sagsbud.ui.inbox.narrowing import ChipRow
from sagsbud.ui.labels import JOINER, UNBROKEN, TextLabel, kept_together
from sagsbud.ui.menus import Menu
from sagsbud.ui.nothing import NothingHere
from sagsbud.ui.paint import key_cap_width, paint_confidence, paint_key_cap
from sagsbud.ui.settings.nav import Nav, Place
from sagsbud.ui.sheet import style_sheet
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import (
    ICON_FIELD,
    ICON_ROW,
    KEY_CAP,
    PANE_LIST,
    PANE_PADDING,
    RADIUS_ROW,
    SPACE_M,
    SPACE_S,
    TOOL_BUTTON,
)

from tests.ui.ink import last_ink
from tests.ui.stage import settle


def test_an_empty_list_speaks_where_its_rows_would_begin_and_a_wide_one_in_its_middle(theme: Theme) -> None:
    page = NothingHere(
        theme, "search", "Intet fundet", "Der søges i titel, afsender og tekst efter ord, der begynder sådan."
    )
    page.resize(theme.px(PANE_LIST), 600)
    page.show()
    assert page.heading.mapTo(page, QPoint()).x() == theme.px(PANE_PADDING)
    page.resize(1200, 600)
    left = page.heading.mapTo(page, QPoint()).x()
    assert abs(page.width() - page.heading.width() - 2 * left) <= 1
    page.close()


def test_empty_pages_begin_in_one_column_whoever_keeps_their_edges(theme: Theme) -> None:
    own, given = (
        NothingHere(theme, "search", "Intet", "Prøv et andet ord.", inset=inset) for inset in (PANE_PADDING, 0)
    )
    for page in (own, given):
        page.resize(1200, 600)
        page.show()
    assert own.heading.mapTo(own, QPoint()).x() == given.heading.mapTo(given, QPoint()).x()
    for page in (own, given):
        page.close()


def test_no_short_word_is_alone_below_its_line_on_a_card(theme: Theme) -> None:
    assert kept_together("Names it too\nScanner, 2. sal") == f"Names it{UNBROKEN}too\nScanner, 2.{UNBROKEN}sal"
    note = "Nævner det samme navn også"
    card = CheckCard(theme, "Attest", note)
    card.resize(card.sizeHint())
    while card.heightForWidth(card.width() - 1) == card.heightForWidth(card.width()):
        card.resize(card.width() - 1, card.height())
    card.resize(card.width() - 1, card.heightForWidth(card.width() - 1))
    image, line = card.grab().toImage(), QFontMetrics(theme.font("caption")).height()
    below = range(image.height() - theme.px(PADDING - 2) - line + 2, image.height() - theme.px(PADDING - 2))
    ground, across = image.pixelColor(image.width() - 5, below[0]), range(5, image.width() - 5)
    inked = [x for x in across if any(image.pixelColor(x, y) != ground for y in below)]
    assert inked[-1] - inked[0] > theme.width("caption", "navn også") * 3 // 4


def test_no_line_ends_with_the_first_letters_of_a_word_that_a_hyphen_joins(theme: Theme) -> None:
    words = "Andres cpr-nummer og KLE-emnet mangler blandt sagsoplysningerne"
    shown = words.replace("-", f"-{JOINER}")
    assert kept_together(words) == shown
    assert kept_together("Nyt KLE-nr. her") == f"Nyt KLE-{JOINER}nr.{UNBROKEN}her"
    label = TextLabel(theme, words)
    label.setWordWrap(True)
    assert (QLabel.text(label), label.text(), label.accessibleName()) == (shown, words, words)
    assert JOINER not in kept_together("Bygge- og boligregistret")


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_caps_of_one_letter_are_of_one_width(undressed: None, qapp: QApplication, scale: float) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    wide = {key_cap_width(theme, letter) for letter in set(string.ascii_uppercase) - {"W"}}
    assert wide == {theme.px(KEY_CAP)}


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_lines_of_a_menu_are_of_one_height_with_a_sign_and_without_one(
    undressed: None, qapp: QApplication, scale: float
) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    menu = Menu(QWidget())
    signed, plain = menu.addAction(icon("search", theme, theme.px(ICON_FIELD)), "Søg"), menu.addAction("Luk")
    others = Menu(QWidget())
    alone = others.addAction("Luk")
    heights = {menu.actionGeometry(signed).height(), menu.actionGeometry(plain).height()}
    assert heights == {others.actionGeometry(alone).height()}


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_a_link_has_its_middle_where_rows_of_even_height_have_theirs(
    undressed: None, qapp: QApplication, scale: float
) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    link, signed = LinkButton(theme, "Fortryd"), LinkButton(theme, "Fortryd", "undo")
    assert {made.sizeHint().height() % 2 for made in (link, signed)} == {0}


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_a_tool_button_is_as_high_as_it_is_drawn_also_while_it_is_on(
    undressed: None, qapp: QApplication, scale: float
) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    button = IconButton(theme, "list-filter", "Filter", size=ICON_ROW)
    button.setCheckable(True)
    for on in (False, True):
        button.setChecked(on)
        button.ensurePolished()
        assert button.sizeHint().height() == theme.px(TOOL_BUTTON)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_words_of_a_link_stand_as_far_from_its_sign_as_was_asked(
    undressed: None, qapp: QApplication, scale: float
) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    link = LinkButton(theme, "H", "undo", beside=11)
    link.resize(link.sizeHint())
    begin_at = link.room_before() + theme.px(16) + theme.px(11)
    (words, *_more) = (x for x in inked(link.grab()) if x >= begin_at - theme.px(5))
    assert words - round(QFontMetricsF(link.font()).leftBearing("H")) == pytest.approx(begin_at, abs=1)


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_empty_inbox_begins_at_the_edge_of_all_pages_where_it_has_no_more_room(
    undressed: None, qapp: QApplication, scale: float
) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    page = EmptyInbox(theme, Offers(practice=True, sends_here=True))
    page.resize(theme.px(670), theme.px(300))
    page.show()
    heading = next(one for one in page.findChildren(TextLabel) if one.text() == tr("The inbox is empty"))
    assert heading.mapTo(page, QPoint()).x() == theme.px(PANE_PADDING)
    cards = page.findChild(QFrame, "group")
    assert isinstance(cards, QFrame)
    assert page.width() - cards.mapTo(page, QPoint(cards.width(), 0)).x() == theme.px(PANE_PADDING)
    page.close()


def test_a_sentence_stands_as_near_to_its_heading_on_every_empty_page(theme: Theme) -> None:
    inbox, other = EmptyInbox(theme, Offers()), NothingHere(theme, "search", "Intet fundet", "Der er intet her.")
    inbox.take(all_filed=False, sources=())
    title = next(one for one in inbox.findChildren(TextLabel) if one.text() == tr("The inbox is empty"))
    apart = []
    for page, heading, sentence in ((inbox, title, inbox._subtitle), (other, other.heading, other.sentence)):
        page.resize(1200, 700)
        page.show()
        settle()
        apart.append(sentence.y() - heading.geometry().bottom() - 1)
        page.close()
    assert apart == [theme.px(SPACE_S)] * 2


def test_no_short_word_of_a_reason_is_alone_in_its_last_line(theme: Theme) -> None:
    line = ReasonLine(theme)
    line.say(Band.UNSURE, "måske 25/0418: teksten ligner sagens titel")
    (words,) = (one for one in line.findChildren(QLabel) if one.text())
    assert f"sagens{UNBROKEN}titel" in words.text()
    assert line.said.endswith("sagens titel")
    assert words.accessibleName() == line.said


def test_the_last_word_of_what_can_be_copied_is_not_alone_and_is_copied_as_it_reads(theme: Theme) -> None:
    said = "Sig det til it-afd."
    words = TextLabel(theme, said)
    words.setWordWrap(True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    assert QLabel.text(words) == f"Sig det til{UNBROKEN}it-afd."
    words.setSelection(0, len(said))
    words.show()
    QTest.keySequence(words, QKeySequence.StandardKey.Copy)
    assert QApplication.clipboard().text() == said
    assert words.accessibleName() == said
    words.close()


@pytest.mark.parametrize("note", ["26/1090 Samletank · siden 22.16", "siden 22.16"])
def test_since_when_something_needs_a_person_has_a_line_of_its_own_where_there_is_little_room(
    theme: Theme, note: str
) -> None:
    room = theme.width("caption", note)
    assert in_lines(note, room, theme) == note
    assert in_lines(note, room - 1, theme) == note.replace(" · ", "\n")


@pytest.mark.parametrize("rail", [False, True])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_sign_and_words_of_a_side_bars_button_stand_in_the_columns_of_its_lines(
    undressed: None, qapp: QApplication, scale: float, rail: bool
) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    nav = Nav(theme, [Place("Back", "arrow-left")])
    nav.resize(nav.width(), 600)
    nav.set_rail(rail)
    nav.show()
    line = nav.list.visualItemRect(nav.list.item(0)).translated(nav.list.viewport().mapTo(nav, QPoint()))
    assert nav.back.text() == "Back"
    assert inked(nav.grab(nav.back.geometry())) == inked(nav.grab(line), nav.back.x() - line.x())
    nav.close()


class PlaceOfWords(QPainter):
    """Keeps the rectangle in which words are drawn."""

    rect = QRect()

    def drawText(self, rect: QRect, _flags: int, _text: str) -> None:  # type: ignore[override]  # noqa: N802 - Qt's name
        """Keep it."""
        self.rect = rect


@pytest.mark.parametrize("beside", ["caption", "body", "pane_title"])
def test_a_keys_name_stands_on_one_line_with_the_words_beside_its_cap(theme: Theme, beside: str) -> None:
    picture, cap = QPixmap(100, 40), QRect(0, 10, 60, 20)
    painter = PlaceOfWords(picture)
    paint_key_cap(painter, cap, "Ctrl+Z", theme, beside)
    painter.end()
    assert painter.rect == cap.adjusted(0, theme.line_air("chip", beside), 0, 0)


@pytest.mark.parametrize("band", list(Band))
@pytest.mark.parametrize("side", [11, 16, 22, 32])
def test_a_confidence_is_as_wide_as_its_place_and_never_passes_it(theme: Theme, side: int, band: Band) -> None:
    picture, place = QPixmap(60, 60), QRect(14, 10, side, side + 6)
    picture.fill(theme.color("surf"))
    painter = QPainter(picture)
    paint_confidence(painter, place, band, theme.color("tx"))
    painter.end()
    columns = inked(picture)
    assert (columns[0], columns[-1]) == (place.left(), place.right())


@pytest.mark.parametrize("contrast", [False, True])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_chips_are_as_high_as_the_link_beside_them(
    undressed: None, qapp: QApplication, scale: float, contrast: bool
) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    if contrast:
        qapp.setStyleSheet(style_sheet(replace(theme.tokens, sel=theme.tokens.surf), scale, border=2))
    row = ChipRow(theme)
    row.take(Listing(filters=Filters(frozenset({Band.SURE}), with_attachments=True)), {})
    row.show()
    assert {chip.sizeHint().height() for chip in row.chips} == {row.keep.sizeHint().height()}
    row.close()


def test_what_flows_stands_in_the_middle_of_its_line_whatever_its_height(theme: Theme) -> None:
    parts = [QLabel("x"), QLabel("y"), QLabel("z")]
    for part, air in zip(parts, (2, 6, 4), strict=True):
        part.setContentsMargins(0, air, 0, air)
    page = QWidget()
    box = QVBoxLayout(page)
    flow = Flow(6, parts[2])
    flow.fill(parts[:2])
    box.addWidget(flow)
    page.resize(400, 100)
    page.show()
    middles = {part.y() + part.height() // 2 for part in parts}
    assert len({part.height() for part in parts}) == 3
    assert len(middles) == 1
    page.close()


def inked(picture: QPixmap, from_column: int = 0) -> list[int]:
    """The columns of pixels in which something is painted."""
    image = picture.toImage()
    ground = QColor(image.pixel(image.width() - 1, 0))
    columns = range(image.width())
    rows = range(image.height())
    return [x - from_column for x in columns if any(QColor(image.pixel(x, y)) != ground for y in rows)]


def test_the_key_of_the_primary_button_keeps_its_place_also_where_its_words_come_near(theme: Theme) -> None:
    button = PrimaryButton(theme, "Ctrl+Enter")
    button.say("Put the copy away")
    words = QFontMetrics(theme.font("strong")).horizontalAdvance(button.text())
    beside = theme.px(SPACE_M) + theme.width("caption", "Ctrl+Enter") + theme.px(EDGE)
    ends = []
    for wide in (button.sizeHint().width(), words + 2 * beside - 4, words + 2 * beside + 2, words + 4 * beside):
        button.resize(wide, button.sizeHint().height())
        ends.append(wide - last_ink(inside_of(button)))
    assert len(set(ends)) == 1


def inside_of(button: QWidget) -> QImage:
    """Its picture without its round corners."""
    return button.grab(button.rect().adjusted(RADIUS_ROW, RADIUS_ROW, -RADIUS_ROW, -RADIUS_ROW)).toImage()
