"""Pictures: their size, their pages, and the words in them when an OCR program is there."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import PageImage

PIXELS = 80_000_000
TALLEST = 6000
ORIENTATION = 0x0112
"""The exif tag that says how the camera was held."""
LYING = range(5, 9)
"""Its values for a picture that is turned a quarter."""


def open_image(content: bytes) -> Image.Image:
    """The picture, not yet decoded. Raises ExtractError DAMAGED, UNSUPPORTED, TOO_LARGE_TO_READ."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        image = Image.open(io.BytesIO(content))
    except UnidentifiedImageError as error:
        raise ExtractError(Trouble.UNSUPPORTED, kind="image") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise ExtractError(Trouble.DAMAGED, kind="image") from error
    if image.width * image.height > PIXELS:
        raise ExtractError(Trouble.TOO_LARGE_TO_READ, what="pixels")
    return image


def render_image(content: bytes, page: int, width: int) -> PageImage:
    """Page `page` (from 1) at most `width` pixels wide; never enlarged. Raises ExtractError."""
    image = open_image(content)
    try:
        image.seek(page - 1)
        own_width = image.height if image.getexif().get(ORIENTATION) in LYING else image.width
        image.draft("RGB", (width, width * 2))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    except EOFError as error:
        raise ExtractError(Trouble.UNSUPPORTED, what="page") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise ExtractError(Trouble.DAMAGED, kind="image") from error
    upright.thumbnail((width, min(TALLEST, max(1, width * upright.height // upright.width + 1))))
    return PageImage(upright.width, upright.height, upright.tobytes(), own_width=own_width)
