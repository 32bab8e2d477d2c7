"""What python-docx knows better of a Word document: which of its styles are titles and first headings.

A style's id says little: it is »Titel«, »berschrift1« or »1« by language, and an authority's own templates build their
own on them. python-docx resolves names and inheritance. It reads every part and has no limits of its own, so it only
sees packages that unpack to little. Properties are not asked of it: where a file has none it invents a title and
today's date.
"""

import io
import zipfile

from docx import Document
from docx.opc.exceptions import OpcError
from docx.styles.style import BaseStyle
from lxml.etree import LxmlError

UNPACKED_BYTES = 8 * 1024 * 1024
HEADINGS = ("title", "subject", "titel", "emne", "heading 1", "overskrift 1")
NEVER = ("date", "author", "subtitle", "undertitel", "dato", "forfatter")
"""Styles that only look like the title they are built on."""
DEEPEST = 12
"""How many styles a style may be built on."""
REFUSALS = (
    OpcError,
    LxmlError,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    AttributeError,
    TypeError,
    IndexError,
    OSError,
)
"""What it raises on files that Word opens."""


def heading_styles(content: bytes, unpacked: int) -> frozenset[str]:
    """Ids of the styles that are, or are built on, titles and first headings.

    Empty when the file is too large for it or not to its liking. `unpacked` is the size of all parts together in
    bytes, as the directory promises and the reader has checked.
    """
    if unpacked > UNPACKED_BYTES:
        return frozenset()
    try:
        styles = Document(io.BytesIO(content)).styles
        return frozenset(style.style_id for style in styles if style.style_id and _is_heading(style))
    except REFUSALS:
        return frozenset()


def _is_heading(style: BaseStyle) -> bool:
    """Whether the style bears a heading's name, or is somebody's own, built on one that does."""
    at: BaseStyle | None = style
    for _ in range(DEEPEST):
        name = (at.name or "").lower() if at is not None else ""
        if at is None or name in NEVER:
            return False
        if name in HEADINGS:
            return True
        at = getattr(at, "base_style", None) if not at.builtin else None
    return False
