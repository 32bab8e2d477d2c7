"""The first lines of a panel, and where words begin in what stands below them."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel
from sagsbud.domain.parties import Part
from sagsbud.domain.suggestions import Band
from sagsbud.ui.detail.parties import PartiesBox
from sagsbud.ui.detail.stateparts import DifferenceGrid, FactGrid
from sagsbud.ui.heading import Heading, QuietBox
from sagsbud.ui.labels import before_words
from sagsbud.ui.theme import Theme

from tests.ui.stage import settle


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_shape_begins_where_the_fields_below_it_do(undressed: None, qapp: QApplication, scale: float) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    heading = Heading(theme)
    heading.say("Sikker anbefaling", "", band=Band.SURE)
    heading.resize(theme.px(320), heading.sizeHint().height())
    picture = heading.grab().toImage()
    ground = picture.pixel(picture.width() - 1, 0)
    assert any(picture.pixel(0, y) != ground for y in range(picture.height()))


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_words_begin_at_one_edge_in_fields_in_frames_and_on_a_ground_of_their_own(
    undressed: None, qapp: QApplication, scale: float
) -> None:
    theme = Theme(appearance="light", scale=scale)
    theme.apply(qapp)
    quiet, facts, differences, parties = QuietBox(theme), FactGrid(theme), DifferenceGrid(theme), PartiesBox(theme)
    quiet.say("Hvorfor?")
    facts.show_facts([("Afsender", "Karina Holst")])
    differences.show_differences([("Afsender", "Karina Holst", "Lone Mikkelsen")])
    parties.show_parties((Part("Karina Holst", ""),))
    for box in (quiet, facts, differences, parties):
        box.resize(theme.px(320), box.sizeHint().height())
        box.show()
        settle()
        left = min(words.mapTo(box, QPoint()).x() for words in box.findChildren(QLabel))
        assert left == before_words(theme), box
        box.close()
