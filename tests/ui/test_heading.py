"""The first lines of a panel."""

import pytest
from PySide6.QtWidgets import QApplication
from sagsbud.domain.suggestions import Band
from sagsbud.ui.heading import Heading
from sagsbud.ui.theme import Theme


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
