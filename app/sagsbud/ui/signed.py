"""A sign before words that may take several lines: it stands on the first of them."""

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget


def on_first_line(sign: QWidget, words: QLabel, gap: int) -> QVBoxLayout:
    """The sign, so many px before the words; both together in the middle of the row they are in."""
    lower = QFontMetrics(words.font()).height() - sign.height()
    before, behind = QVBoxLayout(), QVBoxLayout()
    before.setContentsMargins(0, max(0, lower // 2), 0, 0)
    before.addWidget(sign)
    before.addStretch(1)
    behind.setContentsMargins(0, max(0, -lower // 2), 0, max(0, -lower - -lower // 2))
    behind.addWidget(words)
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(gap)
    line.addLayout(before)
    line.addLayout(behind, 1)
    whole = QVBoxLayout()
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    whole.addStretch(1)
    whole.addLayout(line)
    whole.addStretch(1)
    return whole
