"""What a row of hits paints of its words."""

from PySide6.QtCore import QModelIndex, QRect
from PySide6.QtGui import QImage, QPainter, QStandardItem, QStandardItemModel, QTextDocument
from PySide6.QtWidgets import QLabel, QStyleOptionViewItem, QWidget
from sagsbud.domain.suggestions import Band
from sagsbud.suggestiontexts import band_text
from sagsbud.ui.detail.optionpainter import DOTS, OPTION, Option, OptionDelegate
from sagsbud.ui.detail.options import OptionList
from sagsbud.ui.detail.reasonline import ReasonLine
from sagsbud.ui.labels import DOT, UNBROKEN
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import FIELD_SIGN, ICON_FIELD, KEY_CAP, SPACE_S

TITLE = "Opret sagen “hverken fugl eller fisk”"
WANTED = "hverken fugl eller fisk"


class WordsPainted(QPainter):
    """Keeps the words that are drawn."""

    def __init__(self, picture: QImage) -> None:
        super().__init__(picture)
        self.words = ""
        self.begun: list[int] = []
        """The x at which each of them begins."""

    def drawText(self, rect: QRect, _flags: int, text: str) -> None:  # type: ignore[override]  # noqa: N802 - Qt's name
        """Keep them."""
        self.words += text
        self.begun.append(rect.left())


def painted(delegate: OptionDelegate, index: QModelIndex, width: int, height: int = 40) -> str:
    """The words of a row so wide."""
    style = QStyleOptionViewItem()
    style.rect = QRect(0, 0, width, height)
    picture = QImage(width, height, QImage.Format.Format_ARGB32)
    painter = WordsPainted(picture)
    delegate.paint(painter, style, index)
    painter.end()
    return painter.words


def test_a_hit_that_is_cut_ends_in_dots_wherever_the_words_looked_for_stand(theme: Theme) -> None:
    owner = QWidget()
    delegate = OptionDelegate(theme, owner, search=True)
    delegate.wanted = WANTED
    model = QStandardItemModel()
    item = QStandardItem()
    item.setData(Option("", "", TITLE), OPTION)
    model.appendRow(item)
    words = [painted(delegate, model.index(0, 0), width) for width in range(100, 500)]
    assert words[-1] == TITLE
    assert all(shown == TITLE or shown.endswith(DOTS) for shown in words), set(words)
    assert not any(DOTS in shown[:-1] for shown in words)


def test_a_reason_goes_on_in_lines_below_where_it_has_no_room_and_is_never_cut(theme: Theme) -> None:
    options = OptionList(theme)
    short, long = "i teksten", "»parkeringsdispensation« i overskriften, »parkeringsafgifter« i teksten"
    options.show_options([Option(at, "05.09.12", "Vej", Band.UNSURE, why) for at, why in enumerate((short, long))])
    options.resize(theme.px(320), 600)
    options.show()
    first, second = (options.visualRect(options.rows.index(at)).height() for at in range(2))
    assert first == options.delegate.row_height() < second
    words = painted(options.delegate, options.rows.index(1), options.viewport().width(), second)
    assert DOTS not in words
    assert all(word in words for word in long.split(" ")[:-2])
    options.close()


def test_between_how_sure_it_is_and_why_there_is_the_same_in_a_row_and_below_a_field(theme: Theme) -> None:
    said = band_text(Band.SURE) + DOT + "overskriften"
    options = OptionList(theme)
    options.show_options([Option(1, "05.09.12", "Vej", Band.SURE, "overskriften")])
    assert said in painted(options.delegate, options.rows.index(0), theme.px(320), theme.px(50))
    line = ReasonLine(theme)
    line.say(Band.SURE, "overskriften")
    (words,) = line.findChildren(QLabel)
    shown = QTextDocument()
    shown.setHtml(words.text())
    assert shown.toPlainText() == said.replace(UNBROKEN, " ")


def test_a_suggestion_begins_where_the_words_of_a_field_with_a_sign_do(theme: Theme) -> None:
    options = OptionList(theme)
    options.show_options([Option(1, "05.09.12", "Vej", Band.SURE, "overskriften", key="1")])
    options.resize(theme.px(320), 200)
    style = QStyleOptionViewItem()
    style.rect = QRect(0, 0, options.viewport().width(), 50)
    picture = QImage(style.rect.size(), QImage.Format.Format_ARGB32)
    painter = WordsPainted(picture)
    options.delegate.paint(painter, style, options.rows.index(0))
    painter.end()
    field = theme.px(FIELD_SIGN) + theme.px(ICON_FIELD) + theme.px(SPACE_S)
    assert field - theme.border in painter.begun
    cap = painter.begun[0]
    middle = theme.border + cap + theme.px(KEY_CAP) // 2
    assert middle == theme.px(FIELD_SIGN) + theme.px(ICON_FIELD) // 2
