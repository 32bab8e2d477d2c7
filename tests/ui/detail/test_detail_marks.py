"""Where a mark on the document begins and ends."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit
from sagsbud.ui.detail.findings import Field, Finding, HeaderRow
from sagsbud.ui.detail.mailbody import MailBody
from sagsbud.ui.detail.mailhead import MailHead
from sagsbud.ui.detail.marks import Marking, MarkPainter, by_line, covers
from sagsbud.ui.detail.textsheet import Setting, TextSheet
from sagsbud.ui.palette import contrast
from sagsbud.ui.theme import Theme


@pytest.mark.usefixtures("theme")
def test_a_mark_that_goes_on_in_the_next_line_ends_with_the_last_letter_of_each() -> None:
    text = "Et ord og et til står på en linje, der er længere end arket er bredt."
    sheet = TextSheet(1, text, 0, Setting(QFont(), QColor("black"), QColor("white"), scale=1.0))
    whole = sheet.rects((0, len(text)), 250.0)
    words: list[QRectF] = []
    start = 0
    for word in text.split(" "):
        words += sheet.rects((start, start + len(word)), 250.0)
        start += len(word) + 1
    lines = by_line(words)
    assert len(whole) == len(lines) > 1
    for mark, line in zip(whole, lines, strict=True):
        assert mark.left() == pytest.approx(line.left(), abs=0.1)
        assert mark.right() == pytest.approx(line.right(), abs=0.1)


@pytest.mark.parametrize("finer", [1.0, 1.5, 2.0])
def test_a_mark_is_underlined_exactly_as_far_as_it_is_tinted_and_without_half_pixels(
    theme: Theme, finer: float
) -> None:
    picture = QImage(round(200 * finer), round(40 * finer), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(finer)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    marking = Marking((Finding(Field.SAG, 0, 5),))
    marks = MarkPainter(theme, marking, lambda _span: [QRectF(20.3, 10.4, 50.2, 12.3)])
    marks.paint(painter, QRectF(0, 0, 100, 40), 110, covers=False)
    painter.end()
    reach = range(round(100 * finer))
    rows = [[picture.pixelColor(x, y) for x in reach] for y in range(picture.height())]
    tinted, lined = theme.color("ev"), theme.color("evl")
    assert {color.name() for row in rows for color in row} == {"#ffffff", tinted.name(), lined.name()}
    wide = {tuple(x for x in reach if row[x] == color) for row in rows for color in (tinted, lined) if color in row}
    assert len(wide) == 1


@pytest.mark.parametrize("focused", [None, Field.SAG])
def test_a_mark_in_the_head_of_a_mail_looks_as_one_in_its_words(theme: Theme, focused: Field | None) -> None:
    body, head = MailBody(theme), MailHead(theme)
    body.show_text("26/1182")
    body.mark(Marking((Finding(Field.SAG, 0, 7),), focused=focused))
    (mark,) = body.extraSelections()
    below = look_of(mark.format)
    written = QTextEdit()
    written.setHtml(head._marked("26/1182", [Finding(Field.SAG, quote="26/1182", row=HeaderRow.SUBJECT)], focused))
    written.moveCursor(QTextCursor.MoveOperation.Right)
    assert look_of(written.currentCharFormat()) == below
    for one in (body, head, written):
        one.close()


def test_in_a_mail_too_the_line_stands_below_letters_that_reach_down(theme: Theme) -> None:
    marking = Marking(tuple(Finding(Field.DATO, 0, 3, row=row) for row in (None, HeaderRow.SUBJECT)))
    body, head = MailBody(theme), MailHead(theme)
    body.show_text("gyp")
    head._values = {HeaderRow.SUBJECT: "gyp"}
    line, mark = (theme.color(role).name() for role in ("evl", "mark"))
    for view, part in ((body, body.viewport()), (head, head.value(HeaderRow.SUBJECT))):
        view.resize(300, 300)
        view.mark(marking)
        view.grab()
        picture = part.grab().toImage()
        rows = [[picture.pixelColor(x, y).name() for x in range(picture.width())] for y in range(picture.height())]
        lined = [y for y, row in enumerate(rows) if line in row]
        without_letters = {line, mark, rows[-1][-1]}
        assert lined
        assert all(set(row) <= without_letters for row in rows[lined[0] :])
        assert mark in rows[lined[0] - 1]
        view.close()


def test_a_word_longer_than_its_line_in_the_head_of_a_mail_is_underlined_where_it_stands(theme: Theme) -> None:
    head = MailHead(theme)
    head._values = {HeaderRow.SUBJECT: "Sagsnr. " + "w" * 60}
    head.resize(300, 300)
    head.mark(Marking((Finding(Field.DATO, 0, 3, row=HeaderRow.SUBJECT),)))
    head.grab()
    picture = head.value(HeaderRow.SUBJECT).grab().toImage()
    line, mark = (theme.color(role).name() for role in ("evl", "mark"))
    rows = [{picture.pixelColor(x, y).name() for x in range(picture.width())} for y in range(picture.height())]
    lined, marked = ([y for y, row in enumerate(rows) if color in row] for color in (line, mark))
    assert lined
    assert lined[-1] <= marked[-1] + 3
    head.close()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_in_a_mail_the_marks_of_the_focused_field_stand_out_most(appearance: str) -> None:
    theme = Theme(appearance=appearance, scale=1.0)
    body = MailBody(theme)
    body.show_text("26/1182 og 26/0977")
    body.mark(Marking((Finding(Field.SAG, 0, 7), Finding(Field.KLE, 11, 18)), focused=Field.SAG))
    other, focused = (one.format.background().color().name() for one in body.extraSelections())
    assert contrast(focused, theme.tokens.surf) > contrast(other, theme.tokens.surf)
    body.close()


@pytest.mark.parametrize("dx", [-1.5, 0.0, 1.5])
@pytest.mark.parametrize("dy", [-2.5, 0.0, 2.5])
def test_digits_that_lie_askew_below_their_words_are_covered_too(theme: Theme, dx: float, dy: float) -> None:
    digits = QRectF(60, 20, 22, 8)
    veils, hyphen = covers("010101-xxxx", [(7, 11)]), 4.0
    looks = []
    for ink in (digits.translated(dx, dy), QRectF()):
        picture = QImage(100, 50, QImage.Format.Format_RGB32)
        picture.fill(theme.color("page"))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(ink, QColor("black"))
        marks = MarkPainter(theme, Marking(veils=veils), lambda _span: [digits.adjusted(-hyphen, 0, 0, 0)])
        marks.paint(painter, QRectF(0, 0, 100, 50), 110, covers=True)
        painter.end()
        looks.append(picture)
    assert looks[0] == looks[1]


def test_only_a_hyphen_is_covered_with_the_digits() -> None:
    text = "010101xxxx og 020202-xxxx, slut"
    assert covers(text, [(6, 10), (21, 25)]) == {(6, 10): "xxxx ", (20, 25): "-xxxx,"}
    assert covers("xxxx", [(0, 4)]) == {(0, 4): "xxxx"}


def look_of(form: QTextCharFormat) -> tuple[object, ...]:
    """All that a mark does to words."""
    return form.background().color(), form.foreground().color(), form.underlineStyle(), form.underlineColor()
