"""Colours as numbers: contrast, mixing, the QPalette made from tokens, and tokens made from a system's palette."""

from dataclasses import fields, replace

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QStyleFactory

from sagsbud.ui.tokens import BLACK, FUSION, LIGHT, WHITE, Tokens

TEXT_CONTRAST = 4.5
SHAPE_CONTRAST = 3.0
SELECTION_MIX = {False: 0.14, True: 0.26}
"""How much of a system accent goes into the selection's colour, in light and in dark."""


def contrast(first: str, second: str) -> float:
    """The WCAG 2 contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(over: str, under: str, share: float) -> str:
    """`share` of one colour laid over another."""
    front, back = QColor(over), QColor(under)
    pairs = ((front.red(), back.red()), (front.green(), back.green()), (front.blue(), back.blue()))
    return QColor(*(round(a * share + b * (1 - share)) for a, b in pairs)).name().upper()


def with_accent(tokens: Tokens, accent: str, *, dark: bool) -> Tokens:
    """The tokens with the system's accent, where it can be read; else as they are."""
    on = next((text for text in (WHITE, BLACK) if contrast(text, accent) >= TEXT_CONTRAST), None)
    if on is None or contrast(accent, tokens.surf) < SHAPE_CONTRAST:
        return tokens
    away = BLACK if on == WHITE else WHITE
    sel = mixed(accent, tokens.surf, SELECTION_MIX[dark])
    readable = all(contrast(accent, ground) >= TEXT_CONTRAST for ground in (tokens.surf, tokens.win, sel))
    return replace(
        tokens,
        acc=accent,
        hover=mixed(away, accent, 0.12),
        pressed=mixed(away, accent, 0.24),
        onacc=on,
        acctx=accent if readable else tokens.tx,
        sel=sel,
    )


def system_accent(palette: QPalette) -> str | None:
    """The accent a desktop chose; None where it is only the style's own."""
    accent = palette.color(QPalette.ColorRole.Accent)
    if accent.name().upper() == FUSION:
        return None
    fusion = QStyleFactory.create("Fusion")
    stock = fusion.standardPalette() if fusion else QPalette()
    taken = (stock.color(QPalette.ColorRole.Accent), stock.color(QPalette.ColorRole.Highlight))
    return None if accent in taken else accent.name().upper()


def from_system(palette: QPalette, base: Tokens) -> Tokens:
    """High contrast: the system's own colours for every role, no tints. A document stays black on white paper."""

    def of(role: QPalette.ColorRole) -> str:
        return palette.color(role).name().upper()

    role = QPalette.ColorRole
    mapped = dict.fromkeys((field.name for field in fields(base)), of(role.WindowText))
    for name in ("win", "canvas"):
        mapped[name] = of(role.Window)
    for name in ("surf", "hov", "sel", "selq", "okbg", "warnbg", "errbg", "disbg", "mark"):
        mapped[name] = of(role.Base)
    for name in ("acc", "hover", "pressed"):
        mapped[name] = of(role.Highlight)
    mapped["onacc"] = of(role.HighlightedText)
    disabled = palette.color(QPalette.ColorGroup.Disabled, role.WindowText).name().upper()
    if contrast(disabled, mapped["surf"]) >= SHAPE_CONTRAST:
        mapped["distx"] = disabled
    paper = {name: getattr(LIGHT, name) for name in ("page", "pagetx", "ev", "evs", "evl")}
    return replace(base, **mapped | paper)


def palette_of(tokens: Tokens) -> QPalette:
    """Qt's palette from the tokens."""
    palette = QPalette()
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    tinted = tokens.sel != tokens.surf
    roles = {
        role.Window: tokens.win,
        role.WindowText: tokens.tx,
        role.Base: tokens.surf,
        role.AlternateBase: tokens.win,
        role.Text: tokens.tx,
        role.PlaceholderText: tokens.tx3,
        role.Button: tokens.surf,
        role.ButtonText: tokens.tx,
        role.BrightText: tokens.err,
        role.Highlight: tokens.sel if tinted else tokens.acc,
        role.HighlightedText: tokens.tx if tinted else tokens.onacc,
        role.Link: tokens.acctx,
        role.LinkVisited: tokens.acctx,
        role.ToolTipBase: tokens.surf,
        role.ToolTipText: tokens.tx,
        role.Accent: tokens.acc,
        role.Light: tokens.surf,
        role.Midlight: tokens.hov,
        role.Mid: tokens.line,
        role.Dark: tokens.ctl,
    }
    for which, color in roles.items():
        palette.setColor(which, QColor(color))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, which, QColor(tokens.distx))
    for which in (role.Base, role.Button):
        palette.setColor(group.Disabled, which, QColor(tokens.disbg))
    palette.setColor(group.Inactive, role.Highlight, QColor(tokens.selq if tinted else tokens.acc))
    return palette


def _luminance(color: str) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)
