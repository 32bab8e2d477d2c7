"""How wide a picture is itself, however small it is drawn and however the camera was held."""

import io

import pytest
from PIL import Image
from sagsbud.extract.images import ORIENTATION, render_image


@pytest.mark.parametrize(("held", "own"), [(1, 1200), (3, 1200), (6, 800)])
def test_a_picture_drawn_small_still_says_its_own_width(held: int, own: int) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[ORIENTATION] = held
    Image.new("RGB", (1200, 800), (90, 120, 150)).save(out, "JPEG", exif=exif)
    drawn = render_image(out.getvalue(), 1, 160)
    assert (drawn.width, drawn.own_width) == (160, own)
