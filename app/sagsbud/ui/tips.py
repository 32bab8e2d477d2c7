"""Tool tips with words from a document or from the service."""

from PySide6.QtGui import Qt


def as_tip(words: str) -> str:
    """The words as they are, whatever they look like: Qt would take markup for markup, and fetch what it names."""
    return Qt.convertFromPlainText(words, Qt.WhiteSpaceMode.WhiteSpaceNormal) if Qt.mightBeRichText(words) else words
