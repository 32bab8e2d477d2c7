"""The one style sheet, made from tokens.

Names a widget may carry: `#primary` and `#small` buttons, `#link` tool buttons, `#pane` (surf) and `#card` frames,
and the dynamic property `role` of a QLabel (`tx2`, `tx3`, `acctx`, `warn`, `err`, `ok`) for its colour.
"""

from sagsbud.ui.tokens import (
    ADDED_BY_QT,
    BUTTON_PADDING,
    BUTTON_PRIMARY,
    BUTTON_SMALL,
    FIELD,
    ICON_FIELD,
    KEPT_BY_QT,
    PAGE_PADDING,
    RADIUS_CARD,
    RADIUS_GROUP,
    RADIUS_ROW,
    SIDE_SIGN,
    SPACE_M,
    TARGET_LEAST,
    TOOL_BUTTON,
    Tokens,
)

MENU_AIR_MOST = 1.5
"""The text scale from which the air between a menu's lines grows no more, so that the menu fits its window."""

LINK_EVEN = 1
"""px that make a link's height even with those that Qt adds, so that it has a middle in rows of even height."""


def _link(scale: float) -> int:
    """px that a link, or a chip beside one, is high at the least."""
    return 2 * round(TARGET_LEAST / 2 * scale) + LINK_EVEN


def tool_button(scale: float) -> int:
    """px to ask for so that a tool button is as high as it should be."""
    return round(TOOL_BUTTON * scale) - ADDED_BY_QT


