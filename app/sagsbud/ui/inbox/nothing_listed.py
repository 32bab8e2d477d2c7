"""A list without rows: what would stand there, that nothing fits, or that it cannot be read; and what to do next."""

from PySide6.QtCore import Signal

from sagsbud.domain.errors import SagsbudError
from sagsbud.domain.listing import Listing
from sagsbud.engine.views import View
from sagsbud.i18n import N_, tr, trn
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.inbox.no_rows import NoRows
from sagsbud.ui.inbox.put_away_matches import COUNTED
from sagsbud.ui.inbox.side_model import VIEW_ICONS
from sagsbud.ui.texts import count_up_to
from sagsbud.ui.theme import Theme

SHOWN = 40
"""Characters of what was searched for that are repeated."""
WORDS = {
    View.INBOX: (N_("The inbox is empty"), ""),
    View.REVIEW: (
        N_("Nothing waits for review"),
        N_("What you send to review stays here until it has been looked at."),
    ),
    View.HANDED: (
        N_("Nothing is with colleagues"),
        N_("What you hand over is listed here, with what becomes of it."),
    ),
    View.PUT_AWAY: (
        N_("No documents here"),
        N_("What is not for filing is listed here and can be moved back to the inbox."),
    ),
    View.FILED: (
        N_("Nothing is filed from here yet"),
        N_("What you file is listed here with its receipt, once it is proven that it arrived whole."),
    ),
}
"""Heading and sentence for each view that is a list."""


class NothingListed(NoRows):
    """The button leads to all rows where the list was narrowed, to another try where it failed, else to the inbox."""

    all_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "search", "", "")
        self._narrowed = False
        self.elsewhere = LinkButton(theme, tr("Search in what is filed"), "folder-check")
        self.in_put_away = LinkButton(theme, "", VIEW_ICONS[View.PUT_AWAY])
        for link in (self.elsewhere, self.in_put_away):
            self._column.addLayout(link.flush())

    def show_for(self, view: View, listing: Listing, *, was_last: bool = False) -> None:
        """Say it for this view, where this is asked for; the one that was the last of it is decided."""
        self._narrowed = listing.narrowed
        if listing.narrowed and was_last:
            back = tr("Go to the inbox") if view is View.INBOX else tr("Show everything")
            self.say("circle-check", tr("That was the last one"), _no_more(listing), back)
        elif listing.narrowed:
            sign = "list-filter" if listing.filters else "search"
            action = tr("Show everything") if listing.filters else tr("Clear the search")
            self.say(sign, tr("Nothing found"), _why(listing), action)
        else:
            heading, sentence = WORDS[view]
            action = tr("Go to the inbox") if view is not View.INBOX else ""
            self.say(VIEW_ICONS[view], tr(heading), tr(sentence), action)
        self.elsewhere.setVisible(bool(listing.text) and view is not View.FILED)

    def say_put_away(self, count: int) -> None:
        """So many that are not for filing fit; none, or nobody knows yet."""
        shown = count_up_to(COUNTED, count)
        self.in_put_away.setText(
            trn("Show {shown} that is not for filing", "Show {shown} that are not for filing", count, shown=shown)
        )
        self.in_put_away.setVisible(count > 0)

    def show_failure(self, error: SagsbudError, *, trying: bool) -> None:
        """Nor is anything looked for elsewhere meanwhile."""
        super().show_failure(error, trying=trying)
        self._narrowed = False
        self.elsewhere.hide()
        self.in_put_away.hide()

    def _act(self) -> None:
        if self._narrowed:
            self.all_asked.emit()
        else:
            super()._act()


def _no_more(listing: Listing) -> str:
    if listing.text:
        return tr("Nothing more here matches “{text}”.", text=_short(listing.text))
    return tr("Nothing more here matches what you are looking for.")


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN].rstrip() + " …"


def _why(listing: Listing) -> str:
    if listing.filters:
        return tr("Nothing here matches what you are looking for.")
    where = tr("The search looks in title, sender and text for words that begin like this.")
    return " ".join([tr("Nothing here matches “{text}”.", text=_short(listing.text)), where])
