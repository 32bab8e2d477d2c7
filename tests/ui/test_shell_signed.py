"""A sign stands on the first line of the words beside it, in however many lines they are."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from sagsbud.ui.inbox.notice import Notice
from sagsbud.ui.theme import Theme

from tests.ui.stage import settle


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize(
    "words", ["Gemt.", "Ingen forbindelse til Sag og Dokument, men intet er tabt. " * 4], ids=["one", "more"]
)
def test_the_sign_of_a_notice_stands_on_its_first_line(
    undressed: None, qapp: QApplication, words: str, scale: float
) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    notice = Notice(theme)
    notice.say(words)
    width = theme.px(360)
    notice.resize(width, notice.heightForWidth(width))
    settle()
    label, sign = notice._text, notice._icon
    told = label.heightForWidth(label.width())
    line = QFontMetrics(label.font()).height()
    assert (told > line + 2) is (words != "Gemt.")
    first = label.mapTo(notice, QPoint(0, (label.height() - told) // 2)).y() + line / 2
    assert abs(sign.mapTo(notice, QPoint()).y() + sign.height() / 2 - first) <= 1
    notice.close()
