"""Colours and sizes by role. Nothing else in the program names a hex value.

Sizes are logical px at 100 % text; `Theme.px` scales them with the text. Contrast of each pair that carries text
is at least 4.5:1, of each that carries a shape 3:1, and a test measures both.
"""

from sagsbud.domain.frozen import frozen


@frozen
class Tokens:
    """One appearance: every role's colour as `#RRGGBB`."""

    win: str
    """Window, side bar, queue line."""
    surf: str
    """Lists, panels, fields."""
    canvas: str
    """Behind the document."""
    page: str
    pagetx: str
    """The document: dimmed in dark, never inverted."""
    line: str
    """Separators; decoration only."""
    ctl: str
    """Border of fields, buttons and key caps."""
    tx: str
    tx2: str
    tx3: str
    """Text, secondary, captions and placeholders. tx3 never stands on sel."""
    acc: str
    hover: str
    pressed: str
    """Primary button, focus, selection mark."""
    onacc: str
    acctx: str
    """Text on the accent; text in the accent's colour."""
    sel: str
    hov: str
    selq: str
    """Selected, hovered, selected in an inactive window."""
    ok: str
    okbg: str
    warn: str
    warnbg: str
    warnfill: str
    """Look here, offline, amber age; the fill is for bars only."""
    err: str
    errbg: str
    """Refused, red age."""
    ev: str
    evs: str
    evl: str
    evtx: str
    """Evidence, of the focused field, its underline, its label in the margin."""
    mark: str
    marktx: str
    """Evidence in words on surf rather than on a page, where nothing outshines that of the focused field; its text."""
    disbg: str
    distx: str
    """Disabled."""


LIGHT = Tokens(
    win="#F5F5F3",
    surf="#FFFFFF",
    canvas="#E8E9E6",
    page="#FFFFFF",
    pagetx="#23272B",
    line="#E0E1DD",
    ctl="#7C8388",
    tx="#1B1F23",
    tx2="#4A5259",
    tx3="#646B72",
    acc="#0B5F78",
    hover="#094F65",
    pressed="#073F51",
    onacc="#FFFFFF",
    acctx="#0B5F78",
    sel="#DCEBF0",
    hov="#EFF1F0",
    selq="#E9EAE7",
    ok="#1C6A3B",
    okbg="#E3F2E8",
    warn="#855000",
    warnbg="#FFF1D6",
    warnfill="#B87A0C",
    err="#B0261D",
    errbg="#FCE8E6",
    ev="#FFEFC2",
    evs="#FFD966",
    evl="#A87900",
    evtx="#6B4A00",
    mark="#FFEFC2",
    marktx="#23272B",
    disbg="#E6E7E4",
    distx="#5C6369",
)

DARK = Tokens(
    win="#1A1C1E",
    surf="#212427",
    canvas="#141617",
    page="#E9E9E6",
    pagetx="#1E2225",
    line="#33383B",
    ctl="#7D858B",
    tx="#E9ECED",
    tx2="#B3BABF",
    tx3="#989FA5",
    acc="#6FC4DA",
    hover="#8AD3E5",
    pressed="#56AEC5",
    onacc="#06222B",
    acctx="#7FCDE1",
    sel="#1D3D48",
    hov="#272B2E",
    selq="#2B2F32",
    ok="#7FCB98",
    okbg="#1B3425",
    warn="#EFBB66",
    warnbg="#3A2D15",
    warnfill="#EFBB66",
    err="#FF9F97",
    errbg="#43211E",
    ev="#FFEFC2",
    evs="#FFD966",
    evl="#A87900",
    evtx="#F0C96B",
    mark="#4A3C1A",
    marktx="#E9ECED",
    disbg="#2C3033",
    distx="#9AA1A6",
)

WHITE, BLACK = "#FFFFFF", "#000000"
"""Candidates for text on an accent that the system chose."""
FUSION = "#308CC6"
"""The accent of Qt's own style: a desktop that shows it has chosen none."""

BASE_PX = 13
"""Height in px of the body font at text scale 1.0."""
SMALLEST_PX = 11.5

SPACE_XS = 4
SPACE_S = 8
SPACE_M = 12
SPACE_L = 16
SPACE_XL = 24
SPACE_XXL = 32
PANE_PADDING = 18
PAGE_PADDING = 24
BESIDE_HEADING = 10
"""Between a page's heading and what is told beside it."""

RADIUS_CHIP = 4
RADIUS_ROW = 6
RADIUS_GROUP = 8
RADIUS_CARD = 10

ROW_LIST = 58
ROW_REVIEW = 52
ROW_TABLE = 44
ROW_SIDE = 32
ROW_RAIL = 36
"""A line of a side bar that is a rail: its tile and the air around that."""
SIDE_SIGN, SIDE_WORDS = 8, 36
"""From the edge of a side bar's line to its sign, and to its words."""
ROW_SOURCE = 30
ROW_SAG = 44
ROW_SUGGESTION = 50
ROW_TREE = 34
ROW_PART = 30
ROW_SETTING = 56
ROW_GROUP = 30
"""A day's heading in the list."""

FIELD = 34
FIELD_PADDING, FIELD_EDGE = 9, 3
"""Before the words of a field: what grows with the text, and what does not."""
FIELD_SIGN = 11
"""From the edge of a field to the sign in it, at either end."""
BUTTON_PADDING = 14
"""Between a button's frame and what stands in it."""
BUTTON_SMALL = 30
BUTTON_PRIMARY = 40
TOOL_BUTTON = 32
TARGET_LEAST = 24
KEPT_BY_QT = 2
"""Before the sign or the words of a button, and before the words of a field, at any text scale."""
ADDED_BY_QT = 3
"""To the height that a style sheet gives a tool button, at any text scale."""
CHIP = 18
KEY_CAP = 20

ICON_ROW = 18
ICON_FIELD = 16
ICON_CHIP = 13
CONFIDENCE = 11

PANE_SIDE = 212
PANE_RAIL = 48
PANE_LIST = 376
PANE_LIST_LEAST = 300
PANE_PREVIEW_LEAST = 360
PANE_SUGGESTIONS = 356
PANE_STORY = 372
PANE_HEADER = 52
QUEUE_LINE = 32
NARROW = 900
"""Below this width, in px at 100 % text, the panes become views of one stack."""

MOTION_CLOSE = 140
MOTION_OVERLAY = 160
"""Milliseconds; all 0 with reduced motion."""
