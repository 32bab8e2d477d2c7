"""The two buttons above a list: what is shown, and in which order; and the chips that say so below the search."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from sagsbud.domain.extract import Kind
from sagsbud.domain.frozen import frozen
from sagsbud.domain.listing import Filters, Listing, Order
from sagsbud.domain.suggestions import Band
from sagsbud.engine.views import View
from sagsbud.i18n import N_, quoted, tr, trn
from sagsbud.ui.buttons import IconButton, LinkButton
from sagsbud.ui.icons import icon, tick
from sagsbud.ui.inbox.flow import Flow
from sagsbud.ui.inbox.row import MAIL, PLAIN, SHEETS, WRITTEN
from sagsbud.ui.menus import Menu
from sagsbud.ui.theme import Theme
from sagsbud.ui.tips import as_tip
from sagsbud.ui.tokens import ICON_FIELD

ORDERS: Mapping[Order, str] = {
    Order.NEWEST: N_("Newest first"),
    Order.OLDEST: N_("Oldest first"),
    Order.SENDER: N_("By sender"),
    Order.SAG: N_("By case"),
    Order.BATCH: N_("By import"),
    Order.TITLE: N_("By title"),
}
BANDS: Mapping[str, tuple[str, frozenset[Band]]] = {
    "sure": (N_("Sure suggestion"), frozenset({Band.SURE})),
    "likely": (N_("Likely suggestion"), frozenset({Band.LIKELY})),
    "unsure": (N_("Unsure or no suggestion"), frozenset({Band.UNSURE, Band.NONE})),
}
KINDS: Mapping[str, tuple[str, frozenset[Kind]]] = {
    "mail": (N_("Emails"), MAIL),
    "plain": (N_("PDF and plain text"), PLAIN),
    "written": (N_("Word and the like"), WRITTEN),
    "sheet": (N_("Spreadsheets"), SHEETS),
    "image": (N_("Pictures"), frozenset({Kind.IMAGE})),
}


@frozen
class Chip:
    """What narrows the list in one respect, and the list without it."""

    text: str
    without: Filters


def chips_of(filters: Filters, names: Mapping[str, str]) -> list[Chip]:
    """What narrows the list. `names` says what a Sag and a batch are called."""
    chips = [
        Chip(tr(text), replace(filters, bands=filters.bands - bands))
        for text, bands in BANDS.values()
        if bands <= filters.bands
    ]
    chips += [
        Chip(tr(text), replace(filters, kinds=filters.kinds - kinds))
        for text, kinds in KINDS.values()
        if kinds <= filters.kinds
    ]
    if filters.with_attachments:
        chips.append(Chip(tr("With attachments"), replace(filters, with_attachments=False)))
    if filters.with_cpr:
        chips.append(Chip(tr("With a CPR number"), replace(filters, with_cpr=False)))
    if filters.older_than:
        chips.append(Chip(age_text(filters.older_than), replace(filters, older_than=0)))
    if filters.sag:
        chips.append(Chip(names.get(str(filters.sag), tr("One case")), replace(filters, sag=None)))
    if filters.batch:
        chips.append(Chip(names.get(str(filters.batch), tr("Import")), replace(filters, batch=None)))
    return chips


def description_of(listing: Listing, names: Mapping[str, str]) -> str:
    """The list in words, as a name for it."""
    words = [quoted(listing.text)] if listing.text else []
    return " · ".join([*words, *(chip.text for chip in chips_of(listing.filters, names))])


def age_text(days: int) -> str:
    """`Mindst 3 arbejdsdage gammelt`."""
    return trn("At least {count} working day old", "At least {count} working days old", days)


class StayingMenu(Menu):
    """Stays open while something is ticked, so that several can be."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A tick does not close it."""
        if not self._tick():
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Enter closes."""
        if event.key() != Qt.Key.Key_Space or not self._tick():
            super().keyPressEvent(event)

    def _tick(self) -> bool:
        action = self.activeAction()
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        return True


class ListTools(QWidget):
    """`asked` brings the Listing that is wanted."""

    asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = View.INBOX
        self._listing = Listing()
        self._ages: tuple[int, ...] = ()
        self._ticked = QIcon()
        self.filter = IconButton(theme, "list-filter", tr("Filter"), key="Ctrl+Shift+F", size=18)
        self.sort = IconButton(theme, "arrow-down-up", tr("Sort and group"), key="Ctrl+Shift+S", size=18)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        for button in (self.filter, self.sort):
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            row.addWidget(button)
        self.filter.setMenu(StayingMenu(self.filter))
        self.sort.setMenu(Menu(self.sort))
        theme.changed.connect(self._fill)

    def take(self, view: View, listing: Listing, ages: tuple[int, ...]) -> None:
        """What is shown now; `ages` are the limits of age that can be asked for, in working days."""
        before = self._said()
        self._view, self._listing, self._ages = view, listing, tuple(dict.fromkeys(ages)) if view is View.INBOX else ()
        if self._said() != before or self.sort.menu().isEmpty():
            self._fill()
        self.filter.setChecked(bool(listing.filters))

    def _said(self) -> tuple[object, ...]:
        """What the menus show: words that are searched for are not in them."""
        return self._view, self._listing.order, self._listing.filters, self._ages

    def _fill(self) -> None:
        self._ticked = tick(self._theme, self._theme.px(ICON_FIELD))
        self._fill_filter(self._view)
        self._fill_sort()

    def _fill_filter(self, view: View) -> None:
        menu, filters = self.filter.menu(), self._listing.filters
        menu.clear()
        if view is View.INBOX:
            for text, bands in BANDS.values():
                self._tick(menu, tr(text), bands <= filters.bands, replace(filters, bands=filters.bands ^ bands))
            menu.addSeparator()
        for text, kinds in KINDS.values():
            self._tick(menu, tr(text), kinds <= filters.kinds, replace(filters, kinds=filters.kinds ^ kinds))
        menu.addSeparator()
        attached = replace(filters, with_attachments=not filters.with_attachments)
        self._tick(menu, tr("With attachments"), filters.with_attachments, attached)
        cpr = replace(filters, with_cpr=not filters.with_cpr)
        self._tick(menu, tr("With a CPR number"), filters.with_cpr, cpr)
        for days in self._ages:
            on = filters.older_than == days
            self._tick(menu, age_text(days), on, replace(filters, older_than=0 if on else days))
        menu.addSeparator()
        clear = menu.addAction(tr("Show everything"))
        clear.setEnabled(bool(filters))
        clear.triggered.connect(lambda _checked=False: self._ask(Filters()))

    def _tick(self, menu: QMenu, text: str, on: bool, then: Filters) -> None:
        action = self._one_of(menu, text, on)
        action.triggered.connect(lambda _checked=False: self._ask(then))
        menu.addAction(action)

    def _fill_sort(self) -> None:
        menu = self.sort.menu()
        menu.clear()
        group = QActionGroup(menu)
        for order, text in ORDERS.items():
            action = self._one_of(menu, tr(text), order is self._listing.order)
            action.triggered.connect(
                lambda _checked=False, one=order: self.asked.emit(replace(self._listing, order=one))
            )
            group.addAction(action)
            menu.addAction(action)

    def _one_of(self, menu: QMenu, text: str, on: bool) -> QAction:
        return QAction(self._ticked, text, menu, checkable=True, checked=on)

    def _ask(self, filters: Filters) -> None:
        self.asked.emit(replace(self._listing, filters=filters))


class ChipRow(QWidget):
    """What narrows the list; each can be taken away, all together be kept."""

    asked = Signal(object)
    """The Listing that is wanted."""
    keep_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.keep = LinkButton(theme, tr("Save"))
        self.keep.clicked.connect(self.keep_asked)
        self.chips: list[QToolButton] = []
        self.beyond = self.keep.room_before()
        """px that it reaches beyond the fields at the right, so that the link's words end where they do."""
        self._flow = Flow(theme.px(6), self.keep, self.beyond)
        row.addWidget(self._flow, 1)
        self._shown: tuple[Listing, Mapping[str, str]] = (Listing(), {})
        theme.changed.connect(self._dress)
        self.hide()

    def _dress(self) -> None:
        self.take(*self._shown)

    def take(self, listing: Listing, names: Mapping[str, str]) -> None:
        """Show what narrows the list."""
        self._shown = (listing, names)
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        chips = chips_of(listing.filters, names)
        self.chips = [self._chip(chip, listing) for chip in chips]
        self._flow.fill(self.chips)
        self.setVisible(bool(chips) or bool(listing.text))

    def say_kept(self, kept: bool) -> None:
        """Whether the search is in the side bar already."""
        self.keep.setText(tr("Remove saved search") if kept else tr("Save"))
        self.keep.setToolTip(
            tr("Remove this search from the sidebar") if kept else tr("Save this search in the sidebar")
        )
        self._flow.fill(self.chips)

    def _chip(self, chip: Chip, listing: Listing) -> QToolButton:
        theme = self._theme
        button = QToolButton(self)
        button.setObjectName("filter_chip")
        button.setText(chip.text)
        words = tr("Without “{what}”", what=chip.text)
        button.setAccessibleName(words)
        button.setToolTip(as_tip(words))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        side = theme.px(12)
        button.setIcon(icon("x", theme, side, "acctx"))
        button.setIconSize(QSize(side, side))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands behind the words
        button.clicked.connect(lambda: self.asked.emit(replace(listing, filters=chip.without)))
        return button
