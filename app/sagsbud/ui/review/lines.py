"""What the side bar says of review before any of its pages is made."""

from sagsbud.i18n import tr, trn

REVIEW = "review"
"""The queue, among the side bar's pages."""
OVERVIEW = "overview"
"""The figures, among the side bar's pages."""


def age_band_text(least: int | None, greatest: int | None) -> str:
    """`Over 2 arbejdsdage`, `1 til 2 arbejdsdage`, `I dag`."""
    if least is None and greatest is None:
        return tr("Any age")
    if least is None and greatest is not None:
        return tr("Today") if greatest <= 0 else trn("At most {count} day", "At most {count} days", greatest)
    assert least is not None
    if greatest is None:
        return trn("Over {count} day", "Over {count} days", least - 1)
    return tr("{least} to {greatest} days", least=least, greatest=greatest)
