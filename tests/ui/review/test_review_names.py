"""A drawing's long names are read whole where there is room for two lines."""

from itertools import pairwise

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF
from sagsbud.ui.review.plots.drawing import first_line, text_width
from sagsbud.ui.review.plots.shares import FOOT, Share, Shares
from sagsbud.ui.theme import Theme


def test_a_name_in_two_lines_is_not_broken_at_a_hyphen(theme: Theme) -> None:
    font = theme.font("caption")
    room = text_width(font, "Forkert KLE-")
    assert first_line(font, "Forkert KLE-emne", room) == ("Forkert", "KLE-emne")
    assert first_line(font, "Forkert KLE-emne", 2 * room) == ("Forkert KLE-emne", "")


def test_a_long_name_has_two_lines_where_rows_are_low_and_the_others_give_it_the_room(theme: Theme) -> None:
    long, short = "01 Fysisk planlægning og naturbeskyttelse", "02 Byggeri"
    shares = Shares([Share(name, 0.8, 0.7, 0.9, 75) for name in (short, long, *[short] * 5)], unit="KLE", nothing="")
    line = QFontMetricsF(theme.font("caption")).height()
    sheet = QRectF(0, 0, theme.px(300), theme.px(200))
    places = shares.places(sheet, theme)
    assert [place.height() >= 2 * line for place in places] == [False, True, *[False] * 5]
    assert all(above.bottom() == below.top() for above, below in pairwise(places))
    assert places[-1].bottom() <= sheet.bottom() - theme.px(FOOT)
    wide = shares.places(QRectF(0, 0, theme.px(900), theme.px(200)), theme)
    assert len({round(place.height(), 3) for place in wide}) == 1


def test_names_in_two_lines_take_no_more_width_than_the_longer_of_them(theme: Theme) -> None:
    names = ("01 Fysisk planlægning og naturbeskyttelse", "02 Byggeri")
    shares = Shares([Share(name, 0.8, 0.7, 0.9, 75) for name in names], unit="KLE", nothing="")
    font, room = theme.font("caption"), text_width(theme.font("caption"), names[0])
    sheet = QRectF(0, 0, room + theme.px(100), theme.px(200))
    first, rest = first_line(font, names[0], shares._room_for_names(sheet, theme))
    assert rest
    assert shares._names(sheet, theme) == max(text_width(font, first), text_width(font, rest)) + theme.px(4)
    wide = QRectF(0, 0, 3 * room, theme.px(200))
    assert shares._names(wide, theme) == room + theme.px(4)