def style_sheet(t: Tokens, scale: float, border: int = 1) -> str:
    """QSS for this appearance, text scale and border width in px."""

    def px(length: float) -> str:
        return f"{round(length * scale)}px"

    def inner(height: float) -> str:
        return f"{round(height * scale) - 2 * border}px"

    link = _link(scale)
    line = f"{round(6 * min(scale, MENU_AIR_MOST))}px"
    unused = t.disbg if t.disbg != t.surf else t.distx  # without tints a frame tells that it is a button

    return f"""
QWidget {{ color: {t.tx}; }}
QAbstractItemView, QPushButton, QToolButton, QCheckBox, QRadioButton, QComboBox {{ outline: none; }}
QMainWindow, QWidget#window {{ background: {t.win}; }}
QWidget#pane {{ background: {t.surf}; }}
QFrame#card {{ background: {t.surf}; border: {border}px solid {t.ctl}; border-radius: {RADIUS_CARD}px; }}
QFrame#group {{ background: {t.surf}; border: {border}px solid {t.line}; border-radius: {RADIUS_GROUP}px; }}
QFrame#picks {{ background: {t.surf}; border: {border}px solid {t.ctl}; border-radius: {RADIUS_GROUP}px; }}
QFrame#band {{ background: {t.win}; border: none; border-radius: {RADIUS_GROUP}px; }}
QFrame#rule {{ background: {t.line}; border: none; max-height: 1px; min-height: 1px; }}
QFrame#wall {{ background: {t.line}; border: none; max-width: 1px; min-width: 1px; }}
QLabel {{ background: transparent; }}
QLabel[role="tx2"] {{ color: {t.tx2}; }}
QLabel[role="tx3"] {{ color: {t.tx3}; }}
QLabel[role="acctx"] {{ color: {t.acctx}; }}
QLabel[role="warn"] {{ color: {t.warn}; }}
QLabel[role="err"] {{ color: {t.err}; }}
QLabel[role="ok"] {{ color: {t.ok}; }}

QLineEdit, QComboBox, QDateEdit, QTextEdit, QPlainTextEdit {{
    background: {t.surf}; border: {border}px solid {t.ctl}; border-radius: {RADIUS_ROW}px;
    padding: 0 {round(9 * scale) + 1 - border}px; selection-background-color: {t.acc}; selection-color: {t.onacc};
    placeholder-text-color: {t.tx3};
}}
QLineEdit, QComboBox, QDateEdit {{ min-height: {inner(FIELD)}; max-height: {inner(FIELD)}; }}
QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QTextEdit:focus, QPlainTextEdit:focus {{
    border: {2 * border}px solid {t.acc}; padding: 0 {round(9 * scale) + 1 - 2 * border}px;
}}
QLineEdit:focus, QComboBox:focus, QDateEdit:focus {{
    min-height: {round(FIELD * scale) - 4 * border}px; max-height: {round(FIELD * scale) - 4 * border}px;
}}
QComboBox {{ padding-left: {round(9 * scale) + 3 - border}px; }}
QComboBox:focus {{ padding-left: {round(9 * scale) + 3 - 2 * border}px; }}
QLineEdit:disabled, QComboBox:disabled, QDateEdit:disabled {{
    background: {t.disbg}; color: {t.distx}; border-color: {unused};
}}
QLineEdit#locked {{ background: {t.disbg}; color: {t.distx}; border-color: {unused}; }}
QLineEdit#locked:focus {{ border-color: {t.acc}; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: {px(30)}; }}
QComboBox QAbstractItemView {{
    background: {t.surf}; border: {border}px solid {t.ctl}; selection-background-color: {t.sel}; selection-color: {t.tx};
}}

QPushButton {{
    background: {t.surf}; color: {t.tx}; border: {border}px solid {t.ctl}; border-radius: {RADIUS_ROW}px;
    min-height: {inner(FIELD)}; padding: 0 {px(BUTTON_PADDING)}; font-weight: 500;
}}
QPushButton:hover {{ background: {t.hov}; }}
QPushButton:pressed {{ background: {t.sel}; }}
QPushButton:disabled {{ background: {t.disbg}; color: {t.distx}; border-color: {unused}; }}
QPushButton#small {{ min-height: {inner(BUTTON_SMALL)}; padding: 0 {px(11)}; }}
QPushButton#primary {{
    background: {t.acc}; color: {t.onacc}; border-color: {t.acc}; font-weight: 600;
    min-height: {inner(BUTTON_PRIMARY)};
}}
QListView QPushButton#primary {{ min-height: {inner(FIELD)}; }}
QPushButton#primary:hover {{ background: {t.hover}; border-color: {t.hover}; }}
QPushButton#primary:pressed {{ background: {t.pressed}; border-color: {t.pressed}; }}
QPushButton#primary:disabled {{ background: {t.disbg}; color: {t.distx}; border-color: {unused}; }}

QToolButton {{
    background: transparent; border: none; border-radius: {RADIUS_ROW}px; padding: 0 {px(6)};
    min-height: {tool_button(scale)}px;
}}
QToolButton:hover {{ background: {t.hov}; }}
QToolButton:pressed, QToolButton:checked {{ background: {t.sel}; }}
QToolButton:checked {{ color: {t.acctx}; }}
QToolButton:disabled {{ color: {t.distx}; }}
QLineEdit QToolButton {{ min-height: 0; padding: 0; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QToolButton#link {{
    color: {t.acctx}; font-weight: 600; padding: 0 {px(4)}; min-height: {link}px; border-radius: 4px;
}}
QToolButton#link:disabled {{ color: {t.distx}; }}
QToolButton#count {{ padding: 0; min-height: {px(TARGET_LEAST)}; max-height: {px(TARGET_LEAST)}; }}
QToolButton[signed="true"] {{ padding-right: 0; }}
QToolButton#link[signed="true"] {{ padding-left: 0; }}
QToolButton#side_button[signed="true"] {{ padding-left: {round(SIDE_SIGN * scale) - KEPT_BY_QT}px; }}
QToolButton#filter_chip {{
    background: {t.sel}; color: {t.acctx}; border-radius: 4px; padding: 0 {px(6)}; min-height: {link}px;
}}
QToolButton#filter_chip:hover {{ background: {t.hov}; }}
QToolButton#link:hover {{ text-decoration: underline; background: transparent; }}

QListView, QTreeView, QTableView, QScrollArea, QTextBrowser {{ background: {t.surf}; border: none; }}
QListView#side, QListView#nav {{ background: {t.win}; }}
QFrame#card QScrollArea {{ border-radius: {RADIUS_CARD}px; }}
QScrollArea > QWidget > QWidget#page {{ background: {t.surf}; }}
QHeaderView {{ background: {t.surf}; }}
QHeaderView::section {{
    background: {t.surf}; color: {t.tx2}; border: none; border-bottom: 1px solid {t.line}; padding: 0 {px(6)};
    font-weight: 500;
}}
QHeaderView::section:first {{ padding-left: {px(PAGE_PADDING)}; }}
QTableView#inset QHeaderView::section:first {{ padding-left: {px(SPACE_M)}; }}
QSplitter::handle {{ background: {t.line}; }}

QScrollBar:vertical {{ background: transparent; width: {px(12)}; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(12)}; margin: 0; }}
QAbstractScrollArea#canvas QScrollBar {{ background: {t.canvas}; }}
QScrollBar::handle {{ background: {t.ctl}; border-radius: {round(3 * scale)}px; }}
QScrollBar::handle:vertical {{ min-height: {px(32)}; margin: 3px {px(3)} 3px {px(3)}; }}
QScrollBar::handle:horizontal {{ min-width: {px(32)}; margin: {px(3)} 3px {px(3)} 3px; }}
QScrollBar::handle:hover {{ background: {t.tx2}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QMenu {{
    background: {t.surf}; border: {border}px solid {t.ctl}; border-radius: {RADIUS_GROUP}px; padding: {px(5)};
    icon-size: {px(ICON_FIELD)};
}}
QMenu::item {{
    padding: {line} {px(12)}; border-radius: {RADIUS_ROW}px; min-height: {px(ICON_FIELD)};
}}
QMenu::icon {{ padding-left: {px(8)}; }}
QMenu::item:selected {{ background: {t.sel}; }}
QMenu::item:disabled {{ color: {t.distx}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {px(5)} 0; }}
QToolTip {{
    background: {t.surf}; color: {t.tx}; border: {border}px solid {t.ctl}; border-radius: 4px; padding: {px(4)} {px(7)};
}}
QProgressBar {{
    background: {t.disbg}; border: 1px solid {t.ctl}; border-radius: 3px; max-height: 4px; min-height: 4px;
}}
QProgressBar::chunk {{ background: {t.acc}; border-radius: 2px; }}
""" + ("" if t.sel != t.surf else _frames(t, scale, border))


def _frames(t: Tokens, scale: float, border: int) -> str:
    """Where there are no tints, frames and underlines tell what they would; they take their room from the padding."""
    frame = f"border: {border}px solid {t.ctl}"

    def px(length: float) -> str:
        return f"{round(length * scale) - border}px"

    line = f"{round(6 * min(scale, MENU_AIR_MOST)) - border}px"
    return f"""
QFrame#band, QFrame#quiet_box, QFrame#outcome {{ {frame}; padding: -{border}px; }}
QToolButton:checked {{ {frame}; padding: 0 {px(6)}; min-height: {tool_button(scale) - 2 * border}px; }}
QToolButton[signed="true"]:checked {{ padding-right: -{border}px; }}
QToolButton#filter_chip {{ {frame}; padding: 0 {px(6)}; min-height: {_link(scale) - 2 * border}px; }}
QToolButton#link {{ text-decoration: underline; }}
QMenu::item {{ border: {border}px solid transparent; padding: {line} {px(12)}; }}
QMenu::item:selected {{ border-color: {t.acc}; }}
QComboBox QAbstractItemView {{ selection-background-color: {t.acc}; selection-color: {t.onacc}; }}
"""
